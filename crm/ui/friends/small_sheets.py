"""Small sheets of the friend card: a move with its reason, a reminder, a handle, a tie, an address."""

from datetime import date

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QComboBox, QDateEdit, QFormLayout, QLineEdit, QPlainTextEdit, QWidget

from crm.accounts import Platform
from crm.addresses import Recipient, read_addresses
from crm.contacts import AddressText, Handle, IdentityRow, TieRow, TieState
from crm.follow_ups import Snooze
from crm.ids import AccountId, ContactId
from crm.stages import Stage
from crm.ui.desk import Desk
from crm.ui.plain import one_line
from crm.ui.widgets.label import PlainLabel
from crm.ui.widgets.sheet import Sheet
from crm.wording import tr, trc
from crm.wording.addresses import address_part_word
from crm.wording.days import by_words, day_words
from crm.wording.friends import platform_word, stage_word, tie_word
from crm.wording.talks import snooze_word


class FormSheet(Sheet):
    """A sheet of named fields, one below the other."""

    def __init__(self, desk: Desk, title: str, accept_text: str, parent: QWidget | None = None) -> None:
        super().__init__(desk.theme, title, accept_text=accept_text, cancel_text=tr("Cancel"), parent=parent)
        self.desk = desk
        self.form = QFormLayout()
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.form.setHorizontalSpacing(desk.theme.px(12))
        self.form.setVerticalSpacing(desk.theme.px(8))
        self.body.addLayout(self.form)

    def line(self, name: str, text: str = "", hint: str = "") -> QLineEdit:
        """A field of one line."""
        field = QLineEdit(text)
        field.setPlaceholderText(hint)
        self.add(name, field)
        return field

    def choice(self, name: str, values: list[tuple[object, str]], chosen: object = None) -> QComboBox:
        """A field of one value among several."""
        field = QComboBox()
        for value, word in values:
            field.addItem(word, value)
        field.setCurrentIndex(max(0, [value for value, _ in values].index(chosen) if chosen is not None else 0))
        self.add(name, field)
        return field

    def add(self, name: str, field: QWidget) -> None:
        """A field with its name before it."""
        field.setAccessibleName(name)
        label = PlainLabel(name, look="dim")
        label.setBuddy(field)
        self.form.addRow(label, field)


class StageSheet(FormSheet):
    """Asks for a stage and a reason; says `chosen(stage code, reason)`."""

    chosen = Signal(str, str)

    def __init__(self, desk: Desk, current: Stage, parent: QWidget | None = None) -> None:
        super().__init__(desk, tr("Move to another stage"), tr("Move"), parent)
        following = list(Stage)[min(current.rank + 1, len(Stage) - 1)]
        self.stage = self.choice(trc("field", "Stage"), [(s, stage_word(s)) for s in Stage], following)
        self.reason = self.line(trc("field", "Reason"), hint=tr("If you like: what speaks for it"))

    def ready(self) -> bool:
        """Any stage will do."""
        self.chosen.emit(str(self.stage.currentData()), self.reason.text())
        return True


TODAY, DATE = "today", "date"


class DaySheet(FormSheet):
    """A sheet about something on a day to come: in so many days, or on a date."""

    def choose_day(self, name: str) -> None:
        """The fields for the day; `name` stands before the first of them."""
        today = self.desk.workspace.clock.today()
        choices: list[tuple[object, str]] = [(str(choice), snooze_word(choice)) for choice in Snooze]
        ends = (TODAY, trc("next touch", "Today")), (DATE, trc("next touch", "On a date…"))
        self.when = self.choice(name, [ends[0], *choices, ends[1]], str(Snooze.TOMORROW))
        self.day = QDateEdit(QDate(today.year, today.month, today.day))
        self.day.setMinimumDate(self.day.date())
        self.day.setCalendarPopup(True)
        self.add(trc("field", "Day"), self.day)
        self.when.currentIndexChanged.connect(self._on_when)
        self._on_when()

    @property
    def chosen_day(self) -> date:
        """The day that is chosen."""
        chosen = self.day.date()
        return date(chosen.year(), chosen.month(), chosen.day())

    def _on_when(self) -> None:
        choice = self.when.currentData()
        self.day.setEnabled(choice == DATE)
        if choice != DATE:
            today = self.desk.workspace.clock.today()
            day = today if choice == TODAY else Snooze(choice).after(today)
            self.day.setDate(QDate(day.year, day.month, day.day))


