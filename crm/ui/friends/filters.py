"""The chips above a list of friends: which of them it shows."""

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QToolButton, QVBoxLayout, QWidget

from crm.errors import BusyError
from crm.finder import Condition, Facet, Filter
from crm.ui.desk import Desk
from crm.ui.friends.conditions import ConditionEditor, question
from crm.ui.friends.menus import add_entry
from crm.ui.plain import menu_text, one_line, tooltip
from crm.ui.widgets.flow import FlowLayout
from crm.ui.widgets.label import PlainLabel
from crm.wording import tr, trc
from crm.wording.filters import condition_words, facet_word, unknown_words

LONGEST_CHIP = 28
"""characters of a chip; the rest is in its tooltip"""
QUICK = (Facet.STAGE, Facet.TAG, Facet.QUIET)
"""what is asked most often has a button of its own while nothing is asked yet"""
OFFERED = tuple(facet for facet in Facet if facet is not Facet.FIELD)

Place = tuple[int, int]
"""A group, and a condition in it."""


class FilterBar(QWidget):
    """Says `changed` when another filter is chosen; the words typed above it belong to whoever owns both.

    `text_wanted` asks for the filter as a text, `save_wanted` to keep it under a name, `update_wanted` to keep it
    under the name of the smart list that is open.
    """

    changed = Signal()
    text_wanted = Signal()
    save_wanted = Signal()
    update_wanted = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._groups: tuple[tuple[Condition, ...], ...] = ()
        self._unknown: tuple[Condition, ...] = ()
        self._kept_as: tuple[str, bool] = ("", False)
        self.chips: list[FilterChip] = []
        self.editor: ConditionEditor | None = None
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(desk.theme.px(4))
        inside = QWidget()
        self._flow = FlowLayout(inside, desk.theme.px(5))
        self._complaint = PlainLabel(look="warn")
        self._complaint.setWordWrap(True)
        self._complaint.hide()
        box.addWidget(inside)
        box.addWidget(self._complaint)
        self.quick = {facet: self._button(facet_word(facet), partial(self._on_quick, facet)) for facet in QUICK}
        self.add_button = self._button(tr("Filter"), self._on_add)
        self.or_button = self._button(trc("filter", "or …"), self._on_or)
        self.or_button.setToolTip(tr("Also those who fit something else"))
        self.update_button = self._button(tr("Update list"), self.update_wanted.emit, look="link")
        self.save_button = self._button(tr("Save as list…"), self.save_wanted.emit, look="link")
        self.text_button = self._button(tr("As text…"), self.text_wanted.emit, look="link")
        self.clear_button = self._button(tr("Clear filter"), self.clear, look="link")
        self._ends = (
            self.add_button, self.or_button, self.update_button, self.save_button, self.text_button, self.clear_button,
        )  # fmt: skip
        for button in (*self.quick.values(), *self._ends):
            self._flow.addWidget(button)
        desk.theme.changed.connect(self._show)
        self._show()

    def filter(self, words: str = "") -> Filter:
        """What is chosen, together with these words."""
        return Filter(words, self._groups)

    def set_filter(self, which: Filter) -> None:
        """Ask this (its words are not shown here)."""
        self._take(which.groups)

    def clear(self) -> None:
        """Everybody again."""
        self._take(())

    def look_again(self) -> None:
        """See whether what is spoken of is still there, and by which words."""
        try:
            self._unknown = self._desk.workspace.finder.unknown(self.filter())
        except BusyError:
            return  # a commit holds the file; the news after it comes back here
        self._show()

    def show_kept(self, name: str, *, changed: bool) -> None:
        """Which smart list is open, "" for none, and whether something else is asked or ordered by now."""
        self._kept_as = (name, changed)
        self._show_ends()

    def edit(self, facet: Facet, field: str = "", *, other_group: bool = False) -> ConditionEditor:
        """Ask one thing more: of those who fit already, or, as `other_group`, of everybody else too."""
        count = len(self._groups)
        group = count if other_group or not count else count - 1
        place = (group, len(self._groups[group]) if group < count else 0)
        return self._open(place, facet, field, None)

    def edit_chip(self, place: Place) -> ConditionEditor:
        """Change what a chip asks."""
        condition = self._groups[place[0]][place[1]]
        return self._open(place, condition.facet, condition.field, condition)

    def remove(self, place: Place) -> None:
        """Ask this no longer; the keyboard goes on at the next chip."""
        number = next(n for n, chip in enumerate(self.chips) if chip.place == place)
        self._put(self._groups, place, None)
        rest = self.chips[number : number + 1] or self.chips[-1:]
        (rest[0].button if rest else self.add_button).setFocus(Qt.FocusReason.OtherFocusReason)

    def menu_of_facets(self, *, other_group: bool = False) -> QMenu:
        """Everything that can be asked."""
        menu = QMenu(self)
        for facet in OFFERED:
            add_entry(menu, facet_word(facet), partial(self._edit_new, facet, "", other_group))
        fields = self._desk.workspace.fields.all()
        if fields:
            menu.addSeparator()
        for field in fields:
            add_entry(menu, field.name, partial(self._edit_new, Facet.FIELD, field.name, other_group))
        menu.addSeparator()
        add_entry(menu, tr("As text…"), self.text_wanted.emit, keys="Ctrl+Shift+L")
        return menu

    def _edit_new(self, facet: Facet, field: str, other_group: bool) -> None:
        self.edit(facet, field, other_group=other_group).open_under(self.or_button if other_group else self.add_button)

    def _open(self, place: Place, facet: Facet, field: str, condition: Condition | None) -> ConditionEditor:
        editor = ConditionEditor(self._desk, question(self._desk.workspace, facet, field), condition, self)
        before = self._groups
        editor.changed.connect(lambda asked: self._put(before, place, asked))
        editor.left.connect(partial(self._on_left, place))
        if facet is Facet.FIELD and condition is None:
            self._put(before, place, editor.condition)  # that it says anything at all can be asked, too
        self.editor = editor
        return editor

    def _put(self, before: tuple[tuple[Condition, ...], ...], place: Place, asked: Condition | None) -> None:
        """Ask what was asked `before`, with this condition in its place, or without one there."""
        group, number = place
        groups = [list(conditions) for conditions in before]
        if group == len(groups):
            groups.append([])
        groups[group][number : number + 1] = [] if asked is None else [asked]
        self._take(tuple(tuple(conditions) for conditions in groups if conditions))

    def _take(self, groups: Iterable[tuple[Condition, ...]]) -> None:
        groups = tuple(groups)
        if groups == self._groups:
            return
        self._groups = groups
        self.look_again()
        self.changed.emit()

    def _on_left(self, place: Place) -> None:
        self.editor = None
        chip = next((chip for chip in self.chips if chip.place == place), None)
        (chip.button if chip else self.add_button).setFocus(Qt.FocusReason.PopupFocusReason)

    def _on_quick(self, facet: Facet) -> None:
        self.edit(facet).open_under(self.quick[facet])

    def _on_add(self) -> None:
        self._open_menu(self.menu_of_facets(), self.add_button)

    def _on_or(self) -> None:
        self._open_menu(self.menu_of_facets(other_group=True), self.or_button)

    def _on_chip(self, place: Place) -> None:
        anchor = next(chip for chip in self.chips if chip.place == place)
        self.edit_chip(place).open_under(anchor)

    def _open_menu(self, menu: QMenu, button: QPushButton) -> None:
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))

    def _button(self, text: str, act: object, look: str = "") -> QPushButton:
        button = QPushButton(menu_text(text))
        if look:
            button.setProperty("look", look)
        button.clicked.connect(act)
        return button

    def _show(self) -> None:
        while self._flow.count():
            item = self._flow.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None and widget not in self._ends and widget not in self.quick.values():
                widget.hide()
                widget.deleteLater()
        self.chips = []
        for group, conditions in enumerate(self._groups):
            if group:
                word = PlainLabel(trc("filter", "or"), look="dim")
                word.setFixedHeight(self._desk.theme.measure.control)
                self._flow.addWidget(word)
            for number, condition in enumerate(conditions):
                chip = FilterChip(self._desk, condition, (group, number), unknown=condition in self._unknown)
                chip.opened.connect(self._on_chip)
                chip.removed.connect(self.remove)
                self.chips.append(chip)
                self._flow.addWidget(chip)
        for button in (*self.quick.values(), *self._ends):
            self._flow.addWidget(button)
        self._complaint.setText("\n".join(unknown_words(condition) for condition in self._unknown))
        self._complaint.setVisible(bool(self._unknown))
        self._show_ends()
        self._flow.invalidate()

    def _show_ends(self) -> None:
        px = self._desk.theme.px
        plain = f"QPushButton {{ padding: 0 {px(9)}px; font-size: {px(13)}px; }}"
        for button in (*self.quick.values(), *self._ends):
            button.setStyleSheet(plain)
        for facet, button in self.quick.items():
            button.setText(menu_text(f"{facet_word(facet)} ▾"))
            button.setVisible(not self._groups)
        self.add_button.setText(menu_text(f"{tr('Filter')} ▾"))
        name, changed = self._kept_as
        some = bool(self._groups)
        self.or_button.setVisible(some)
        self.clear_button.setVisible(some)
        self.text_button.setVisible(some)
        self.save_button.setVisible(some and (not name or changed))
        self.update_button.setVisible(bool(name) and changed)
        self.update_button.setToolTip(tooltip(tr("Keep what is shown now as “{name}”", name=name)))


