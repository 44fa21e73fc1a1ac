"""Month's end: a payment bill is laid beside the orders, and each payment is settled by one step."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from crm.contacts import ContactDraft, Contacts
from crm.db.derived import blocks
from crm.db.models import Order, Payment, Setting, Speaker
from crm.db.store import Store
from crm.db.write import Write
from crm.errors import MissingError
from crm.ids import ContactId, OrderId
from crm.insights.laying import Laid, Offer, Paid, lay, read_open, read_recorded
from crm.orders import LineDraft, OrderDraft, Orders
from crm.payments import AlreadySettledError, PayMethod
from crm.progress import Progress, unheard
from crm.settings import Settings
from crm.topics import Action, Topic, Verb
from crm.transfer.bill_rows import CHANNEL
from crm.transfer.bills_in import NEAR, SAME_DAY, Bill, BillsIn, receipt_of, tied_to
from crm.transfer.buyer_matching import Matcher, MatchKind, name_of
from crm.transfer.child import read_apart
from crm.transfer.order_known import load_by_number
from crm.transfer.orders_in import ReadTable
from crm.transfer.reading import Choices

TOPICS = Topic.ORDERS | Topic.CONTACTS
ASIDE = "aside:"
"""How the setting begins that remembers a payment of a bill which is none of the shop's."""


