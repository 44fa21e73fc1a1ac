"""What comes out of the rows of a friend list: entries, doubts about fields, problems and skipped rows."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from crm.names import normal_handle, normal_phone
from crm.transfer.columns import Skip
from crm.transfer.fields import Field

PHONE, EMAIL, OTHER, WECHAT = "phone", "email", "other", "wechat"


class Reason(StrEnum):
    """Why a field was left out although the row is taken, or why a row cannot be taken at all."""

    NO_NAME = "no_name"
    NO_ADDRESS = "no_address"
    CELL_TOO_LONG = "cell_too_long"
    BAD_PHONE = "bad_phone"
    MASKED_PHONE = "masked_phone"
    BAD_EMAIL = "bad_email"
    DAMAGED_NUMBER = "damaged_number"
    BAD_DATE = "bad_date"
    AMBIGUOUS_DATE = "ambiguous_date"
    UNKNOWN_STAGE = "unknown_stage"
    UNKNOWN_STANDING = "unknown_standing"
    UNKNOWN_PLATFORM = "unknown_platform"
    EXTRA_CELLS = "extra_cells"
    JOINED_CELLS = "joined_cells"
    WORDS_BESIDE = "words_beside"
    SHARED_PHONE = "shared_phone"
    OTHER_NAME = "other_name"
    GUESS = "guess"
    NOT_A_NAME = "not_a_name"
    PICTURE = "picture"


@lru_cache(maxsize=8192)  # a record is compared some times over before the next block comes
def _key(platform: str, text: str) -> str:
    return (normal_phone(text) or "") if platform == PHONE else normal_handle(text)


@dataclass(frozen=True, slots=True)
class HandleEntry:
    """A friend on one platform, as written; the handle is empty where only the platform is told."""

    platform: str
    text: str

    @property
    def key(self) -> str:
        """What two spellings of the handle share; empty if it cannot be compared."""
        return _key(self.platform, self.text)


@dataclass(frozen=True, slots=True)
class AddressEntry:
    """Where parcels go: street and house, the region above them (biggest first), the postcode."""

    detail: str
    region: str = ""
    postcode: str = ""


@dataclass(frozen=True, slots=True)
class ContactEntry:
    """What a row says about a friend. Codes are those of files and the command line; `birthday` is the
    code birthdays are kept as; `introduced_by` and `account` are names still to be found.
    """

    name: str
    nickname: str = ""
    remark: str = ""
    handles: tuple[HandleEntry, ...] = ()
    tags: tuple[str, ...] = ()
    stage: str | None = None
    standing: str | None = None
    source: str = ""
    birthday: str = ""
    note: str = ""
    addresses: tuple[AddressEntry, ...] = ()
    introduced_by: str = ""
    account: str = ""
    added_on: date | None = None
    picture: bool = False

    def known_by(self) -> tuple[tuple[str, str], ...]:
        """What tells this friend from others: (platform, comparable handle), phone and e-mail last."""
        told = [(handle.platform, handle.key) for handle in self.handles if handle.key]
        return tuple(dict.fromkeys(sorted(told, key=lambda key: key[0] in {PHONE, EMAIL})))


@dataclass(frozen=True, slots=True)
class Doubt:
    """A field that was left out, or taken with a grain of salt: why, and what stood there."""

    field: Field
    reason: Reason
    text: str


@dataclass(frozen=True, slots=True)
class Record:
    """A row that can be imported."""

    row: int
    entry: ContactEntry
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True)
class Problem:
    """A row that holds data and cannot be imported; `text` is what it begins with."""

    row: int
    reason: Reason
    text: str


@dataclass(frozen=True, slots=True)
class Skipped:
    """A row that holds no friend."""

    row: int
    reason: Skip


Outcome = Record | Problem | Skipped
"""What becomes of one row."""
