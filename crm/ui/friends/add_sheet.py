"""Adds a friend: a name is enough, everything else may follow."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPlainTextEdit, QPushButton, QWidget

from crm.accounts import Platform
from crm.contacts import ContactDraft, Handle
from crm.errors import AmbiguousError, MissingError
from crm.ids import AccountId, ContactId
from crm.lunar import Birthday, parse_birthday
from crm.names import normal_phone
from crm.stages import Stage
from crm.ui.desk import Desk
from crm.ui.friends.bulk import tag_completer
from crm.ui.friends.small_sheets import FormSheet
from crm.ui.plain import menu_text
from crm.ui.widgets.label import PlainLabel
from crm.wording import tr, trc
from crm.wording.days import day_words
from crm.wording.friends import birthday_words, platform_word, stage_word

SEPARATORS = str.maketrans("，、；;|", ",,,,,")


class AddContactSheet(FormSheet):
    """Asks for a new friend; says `added(contact)`, or shows the card of a likely same person."""

    added = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, tr("New friend"), tr("Add friend"), parent)
        px = desk.theme.px
        self.setMinimumWidth(px(520))
        self.name = self.line(trc("field", "Name"), hint=tr("Only this is needed"))
        self.platform = QComboBox()
        self.platform.setAccessibleName(trc("field", "Platform"))
        for platform in Platform:
            if platform is not Platform.PHONE:
                self.platform.addItem(platform_word(platform), platform)
        self.handle = self._free(tr("ID, number or address there"), trc("field", "Handle"))
        self.phone = self._free("", trc("field", "Phone"))
        self._pair(trc("field", "Handle"), self.platform, self.handle, 2)
        self.form.addRow(PlainLabel(trc("field", "Phone"), look="dim"), self.phone)
        self.same = QPushButton()
        self.same.setProperty("look", "link")
        self.same.hide()
        self.same.clicked.connect(self._on_same)
        self._same: ContactId | None = None
        self.form.addRow("", self.same)
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
        self.tags = self.line(trc("field", "Tags"), hint=tr("Several with commas"))
        self.tags.setCompleter(tag_completer(desk, self.tags))
        self.source = self.line(trc("field", "Source"), hint=tr("A group, a market, a post…"))
        self.birthday = self.line(trc("field", "Birthday"), hint=tr("1990-8-15, 八月十五, lunar 8-15…"))
        self.understood = PlainLabel(look="small", elide=True)
        self.understood.hide()
        self.form.addRow("", self.understood)
        self.note = QPlainTextEdit()
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(px(58))
        self.add(trc("field", "Note"), self.note)
        self.birthday.textChanged.connect(self._on_birthday)
        for field in (self.handle, self.phone):
            field.editingFinished.connect(self._look_for_same)

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
        )

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
        contact = self.desk.attempt(partial(self.desk.workspace.contacts.add, draft))
        if contact is None:
            return False
        self.desk.say(tr("{name} added", name=draft.name.strip()))
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

    def _look_for_same(self) -> None:
        self._same = None
        shop = self.desk.workspace
        for handle in self.draft().handles:
            if not handle.key or (handle.platform is Platform.PHONE and not normal_phone(handle.text)):
                continue
            try:
                self._same = shop.finder.who(f"{handle.platform}:{handle.text}")
            except MissingError:
                continue
            except AmbiguousError as several:
                self._same = shop.finder.who(several.uuids[0])
            break
        self.same.setVisible(self._same is not None)
        if self._same is not None:
            name = shop.contacts.names([self._same])[self._same]
            self.same.setText(menu_text(tr("The same person as {name}? Open their card", name=name)))

    def _on_same(self) -> None:
        if self._same is not None:
            self.reject()
            self.desk.show_contact(self._same)


def birthday_understood(desk: Desk, text: str) -> str:
    """How a typed birthday is understood: the day, when it comes next, or that it is not."""
    birthday: Birthday | None = parse_birthday(text)
    if birthday is None:
        return tr("Not understood yet")
    today = desk.workspace.clock.today()
    following = birthday.next_on(today)
    return tr("{birthday}, next {day}", birthday=birthday_words(birthday), day=day_words(following, today))
