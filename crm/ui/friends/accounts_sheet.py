"""My own accounts: add one, change one, see how full it is."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QScrollArea, QSpinBox, QVBoxLayout, QWidget

from crm.accounts import FRIEND_CAP, AccountRow, Platform
from crm.ui.desk import Desk
from crm.ui.friends.small_sheets import FormSheet
from crm.ui.plain import menu_text, tooltip
from crm.ui.widgets.label import PlainLabel
from crm.ui.widgets.sheet import Sheet
from crm.wording import tr, trc
from crm.wording.friends import platform_word

MOST_FRIENDS = 1_000_000


class AccountsSheet(Sheet):
    """Shows every account of the seller's."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(
            desk.theme, tr("My accounts"), accept_text=tr("Close"), cancel_text=tr("Cancel"), parent=parent
        )
        self._desk = desk
        self.cancel_button.hide()
        self._empty = PlainLabel(
            tr("Your own accounts on WeChat, Xiaohongshu and so on: Shuke then knows which of them each friend is on."),
            look="dim",
        )
        self._empty.setWordWrap(True)
        self._list = QVBoxLayout()
        inside = QWidget()
        inside.setLayout(self._list)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setWidget(inside)
        self.new_button = QPushButton(desk.theme.icon("plus"), menu_text(tr("Add account")))
        self.new_button.setAutoDefault(False)
        self.new_button.clicked.connect(self._on_add)
        self.body.addWidget(self._empty)
        self.body.addWidget(self._area, 1)
        self.body.addWidget(self.new_button)
        self.lines: list[QPushButton] = []
        desk.live.changed.connect(self._on_changed)
        self._show_accounts()

    def edit(self, account: AccountRow | None) -> "AccountSheet":
        """Change an account, or add one."""
        sheet = AccountSheet(self._desk, account, self)
        sheet.open()
        return sheet

    def _on_add(self) -> None:
        self.edit(None)

    def _on_changed(self, _topics: object) -> None:
        self._show_accounts()

    def _show_accounts(self) -> None:
        while (item := self._list.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        accounts = self._desk.workspace.accounts.all()
        self.lines = []
        for account in accounts:
            self._list.addWidget(self._line(account))
        self._list.addStretch()
        self._empty.setVisible(not accounts)
        self._area.setVisible(bool(accounts))
        self._area.setMinimumHeight(min(len(accounts), 6) * self._desk.theme.px(42))

    def _line(self, account: AccountRow) -> QWidget:
        holder = QWidget()
        box = QHBoxLayout(holder)
        box.setContentsMargins(0, 0, 0, 0)
        words = " · ".join(p for p in (account.name, platform_word(account.platform), account.handle) if p)
        box.addWidget(PlainLabel(words, elide=True), 1)
        full = bool(account.friend_cap) and account.friends >= (account.friend_cap or 0)
        count = PlainLabel(friends_words(account), look="warn" if full else "dim")
        box.addWidget(count)
        button = QPushButton()
        button.setAutoDefault(False)
        button.setProperty("look", "quiet")
        button.setIcon(self._desk.theme.icon("pencil", "dim"))
        button.setAccessibleName(tr("Edit {name}", name=account.name))
        button.setToolTip(tooltip(tr("Edit {name}", name=account.name)))
        button.clicked.connect(lambda _checked=False: self.edit(account))
        self.lines.append(button)
        box.addWidget(button)
        return holder


class AccountSheet(FormSheet):
    """One account: its name, where it is, and how many friends it may have. `removed` when it went to the bin."""

    removed = Signal()

    def __init__(self, desk: Desk, account: AccountRow | None, parent: QWidget | None = None) -> None:
        super().__init__(desk, tr("Edit account") if account else tr("New account"), tr("Save"), parent)
        self._account = account
        self.name = self.line(trc("field", "Name"), account.name if account else "", tr("Main account"))
        platforms: list[Platform] = [p for p in Platform if p not in (Platform.PHONE, Platform.EMAIL)]
        chosen = account.platform if account else Platform.WECHAT
        if chosen not in platforms:
            platforms.append(chosen)
        self.platform = self.choice(trc("field", "Platform"), [(p, platform_word(p)) for p in platforms], chosen)
        self.handle = self.line(trc("field", "Handle"), account.handle if account else "")
        self.cap = QSpinBox()
        self.cap.lineEdit().setTextMargins(desk.theme.px(8), 0, 0, 0)
        self.cap.setRange(0, MOST_FRIENDS)
        self.cap.setSingleStep(500)
        self.cap.setGroupSeparatorShown(True)
        self.cap.setSpecialValueText(tr("No limit"))
        cap = account.friend_cap if account else FRIEND_CAP.get(chosen)
        self.cap.setValue(cap or 0)
        self.add(trc("field", "Friends at most"), self.cap)
        self.platform.currentIndexChanged.connect(self._on_platform)
        if account is not None:
            remove = QPushButton(menu_text(tr("Remove account")))
            remove.setProperty("look", "danger")
            remove.setAutoDefault(False)
            remove.clicked.connect(self._on_remove)
            self.buttons.insertWidget(0, remove)

    def ready(self) -> bool:
        """Save; what cannot be saved stays here."""
        accounts, account = self.desk.workspace.accounts, self._account
        name, handle = self.name.text(), self.handle.text()
        platform, cap = Platform(self.platform.currentData()), self.cap.value() or None
        if not name.strip():
            self.complain(tr("Please give a name. Nothing else is needed."))
            return False
        if account is None:
            saved = self.desk.did(lambda: accounts.add(name, platform, handle, cap or 0))
        else:
            number = account.id
            saved = self.desk.did(
                lambda: accounts.edit(number, name=name, platform=platform, handle=handle, friend_cap=cap)
            )
        if saved:
            self.desk.say(tr("Account saved"))
        return saved

    def _on_platform(self) -> None:
        if self._account is None:
            self.cap.setValue(FRIEND_CAP.get(Platform(self.platform.currentData()), 0))

    def _on_remove(self) -> None:
        accounts, account = self.desk.workspace.accounts, self._account
        if account is not None and self.desk.did(lambda: accounts.remove(account.id)):
            self.desk.say(tr("Account removed, its friends stay"))
            self.removed.emit()
            self.reject()


def friends_words(account: AccountRow) -> str:
    """How many friends an account has, and may have."""
    if not account.friend_cap:
        return f"{account.friends:,}"
    return f"{account.friends:,} / {account.friend_cap:,}"
