"""Prices: what a product costs whom, from how many units on, and what it cost before. Agents have tiers."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto
from typing import Any

from peewee import fn

from crm.db.models import Contact, Price, PriceChange, Product, Tier
from crm.db.row import Row
from crm.db.store import Store
from crm.db.write import Write
from crm.errors import EmptyNameError, MissingError, OutOfRangeError, ShukeError, TakenError
from crm.ids import ContactId, ProductId, TierId
from crm.products import MOST_PRICE, ProductDraft, Products
from crm.progress import Progress, unheard
from crm.topics import Action, Topic, Verb

MOST_AT_LEAST = 1_000_000
"""No order has more units of one product."""


class PriceProblem(StrEnum):
    """Why a price cannot be."""

    TWICE = auto()
    """The same buyers from the same number on have two prices."""
    RETAIL = auto()
    """Everybody from one unit on: that is the retail price itself."""
    NEGATIVE = auto()
    TOO_HIGH = auto()
    AT_LEAST = auto()
    """It does not begin with 1 unit or more, or begins beyond what an order may have."""


@dataclass(eq=False)
class InvalidPriceError(ShukeError):
    """A price that cannot be; `place` counts from 0 among those that were given."""

    problem: PriceProblem
    place: int = 0


@dataclass(frozen=True, slots=True)
class TierRow:
    """A level of agents. `least` units are the fewest of an order; `friends` are of it."""

    id: TierId
    name: str
    least: int
    friends: int


@dataclass(frozen=True, slots=True)
class PriceDraft:
    """A price in minor units, of a tier, of one friend, or of everybody (neither), from `at_least` units on."""

    price: int
    tier: TierId | None = None
    contact: ContactId | None = None
    at_least: int = 1


@dataclass(frozen=True, slots=True)
class PriceRow:
    """A price and for whom it is: `buyer` is the name of the tier or friend, empty for everybody."""

    price: int
    tier: TierId | None
    contact: ContactId | None
    at_least: int
    buyer: str


@dataclass(frozen=True, slots=True)
class PriceChangeRow:
    """What a product cost everybody, and the seller, from `day` on."""

    day: date
    price: int
    cost: int | None


class Listed(StrEnum):
    """Whose price a listed price is."""

    OWN = auto()
    TIER = auto()
    BREAK = auto()


@dataclass(frozen=True, slots=True)
class ListedPrice:
    """A price of the price list, whose it is, the tier's name, and from how many units on."""

    price: int
    whose: Listed
    tier: str = ""
    at_least: int = 1