class FilterChip(QFrame):
    """One condition: `opened(place)` when it is pressed, `removed(place)` by its cross, Del or Backspace."""

    opened = Signal(object)
    removed = Signal(object)

    def __init__(self, desk: Desk, condition: Condition, place: Place, *, unknown: bool) -> None:
        super().__init__()
        self.place = place
        self.unknown = unknown
        theme, t = desk.theme, desk.theme.tokens
        words = condition_words(condition)
        said = unknown_words(condition) if unknown else words
        self.button = _ChipButton(menu_text(_short(words)))
        self.button.setAccessibleName(one_line(said))
        self.button.setToolTip(tooltip(said))
        self.button.clicked.connect(self._on_opened)
        self.button.removed.connect(self._on_removed)
        font = self.button.font()
        font.setStrikeOut(unknown)
        self.button.setFont(font)
        self.cross = QToolButton()
        self.cross.setIcon(theme.icon("x", "danger" if unknown or condition.negated else "accent"))
        self.cross.setAccessibleName(one_line(tr("Remove: {condition}", condition=words)))
        self.cross.setToolTip(tr("Remove (Del)"))
        self.cross.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.cross.clicked.connect(self._on_removed)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.button)
        box.addWidget(self.cross)
        px = theme.px
        ink = t.danger if unknown or condition.negated else t.accent
        strike = "text-decoration: line-through;" if unknown else ""
        height = theme.measure.control
        self.setFixedHeight(height)
        self.setStyleSheet(
            f"FilterChip {{ background: {t.accent_bg}; border: 1px solid {ink}; border-radius: {px(7)}px; }}"
            f"FilterChip QPushButton {{ background: transparent; border-color: transparent; color: {ink}; {strike}"
            f" padding: 0 0 0 {px(9)}px; font-size: {px(13)}px; min-height: {height - 4}px; }}"
            f"FilterChip QPushButton:focus {{ border: 2px solid {ink}; padding: 0 0 0 {px(8)}px;"
            f" min-height: {height - 6}px; }}"
            f"FilterChip QToolButton {{ background: transparent; border-color: transparent; min-width: {px(24)}px;"
            f" min-height: {height - 4}px; }}"
        )

    def _on_opened(self) -> None:
        self.opened.emit(self.place)

    def _on_removed(self) -> None:
        self.removed.emit(self.place)


class _ChipButton(QPushButton):
    removed = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            self.removed.emit()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.click()
        else:
            super().keyPressEvent(event)


def _short(text: str) -> str:
    line = one_line(text)
    return line if len(line) <= LONGEST_CHIP else f"{line[: LONGEST_CHIP - 1]}…"
