"""How the day went: its figures, the friends behind each, and whom tomorrow brings."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QStackedWidget, QWidget

from crm.bonds import Reputation
from crm.errors import BusyError, ShukeError
from crm.evening import Deed, Done, Figure, Tomorrow
from crm.finder import Condition, Facet, Filter
from crm.follow_ups import later
from crm.settings import Shop
from crm.today import Item
from crm.topics import Topic
from crm.ui.asking import Asker
from crm.ui.desk import Desk
from crm.ui.frame import tool
from crm.ui.plain import menu_text
from crm.ui.table import RETRY_MS, RowModel
from crm.ui.tokens import Tone
from crm.ui.widgets.empty_state import EmptyState
from crm.ui.widgets.label import PlainLabel
from crm.ui.widgets.row_list import RowList, TwoLine, two_line_column
from crm.ui.widgets.sheet import Sheet
from crm.ui.widgets.stat_card import StatCard
from crm.wording import tr, trc, trn
from crm.wording.bonds import reputation_lines
from crm.wording.days import heading_words
from crm.wording.evening import (
    deed_words,
    figure_word,
    figure_words,
    none_words,
    settled_words,
    tomorrow_words,
    tomorrows_reason,
)
from crm.wording.friends import stage_word

WIDE, ROWS, COLUMNS = 720, 2, 4
EDGE = 20
"""Pixels that a small screen keeps beside the sheet."""
BACK_DAYS = 7
"""So many days back can be looked at; who works past midnight asks for the day before."""
TOMORROW = "tomorrow"
Row = Deed | Item


@dataclass(frozen=True, slots=True)
class Answer:
    """What was read: the day, tomorrow as seen from today, the shop's choices, and how the seller kept their word."""

    done: Done
    tomorrow: Tomorrow
    shop: Shop
    kept: Reputation


