"""Lines read with what the shop knows, and taken: each as one step, and none twice."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto

from crm.contacts import ContactRow, Contacts
from crm.conversations import Conversations, Direction, Kind
from crm.db.models import Setting
from crm.db.store import Store
from crm.finder import Finder
from crm.follow_ups import FollowUps
from crm.ids import ContactId, OrderId, ProductId
from crm.money import Currency
from crm.names import fits, fold
from crm.one_line.reading import Choice, Paid, Reading, Ware, only, read_line
from crm.orders import LineDraft, OrderDraft, Orders
from crm.products import Products
from crm.promises import Promises
from crm.settings import Settings
from crm.topics import Action, Topic, Verb

MOST_LINES = 500
MOST_CHOICES = 6
LOOKED_AT = 60
"""So many friends are looked at whether it is their name that fits."""
TAKEN = "lines taken"
REMEMBERED = 2_000
"""So many lines that were taken are known again, the newest."""
FEWEST_LETTERS = 2
"""Shorter words are nobody's."""


class Problem(StrEnum):
    """Why a line is not taken."""

    NOBODY = auto()
    WHICH_FRIEND = auto()
    WHICH_PRODUCT = auto()
    TAKEN = auto()
    NO_ORDER = auto()
    DEPOSIT = auto()


@dataclass(frozen=True, slots=True)
class Taken:
    """A line with what became of it, or the problem for which nothing did."""

    reading: Reading
    problem: Problem | None = None
    order: OrderId | None = None


