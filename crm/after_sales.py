"""After-sales: what is to be made right about an order or a product, or was praised; until when, and how it ended.

As long as something is open, nothing is sold to that friend: Today holds back what sells and asks for the case instead.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum, auto
from typing import Any

from crm.db.models import AfterSale, Attachment, Contact, Conversation, Order, OrderLine, Product
from crm.db.store import Store
from crm.db.write import Write
from crm.errors import EmptyNameError, MissingError, OutOfRangeError, ShukeError, UnknownValueError
from crm.follow_ups import require
from crm.ids import CaseId, ContactId, ConversationId, OrderId, ProductId
from crm.money import Currency
from crm.orders import Orders, PayMethod
from crm.stock import Stock, StockKind
from crm.topics import Action, Topic, Verb

RETURN_DAYS = 7
"""So many days, from the day after the goods came, a buyer at a distance may give them back without a reason.

Mainland: 消费者权益保护法 §25 and 网络购买商品七日无理由退货暂行办法. Taiwan: 消費者保護法 §19. Elsewhere none is
told. A statement about the law, not advice.
"""
LAWS = {Currency.CNY: "消费者权益保护法 §25", Currency.TWD: "消費者保護法 §19"}
"""The law by which goods go back, by the money that the shop counts in."""
TALK = "talk"
"""The kind of an attachment that is a talk."""


class CaseKind(StrEnum):
    """What it is about. Praise is nothing to make right."""

    RETURN = auto()
    EXCHANGE = auto()
    DAMAGE = auto()
    COMPLAINT = auto()
    PRAISE = auto()


class NoReturn(StrEnum):
    """Goods that need not be taken back without a reason (§25): made to order, perishable, digital and opened, press;
    and others by their nature, where the buyer agreed before.
    """

    MADE_TO_ORDER = auto()
    PERISHABLE = auto()
    DIGITAL = auto()
    PRESS = auto()
    AGREED = auto()


class CaseResult(StrEnum):
    """How it ended."""

    REFUNDED = auto()
    EXCHANGED = auto()
    REPAIRED = auto()
    EXPLAINED = auto()
    REFUSED = auto()
    THANKED = auto()


@dataclass(frozen=True, slots=True)
class CaseDraft:
    """What a form says. `remedy` is what was agreed, by `due`."""

    contact: ContactId
    kind: CaseKind
    text: str = ""
    order: OrderId | None = None
    product: ProductId | None = None
    remedy: str = ""
    due: date | None = None


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case. `quantity` units came back and `refund` minor units went back when it ended."""

    id: CaseId
    version: int
    contact: ContactId
    name: str
    kind: CaseKind
    text: str
    order: OrderId | None
    order_number: str
    product: ProductId | None
    product_name: str
    opened_on: date
    remedy: str
    due: date | None
    result: CaseResult | None
    quantity: int
    refund: int
    closed_on: date | None

    @property
    def is_open(self) -> bool:
        """Whether something is still to be made right."""
        return self.closed_on is None


@dataclass(frozen=True, slots=True)
class Clock7:
    """Until when the goods of an order may go back without a reason, and by which law."""

    until: date
    law: str

    def days_left(self, today: date) -> int:
        """How many days are left after today: 0 on the last, below that it is over."""
        return (self.until - today).days


@dataclass(eq=False)
class CaseStateError(ShukeError):
    """The case is closed already, or is not."""

    is_open: bool


COLUMNS = (
    AfterSale.id, AfterSale.version, AfterSale.contact, Contact.name, AfterSale.kind, AfterSale.text, AfterSale.order,
    Order.number, AfterSale.product, Product.name, AfterSale.opened_on, AfterSale.remedy, AfterSale.due,
    AfterSale.result, AfterSale.quantity, AfterSale.refund, AfterSale.closed_on,
)  # fmt: skip
TOPICS = Topic.ORDERS | Topic.CONTACTS | Topic.FOLLOW_UPS


def return_clock(received_on: date | None, currency: Currency) -> Clock7 | None:
    """The seven days of an order that came on this day; none where it did not come yet, or no such law is known."""
    law = LAWS.get(currency)
    if received_on is None or law is None or date.max - received_on < timedelta(days=RETURN_DAYS):
        return None
    return Clock7(received_on + timedelta(days=RETURN_DAYS), law)


