"""What the seller does with orders; each of it is one step that can be taken back."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from crm.advances import Advances
from crm.db.models import Contact, Order, OrderLine, OrderSketch, Parcel, ParcelLine, Payment, Tier
from crm.db.store import Store
from crm.ids import ContactId, OrderId, SketchId
from crm.orders.channels import fee_of
from crm.orders.drafts import InvalidOrderError, LineDraft, OrderDraft, OrderProblem, check, total_of
from crm.orders.paying import TOPICS
from crm.orders.rows import OrderCard, OrderState
from crm.orders.sending import Sending
from crm.orders.writing import (
    add_lines,
    delete_parts,
    must_exist,
    next_number,
    replace_lines,
    units_left,
    values_of,
)
from crm.payments import PayMethod
from crm.products import ProductDraft, Products
from crm.settings import Settings
from crm.topics import Action, Verb


@dataclass(frozen=True, slots=True)
class TooFew:
    """Fewer `units` than the friend's tier wants of an order, which the seller may overrule."""

    tier: str
    least: int
    units: int


class Orders(Sending):
    """Verbs on orders."""

    def __init__(self, store: Store, settings: Settings, products: Products, advances: Advances) -> None:
        super().__init__(store, advances)
        self._settings = settings
        self._products = products

    def add(self, draft: OrderDraft, *, sketch: SketchId | None = None) -> OrderId:
        """A new order with its first payment. It counts as contact.

        `sketch` is as what it was being written, until now; undoing the order brings that back. Raises
        `InvalidOrderError`, `InvalidPaymentError`, `MissingError`.
        """
        check(draft)
        at, day = self._when(draft.day)
        with self._store.write(TOPICS, Action(Verb.ADD_ORDER, draft.contact)) as write:
            must_exist(write, draft)
            order = OrderId(
                write.insert(
                    Order,
                    contact=draft.contact,
                    number=next_number(write, day),
                    at=at,
                    day=day,
                    fee=self._fee(draft),
                    **values_of(draft),
                )
            )
            add_lines(write, draft.contact, order, self._kept(draft.lines))
            if draft.paid:
                self._money(write, draft.contact, order, draft.paid, draft.method, at, day)
            there = OrderSketch.select(OrderSketch.id).where(OrderSketch.id == sketch, OrderSketch.deleted_at.is_null())
            for (number,) in write.rows(there):
                write.update(OrderSketch, number, contact=draft.contact, deleted_at=write.now)
        return order

    def edit(self, order: OrderId, draft: OrderDraft, *, seen: int | None = None) -> None:
        """Say anew what an order is: its lines, fee, discount, notes and address; payments stay as they are.

        Where the draft says no fee of the channel, that stays unless the channel or the total is another one. Raises
        `InvalidOrderError` (also for another friend, for a total below what was paid, and for less than was sent),
        `OrderStateError` when it was cancelled, `MissingError`, `ConflictError`.
        """
        check(draft)
        with self._store.write(TOPICS, Action(Verb.EDIT_ORDER, draft.contact)) as write:
            row = self._open(order, Verb.EDIT_ORDER, OrderState.CANCELLED)
            if draft.contact != row.contact:
                raise InvalidOrderError(OrderProblem.OTHER_FRIEND, draft.contact)
            if total_of(draft) < row.paid:
                raise InvalidOrderError(OrderProblem.BELOW_PAID, row.paid)
            must_exist(write, draft)
            values = values_of(draft)
            channel = write.rows(Order.select(Order.channel).where(Order.id == order))[0][0]
            if draft.fee is not None or (channel, row.total) != (values["channel"], total_of(draft)):
                values["fee"] = self._fee(draft)
            if draft.day is not None and draft.day != row.day:
                values["at"], values["day"] = self._when(draft.day)
            write.update(Order, order, seen=seen, **values)
            whole = row.shipped_on is not None and any(units for _, units in units_left(write, order).values())
            replace_lines(write, row.contact, order, self._kept(draft.lines))
            if not whole:  # else the rest was sent without saying what was in it
                self._settle_parcels(write, row)

    def repeat(self, order: OrderId) -> OrderId:
        """The same again, today: lines and prices, channel and address; nothing of it is paid or sent.

        Raises `MissingError`, and what `add` raises.
        """
        return self.add(again(self.card(order)))

    def too_few(self, contact: ContactId, lines: Sequence[LineDraft]) -> TooFew | None:
        """Whether a friend's tier wants more units of an order; gifts do not count."""
        found = self._store.rows(
            Contact.select(Tier.name, Tier.least)
            .join(Tier, on=(Contact.tier == Tier.id))
            .where(Contact.id == contact, Tier.deleted_at.is_null())
        )
        units = sum(line.quantity for line in lines if not line.gift)
        for name, least in found:
            if units < least:
                return TooFew(name, least, units)
        return None

    def cancel(
        self,
        order: OrderId,
        day: date | None = None,
        *,
        give_back: bool = False,
        method: PayMethod | None = None,
    ) -> None:
        """It comes to nothing; nothing is owed any more, and what was paid waits to be given back, or is by `give_back`
        (by `PayMethod.ADVANCE` it stays with the seller for orders to come).

        Raises `OrderStateError` when it had arrived or was cancelled, `MissingError`.
        """
        with self._store.write(TOPICS, self._action(Verb.CANCEL_ORDER, order)) as write:
            row = self._open(order, Verb.CANCEL_ORDER, OrderState.RECEIVED, OrderState.CLOSED, OrderState.CANCELLED)
            write.update(Order, order, cancelled_on=day or self._store.clock.today())
            if give_back and row.paid > 0:
                self._money(write, row.contact, order, -row.paid, method, *self._when(day))

    def delete(self, order: OrderId) -> None:
        """Put an order into the bin with its lines, payments and parcels.

        Raises `MissingError`, and `InvalidPaymentError` where its money went into an advance that was used since.
        """
        with self._store.write(TOPICS, self._action(Verb.DELETE_ORDER, order)) as write:
            row = self.row(order)
            write.delete(Order, order)
            delete_parts(write, order, (OrderLine, Payment, ParcelLine, Parcel))
            self._advances.take_out(write, row.contact, order)

    def _fee(self, draft: OrderDraft) -> int:
        if draft.fee is not None:
            return draft.fee
        return fee_of(draft.channel, total_of(draft), self._settings.shop().channel_fees)

    def _kept(self, lines: tuple[LineDraft, ...]) -> tuple[LineDraft, ...]:
        """The lines with a product where one is to be kept; one of that name that is there already is taken."""
        return tuple(self._with_product(line) if line.keep and line.product is None else line for line in lines)

    def _with_product(self, line: LineDraft) -> LineDraft:
        known = self._products.named(line.name)
        product = known.id if known else self._products.add(ProductDraft(line.name, line.unit_price))
        return replace(line, product=product)


def again(card: OrderCard) -> OrderDraft:
    """The draft of the same order once more, not paid."""
    return OrderDraft(
        card.row.contact,
        tuple(LineDraft(x.product, x.name, x.quantity, x.unit_price, gift=x.gift) for x in card.lines),
        shipping_fee=card.shipping_fee,
        note=card.note,
        channel=card.channel,
        address=card.address,
        account=card.account,
        sender=card.sender,
        recipient=card.recipient,
        on_delivery=card.row.on_delivery,
    )