class OneLine:
    """Verbs on lines."""

    def __init__(
        self,
        store: Store,
        settings: Settings,
        finder: Finder,
        contacts: Contacts,
        products: Products,
        orders: Orders,
        conversations: Conversations,
        follow_ups: FollowUps,
        promises: Promises,
    ) -> None:
        self._store = store
        self._settings = settings
        self._finder = finder
        self._contacts = contacts
        self._products = products
        self._orders = orders
        self._conversations = conversations
        self._follow_ups = follow_ups
        self._promises = promises

    def read(self, text: str) -> list[Reading]:
        """What each line says that is not empty; at most `MOST_LINES`."""
        today, currency = self._store.clock.today(), self._settings.shop().currency
        lines = [line for line in text.splitlines() if line.strip()][:MOST_LINES]
        return [read_line(line, today, currency, self._who, self._what) for line in lines]

    def problem(self, reading: Reading, *, again: bool = False) -> Problem | None:
        """Why this could not be taken as it stands; `again`: also when it was taken before."""
        if not reading.friends:
            return Problem.NOBODY
        if reading.friend is None:
            return Problem.WHICH_FRIEND
        if any(ware.choices and only(ware.choices) is None for ware in reading.wares):
            return Problem.WHICH_PRODUCT
        if not reading.wares and reading.paid in (Paid.ALL, Paid.DEPOSIT) and self._owing(reading) is None:
            return Problem.NO_ORDER
        if reading.wares and reading.deposit > self._total(reading):
            return Problem.DEPOSIT
        return Problem.TAKEN if not again and _mark(reading, self._store.clock.today()) in self._taken() else None

    def take(self, readings: Iterable[Reading], *, again: bool = False) -> list[Taken]:
        """Take what is clear, in one step; lines that were taken today already are passed over unless `again`."""
        done: list[Taken] = []
        wanted = list(readings)
        first = next((reading.friend for reading in wanted if reading.friend), None)
        number = ContactId(first.number) if first is not None and len(wanted) == 1 else None
        with self._store.write(Topic.EVERYTHING, Action(Verb.LOG_CONVERSATION, number, count=max(1, len(wanted)))):
            marks: list[str] = []
            for reading in wanted:
                mark = _mark(reading, self._store.clock.today())
                problem = Problem.TAKEN if mark in marks and not again else self.problem(reading, again=again)
                order = None if problem else self._take(reading)
                marks += [] if problem else [mark]
                done.append(Taken(reading, problem, order))
            if marks:
                self._remember(marks)
        return done

    def _take(self, reading: Reading) -> OrderId | None:
        assert reading.friend is not None
        contact = ContactId(reading.friend.number)
        order: OrderId | None = None
        if reading.wares:
            order = self._orders.add(self._draft(contact, reading))
        elif (owing := self._owing(reading)) is not None and reading.paid is not Paid.NOTHING:
            order = owing
            self._orders.pay(owing, reading.deposit or reading.amount)
        if reading.note or not (order or reading.plan):
            self._conversations.log(contact, reading.note or reading.line, direction=Direction.BOTH, kind=Kind.NOTE)
        if reading.plan is not None:
            if reading.plan.promised:
                self._promises.promise(contact, reading.plan.text or reading.line, reading.plan.day)
            else:
                self._follow_ups.set(contact, reading.plan.day, reading.plan.text)
        return order

    def _draft(self, contact: ContactId, reading: Reading) -> OrderDraft:
        lines = self._lines(reading)
        goods = sum(line.total for line in lines)
        amount = goods if reading.amount is None else reading.amount
        if amount > goods:  # dearer than the list says: the first line carries the difference, where it can
            first = lines[0]
            more, rest = divmod(amount - goods, first.quantity)
            if not rest:
                raised = LineDraft(first.product, first.name, first.quantity, first.unit_price + more)
                lines = (raised, *lines[1:])
                goods = amount
        fee = max(0, amount - goods)
        paid = {Paid.ALL: amount, Paid.DEPOSIT: reading.deposit}.get(reading.paid, 0)
        return OrderDraft(contact, lines, shipping_fee=fee, discount=max(0, goods - amount), paid=paid)

    def _lines(self, reading: Reading) -> tuple[LineDraft, ...]:
        chosen = [_chosen(ware) for ware in reading.wares]
        rows = self._products.rows(choice.number for choice in chosen)
        lines = []
        for ware, choice in zip(reading.wares, chosen, strict=True):
            row = rows[choice.number]
            price = row.price
            alone = len(reading.wares) == 1 and reading.amount is not None
            if alone and reading.amount is not None and reading.amount % ware.quantity == 0:
                price = reading.amount // ware.quantity
            lines.append(LineDraft(ProductId(choice.number), row.name, ware.quantity, price))
        return tuple(lines)

    def _total(self, reading: Reading) -> int:
        if reading.amount is not None:
            return reading.amount
        return sum(line.total for line in self._lines(reading))

    def _owing(self, reading: Reading) -> OrderId | None:
        """The friend's oldest order of which at least that much is not paid."""
        if reading.friend is None or reading.wares:
            return None
        wanted = reading.deposit or reading.amount or 1
        owing = [row for row in self._orders.of(ContactId(reading.friend.number)) if row.owed >= wanted]
        exact = [row for row in owing if row.owed == wanted]
        chosen = exact or owing
        return OrderId(min(chosen, key=lambda row: (row.day, row.id)).id) if chosen else None

    def _who(self, words: str) -> Sequence[Choice]:
        """Friends whose names, remarks, initials or handles begin so."""
        if len(words) < FEWEST_LETTERS and words.isascii():
            return ()
        found = self._finder.search_beginnings(words, LOOKED_AT)
        rows = self._contacts.rows(found)
        plain = fold(words)
        meant = [row for number in found if (row := rows.get(number)) is not None and _is_called(row, plain)]
        return [Choice(row.id, row.name, plain in {fold(row.name), fold(row.remark)}) for row in meant[:MOST_CHOICES]]

    def _what(self, words: str) -> Sequence[Choice]:
        if len(words) < FEWEST_LETTERS:
            return ()
        plain = fold(words)
        return [Choice(row.id, row.name, fold(row.name) == plain) for row in self._products.find(words, MOST_CHOICES)]

    def _taken(self) -> set[str]:
        rows = self._store.rows(Setting.select(Setting.value).where(Setting.key == TAKEN, Setting.deleted_at.is_null()))
        return set(_marks(rows[0][0])) if rows else set()

    def _remember(self, marks: Sequence[str]) -> None:
        with self._store.write(Topic(0)) as write:
            rows = write.rows(Setting.select(Setting.id, Setting.value, Setting.deleted_at).where(Setting.key == TAKEN))
            if not rows:
                write.insert(Setting, key=TAKEN, value=list(marks))
                return
            number, text, binned = rows[0]
            if binned:
                write.bring_back(Setting, number, value=list(marks))
                return
            known = [mark for mark in _marks(text) if mark not in marks]
            write.update(Setting, number, value=[*known, *marks][-REMEMBERED:])

    @property
    def currency(self) -> Currency:
        """In which amounts are."""
        return self._settings.shop().currency


def _is_called(row: ContactRow, plain: str) -> bool:
    """Whether it is a name, remark or handle that fits, and not only a tag or a note."""
    named = fits(row.name, plain) or fits(row.remark, plain)
    return named or any(fold(handle.text).startswith(plain) for handle in row.handles)


def _chosen(ware: Ware) -> Choice:
    found = only(ware.choices)
    assert found is not None
    return found


def _mark(reading: Reading, day: date) -> str:
    """What tells a line of a day from others."""
    return hashlib.sha256(f"{day} {fold(reading.line)}".encode()).hexdigest()[:16]


def _marks(text: str) -> list[str]:
    try:
        said = json.loads(text)
    except ValueError:
        return []
    return [mark for mark in said if isinstance(mark, str)] if isinstance(said, list) else []