class AfterSales:
    """Verbs on cases."""

    def __init__(self, store: Store, orders: Orders, stock: Stock) -> None:
        self._store = store
        self._orders = orders
        self._stock = stock

    # reading

    def row(self, case: CaseId) -> CaseRow:
        """One case. Raises `MissingError`."""
        return _row(self._store.row(self._query().where(AfterSale.id == case), "case", case))

    def open(self, limit: int = 500) -> list[CaseRow]:
        """What is to be made right: what is due first, then what has no day, oldest first."""
        query = self._query().where(AfterSale.closed_on.is_null())
        return self._rows(query.order_by(AfterSale.due.is_null(), AfterSale.due, AfterSale.id).limit(limit))

    def closed(self, limit: int) -> list[CaseRow]:
        """What is over, newest first."""
        query = self._query().where(AfterSale.closed_on.is_null(is_null=False))
        return self._rows(query.order_by(AfterSale.closed_on.desc(), AfterSale.id.desc()).limit(limit))

    def of(self, contact: ContactId) -> list[CaseRow]:
        """Everything of a friend: what is open first, then the newest."""
        query = self._query().where(AfterSale.contact == contact)
        return self._rows(query.order_by(AfterSale.closed_on.is_null(is_null=False), AfterSale.id.desc()))

    def of_order(self, order: OrderId) -> list[CaseRow]:
        """What is or was about an order, newest first."""
        return self._rows(self._query().where(AfterSale.order == order).order_by(AfterSale.id.desc()))

    def count(self) -> int:
        """How many are open."""
        return int(self._store.rows(COUNT)[0][0])

    def evidence(self, case: CaseId) -> list[ConversationId]:
        """The talks that were laid beside it, oldest first."""
        rows = self._store.rows(
            Attachment.select(Attachment.conversation)
            .join(Conversation)
            .where(
                Attachment.case == case,
                Attachment.kind == TALK,
                Attachment.deleted_at.is_null(),
                Conversation.deleted_at.is_null(),
            )
            .order_by(Conversation.at, Conversation.id)
        )
        return [ConversationId(number) for (number,) in rows]

    # doing

    def begin(self, draft: CaseDraft) -> CaseId:
        """Something is to be made right; praise is written down and closed at once.

        Raises `EmptyNameError` without a word about what it is, `MissingError` for who or what is not there, and
        `UnknownValueError` for an order of somebody else.
        """
        require(self._store, draft.contact)
        today = self._store.clock.today()
        with self._store.write(TOPICS, Action(Verb.OPEN_CASE, draft.contact, draft.kind)) as write:
            values = _values(write, draft)
            if draft.kind is CaseKind.PRAISE:
                values |= {"closed_on": today, "result": CaseResult.THANKED}
            return CaseId(write.insert(AfterSale, opened_on=today, **values))

    def edit(self, case: CaseId, draft: CaseDraft, *, seen: int | None = None) -> None:
        """Say it anew, or what was agreed and until when.

        Raises what `begin` raises, `CaseStateError` for a closed one, and `ConflictError`.
        """
        self._must_be(case, is_open=True)
        with self._store.write(TOPICS, Action(Verb.EDIT_CASE, draft.contact)) as write:
            write.update(AfterSale, case, seen=seen, **_values(write, draft))

    def settle(
        self,
        case: CaseId,
        result: CaseResult,
        *,
        refund: int = 0,
        quantity: int = 0,
        method: PayMethod | None = None,
    ) -> None:
        """It ended: so much money went back, so many units came back, onto the shelf where stock is kept; all of it is
        one step.

        Raises `CaseStateError`, `MissingError`, `OutOfRangeError` for units that cannot be, `UnknownValueError` for
        money without an order, and what `Orders.refund` raises.
        """
        row = self._must_be(case, is_open=True)
        most = self._units(row)
        if not 0 <= quantity <= most:
            raise OutOfRangeError("quantity", quantity, 0, most)
        if refund and row.order is None:
            raise UnknownValueError("order", "")
        today = self._store.clock.today()
        with self._store.write(TOPICS | Topic.PRODUCTS, Action(Verb.CLOSE_CASE, row.contact, result)) as write:
            if refund and row.order is not None:
                self._orders.refund(row.order, refund, method=method)
            if quantity and row.product is not None and self._is_stocked(row.product):
                self._stock.take_in(row.product, quantity, StockKind.RETURNED, note=row.order_number)
            write.update(AfterSale, case, result=result, refund=refund, quantity=quantity, closed_on=today)

    def reopen(self, case: CaseId) -> None:
        """It is not over after all; what went back stays as it is. Raises `CaseStateError`, `MissingError`."""
        row = self._must_be(case, is_open=False)
        with self._store.write(TOPICS, Action(Verb.EDIT_CASE, row.contact)) as write:
            write.update(AfterSale, case, closed_on=None, result="")

    def delete(self, case: CaseId) -> None:
        """It was none. Raises `MissingError`."""
        row = self.row(case)
        with self._store.write(TOPICS, Action(Verb.DELETE_CASE, row.contact)) as write:
            write.delete(AfterSale, case)

    def lay_beside(self, case: CaseId, talks: list[ConversationId]) -> None:
        """These talks, and no others, belong to it. Raises `MissingError`."""
        row = self.row(case)
        known = set(self.evidence(case))
        with self._store.write(TOPICS, Action(Verb.EDIT_CASE, row.contact)) as write:
            for number, talk in write.rows(
                Attachment.select(Attachment.id, Attachment.conversation).where(
                    Attachment.case == case, Attachment.kind == TALK, Attachment.deleted_at.is_null()
                )
            ):
                if talk not in talks:
                    write.delete(Attachment, number)
            for talk in dict.fromkeys(talks):
                if talk not in known:
                    write.insert(
                        Attachment,
                        contact=row.contact,
                        case=case,
                        conversation=talk,
                        name="",
                        sha256="",
                        size=0,
                        kind=TALK,
                    )

    def _is_stocked(self, product: ProductId) -> bool:
        return bool(self._store.rows(Product.select(Product.id).where(Product.id == product, Product.stocked)))

    def _units(self, row: CaseRow) -> int:
        """So many units of the product may have come back: as many as the order has of it."""
        if row.order is None or row.product is None:
            return 0
        rows = self._store.rows(
            OrderLine.select(OrderLine.quantity).where(
                OrderLine.order == row.order, OrderLine.product == row.product, OrderLine.deleted_at.is_null()
            )
        )
        return sum(quantity for (quantity,) in rows)

    def _must_be(self, case: CaseId, *, is_open: bool) -> CaseRow:
        row = self.row(case)
        if row.is_open is not is_open:
            raise CaseStateError(row.is_open)
        return row

    def _rows(self, query: Any) -> list[CaseRow]:
        return [_row(row) for row in self._store.rows(query)]

    def _query(self) -> Any:
        return (
            AfterSale.select(*COLUMNS)
            .join(Contact)
            .switch(AfterSale)
            .left_outer_join(Order, on=(AfterSale.order == Order.id))
            .switch(AfterSale)
            .left_outer_join(Product, on=(AfterSale.product == Product.id))
            .where(AfterSale.deleted_at.is_null(), Contact.deleted_at.is_null())
        )


