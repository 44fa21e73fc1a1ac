"""The seller's own accounts on each platform, and the platforms there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum, auto

from peewee import fn

from crm.db.models import Account, Tie
from crm.db.store import Store
from crm.errors import EmptyNameError, UnknownValueError
from crm.ids import AccountId, ContactId
from crm.topics import Action, Topic, Verb


class Platform(StrEnum):
    """Where people are met and written to. The value is the code of files and of the command line."""

    WECHAT = auto()
    WEIBO = auto()
    QQ = auto()
    XIAOHONGSHU = auto()
    DOUYIN = auto()
    LINE = auto()
    WHATSAPP = auto()
    PHONE = auto()
    EMAIL = auto()
    OTHER = auto()

    @classmethod
    def of(cls, text: str) -> "Platform":
        """The platform of a code. Raises `UnknownValueError`."""
        try:
            return cls(text.strip().lower())
        except ValueError as error:
            raise UnknownValueError("platform", text, tuple(cls)) from error


FRIEND_CAP = {Platform.WECHAT: 10_000}
"""Friends one account may have (WeChat, since January 2020); none known elsewhere."""


@dataclass(frozen=True, slots=True)
class AccountRow:
    """One of the seller's accounts, with how many friends it holds and may hold."""

    id: AccountId
    version: int
    name: str
    platform: Platform
    handle: str
    friend_cap: int | None
    friends: int


class Accounts:
    """Verbs on the seller's own accounts."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def all(self) -> list[AccountRow]:
        """Every account, in the seller's order."""
        friends = (
            Tie.select(Tie.account, fn.COUNT(fn.DISTINCT(Tie.contact)).alias("n"))
            .where(Tie.deleted_at.is_null(), Tie.state == "accepted")
            .group_by(Tie.account)
        )
        counts = dict(self._store.rows(friends))
        rows = self._store.rows(
            Account.select(
                Account.id,
                Account.version,
                Account.name,
                Account.platform,
                Account.handle,
                Account.friend_cap,
            )
            .where(Account.deleted_at.is_null())
            .order_by(Account.position, Account.id)
        )
        return [
            AccountRow(AccountId(number), version, name, Platform(platform), handle, cap, counts.get(number, 0))
            for number, version, name, platform, handle, cap in rows
        ]

    def names(self) -> dict[AccountId, str]:
        """What each account is called, in the seller's order; without counting their friends."""
        rows = self._store.rows(
            Account.select(Account.id, Account.name)
            .where(Account.deleted_at.is_null())
            .order_by(Account.position, Account.id)
        )
        return {AccountId(number): name for number, name in rows}

    def of(self, contacts: Sequence[ContactId]) -> dict[ContactId, AccountId]:
        """On which of the accounts each of these friends was first; nothing for those who are on none."""
        rows = self._store.rows(
            Tie.select(Tie.contact, Tie.account)
            .join(Account)
            .where(Tie.contact.in_(list(contacts)), Tie.deleted_at.is_null(), Account.deleted_at.is_null())
            .order_by(Tie.id.desc())
        )
        return {ContactId(contact): AccountId(account) for contact, account in rows}

    def named(self, name: str) -> AccountId | None:
        """The account of that name or handle, if there is one."""
        found = self._store.rows(
            Account.select(Account.id)
            .where((Account.name == name) | (Account.handle == name), Account.deleted_at.is_null())
            .order_by(Account.id)
        )
        return AccountId(found[0][0]) if found else None

    def add(self, name: str, platform: Platform, handle: str = "", friend_cap: int | None = None) -> AccountId:
        """A new account. Raises `EmptyNameError`."""
        if not name.strip():
            raise EmptyNameError("account")
        with self._store.write(Topic.ACCOUNTS, Action(Verb.EDIT_ACCOUNT)) as write:
            position = write.rows(Account.select(fn.COALESCE(fn.MAX(Account.position), 0) + 1))[0][0]
            return AccountId(
                write.insert(
                    Account,
                    name=name.strip(),
                    platform=platform,
                    handle=handle.strip(),
                    friend_cap=FRIEND_CAP.get(platform) if friend_cap is None else friend_cap,
                    position=position,
                )
            )

    def edit(self, account: AccountId, *, name: str, platform: Platform, handle: str, friend_cap: int | None) -> None:
        """Change an account. Raises `EmptyNameError`, `MissingError`."""
        if not name.strip():
            raise EmptyNameError("account")
        with self._store.write(Topic.ACCOUNTS, Action(Verb.EDIT_ACCOUNT)) as write:
            write.update(
                Account,
                account,
                name=name.strip(),
                platform=platform,
                handle=handle.strip(),
                friend_cap=friend_cap,
            )

    def remove(self, account: AccountId) -> None:
        """Put an account into the bin; ties to it stay, their account is then not known."""
        with self._store.write(Topic.ACCOUNTS, Action(Verb.EDIT_ACCOUNT)) as write:
            ties: Sequence[tuple[int]] = write.rows(
                Tie.select(Tie.id).where(Tie.account == account, Tie.deleted_at.is_null())
            )
            for (tie,) in ties:
                write.update(Tie, tie, account=None)
            write.delete(Account, account)
