"""The window of the strip: one friend, the words to send, and what is done with them, without leaving the chat."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QMimeData, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QHideEvent,
    QKeySequence,
    QScreen,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from crm.conversations import Direction
from crm.errors import AmbiguousError, BusyError, MissingError, ShukeError
from crm.follow_ups import Snooze
from crm.ids import ContactId
from crm.reasons import ByHand
from crm.settings import Preferences
from crm.today import Item
from crm.topics import Topic
from crm.ui.desk import Desk
from crm.ui.friends.remarks import remark_of
from crm.ui.one_line.sheet import OneLineSheet
from crm.ui.page import Page
from crm.ui.pages import open_order
from crm.ui.plain import one_line
from crm.ui.strip.clip import Clip, clip_of, says_who
from crm.ui.strip.friend import FriendView
from crm.ui.strip.keys import KEYS, key_button
from crm.ui.strip.log import How, LogPane
from crm.ui.strip.next_row import NextRow
from crm.ui.strip.place import Room, place, remembered
from crm.ui.strip.quote import QuotePane
from crm.ui.strip.said import SaidLine
from crm.ui.strip.search import FriendSearch
from crm.ui.strip.words import WordsPane
from crm.ui.today.suggestions import Suggestions
from crm.ui.undoing import Undoing
from crm.ui.widgets.flow import FlowLayout
from crm.ui.widgets.label import PlainLabel
from crm.ui.widgets.sheet import Sheet
from crm.wording import tr, trc
from crm.wording.days import day_words
from crm.wording.errors import explain

WIDTH, HEIGHT = 360, 560
LEAST_WIDTH = 300
PLACE = "strip"
"""The name under which this computer's choices keep where the strip stands and whom it is about."""
RETRY_MS = 60
NEW_DAY_MS = 30_000
DIRECTIONS = {
    How.CONTACTED: Direction.OUT,
    How.ANSWERED: Direction.IN,
    How.NO_ANSWER: Direction.OUT,
    How.TALKED: Direction.BOTH,
}
WATCHED = Topic.CONTACTS | Topic.STAGES | Topic.CONVERSATIONS | Topic.FOLLOW_UPS | Topic.ORDERS
WATCHED |= Topic.SETTINGS | Topic.PHRASES