COUNT = (
    "SELECT count(*) FROM after_sale a JOIN contact c ON c.id = a.contact_id"
    " WHERE a.closed_on IS NULL AND a.deleted_at IS NULL AND c.deleted_at IS NULL"
)


def _values(write: Write, draft: CaseDraft) -> dict[str, Any]:
    if not draft.text.strip():
        raise EmptyNameError("case")
    if draft.order is not None:
        found = write.rows(Order.select(Order.contact).where(Order.id == draft.order, Order.deleted_at.is_null()))
        if not found:
            raise MissingError("order", str(draft.order))
        if found[0][0] != draft.contact:
            raise UnknownValueError("order", str(draft.order))
    if draft.product is not None and not write.rows(Product.select(Product.id).where(Product.id == draft.product)):
        raise MissingError("product", str(draft.product))
    return {
        "contact": draft.contact,
        "kind": draft.kind,
        "text": draft.text.strip(),
        "order": draft.order,
        "product": draft.product,
        "remedy": draft.remedy.strip(),
        "due": draft.due,
    }


def _row(columns: tuple[Any, ...]) -> CaseRow:
    number, version, contact, name, kind, text, order, shown, product, product_name, *rest = columns
    opened, remedy, due, result, quantity, refund, closed = rest
    return CaseRow(
        CaseId(number),
        version,
        ContactId(contact),
        name,
        CaseKind(kind),
        text,
        None if order is None else OrderId(order),
        shown or "",
        None if product is None else ProductId(product),
        product_name or "",
        date.fromisoformat(opened),
        remedy,
        date.fromisoformat(due) if due else None,
        CaseResult(result) if result else None,
        quantity,
        refund,
        date.fromisoformat(closed) if closed else None,
    )