class EveningSheet(Sheet):
    """Follows the news while it is open. Enter opens a friend (an order, where it is one) and closes the sheet."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(
            desk.theme,
            tr("How the day went"),
            accept_text=trc("evening", "Good night"),
            cancel_text=tr("Close"),
            parent=parent,
        )
        self.desk = desk
        self.cancel_button.hide()
        self.day = desk.workspace.clock.today()
        self.chosen: Figure | str = Figure.TALKS
        self.answer: Answer | None = None
        self._rows: dict[int, Row] = {}
        self._asker = Asker(self)
        self._asker.answered.connect(self._on_answered)
        self._asker.failed.connect(self._on_failed)
        self.destroyed.connect(partial(self._asker.close, 0))
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(RETRY_MS)
        self._again.timeout.connect(self.read)
        self._build()
        desk.live.changed.connect(self._on_news)
        self.read()

    def close_reading(self) -> None:
        """Read nothing any more; to be called before the file is closed."""
        self._again.stop()
        self._asker.close()

    def hideEvent(self, event: QHideEvent) -> None:
        """It is over: ask for nothing more, the shop may be closed by then."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.close_reading()

    # what it is made of

    def _build(self) -> None:
        theme, px = self.desk.theme, self.desk.theme.px
        self.date = PlainLabel(look="heading", elide=True)
        self.settled = PlainLabel(look="dim", elide=True)
        self.earlier = tool(theme, "chevron-left", trc("evening", "The day before (PgUp)"))
        self.later = tool(theme, "chevron-right", trc("evening", "The day after (PgDn)"))
        head = QHBoxLayout()
        for button, by, keys in ((self.earlier, -1, "PgUp"), (self.later, 1, "PgDown")):
            button.setAutoDefault(False)
            button.clicked.connect(partial(self._turn, by))
            QShortcut(QKeySequence(keys), self, button.click)
        head.addWidget(self.earlier)
        head.addWidget(self.date)
        head.addWidget(self.later)
        head.addStretch(1)
        head.addWidget(self.settled)
        self.body.addLayout(head)
        self.cards: dict[Figure | str, StatCard] = {
            figure: StatCard(theme, figure_word(figure), opens=True) for figure in Figure
        }
        self.cards[TOMORROW] = StatCard(theme, trc("evening", "Tomorrow"), opens=True)
        grid = QGridLayout()
        grid.setSpacing(px(8))
        for place, (key, card) in enumerate(self.cards.items()):
            card.opened.connect(partial(self.show_part, key))
            grid.addWidget(card, place // COLUMNS, place % COLUMNS, 1, 2 if key == TOMORROW else 1)
        self.body.addLayout(grid)
        self.word = PlainLabel(look="dim")
        self.word.setWordWrap(True)
        self.word.hide()
        self.body.addWidget(self.word)
        self.heading = PlainLabel(look="heading", elide=True)
        self.in_list = QPushButton()
        self.in_list.setProperty("look", "link")
        self.in_list.setAutoDefault(False)
        self.in_list.clicked.connect(self._on_in_list)
        line = QHBoxLayout()
        line.addWidget(self.heading, 1)
        line.addWidget(self.in_list)
        self.body.addLayout(line)
        title = tr("How the day went")
        self.model: RowModel[Row] = RowModel(
            [two_line_column(self.present, lambda: title)],
            lambda ids: {number: self._rows[number] for number in ids if number in self._rows},
            parent=self,
        )
        self.list = RowList(theme, self.model, self.present, title)
        self.list.setMinimumHeight(theme.measure.two_lines * ROWS)
        self.list.opened.connect(self._on_opened)
        self.nothing = EmptyState(theme, "moon", "", "")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.list)
        self._stack.addWidget(self.nothing)
        self.body.addWidget(self._stack, 1)
        self.setMinimumWidth(min(px(WIDE), self.screen().availableSize().width() - px(EDGE)))

    def present(self, row: Row) -> TwoLine:
        """A friend, and what happened with them or why they come tomorrow."""
        shop = self.answer.shop if self.answer else self.desk.workspace.settings.shop()
        if isinstance(row, Item):
            reason = " · ".join(tomorrows_reason(reason, shop.currency) for reason in row.reasons)
            stage = row.row.stage
            return TwoLine(row.row.name, reason, stage_word(stage), Tone(stage.value), avatar=row.row.name)
        clock = self.desk.workspace.clock
        return TwoLine(row.name, deed_words(row, shop.currency, clock, self.day), avatar=row.name)

    # reading

    def read(self) -> None:
        """Read the day again, beside the window."""
        self._asker.ask(partial(self._read, self.day))

    def _read(self, day: date) -> Answer:
        shop = self.desk.workspace
        return Answer(shop.evening.done(day), shop.evening.tomorrow(), shop.settings.shop(), shop.bonds.reputation())

    def _on_news(self, _topics: Topic) -> None:
        if self.isVisible():
            self.read()

    def _on_failed(self, error: ShukeError) -> None:
        if isinstance(error, BusyError):
            self._again.start()
        else:
            self.desk.failed.emit(error)

    def _on_answered(self, answer: object, _last: bool) -> None:
        assert isinstance(answer, Answer)
        first = self.answer is None
        self.answer = answer
        done = answer.done
        today = self.desk.workspace.clock.today()
        self.date.setText(heading_words(done.day, today))
        self.settled.setText(settled_words(done))
        self.later.setEnabled(done.day < today)
        self.earlier.setEnabled((today - done.day).days < BACK_DAYS)
        for figure in Figure:
            self.cards[figure].show_figure(*figure_words(done, figure, answer.shop.currency))
        due = answer.tomorrow.due
        self.cards[TOMORROW].show_figure(trn("{n} friend due", "{n} friends due", due), tomorrow_words(answer.tomorrow))
        lines = reputation_lines(answer.kept)
        self.word.setVisible(bool(lines))
        self.word.setText(tr("My word this month: {what}", what=" · ".join(lines)))
        if first:
            self.chosen = next((figure for figure in Figure if done.parts[figure].count), TOMORROW)
        self.show_part(self.chosen)
        if first and not self.list.isHidden():
            self.list.setFocus()

    # showing

    def show_part(self, key: Figure | str) -> None:
        """The friends behind a figure."""
        if self.answer is None:
            return
        self.chosen = key
        rows: Sequence[Row]
        if isinstance(key, Figure):
            part = self.answer.done.parts[key]
            rows, count, name, empty = part.deeds, part.count, figure_word(key), none_words(key)
        else:
            rows, count = self.answer.tomorrow.items, self.answer.tomorrow.due
            name = trc("evening", "Tomorrow")
            empty = tr("Nobody is due tomorrow. Set a reminder (R) on a friend's card, and it stands here.")
        shown = (
            tr("the first {n} of {all}", n=f"{len(rows):,}", all=f"{count:,}") if len(rows) < count else f"{count:,}"
        )
        self.heading.setText(trc("evening", "{what}: {n}", what=name, n=shown))
        self._rows = dict(enumerate(rows))
        self.model.set_ids(array("q", self._rows))
        self.model.refresh()
        self.nothing.say(name, empty)
        self._stack.setCurrentWidget(self.list if rows else self.nothing)
        if rows and self.list.current_id is None:
            self.list.choose(0)
        words = self._list_words()
        self.in_list.setText(menu_text(words))
        self.in_list.setVisible(bool(words) and count > 0)

    def _list_words(self) -> str:
        """Where a list can show the whole of it; "" where none can."""
        match self.chosen:
            case Figure.TALKS if self._of_today:
                return tr("Show them in Friends")
            case Figure.ORDERS | Figure.MONEY:
                return tr("Show all orders")
            case _:
                return ""

    @property
    def _of_today(self) -> bool:
        return self.day == self.desk.workspace.clock.today()

    # doing

    def _turn(self, by: int) -> None:
        today = self.desk.workspace.clock.today()
        day = later(self.day, by)
        if day <= today and (today - day).days <= BACK_DAYS:
            self.day = day
            self.answer = None
            self.read()

    def _on_opened(self, number: int) -> None:
        row = self._rows[number]
        self.accept()
        if isinstance(row, Deed) and row.order is not None:
            self.desk.asked_order_shown.emit(row.order)
        else:
            self.desk.show_contact(row.row.id if isinstance(row, Item) else row.contact)

    def _on_in_list(self) -> None:
        self.accept()
        if self.chosen is Figure.TALKS:
            self.desk.asked_filter.emit(Filter.of(Condition(Facet.QUIET, ("..0",))))
        else:
            self.desk.asked_page.emit("orders")
