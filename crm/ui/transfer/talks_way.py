"""Talks in: with whom it was, who of them the seller is, and whatever else the record does not say."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QDate
from PySide6.QtWidgets import QComboBox, QDateEdit, QGridLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from crm.errors import BusyError
from crm.ids import ContactId
from crm.progress import Progress
from crm.talks import Answers, Ask, Correction, Layout, Message, Order, Problem
from crm.transfer.buyer_matching import Answer
from crm.transfer.errors import FileKind, NotATableError
from crm.transfer.imports import Imported
from crm.transfer.planning import Fate
from crm.transfer.short_texts import beginning
from crm.transfer.talks_in import TalksIn
from crm.transfer.talks_planning import Exchange, PassedMessage, SpokenBy, TalkPlan, TalkWishes
from crm.ui.desk import Desk
from crm.ui.orders.picker import Choice, Picker
from crm.ui.plain import menu_text, one_line
from crm.ui.tokens import Tone
from crm.ui.transfer.messages_sheet import MessagesSheet
from crm.ui.transfer.teach_sheet import TeachSheet
from crm.ui.transfer.ways import ALL, PROBLEM, SKIPPED, TONES, Preview, Way, kind_word
from crm.ui.widgets.flow import FlowLayout
from crm.ui.widgets.label import PlainLabel
from crm.ui.widgets.row_list import TwoLine
from crm.wording import tr, trc, trn
from crm.wording.talk_records import ask_sentence, layout_word, passed_sentence
from crm.wording.transfer import fate_word

MOST_SPEAKERS = 40
OFFERED = 8
TEACHABLE = frozenset(Layout) - {Layout.TELEGRAM, Layout.CHATLAB, Layout.TABLE, Layout.RECORD_JSON}
"""Layouts of plain text: what was taken for one of these may be another one."""


class TalksWay(Way):
    """Talks from any chat program."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._imports = TalksIn(desk.workspace.store)
        self._wishes = self._fresh()
        self._plan: TalkPlan | None = None
        self._path: Path | None = None
        px = desk.theme.px
        self.layout_choice = QComboBox()
        self.layout_choice.setAccessibleName(tr("Layout of the record"))
        self.layout_choice.addItem(tr("layout: recognised"), None)
        for one in Layout:
            if one is not Layout.TAUGHT:
                self.layout_choice.addItem(layout_word(one), one)
        self.layout_choice.activated.connect(self._on_layout)
        self.order = QComboBox()
        self.order.setAccessibleName(ask_sentence(Ask.ORDER))
        for order, word in (
            (None, tr("day and month?")),
            (Order.DMY, trc("order of a date", "day/month")),
            (Order.MDY, trc("order of a date", "month/day")),
        ):
            self.order.addItem(word, order)
        self.order.activated.connect(self._on_order)
        today = desk.workspace.clock.today()
        self.day = QDateEdit(QDate(today.year, today.month, today.day))
        self.day.setCalendarPopup(True)
        self.day.setDisplayFormat("yyyy-MM-dd")
        self.day.setAccessibleName(ask_sentence(Ask.DAY))
        self.day_button = QPushButton(menu_text(tr("It was that day")))
        self.day_button.clicked.connect(self._on_day)
        self.asks = PlainLabel(look="warn")
        self.asks.setWordWrap(True)
        self.teach_button = QPushButton(menu_text(tr("Show me one message…")))
        self.teach_button.setToolTip(tr("For a record that is written in a way we do not know"))
        self.teach_button.clicked.connect(self._on_teach)
        choices = QWidget()
        flow = FlowLayout(choices, px(6))
        for widget in (self.layout_choice, self.order, self.day, self.day_button, self.teach_button):
            flow.addWidget(widget)
        self._people = QScrollArea()
        self._people.setWidgetResizable(True)
        self._people.setFrameShape(QScrollArea.Shape.NoFrame)
        self._people.setMinimumHeight(px(90))
        self.mine: dict[str, QPushButton] = {}
        self.friends: dict[str, Picker] = {}
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(choices)
        box.addWidget(self.asks)
        box.addWidget(self._people, 1)

    @staticmethod
    def _fresh() -> TalkWishes:
        return TalkWishes(me_word=trc("who spoke", "Me"))

    # what the page asks

    def begin(self) -> None:
        """Nothing is chosen."""
        self._wishes = self._fresh()
        self._plan = None
        self.layout_choice.setCurrentIndex(0)
        self.order.setCurrentIndex(0)

    def meant_for(self, contact: ContactId) -> None:
        """Whose talk it may be, where the record does not say."""
        self._wishes = replace(self._wishes, proposed=contact)

    def plan(self, path: Path) -> Callable[[Progress], Preview]:
        """Read and compare."""
        wishes, workspace = self._wishes, self._desk.workspace
        self._path = path

        def work(progress: Progress) -> Preview:
            try:
                plan = self._imports.plan(path, wishes, progress)
            except NotATableError as error:
                if error.kind is not FileKind.TEXT:
                    raise
                plan = TalkPlan(path, ())  # one message that is shown may open it
            names = workspace.contacts.names({exchange.contact for exchange in plan.exchanges})
            return preview_of(plan, {ContactId(number): name for number, name in names.items()})

        return work

    def show_plan(self, preview: Preview) -> None:
        """Who speaks, and what the record does not say."""
        plan: TalkPlan = preview.plan
        self._plan = plan
        first = next((layout_word(talk.layout) for talk in plan.talks), tr("unknown"))
        self.layout_choice.setItemText(0, tr("layout: {name} (recognised)", name=first))
        self.teach_button.setVisible(not plan.talks or plan.talks[0].layout in TEACHABLE)
        asked = plan.asks | ({Ask.DAY} if self._wishes.answers.day else set())
        self.order.setVisible(Ask.ORDER in asked or self._wishes.answers.order is not None)
        by_day = bool(asked & {Ask.DAY, Ask.YEAR}) or all(m.at is None for talk in plan.talks for m in talk.messages)
        self.day.setVisible(by_day)
        self.day_button.setVisible(by_day)
        self.asks.setText(" ".join(ask_sentence(ask) for ask in sorted(plan.asks)))
        self.asks.setVisible(bool(plan.asks))
        self._show_people(plan.speakers)

    def note(self, preview: Preview) -> str:
        """What keeps it from coming in."""
        plan: TalkPlan = preview.plan
        if not plan.talks:
            return tr("Nobody we know writes a talk like this. Show us one message, and the others can be read too.")
        if plan.asks:
            return tr("Please say below what the record does not tell.")
        if any(speaker.contact is None and not speaker.me for speaker in plan.speakers) and not plan.exchanges:
            return tr("Who is that? Please choose the friend below.")
        return super().note(preview)

    def go_word(self, coming: int) -> str:
        """How many messages would come in."""
        return trn("Import {n} message", "Import {n} messages", coming)

    def store(self, preview: Preview) -> Callable[[Progress], Imported]:
        """Store them."""
        return lambda progress: self._imports.store(preview.plan, progress)

    def done_title(self) -> str:
        """They are there."""
        return tr("The talks are in")

    # what the preview shows is put right

    def correctable(self, line: Any) -> bool:
        """Every line of a talk that is read."""
        return bool(self._messages(line)[1])

    def correct(self, line: Any) -> None:
        """Ask what was said instead."""
        place, messages = self._messages(line)
        assert self._plan is not None
        known = {at: said for (talk, at), said in self._wishes.corrections.items() if talk == place}
        sheet = MessagesSheet(self._desk, messages, self._plan.talks[place].senders, known, self)
        sheet.corrected.connect(partial(self._on_corrected, place))
        sheet.open()

    def taught(self) -> tuple[str, ...]:
        """The layouts that were taught before; none while the shop is being saved."""
        try:
            return self._imports.taught()
        except BusyError:
            return ()

    def _messages(self, line: Any) -> tuple[int, Sequence[Message]]:
        """The messages of a line of the preview, and the place of their talk in the record."""
        talks = () if self._plan is None else self._plan.talks
        match line:
            case Exchange():
                return line.talk, line.messages
            case PassedMessage():
                return line.talk, [said for said in talks[line.talk].messages if said.line == line.row]
            case _:
                place = next(place for place, talk in enumerate(talks) if line in talk.problems)
                return place, [Message(line.line, "", line.text)]

    def _on_corrected(self, place: int, corrections: Mapping[int, Correction]) -> None:
        now = {(place, line): said for line, said in corrections.items()}
        self._wishes = replace(self._wishes, corrections={**self._wishes.corrections, **now})
        self.changed.emit()

    def _on_teach(self) -> None:
        if self._path is None:
            return
        sheet = TeachSheet(self._desk, beginning(self._path), self)
        sheet.taught.connect(self._on_taught)
        sheet.open()

    def _on_taught(self, pattern: str) -> None:
        self._wishes = replace(self._wishes, corrections={})
        self._answer(replace(self._wishes.answers, layout=None, taught=pattern))

    # who is who

    def _show_people(self, speakers: list[SpokenBy]) -> None:
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, self._desk.theme.px(8), 0)
        grid.setVerticalSpacing(self._desk.theme.px(4))
        self.mine, self.friends = {}, {}
        names = self._desk.workspace.contacts.names({s.contact for s in speakers if s.contact is not None})
        for row, speaker in enumerate(speakers[:MOST_SPEAKERS]):
            said = trn("{name}, {n} message", "{name}, {n} messages", speaker.count, name=one_line(speaker.name, 30))
            me = QPushButton(menu_text(trc("speaker", "This is me")))
            me.setCheckable(True)
            me.setChecked(speaker.me)
            me.setAccessibleName(tr("“{name}” is me", name=one_line(speaker.name)))
            me.clicked.connect(partial(self._on_me, speaker.name))
            friend = Picker(self._desk.theme, tr("Which friend is “{name}”?", name=one_line(speaker.name)), self._offer)
            if speaker.contact is not None:
                friend.take(Choice(speaker.contact, names.get(speaker.contact, "")))
            friend.setEnabled(not speaker.me)
            friend.picked.connect(partial(self._on_friend, speaker.key))
            self.mine[speaker.name], self.friends[speaker.name] = me, friend
            grid.addWidget(PlainLabel(said, elide=True), row, 0)
            grid.addWidget(me, row, 1)
            grid.addWidget(friend, row, 2)
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(2, 3)
        grid.setRowStretch(len(speakers), 1)
        self._people.setWidget(inside)

    def _offer(self, typed: str) -> list[Choice]:
        workspace = self._desk.workspace
        ids = workspace.finder.search(typed, OFFERED)
        rows = workspace.contacts.rows(ids)
        found = [Choice(number, rows[number].name, rows[number].remark) for number in ids if number in rows]
        return [*found, Choice(Answer.LEAVE_OUT, tr("leave out"))]

    def _on_friend(self, key: str, choice: Choice) -> None:
        said = ContactId(choice.value) if isinstance(choice.value, int) else Answer.LEAVE_OUT
        if self._wishes.who.get(key) != said:
            self._wishes = replace(self._wishes, who={**self._wishes.who, key: said})
            self.changed.emit()

    def _on_me(self, name: str) -> None:
        me = self._wishes.answers.me
        names = me | {name} if self.mine[name].isChecked() else me - {name}
        self._answer(replace(self._wishes.answers, me=names))

    # what the record does not say

    def _on_layout(self) -> None:
        self._wishes = replace(self._wishes, corrections={})
        self._answer(replace(self._wishes.answers, layout=self.layout_choice.currentData(), taught=""))

    def _on_order(self) -> None:
        self._answer(replace(self._wishes.answers, order=self.order.currentData()))

    def _on_day(self) -> None:
        day = self.day.date()
        chosen = date(day.year(), day.month(), day.day())
        self._answer(replace(self._wishes.answers, day=chosen, year=chosen.year))

    def _answer(self, answers: Answers) -> None:
        self._wishes = replace(self._wishes, answers=answers)
        self.changed.emit()


