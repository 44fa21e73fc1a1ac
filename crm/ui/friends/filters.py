"""The chips above a list of friends: which of them it shows, and in which order."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from crm.accounts import Platform
from crm.contacts import Standing
from crm.finder import NEVER, NO, YES, Condition, Facet, Filter, Sort
from crm.stages import Stage
from crm.ui.desk import Desk
from crm.ui.friends.menus import TickMenu, add_entry
from crm.ui.plain import menu_text, one_line, tooltip
from crm.ui.widgets.flow import FlowLayout
from crm.wording import tr, trc, trn
from crm.wording.friends import platform_word, sort_word, stage_word, standing_word

LONGEST_CHIP = 16
"""characters of a chip; the rest is in its tooltip"""
QUIET_DAYS = ("7", "30", "90", NEVER)
NEWEST_FIRST = {Sort.LAST_CONTACT, Sort.ADDED, Sort.SPENT, Sort.OWED, Sort.STAGE}
"""Orders that one wants from the top when choosing them."""
OFFERED = (Sort.NAME, Sort.LAST_CONTACT, Sort.STAGE, Sort.ADDED, Sort.NEXT, Sort.SPENT, Sort.OWED)


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a filter: what it asks about, its word, and the values one can tick."""

    facet: Facet
    name: str
    options: Callable[[], Sequence[tuple[str, str]]]
    many: bool = True


class FilterBar(QWidget):
    """Says `changed` when another filter is chosen; the words typed above it belong to whoever owns both."""

    changed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._values: dict[Facet, tuple[str, ...]] = {}
        shop = desk.workspace
        self._parts = (
            Part(Facet.STAGE, trc("filter", "Stage"), lambda: [(s, stage_word(s)) for s in Stage]),
            Part(Facet.TAG, trc("filter", "Tag"), lambda: [(name, name) for _, name in shop.contacts.tags()]),
            Part(Facet.QUIET, trc("filter", "Last contact"), lambda: [(n, quiet_words(n)) for n in QUIET_DAYS], False),
            Part(
                Facet.ACCOUNT,
                trc("filter", "My account"),
                lambda: [(name, name) for name in shop.accounts.names().values()],
            ),
            Part(Facet.STANDING, trc("filter", "Standing"), lambda: [(s, standing_word(s)) for s in Standing]),
        )
        self._more = (
            Part(Facet.PLATFORM, trc("filter", "Platform"), lambda: [(p, platform_word(p)) for p in Platform]),
            Part(Facet.SOURCE, trc("filter", "Source"), lambda: [(s, s) for s in shop.contacts.sources()]),
            Part(Facet.OWED, trc("filter", "Owes me"), lambda: [(YES, tr("Owes me money"))], False),
            Part(Facet.NEXT, trc("filter", "Next step"), lambda: [(NO, tr("Nothing planned"))], False),
        )
        self._every = (*self._parts, *self._more)
        flow = FlowLayout(self, desk.theme.px(5))
        self.buttons: dict[Facet, QPushButton] = {}
        for part in self._parts:
            button = self._chip(part.name)
            button.clicked.connect(partial(self._on_chip, part, button))
            self.buttons[part.facet] = button
            flow.addWidget(button)
        self.more_button = self._chip(tr("Filter"))
        self.more_button.clicked.connect(self._on_more)
        flow.addWidget(self.more_button)
        self.clear_button = self._chip(tr("Clear filter"))
        self.clear_button.setProperty("look", "link")
        self.clear_button.clicked.connect(self.clear)
        flow.addWidget(self.clear_button)
        desk.theme.changed.connect(self._show_values)
        self._show_values()

    def filter(self, words: str = "") -> Filter:
        """What is chosen, together with these words."""
        return Filter.of(*(Condition(facet, values) for facet, values in self._values.items()), words=words)

    def set_filter(self, which: Filter) -> None:
        """Show what another page asks for (its words are not shown here)."""
        self._values = {part.facet: found for part in self._every if (found := which.only(part.facet))}
        self._show_values()
        self.changed.emit()

    def clear(self) -> None:
        """Everybody again."""
        self.set_filter(Filter())

    def menu_of(self, facet: Facet) -> QMenu:
        """The menu of one part, with its values as they are now."""
        part = next(p for p in self._every if p.facet is facet)
        menu = TickMenu(self)
        self._fill(menu, part)
        return menu

    def _fill(self, menu: QMenu, part: Part) -> None:
        chosen = self._values.get(part.facet, ())
        options = list(part.options())
        known = [value for value, _ in options]
        for value, word in [*options, *((v, v) for v in chosen if v not in known)]:
            add_entry(menu, word, partial(self._tick, part, value), ticked=value in chosen)
        if not menu.actions():
            add_entry(menu, trc("filter", "Nothing to choose yet"), int).setEnabled(False)

    def _tick(self, part: Part, value: str) -> None:
        before = self._values.get(part.facet, ())
        chosen = tuple(v for v in before if v != value) if value in before else (*before, value)
        self._values[part.facet] = chosen if part.many else chosen[-1:]
        if not self._values[part.facet]:
            del self._values[part.facet]
        self._show_values()
        self.changed.emit()

    def _on_chip(self, part: Part, button: QPushButton) -> None:
        self._open(self.menu_of(part.facet), button)

    def _on_more(self) -> None:
        menu = TickMenu(self)
        for part in self._more:
            if part.many:
                inner = TickMenu(menu)
                inner.setTitle(menu_text(part.name))
                self._fill(inner, part)
                menu.addMenu(inner)
            else:
                self._fill(menu, part)
        self._open(menu, self.more_button)

    def _open(self, menu: QMenu, button: QPushButton) -> None:
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))

    def _chip(self, text: str) -> QPushButton:
        button = QPushButton(menu_text(text), self)
        button.setAccessibleName(text)
        return button

    def _show_values(self) -> None:
        px, tokens = self._desk.theme.px, self._desk.theme.tokens
        plain = f"QPushButton {{ padding: 0 {px(9)}px; font-size: {px(13)}px; }}"
        chosen = (
            f"{plain} QPushButton {{ background: {tokens.accent_bg}; border-color: {tokens.accent};"
            f" color: {tokens.accent}; }}"
        )
        for part in self._parts:
            words = self._words(part)
            button = self.buttons[part.facet]
            text = tr("{name}: {value}", name=part.name, value=words) if words else part.name
            button.setText(menu_text(f"{_short(words or part.name)} ▾"))
            button.setToolTip(tooltip(text))
            button.setAccessibleName(one_line(text))
            button.setStyleSheet(chosen if words else plain)
        more = listed(word for part in self._more if (word := self._words(part)))
        self.more_button.setText(menu_text(f"{_short(more or tr('Filter'))} ▾"))
        self.more_button.setToolTip(tooltip(more))
        self.more_button.setStyleSheet(chosen if more else plain)
        self.clear_button.setStyleSheet(plain)
        self.clear_button.setVisible(bool(self._values))

    def _words(self, part: Part) -> str:
        if part.facet not in self._values:
            return ""
        words = dict(part.options())
        return listed(words.get(value, value) for value in self._values[part.facet])