class Prices:
    """Verbs on tiers and prices."""

    def __init__(self, store: Store) -> None:
        self._store = store

    # tiers

    def tiers(self) -> list[TierRow]:
        """The levels of agents, in the seller's order."""
        friends = dict(
            self._store.rows(
                Contact.select(Contact.tier, fn.COUNT(Contact.id))
                .where(Contact.tier.is_null(is_null=False), Contact.deleted_at.is_null())
                .group_by(Contact.tier)
            )
        )
        rows = self._store.rows(
            Tier.select(Tier.id, Tier.name, Tier.least)
            .where(Tier.deleted_at.is_null())
            .order_by(Tier.position, Tier.id)
        )
        return [TierRow(TierId(number), name, least, friends.get(number, 0)) for number, name, least in rows]

    def add_tier(self, name: str, least: int = 0) -> TierId:
        """A new level, behind the others. Raises `EmptyNameError`, `TakenError`, `OutOfRangeError`."""
        with self._store.write(TOPICS, Action(Verb.EDIT_TIERS)) as write:
            position = write.rows(Tier.select(fn.COALESCE(fn.MAX(Tier.position), 0)))[0][0] + 1
            return TierId(write.insert(Tier, position=position, **self._named(name, least)))

    def edit_tier(self, tier: TierId, name: str, least: int = 0) -> None:
        """Another name or least number. Raises what `add_tier` raises, and `MissingError`."""
        with self._store.write(TOPICS, Action(Verb.EDIT_TIERS)) as write:
            write.update(Tier, tier, **self._named(name, least, tier))

    def reorder(self, tiers: Sequence[TierId]) -> None:
        """The tiers in this order. Raises `MissingError`."""
        with self._store.write(TOPICS, Action(Verb.EDIT_TIERS)) as write:
            for place, tier in enumerate(tiers, 1):
                write.update(Tier, tier, position=place)

    def delete_tier(self, tier: TierId) -> None:
        """There is no such level any more: whoever is of it pays like everybody. Orders stay as they are.

        Raises `MissingError`.
        """
        with self._store.write(TOPICS, Action(Verb.EDIT_TIERS)) as write:
            write.delete(Tier, tier)

    def tier_of(self, contact: ContactId) -> TierRow | None:
        """The tier of a friend."""
        found = self._store.rows(Contact.select(Contact.tier).where(Contact.id == contact))
        return next((tier for tier in self.tiers() if found and tier.id == found[0][0]), None)

    def set_tier(self, contacts: Sequence[ContactId], tier: TierId | None, progress: Progress = unheard) -> None:
        """Friends are of this tier, or of none. Raises `MissingError`."""
        if tier is not None and tier not in {row.id for row in self.tiers()}:
            raise MissingError("tier", str(tier))
        one = contacts[0] if len(contacts) == 1 else None
        self._store.each(
            Topic.CONTACTS | Topic.PRODUCTS,
            Action(Verb.SET_TIER, one, count=len(contacts)),
            contacts,
            lambda write, some: write.update_all(Contact, some, tier=tier),
            derives=False,
            progress=progress,
        )

    # prices

    def of(self, product: ProductId) -> list[PriceRow]:
        """The prices of a product beside the retail one: of everybody, of tiers in their order, of friends."""
        query = (
            Price.select(
                Price.price, Price.tier, Price.contact, Price.at_least, fn.COALESCE(Tier.name, Contact.name, "")
            )
            .left_outer_join(Tier, on=(Tier.id == Price.tier))
            .left_outer_join(Contact, on=(Contact.id == Price.contact))
            .where(
                Price.product == product,
                Price.deleted_at.is_null(),
                Tier.deleted_at.is_null(),
                Contact.deleted_at.is_null(),
            )
            .order_by(
                Price.contact.is_null(is_null=False), Tier.position, Tier.id, Contact.name_key, Contact.id,
                Price.at_least,
            )
        )  # fmt: skip
        return [
            PriceRow(
                price,
                None if tier is None else TierId(tier),
                None if contact is None else ContactId(contact),
                at_least,
                buyer,
            )
            for price, tier, contact, at_least, buyer in self._store.rows(query)
        ]

    def set(self, product: ProductId, prices: Sequence[PriceDraft]) -> None:
        """The prices of a product beside the retail one, said anew as a whole.

        Raises `InvalidPriceError`, `MissingError` for a product, tier or friend that is not there.
        """
        check(prices)
        with self._store.write(Topic.PRODUCTS, Action(Verb.EDIT_PRICES)) as write:
            self._there(write, product, prices)
            shown = {(row.tier, row.contact, row.at_least): row.price for row in self.of(product)}
            wanted = {(draft.tier, draft.contact, draft.at_least): draft.price for draft in prices}
            for key in shown.keys() - wanted.keys():
                self._write(write, product, key, None)
            for key, price in wanted.items():
                if shown.get(key) != price:
                    self._write(write, product, key, price)

    def save(
        self,
        draft: ProductDraft,
        prices: Sequence[PriceDraft],
        *,
        product: ProductId | None = None,
        seen: int | None = None,
        variants: Sequence[str] = (),
    ) -> ProductId:
        """A product with its whole price list, and more variants of it, as one step; a new one where none is meant.

        Raises what `Products.add`, `edit` and `add_variants` raise, and `set`.
        """
        products = Products(self._store)
        verb = Verb.ADD_PRODUCT if product is None else Verb.EDIT_PRODUCT
        with self._store.write(Topic.PRODUCTS, Action(verb)):
            if product is None:
                product = products.add(draft)
            else:
                products.edit(product, draft, seen=seen)
            self.set(product, prices)
            if any(word.strip() for word in variants):
                products.add_variants(product, variants)
        return product

    def set_own(self, contact: ContactId, product: ProductId, price: int | None) -> None:
        """A friend's own price, or none any more. Raises `InvalidPriceError`, `MissingError`."""
        drafts = [] if price is None else [PriceDraft(price, contact=contact)]
        check(drafts)
        with self._store.write(Topic.PRODUCTS, Action(Verb.EDIT_PRICES, contact)) as write:
            self._there(write, product, [PriceDraft(0, contact=contact)])
            self._write(write, product, (None, contact, 1), price)

    def history(self, product: ProductId) -> list[PriceChangeRow]:
        """What a product cost over time, newest first."""
        query = (
            PriceChange.select(PriceChange.day, PriceChange.price, PriceChange.cost)
            .where(PriceChange.product == product, PriceChange.deleted_at.is_null())
            .order_by(PriceChange.day.desc(), PriceChange.id.desc())
        )
        return [PriceChangeRow(date.fromisoformat(day), price, cost) for day, price, cost in self._store.rows(query)]

    def _named(self, name: str, least: int, tier: TierId | None = None) -> dict[str, Any]:
        clean = " ".join(name.split())
        if not clean:
            raise EmptyNameError("tier")
        if any(row.name == clean and row.id != tier for row in self.tiers()):
            raise TakenError("tier", clean)
        if not 0 <= least <= MOST_AT_LEAST:
            raise OutOfRangeError("at_least", least, 0, MOST_AT_LEAST)
        return {"name": clean, "least": least}

    def _there(self, write: Write, product: ProductId, prices: Sequence[PriceDraft]) -> None:
        tiers = {draft.tier for draft in prices if draft.tier is not None}
        friends = {draft.contact for draft in prices if draft.contact is not None}
        wanted: tuple[tuple[type[Row], str, Collection[int]], ...] = (
            (Product, "product", {product}),
            (Tier, "tier", tiers),
            (Contact, "contact", friends),
        )
        for model, what, numbers in wanted:
            alive = write.rows(model.select(model.id).where(model.id.in_(list(numbers)), model.deleted_at.is_null()))
            if missing := set(numbers) - {number for (number,) in alive}:
                raise MissingError(what, str(min(missing)))

    def _write(
        self, write: Write, product: ProductId, key: tuple[TierId | None, ContactId | None, int], price: int | None
    ) -> None:
        tier, contact, at_least = key
        found = write.rows(
            Price.select(Price.id, Price.price).where(
                Price.product == product,
                Price.tier.is_null() if tier is None else Price.tier == tier,
                Price.contact.is_null() if contact is None else Price.contact == contact,
                Price.at_least == at_least,
                Price.deleted_at.is_null(),
            )
        )
        for number, _ in found[1:] if price is not None else found:
            write.delete(Price, number)
        if price is None:
            return
        if not found:
            write.insert(Price, product=product, tier=tier, contact=contact, at_least=at_least, price=price)
        elif found[0][1] != price:
            write.update(Price, found[0][0], price=price)


