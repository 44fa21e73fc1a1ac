"""Sign-up lists in: every entry becomes an order that is still to be paid, all of them one step."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from crm.addresses import read_addresses
from crm.db.store import Store
from crm.money import AmountError, parse_amount
from crm.progress import Progress, unheard
from crm.settings import Settings
from crm.signups import SignUp, SignUpList, read_sign_ups
from crm.transfer.buyer_matching import Answers, Matcher
from crm.transfer.entries import AddressEntry
from crm.transfer.errors import NoSignUpsError
from crm.transfer.imports import Imported
from crm.transfer.order_entries import Buyer, LineEntry, MoneyProblem, MoneyReason, OrderEntry, Passed
from crm.transfer.order_known import load_by_number
from crm.transfer.orders_in import store_plan
from crm.transfer.orders_planning import OrdersPlan, PlannedOrder, again, buyers_of
from crm.transfer.planning import Fate
from crm.transfer.short_texts import read_whole
from crm.transfer.tables import Source

CHANNEL, WORD = "signup", "接龙"
_DATE = re.compile(r"^\s*[0-9]{1,2}[月./-][0-9]{1,2}[日号號]?\s*")
_PRICE = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,2})?\s*(?:元|块|塊|￥|¥)\s*(?:/?\s*[\u3400-\u9fff])?")


@dataclass(frozen=True, slots=True)
class SignUpWishes:
    """What the seller said about a list: what is sold, what one costs in minor units (none: as the list says), and who
    is who.
    """

    product: str = ""
    price: int | None = None
    answers: Answers = field(default_factory=dict)
    leave_unsure: bool = False


NO_WISHES = SignUpWishes()


@dataclass(slots=True)
class SignUpPlan(OrdersPlan):
    """What bringing in a list would do: what is sold, and what one costs; 0 where nobody said."""

    product: str = ""
    price: int = 0


class SignUpsIn:
    """Verbs of bringing in sign-up lists."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store = store
        self._settings = settings

    def plan(self, path: Path, wishes: SignUpWishes = NO_WISHES, progress: Progress = unheard) -> SignUpPlan:
        """What bringing in this list would do. Nothing is stored. The same list again finds the same orders.

        Raises `NoSignUpsError` for a text without a list, or a `FileProblemError`.
        """
        text = read_whole(path)
        found = read_sign_ups(text)
        if found is None:
            raise NoSignUpsError(path)
        currency = self._settings.shop().currency
        product = wishes.product.strip() or _product(found)
        price = wishes.price if wishes.price is not None else 0
        if wishes.price is None and found.price:
            try:
                price = parse_amount(found.price, currency)
            except AmountError:
                price = 0
        plan = SignUpPlan(
            path, Source("text"), CHANNEL, CHANNEL, WORD, currency, 0, memory=CHANNEL, product=product, price=price
        )
        plan.problems += [MoneyProblem(one.line, MoneyReason.UNREAD, one.text) for one in found.unread]
        orders = list(self._orders(found, product, price))
        known = {one.number: one for one in load_by_number(self._store, (order.number for order in orders))}
        buyers, owners = buyers_of(orders, known)
        matcher = Matcher(self._store, CHANNEL, WORD)
        plan.buyers = matcher.plan(buyers, owners, wishes.answers, leave_unsure=wishes.leave_unsure)
        for order in orders:
            progress(order.row, len(orders))
            buyer = plan.buyers[order.buyer.key]
            if order.number in known:
                plan.orders.append(again(plan, order, known[order.number]))
            elif buyer.left_out:
                plan.pass_over(order, Passed.LEFT_OUT)
            else:
                plan.orders.append(PlannedOrder(order, Fate.NEW, order.buyer.key, contact=buyer.contact))
        return plan

    def store(self, plan: SignUpPlan, progress: Progress = unheard) -> Imported:
        """Do what the plan says, as one step, whole or not at all. Raises `Cancelled`, or why it was not saved."""
        return store_plan(self._store, plan, progress)

    def _orders(self, found: SignUpList, product: str, price: int) -> Iterator[OrderEntry]:
        clock = self._store.clock
        # the list is the same list however many have signed up since, so its orders are told by its head
        head = hashlib.sha256(f"{found.title}\n{found.description}".encode()).hexdigest()[:6].upper()
        for one in found.entries:
            lines = tuple(
                LineEntry(f"{product} {wanted.variant}".strip(), wanted.quantity, price, product)
                for wanted in one.wanted
                if wanted.quantity
            )
            yield OrderEntry(
                (one.line,), f"JL{head}-{one.number}", _buyer(one), clock.now(), clock.today(), lines,
                note=one.note, address=_address(one.note),
            )  # fmt: skip


def _product(found: SignUpList) -> str:
    """What is sold: the first line, without its day and its price."""
    bare = _PRICE.sub("", _DATE.sub("", found.title)).strip(" ,，-—:：")
    return bare[:60] or WORD


def _buyer(one: SignUp) -> Buyer:
    told = next(iter(read_addresses(one.note)), None) if one.note else None
    phones = (told.phone,) if told is not None and told.phone and told.phone.isdigit() else ()
    address = AddressEntry(told.detail, told.region, told.postcode) if told and told.detail and told.region else None
    return Buyer(
        f"name:{one.name}", one.name, phones=phones, address=address,
        recipient=told.name if told and address else "", recipient_phone=phones[0] if phones and address else "",
    )  # fmt: skip


def _address(note: str) -> str:
    told = next(iter(read_addresses(note)), None) if note else None
    return f"{told.region}{told.detail}" if told is not None and told.region and told.detail else ""
