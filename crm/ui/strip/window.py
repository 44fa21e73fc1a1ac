"""The window of the strip: one friend, the words to send, and what is done with them, without leaving the chat."""

from collections.abc import Callable, Mapping
from contextlib import nullcontext
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import QMimeData, QSize, QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QHideEvent,
    QImage,
    QKeySequence,
    QShortcut,
    QShowEvent,
)

from crm.errors import BusyError, ShukeError
from crm.follow_ups import Snooze
from crm.ids import ContactId
from crm.progress import Progress
from crm.today import Item
from crm.topics import Topic
from crm.ui.desk import Desk
from crm.ui.friends.remarks import remark_of
from crm.ui.one_line.sheet import OneLineSheet
from crm.ui.pages import open_order
from crm.ui.plain import one_line
from crm.ui.strip.clip import Clip, clip_of, says_who
from crm.ui.strip.deeds import Deeds, due
from crm.ui.strip.face import LEAST_WIDTH, Face
from crm.ui.strip.keys import KEYS
from crm.ui.strip.log import How
from crm.ui.strip.memory import Memory
from crm.ui.today.suggestions import Suggestions
from crm.ui.undoing import Undoing
from crm.ui.widgets.sheet import Sheet
from crm.wording import tr, trc
from crm.wording.errors import explain

WIDTH, HEIGHT = 360, 560
RETRY_MS = 60
NEW_DAY_MS = 30_000
WATCHED = Topic.CONTACTS | Topic.STAGES | Topic.CONVERSATIONS | Topic.FOLLOW_UPS | Topic.ORDERS
WATCHED |= Topic.SETTINGS | Topic.PHRASES


class Strip(Face):
    """Stays about one friend. `card_wanted(contact)`, `text_wanted(text, contact)` and `file_wanted(path)` are for the
    large window.
    """

    card_wanted = Signal(object)
    text_wanted = Signal(str, object)
    file_wanted = Signal(object)

    def __init__(self, main: Desk) -> None:
        super().__init__(main, WATCHED)
        self._main = main
        self._shop = main.workspace
        self._item: Item | None = None
        self._memory = Memory(main.workspace)
        self._deeds = Deeds(self.desk)
        self._suggestions = Suggestions(self.desk)
        self._undoing = Undoing(self.desk)
        self._redo_next = False
        self._day: date | None = None
        self.contact = main.contact
        """whom it is about"""
        self._listen()
        self._retry = self._timer(RETRY_MS, self.show_anew, single=True)
        self._midnight = self._timer(NEW_DAY_MS, self._on_new_day, single=False)
        self._put()

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
            shortcut = QShortcut(QKeySequence(KEYS[name].sequence), self, act)
            shortcut.setAutoRepeat(False)  # a key that is held for long says nothing twice
            if name in self.buttons:
                self.buttons[name].clicked.connect(lambda _checked=False, act=act: act())
        QShortcut(QKeySequence("Ctrl+K"), self, self.search.begin)
        QShortcut(QKeySequence("Ctrl+Z"), self, self._undo)
        QShortcut(QKeySequence("Esc"), self, self._on_escape)
        self.search.found.connect(self._on_found)
        self.friend.card.clicked.connect(self._on_card)
        self.after.pressed.connect(self._on_after)
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
        self._memory.keep(self, contact, open_now=True)
        if self.log.isVisible():
            self.log.words.setFocus()

    def refresh(self) -> None:
        """Read the friend and show them; what is typed stays."""
        shop = self._shop
        self._day = shop.clock.today()
        try:
            contact = self.contact = self.contact or self._memory.friend()
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
        self.words.show_item(item, self._suggestions.words(due(item)))
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
            case Clip(pictures=files) if files:
                self.keep_pictures(files)
            case Clip(image=True) if given is not None:
                self.keep_image(QImage(given.imageData()))
            case Clip(text=""):
                self.complain_of(tr("There is no text on the clipboard. Copy some first."))
            case Clip(text=text) if says_who(text, self._shop):
                self.text_wanted.emit(text, self.contact)
            case Clip(text=text):
                self.show_pane("log", more=text)

    def keep_pictures(self, files: tuple[Path, ...], folder: "TemporaryDirectory[str] | None" = None) -> None:
        """Keep these with a talk of now, beside the window; the folder they were put into meanwhile goes then."""
        contact, name = self.contact, self._item.row.name if self._item else ""
        if contact is None:
            self.complain_of(tr("Choose the friend first; the picture goes with them."))
            return
        pictured, word = self._shop.pictured, trc("talk", "Picture")

        def work(_progress: Progress) -> str:
            with folder or nullcontext():
                pictured.log(contact, word, files)
            return name

        self.desk.jobs.run(work, done=self._on_kept, failed=self.desk.failed.emit)

    def keep_image(self, image: QImage) -> None:
        """Keep a picture that was copied, a screenshot mostly."""
        folder = TemporaryDirectory()
        file = Path(folder.name) / f"{self._shop.clock.now():%Y-%m-%d %H%M%S}.png"
        if image.save(str(file)):
            self.keep_pictures((file,), folder)

    def _on_kept(self, name: str) -> None:
        self.desk.say(tr("Picture kept with {name}", name=name))

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
        QTimer.singleShot(0, self, self.scroll_to_pane)

    def _make_room(self) -> None:
        self.make_room(known=self._item is not None)

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
        next_day = self.log.next_day
        if said := self._deeds.log(item, how, self.log.text, next_day):
            self.log.finish()
            self.search.setFocus()
            self.log.hide()
            self._make_room()
            self._settled(item, said, ask=next_day is None)

    def _settled(self, item: Item, said: str, *, ask: bool = True) -> None:
        """Say it, and offer the next touch with the same friend."""
        self.desk.say(said)
        self.after.title.setText(tr("Next with {name}:", name=item.row.name))
        self.after.setVisible(ask)

    def _on_after(self, choice: Snooze) -> None:
        if self._item is not None and (said := self._deeds.plan(self._item, choice)):
            self.after.hide()
            self.desk.say(said)

    # the words to send

    def _on_copied(self, text: str) -> None:
        item = self._item
        if item is not None:
            if text == self._suggestions.words(due(item)):
                self._suggestions.copied(due(item))
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
        if item is not None and (said := self._deeds.sent(item, text)):
            self.show_anew()
            self._settled(item, said)

    def _on_unsent(self) -> None:
        if self._item is not None:
            self.desk.kept.copied.pop(self._item.row.id, None)
            self.show_anew()
            self.line.say("")

    def _on_other(self) -> None:
        if self._item is not None:
            self._suggestions.next(due(self._item))
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
        if self.put_pane_away():
            self._make_room()
            self.search.setFocus()
        else:
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
        if not self.isVisible():
            self._put()
        self.show()
        self.raise_()
        self.activateWindow()
        self.search.begin()

    def put_away(self) -> None:
        """Hide; it comes back as it was."""
        self._memory.keep(self, self.contact, open_now=False)
        self.hide()

    def leave(self) -> None:
        """Go for good."""
        self._memory.keep(self, self.contact, open_now=self.isVisible())
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
        self._memory.keep(self, self.contact, open_now=False)
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

    def _on_screen_gone(self) -> None:
        if self.isVisible():
            self._put()

    def _put(self) -> None:
        px = self.desk.theme.px
        self.setGeometry(self._memory.rect(QSize(px(WIDTH), px(HEIGHT))))