TOPICS = Topic.PRODUCTS | Topic.CONTACTS


def check(prices: Sequence[PriceDraft]) -> None:
    """Raise the first `InvalidPriceError`."""
    seen: set[tuple[TierId | None, ContactId | None, int]] = set()
    for place, draft in enumerate(prices):
        key = (draft.tier, draft.contact, draft.at_least)
        if draft.price < 0:
            raise InvalidPriceError(PriceProblem.NEGATIVE, place)
        if draft.price > MOST_PRICE:
            raise InvalidPriceError(PriceProblem.TOO_HIGH, place)
        if not 1 <= draft.at_least <= MOST_AT_LEAST:
            raise InvalidPriceError(PriceProblem.AT_LEAST, place)
        if draft.tier is None and draft.contact is None and draft.at_least == 1:
            raise InvalidPriceError(PriceProblem.RETAIL, place)
        if key in seen:
            raise InvalidPriceError(PriceProblem.TWICE, place)
        seen.add(key)


def listed_price(store: Store, contact: ContactId | None, product: ProductId, quantity: int) -> ListedPrice | None:
    """What the price list says of so many units for a friend: their own price, else their tier's, else everybody's.

    Of several that begin with fewer units the one that begins with most counts; none where only the retail price is.
    """
    buyers = Price.contact.is_null() & Price.tier.is_null()
    if contact is not None:
        tier = Contact.select(Contact.tier).where(Contact.id == contact)
        buyers |= (Price.contact == contact) | (Price.contact.is_null() & Price.tier.in_(tier))
    query = (
        Price.select(Price.price, Price.contact, Price.at_least, Tier.name)
        .left_outer_join(Tier, on=(Tier.id == Price.tier))
        .where(
            Price.product == product,
            Price.at_least <= max(quantity, 1),
            Price.deleted_at.is_null(),
            Tier.deleted_at.is_null(),
            buyers,
        )
        .order_by(Price.contact.is_null(), Price.tier.is_null(), Price.at_least.desc(), Price.id)
        .limit(1)
    )
    for price, own, at_least, name in store.rows(query):
        whose = Listed.OWN if own is not None else Listed.TIER if name is not None else Listed.BREAK
        return ListedPrice(price, whose, name or "", at_least)
    return None
