"""The page of Today: the queue, what can be done with the friend in hand, and how far the day is."""

from array import array
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date
from functools import partial

from PySide6.QtCore import QPoint, Qt, QTimer, QUrl
from PySide6.QtGui import (
    QDesktopServices,
    QFocusEvent,
    QGuiApplication,
    QHideEvent,
    QKeySequence,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from crm.conversations import Direction
from crm.errors import BusyError
from crm.finder import Filter
from crm.follow_ups import Snooze, later
from crm.ids import AccountId, ContactId
from crm.platform_links import first_link
from crm.reminding import is_quiet, parse_time
from crm.settings import Preferences, Shop
from crm.today import Item, Queue
from crm.topics import Topic
from crm.ui.desk import Desk
from crm.ui.page import Page
from crm.ui.pages import open_evening
from crm.ui.plain import menu_text, tooltip
from crm.ui.table import RowModel
from crm.ui.today.boxes import DayBox, LogBox, chosen_day
from crm.ui.today.head import DayHead
from crm.ui.today.keys import KEYS
from crm.ui.today.message import MessageField
from crm.ui.today.next_touch import DIGITS, NextTouch
from crm.ui.today.rows import TodayList, TodayRow, today_column
from crm.ui.today.suggestions import Suggestions
from crm.ui.today.words import preview_words, row_of
from crm.ui.widgets.empty_state import EmptyState
from crm.ui.widgets.flow import FlowLayout
from crm.ui.widgets.label import PlainLabel
from crm.wording import tr, trc
from crm.wording.days import day_words
from crm.wording.friends import platform_word
from crm.wording.talks import snooze_word

RETRY_MS = 60
PREVIEW_MS = 250
"""Who waits, and tomorrow, are looked up when the hand rests, so that no action waits for it."""
NEW_DAY_MS = 30_000


class TodayPage(Page):
    """Home. Copying a message is not sending it: the row waits until Enter confirms or Esc denies it."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        topics = Topic.CONTACTS | Topic.STAGES | Topic.CONVERSATIONS | Topic.FOLLOW_UPS | Topic.ORDERS | Topic.SETTINGS
        topics |= Topic.PHRASES
        super().__init__(desk.live, topics, parent)
        self.desk = desk
        self._today = desk.workspace.today
        self._queue: Queue | None = None
        self._items: dict[int, Item] = {}
        self._rows: dict[int, TodayRow] = {}
        self._order: list[int] = []
        self._suggestions = Suggestions(desk)
        self._copied: dict[int, str] = {}
        self._accounts: dict[ContactId, AccountId] = {}
        self._account_names: dict[AccountId, str] = {}
        preferences = Preferences.read(desk.workspace.folder)
        self._grouped = preferences.by_account
        self._acts: dict[str, Callable[[], object]] = {
            "send": self._on_send,
            "unsend": self._on_unsend,
            "log": self._on_log,
            "order": self._on_order,
            "done": self._on_done,
            "snooze": self._on_snooze,
            "skip": self._on_skip,
            "next": self._on_next,
            "previous": self._on_previous,
            "card": self._on_card,
            "words": self._on_words,
            "answered": self._on_answered,
            "no answer": self._on_no_answer,
            "platform": self._on_platform,
            "group": self._on_group,
            "tomorrow": partial(self._on_next_touch, Snooze.TOMORROW),
            "in 3 days": partial(self._on_next_touch, Snooze.IN_3_DAYS),
            "in 7 days": partial(self._on_next_touch, Snooze.NEXT_WEEK),
            "in 30 days": partial(self._on_next_touch, Snooze.IN_30_DAYS),
            "on a day": self._on_next_day,
        }
        self.buttons: dict[str, QPushButton] = {}
        self._build()
        self._preview = self._timer(PREVIEW_MS, self._on_preview)
        self._retry = self._timer(RETRY_MS, self.show_anew)
        self._midnight = self._timer(NEW_DAY_MS, self._on_minute, single=False)
        self._offer()

    # what it is made of

    def _build(self) -> None:
        theme, px = self.desk.theme, self.desk.theme.px
        self.head = DayHead(theme)
        self.head.evening.clicked.connect(self._on_evening)
        QShortcut(QKeySequence("E"), self, self._on_evening, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.tomorrow = PlainLabel(look="small", elide=True)
        self.model: RowModel[TodayRow] = RowModel(
            [today_column(lambda: tr("Today"))], lambda ids: {number: self._rows[number] for number in ids}, parent=self
        )
        self.list = TodayList(theme, self.model, tr("Whom to write to today"), KEYS, self._waits, self)
        self.list.pressed.connect(self._on_pressed)
        self.list.doubleClicked.connect(self._on_card)
        self.list.current_changed.connect(self._offer)
        self.message = MessageField(theme)
        self.message.sent.connect(self._on_send)
        self.message.left.connect(self.list.setFocus)
        self.log = LogBox(theme, self.desk.drafts)
        self.log.saved.connect(self._on_logged)
        self.log.closed.connect(self._on_box_closed)
        self.day = DayBox(theme, trc("today", "Put off"), lambda name: tr("Put off {name} until", name=name))
        self.day.saved.connect(self._on_day_chosen)
        self.day.closed.connect(self._on_box_closed)
        self.next_day = DayBox(
            theme, trc("today", "Remind me"), lambda name: tr("When to be in touch with {name}", name=name)
        )
        self.next_day.saved.connect(self._on_next_day_chosen)
        self.next_day.closed.connect(self._on_box_closed)
        self.next_touch = NextTouch(theme)
        self.next_touch.chosen.connect(self._on_next_touch)
        self.next_touch.dated.connect(self._on_next_day)
        work = QWidget()
        column = QVBoxLayout(work)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.list, 1)
        for part in (self.log, self.day, self.next_day, self._button_row()):
            column.addWidget(part)
        self.clear = EmptyState(
            theme,
            "check",
            tr("Nobody is waiting"),
            tr("Everyone who was due has been seen to. Enjoy the rest of the day."),
        )
        self.clear.add_step(tr("Look at my friends"), self._on_friends)
        self.clear.add_step(tr("How the day went"), self._on_evening)
        self.empty = EmptyState(
            theme,
            "users",
            tr("Every morning, whom to write to and why"),
            tr("As soon as your friends are here, this page tells you who is due, and suggests the first words."),
        )
        self.empty.add_step(trc("today", "Bring in what I have"), self._on_import)
        self.empty.add_step(trc("today", "Add one by hand"), self._on_add)
        self.empty.add_step(trc("today", "Try the demo shop"), self._on_demo)
        self.stack = QStackedWidget()
        for page in (work, self.clear, self.empty):
            self.stack.addWidget(page)
        self._work = work
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(self.head)
        whole.addWidget(self.stack, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(px(14), px(2), px(14), px(6))
        foot.addWidget(self.tomorrow, 1)
        whole.addLayout(foot)

    def _button_row(self) -> QWidget:
        px = self.desk.theme.px
        row, inside = QWidget(), QWidget()
        around = QVBoxLayout(row)
        around.setContentsMargins(px(14), px(8), px(14), px(2))
        around.setSpacing(px(6))
        around.addWidget(self.next_touch)
        around.addWidget(self.message)
        around.addWidget(inside)
        flow = FlowLayout(inside, px(6))
        for key, word in (
            ("send", tr("Copy the message (Enter)")),
            ("unsend", tr("Not sent (Esc)")),
            ("log", tr("Log (L)")),
            ("order", tr("Order (O)")),
            ("answered", tr("Answered (A)")),
            ("no answer", tr("No answer (N)")),
            ("done", tr("Done (D)")),
            ("snooze", tr("Put off (S)")),
            ("skip", tr("Skip (X)")),
            ("words", tr("Other words (W)")),
            ("platform", tr("Open the chat (P)")),
            ("group", tr("By account (G)")),
            ("card", tr("Card (C)")),
            ("next", tr("Next (J)")),
            ("previous", tr("Previous (K)")),
        ):
            button = QPushButton(menu_text(word))
            button.clicked.connect(self._acts[key])
            self.buttons[key] = button
            flow.addWidget(button)
        self.buttons["send"].setProperty("look", "primary")
        for key, short in (("next", "↓ J"), ("previous", "↑ K")):
            button = self.buttons[key]
            button.setAccessibleName(button.text())
            button.setToolTip(tooltip(button.text()))
            button.setText(short)
        self.menu = QMenu(self.buttons["snooze"])
        for choice in Snooze:
            action = self.menu.addAction(f"&{DIGITS[choice]}  {menu_text(snooze_word(choice))}")
            action.setData(choice.value)
        self.menu.addAction(menu_text(trc("today", "On a date…"))).setData("")
        self.menu.triggered.connect(self._on_snooze_chosen)
        return row

    def _timer(self, ms: int, act: Callable[[], object], *, single: bool = True) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(single)
        timer.setInterval(ms)
        timer.timeout.connect(act)
        return timer

    # showing

    def refresh(self) -> None:
        """Read the queue and show it; the friend in hand stays in hand."""
        try:
            queue = self._today.queue(counted=False)
            nobody = not queue.items and not queue.done and not self.desk.workspace.finder.ids(Filter(), limit=1)
            shop = self.desk.workspace.settings.shop()
            self._account_names = self.desk.workspace.accounts.names()
            if len(self._account_names) > 1:
                self._accounts = self.desk.workspace.accounts.of([item.row.id for item in queue.items])
        except BusyError:  # a commit holds the file: what is shown stays, and it is read again at once
            self._retry.start()
            return
        if self._queue is None or self._queue.day != queue.day:
            self._order = []
            self.next_touch.forget()
        self._queue = queue
        clock = self.desk.workspace.clock
        self._suggestions.refresh(queue.day)
        self._items = {item.row.id: item for item in queue.items}
        self._copied = {number: text for number, text in self._copied.items() if number in self._items}
        rows = {
            number: row_of(
                self._items[number],
                clock,
                queue.day,
                shop,
                self._words(number),
                waits=number in self._copied,
                account=self._account_word(number),
            )
            for number in self._in_order()
        }
        changed = [number for number, row in rows.items() if self._rows.get(number) != row]
        self.message.keep(self._items)
        self._rows = {**self._rows, **rows}
        self.model.set_ids(array("q", rows))
        self._rows = rows
        self.model.forget(changed)
        if self.list.current_id is None and queue.items:
            self.list.choose(queue.items[0].row.id)
        self.stack.setCurrentWidget(self._work if queue.items else self.empty if nobody else self.clear)
        self.head.show_queue(queue, nobody=nobody)
        self._show_quiet(shop)
        self.tomorrow.setVisible(not nobody)
        self._preview.start()
        self._offer()

    def _in_order(self) -> list[int]:
        """Nothing jumps under the hand: everybody keeps their place for the day, and whoever comes stands below; where
        it is grouped by account, below in their group.
        """
        known = set(self._order)
        self._order += [number for number in self._items if number not in known]
        order = [number for number in self._order if number in self._items]
        if self._grouped:
            places: dict[AccountId | None, int] = {account: at for at, account in enumerate(self._account_names)}
            order.sort(key=lambda number: places.get(self._account_of(number), len(places)))
        return order

    def _account_of(self, number: int) -> AccountId | None:
        return self._accounts.get(ContactId(number))

    def _account_word(self, number: int) -> str:
        """The account of mine they are on, where I have several."""
        account = self._account_of(number)
        return self._account_names.get(account, "") if account is not None and len(self._account_names) > 1 else ""

    def showEvent(self, event: QShowEvent) -> None:
        """Watch for midnight while the page is seen."""
        self._on_minute()
        super().showEvent(event)
        self._midnight.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Ask for nothing while nobody looks: the shop may be closed by then."""
        super().hideEvent(event)
        if self._retry.isActive():  # what was not read yet is read when the page is seen again
            self.show_anew()
        for timer in (self._preview, self._retry, self._midnight):
            timer.stop()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The page is worked with the keyboard: hand it to the queue."""
        super().focusInEvent(event)
        self.list.setFocus()

    def _on_preview(self) -> None:
        try:
            due, preview = self._today.due(self._day()), self._today.preview(later(self._day(), 1))
        except BusyError:
            self._preview.start()
            return
        self.head.show_waiting(max(0, due - len(self._items)))
        self.tomorrow.setText(preview_words(preview))

    def _show_quiet(self, shop: Shop) -> None:
        clock = self.desk.workspace.clock
        now = clock.now().astimezone(clock.zone).time()
        quiet = is_quiet(now, parse_time(shop.quiet_from), parse_time(shop.quiet_until))
        self.head.show_quiet(shop.quiet_until if quiet else "")

    def _on_minute(self) -> None:
        with suppress(BusyError):  # in half a minute
            self._show_quiet(self.desk.workspace.settings.shop())
        if self._queue is not None and self._queue.day != self._day():
            self.show_anew()

    def _offer(self) -> None:
        """The buttons that fit the friend in hand."""
        item = self._item()
        copied = self._copied.get(item.row.id) if item else None
        self.message.show_item(item, copied, self._suggestions.words(item) if item else "")
        for key, button in self.buttons.items():
            button.setEnabled(item is not None)
            button.setVisible(key != "unsend" or self._waits())
        self.buttons["platform"].setEnabled(item is not None and first_link(item.row.handles) is not None)
        self.buttons["group"].setVisible(len(self._account_names) > 1)
        self.buttons["send"].setText(
            menu_text(tr("It was sent (Enter)") if self._waits() else tr("Copy the message (Enter)"))
        )

    # the friend in hand

    def _item(self) -> Item | None:
        current = self.list.current_id
        return None if current is None else self._items.get(current)

    def _waits(self) -> bool:
        return self.list.current_id in self._copied

    def _day(self) -> date:
        return self.desk.workspace.clock.today()

    def _on_pressed(self, key: str) -> None:
        self._acts[key]()

    def _settle(self, verb: Callable[[], None], sentence: str, *, asks_of: tuple[ContactId, str] | None = None) -> bool:
        """Do something that settles a friend and say so; False when it could not be done. `asks_of`: the friend for
        whom the next touch is offered then.
        """

        def did() -> bool:
            verb()
            return True

        done = bool(self.desk.attempt(did))
        if done:
            self.desk.say(sentence)
            if asks_of is None:
                self.next_touch.forget()
            else:
                self.next_touch.ask(*asks_of)
        self.list.setFocus()
        return done

    def _on_send(self) -> None:
        item = self._item()
        if item is None:
            return
        contact, name = item.row.id, item.row.name
        text = self._copied.get(contact)
        if text is None:
            words = self.message.toPlainText().strip()
            if not words:
                self.message.setFocus()
                return
            self._copied[contact] = words
            if words == self._suggestions.words(item):
                self._suggestions.copied(item)
            QGuiApplication.clipboard().setText(words)
            self.show_anew()
            self.desk.say(tr("Copied. Once you have sent it, press Enter again."), undo=False)
            if Preferences.read(self.desk.workspace.folder).opens:
                self._on_platform()
        else:
            self._settle(
                lambda: self._today.sent(contact, text), tr("Sent to {name}", name=name), asks_of=(contact, name)
            )
        self.list.setFocus()

    def _on_words(self) -> None:
        """Other words for the friend in hand, where nothing was copied yet."""
        item = self._item()
        if item is None or self._waits():
            return
        self._suggestions.next(item)
        self.message.forget(item.row.id)
        self.show_anew()
        self.list.setFocus()

    def _words(self, number: int) -> str:
        return self._copied[number] if number in self._copied else self._suggestions.words(self._items[number])

    def _on_unsend(self) -> None:
        if self.list.current_id is not None:
            self._copied.pop(self.list.current_id, None)
            self.show_anew()
        self.list.setFocus()

    def _on_done(self) -> None:
        if item := self._item():
            contact, name = item.row.id, item.row.name
            self._settle(lambda: self._today.done(contact), tr("{name}: done", name=name), asks_of=(contact, name))

    def _on_answered(self) -> None:
        self._log_word(trc("today", "Answered"), Direction.IN)

    def _on_no_answer(self) -> None:
        self._log_word(trc("today", "No answer"), Direction.OUT)

    def _log_word(self, word: str, direction: Direction) -> None:
        """Log in a word how it went."""
        if item := self._item():
            contact, name = item.row.id, item.row.name
            self._copied.pop(contact, None)
            self._settle(
                lambda: self._today.talked(contact, word, direction),
                tr("{name}: {word}", name=name, word=word),
                asks_of=(contact, name),
            )

    def _on_next_touch(self, snooze: Snooze) -> None:
        self._plan_next(snooze.after(self._day()))

    def _on_next_day(self) -> None:
        contact = self.next_touch.contact
        if contact is not None:
            self._on_box_closed()
            self.next_day.begin(contact, self.next_touch.name, self._day())

    def _on_next_day_chosen(self) -> None:
        self._plan_next(chosen_day(self.next_day.day))
        self._on_box_closed()

    def _plan_next(self, day: date) -> None:
        """Plan the next touch with the friend who was settled just before."""
        contact, name = self.next_touch.contact, self.next_touch.name
        if contact is not None:
            self._settle(
                lambda: self._plan(contact, day),
                trc("today", "Next with {name}: {day}", name=name, day=day_words(day, self._day())),
            )

    def _plan(self, contact: ContactId, day: date) -> None:
        self.desk.workspace.follow_ups.set(contact, day)

    def _on_platform(self) -> None:
        """Open the program or page where this friend is written to; the system does, and says what it cannot."""
        item = self._item()
        found = first_link(item.row.handles) if item else None
        if found is None:
            return
        platform, opens = found
        if not QDesktopServices.openUrl(QUrl(opens)):
            word = platform_word(platform)
            self.desk.say(tr("This computer has nothing that opens {platform}.", platform=word), undo=False)

    def _on_group(self) -> None:
        """By account, or by urgency alone; remembered on this computer."""
        if len(self._account_names) < 2:
            return
        self._grouped = not self._grouped
        folder = self.desk.workspace.folder
        replace(Preferences.read(folder), by_account=self._grouped).write(folder)
        self.show_anew()
        self.list.setFocus()

    def _on_skip(self) -> None:
        if item := self._item():
            self._settle(lambda: self._today.skip(item.row.id), tr("{name}: not today", name=item.row.name))

    def _on_snooze(self) -> None:
        if self._item():
            button = self.buttons["snooze"]
            above = button.rect().topLeft() - QPoint(0, self.menu.sizeHint().height())
            self.menu.popup(button.mapToGlobal(above))
            self.menu.setActiveAction(self.menu.actions()[0])

    def _on_snooze_chosen(self, action: object) -> None:
        item = self._item()
        if item is None:
            return
        code: str = action.data()  # type: ignore[attr-defined]  # the menu's own actions
        if code:
            self._put_off(item.row.id, item.row.name, Snooze(code).after(self._day()))
        else:
            self.log.hide()
            self.day.begin(item.row.id, item.row.name, self._day())

    def _put_off(self, contact: ContactId, name: str, until: date) -> bool:
        day = day_words(until, self._day())
        return self._settle(lambda: self._today.snooze(contact, until), tr("{name}: back {day}", name=name, day=day))

    def _on_day_chosen(self) -> None:
        contact = self.day.contact
        if contact is not None and self._put_off(contact, self.day.name, chosen_day(self.day.day)):
            self._on_box_closed()

    def _on_log(self) -> None:
        if item := self._item():
            self.day.hide()
            self.log.begin(item.row.id, item.row.name, self._day())

    def _on_logged(self) -> None:
        contact, text = self.log.contact, self.log.text.toPlainText().strip()
        if contact is None or not text:
            self.log.text.setFocus()
            return
        name = self.log.name
        next_touch = self.log.next_touch(self._day())
        saved = self._settle(
            lambda: self._today.talked(contact, text, self.log.direction, next_touch),
            trc("today", "Logged with {name}", name=name)
            if next_touch is None
            else trc("today", "Logged with {name}, next: {day}", name=name, day=day_words(next_touch, self._day())),
            asks_of=(contact, name) if next_touch is None else None,
        )
        if saved:
            self.log.text.clear()
            self._on_box_closed()

    def _on_box_closed(self) -> None:
        for box in (self.log, self.day, self.next_day):
            box.hide()
        self.list.setFocus()

    def _on_order(self) -> None:
        if item := self._item():
            self.desk.asked_order.emit(item.row.id)

    def _on_card(self) -> None:
        if item := self._item():
            self.desk.show_contact(item.row.id)
            self.list.setFocus()

    def _on_next(self) -> None:
        self._step(1)

    def _on_previous(self) -> None:
        self._step(-1)

    def _step(self, by: int) -> None:
        number = self.model.id_at(self.list.currentIndex().row() + by)
        if number is not None:
            self.list.choose(number)
        self.list.setFocus()

    def _on_evening(self) -> None:
        if not self.head.evening.isHidden():
            open_evening(self.desk, self.window())

    # the next step where there is nothing to do

    def _on_friends(self) -> None:
        self.desk.asked_page.emit("friends")

    def _on_import(self) -> None:
        self.desk.asked_page.emit("have")

    def _on_add(self) -> None:
        self.desk.asked_page.emit("add")

    def _on_demo(self) -> None:
        self.desk.asked_page.emit("demo")
