"""Lines read with what the shop knows, and taken: each as one step, and none twice."""

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum, auto
from functools import lru_cache

from crm.contacts import ContactRow, Contacts
from crm.conversations import Conversations, Direction, Kind
from crm.db.models import Setting
from crm.db.store import Store
from crm.finder import Finder
from crm.follow_ups import FollowUps
from crm.ids import ContactId, OrderId, ProductId
from crm.money import Currency
from crm.names import fits, fold
from crm.one_line.parts import Choice, Paid, Reading, Ware, only
from crm.one_line.reading import read_line
from crm.one_line.vocabulary import UNITS
from crm.one_line.wares import MOST_CHOICES, WareNames
from crm.orders import LineDraft, OrderDraft, Orders
from crm.products import Products
from crm.promises import Promises
from crm.settings import Settings
from crm.topics import Action, Topic, Verb

MOST_LINES = 500
LOOKED_AT = 60
"""So many friends are looked at whether it is their name that fits."""
TAKEN = "lines taken"
REMEMBERED = 2_000
"""So many lines that were taken are known again, the newest."""
_CAME = (Paid.ALL, Paid.DEPOSIT, Paid.PART)
_GOODS = re.compile(rf"(?:^|\s)[^\W\d_]{{2,}}[0-9]{{1,2}}[{UNITS}]?(?=\s|$)")
"""So many of something that the shop does not know: the money is for that, and for no other order."""
FEWEST_LETTERS = 2
"""Shorter words are nobody's."""


class Problem(StrEnum):
    """Why a line is not taken."""

    NOBODY = auto()
    WHICH_FRIEND = auto()
    WHICH_PRODUCT = auto()
    TAKEN = auto()
    NO_ORDER = auto()
    TOO_MUCH = auto()


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
        self._names: WareNames | None = None
        store.listen(self._on_news)

    def read(self, text: str) -> list[Reading]:
        """What each line says that is not empty; at most `MOST_LINES`."""
        today, currency = self._store.clock.today(), self._settings.shop().currency
        lines = [line for line in _whole(text).splitlines() if line.strip()][:MOST_LINES]
        names = self._names = self._names or WareNames(self._products.all())
        who = lru_cache(self.who)
        return [read_line(line, today, currency, who, names.called) for line in lines]

    def problem(self, reading: Reading, *, again: bool = False) -> Problem | None:
        """Why this could not be taken as it stands; `again`: also when it was taken before."""
        if not reading.friends:
            return Problem.NOBODY
        if reading.friend is None:
            return Problem.WHICH_FRIEND
        if not all(only(ware.choices) for ware in reading.wares):
            return Problem.WHICH_PRODUCT
        unknown = _GOODS.search(reading.note) is not None
        if not reading.wares and reading.paid in _CAME and (unknown or self._owing(reading) is None):
            return Problem.NO_ORDER
        total = self.total(reading)
        if total is not None and reading.part > total:
            return Problem.TOO_MUCH
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
            order = self._orders.add(self.draft(contact, reading))
        elif reading.paid in _CAME and (owing := self._owing(reading)) is not None:
            order = owing
            self._orders.pay(owing, reading.part or reading.amount, day=reading.day)
        if reading.note or not (order or reading.plans):
            at = None if reading.day is None else self._store.clock.moment_of(reading.day)
            text = reading.note or reading.line
            self._conversations.log(contact, text, direction=Direction.BOTH, kind=Kind.NOTE, at=at)
        for plan in reading.plans:
            if plan.promised:
                self._promises.promise(contact, plan.text or reading.line, plan.day)
            else:
                self._follow_ups.set(contact, plan.day, plan.text)
        return order

    def draft(self, contact: ContactId, reading: Reading) -> OrderDraft:
        """The order that a clear line makes."""
        lines = self._lines(reading)
        goods, amount = sum(line.total for line in lines), self.total(reading) or 0
        if amount > goods:  # dearer than the list says: the first line carries the difference, where it can
            first = lines[0]
            more, rest = divmod(amount - goods, first.quantity)
            if not rest:
                lines = (replace(first, unit_price=first.unit_price + more), *lines[1:])
                goods = amount
        paid = {
            Paid.ALL: amount, Paid.DEPOSIT: reading.part, Paid.PART: reading.part, Paid.OWED: amount - reading.part,
        }.get(reading.paid, 0)  # fmt: skip
        fee, discount = max(0, amount - goods), max(0, goods - amount)
        return OrderDraft(contact, lines, shipping_fee=fee, discount=discount, day=reading.day, paid=paid)

    def _lines(self, reading: Reading) -> tuple[LineDraft, ...]:
        """The goods at what each of them costs, as near as that can be told."""
        chosen = [_chosen(ware) for ware in reading.wares]
        rows = self._products.rows(choice.number for choice in chosen)
        lines = []
        for ware, choice in zip(reading.wares, chosen, strict=True):
            row = rows.get(choice.number)
            price = ware.each if ware.each is not None else choice.price if row is None else row.price
            amount = reading.amount if len(reading.wares) == 1 and reading.amount is not None else ware.amount
            if amount is not None and amount % ware.quantity == 0:
                price = amount // ware.quantity
            lines.append(LineDraft(ProductId(choice.number), row.name if row else choice.name, ware.quantity, price))
        return tuple(lines)

    def total(self, reading: Reading) -> int | None:
        """What the order costs, in minor units: as said, else what its goods do, and no less than what came of it.

        None where nothing is ordered, or it is not clear what.
        """
        if not reading.wares or not all(only(ware.choices) for ware in reading.wares):
            return None
        if reading.amount is not None:
            return reading.amount
        lines = zip(reading.wares, self._lines(reading), strict=True)
        goods = sum(line.total if ware.amount is None else ware.amount for ware, line in lines)
        return max(goods, reading.part) if reading.paid is Paid.PART else goods

    def _owing(self, reading: Reading) -> OrderId | None:
        """The friend's oldest order of which at least that much is not paid."""
        if reading.friend is None or reading.wares:
            return None
        wanted = reading.part or reading.amount or 1
        owing = [row for row in self._orders.of(ContactId(reading.friend.number)) if row.owed >= wanted]
        exact = [row for row in owing if row.owed == wanted]
        chosen = exact or owing
        return OrderId(min(chosen, key=lambda row: (row.day, row.id)).id) if chosen else None

    def who(self, words: str) -> Sequence[Choice]:
        """Friends whose names, remarks, initials or handles begin so."""
        if len(words) < FEWEST_LETTERS and words.isascii():
            return ()
        found = self._finder.search_beginnings(_whole(words), LOOKED_AT)
        rows = self._contacts.rows(found)
        plain = fold(words)
        meant = [row for number in found if (row := rows.get(number)) is not None and _is_called(row, plain)]
        return [Choice(row.id, row.name, plain in {fold(row.name), fold(row.remark)}) for row in meant[:MOST_CHOICES]]

    def _on_news(self, topics: Topic) -> None:
        if topics & (Topic.PRODUCTS | Topic.UNDO):
            self._names = None

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
    def today(self) -> date:
        """From which days are told."""
        return self._store.clock.today()

    @property
    def currency(self) -> Currency:
        """In which amounts are."""
        return self._settings.shop().currency


def _is_called(row: ContactRow, plain: str) -> bool:
    """Whether it is a name, remark or handle that fits, and not only a tag or a note."""
    named = fits(row.name, plain) or fits(row.remark, plain)
    return named or any(fold(handle.text).startswith(plain) for handle in row.handles)


def _whole(text: str) -> str:
    """Without halves of characters, which cannot be stored."""
    return text.encode("utf-8", "replace").decode()


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
