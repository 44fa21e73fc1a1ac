"""What the talks of a friend offer, and what is done when the seller takes one of them up."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any, assert_never

from crm.accounts import Platform
from crm.contacts import AddressText, Contacts, Handle
from crm.db.models import Address, FollowUp, Identity, Order, OrderLine
from crm.db.store import Store
from crm.findings.finds import Finding, Promised
from crm.findings.offers import Known, KnownPromise, Offer, ProposedOrder, offers, priced
from crm.findings.reading import find
from crm.findings.wares import Wares
from crm.follow_ups import OPEN, PROMISE
from crm.ids import ContactId, ConversationId, ProductId
from crm.money import Currency
from crm.orders import OrderDraft, Orders
from crm.products import ProductRow, Products
from crm.promises import Promises
from crm.settings import Settings
from crm.timeline import TalkEntry

MOST_KEPT = 2_000
"""Talks whose findings are remembered."""


class Findings:
    """Verbs on what talks contain."""

    def __init__(
        self,
        store: Store,
        settings: Settings,
        contacts: Contacts,
        products: Products,
        orders: Orders,
        promises: Promises,
    ) -> None:
        self._store = store
        self._settings = settings
        self._contacts = contacts
        self._products = products
        self._orders = orders
        self._promises = promises
        self._read: dict[ConversationId, tuple[int, tuple[Finding, ...]]] = {}
        self._sold: tuple[list[ProductRow], Currency] | None = None
        self._wares = Wares(())

    def offers(self, contact: ContactId, talks: Sequence[TalkEntry]) -> dict[int, tuple[Offer, ...]]:
        """By the key of each of these talks of a friend what it offers that is not kept yet.

        Some milliseconds for each talk that was not read before: ask beside the window, one question at a time.
        """
        currency = self._look_up()
        found = {talk.key: self._findings(talk, currency) for talk in talks}
        if not any(found.values()):
            return dict.fromkeys(found, ())
        known, today = self._known(contact, min(talk.day for talk in talks)), self._store.clock.today()
        return {talk.key: offers(found[talk.key], known, talk.day, today) for talk in talks}

    def take(self, contact: ContactId, value: Handle | AddressText | Promised) -> None:
        """Keep it, as one step. Raises `MissingError`."""
        match value:
            case Handle():
                self._contacts.add_identity(contact, value)
            case AddressText():
                self._contacts.add_address(contact, value)
            case Promised():
                self._promises.promise(contact, value.text, value.day)
            case unknown:
                assert_never(unknown)

    def draft(self, contact: ContactId, order: ProposedOrder) -> OrderDraft:
        """The order as it could be, at this friend's prices; nothing is stored. A product that is gone is left out."""
        there = self._products.rows([line.product for line in order.lines])
        wanted = [
            (line, self._orders.proposed_price(contact, line.product).price)
            for line in order.lines
            if line.product in there
        ]
        lines, discount, paid = priced(wanted, order.amount, order.paid) if wanted else ((), 0, 0)
        return OrderDraft(
            contact, lines, discount=discount, paid=paid, address=order.address.line if order.address else ""
        )

    def _look_up(self) -> Currency:
        """What is sold now; where that has changed, everything is read anew."""
        currency, products = self._settings.shop().currency, self._products.all()
        if self._sold != (products, currency):
            self._sold = products, currency
            self._wares = Wares(products)
            self._read.clear()
        return currency

    def _findings(self, talk: TalkEntry, currency: Currency) -> tuple[Finding, ...]:
        version, findings = self._read.get(talk.id, (None, ()))
        if version != talk.version:
            findings = find(talk.text, self._wares, talk.day, talk.direction, currency)
            if len(self._read) >= MOST_KEPT:
                self._read.clear()
            self._read[talk.id] = talk.version, findings
        return findings

    def _known(self, contact: ContactId, since: date) -> Known:
        """What is kept of a friend; of orders those of this day and after it."""
        rows = self._store.rows
        handles = Identity.select(Identity.platform, Identity.handle)
        addresses = Address.select(Address.detail, Address.region, Address.recipient, Address.phone, Address.postcode)
        promised = FollowUp.select(FollowUp.text, FollowUp.due, FollowUp.state).where(FollowUp.kind == PROMISE)
        lines = (
            Order.select(Order.id, Order.day, OrderLine.product, OrderLine.quantity)
            .join(OrderLine, on=(OrderLine.order == Order.id))
            .where(Order.day >= since, OrderLine.deleted_at.is_null(), OrderLine.product.is_null(False))
        )
        of_order: defaultdict[tuple[int, date], set[tuple[ProductId, int]]] = defaultdict(set)
        for order, day, product, quantity in rows(_of(Order, lines, contact)):
            of_order[order, date.fromisoformat(day)].add((ProductId(product), quantity))
        return Known(
            frozenset(Handle(Platform(platform), text) for platform, text in rows(_of(Identity, handles, contact))),
            tuple(AddressText(*parts) for parts in rows(_of(Address, addresses, contact))),
            tuple(
                KnownPromise(text, date.fromisoformat(due), state == OPEN)
                for text, due, state in rows(_of(FollowUp, promised, contact))
            ),
            tuple((day, frozenset(lines)) for (_, day), lines in of_order.items()),
        )


def _of(table: Any, query: Any, contact: ContactId) -> Any:
    return query.where(table.contact == contact, table.deleted_at.is_null())
