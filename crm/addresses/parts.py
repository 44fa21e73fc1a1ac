"""What an address is made of."""

from dataclasses import dataclass, fields
from enum import StrEnum, auto


class Field(StrEnum):
    """The parts that may be unsure."""

    NAME = auto()
    PHONE = auto()
    PROVINCE = auto()
    CITY = auto()
    DISTRICT = auto()
    STREET = auto()
    DETAIL = auto()
    POSTCODE = auto()


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody who gets a parcel, as far as a text says it; what it does not say is empty.

    `adcode` is the code of the smallest division that is sure (GB/T 2260, six digits); Taiwan, Hong Kong and Macau have
    theirs, Malaysia has none. In a municipality `city` repeats the province; a district right under its province has no
    city. `unsure` names what is to be looked at: told by a hint only, or told in a way that does not fit the rest.
    """

    name: str = ""
    phone: str = ""
    province: str = ""
    city: str = ""
    district: str = ""
    street: str = ""
    detail: str = ""
    postcode: str = ""
    adcode: str = ""
    unsure: tuple[Field, ...] = ()
    chain: str = ""
    store: str = ""
    store_number: str = ""

    @property
    def region(self) -> str:
        """The divisions in a row, biggest first, as they are written on a parcel."""
        parts = list(dict.fromkeys(part for part in (self.province, self.city, self.district, self.street) if part))
        return ("" if all(not part.isascii() for part in parts) else " ").join(parts)

    @property
    def where(self) -> str:
        """The place below the divisions, or the shop where the parcel is picked up."""
        return " ".join(part for part in (self.detail, self.chain, self.store, self.store_number) if part)

    def __bool__(self) -> bool:
        """Whether anything was found."""
        return any(getattr(self, item.name) for item in fields(self))
