"""The page that shows every friend on the path of trust, and moves them along it."""

from array import array
from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from crm.contacts import Standing
from crm.errors import BusyError, ShukeError
from crm.finder import Facet, Filter, Sort, one_of
from crm.ids import ContactId
from crm.progress import Cancelled
from crm.stages import Stage
from crm.suggestions import SuggestionRow, Waiting
from crm.topics import Topic
from crm.ui.asking import Asker
from crm.ui.board.bar import BoardBar
from crm.ui.board.cards import CardModel, CardWriter, card_column
from crm.ui.board.column import CardsView, Place, StageColumn
from crm.ui.board.lanes import EVERYBODY, Lanes
from crm.ui.board.moving import MoveSheet
from crm.ui.board.places import Key, Order, place_of, without
from crm.ui.board.room import share_height
from crm.ui.board.suggestions import accept, decline
from crm.ui.board.trays import Tray
from crm.ui.desk import Desk
from crm.ui.page import Page
from crm.ui.table import RETRY_MS
from crm.ui.widgets.empty_state import EmptyState
from crm.wording import tr, trc, trn
from crm.wording.friends import stage_word, standing_word

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
            Topic.CONTACTS
            | Topic.STAGES
            | Topic.CONVERSATIONS
            | Topic.ORDERS
            | Topic.TAGS
            | Topic.SETTINGS
            | Topic.ACCOUNTS
            | Topic.FIELDS,
            parent,
        )
        self._desk = desk
        self._order = Order.NEWEST
        self._to_top = False
        self._begun = False
        self._moving = False
        self._present = CardWriter(lambda: desk.workspace.clock, desk.workspace.settings.shop)
        self._asker = Asker(self)
        self._asker.answered.connect(self._on_answered)
        self._asker.failed.connect(self._on_failed)
        self.destroyed.connect(partial(self._asker.close, 0))
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(RETRY_MS)
        self._again.timeout.connect(self._ask)
        self.columns = {stage: self._make_column(stage) for stage in Stage}
        self.setFocusProxy(self.columns[Stage.ADDED].cards)
        self.trays = {standing: self._make_tray(standing) for standing in (Standing.PAUSED, Standing.LOST)}
        self.lanes = Lanes(desk)
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
        column.cards.sideways.connect(partial(self._go_sideways, stage))
        column.cards.carry_sideways.connect(partial(self._carry_sideways, stage))
        self._listen_to(stage, column.cards)
        column.suggestions.accepted.connect(self._on_accepted)
        column.suggestions.declined.connect(self._on_declined)
        column.suggestions.opened.connect(self._desk.show_contact)
        return column

    def _make_tray(self, standing: Standing) -> Tray:
        model = CardModel(
            [card_column(self._present)], self._desk.workspace.contacts.rows, retry_on=(BusyError,), parent=self
        )
        tray = Tray(self._desk, standing, model, self._present)
        tray.toggled.connect(self._on_tray)
        self._listen_to(standing, tray.cards)
        return tray

    def _listen_to(self, place: Place, cards: CardsView) -> None:
        cards.opened.connect(self._desk.show_contact)
        cards.asked_move.connect(self.ask_where)
        cards.set_aside.connect(partial(self._on_set_aside, place))
        cards.chosen_changed.connect(partial(self._on_chosen, place))
        cards.dropped.connect(partial(self._on_dropped, place))

    def _make_bar(self) -> None:
        self.bar = bar = BoardBar(self._desk)
        self.search, self.order = bar.search, bar.order
        self.open_button, self.move_button = bar.open_button, bar.move_button
        bar.show_suggestions(0)
        bar.changed.connect(self._on_filter)
        bar.reordered.connect(self._on_order)
        bar.search.left_downwards.connect(self._go_to_cards)
        bar.open_button.clicked.connect(self._on_open)
        bar.move_button.clicked.connect(self.ask_where)
        bar.suggestions_button.clicked.connect(self.go_to_suggestions)
        bar.lanes_button.toggled.connect(self._on_lanes)
        self.lanes.chosen.connect(self._on_filter)
        for keys, act in (
            ("G", self.go_to_suggestions),
            ("Ctrl+PgDown", partial(self.lanes.step, 1)),
            ("Ctrl+PgUp", partial(self.lanes.step, -1)),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(act)

    def _lay_out(self) -> None:
        px = self._desk.theme.px
        below = QHBoxLayout()
        below.setSpacing(px(8))
        for tray in self.trays.values():
            below.addWidget(tray, 1, Qt.AlignmentFlag.AlignBottom)
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
        full.addWidget(self.bar)
        full.addWidget(self.lanes)
        full.addWidget(scroll, 1)
        full.addLayout(below)
        self._empty = EmptyState(
            self._desk.theme,
            "columns-3",
            tr("Here you see how trust grows"),
            tr("Every friend is a card. It moves to the right as strangers become friends, buyers and agents."),
        )
        self._empty.add_step(trc("board", "Bring in what I have"), partial(self._desk.asked_page.emit, "have"))
        self._empty.add_step(trc("board", "Add a friend"), partial(self._desk.asked_page.emit, "add"))
        self._stack = QStackedWidget()
        self._stack.addWidget(self._full)
        self._stack.addWidget(self._empty)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self._stack)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """On a low screen lanes, trays and suggestions leave the columns some of it."""
        super().resizeEvent(event)
        self._share_height()

    def _share_height(self) -> None:
        share_height(self.height(), self._desk.theme.px, self.lanes, self.trays.values(), self.columns.values())

    # reading

    def refresh(self) -> None:
        """Read the cards in sight at once, and where everybody stands beside the window."""
        self._present.read_anew()
        if not self.lanes.isHidden():
            self.lanes.show_names()
        self.bar.filters.look_again()
        if not self._moving:
            for cards in self._views.values():
                cards.rows.refresh()
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

    @property
    def _filter(self) -> Filter:
        return self.lanes.narrowed(self.bar.filter)

    def _ask(self) -> None:
        which, everybody = self._filter, self.bar.filter
        steps: list[Callable[[], object]] = [partial(self._read, stage) for stage in Stage]
        steps += [partial(self._read_tray, tray, which) for tray in self.trays.values()]
        if self.lanes.isVisible():
            steps.append(partial(self._desk.workspace.finder.lanes, self._in_touch(everybody)))
        self._asker.ask(*steps, partial(self._desk.workspace.suggestions.waiting, self._in_touch(which)))

    def _read(self, stage: Stage, limit: int | None = None) -> "tuple[Stage, array[int]]":
        which = self._in_touch(self._filter).also(one_of(Facet.STAGE, (stage,)))
        finder = self._desk.workspace.finder
        return stage, finder.ids(which, self._order.sort, descending=self._order.descending, limit=limit)

    def _read_tray(self, tray: Tray, which: Filter) -> "tuple[Standing, array[int] | int]":
        finder = self._desk.workspace.finder
        lying = which.also(one_of(Facet.STANDING, (tray.standing,)))
        if tray.opened:
            return tray.standing, finder.ids(lying, Sort.LAST_CONTACT, descending=True)
        return tray.standing, finder.count(lying)

    def _in_touch(self, which: Filter) -> Filter:
        """The columns show who is in touch, unless the filter itself asks for another standing."""
        asked = any(condition.facet is Facet.STANDING for condition in which.conditions)
        return which if asked else which.also(one_of(Facet.STANDING, (Standing.ACTIVE,)))

    def _on_answered(self, answer: object, last: bool) -> None:
        match answer:
            case Waiting() as waiting:
                for stage, column in self.columns.items():
                    column.suggestions.show_suggestions(waiting.rows.get(stage, ()), waiting.counts.get(stage, 0))
                self.bar.show_suggestions(waiting.count)
            case dict():
                everybody = {stage: len(column.model.ids) for stage, column in self.columns.items()}
                if self.lanes.lane != EVERYBODY:
                    everybody = self._desk.attempt(self._counts_of_all) or everybody
                self.lanes.show_counts(answer, everybody)
            case (Standing() as standing, int(count)):
                self.trays[standing].show_count(count)
            case (Standing() as standing, array() as ids):
                self.trays[standing].show_ids(ids)
            case (Stage() as stage, array() as ids):
                column = self.columns[stage]
                column.show_ids(ids)
                column.cards.show_hint(tr("Drag a friend here") if self._filter.empty else tr("Nobody fits"))
                if self._to_top:
                    column.cards.scrollToTop()
        if last:
            self._to_top = False
            self._begun = True
            self._show_empty_or_not()

    def _counts_of_all(self) -> dict[Stage, int]:
        which, finder = self._in_touch(self.bar.filter), self._desk.workspace.finder
        return {stage: finder.count(which.also(one_of(Facet.STAGE, (stage,)))) for stage in Stage}

    def _on_failed(self, error: ShukeError) -> None:
        if isinstance(error, BusyError):
            self._again.start()
        else:
            self._desk.failed.emit(error)

    def _show_empty_or_not(self) -> None:
        shown = any(column.model.rowCount() for column in self.columns.values())
        nobody = (
            self.bar.filter.empty
            and self.lanes.isHidden()
            and not shown
            and not any(t.count for t in self.trays.values())
        )
        self._stack.setCurrentWidget(self._empty if nobody else self._full)

    # finding and ordering

    def _on_filter(self) -> None:
        self._to_top = True
        self._ask()

    def _on_lanes(self, wanted: bool) -> None:
        self.lanes.show_names()
        self.lanes.setVisible(wanted)
        self._share_height()
        self._on_filter()

    def _on_tray(self, _opened: bool) -> None:
        self._share_height()
        self._ask()

    def go_to_suggestions(self) -> None:
        """Bring the keyboard to the first suggestion."""
        for column in self.columns.values():
            if column.suggestions.focus_first():
                self._scroll.ensureWidgetVisible(column)
                return

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

    @property
    def _views(self) -> dict[Place, CardsView]:
        columns: dict[Place, CardsView] = {stage: column.cards for stage, column in self.columns.items()}
        return columns | {standing: tray.cards for standing, tray in self.trays.items()}

    def chosen(self) -> "tuple[Place, array[int]] | None":
        """Where cards are chosen, and which they are."""
        for place, cards in self._views.items():
            ids = cards.chosen_ids()
            if ids:
                return place, ids
        return None

    def _on_chosen(self, place: Place | None = None) -> None:
        views = self._views
        if place is not None and views[place].selectionModel().hasSelection():
            for other, cards in views.items():
                if other is not place:
                    cards.clearSelection()
        any_chosen = any(cards.selectionModel().hasSelection() for cards in views.values())
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

    def _on_dropped(self, target: Place, source: Place, ids: "array[int]", asks: bool) -> None:
        if isinstance(target, Standing):
            self.set_aside(ids, target)
        elif asks:
            self._open_sheet(source, ids, target)
        else:
            self.move_cards(source, ids, target)

    def ask_where(self) -> None:
        """Open the sheet for the chosen cards; without any, nothing happens."""
        found = self.chosen()
        if found is not None:
            source, ids = found
            if isinstance(source, Standing):
                target = self._desk.workspace.contacts.rows(ids[:1])[ids[0]].stage
            else:
                target = self._beside(source, 1) or Stage.CUSTOMER
            self._open_sheet(source, ids, target)

    def _on_set_aside(self, place: Place, standing: Standing) -> None:
        ids = self._views[place].chosen_ids()
        if ids and place is not standing and (standing is not Standing.ACTIVE or isinstance(place, Standing)):
            self.set_aside(ids, standing)

    def set_aside(self, ids: "array[int]", standing: Standing) -> None:
        """Lay cards into a tray, or take them up again, and tell so with Undo."""
        contacts = [ContactId(i) for i in ids]
        verb = partial(self._desk.workspace.contacts.set_standing, contacts, standing)
        sentence = trc("board", "{who} → {stage}", who=self._who(ids), stage=standing_word(standing))
        if len(contacts) > MANY:
            self._desk.jobs.run(
                lambda progress: verb(progress=progress),
                done=lambda _: self._desk.say(sentence),
                failed=self._on_not_moved,
                title=sentence,
            )
        elif self._desk.did(verb):
            self._desk.say(sentence)

    def _open_sheet(self, source: Place, ids: "array[int]", target: Stage) -> None:
        title = tr("Where to with {who}?", who=self._who(ids))
        move = partial(self._move_for, source, ids)
        sheet = MoveSheet(self._desk.theme, title, source, target, move, self)
        sheet.open()

    def _move_for(self, source: Place, ids: "array[int]", target: Stage, reason: str) -> None:
        self.move_cards(source, ids, target, reason)

    def move_cards(self, source: Place, ids: "array[int]", target: Stage, reason: str = "") -> None:
        """Move cards from one column to another, or from a tray into a column, and tell so with Undo; the keyboard goes
        along with them.
        """
        contacts = [ContactId(i) for i in ids]
        move = partial(self._desk.workspace.stages.move_many, contacts, target, reason, take_up=source in self.trays)
        sentence = trc("board", "{who} → {stage}", who=self._who(ids), stage=stage_word(target))
        if len(contacts) > MANY:
            self._desk.jobs.run(
                lambda progress: move(progress=progress),
                done=lambda _: self._desk.say(sentence),
                failed=self._on_not_moved,
                title=sentence,
            )
            return
        self._moving = True  # what the news is about is known: no card but these is read again
        try:
            moved = self._done(move)
        finally:
            self._moving = False
        if moved:
            if isinstance(source, Stage):
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
            for row in self._desk.workspace.contacts.rows(ids).values():
                place = place_of(self._order.key(row), there, self._keys_of, descending=self._order.descending)
                there = there[:place] + array("q", [row.id]) + there[place:]
        leaving.show_ids(rest)
        arriving.model.forget(ids)
        arriving.show_ids(there)
        arriving.cards.clearSelection()
        if len(ids) <= PLACED and arriving.cards.choose(ids[0]):
            arriving.cards.choose_also(ids)
        self._scroll.ensureWidgetVisible(arriving)
        arriving.cards.setFocus(Qt.FocusReason.OtherFocusReason)

    def _keys_of(self, ids: Sequence[int]) -> list[Key]:
        """What these friends are ordered by, as far as they are there."""
        rows = self._desk.workspace.contacts.rows(ids)
        return [self._order.key(rows[i]) for i in ids if i in rows]

    # suggestions

    def _on_accepted(self, suggestion: SuggestionRow) -> None:
        accept(self._desk, suggestion)

    def _on_declined(self, suggestion: SuggestionRow) -> None:
        decline(self._desk, suggestion)
