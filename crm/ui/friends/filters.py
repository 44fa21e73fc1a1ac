"""The chips above a list of friends: which of them it shows, and in which order."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from crm.accounts import Platform
from crm.contacts import Standing
from crm.finder import Filter, Sort
from crm.stages import Stage
from crm.ui.desk import Desk
from crm.ui.friends.menus import TickMenu, add_entry
from crm.ui.plain import menu_text, one_line, tooltip
from crm.ui.widgets.flow import FlowLayout
from crm.wording import tr, trc, trn
from crm.wording.friends import platform_word, sort_word, stage_word, standing_word

LONGEST_CHIP = 16
"""characters of a chip; the rest is in its tooltip"""
QUIET_DAYS = (7, 30, 90, 0)
NEWEST_FIRST = {Sort.LAST_CONTACT, Sort.ADDED, Sort.SPENT, Sort.OWED, Sort.STAGE}
"""Orders that one wants from the top when choosing them."""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a filter: its field in `Filter`, its word, and the values one can tick."""

    field: str
    name: str
    options: Callable[[], Sequence[tuple[Any, str]]]
    many: bool = True


class FilterBar(QWidget):
    """Says `changed` when another filter is chosen; the words typed above it belong to whoever owns both."""

    changed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._values: dict[str, Any] = {}
        shop = desk.workspace
        self._parts = (
            Part("stages", trc("filter", "Stage"), lambda: [(s, stage_word(s)) for s in Stage]),
            Part("tags", trc("filter", "Tag"), lambda: [(name, name) for _, name in shop.contacts.tags()]),
            Part("quiet_days", trc("filter", "Last contact"), lambda: [(n, quiet_words(n)) for n in QUIET_DAYS], False),
            Part(
                "accounts",
                trc("filter", "My account"),
                lambda: [(name, name) for name in shop.accounts.names().values()],
            ),
            Part("standings", trc("filter", "Standing"), lambda: [(s, standing_word(s)) for s in Standing]),
        )
        self._more = (
            Part("platforms", trc("filter", "Platform"), lambda: [(p, platform_word(p)) for p in Platform]),
            Part("sources", trc("filter", "Source"), lambda: [(s, s) for s in shop.contacts.sources()]),
            Part("owing", trc("filter", "Owes me"), lambda: [(True, tr("Owes me money"))], False),
            Part("next_step", trc("filter", "Next step"), lambda: [(False, tr("Nothing planned"))], False),
        )
        flow = FlowLayout(self, desk.theme.px(5))
        self.buttons: dict[str, QPushButton] = {}
        for part in self._parts:
            button = self._chip(part.name)
            button.clicked.connect(partial(self._on_chip, part, button))
            self.buttons[part.field] = button
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
        return replace(Filter(words=words), **self._values)

    def set_filter(self, which: Filter) -> None:
        """Show what another page asks for (its words are not shown here)."""
        self._values = {
            part.field: value
            for part in (*self._parts, *self._more)
            if (value := getattr(which, part.field)) != getattr(Filter(), part.field)
        }
        self._show_values()
        self.changed.emit()

    def clear(self) -> None:
        """Everybody again."""
        self.set_filter(Filter())

    def menu_of(self, field: str) -> QMenu:
        """The menu of one part, with its values as they are now."""
        part = next(p for p in (*self._parts, *self._more) if p.field == field)
        menu = TickMenu(self)
        self._fill(menu, part)
        return menu

    def _fill(self, menu: QMenu, part: Part) -> None:
        chosen = self._values.get(part.field)
        options = list(part.options())
        known = [value for value, _ in options]
        gone = [v for v in (chosen or ()) if v not in known] if part.many else []
        for value, word in [*options, *((v, str(v)) for v in gone)]:
            ticked = value in (chosen or ()) if part.many else value == chosen and part.field in self._values
            add_entry(menu, word, partial(self._tick, part, value), ticked=ticked)
        if not menu.actions():
            add_entry(menu, trc("filter", "Nothing to choose yet"), int).setEnabled(False)

    def _tick(self, part: Part, value: Any) -> None:
        if part.many:
            chosen = self._values.get(part.field, ())
            chosen = tuple(v for v in chosen if v != value) if value in chosen else (*chosen, value)
        else:
            chosen = None if part.field in self._values and self._values[part.field] == value else value
        if chosen in ((), None):
            self._values.pop(part.field, None)
        else:
            self._values[part.field] = chosen
        self._show_values()
        self.changed.emit()

    def _on_chip(self, part: Part, button: QPushButton) -> None:
        self._open(self.menu_of(part.field), button)

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
            button = self.buttons[part.field]
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
        if part.field not in self._values:
            return ""
        value = self._values[part.field]
        match part.field:
            case "stages":
                return listed(stage_word(s) for s in value)
            case "standings":
                return listed(standing_word(s) for s in value)
            case "platforms":
                return listed(platform_word(p) for p in value)
            case "quiet_days":
                return quiet_words(value)
            case "owing":
                return tr("Owes me money")
            case "next_step":
                return tr("Nothing planned")
            case _:
                return listed(value)


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
        for sort in Sort:
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


def quiet_words(days: int) -> str:
    """A choice of how long ago the last contact was; 0 is never."""
    if days == 0:
        return tr("No contact yet")
    return trn("Quiet for {n} day or more", "Quiet for {n} days or more", days)


def listed(words: Iterable[str]) -> str:
    """Words one after the other, as the language sets them apart."""
    return trc("between two words of a list", ", ").join(words)


def _short(text: str) -> str:
    line = one_line(text)
    return line if len(line) <= LONGEST_CHIP else f"{line[: LONGEST_CHIP - 1]}…"