class RemindSheet(DaySheet):
    """Plans something with a friend for a day."""

    def __init__(self, desk: Desk, contact: ContactId, name: str, parent: QWidget | None = None) -> None:
        super().__init__(desk, tr("Remind me of {name}", name=name), tr("Remind me"), parent)
        self._contact = contact
        self.choose_day(trc("field", "When"))
        self.words = self.line(trc("field", "What for"), hint=tr("Ask how the mask was…"))

    def ready(self) -> bool:
        """Plan it; what cannot be saved stays here."""
        shop, words, day = self.desk.workspace, self.words.text(), self.chosen_day
        if not self.desk.did(lambda: shop.follow_ups.set(self._contact, day, words)):
            return False
        self.desk.say(tr("Reminder set: {day}", day=day_words(day, shop.clock.today())))
        return True


class PromiseSheet(DaySheet):
    """Asks what was promised to a friend, and by when."""

    def __init__(self, desk: Desk, contact: ContactId, name: str, parent: QWidget | None = None) -> None:
        super().__init__(desk, tr("I promised {name}", name=name), tr("Save"), parent)
        self._contact = contact
        self.words = self.line(trc("field", "What"), hint=tr("Photos of the new colours…"))
        self.choose_day(trc("field", "By"))

    def ready(self) -> bool:
        """Promise it; what cannot be saved stays here."""
        shop, words, day = self.desk.workspace, self.words.text(), self.chosen_day
        if not words.strip():
            self.complain(tr("Please write what you promised."))
            return False
        if not self.desk.did(lambda: shop.promises.promise(self._contact, words, day)):
            return False
        self.desk.say(tr("Promised by {day}", day=by_words(day, shop.clock.today())))
        return True


