"""The one field that finds anything as you type, and does what it is told."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial

import shiboken6
from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QFrame, QVBoxLayout, QWidget

from crm.contacts import ContactRow
from crm.errors import BusyError, ShukeError
from crm.finder import Anything, Filter, Group, Hit, HitKind, Sort, TagHit, TalkHit
from crm.names import fold
from crm.orders import OrderRow
from crm.phrases import PhraseRow
from crm.products import ProductRow
from crm.ui import commands
from crm.ui.asking import Asker
from crm.ui.desk import Desk
from crm.ui.finding.entries import (
    Entry,
    Find,
    Heading,
    More,
    Note,
    command_line,
    heading,
    hit_key,
    hit_line,
    more_words,
    new_friend_line,
)
from crm.ui.finding.finds_list import FindsList
from crm.ui.phrases.copying import copy_phrase
from crm.ui.plain import one_line
from crm.ui.widgets.search_field import SearchField
from crm.wording import tr, trc

LATELY = 6
"""So many friends are offered before anything is typed."""
AGAIN_MS = 60
"""After a commit held the file, it is asked again."""
PAGE = 8
LONGEST_NAME = 60
PANEL_WIDTH = 560


@dataclass(frozen=True, slots=True)
class Section:
    """A group of finds as it is shown."""

    kind: HitKind
    entries: tuple[Entry, ...]


class FindBox(SearchField):
    """Says what was picked: `contact_chosen(id)`, `talk_chosen(friend, id)`, `order_chosen(id)`, `product_chosen(id)`,
    `tag_chosen(name)`, `command_chosen(key)`, or `friend_wanted(name)` for somebody who is not there yet.
    """

    contact_chosen = Signal(object)
    talk_chosen = Signal(object, object)
    order_chosen = Signal(object)
    product_chosen = Signal(object)
    tag_chosen = Signal(str)
    command_chosen = Signal(str)
    friend_wanted = Signal(str)
    _panel: QFrame | None = None  # Qt sends events before the constructor has come this far

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(
            desk.theme,
            tr("Friends, talks, orders, products, commands… (Ctrl+K)"),
            clear_name=tr("Clear"),
            parent=parent,
        )
        self._desk = desk
        self._asker = Asker(self, brake=desk.workspace.store.brake)
        self._sections: dict[HitKind, Section] = {}
        self._open_kind: HitKind | None = None
        self._complete = True
        self._moved = False
        self._enter_waits = False
        self._came_from: QWidget | None = None
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(AGAIN_MS)
        self._again.timeout.connect(self._ask)
        self._asker.answered.connect(self._on_answered)
        self._asker.failed.connect(self._on_not_answered)
        self.searched.connect(self._on_searched)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._on_focus_changed)

    @cached_property
    def _anything(self) -> Anything:
        return self._desk.workspace.anything

    # what others ask

    @property
    def open(self) -> bool:
        """Whether the finds are shown."""
        return self._panel is not None and self._panel.isVisible()

    @property
    def entries(self) -> Sequence[Entry]:
        """What is shown."""
        return self._list.finds.entries if self._panel is not None else []

    @property
    def current(self) -> Find | More | None:
        """What Enter opens."""
        return self._list.current if self.open else None

    def begin(self) -> None:
        """Start a search: what is useful, and the friends of lately, until something is typed. Esc leads back."""
        self.setFocus()
        self.selectAll()
        self._on_searched(self.text())

    def place(self) -> None:
        """Keep the finds under the field."""
        if self.open:
            self._lay()

    def close_reading(self) -> None:
        """Stop asking; to be called before the shop is closed."""
        self._again.stop()
        self._asker.close()

    # keys

    def event(self, event: QEvent) -> bool:
        """Tab goes from group to group while finds are shown; Esc then is for them, not for the window."""
        if isinstance(event, QKeyEvent) and (self.open or self._came_from is not None):
            key = event.key()
            if event.type() == QEvent.Type.ShortcutOverride and key == Qt.Key.Key_Escape:
                event.accept()
                return True
            if self.open and event.type() == QEvent.Type.KeyPress and key in {Qt.Key.Key_Tab, Qt.Key.Key_Backtab}:
                self._move(partial(self._list.step_group, 1 if key == Qt.Key.Key_Tab else -1))
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrows choose, with Ctrl from group to group; Enter opens; Esc empties the field, then puts all away."""
        key, control = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._on_enter()
        elif key == Qt.Key.Key_Escape and (self.open or self.text() or self._came_from is not None):
            self._on_escape()
            self._go_back()
        elif not self.open:
            super().keyPressEvent(event)
            if key == Qt.Key.Key_Down:
                self._on_searched(self.text())
        elif key in {Qt.Key.Key_Down, Qt.Key.Key_Up}:
            self._say()
            by = 1 if key == Qt.Key.Key_Down else -1
            self._move(partial(self._list.step_group if control else self._list.step, by))
        elif key in {Qt.Key.Key_PageDown, Qt.Key.Key_PageUp}:
            self._move(partial(self._list.step, PAGE if key == Qt.Key.Key_PageDown else -PAGE))
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click begins a search as Ctrl+K does."""
        super().mousePressEvent(event)
        if not self.open:
            self._on_searched(self.text())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Whoever goes elsewhere has no use for the finds."""
        super().focusOutEvent(event)
        if event.reason() not in {Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason}:
            self._hide()

    def _move(self, step: Callable[[], None]) -> None:
        self._moved = True
        step()

    def _on_enter(self) -> None:
        self._say()
        if not self.text().strip() and not self.open:
            return
        if self._complete or self._moved:
            self._take(self.current)
        else:
            self._enter_waits = True

    def _on_escape(self) -> None:
        if self.text():
            self.setText("")  # not `clear`, which Ctrl+Z would take back
            self._pause.stop()
            self._said = ""
        self._hide()

    def _on_focus_changed(self, old: QWidget | None, new: QWidget | None) -> None:
        if new is self and old is not None:
            self._came_from = old

    def _go_back(self) -> None:
        came_from, self._came_from = self._came_from, None
        if came_from is not None and shiboken6.isValid(came_from) and came_from.isVisible():
            came_from.setFocus(Qt.FocusReason.OtherFocusReason)

    # asking

    def _on_searched(self, _text: str) -> None:
        self._moved = self._enter_waits = False
        self._open_kind = None
        self._ask()

    def _ask(self) -> None:
        """Ask for what fits; the finds of before stay until the first answer is there."""
        words = self.text()
        self._complete = False
        self._first = True
        if not fold(words).strip():
            self._asker.ask(self._lately)
            return
        steps = [partial(self._sections_of, step, words) for step in self._anything.steps(words)]
        if self._open_kind is not None:
            steps = [partial(self._whole, self._open_kind, words)]
        self._asker.ask(*steps)

    def _lately(self) -> list[Section]:
        shop = self._desk.workspace
        ids = shop.finder.ids(Filter(), Sort.LAST_CONTACT, descending=True, limit=LATELY)
        rows = shop.contacts.rows(ids)
        finds = self._finds([rows[number] for number in ids if number in rows], "")
        return [Section(HitKind.FRIEND, (Heading(tr("Friends of lately")), *finds))] if finds else []

    def _sections_of(self, step: Callable[[], Sequence[Group]], words: str) -> list[Section]:
        return [self._section(group, words) for group in step()]

    def _whole(self, kind: HitKind, words: str) -> list[Section]:
        return [self._section(self._anything.group(kind, words), words)]

    def _section(self, group: Group, words: str) -> Section:
        entries: list[Entry] = [heading(group), *self._finds(group.hits, words)]
        if group.count > len(group.hits):
            entries.append(More(("more", group.kind), more_words(group), partial(self._open_whole, group.kind)))
        return Section(group.kind, tuple(entries))

    def _finds(self, hits: Sequence[Hit], words: str) -> list[Find]:
        currency, clock = self._desk.workspace.settings.shop().currency, self._desk.workspace.clock
        return [Find(hit_key(hit), hit_line(hit, words, clock, currency), partial(self._open, hit)) for hit in hits]

    # answers

    def _on_answered(self, sections: list[Section], last: bool) -> None:
        if self._first:
            self._first = False
            if self._open_kind is None:
                self._sections.clear()
        for section in sections:
            self._sections[section.kind] = section
        self._complete = last
        self._show()
        if self._enter_waits and (last or self._certain()):
            self._enter_waits = False
            self._take(self.current)

    def _on_not_answered(self, error: ShukeError) -> None:
        if isinstance(error, BusyError):
            self._again.start()
        else:
            self._complete = True
            self._desk.failed.emit(error)

    def _certain(self) -> bool:
        """Whether nothing that is still looked for can stand above what is chosen."""
        current = self.current
        return HitKind.FRIEND in self._sections or (current is not None and current.key[0] == "command")

    def _show(self) -> None:
        words = self.text()
        told = commands.found(words)
        exact = [command for command in told if commands.exactly(command, words)]
        rest = [command for command in told if command not in exact]
        typed = bool(fold(words).strip())
        shown: list[Entry] = []
        if self._open_kind is None:
            shown += self._command_finds(exact, words)
        for kind in HitKind:
            section = self._sections.get(kind)
            if section is not None and self._open_kind in {None, kind}:
                shown += section.entries
            if kind is HitKind.FRIEND and self._open_kind is None and rest:
                shown += [Heading(trc("finds", "Commands")), *self._command_finds(rest, words)]
        if typed and self._complete and self._open_kind is None and HitKind.FRIEND not in self._sections:
            if not shown:
                shown.append(Note(tr("Nobody and nothing fits “{text}”.", text=one_line(words, LONGEST_NAME))))
            name = one_line(" ".join(words.split()), LONGEST_NAME)
            wanted = partial(self._choose, partial(self.friend_wanted.emit, " ".join(words.split())))
            shown.append(Find(("new friend", ""), new_friend_line(name), wanted))
        self._open_panel()
        keep = self._list.current.key if self._moved and self._list.current is not None else None
        self._list.show_entries(shown, keep)
        self._lay()

    def _command_finds(self, some: Sequence[commands.Command], words: str) -> list[Find]:
        return [
            Find(
                ("command", command.key),
                command_line(command, words),
                partial(self._choose, partial(self.command_chosen.emit, command.key)),
            )
            for command in some
        ]

    # opening

    def _take(self, entry: Find | More | None) -> None:
        if entry is not None and self.open:
            entry.open()

    def _open_whole(self, kind: HitKind) -> None:
        self._open_kind = kind
        self._moved = False
        self._ask()

    def _open(self, hit: Hit) -> None:
        match hit:
            case ContactRow():
                self._choose(partial(self.contact_chosen.emit, hit.id))
            case ProductRow():
                self._choose(partial(self.product_chosen.emit, hit.id))
            case OrderRow():
                self._choose(partial(self.order_chosen.emit, hit.id))
            case TalkHit():
                self._choose(partial(self.talk_chosen.emit, hit.contact, hit.id))
            case TagHit():
                self._choose(partial(self.tag_chosen.emit, hit.name))
            case PhraseRow():
                self._choose(partial(copy_phrase, self._desk, hit, self._desk.contact))

    def _choose(self, act: Callable[[], object]) -> None:
        self._on_escape()
        self._go_back()
        act()

    # the panel

    def _open_panel(self) -> None:
        if self._panel is None:
            panel = QFrame(self.window())
            panel.setProperty("look", "popup")
            panel.setAutoFillBackground(True)
            self._list = FindsList(self._desk.theme, tr("Finds"))
            self._list.chosen.connect(self._take)
            box = QVBoxLayout(panel)
            box.setContentsMargins(1, 1, 1, 1)
            box.addWidget(self._list)
            self._panel = panel
        self._panel.show()
        self._panel.raise_()

    def _hide(self) -> None:
        if not self._complete:
            self._asker.ask()
        self._again.stop()
        self._complete, self._enter_waits, self._open_kind = True, False, None
        self._sections.clear()
        if self._panel is not None:
            self._list.show_entries([], None)
            self._panel.hide()

    def _lay(self) -> None:
        assert self._panel is not None
        window, px = self.window(), self._desk.theme.px
        below = self.mapTo(window, QPoint(0, self.height() + 4))
        width = min(max(self.width(), px(PANEL_WIDTH)), window.width() - below.x() - px(8))
        room = max(window.height() - below.y() - px(40), px(120))
        self._panel.setGeometry(below.x(), below.y(), width, self._list.wanted_height(room - 4) + 4)