class SortButton(QPushButton):
    """Chooses the order of a list; says `changed`."""

    changed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.sort = Sort.NAME
        self.descending = False
        self.setProperty("look", "link")
        self.clicked.connect(self._on_clicked)
        self._desk = desk
        desk.theme.changed.connect(self._show_order)
        self._show_order()

    def choose(self, sort: Sort, *, descending: bool) -> None:
        """This order from now on."""
        self.sort, self.descending = sort, descending
        self._show_order()
        self.changed.emit()

    def menu_of_orders(self) -> QMenu:
        """Every order, and both directions."""
        menu = QMenu(self)
        for sort in OFFERED:
            add_entry(
                menu,
                sort_word(sort),
                partial(self.choose, sort, descending=sort in NEWEST_FIRST),
                ticked=sort is self.sort,
            )
        menu.addSeparator()
        up, down = tr("Smallest or oldest first"), tr("Largest or newest first")
        add_entry(menu, up, partial(self.choose, self.sort, descending=False), ticked=not self.descending)
        add_entry(menu, down, partial(self.choose, self.sort, descending=True), ticked=self.descending)
        return menu

    def _on_clicked(self) -> None:
        menu = self.menu_of_orders()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.mapToGlobal(QPoint(0, self.height())))

    def _show_order(self) -> None:
        arrow = "↓" if self.descending else "↑"
        self.setText(menu_text(f"{sort_word(self.sort)} {arrow}"))
        self.setAccessibleName(tr("Order: {order}", order=sort_word(self.sort)))
        self.setToolTip(tooltip(tr("Order: {order}", order=sort_word(self.sort))))


def quiet_words(days: str) -> str:
    """A choice of how long ago the last contact was."""
    if days == NEVER:
        return tr("No contact yet")
    return trn("Quiet for {n} day or more", "Quiet for {n} days or more", int(days))


def listed(words: Iterable[str]) -> str:
    """Words one after the other, as the language sets them apart."""
    return trc("between two words of a list", ", ").join(words)


def _short(text: str) -> str:
    line = one_line(text)
    return line if len(line) <= LONGEST_CHIP else f"{line[: LONGEST_CHIP - 1]}…"