class HandleSheet(FormSheet):
    """Adds a handle to a friend, or changes one."""

    def __init__(
        self, desk: Desk, contact: ContactId, identity: IdentityRow | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(desk, tr("Handle"), tr("Save"), parent)
        self._contact = contact
        self._identity = identity
        platform = identity.handle.platform if identity else Platform.WECHAT
        self.platform = self.choice(trc("field", "Platform"), [(p, platform_word(p)) for p in Platform], platform)
        text = identity.handle.text if identity else ""
        self.handle = self.line(trc("field", "Handle"), text, tr("ID, number or address there"))

    def ready(self) -> bool:
        """Save; what cannot be saved stays here."""
        contacts, contact = self.desk.workspace.contacts, self._contact
        handle = Handle(Platform(self.platform.currentData()), self.handle.text().strip())
        if not handle.text:
            self.complain(tr("Please write the handle."))
            return False
        identity = self._identity
        if identity is None:
            saved = self.desk.did(lambda: contacts.add_identity(contact, handle))
        else:
            number = identity.id
            saved = self.desk.did(lambda: contacts.edit_identity(contact, number, handle))
        if saved:
            self.desk.say(tr("Handle saved"))
        return saved


class TieSheet(FormSheet):
    """How a handle stands with one of my accounts: state, since when, 备注."""

    def __init__(
        self, desk: Desk, contact: ContactId, identity: IdentityRow, tie: TieRow | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(desk, tr("Tie to my account"), tr("Save"), parent)
        self._contact = contact
        self._identity = identity
        accounts: list[tuple[object, str]] = [(None, tr("Not known which"))]
        accounts += desk.workspace.accounts.names().items()
        self.account = self.choice(trc("field", "My account"), accounts, tie.account if tie else None)
        self.account.setEnabled(tie is None)
        states = [(state, tie_word(state)) for state in TieState]
        self.state = self.choice(trc("field", "State"), list(states), tie.state if tie else TieState.ACCEPTED)
        self.remark = self.line(trc("field", "Remark"), tie.remark if tie else "", tr("What I call them there"))
        self.since = self.line(
            trc("field", "Since"), tie.since.isoformat() if tie and tie.since else "", trc("hint", "2024-03-15")
        )

    def ready(self) -> bool:
        """Save; what cannot be saved stays here."""
        since: date | None = None
        if self.since.text().strip():
            try:
                since = date.fromisoformat(self.since.text().strip())
            except ValueError:
                self.complain(tr("Please write the day like 2024-03-15, or leave it empty."))
                return False
        account: int | None = self.account.currentData()
        contacts = self.desk.workspace.contacts
        saved = self.desk.did(
            lambda: contacts.set_tie(
                self._contact,
                self._identity.id,
                None if account is None else AccountId(account),
                state=TieState(self.state.currentData()),
                since=since,
                remark=self.remark.text(),
            )
        )
        if saved:
            self.desk.say(tr("Saved"))
        return saved


class AddressSheet(FormSheet):
    """A new address of a friend: typed, or pasted whole and taken apart. What could not be told is said."""

    def __init__(self, desk: Desk, contact: ContactId, parent: QWidget | None = None) -> None:
        super().__init__(desk, tr("Address"), tr("Save"), parent)
        self._contact = contact
        self._found: tuple[Recipient, ...] = ()
        self.pasted = QPlainTextEdit()
        self.pasted.setTabChangesFocus(True)
        self.pasted.setPlaceholderText(tr("Paste everything here: who, which phone, where"))
        self.pasted.setFixedHeight(desk.theme.px(64))
        self.add(trc("field", "Pasted"), self.pasted)
        self.which = QComboBox()
        self.add(tr("Whose address?"), self.which)
        self.form.setRowVisible(self.which, False)
        self.unsure = PlainLabel(look="warn")
        self.unsure.setWordWrap(True)
        self.unsure.hide()
        self.body.insertWidget(0, self.unsure)
        self.detail = self.line(trc("field", "Address"), hint=tr("Street, building, door"))
        self.region = self.line(trc("field", "Region"), hint=tr("Province, city, district"))
        self.recipient = self.line(trc("field", "Recipient"))
        self.phone = self.line(trc("field", "Phone"))
        self.postcode = self.line(trc("field", "Postcode"))

        self.pasted.textChanged.connect(self._on_pasted)
        self.which.activated.connect(self._on_which)

    def _on_pasted(self) -> None:
        self._found = read_addresses(self.pasted.toPlainText())
        self.which.clear()
        for one in self._found:
            self.which.addItem(one_line(f"{one.name} {one.region}{one.detail}", 40))
        self.form.setRowVisible(self.which, len(self._found) > 1)
        self._on_which()

    def _on_which(self) -> None:
        """Fill the fields with what was read of this person; what was not read stays as it was typed."""
        if not self._found:
            self.unsure.hide()
            return
        one = self._found[max(0, self.which.currentIndex())]
        for field, text in (
            (self.detail, one.where),
            (self.region, one.region),
            (self.recipient, one.name),
            (self.phone, one.phone),
            (self.postcode, one.postcode),
        ):
            if text:
                field.setText(text)
        words = trc("list of fields", ", ").join(address_part_word(part) for part in one.unsure)
        self.unsure.setText(tr("Please look at it again: {fields}.", fields=words) if words else "")
        self.unsure.setVisible(bool(words))

    def ready(self) -> bool:
        """Save; what cannot be saved stays here."""
        fields = (self.detail, self.region, self.recipient, self.phone, self.postcode)
        address = AddressText(*(field.text().strip() for field in fields))
        if not (address.detail or address.region):
            self.complain(tr("Please write the address."))
            return False
        contacts, contact = self.desk.workspace.contacts, self._contact
        if not self.desk.attempt(lambda: contacts.add_address(contact, address)):
            return False
        self.desk.say(tr("Address saved"))
        return True
