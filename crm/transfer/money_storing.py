"""Writing orders and payments that were planned: new friends, orders and money in stretches, all under one step."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from crm.clock import to_ms
from crm.contacts import Standing
from crm.db.models import (
    Address,
    Contact,
    Identity,
    ImportBatch,
    Order,
    OrderLine,
    Payment,
    Product,
    Speaker,
    StageChange,
)
from crm.db.store import Batch, Store
from crm.db.write import Write
from crm.names import fold, sort_key
from crm.orders import MOST_LINES
from crm.products import MOST_PRICE
from crm.progress import Progress
from crm.stages import Stage
from crm.topics import Action, Topic, Verb
from crm.transfer.buyer_matching import PlannedBuyer
from crm.transfer.entries import EMAIL, PHONE, HandleEntry
from crm.transfer.new_rows import NewRows
from crm.transfer.order_entries import NAMELESS, LineEntry, OrderEntry
from crm.transfer.orders_planning import OrdersPlan, PlannedOrder
from crm.transfer.planning import Fate

TOPICS = Topic.CONTACTS | Topic.ORDERS | Topic.STAGES | Topic.PRODUCTS
VERBS = {"orders": Verb.IMPORT_ORDERS, "signup": Verb.IMPORT_ORDERS, "bill": Verb.IMPORT_BILL}
_COLUMNS = {
    Contact: ("name", "source", "added_on", "stage", "stage_on", "standing", "name_key"),
    Identity: ("contact_id", "platform", "handle", "handle_key", "nickname"),
    Address: ("contact_id", "recipient", "phone", "region", "detail", "postcode"),
    StageChange: ("contact_id", "from_stage", "to_stage", "at", "day"),
    Speaker: ("contact_id", "platform", "name"),
    Order: (
        "contact_id", "number", "at", "day", "channel", "note", "shipping_fee", "discount", "address", "courier",
        "tracking", "shipped_on", "received_on", "cancelled_on",
    ),
    OrderLine: ("contact_id", "order_id", "product_id", "name", "quantity", "unit_price"),
    Payment: ("contact_id", "order_id", "amount", "method", "at", "day"),
}  # fmt: skip
_MODEL_AT_END = re.compile(r"\s*[(（【\[].*[)）】\]]$")


class MoneyStoring:
    """Stores one plan."""

    def __init__(self, store: Store, plan: OrdersPlan) -> None:
        self._store = store
        self._plan = plan
        self._made: dict[str, int] = {}
        self._seen: set[int] = set()
        self._products: dict[str, int] = {}
        # each friend's orders one after the other, so that their sums are computed once
        owners: dict[int | str, int] = {}
        work = [planned for planned in plan.orders if planned.fate is not Fate.SAME]
        for planned in work:
            owners.setdefault(_owner(planned), len(owners))
        self._work = sorted(work, key=lambda planned: owners[_owner(planned)])
        self._firsts: dict[str, OrderEntry] = {}
        self._paying: dict[str, OrderEntry] = {}
        for planned in self._work:
            if planned.contact is not None:
                continue
            first = self._firsts.get(planned.buyer)
            if first is None or planned.entry.day < first.day:
                self._firsts[planned.buyer] = planned.entry
            paying = self._paying.get(planned.buyer)
            if is_paid(planned.entry) and (paying is None or planned.entry.day < paying.day):
                self._paying[planned.buyer] = planned.entry

    def run(self, progress: Progress) -> int:
        """Write everything; returns the number of the step."""
        plan, counts = self._plan, self._plan.counts
        action = Action(VERBS[plan.kind], detail=plan.path.suffix.lower())
        with self._store.batch(TOPICS, action, rows=len(self._work), progress=progress) as batch:
            with batch.write() as write:
                self._learn_products(batch, write)
            waiting: Iterator[PlannedOrder] = iter(self._work)
            done = 0
            while block := list(islice(waiting, batch.size)):
                with batch.write() as write:
                    write.topics &= ~Topic.PRODUCTS  # their words are in order; nobody needs to go through them again
                    self._store_block(batch, write, block)
                done += len(block)
                progress(done, len(self._work))
            batch.count = counts[Fate.NEW] + counts[Fate.UPDATED]
            with batch.write() as write:
                number = write.insert(
                    ImportBatch,
                    file=plan.path.name,
                    kind=plan.kind,
                    step=batch.step,
                    counts={fate.value: counts[fate] for fate in Fate},
                )
                batch.made(write, ImportBatch, range(number, number + 1))
        return batch.step

    def _store_block(self, batch: Batch, write: Write, block: Sequence[PlannedOrder]) -> None:
        rows = NewRows(write, _COLUMNS)
        for planned in block:
            contact = self._contact(write, rows, planned)
            write.touched.add(contact)
            if planned.order is None:
                self._new(rows, contact, planned.entry)
            else:
                self._change(write, rows, contact, planned)
        rows.store(batch)

    def _contact(self, write: Write, rows: NewRows, planned: PlannedOrder) -> int:
        """The friend of an order, made when they are new."""
        buyer = self._plan.buyers.get(planned.buyer)
        if planned.contact is None:
            if planned.buyer not in self._made:
                assert buyer is not None
                self._made[planned.buyer] = self._new_friend(write, rows, planned.buyer, buyer)
            return self._made[planned.buyer]
        contact = planned.contact
        if buyer is not None and contact not in self._seen and buyer.contact == contact:
            self._seen.add(contact)
            for handle in buyer.adds:
                rows.add(Identity, contact, handle.platform, handle.text, handle.key, "")
            if buyer.remember:
                rows.add(Speaker, contact, self._plan.memory, buyer.remember)
        return contact

    def _new_friend(self, write: Write, rows: NewRows, key: str, planned: PlannedBuyer) -> int:
        """A friend who bought: a customer from the day of the first order that is paid."""
        buyer = planned.buyer
        added = self._firsts[key].day
        paying = self._paying.get(key)
        stage = Stage.ADDED if paying is None else Stage.CUSTOMER
        since = added if paying is None else paying.day
        standing = Standing.PAUSED if key.startswith(NAMELESS) else Standing.ACTIVE  # nobody can be written to
        contact = rows.add(
            Contact, buyer.name, self._plan.word, str(added), stage, str(since), standing, sort_key(buyer.name)
        )
        rows.add(StageChange, contact, "", stage, write.now, str(since))
        handles = [*buyer.handles, *(HandleEntry(PHONE, phone) for phone in buyer.phones)]
        named = next((handle for handle in handles if handle.platform not in {PHONE, EMAIL}), None)
        for handle in dict.fromkeys(handles):
            nickname = buyer.nickname if handle is named else ""
            rows.add(Identity, contact, handle.platform, handle.text, handle.key, nickname)
        if buyer.nickname and named is None:
            rows.add(Identity, contact, _platform_of(self._plan.channel), "", "", buyer.nickname)
        if buyer.address is not None:
            where = buyer.address
            rows.add(
                Address, contact, buyer.recipient, buyer.recipient_phone, where.region, where.detail, where.postcode
            )
        if planned.remember:
            rows.add(Speaker, contact, self._plan.memory, planned.remember)
        return contact

    def _new(self, rows: NewRows, contact: int, entry: OrderEntry) -> int:
        discount = entry.discount + (entry.refunded if entry.cancelled_on is None else 0)
        order = rows.add(
            Order,
            contact,
            entry.number,
            to_ms(entry.at),
            str(entry.day),
            self._plan.channel,
            entry.note,
            entry.shipping_fee,
            discount,
            entry.address,
            entry.courier,
            entry.tracking,
            *(None if day is None else str(day) for day in (entry.shipped_on, entry.received_on, entry.cancelled_on)),
        )
        for line in entry.lines:
            self._line(rows, contact, order, line)
        self._money(rows, contact, order, entry, entry.paid, entry.refunded)
        return order

    def _change(self, write: Write, rows: NewRows, contact: int, planned: PlannedOrder) -> None:
        changes = planned.changes
        assert planned.order is not None
        if changes.columns:
            write.update(Order, planned.order, **changes.columns)
        if changes.lines:
            for (number,) in write.rows(
                OrderLine.select(OrderLine.id).where(OrderLine.order == planned.order, OrderLine.deleted_at.is_null())
            ):
                write.delete(OrderLine, number)
            for line in changes.lines[:MOST_LINES]:
                self._line(rows, contact, planned.order, line)
        self._money(rows, contact, planned.order, planned.entry, changes.came, changes.went)

    def _line(self, rows: NewRows, contact: int, order: int, line: LineEntry) -> None:
        rows.add(OrderLine, contact, order, self._product(line), line.name, line.quantity, line.unit_price)

    def _money(self, rows: NewRows, contact: int, order: int, entry: OrderEntry, came: int, went: int) -> None:
        at, day = entry.paid_at or entry.at, entry.paid_on or entry.day
        if came:
            rows.add(Payment, contact, order, came, entry.method, to_ms(at), str(day))
        if went:
            if entry.cancelled_on is not None and entry.cancelled_on > day:
                day = entry.cancelled_on
                at = self._store.clock.moment_of(day)
            rows.add(Payment, contact, order, -went, entry.method, to_ms(at), str(day))

    # products

    def _learn_products(self, batch: Batch, write: Write) -> None:
        """Find the products that the goods are, and make those that are missing."""
        for number, name in write.rows(Product.select(Product.id, Product.name).where(Product.deleted_at.is_null())):
            self._products.setdefault(product_key(name), number)
        missing: dict[str, tuple[str, int]] = {}
        for planned in self._work:
            for line in planned.changes.lines if planned.order is not None else planned.entry.lines:
                if line.product and self._product(line) is None and product_key(line.product) not in missing:
                    missing[product_key(line.product)] = (" ".join(line.product.split()), line.unit_price)
        if not self._plan.create_products or not missing:
            return
        made = write.bulk(
            Product,
            ("name", "name_key", "price"),
            [(name, sort_key(name), min(price, MOST_PRICE)) for name, price in missing.values()],
        )
        batch.made(write, Product, made)
        self._products.update(zip(missing, made, strict=True))

    def _product(self, line: LineEntry) -> int | None:
        """The product of this name: with its model, without it, or without what stands in brackets at the end."""
        names = [line.name, line.product] if line.product else [line.name]
        names += [_MODEL_AT_END.sub("", name) for name in names]
        return next((self._products[key] for name in names if (key := product_key(name)) in self._products), None)


def product_key(name: str) -> str:
    """What two spellings of a product share."""
    return " ".join(fold(name).split())


def is_paid(entry: OrderEntry) -> bool:
    """Whether an order speaks for a customer: all of it was paid, and it did not come to nothing."""
    return 0 < entry.paid >= entry.total and entry.cancelled_on is None


def _owner(planned: PlannedOrder) -> int | str:
    return planned.buyer if planned.contact is None else planned.contact


def _platform_of(channel: str) -> str:
    return channel if channel in {"douyin", "xiaohongshu"} else "wechat"