Line = Exchange | PassedMessage | Problem


def preview_of(plan: TalkPlan, names: Mapping[ContactId, str]) -> Preview:
    """The stretches of talk, and what is passed over, in their order."""
    problems = [problem for talk in plan.talks for problem in talk.problems]
    lines: list[Line] = sorted((*plan.exchanges, *plan.passed, *problems), key=_row)
    counts = plan.counts
    return Preview.of(plan, lines, kinds_of, partial(present, names), counts[Fate.NEW] + counts[Fate.UPDATED])


def _row(line: Line) -> int:
    return line.line if isinstance(line, Problem) else line.row


def kinds_of(line: Line) -> tuple[str, ...]:
    """Under which words a line is found."""
    match line:
        case Exchange():
            return (ALL, line.fate.value)
        case PassedMessage():
            return (ALL, SKIPPED)
        case Problem():
            return (ALL, PROBLEM)


def present(names: Mapping[ContactId, str], line: Line) -> TwoLine:
    """A line in words."""
    row = tr("row {row}", row=_row(line))
    match line:
        case Exchange():
            words = one_line(line.text) if line.text else tr("all of it is there already")
            name = names.get(line.contact, "")
            return TwoLine(f"{name} · {line.day.isoformat()}", words, fate_word(line.fate), TONES[line.fate], row)
        case PassedMessage():
            return TwoLine(line.text, passed_sentence(line.reason), kind_word(SKIPPED), Tone.NEUTRAL, row)
        case Problem():
            return TwoLine(line.text, tr("belongs to no message"), kind_word(PROBLEM), Tone.DANGER, row)
