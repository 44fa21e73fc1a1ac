"""The page of the day: the ranked queue, and for the friend at hand why, the last words, and what to write."""

from array import array
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from crm.conversations import Direction
from crm.errors import BusyError
from crm.finder import Filter
from crm.follow_ups import later
from crm.ids import ContactId
from crm.today import Item, Queue
from crm.topics import Topic
from crm.ui.desk import Desk
from crm.ui.friends.rows import STAGE_TONES
from crm.ui.page import Page
from crm.ui.table import RowModel
from crm.ui.today.strip import QueueStrip
from crm.ui.widgets.empty_state import EmptyState
from crm.ui.widgets.label import PlainLabel
from crm.ui.widgets.row_list import RowList, TwoLine, two_line_column
from crm.wording import tr, trn
from crm.wording.days import day_words, moment_words
from crm.wording.friends import stage_word
from crm.wording.today import message, sentence

RETRY_MS = 60


class TodayPage(Page):
    """The queue stays as it is while it is worked: who is settled goes, who is new comes at its end."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        watches = Topic.CONTACTS | Topic.STAGES | Topic.CONVERSATIONS | Topic.FOLLOW_UPS | Topic.ORDERS | Topic.SETTINGS
        super().__init__(desk.live, watches, parent)
        self._desk = desk
        self._items: dict[int, Item] = {}
        self._day = desk.workspace.clock.today()
        self._currency = desk.workspace.settings.shop().currency
        self._copied: dict[int, str] = {}
        self._retry = QTimer(self)
        self._retry.setSingleShot(True)
        self._retry.setInterval(RETRY_MS)
        self._retry.timeout.connect(self.show_anew)
        self._build()
        self._listen()

    def _build(self) -> None:
        desk, px = self._desk, self._desk.theme.px
        self.progress = PlainLabel(look="heading")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(px(6))
        self.bar.setAccessibleName(tr("Done today"))
        self.waiting = PlainLabel(look="dim", elide=True)
        head = QHBoxLayout()
        head.setContentsMargins(px(14), px(12), px(14), 0)
        head.setSpacing(px(14))
        head.addWidget(self.progress)
        head.addWidget(self.waiting, 1)
        self.model: RowModel[Item] = RowModel(
            [two_line_column(self._present, lambda: tr("Today"))], self._fetch, retry_on=(BusyError,), parent=self
        )
        self.list = RowList(desk.theme, self.model, self._present, tr("Whom to write to today"))
        self.strip = QueueStrip(desk)
        queue = QWidget()
        box = QVBoxLayout(queue)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(8))
        box.addLayout(head)
        bar = QHBoxLayout()
        bar.setContentsMargins(px(14), 0, px(14), 0)
        bar.addWidget(self.bar)
        box.addLayout(bar)
        box.addWidget(self.list, 1)
        box.addWidget(self.strip)
        self.nothing_due = EmptyState(desk.theme, "sprout", tr("All done for today"), "")
        self.nothing_due.add_step(tr("Look at my friends"), lambda: desk.asked_page.emit("friends"))
        self.nobody = EmptyState(
            desk.theme,
            "calendar-check",
            tr("Every morning: whom to write to, and why"),
            tr("Bring in the friends you have, add one by hand, or look around in a demo shop first."),
        )
        self.nobody.add_step(tr("Import my friends"), lambda: desk.asked_page.emit("import"))
        self.nobody.add_step(tr("Add one"), lambda: desk.asked_page.emit("add"))
        self.nobody.add_step(tr("Try the demo shop"), lambda: desk.asked_page.emit("demo"))
        self.states = QStackedWidget()
        for state in (queue, self.nothing_due, self.nobody):
            self.states.addWidget(state)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.states)
        self.setFocusProxy(self.list)

    def _listen(self) -> None:
        strip = self.strip
        self.list.opened.connect(self._on_enter)
        self.list.current_changed.connect(self._on_current)
        strip.copy_button.clicked.connect(self._on_enter)
        strip.log_button.clicked.connect(self._on_log)
        strip.done_button.clicked.connect(self._on_done)
        strip.skip_button.clicked.connect(self._on_skip)
        strip.order_button.clicked.connect(self._on_order)
        strip.card_button.clicked.connect(self._on_card)
        strip.put_off.connect(self._on_put_off)
        strip.logged.connect(self._on_logged)
        strip.left.connect(self.list.setFocus)
        keys: dict[str, Callable[[], object]] = {
            "L": self._on_log,
            "S": strip.snooze_button.showMenu,
            "D": self._on_done,
            "X": self._on_skip,
            "O": self._on_order,
            "C": self._on_card,
            "J": self._on_next,
            "K": self._on_previous,
            "Esc": self._on_not_sent,
        }
        for key, slot in keys.items():
            shortcut = QShortcut(QKeySequence(key), self.list)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(slot)

    # showing

    @property
    def current(self) -> Item | None:
        """The friend at hand."""
        number = self.list.current_id
        return None if number is None else self._items.get(number)

    def refresh(self) -> None:
        """Read the queue; who was there stays in place."""
        shop = self._desk.workspace
        try:
            queue = shop.today.queue()
            tomorrow = shop.today.preview(later(queue.day, 1))
            empty = not queue.items and not queue.done and not shop.finder.count(Filter())
        except BusyError:
            self._retry.start()
            return
        self._currency = shop.settings.shop().currency
        before = [] if queue.day != self._day else list(self.model.ids)
        self._day = queue.day
        self._items = {item.row.id: item for item in queue.items}
        self._copied = {number: text for number, text in self._copied.items() if number in self._items}
        kept = [number for number in before if number in self._items]
        new = [number for number in self._items if number not in set(kept)]
        self.model.set_ids(array("q", [*kept, *new]))
        self.model.refresh()
        self._show_numbers(queue)
        self.nothing_due.say(
            tr("All done for today") if queue.done else tr("Nothing is due today"),
            trn("Tomorrow {n} friend wants to hear from you.", "Tomorrow {n} friends want to hear from you.",
                tomorrow.due),
        )  # fmt: skip
        self.states.setCurrentIndex(2 if empty else 0 if self._items else 1)
        if self._items and self.current is None:
            self.list.choose(self.model.ids[0])
        self._show_current()

    def _show_numbers(self, queue: Queue) -> None:
        total = min(queue.capacity, queue.done + len(queue.items))
        self.progress.setText(tr("{done} of {total}", done=queue.done, total=total))
        self.bar.setRange(0, max(total, 1))
        self.bar.setValue(queue.done)
        self.waiting.setText(
            trn("{n} more waiting", "{n} more waiting", queue.waiting)
            if queue.waiting
            else tr("nobody else is waiting")
        )

    def _fetch(self, ids: Sequence[int]) -> Mapping[int, Item]:
        return {number: self._items[number] for number in ids if number in self._items}

    def _present(self, item: Item) -> TwoLine:
        row = item.row
        words = self._desk.workspace.clock
        last = moment_words(row.last_contact_at, words) if row.last_contact_at else tr("never")
        return TwoLine(
            title=row.name,
            subtitle=" · ".join(sentence(reason, self._currency) for reason in item.reasons),
            chip_text=stage_word(row.stage),
            chip_kind=STAGE_TONES[row.stage],
            right_top=last,
            right_bottom=tr("copied — sent?") if row.id in self._copied else "",
            avatar=row.name,
        )

    def _show_current(self) -> None:
        item = self.current
        self.strip.setVisible(item is not None)
        if item is not None:
            reasons = " · ".join(sentence(reason, self._currency) for reason in item.reasons)
            text = self._copied.get(item.row.id) or message(item)
            self.strip.show_item(item, reasons, text, copied=item.row.id in self._copied)

    def _on_current(self, contact: int | None) -> None:
        self._show_current()
        if contact is not None:
            self._desk.pointed.emit(ContactId(contact))

    # doing

    def _on_enter(self) -> None:
        """Copy the message; when it was copied already: it was sent."""
        item = self.current
        if item is None:
            return
        contact, name = item.row.id, item.row.name
        if contact in self._copied:
            text = self._copied[contact]
            self._settle(lambda: self._desk.workspace.today.sent(contact, text), tr("Sent to {name}", name=name))
            return
        text = self.strip.message
        QApplication.clipboard().setText(text)
        self._copied[contact] = text
        self.model.forget([contact])
        self._show_current()
        self._desk.say(tr("Copied. Enter once more when it is sent, Esc if not."), undo=False)

    def _on_not_sent(self) -> None:
        item = self.current
        if item is not None and self._copied.pop(item.row.id, None) is not None:
            self.model.forget([item.row.id])
            self._show_current()

    def _on_done(self) -> None:
        if item := self.current:
            self._settle(lambda: self._desk.workspace.today.done(item.row.id), tr("{name}: done", name=item.row.name))

    def _on_skip(self) -> None:
        if item := self.current:
            self._settle(
                lambda: self._desk.workspace.today.skip(item.row.id), tr("{name}: not today", name=item.row.name)
            )

    def _on_put_off(self, until: date) -> None:
        if item := self.current:
            day = day_words(until, self._day)
            self._settle(
                lambda: self._desk.workspace.today.snooze(item.row.id, until),
                tr("{name} comes back: {day}", name=item.row.name, day=day),
            )

    def _on_log(self) -> None:
        if self.current is not None:
            self.strip.start_log()

    def _on_logged(self, text: str, direction: Direction, next_touch: date | None) -> None:
        if item := self.current:
            done = self._settle(
                lambda: self._desk.workspace.today.talked(item.row.id, text, direction, next_touch),
                tr("Logged with {name}", name=item.row.name),
            )
            if done:
                self.strip.end_log()
                self.list.setFocus()

    def _on_order(self) -> None:
        if item := self.current:
            self._desk.asked_order.emit(item.row.id)

    def _on_card(self) -> None:
        if item := self.current:
            self._desk.show_contact(item.row.id)

    def _on_next(self) -> None:
        self._move(1)

    def _on_previous(self) -> None:
        self._move(-1)

    def _move(self, by: int) -> None:
        row = self.list.currentIndex().row() + by
        number = self.model.id_at(row)
        if number is not None:
            self.list.choose(number)

    def _settle(self, verb: Callable[[], None], said: str) -> bool:
        """Do it and tell it; the next friend is then at hand. Whether it was done."""

        def done() -> bool:
            verb()
            return True

        if not self._desk.attempt(done):
            return False
        self._desk.say(said)
        return True
