"""What is known of a friend beside the timeline: note, handles and ties, addresses, source, introductions, rhythm."""

from collections.abc import Callable, Iterator
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QScrollArea, QSpinBox, QVBoxLayout, QWidget

from crm.contacts import AddressRow, Card, Contacts, IdentityRow, TieRow
from crm.errors import UnknownValueError
from crm.ids import ContactId
from crm.lunar import Birthday, lunar_text, parse_birthday
from crm.ui.desk import Desk
from crm.ui.friends.add_sheet import birthday_understood
from crm.ui.friends.note import NoteField
from crm.ui.friends.pick import PickSheet
from crm.ui.friends.small_sheets import AddressSheet, HandleSheet, TieSheet
from crm.ui.plain import menu_text, one_line, tooltip
from crm.ui.widgets.flow import FlowLayout
from crm.ui.widgets.label import PlainLabel
from crm.wording import language, tr, trc
from crm.wording.days import date_words
from crm.wording.filters import listed
from crm.wording.friends import platform_word, tie_word

MOST_INTRODUCED = 12
LONGEST_RHYTHM = 999


class Details(QScrollArea):
    """Shows the card it was last given; every field is edited in place. `opened(contact)` asks for another card."""

    opened = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._card: Card | None = None
        self._saving = False
        px = desk.theme.px
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.note = NoteField(desk)
        self.source = QLineEdit()
        self.source.setAccessibleName(trc("field", "Source"))
        self.source.setPlaceholderText(tr("A group, a market, a post…"))
        self.birthday = QLineEdit()
        self.birthday.setAccessibleName(trc("field", "Birthday"))
        self.birthday.setPlaceholderText(tr("1990-8-15, 八月十五, lunar 8-15…"))
        self.understood = PlainLabel(look="small", elide=True)
        self.rhythm = QSpinBox()
        self.rhythm.setRange(0, LONGEST_RHYTHM)
        self.rhythm.lineEdit().setTextMargins(px(8), 0, 0, 0)
        self.rhythm.setAccessibleName(trc("field", "Rhythm"))
        self.rhythm.setSpecialValueText(tr("As their stage wants"))
        self._handles, self._addresses, self._introductions = QVBoxLayout(), QVBoxLayout(), QVBoxLayout()
        inside = QWidget()
        self._box = QVBoxLayout(inside)
        self._box.setContentsMargins(0, px(4), px(10), px(10))
        self._box.setSpacing(px(6))
        self._section(trc("field", "Note"), self.note)
        self._section(tr("Handles"), self._rows(self._handles))
        self._section(trc("field", "Birthday"), self.birthday, self.understood)
        self._section(trc("field", "Source"), self.source)
        self._section(trc("field", "Rhythm"), self.rhythm)
        self._section(tr("Introductions"), self._rows(self._introductions))
        self._section(tr("Addresses"), self._rows(self._addresses))
        self._box.addStretch()
        self.setWidget(inside)
        self.source.editingFinished.connect(self._on_source)
        self.birthday.editingFinished.connect(self._on_birthday)
        self.birthday.textEdited.connect(self._on_birthday_typed)
        self.rhythm.editingFinished.connect(self._on_rhythm)

    def show_card(self, card: Card) -> None:
        """Show this friend; a field somebody is writing in keeps what they write."""
        other = self._card is None or self._card.row.id != card.row.id
        if other:
            self.save()
        elif self._saving:
            # the news of one saved field must not take back what stands in the next
            self._card = card
            return
        before, self._card = self._card, card
        self.note.show_card(card)
        if other or not self.source.hasFocus():
            self.source.setText(card.row.source)
        said = _typed(card.birthday)
        if other or not self.birthday.hasFocus():
            self.birthday.setText(said)
            self.understood.setText(birthday_understood(self._desk, card.birthday.code()) if card.birthday else "")
            self.understood.setVisible(card.birthday is not None)
        if other or not self.rhythm.hasFocus():
            self.rhythm.setValue(card.cadence_days or 0)
        if before is None or (before.identities, before.row.id) != (card.identities, card.row.id) or other:
            self._show_handles(card)
        self._show_addresses(card)
        self._show_introductions(card)

    def save(self) -> None:
        """Save what is written and not saved yet; called before another friend is shown."""
        self.note.save()
        if self._card is None:
            return
        self._saving = True
        try:
            for save in (self._on_source, self._on_birthday, self._on_rhythm):
                save()
        finally:
            self._saving = False
        self.show_card(self._card)

    # handles and ties

    def _show_handles(self, card: Card) -> None:
        _empty(self._handles)
        accounts = self._desk.workspace.accounts.names()
        for identity in card.identities:
            self._handles.addWidget(self._handle_line(card.row.id, identity))
            for tie in identity.ties:
                name = tr("account not known") if tie.account is None else accounts.get(tie.account, "")
                self._handles.addWidget(self._tie_line(card.row.id, identity, tie, name))
        add = self._link(tr("Add handle"), partial(self._edit_handle, card.row.id, None), "plus")
        self._handles.addWidget(self._left(add))

    def _handle_line(self, contact: ContactId, identity: IdentityRow) -> QWidget:
        text = identity.handle.text or tr("handle not known")
        words = PlainLabel(f"{platform_word(identity.handle.platform)}  {text}", elide=True)
        buttons = [
            self._small("link", tr("Tie to my account"), partial(self._edit_tie, contact, identity, None)),
            self._small("pencil", tr("Edit handle"), partial(self._edit_handle, contact, identity)),
            self._small("x", tr("Remove handle"), partial(self._remove_handle, contact, identity)),
        ]
        line = self._line(words, *buttons)
        if not identity.shared_with:
            return line
        both = QWidget()
        box = QVBoxLayout(both)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(line)
        names = listed(identity.shared_with)
        box.addWidget(PlainLabel(tr("Also the handle of {names}", names=names), look="warn", elide=True))
        return both

    def _tie_line(self, contact: ContactId, identity: IdentityRow, tie: TieRow, account: str) -> QWidget:
        parts = [account, tie_word(tie.state)]
        if tie.since:
            parts.append(trc("tie", "since {day}", day=date_words(tie.since, self._desk.workspace.clock.today())))
        if tie.remark:
            parts.append(tr("Remark: {remark}", remark=tie.remark))
        words = PlainLabel("    " + " · ".join(parts), look="small", elide=True)
        return self._line(
            words,
            self._small("pencil", tr("Edit tie"), partial(self._edit_tie, contact, identity, tie)),
            self._small("x", tr("Remove tie"), partial(self._remove_tie, contact, tie)),
        )

    def _edit_handle(self, contact: ContactId, identity: IdentityRow | None) -> None:
        HandleSheet(self._desk, contact, identity, self).open()

    def _edit_tie(self, contact: ContactId, identity: IdentityRow, tie: TieRow | None) -> None:
        TieSheet(self._desk, contact, identity, tie, self).open()

    def _remove_handle(self, contact: ContactId, identity: IdentityRow) -> None:
        self._do(partial(self._contacts.remove_identity, contact, identity.id), tr("Handle removed"))

    def _remove_tie(self, contact: ContactId, tie: TieRow) -> None:
        self._do(partial(self._contacts.remove_tie, contact, tie.id), tr("Tie removed"))

    # addresses

    def _show_addresses(self, card: Card) -> None:
        _empty(self._addresses)
        for address in card.addresses:
            text = address.text
            who = " ".join(part for part in (text.recipient, text.phone) if part)
            where = " ".join(part for part in (text.region, text.detail, text.postcode) if part)
            words = PlainLabel(" · ".join(part for part in (where, who) if part), elide=True)
            remove = self._small("x", tr("Remove address"), partial(self._remove_address, card.row.id, address))
            self._addresses.addWidget(self._line(words, remove))
        add = self._link(tr("Add address"), partial(self._add_address, card.row.id), "plus")
        self._addresses.addWidget(self._left(add))

    def _add_address(self, contact: ContactId) -> None:
        AddressSheet(self._desk, contact, self).open()

    def _remove_address(self, contact: ContactId, address: AddressRow) -> None:
        self._do(partial(self._contacts.remove_address, contact, address.id), tr("Address removed"))

    # who introduced whom

    def _show_introductions(self, card: Card) -> None:
        _empty(self._introductions)
        if card.introduced_by is None:
            pick = self._link(tr("Who introduced them?"), self.pick_introducer, "hand-heart")
            self._introductions.addWidget(self._left(pick))
        else:
            who, name = card.introduced_by
            by = self._link(tr("Introduced by {name}", name=name), partial(self.opened.emit, who), "hand-heart")
            self._introductions.addWidget(
                self._line(
                    by,
                    self._small("pencil", tr("Somebody else introduced them"), self.pick_introducer),
                    self._small("x", tr("Take the introduction away"), partial(self._set_introducer, None)),
                )
            )
        if card.introduced:
            holder = QWidget()
            flow = FlowLayout(holder, self._desk.theme.px(2))
            flow.addWidget(PlainLabel(tr("Introduced:"), look="dim"))
            for who, name in card.introduced[:MOST_INTRODUCED]:
                flow.addWidget(self._link(one_line(name, 24), partial(self.opened.emit, who)))
            if len(card.introduced) > MOST_INTRODUCED:
                flow.addWidget(PlainLabel(f"+{len(card.introduced) - MOST_INTRODUCED}", look="dim"))
            self._introductions.addWidget(holder)

    def pick_introducer(self) -> PickSheet:
        """Ask who introduced them."""
        sheet = PickSheet(self._desk, tr("Who introduced them?"), self._card.row.id if self._card else None, self)
        sheet.picked.connect(self._set_introducer)
        sheet.open()
        return sheet

    def _set_introducer(self, introducer: ContactId | None) -> None:
        if self._card is not None:
            done = tr("Introduction saved") if introducer else tr("Introduction taken away")
            self._do(partial(self._contacts.set_introducer, self._card.row.id, introducer), done)

    # fields

    def _on_source(self) -> None:
        card, source = self._card, self.source.text().strip()
        if card is not None and source != card.row.source:
            self._do(partial(self._contacts.edit, card.row.id, source=source), tr("Source saved"))

    def _on_birthday_typed(self, text: str) -> None:
        self.understood.setText(birthday_understood(self._desk, text))
        self.understood.setVisible(bool(text.strip()))

    def _on_birthday(self) -> None:
        card, text = self._card, self.birthday.text().strip()
        if card is None or text == _typed(card.birthday):
            return
        birthday = parse_birthday(text) if text else None
        if text and birthday is None:
            self._desk.failed.emit(UnknownValueError("date", text))
            return
        if birthday == card.birthday:
            return
        self._do(partial(self._contacts.set_birthday, card.row.id, birthday), tr("Birthday saved"))

    def _on_rhythm(self) -> None:
        card, days = self._card, self.rhythm.value() or None
        if card is not None and days != card.cadence_days:
            self._do(partial(self._contacts.set_cadence, card.row.id, days), tr("Rhythm saved"))

    @property
    def _contacts(self) -> Contacts:
        return self._desk.workspace.contacts

    def _do(self, verb: Callable[[], None], done: str) -> None:
        if self._desk.did(verb):
            self._desk.say(done)

    # parts

    def _section(self, title: str, *parts: QWidget) -> None:
        self._box.addWidget(PlainLabel(title, look="small"))
        for part in parts:
            self._box.addWidget(part)
        self._box.addSpacing(self._desk.theme.px(4))

    def _rows(self, layout: QVBoxLayout) -> QWidget:
        holder = QFrame()
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(self._desk.theme.px(2))
        holder.setLayout(layout)
        return holder

    def _line(self, first: QWidget, *buttons: QWidget) -> QWidget:
        holder = QWidget()
        box = QHBoxLayout(holder)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(first, 1)
        for button in buttons:
            box.addWidget(button)
        return holder

    def _left(self, button: QWidget) -> QWidget:
        holder = self._line(button)
        layout = holder.layout()
        assert isinstance(layout, QHBoxLayout)
        layout.setStretch(0, 0)
        layout.addStretch()
        return holder

    def _link(self, text: str, act: Callable[[], object], icon: str = "") -> QPushButton:
        button = QPushButton(menu_text(text))
        button.setProperty("look", "link")
        if icon:
            button.setIcon(self._desk.theme.icon(icon, "accent"))
        button.clicked.connect(lambda _checked=False: act())
        return button

    def _small(self, icon: str, name: str, act: Callable[[], object]) -> QPushButton:
        button = QPushButton()
        button.setProperty("look", "quiet")
        button.setIcon(self._desk.theme.icon(icon, "dim"))
        button.setToolTip(tooltip(name))
        button.setAccessibleName(name)
        button.setStyleSheet(f"QPushButton {{ padding: 0 {self._desk.theme.px(6)}px; }}")
        button.clicked.connect(lambda _checked=False: act())
        return button


def _typed(birthday: Birthday | None) -> str:
    """A birthday as one would type it."""
    if birthday is None:
        return ""
    if birthday.lunar:
        year = f"{birthday.year}年" if birthday.year else ""
        return year + lunar_text(birthday, traditional=language() == "zh_TW")
    return "-".join(str(part) for part in (birthday.year, birthday.month, birthday.day) if part)


def _empty(layout: QVBoxLayout) -> None:
    for widget in _widgets(layout):
        widget.hide()
        widget.deleteLater()


def _widgets(layout: QVBoxLayout) -> Iterator[QWidget]:
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            yield widget