class Bills:
    """Verbs of month's end. `read` is how a file becomes a table; by default in a process of its own."""

    def __init__(
        self, store: Store, settings: Settings, contacts: Contacts, orders: Orders, read: ReadTable = read_apart
    ) -> None:
        self._store = store
        self._contacts = contacts
        self._orders = orders
        self._reading = BillsIn(store, settings, read)

    def read(self, path: Path, choices: Choices = Choices(), progress: Progress = unheard) -> Bill:  # noqa: B008 - a frozen value
        """What stands in a bill. Nothing is stored.

        Raises a `FileProblemError` for a file that cannot be read or is no bill, `Cancelled` when `progress` does.
        """
        return self._reading.read(path, choices, progress, nameless=True)

    def lay(self, bill: Bill, said: Mapping[str, ContactId] | None = None) -> Laid:
        """The bill beside the orders as they are now; `said` are the friends whom the seller named for payments, by
        their receipts. Nothing is stored.
        """
        payments = self._payments(bill, said or {})
        if not payments:
            today = self._store.clock.today()
            return Laid(today, today, (), ())
        days = [paid.day for paid in payments]
        first, last = min(days), max(days)
        contacts = json.dumps(sorted({paid.contact for paid in payments if paid.contact is not None}))
        return lay(
            payments,
            self._tied(bill),
            self._aside([paid.receipt for paid in payments]),
            read_open(self._store, first - NEAR, last + SAME_DAY, contacts),
            read_recorded(self._store, first, last),
            (first, last),
        )

    # settling one payment

    def settle(self, paid: Paid, offer: Offer) -> int:
        """It was for this order: that is paid with it, or what stands in the books for it is known by it from now on.

        Where the order waits for less, the rest stays with the seller as an advance of the friend; how much that is is
        answered. What went back again makes the order cheaper, unless it is so already. Raises `InvalidPaymentError`,
        `OrderStateError`, `MissingError`.
        """
        verb = Verb.TIE_PAYMENT if offer.payments else Verb.PAY_ORDER
        with self._store.write(TOPICS, Action(verb, offer.contact, "bill")) as write:
            self._must_be_new(paid)
            self._remember(write, paid, offer.contact)
            if offer.payments:
                for number in offer.payments:
                    write.update(Payment, number, receipt=paid.receipt)
                return 0
            row = self._orders.row(offer.order)
            owed = row.owed
            coming = paid.kept if owed == paid.kept else paid.came
            self._orders.pay(offer.order, coming, method=paid.method, day=paid.day, keep_rest=True)
            self._tie(write, paid, offer.order)
            if coming != paid.kept:
                self._give_back(write, paid, offer.contact, offer.order, min(paid.went, row.paid + min(coming, owed)))
            return max(coming - owed, 0)

    def new_order(self, paid: Paid, contact: ContactId | None) -> OrderId:
        """A friend (none: a new one, called as in the bill) ordered what it was for, and has it.

        Raises what `Orders.add` and `Contacts.add` raise, and `AlreadySettledError`.
        """
        line = LineDraft(None, paid.what, 1, paid.came)
        with self._store.write(TOPICS, Action(Verb.ADD_ORDER, contact, "bill")) as write:
            self._must_be_new(paid)
            if contact is None:
                contact = self._contacts.add(ContactDraft(paid.payer))
            draft = OrderDraft(contact, (line,), day=paid.day, paid=paid.came, method=paid.method)
            order = self._orders.add(draft)
            self._orders.receive(order, paid.day)
            self._tie(write, paid, order)
            if paid.went:
                self._give_back(write, paid, contact, order, paid.went)
            self._remember(write, paid, contact)
        return order

    def set_aside(self, paid: Paid) -> None:
        """It is private, or not the seller's: no bill that has it asks about it again."""
        with self._store.write(Topic.ORDERS, Action(Verb.SET_ASIDE)) as write:
            key = ASIDE + paid.receipt
            known = write.rows(Setting.select(Setting.id, Setting.deleted_at).where(Setting.key == key))
            if not known:
                write.insert(Setting, key=key, value=paid.kept)
            elif known[0][1] is not None:  # set aside once, and taken back
                write.bring_back(Setting, known[0][0], value=paid.kept)

    def take_up(self, paid: Paid) -> None:
        """It is the shop's after all. Raises `MissingError` where it was not set aside."""
        with self._store.write(Topic.ORDERS, Action(Verb.SET_ASIDE, detail="back")) as write:
            there = Setting.select(Setting.id).where(Setting.key == ASIDE + paid.receipt, Setting.deleted_at.is_null())
            found = write.rows(there)
            if not found:
                raise MissingError("payment", paid.receipt)
            write.delete(Setting, found[0][0])

    def pay_otherwise(self, order: OrderId, method: PayMethod | None = None) -> None:
        """What an order without money owes came in another way than by the service of the bill."""
        self._orders.pay(order, method=method)

    # reading

    def _payments(self, bill: Bill, said: Mapping[str, ContactId]) -> list[Paid]:
        """Everything that came, with which friend it may be from."""
        service, entries = bill.service, bill.found.orders
        buyers = list({entry.buyer.key: entry.buyer for entry in entries if entry.buyer.name}.values())
        matches = Matcher(self._store, service.code, service.word).matches(buyers, {})
        alone = {
            key: ContactId(match.contact)
            for key, match in matches.items()
            if match.contact is not None and match.kind is not MatchKind.SEVERAL
        }
        asked = {*alone.values(), *said.values()}
        names = {number: row.name for number, row in self._contacts.rows(sorted(asked)).items()}
        found = []
        for entry in entries:
            key = entry.buyer.key
            match = matches.get(key)
            receipt = receipt_of(service.code, entry.number)
            contact, sure = alone.get(key), bool(match and match.sure and key in alone)
            why = match.kind if match else MatchKind.NOBODY
            if said.get(receipt) in names:
                contact, sure, why = said[receipt], False, MatchKind.NAME
            found.append(
                Paid(
                    receipt,
                    entry.buyer.name,
                    entry.lines[0].name,
                    entry.at,
                    entry.day,
                    entry.paid,
                    entry.refunded,
                    PayMethod.read(entry.method) or PayMethod.OTHER,
                    contact,
                    "" if contact is None else names.get(contact, ""),
                    why,
                    sure=sure,
                    known_as=name_of(entry.buyer) if entry.buyer.name else "",
                    said=receipt in said,
                )
            )
        return found

    def _tied(self, bill: Bill) -> dict[str, int]:
        """The orders of payments that are known: laid before, or brought in."""
        code = bill.service.code
        numbers = [entry.number for entry in bill.found.orders]
        tied = {receipt_of(code, number): order for number, (order, _) in tied_to(self._store, code, numbers).items()}
        for some in blocks(range(len(numbers))):
            for known in load_by_number(self._store, [numbers[place] for place in some]):
                if known.channel == CHANNEL:
                    tied.setdefault(receipt_of(code, known.number), known.id)
        return tied

    def _aside(self, receipts: Sequence[str]) -> list[str]:
        found: list[str] = []
        for some in blocks(range(len(receipts))):
            keys = [ASIDE + receipts[place] for place in some]
            rows = self._store.rows(
                Setting.select(Setting.key).where(Setting.key.in_(keys), Setting.deleted_at.is_null())
            )
            found += [key.removeprefix(ASIDE) for (key,) in rows]
        return found

    # writing

    def _must_be_new(self, paid: Paid) -> None:
        """The same payment is never settled twice, whatever the window still showed."""
        service, _, number = paid.receipt.partition(":")
        tied = tied_to(self._store, service, [number])
        if tied:
            raise AlreadySettledError(self._orders.row(OrderId(tied[number][0])).number)

    def _tie(self, write: Write, paid: Paid, order: OrderId) -> None:
        """The money that was written down last for this order is that of the bill."""
        last = Payment.select(Payment.id).where(Payment.order == order, Payment.deleted_at.is_null())
        number = write.rows(last.order_by(Payment.id.desc()).limit(1))[0][0]
        write.update(Payment, number, receipt=paid.receipt)

    def _give_back(self, write: Write, paid: Paid, contact: ContactId, order: OrderId, amount: int) -> None:
        """What of it went back makes the order cheaper, as `Orders.refund` says; the order is of this very step."""
        at, day = self._store.clock.when(paid.day)
        write.insert(Payment, contact=contact, order=order, amount=-amount, method=paid.method, at=at, day=day)
        discount = write.rows(Order.select(Order.discount).where(Order.id == order))[0][0]
        write.update(Order, order, discount=discount + amount)

    def _remember(self, write: Write, paid: Paid, contact: ContactId) -> None:
        """Know who paid by what the bill calls them, the next time."""
        platform = paid.receipt.partition(":")[0]
        if not paid.known_as or (paid.contact == contact and paid.sure):
            return
        known = write.rows(
            Speaker.select(Speaker.contact)
            .where(Speaker.platform == platform, Speaker.name == paid.known_as, Speaker.deleted_at.is_null())
            .order_by(Speaker.id.desc())
            .limit(1)
        )
        if known != [(contact,)]:
            write.insert(Speaker, contact=contact, platform=platform, name=paid.known_as)
