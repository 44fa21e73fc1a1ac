"""What is said and shown of friends: drafts that come in, rows and cards that go out."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum, auto

from crm.accounts import Platform
from crm.errors import UnknownValueError
from crm.ids import AccountId, AddressId, ContactId, IdentityId, TieId
from crm.lunar import Birthday
from crm.names import normal_handle, normal_phone
from crm.stages import Stage
from crm.trust import Trend


class Standing(StrEnum):
    """Beside the stage, never instead of it."""

    ACTIVE = auto()
    PAUSED = auto()
    LOST = auto()

    @classmethod
    def of(cls, text: str) -> "Standing":
        """The standing of a code. Raises `UnknownValueError`."""
        try:
            return cls(text.strip().lower())
        except ValueError as error:
            raise UnknownValueError("standing", text, tuple(cls)) from error


class TieState(StrEnum):
    """How a friend stands with one of the seller's accounts."""

    REQUESTED = auto()
    ACCEPTED = auto()
    BLOCKED = auto()
    DELETED = auto()


@dataclass(frozen=True, slots=True)
class Handle:
    """How a friend is called on a platform; empty where only the platform is known."""

    platform: Platform
    text: str

    @property
    def key(self) -> str:
        """What two spellings of the same handle share; a masked phone number has none."""
        if self.platform is Platform.PHONE:
            return normal_phone(self.text) or ""
        return normal_handle(self.text)


@dataclass(frozen=True, slots=True)
class AddressText:
    """Where parcels go."""

    detail: str
    region: str = ""
    recipient: str = ""
    phone: str = ""
    postcode: str = ""

    @property
    def line(self) -> str:
        """All of it in one line, as couriers want it pasted."""
        parts = (self.recipient, self.phone, self.region, self.detail, self.postcode)
        return " ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class ContactDraft:
    """What a form or an import says about a friend. Only the name is needed."""

    name: str
    remark: str = ""
    handles: tuple[Handle, ...] = ()
    account: AccountId | None = None
    tags: tuple[str, ...] = ()
    stage: Stage | None = None
    standing: Standing | None = None
    source: str = ""
    note: str = ""
    birthday: Birthday | None = None
    addresses: tuple[AddressText, ...] = ()
    added_on: date | None = None
    introduced_by: ContactId | None = None


@dataclass(frozen=True, slots=True)
class ContactRow:
    """What a list shows of a friend. Amounts are minor units of the shop's currency; `bond` is how strong the tie is
    today, 0 to 100 (`crm.trust`).
    """

    id: ContactId
    uuid: str
    version: int
    name: str
    remark: str
    stage: Stage
    stage_on: date
    standing: Standing
    source: str
    added_on: date
    last_contact_at: datetime | None
    next_on: date | None
    orders_count: int
    spent: int
    owed: int
    handles: tuple[Handle, ...]
    tags: tuple[str, ...]
    bond: int = 0
    trend: Trend | None = None


@dataclass(frozen=True, slots=True)
class TieRow:
    """One of my accounts that knows this handle. `account` is none where it is not known which."""

    id: TieId
    account: AccountId | None
    state: TieState
    since: date | None
    remark: str


@dataclass(frozen=True, slots=True)
class IdentityRow:
    """A handle with its ties; `shared_with` names other friends who have the same one."""

    id: IdentityId
    handle: Handle
    ties: tuple[TieRow, ...]
    shared_with: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AddressRow:
    """An address of a friend."""

    id: AddressId
    text: AddressText


@dataclass(frozen=True, slots=True)
class Formerly:
    """What a friend was called until `day`; `remark`: in a 备注."""

    text: str
    day: date
    remark: bool


@dataclass(frozen=True, slots=True)
class Card:
    """Everything the friend card shows beside its timeline."""

    row: ContactRow
    note: str
    standing_reason: str
    cadence_days: int | None
    birthday: Birthday | None
    introduced_by: tuple[ContactId, str] | None
    introduced: tuple[tuple[ContactId, str], ...]
    identities: tuple[IdentityRow, ...]
    addresses: tuple[AddressRow, ...]
    formerly: tuple[Formerly, ...]