class Strip(Page):
    """Stays above other windows and about one friend. `card_wanted(contact)`, `text_wanted(text, contact)` and
    `file_wanted(path)` are for the large window. `desk` is its own: what is said on it is told here.
    """

    card_wanted = Signal(object)
    text_wanted = Signal(str, object)
    file_wanted = Signal(object)

    def __init__(self, main: Desk) -> None:
        super().__init__(main.live, WATCHED)
        self._main = main
        self.desk = main.beside(self)
        self._shop = main.workspace
        self._item: Item | None = None
        self._suggestions = Suggestions(self.desk)
        self._undoing = Undoing(self.desk)
        self._redo_next = False
        self._day: date | None = None
        self.buttons: dict[str, QPushButton] = {}
        self.contact = main.contact
        """whom it is about"""
        self.setWindowTitle(trc("window", "Shuke strip"))
        self.setWindowFlags(
            Qt.WindowType.Tool
            | Qt.WindowType.CustomizeWindowHint
            | Qt.WindowType.WindowTitleHint
            | Qt.WindowType.WindowCloseButtonHint
            | Qt.WindowType.WindowStaysOnTopHint
        )
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self.setAttribute(Qt.WidgetAttribute.WA_MacAlwaysShowToolWindow)
        self.setMinimumWidth(main.theme.px(LEAST_WIDTH))
        self.setAcceptDrops(True)
        self._build()
        self._listen()
        self._retry = self._timer(RETRY_MS, self.show_anew, single=True)
        self._midnight = self._timer(NEW_DAY_MS, self._on_new_day, single=False)
        self._put()

    # what it is made of

    def _build(self) -> None:
        theme, px = self.desk.theme, self.desk.theme.px
        self.search = FriendSearch(self.desk)
        top = QHBoxLayout()
        top.setSpacing(px(4))
        top.addWidget(self.search, 1)
        top.addWidget(self._button("hide"))
        self.friend = FriendView(theme)
        self.words = WordsPane(self.desk)
        self.log = LogPane(self.desk)
        self.quote = QuotePane(self.desk)
        self.after = NextRow(theme, held=False)
        self.after.pressed.connect(self._on_after)
        self.after.hide()
        self.nobody = PlainLabel(
            tr(
                "Find a friend above: what you said to each other last, what you promised and words to send then stand"
                " here. Copy them, and paste what was answered."
            ),
            look="dim",
        )
        self.nobody.setWordWrap(True)
        acts = QWidget()
        flow = FlowLayout(acts, px(5))
        for name in ("paste", "log", "find them", "quote", "order", "one line"):
            flow.addWidget(self._button(name))
        self.panes = {"log": self.log, "quote": self.quote}
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        for part in (self.nobody, self.friend, self.words, self.log, self.quote, self.after, acts):
            column.addWidget(part)
        column.addStretch(1)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(inside)
        self.line = SaidLine(theme)
        box = QVBoxLayout(self)
        box.setContentsMargins(px(10), px(8), px(10), px(6))
        box.setSpacing(px(8))
        box.addLayout(top)
        box.addWidget(self.area, 1)
        box.addWidget(self.line)
        for pane in self.panes.values():
            pane.hide()

    def _button(self, name: str) -> QPushButton:
        button = key_button(name)
        if name == "hide":
            button.setIcon(self.desk.theme.icon("x", "dim"))
            button.setText("")
            button.setProperty("look", "quiet")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.buttons[name] = button
        return button

    def _listen(self) -> None:
        desk = self.desk
        acts: Mapping[str, Callable[[], object]] = {
            "copy": self.words.go_on,
            "unsent": self.words.unsend,
            "other": self.words.change,
            "find them": self.find_them,
            "paste": self.paste,
            "log": lambda: self.show_pane("log"),
            "quote": lambda: self.show_pane("quote"),
            "order": self.order,
            "one line": self.one_line,
            "card": self._on_card,
            "hide": self.put_away,
            **{how.value: partial(self._on_how, how) for how in How},
        }
        for name, act in acts.items():
            QShortcut(QKeySequence(KEYS[name].sequence), self, act)
            if name in self.buttons:
                self.buttons[name].clicked.connect(lambda _checked=False, act=act: act())
        QShortcut(QKeySequence("Ctrl+K"), self, self.search.begin)
        QShortcut(QKeySequence("Ctrl+Z"), self, self._undo)
        QShortcut(QKeySequence("Esc"), self, self._on_escape)
        self.search.found.connect(self._on_found)
        self.friend.card.clicked.connect(self._on_card)
        self.words.copied.connect(self._on_copied)
        self.words.sent.connect(self._on_sent)
        self.words.unsent.connect(self._on_unsent)
        self.words.other.connect(self._on_other)
        self.log.chosen.connect(self.log_as)
        self.log.left.connect(self._on_escape)
        self.log.words.strange.connect(self.take)
        self.quote.quoted.connect(self._on_quoted)
        self.line.pressed.connect(self._on_line_pressed)
        self._undoing.said.connect(self._on_undone)
        self._undoing.failed.connect(self.complain)
        desk.said.connect(self._on_said)
        desk.failed.connect(self.complain)
        self._main.met.connect(self.show_friend)
        desk.theme.changed.connect(self._on_theme)
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.screenRemoved.connect(self._on_screen_gone)

    def _timer(self, ms: int, act: Callable[[], object], *, single: bool) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(single)
        timer.setInterval(ms)
        timer.timeout.connect(act)
        return timer

    # whom it is about

    def show_friend(self, contact: ContactId | None) -> None:
        """Be about this friend from now on. Nobody changes nothing."""
        if contact is None or contact == self.contact:
            return
        self.contact = contact
        self._main.contact = contact
        self.quote.hide()
        self.after.hide()
        if not self.log.homeless:
            self.log.hide()
        self.line.say("")
        self.show_anew()

    def _on_found(self, contact: ContactId) -> None:
        """Somebody was looked for: also after a restart it is about them."""
        self.show_friend(contact)
        self._remember(open_now=True)
        if self.log.isVisible():
            self.log.words.setFocus()

    def refresh(self) -> None:
        """Read the friend and show them; what is typed stays."""
        shop = self._shop
        self._day = shop.clock.today()
        try:
            contact = self.contact = self.contact or self._remembered_friend()
            item = None if contact is None else shop.today.item(contact)
            promises = [] if contact is None else shop.promises.of(contact)
            choices = shop.settings.shop()
        except BusyError:  # a commit holds the file: what is shown stays, and it is read again at once
            self._retry.start()
            return
        self.desk.contact = contact
        self._item = item
        self.friend.setVisible(item is not None)
        self.nobody.setVisible(item is None)
        for name in ("find them", "order"):
            self.buttons[name].setEnabled(item is not None)
        self._make_room()
        if item is None:
            self.log.show_friend(None, "")
            return
        self._suggestions.refresh(self._day)
        self.friend.show_item(item, promises, choices, shop.clock)
        self.words.show_item(item, self._suggestions.words(_due(item)))
        self.log.show_friend(item.row.id, item.row.name)

    # what is done

    def paste(self) -> None:
        """Take what was copied. The clipboard is read here and nowhere else."""
        self.take(QGuiApplication.clipboard().mimeData())

    def take(self, given: QMimeData | None) -> None:
        """Words become a talk with the friend, shown first; a record of many goes to where files come in."""
        match clip_of(given):
            case Clip(file=file) if file is not None:
                self.file_wanted.emit(file)
            case Clip(picture=True):
                self.complain_of(
                    tr(
                        "Pictures are not kept with talks; later they can be attached to orders."
                        " Nothing was taken of this one."
                    )
                )
            case Clip(text=""):
                self.complain_of(tr("There is no text on the clipboard. Copy some first."))
            case Clip(text=text) if says_who(text, self._shop):
                self.text_wanted.emit(text, self.contact)
            case Clip(text=text):
                self.show_pane("log", more=text)

    def show_pane(self, name: str, more: str = "") -> None:
        """Open what is to be filled in."""
        for other, pane in self.panes.items():
            if other != name:
                pane.hide()
        self.after.hide()
        self.line.say("")
        if name == "quote":
            self.quote.begin(self.contact)
        else:
            self.log.begin(more)
        self._make_room()
        QTimer.singleShot(0, self, self._scroll_down)

    def _make_room(self) -> None:
        """What was said takes the place of what is to be said, so that all of it is seen in a low window too."""
        self.words.setVisible(self._item is not None and self.log.isHidden())

    def find_them(self) -> None:
        """Copy the remark by which the chat program knows the friend."""
        if self._item is not None:
            text = remark_of(self._item.row)
            QGuiApplication.clipboard().setText(text)
            self.desk.say(tr("Copied: {text}. Paste it into the search there.", text=one_line(text, 40)), undo=False)

    def order(self) -> None:
        """A new order for the friend."""
        if self._item is not None:
            open_order(self.desk, self, self._item.row.id).finished.connect(self._on_sheet_closed)

    def one_line(self) -> None:
        """One line for many things, as narrow as this window."""
        sheet = OneLineSheet(self.desk, self)
        sheet.setMinimumWidth(self.desk.theme.px(LEAST_WIDTH))
        sheet.resize(self.width(), min(self.height(), self.desk.theme.px(460)))
        sheet.open()
        sheet.finished.connect(self._on_sheet_closed)

    def _on_sheet_closed(self) -> None:
        """The keys are the strip's again: not every desktop gives them back to a window that stays on top."""
        if self.isVisible():
            self.activateWindow()

    def log_as(self, how: How) -> None:
        """Log what is typed, or that it happened; where that fails, it stays typed."""
        item = self._item
        if item is None:
            self.search.begin()
            return
        contact, name, text = item.row.id, item.row.name, self.log.text
        today, next_day = self._shop.clock.today(), self.log.next_day
        text = text or KEYS[how.value].short()
        if not self.desk.did(lambda: self._talked(item, text, DIRECTIONS[how], next_day)):
            return
        self.desk.drafts.pop(contact, None)
        self.log.finish()
        self.search.setFocus()
        self.log.hide()
        self._make_room()
        if next_day is None:
            self._settled(item, tr("Logged with {name}", name=name))
        else:
            self.after.hide()
            self.desk.say(tr("Logged with {name}, next: {day}", name=name, day=day_words(next_day, today)))

    def _settled(self, item: Item, sentence: str) -> None:
        """Say it, and offer the next touch with the same friend."""
        self.desk.say(sentence)
        self.after.title.setText(tr("Next with {name}:", name=item.row.name))
        self.after.show()

    def _on_after(self, choice: Snooze) -> None:
        if self._item is not None:
            contact, today = self._item.row.id, self._shop.clock.today()
            day = choice.after(today)
            if self.desk.did(lambda: self._shop.follow_ups.set(contact, day)):
                self.after.hide()
                said = trc("today", "Next with {name}: {day}", name=self._item.row.name, day=day_words(day, today))
                self.desk.say(said)

    def _talked(self, item: Item, text: str, direction: Direction, next_day: date | None) -> None:
        """Who is in today's queue is seen to by it, as on Today; with everybody else it is only logged."""
        if item.reasons:
            self._shop.today.talked(item.row.id, text, direction, next_day)
        else:
            self._shop.conversations.log(item.row.id, text, direction=direction, next_touch=next_day)

    # the words to send

    def _on_copied(self, text: str) -> None:
        item = self._item
        if item is not None:
            if text == self._suggestions.words(_due(item)):
                self._suggestions.copied(_due(item))
            self._copy(item, text)

    def _on_quoted(self, text: str) -> None:
        if self._item is not None:
            self._copy(self._item, text)
        else:
            QGuiApplication.clipboard().setText(text)
            self.desk.say(tr("Copied"), undo=False)

    def _copy(self, item: Item, text: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.desk.kept.copied[item.row.id] = text
        self.after.hide()
        self.show_anew()
        self.desk.say(trc("strip", "Copied, not sent. Send it there, then say so here."), undo=False)

    def _on_sent(self, text: str) -> None:
        item = self._item
        if item is None:
            return
        contact = item.row.id
        verb = self._shop.today.sent if item.reasons else self._log_sent
        if self.desk.did(lambda: verb(contact, text)):
            self.desk.kept.copied.pop(contact, None)
            self.desk.kept.messages.pop(contact, None)
            self.show_anew()
            self._settled(item, tr("Sent to {name}", name=item.row.name))

    def _log_sent(self, contact: ContactId, text: str) -> None:
        self._shop.conversations.log(contact, text, direction=Direction.OUT)

    def _on_unsent(self) -> None:
        if self._item is not None:
            self.desk.kept.copied.pop(self._item.row.id, None)
            self.show_anew()
            self.line.say("")

    def _on_other(self) -> None:
        if self._item is not None:
            self._suggestions.next(_due(self._item))
            self.show_anew()

    # keys

    def _on_how(self, how: How) -> None:
        if self.log.isVisible():
            self.log_as(how)

    def _on_card(self) -> None:
        if self._item is not None:
            self.card_wanted.emit(self._item.row.id)

    def _on_escape(self) -> None:
        """Put away what is open, else the strip."""
        for pane in self.panes.values():
            if pane.isVisible():
                pane.hide()
                self._make_room()
                self.search.setFocus()
                return
        self.put_away()

    # what is said

    def complain(self, error: Exception) -> None:
        """Tell here what went wrong, and in the sheet that may cover it."""
        if not isinstance(error, ShukeError):
            raise error
        self.complain_of(explain(error))

    def complain_of(self, sentence: str) -> None:
        """Tell here that something cannot be."""
        self.line.complain(sentence)
        for sheet in self.findChildren(Sheet):
            if sheet.isVisible():
                sheet.complain(sentence)

    def _on_said(self, sentence: str, undo: bool) -> None:
        self._redo_next = False
        self.line.say(sentence, tr("Undo") if undo else "")

    def _undo(self) -> None:
        self._redo_next = True
        self._undoing.undo()

    def _on_undone(self, sentence: str) -> None:
        self.line.say(sentence, tr("Redo") if self._redo_next else tr("Undo"))

    def _on_line_pressed(self) -> None:
        if self._redo_next:
            self._redo_next = False
            self._undoing.redo()
        else:
            self._undo()

    # the window itself

    def come_up(self) -> None:
        """Show it, ready to find somebody."""
        self._put()
        self.show()
        self.raise_()
        self.activateWindow()
        self.search.begin()

    def put_away(self) -> None:
        """Hide; it comes back as it was."""
        self._remember()
        self.hide()

    def leave(self) -> None:
        """Go for good."""
        self._remember(open_now=self.isVisible())
        self.hide()
        self.deleteLater()

    def showEvent(self, event: QShowEvent) -> None:
        """Watch for midnight while it is seen."""
        if self._day is not None and self._day != self._shop.clock.today():
            self._stale = True
        super().showEvent(event)
        self._midnight.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Ask for nothing while nobody looks: the shop may be closed by then."""
        super().hideEvent(event)
        self._stale = self._stale or self._retry.isActive()
        self._retry.stop()
        self._midnight.stop()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Only hide."""
        self._remember()
        super().closeEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Words and files may be dropped."""
        if event.mimeData().hasText() or event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take what was dropped as if it was pasted."""
        event.acceptProposedAction()
        self.take(event.mimeData())

    def _on_new_day(self) -> None:
        if self._day != self._shop.clock.today():
            self.show_anew()

    def _scroll_down(self) -> None:
        for pane in self.panes.values():
            if pane.isVisible():
                self.area.ensureWidgetVisible(pane)

    def _on_screen_gone(self) -> None:
        if self.isVisible():
            self._put()

    def _on_theme(self) -> None:
        self.buttons["hide"].setIcon(self.desk.theme.icon("x", "dim"))

    # what is remembered

    def _remembered(self) -> Mapping[str, Any]:
        said = Preferences.read(self._shop.folder).places.get(PLACE)
        return said if isinstance(said, dict) else {}

    def _remembered_friend(self) -> ContactId | None:
        uuid = self._remembered().get("friend")
        try:
            return self._shop.finder.who(uuid) if isinstance(uuid, str) and uuid else None
        except (MissingError, AmbiguousError):
            return None

    def _put(self) -> None:
        """Stand where it was left, on a screen that is there."""
        first = QGuiApplication.primaryScreen()
        others = [screen for screen in QGuiApplication.screens() if screen is not first]
        px = self.desk.theme.px
        rooms = [_room(screen) for screen in (first, *others)]
        self.setGeometry(place(self._remembered(), rooms, QSize(px(WIDTH), px(HEIGHT))))

    def _remember(self, *, open_now: bool = False) -> None:
        folder = self._shop.folder
        said = {**self._remembered(), "open": open_now}
        with suppress(BusyError):
            for row in self._shop.contacts.rows([] if self.contact is None else [self.contact]).values():
                said["friend"] = row.uuid
        if self.isVisible():
            said = remembered(said, self.geometry(), _room(self.screen()))
        preferences = Preferences.read(folder)
        replace(preferences, places={**preferences.places, PLACE: said}).write(folder)


def _due(item: Item) -> Item:
    """Somebody who is not due gets the words of a friend one meant to be in touch with."""
    return item if item.reasons else replace(item, reasons=(ByHand(0, ""),))


def _room(screen: QScreen) -> Room:
    return Room(screen.name(), screen.availableGeometry())
