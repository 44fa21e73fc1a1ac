"""The page that shows every friend on the path of trust, and moves them along it."""

from array import array
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from crm.errors import BusyError, ShukeError, UnknownValueError
from crm.finder import Facet, Filter, one_of
from crm.ids import ContactId
from crm.progress import Cancelled
from crm.stages import Stage, StageSuggestion
from crm.topics import Topic
from crm.ui.asking import Asker
from crm.ui.board.cards import CardModel, CardWriter, card_column
from crm.ui.board.column import StageColumn
from crm.ui.board.moving import MoveSheet
from crm.ui.board.places import Order, place_of, without
from crm.ui.desk import Desk
from crm.ui.page import Page
from crm.ui.plain import menu_text
from crm.ui.table import RETRY_MS
from crm.ui.widgets.empty_state import EmptyState
from crm.ui.widgets.search_field import SearchField
from crm.wording import tr, trc, trn
from crm.wording.friends import stage_word

HEAD = 24
"""Cards of each column that are there with the first paint; the others follow."""
PLACED = 20
"""Cards whose new place is looked for one by one; more of them are placed by reading the column again."""
MANY = 500
"""More cards than this are moved beside the window, with progress and cancel."""


class BoardPage(Page):
    """Five columns; see `CardsView` for its keys. Cards are moved by dragging, by key, or with the sheet."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(
            desk.live,
            Topic.CONTACTS | Topic.STAGES | Topic.CONVERSATIONS | Topic.ORDERS | Topic.TAGS | Topic.SETTINGS,
            parent,
        )
        self._desk = desk
        self._filter = Filter()
        self._order = Order.NEWEST
        self._to_top = False
        self._begun = False
        self._moving = False
        self._present = CardWriter(lambda: desk.workspace.clock, lambda: desk.workspace.settings.shop().currency)
        self._asker = Asker(self)
        self._asker.answered.connect(self._on_answered)
        self._asker.failed.connect(self._on_failed)
        self.destroyed.connect(partial(self._asker.close, 0))
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(RETRY_MS)
        self._again.timeout.connect(self._ask)
        self.columns = {stage: self._make_column(stage) for stage in Stage}
        self._make_bar()
        self._lay_out()
        self._on_chosen()

    def close_reading(self) -> None:
        """Read nothing any more; to be called before the file is closed."""
        self._again.stop()
        self._asker.close()

    # building

    def _make_column(self, stage: Stage) -> StageColumn:
        model = CardModel(
            [card_column(self._present)], self._desk.workspace.contacts.rows, retry_on=(BusyError,), parent=self
        )
        column = StageColumn(self._desk, stage, model, self._present)
        cards = column.cards
        cards.opened.connect(self._desk.show_contact)
        cards.sideways.connect(partial(self._go_sideways, stage))
        cards.carry_sideways.connect(partial(self._carry_sideways, stage))
        cards.asked_move.connect(self.ask_where)
        cards.chosen_changed.connect(partial(self._on_chosen, stage))
        cards.dropped.connect(partial(self._on_dropped, stage))
        column.suggestions.accepted.connect(self._on_accepted)
        column.suggestions.declined.connect(self._on_declined)
        column.suggestions.opened.connect(self._desk.show_contact)
        return column

    def _make_bar(self) -> None:
        theme = self._desk.theme
        self.search = SearchField(
            theme, tr("Find on the board: name, pinyin, phone, tag:…"), clear_name=trc("board", "Clear")
        )
        self.search.searched.connect(self._on_searched)
        self.search.left_downwards.connect(self._go_to_cards)
        self.order = QComboBox()
        self.order.setAccessibleName(tr("Order of the cards"))
        for order, words in (
            (Order.NEWEST, tr("Newly arrived first")),
            (Order.LONGEST, tr("Longest here first")),
            (Order.QUIETEST, tr("Longest without contact first")),
            (Order.LATEST, tr("Latest contact first")),
        ):
            self.order.addItem(words, order)
        self.order.currentIndexChanged.connect(self._on_order)
        self.open_button = QPushButton(menu_text(tr("Open card")))
        self.open_button.setToolTip(trc("key", "Enter"))
        self.open_button.clicked.connect(self._on_open)
        self.move_button = QPushButton(menu_text(tr("Move to…")))
        self.move_button.setToolTip(tr("M, or Ctrl with ← and →"))
        self.move_button.clicked.connect(self.ask_where)

    def _lay_out(self) -> None:
        px = self._desk.theme.px
        bar = QHBoxLayout()
        bar.setSpacing(px(8))
        bar.addWidget(self.search, 1)
        for widget in (self.order, self.open_button, self.move_button):
            bar.addWidget(widget)
        ground = QWidget()
        row = QHBoxLayout(ground)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        for column in self.columns.values():
            row.addWidget(column, 1)
        self._scroll = scroll = QScrollArea()
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidgetResizable(True)
        scroll.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(ground)
        self._full = QWidget()
        full = QVBoxLayout(self._full)
        full.setContentsMargins(px(14), px(12), px(14), px(12))
        full.setSpacing(px(10))
        full.addLayout(bar)
        full.addWidget(scroll, 1)
        self._empty = EmptyState(
            self._desk.theme,
            "columns-3",
            tr("Here you see how trust grows"),
            tr("Every friend is a card. It moves to the right as strangers become friends, buyers and agents."),
        )
        self._empty.add_step(trc("board", "Import my friends"), partial(self._desk.asked_page.emit, "import"))
        self._empty.add_step(trc("board", "Add a friend"), partial(self._desk.asked_page.emit, "add"))
        self._stack = QStackedWidget()
        self._stack.addWidget(self._full)
        self._stack.addWidget(self._empty)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._stack)

    # reading

    def refresh(self) -> None:
        """Read the cards in sight at once, and where everybody stands beside the window."""
        self._present.read_anew()
        for column in self.columns.values():
            if not self._moving:
                column.model.refresh()
        if not self._begun:
            self._show_heads()
        self._ask()

    def _show_heads(self) -> None:
        """The first cards of every column, so that the first paint shows them."""
        try:
            for stage, column in self.columns.items():
                column.show_ids(self._read(stage, HEAD)[1], all_of_them=False)
        except BusyError:
            return  # they come with the answer
        self._begun = True
        self._show_empty_or_not()

    def _ask(self) -> None:
        steps: list[Callable[[], object]] = [partial(self._read, stage) for stage in Stage]
        self._asker.ask(*steps, self._desk.workspace.stages.suggestions)

    def _read(self, stage: Stage, limit: int | None = None) -> "tuple[Stage, array[int]]":
        which = self._filter.also(one_of(Facet.STAGE, (stage,)))
        finder = self._desk.workspace.finder
        return stage, finder.ids(which, self._order.sort, descending=self._order.descending, limit=limit)

    def _on_answered(self, answer: "tuple[Stage, array[int]] | list[StageSuggestion]", last: bool) -> None:
        if isinstance(answer, list):
            for stage, column in self.columns.items():
                column.suggestions.show_suggestions([s for s in answer if s.stage is stage])
        else:
            stage, ids = answer
            column = self.columns[stage]
            column.show_ids(ids)
            column.cards.show_hint(tr("Drag a friend here") if self._filter.empty else tr("Nobody fits"))
            if self._to_top:
                column.cards.scrollToTop()
        if last:
            self._to_top = False
            self._begun = True
            self._show_empty_or_not()

    def _on_failed(self, error: ShukeError) -> None:
        if isinstance(error, BusyError):
            self._again.start()
        else:
            self._desk.failed.emit(error)

    def _show_empty_or_not(self) -> None:
        nobody = self._filter.empty and not any(column.model.rowCount() for column in self.columns.values())
        self._stack.setCurrentWidget(self._empty if nobody else self._full)

    # finding and ordering

    def _on_searched(self, text: str) -> None:
        try:
            self._filter = Filter.parse(text)
        except UnknownValueError:  # not finished typing, or a word that looks like a part of the grammar
            self._filter = Filter(words=text)
        self._to_top = True
        self._ask()

    def _on_order(self) -> None:
        self._order = self.order.currentData()
        self._to_top = True
        self._ask()

    def _go_to_cards(self) -> None:
        for column in self.columns.values():
            if column.model.rowCount():
                column.focus_cards()
                return

    # choosing

    def chosen(self) -> "tuple[Stage, array[int]] | None":
        """The column with chosen cards, and which they are."""
        for stage, column in self.columns.items():
            ids = column.cards.chosen_ids()
            if ids:
                return stage, ids
        return None

    def _on_chosen(self, stage: Stage | None = None) -> None:
        if stage is not None and self.columns[stage].cards.selectionModel().hasSelection():
            for other, column in self.columns.items():
                if other is not stage:
                    column.cards.clearSelection()
        any_chosen = any(column.cards.selectionModel().hasSelection() for column in self.columns.values())
        self.move_button.setEnabled(any_chosen)
        self.open_button.setEnabled(any_chosen)

    def _on_open(self) -> None:
        if (found := self.chosen()) is not None:
            self._desk.show_contact(ContactId(found[1][0]))

    def _beside(self, stage: Stage, step: int) -> Stage | None:
        stages = list(Stage)
        place = stage.rank + step
        return stages[place] if 0 <= place < len(stages) else None

    def _go_sideways(self, stage: Stage, step: int) -> None:
        target = self._beside(stage, step)
        if target is not None:
            cards = self.columns[stage].cards
            self._scroll.ensureWidgetVisible(self.columns[target])
            self.columns[target].focus_beside(cards.visualRect(cards.currentIndex()).center().y())

    # moving

    def _carry_sideways(self, stage: Stage, step: int) -> None:
        target = self._beside(stage, step)
        ids = self.columns[stage].cards.chosen_ids()
        if target is not None and ids:
            self.move_cards(stage, ids, target)

    def _on_dropped(self, target: Stage, source: Stage, ids: "array[int]", asks: bool) -> None:
        if asks:
            self._open_sheet(source, ids, target)
        else:
            self.move_cards(source, ids, target)

    def ask_where(self) -> None:
        """Open the sheet for the chosen cards; without any, nothing happens."""
        found = self.chosen()
        if found is not None:
            source, ids = found
            self._open_sheet(source, ids, self._beside(source, 1) or Stage.CUSTOMER)

    def _open_sheet(self, source: Stage, ids: "array[int]", target: Stage) -> None:
        title = tr("Where to with {who}?", who=self._who(ids))
        move = partial(self._move_for, source, ids)
        sheet = MoveSheet(self._desk.theme, title, source, target, move, self)
        sheet.open()

    def _move_for(self, source: Stage, ids: "array[int]", target: Stage, reason: str) -> None:
        self.move_cards(source, ids, target, reason)

    def move_cards(self, source: Stage, ids: "array[int]", target: Stage, reason: str = "") -> None:
        """Move cards from one column to another, and tell so with Undo; the keyboard goes along with them."""
        contacts = [ContactId(i) for i in ids]
        stages = self._desk.workspace.stages
        sentence = trc("board", "{who} → {stage}", who=self._who(ids), stage=stage_word(target))
        if len(contacts) > MANY:
            self._desk.jobs.run(
                lambda progress: stages.move_many(contacts, target, reason, progress),
                done=lambda _: self._desk.say(sentence),
                failed=self._on_not_moved,
                title=sentence,
            )
            return
        self._moving = True  # what the news is about is known: no card but these is read again
        try:
            moved = self._done(lambda: stages.move_many(contacts, target, reason))
        finally:
            self._moving = False
        if moved:
            self._carry_over(source, ids, target)
            self._desk.say(sentence)

    def _done(self, verb: Callable[[], None]) -> bool:
        def do() -> bool:
            verb()
            return True

        return self._desk.attempt(do) is not None

    def _on_not_moved(self, error: Exception) -> None:
        if isinstance(error, ShukeError):
            self._desk.failed.emit(error)
        elif not isinstance(error, Cancelled):
            raise error

    def _who(self, ids: "array[int]") -> str:
        if len(ids) == 1:
            return self._desk.workspace.contacts.names(ids)[ids[0]]
        return trn("{n} friend", "{n} friends", len(ids))

    def _carry_over(self, source: Stage, ids: "array[int]", target: Stage) -> None:
        """Show the move before the columns are read again, so that a column of 100,000 answers in a frame."""
        leaving, arriving = self.columns[source], self.columns[target]
        rest = without(leaving.ids, ids)
        there = without(arriving.ids, ids)
        if len(ids) <= PLACED:
            rows = self._desk.workspace.contacts.rows
            for row in rows(ids).values():
                place = place_of(
                    self._order.key(row),
                    there,
                    lambda i: self._order.key(rows([i])[i]),
                    descending=self._order.descending,
                )
                there = there[:place] + array("q", [row.id]) + there[place:]
        leaving.show_ids(rest)
        arriving.model.forget(ids)
        arriving.show_ids(there)
        arriving.cards.clearSelection()
        if len(ids) <= PLACED and arriving.cards.choose(ids[0]):
            arriving.cards.choose_also(ids)
        self._scroll.ensureWidgetVisible(arriving)
        arriving.cards.setFocus(Qt.FocusReason.OtherFocusReason)

    # suggestions

    def _on_accepted(self, suggestion: StageSuggestion) -> None:
        stages = self._desk.workspace.stages
        if self._done(lambda: stages.accept(suggestion.id)):
            self._desk.say(trc("board", "{who} → {stage}", who=suggestion.name, stage=stage_word(suggestion.stage)))

    def _on_declined(self, suggestion: StageSuggestion) -> None:
        stages = self._desk.workspace.stages
        if self._done(lambda: stages.decline(suggestion.id)):
            self._desk.say(tr("{who} stays; this is not asked again.", who=suggestion.name))
