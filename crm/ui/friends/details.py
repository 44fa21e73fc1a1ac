"""What is known of a friend beside the timeline, in sections; every field is edited in place."""

from datetime import date
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from crm.errors import UnknownValueError
from crm.ids import ContactId
from crm.lunar import Birthday, lunar_text, parse_birthday
from crm.ui.desk import Desk
from crm.ui.friends.add_sheet import birthday_understood
from crm.ui.friends.around import Addresses, Introductions
from crm.ui.friends.handles import Handles
from crm.ui.friends.in_place import DaysText, InPlace, LineText, NoteText, Place, Seen
from crm.ui.friends.in_sequence import InSequence
from crm.ui.friends.known import Known
from crm.ui.friends.open_cases import OpenCases
from crm.ui.friends.own_fields import OwnFields
from crm.ui.friends.parts import Section
from crm.ui.friends.promises import PromiseList
from crm.ui.friends.tier_choice import TierChoice
from crm.ui.widgets.label import PlainLabel
from crm.wording import language, tr, trc
from crm.wording.birthdays import birthday_lines
from crm.wording.stages import history_lines

LONGEST_RHYTHM = 999


class Details(QScrollArea):
    """Shows the friend it was last given."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        px = desk.theme.px
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.note, self.source = self._note(), self._source()
        self.birthday, self.rhythm = self._birthday(), self._rhythm()
        self.understood = PlainLabel(look="small")
        self.understood.setWordWrap(True)
        self.promises = PromiseList(desk)
        self.cases = OpenCases(desk)
        self.sequence = InSequence(desk)
        self.own = OwnFields(desk)
        self.tier = TierChoice(desk)
        self.handles = Handles(desk)
        self.introductions = Introductions(desk)
        self.addresses = Addresses(desk)
        self.stages = Section(desk.theme, tr("Stages so far"))
        self._moves: tuple[object, ...] = ()
        self._ordered = False
        inside = QWidget()
        box = QVBoxLayout(inside)
        box.setContentsMargins(0, px(4), px(10), px(10))
        box.setSpacing(px(6))
        self._sections = (
            self._section(trc("field", "Note"), self.note),
            self.promises,
            self.cases,
            self.sequence,
            self.own,
            self.handles,
            self._section(trc("field", "Birthday"), self.birthday, self.understood),
            self.introductions,
            self.addresses,
            self._section(trc("field", "Source"), self.source),
            self._section(trc("field", "Rhythm"), self.rhythm),
            self.tier,
            self.stages,
        )
        for section in self._sections:
            box.addWidget(section)
        for above, below in pairwise(self._sections):
            below.follows = above
        box.addStretch()
        self.setWidget(inside)

    @property
    def in_place(self) -> tuple[InPlace, ...]:
        """The fields that every friend has."""
        return self.note, self.source, self.birthday, self.rhythm

    def show_known(self, known: Known) -> None:
        """Show this friend; a field somebody is writing in keeps what they write."""
        card, today = known.card, self._desk.workspace.clock.today()
        contact, version = card.row.id, card.row.version
        for field, text in zip(
            self.in_place,
            (card.note, card.row.source, typed_birthday(card.birthday), str(card.cadence_days or "")),
            strict=True,
        ):
            field.show_seen(Seen(contact, version, text))
        if not self.birthday.changed:
            lines = birthday_lines(card.birthday, today) if card.birthday else ()
            self.understood.setText("\n".join(lines))
            self.understood.setVisible(bool(lines))
        self.promises.show_promises(contact, known.promises)
        self.cases.show_cases(contact, known.cases, known.currency)
        self.sequence.show_run(contact, known.run)
        self.own.show_values(contact, known.fields, known.values)
        self.tier.show_tier(contact, known.tiers, known.tier)
        self.handles.show_card(card)
        self.introductions.show_card(card)
        self.addresses.show_card(card)
        self._show_moves(known, today)
        if not self._ordered:  # from now on each section keeps its place
            self._ordered = True
            for section in self._sections:
                section.settle()

    def save(self) -> None:
        """Save what is written and not saved yet."""
        for field in self.in_place:
            field.save()
        self.own.save()

    def _show_moves(self, known: Known, today: date) -> None:
        if self._moves == (shown := (known.moves, today)):
            return
        self._moves = shown
        self.stages.empty()
        for line in history_lines(known.moves, today):
            label = PlainLabel(line)
            label.setWordWrap(True)
            self.stages.body.addWidget(label)

    # the fields

    def _note(self) -> InPlace:
        px = self._desk.theme.px
        editor = NoteText()
        editor.setPlaceholderText(tr("What to remember: tastes, family, skin type…"))
        editor.setAccessibleName(tr("Note"))
        editor.setTabChangesFocus(True)
        editor.setFixedHeight(px(88))
        contacts = self._desk.workspace.contacts

        def read(contact: ContactId) -> Seen:
            card = contacts.card(contact)
            return Seen(contact, card.row.version, card.note)

        def write(seen: Seen, text: str) -> None:
            contacts.edit(seen.contact, note=text, seen=seen.version)

        return InPlace(self._desk, editor, Place(read, write, tr("Note saved")), both=True)

    def _source(self) -> InPlace:
        editor = LineText()
        editor.setAccessibleName(trc("field", "Source"))
        editor.setPlaceholderText(tr("A group, a market, a post…"))
        contacts = self._desk.workspace.contacts

        def read(contact: ContactId) -> Seen:
            row = contacts.row(contact)
            return Seen(contact, row.version, row.source)

        def write(seen: Seen, text: str) -> None:
            contacts.edit(seen.contact, source=text, seen=seen.version)

        return InPlace(self._desk, editor, Place(read, write, tr("Source saved")))

    def _birthday(self) -> InPlace:
        editor = LineText()
        editor.setAccessibleName(trc("field", "Birthday"))
        editor.setPlaceholderText(tr("1990-8-15, 八月十五, lunar 8-15…"))
        editor.textEdited.connect(self._on_birthday_typed)
        contacts = self._desk.workspace.contacts

        def read(contact: ContactId) -> Seen:
            card = contacts.card(contact)
            return Seen(contact, card.row.version, typed_birthday(card.birthday))

        def write(seen: Seen, text: str) -> None:
            birthday = parse_birthday(text) if text else None
            if text and birthday is None:
                raise UnknownValueError("date", text)
            contacts.set_birthday(seen.contact, birthday, seen=seen.version)

        return InPlace(self._desk, editor, Place(read, write, tr("Birthday saved")))

    def _rhythm(self) -> InPlace:
        editor = DaysText(LONGEST_RHYTHM)
        editor.lineEdit().setTextMargins(self._desk.theme.px(8), 0, 0, 0)
        editor.setAccessibleName(trc("field", "Rhythm"))
        editor.setSpecialValueText(tr("As their stage wants"))
        contacts = self._desk.workspace.contacts

        def read(contact: ContactId) -> Seen:
            card = contacts.card(contact)
            return Seen(contact, card.row.version, str(card.cadence_days or ""))

        def write(seen: Seen, text: str) -> None:
            contacts.set_cadence(seen.contact, int(text) if text else None, seen=seen.version)

        return InPlace(self._desk, editor, Place(read, write, tr("Rhythm saved")))

    def _on_birthday_typed(self, text: str) -> None:
        self.understood.setText(birthday_understood(self._desk, text))
        self.understood.setVisible(bool(text.strip()))

    def _section(self, title: str, *parts: QWidget) -> Section:
        section = Section(self._desk.theme, title)
        for part in parts:
            section.body.addWidget(part)
        return section


def typed_birthday(birthday: Birthday | None) -> str:
    """A birthday as one would type it."""
    if birthday is None:
        return ""
    if birthday.lunar:
        year = f"{birthday.year}年" if birthday.year else ""
        return year + lunar_text(birthday, traditional=language() == "zh_TW")
    return "-".join(str(part) for part in (birthday.year, birthday.month, birthday.day) if part)
