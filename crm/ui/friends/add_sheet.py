"""Adds a friend: a name is enough, everything else may follow, or be pasted."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPlainTextEdit, QPushButton, QScrollArea, QWidget

from crm.accounts import Platform
from crm.contacts import AddressText, ContactDraft, Handle
from crm.errors import AmbiguousError, MissingError
from crm.ids import AccountId, ContactId
from crm.lunar import Birthday, parse_birthday
from crm.name_cards import NameCard, Part
from crm.names import normal_phone
from crm.stages import Stage
from crm.ui.desk import Desk
from crm.ui.friends.bulk_sheets import tag_completer
from crm.ui.friends.name_card_box import NameCardBox, NameField
from crm.ui.friends.small_sheets import FormSheet
from crm.ui.plain import menu_text
from crm.ui.widgets.label import PlainLabel
from crm.wording import tr, trc, trn
from crm.wording.days import day_words
from crm.wording.friends import birthday_words, platform_word, stage_word

FRAME = 44
"""Pixels that the system's frame and a bar of its own take of the screen."""
FEWEST = 120
"""Pixels at the base size that are left for the fields on the lowest screen."""
SEPARATORS = str.maketrans("，、；;|", ",,,,,")


class AddContactSheet(FormSheet):
    """Asks for a new friend; says `added(contact)`, or shows the card of a likely same person."""

    added = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, tr("New friend"), tr("Add friend"), parent)
        px = desk.theme.px
        self.setMinimumWidth(px(520))
        self.box = NameCardBox(desk)
        self.body.insertWidget(0, self.box)
        self._scroll_form()
        self.name = NameField()
        self.name.setPlaceholderText(tr("Only this is needed"))
        self.add(trc("field", "Name"), self.name)
        self.platform = QComboBox()
        self.platform.setAccessibleName(trc("field", "Platform"))
        for platform in Platform:
            if platform is not Platform.PHONE:
                self.platform.addItem(platform_word(platform), platform)
        self.handle = self._free(tr("ID, number or address there"), trc("field", "Handle"))
        self.phone = self._free("", trc("field", "Phone"))
        self._pair(trc("field", "Handle"), self.platform, self.handle, 2)
        self.form.addRow(PlainLabel(trc("field", "Phone"), look="dim"), self.phone)
        self.others = self._free(tr("Further handles"), tr("Further handles"))
        self._others: tuple[Handle, ...] = ()
        self.others_label = PlainLabel(tr("Further handles"), look="dim")
        self.form.addRow(self.others_label, self.others)
        self._show_others(())
        self.same = QPushButton()
        self.same.setProperty("look", "link")
        self.same.hide()
        self.same.clicked.connect(self._on_same)
        self._same: ContactId | None = None
        self._warned: ContactId | None = None
        self.form.addRow("", self.same)
        self._build_rest()
        self._listen()

    def _build_rest(self) -> None:
        desk, px = self.desk, self.desk.theme.px
        self.stage = QComboBox()
        self.stage.setAccessibleName(trc("field", "Stage"))
        for stage in Stage:
            self.stage.addItem(stage_word(stage), stage)
        self.account = QComboBox()
        self.account.setAccessibleName(trc("field", "My account"))
        self.account.addItem(tr("Not known which"), None)
        for account, called in desk.workspace.accounts.names().items():
            self.account.addItem(called, account)
        self.remark = self._free(tr("What I call them there"), trc("field", "Remark"))
        self._pair(trc("field", "Stage"), self.stage, self.account, 1)
        self.form.addRow(PlainLabel(trc("field", "Remark"), look="dim"), self.remark)
        self.tags = self._free(tr("Several with commas"), trc("field", "Tags"))
        self.tags.setCompleter(tag_completer(desk, self.tags))
        self.source = self._free(tr("Source: a group, a market, a post…"), trc("field", "Source"))
        self._pair(trc("field", "Tags"), self.tags, self.source, 1)
        self.address = self.line(trc("field", "Address"), hint=tr("Street, building, door"))
        self.birthday = self.line(trc("field", "Birthday"), hint=tr("1990-8-15, 八月十五, lunar 8-15…"))
        self.understood = PlainLabel(look="small", elide=True)
        self.understood.hide()
        self.form.addRow("", self.understood)
        self.note = QPlainTextEdit()
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(px(58))
        self.add(trc("field", "Note"), self.note)

    def _listen(self) -> None:
        self.birthday.textChanged.connect(self._on_birthday)
        self.name.pasted.connect(self.box.read)
        self.box.shown.connect(self.show_card)
        self.box.all_wanted.connect(self.add_all)
        self.finished.connect(self.box.close_reading)
        for field in (self.handle, self.phone):
            field.editingFinished.connect(self._look_for_same)

    def _scroll_form(self) -> None:
        """Let the fields scroll where the screen is low."""
        self._inside = QWidget()
        self.body.removeItem(self.form)
        self.form.setParent(None)
        self._inside.setLayout(self.form)
        self._fields = QScrollArea()
        self._fields.setWidgetResizable(True)
        self._fields.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._fields.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._fields.setWidget(self._inside)
        self.body.addWidget(self._fields, 1)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin with the name, as high as all fields where there is room for them."""
        super().showEvent(event)
        self._fit()
        self.name.setFocus()

    def complain(self, sentence: str) -> None:
        """Say what is wrong; the buttons stay in sight."""
        super().complain(sentence)
        self._fit()

    def _fit(self) -> None:
        """As high as everything wants to be, but inside the screen: the fields scroll, the buttons stay in sight."""
        layout, fewest = self.layout(), self.desk.theme.px(FEWEST)
        if not self.isVisible() or layout is None:
            return
        self._fields.setMinimumHeight(fewest)
        layout.activate()
        screen = self.screen().availableGeometry()
        around = layout.totalHeightForWidth(self.width()) if layout.hasHeightForWidth() else layout.sizeHint().height()
        around -= self._fields.sizeHint().height()
        wanted = self._inside.sizeHint().height() + 2
        self._fields.setMinimumHeight(max(fewest, min(wanted, screen.height() - FRAME - around)))
        layout.activate()
        self.resize(self.width(), layout.minimumSize().height())
        if (below := self.frameGeometry().bottom() - screen.bottom()) > 0:
            self.move(self.x(), max(screen.top(), self.y() - below))

    @property
    def likely_same(self) -> ContactId | None:
        """Somebody who has the same handle or phone already."""
        return self._same

    def draft(self) -> ContactDraft:
        """What is filled in."""
        handles = []
        if handle := self.handle.text().strip():
            handles.append(Handle(Platform(self.platform.currentData()), handle))
        if phone := self.phone.text().strip():
            handles.append(Handle(Platform.PHONE, phone))
        typed = [text.strip() for text in self.others.text().translate(SEPARATORS).split(",") if text.strip()]
        handles += [_handle(text, self._others) for text in typed]
        address = self.address.text().strip()
        account = self.account.currentData()
        return ContactDraft(
            self.name.text(),
            remark=self.remark.text().strip(),
            handles=tuple(handles),
            account=None if account is None else AccountId(account),
            tags=tuple(
                dict.fromkeys(t.strip() for t in self.tags.text().translate(SEPARATORS).split(",") if t.strip())
            ),
            stage=Stage(self.stage.currentData()),
            source=self.source.text().strip(),
            note=self.note.toPlainText().strip(),
            birthday=parse_birthday(self.birthday.text()) if self.birthday.text().strip() else None,
            addresses=(AddressText(address, recipient=self.name.text().strip()),) if address else (),
        )

    def show_card(self, card: NameCard) -> None:
        """Fill the fields with what a name card says; stage, account and what it says nothing of stay."""
        ways = card.handles
        handle = next((way for way in ways if way.platform is not Platform.PHONE), None)
        phone = next((way for way in ways if way.platform is Platform.PHONE), None)
        self.name.setText(card.name)
        if handle is not None:
            self.platform.setCurrentIndex(self.platform.findData(handle.platform))
        self.handle.setText(handle.text if handle else "")
        self.phone.setText(phone.text if phone else "")
        self._show_others(tuple(way for way in ways if way not in (handle, phone)))
        self.remark.setText(card.first(Part.REMARK))
        self.tags.setText(", ".join(card.tags))
        self.source.setText(card.first(Part.SOURCE))
        self.address.setText(card.first(Part.ADDRESS))
        self.birthday.setText(card.first(Part.BIRTHDAY))
        self.note.setPlainText(card.note)
        self._warned = None
        self.complain("")
        self.accept_button.setText(menu_text(tr("Add and go on") if len(self.box.left) > 1 else tr("Add friend")))
        self._look_for_same()
        self._fit()
        self.name.setFocus()

    def add_all(self) -> None:
        """Everybody who was pasted and is still to come, in one step; those who are known already are left out."""
        drafts = [self.draft(), *(card.draft() for card in self.box.left[1:])]
        fresh = [draft for draft in drafts if draft.name.strip() and self._known(draft) is None]
        added = self.desk.attempt(partial(self.desk.workspace.contacts.add_all, fresh))
        if added is None:
            return
        said = trn("{n} friend added", "{n} friends added", len(added))
        if left := len(drafts) - len(fresh):
            said = tr("{added}; left out, as they are known already or have no name: {n}", added=said, n=left)
        self.desk.say(said)
        if added:
            self.added.emit(added[0])
        self.done(int(self.DialogCode.Accepted))

    def ready(self) -> bool:
        """Add them; what cannot be saved stays here."""
        if not self.name.text().strip():
            self.complain(tr("Please give a name. Nothing else is needed."))
            self.name.setFocus()
            return False
        if self.birthday.text().strip() and parse_birthday(self.birthday.text()) is None:
            self.complain(
                tr("This birthday was not understood. Write it like 1990-8-15 or 八月十五, or leave it empty.")
            )
            self.birthday.setFocus()
            return False
        draft = self.draft()
        self._look_for_same()
        if self._same is not None and self._warned != self._same:
            self._warned = self._same
            name = self.desk.workspace.contacts.names([self._same])[self._same]
            self.complain(
                tr("{name} has this handle or number already. Open their card above, or add once more.", name=name)
            )
            return False
        contact = self.desk.attempt(partial(self.desk.workspace.contacts.add, draft))
        if contact is None:
            return False
        self.desk.say(tr("{name} added", name=draft.name.strip()))
        if len(self.box.left) > 1:
            return not self.box.go_on()
        self.added.emit(contact)
        return True

    def _free(self, hint: str, name: str) -> QLineEdit:
        field = QLineEdit()
        field.setPlaceholderText(hint)
        field.setAccessibleName(name)
        return field

    def _pair(self, name: str, first: QWidget, second: QWidget, stretch: int) -> None:
        row = QHBoxLayout()
        row.setSpacing(self.desk.theme.px(6))
        row.addWidget(first, 1)
        row.addWidget(second, stretch)
        self.form.addRow(PlainLabel(name, look="dim"), row)

    def _on_birthday(self, text: str) -> None:
        self.understood.setText(birthday_understood(self.desk, text))
        self.understood.setVisible(bool(text.strip()))

    def _show_others(self, handles: tuple[Handle, ...]) -> None:
        """Handles beyond the first and the first phone, in a line of their own where there are any."""
        self._others = handles
        self.others.setText(", ".join(map(_told, handles)))
        self.others.setVisible(bool(handles))
        self.others_label.setVisible(bool(handles))

    def _look_for_same(self) -> None:
        self._same = self._known(self.draft())
        self.same.setVisible(self._same is not None)
        if self._same is not None:
            name = self.desk.workspace.contacts.names([self._same])[self._same]
            self.same.setText(menu_text(tr("The same person as {name}? Open their card", name=name)))

    def _known(self, draft: ContactDraft) -> ContactId | None:
        """Somebody who has one of these handles or phones already."""
        finder = self.desk.workspace.finder
        for handle in draft.handles:
            if not handle.key or (handle.platform is Platform.PHONE and not normal_phone(handle.text)):
                continue
            try:
                return finder.who(f"{handle.platform}:{handle.text}")
            except MissingError:
                continue
            except AmbiguousError as several:
                return finder.who(several.uuids[0])
        return None

    def _on_same(self) -> None:
        if self._same is not None:
            self.reject()
            self.desk.show_contact(self._same)


def _told(handle: Handle) -> str:
    return f"{platform_word(handle.platform)} {handle.text}"


def _handle(text: str, known: tuple[Handle, ...]) -> Handle:
    """A further handle as it was recognised; one that was typed is a phone if it can be dialled."""
    found = next((way for way in known if text in (_told(way), way.text)), None)
    return found or Handle(Platform.PHONE if normal_phone(text) else Platform.OTHER, text)


def birthday_understood(desk: Desk, text: str) -> str:
    """How a typed birthday is understood: the day, when it comes next, or that it is not."""
    birthday: Birthday | None = parse_birthday(text)
    if birthday is None:
        return tr("Not understood yet")
    today = desk.workspace.clock.today()
    following = birthday.next_on(today)
    return tr("{birthday}, next {day}", birthday=birthday_words(birthday), day=day_words(following, today))
