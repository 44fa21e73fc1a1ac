"""What is told of one shop, so that its files can be read without code of their own."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from crm.transfer.headings import plain_heading
from crm.transfer.shops.fields import OrderField

_BRACKETS = re.compile(r"[(\[【<].{0,40}?[)\]】>]")


@dataclass(frozen=True)
class Shop:
    """A shop, or another kind of order book, by the headings of its sheets.

    `code` is the channel its orders get, `word` its name, which new friends get as their source, `platform` where its
    buyers' handles belong. A header belongs to it when it has every one of the `signature` (any word of each). `zone`
    is where its clock stands, none for the seller's own. `currency` is none where the file or the seller says it.
    """

    code: str
    word: str
    platform: str
    signature: tuple[str, ...]
    headings: Mapping[OrderField, str]
    zone: str | None = "Asia/Shanghai"
    currency: str | None = "CNY"
    joined: str = ""
    """Stands between several goods in one cell."""
    variant_in_name: bool = False
    """The model stands in brackets at the end of the name of what was bought."""
    continued: bool = False
    """Rows without anything about the order belong to the order above them."""
    details: bool = False
    """Only tells what was in orders that another file of the shop brings."""
    parcels: bool = False
    """A sheet of parcels, which knows nothing of money."""
    discounts_unsaid: bool = False
    """Goods may have cost less than their prices say without a column that says how much."""
    repeats: bool = False
    """Amounts of the whole order stand in each of its rows."""
    sums: bool = False
    """Each row of an order has amounts of its own, which add up, unless something speaks for the contrary."""
    number_moment: str = ""
    """How the order number tells when it was ordered: a pattern with named groups."""
    settles: bool = True
    """Orders are paid in full, and what was sent was paid; buyers may be hidden. Not so in the seller's own books."""
    signs: tuple[frozenset[str], ...] = field(init=False, default=())

    def __post_init__(self) -> None:
        """Take the words of the signature apart."""
        object.__setattr__(self, "signs", tuple(frozenset(words.split()) for words in self.signature))

    @cached_property
    def by_heading(self) -> Mapping[str, OrderField]:
        """The field of every plain heading."""
        return {heading: name for name, headings in self.headings.items() for heading in headings.split()}

    def field_of(self, heading: str) -> OrderField | None:
        """The field that a heading stands for here, none if it is not known."""
        return next((self.by_heading[form] for form in forms(heading) if form in self.by_heading), None)

    def fits(self, plain: frozenset[str]) -> bool:
        """Whether a row of plain headings may be a header of this shop."""
        return all(not words.isdisjoint(plain) for words in self.signs)


def forms(heading: str) -> tuple[str, ...]:
    """The plain forms under which a heading may be known: as it stands, and without what is in brackets."""
    whole = plain_heading(heading)
    bare = plain_heading(_BRACKETS.sub("", unicodedata.normalize("NFKC", heading)))
    return tuple(dict.fromkeys(form for form in (whole, bare) if form))


def plain_row(cells: Sequence[str]) -> frozenset[str]:
    """Every plain form of the cells of a row."""
    return frozenset(form for cell in cells if 0 < len(cell) <= 60 for form in forms(cell))
