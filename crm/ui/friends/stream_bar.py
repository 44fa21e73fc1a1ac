"""The line above a timeline: which entries it shows, words to look for in them, and a day to go to."""

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QDate, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCalendarWidget, QHBoxLayout, QMenu, QPushButton, QToolButton, QWidget, QWidgetAction

from crm.accounts import Platform
from crm.conversations import Direction
from crm.timeline import EVERY, EntryKind, Which
from crm.ui.desk import Desk
from crm.ui.friends.log_box import TALKED_ON
from crm.ui.friends.menus import TickMenu, add_entry
from crm.ui.friends.moment_field import qt_day
from crm.ui.plain import menu_text, one_line
from crm.ui.widgets.label import PlainLabel
from crm.ui.widgets.search_field import SearchField
from crm.wording import tr, trc
from crm.wording.friends import platform_word
from crm.wording.talks import direction_word, entry_kind_word


class InsideField(SearchField):
    """Looks for words inside a timeline; Enter goes on to the `following` match, Shift+Enter to the `previous`."""

    following = Signal()
    previous = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the next match; everything else as in every search."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            super().keyPressEvent(event)
            back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            (self.previous if back else self.following).emit()
            event.accept()
        else:
            super().keyPressEvent(event)


class StreamBar(QWidget):
    """Says `filtered` when other entries are chosen, `day_wanted(day)` for a day to go to."""

    filtered = Signal()
    day_wanted = Signal(QDate)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.which = EVERY
        px = desk.theme.px
        self.kinds = QPushButton()
        self.kinds.clicked.connect(self._on_kinds)
        self.search = InsideField(desk.theme, tr("Search in here (Ctrl+Shift+F)"), clear_name=tr("Clear search"))
        self.count = PlainLabel(look="small")
        self.previous_button = self._tool(tr("Previous match (Shift+F3)"))
        self.next_button = self._tool(tr("Next match (F3)"))
        self.day_button = self._tool(tr("Go to a day…"))
        self.day_button.clicked.connect(self._on_day)
        box = QHBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(5))
        box.addWidget(self.kinds)
        box.addWidget(self.search, 1)
        for part in (self.count, self.previous_button, self.next_button, self.day_button):
            box.addWidget(part)
        desk.theme.changed.connect(self._dress)
        self._dress()
        self.show_matches(None, 0)

    def show_matches(self, place: int | None, total: int) -> None:
        """Which match one stands at (0 the first) of how many; nothing is said while nothing is looked for."""
        looking = bool(self.search.text().strip())
        for part in (self.count, self.previous_button, self.next_button):
            part.setVisible(looking)
        self.previous_button.setEnabled(total > 0)
        self.next_button.setEnabled(total > 0)
        if place is None:
            self.count.setText(tr("{n} found", n=f"{total:,}"))
        else:
            self.count.setText(tr("{n} of {all}", n=f"{place + 1:,}", all=f"{total:,}"))

    def choose(self, which: Which) -> None:
        """Show these entries only."""
        self.which = which
        self._dress()
        self.filtered.emit()

    def menu_of_kinds(self) -> QMenu:
        """What can be shown: kinds to tick, and of the talks a platform and who wrote."""
        menu, which = TickMenu(self), self.which
        add_entry(menu, tr("Everything"), partial(self.choose, EVERY), ticked=which == EVERY)
        menu.addSeparator()
        for kind in SHOWN_KINDS:
            ticked = which.kinds is not None and kind in which.kinds
            add_entry(menu, entry_kind_word(kind), partial(self._tick, kind), ticked=ticked)
        menu.addSeparator()
        for title, entries in (
            (trc("filter", "Platform"), [self._talk_choice(platform=p) for p in (None, *TALKED_ON)]),
            (trc("filter", "Who wrote"), [self._talk_choice(direction=d) for d in (None, *Direction)]),
        ):
            inner = menu.addMenu(menu_text(title))
            for word, wanted in entries:
                add_entry(inner, word, partial(self.choose, wanted), ticked=wanted == which)
        return menu

    def menu_of_days(self) -> QMenu:
        """A calendar to pick a day from."""
        menu = QMenu(self)
        calendar = QCalendarWidget(menu)
        calendar.setMaximumDate(qt_day(self._desk.workspace.clock.today()))
        calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        calendar.setAccessibleName(tr("Go to a day…"))
        calendar.activated.connect(self.day_wanted)
        calendar.clicked.connect(self.day_wanted)
        calendar.activated.connect(menu.close)
        calendar.clicked.connect(menu.close)
        action = QWidgetAction(menu)
        action.setDefaultWidget(calendar)
        menu.addAction(action)
        menu.aboutToShow.connect(calendar.setFocus)
        return menu

    def _talk_choice(
        self, *, platform: Platform | None = None, direction: Direction | None = None
    ) -> tuple[str, Which]:
        talks = frozenset({EntryKind.TALK})
        if platform is not None:
            return platform_word(platform), Which(talks, platform, self.which.direction)
        if direction is not None:
            return direction_word(direction), Which(talks, self.which.platform, direction)
        return trc("filter", "Any"), Which(talks)

    def _tick(self, kind: EntryKind) -> None:
        kinds = (self.which.kinds or frozenset()) ^ {kind}
        if not kinds or len(kinds) == len(EntryKind):
            self.choose(EVERY)
        elif EntryKind.TALK in kinds:
            self.choose(Which(kinds, self.which.platform, self.which.direction))
        else:
            self.choose(Which(kinds))

    def _on_kinds(self) -> None:
        self._open(self.menu_of_kinds(), self.kinds)

    def _on_day(self) -> None:
        self._open(self.menu_of_days(), self.day_button)

    def _open(self, menu: QMenu, below: QWidget) -> None:
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(below.mapToGlobal(QPoint(0, below.height())))

    def _tool(self, name: str) -> QToolButton:
        button = QToolButton()
        button.setProperty("look", "quiet")
        button.setToolTip(name)
        button.setAccessibleName(name)
        return button

    def _dress(self) -> None:
        theme = self._desk.theme
        for button, name in (
            (self.previous_button, "chevron-up"),
            (self.next_button, "chevron-down"),
            (self.day_button, "calendar-check"),
        ):
            button.setIcon(theme.icon(name, "dim"))
        words = which_words(self.which)
        self.kinds.setText(menu_text(f"{words} ▾"))
        self.kinds.setAccessibleName(tr("Shown: {what}", what=one_line(words)))
        self.kinds.setToolTip(tr("Choose what is shown"))
        t, px = theme.tokens, theme.px
        style = f"QPushButton {{ padding: 0 {px(9)}px; font-size: {px(13)}px; }}"
        if self.which != EVERY:
            style += f" QPushButton {{ background: {t.accent_bg}; border-color: {t.accent}; color: {t.accent}; }}"
        self.kinds.setStyleSheet(style)


SHOWN_KINDS = (EntryKind.TALK, EntryKind.ORDER, EntryKind.PAYMENT, EntryKind.STAGE, EntryKind.FOLLOW_UP)


def which_words(which: Which) -> str:
    """What is shown, in a few words."""
    if which.kinds is None:
        return tr("Everything")
    words: Iterable[str] = [entry_kind_word(kind) for kind in SHOWN_KINDS if kind in which.kinds]
    if which.platform is not None:
        words = [*words, platform_word(which.platform)]
    if which.direction is not None:
        words = [*words, direction_word(which.direction)]
    listed = list(words)
    return trc("between two words of a list", ", ").join(listed) if len(listed) <= 2 else tr("{n} kinds", n=len(listed))
