"""Whatever is ordered, paid, left, given back, sent in parts, cancelled, deleted and undone: money adds up exactly."""

import shutil
import tempfile
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from crm.clock import Clock
from crm.contacts import ContactDraft
from crm.errors import ShukeError
from crm.ids import OrderId
from crm.orders import (
    InvalidOrderError,
    InvalidParcelError,
    InvalidPaymentError,
    LineDraft,
    OrderDraft,
    OrderList,
    OrderState,
    OrderStateError,
    PayMethod,
)
from crm.workspace import open_workspace

LINES = st.lists(
    st.builds(
        LineDraft,
        product=st.none(),
        name=st.sampled_from(["面膜", "精华", "x"]),
        quantity=st.integers(1, 1_000),
        unit_price=st.integers(0, 10**7),
    ),
    min_size=1,
    max_size=3,
).map(tuple)


@dataclass
class Book:
    """An order as an accountant with a pencil keeps it."""

    friend: int
    total: int
    payments: list[int] = field(default_factory=list)
    cancelled: bool = False
    deleted: bool = False
    advance: int = 0
    """What this order put into the friend's advance, below zero what it took from there."""

    @property
    def paid(self) -> int:
        return sum(self.payments)

    @property
    def owed(self) -> int:
        return 0 if self.cancelled else self.total - self.paid


@dataclass
class Page:
    """All orders, and what friends left or took back without any."""

    books: dict[OrderId, Book] = field(default_factory=dict)
    left: list[int] = field(default_factory=lambda: [0, 0])

    def balance(self, friend: int) -> int:
        return self.left[friend] + sum(
            book.advance for book in self.books.values() if book.friend == friend and not book.deleted
        )

    def owing(self, friend: int) -> list[tuple[OrderId, Book]]:
        return [(n, b) for n, b in sorted(self.books.items()) if b.friend == friend and b.owed and not b.deleted]


class Money(RuleBasedStateMachine):
    """The shop beside the pencil book; undo turns the book's pages."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        clock = Clock(ZoneInfo("Asia/Shanghai"), lambda: datetime(2026, 3, 4, 1, tzinfo=UTC))
        self.shop = open_workspace(self.folder / "shop", clock=clock)
        self.friends = [self.shop.contacts.add(ContactDraft(name)) for name in ("王芳", "李四")]
        self.page = Page()
        self.before: list[Page] = []
        self.after: list[Page] = []
        self.numbers: set[str] = set()

    def teardown(self) -> None:
        self.shop.close()
        shutil.rmtree(self.folder)

    def turn(self) -> Page:
        self.before.append(self.page)
        self.after.clear()
        self.page = deepcopy(self.page)
        return self.page

    def chosen(self, data: st.DataObject) -> tuple[OrderId, Book]:
        number = data.draw(st.sampled_from([n for n, book in self.page.books.items() if not book.deleted]))
        return number, self.page.books[number]

    def some(self) -> bool:
        return any(not book.deleted for book in self.page.books.values())

    @rule(lines=LINES, fee=st.integers(0, 2_000), who=st.integers(0, 1), data=st.data())
    def order(self, lines: tuple[LineDraft, ...], fee: int, who: int, data: st.DataObject) -> None:
        gross = sum(x.quantity * x.unit_price for x in lines) + fee
        discount = data.draw(st.integers(0, gross))
        paid = data.draw(st.integers(0, gross - discount))
        draft = OrderDraft(self.friends[who], lines, shipping_fee=fee, discount=discount, paid=paid)
        number = self.shop.orders.add(draft)
        self.turn().books[number] = Book(who, gross - discount, [paid] if paid else [])
        shown = self.shop.orders.row(number).number
        assert shown not in self.numbers
        self.numbers.add(shown)

    @precondition(some)
    @rule(data=st.data(), lines=LINES)
    def edit(self, data: st.DataObject, lines: tuple[LineDraft, ...]) -> None:
        number, book = self.chosen(data)
        total = sum(x.quantity * x.unit_price for x in lines)
        last = self.shop.undo.last()
        try:
            self.shop.orders.edit(number, OrderDraft(self.friends[book.friend], lines))
        except ShukeError as error:
            sent = isinstance(error, InvalidOrderError)  # of which there cannot be less
            assert book.cancelled or total < book.paid or sent
        else:
            card = self.shop.orders.card(number)
            assert card.row.total == total
            if self.shop.undo.last() != last:  # saying the same again is no step
                self.turn().books[number].total = total

    @precondition(some)
    @rule(data=st.data(), amount=st.none() | st.integers(-5, 10**8), advance=st.booleans())
    def pay(self, data: st.DataObject, amount: int | None, advance: bool) -> None:
        number, book = self.chosen(data)
        coming = book.owed if amount is None else amount
        enough = not advance or coming <= self.page.balance(book.friend)
        try:
            self.shop.orders.pay(number, amount, method=PayMethod.ADVANCE if advance else None)
        except (InvalidPaymentError, OrderStateError):
            assert book.cancelled or not 0 < coming <= book.owed or not enough
        else:
            assert 0 < coming <= book.owed
            assert enough
            now = self.turn().books[number]
            now.payments.append(coming)
            now.advance -= coming if advance else 0

    @rule(who=st.integers(0, 1), amount=st.integers(-5, 10**8), keep=st.booleans())
    def pay_several(self, who: int, amount: int, keep: bool) -> None:
        owing = self.page.owing(who)
        owed = sum(book.owed for _, book in owing)
        fits = amount > 0 and (keep or amount <= owed)
        try:
            receipt = self.shop.orders.receive_money(self.friends[who], amount, keep_rest=keep)
        except InvalidPaymentError:
            assert not fits
            return
        assert fits
        now, left = self.turn(), amount
        for number, book in owing:  # all of one day: the oldest is the first that was written
            part = min(left, book.owed)
            if part:
                now.books[number].payments.append(part)
                left -= part
        now.left[who] += left
        assert receipt.left == left

    @rule(who=st.integers(0, 1), amount=st.integers(-5, 10**8))
    def leave(self, who: int, amount: int) -> None:
        try:
            self.shop.advances.leave(self.friends[who], amount)
        except InvalidPaymentError:
            assert amount <= 0
        else:
            self.turn().left[who] += amount

    @rule(who=st.integers(0, 1), amount=st.none() | st.integers(-5, 10**8))
    def take_back_advance(self, who: int, amount: int | None) -> None:
        balance = self.page.balance(who)
        going = balance if amount is None else amount
        try:
            self.shop.advances.give_back(self.friends[who], amount)
        except InvalidPaymentError:
            assert not 0 < going <= balance
        else:
            assert 0 < going <= balance
            self.turn().left[who] -= going

    @precondition(some)
    @rule(data=st.data())
    def send_some(self, data: st.DataObject) -> None:
        number, book = self.chosen(data)
        lines = self.shop.orders.card(number).lines
        units = {line.id: data.draw(st.integers(0, line.quantity)) for line in lines if line.id}
        try:
            self.shop.orders.ship_part(number, units)
        except (InvalidParcelError, OrderStateError):
            left = {line.id: line.quantity - line.sent for line in lines}
            state = self.shop.orders.row(number).state
            gone = book.cancelled or state is OrderState.ON_THE_WAY
            assert gone or not any(units.values()) or any(units[n] > left[n] for n in units)
        else:
            self.turn()
            after = {line.id: line.sent for line in self.shop.orders.card(number).lines}
            whole = self.shop.orders.row(number).state is OrderState.ON_THE_WAY
            assert whole or all(after[x.id] == x.sent + units[x.id] for x in lines if x.id)

    @precondition(some)
    @rule(data=st.data(), amount=st.none() | st.integers(-5, 10**8), again=st.booleans(), advance=st.booleans())
    def refund(self, data: st.DataObject, amount: int | None, again: bool, advance: bool) -> None:
        number, book = self.chosen(data)
        going = book.paid if amount is None else amount
        try:
            method = PayMethod.ADVANCE if advance else None
            self.shop.orders.refund(number, amount, method=method, owed_again=again)
        except InvalidPaymentError:
            assert not 0 < going <= book.paid
        else:
            assert 0 < going <= book.paid
            now = self.turn().books[number]
            now.payments.append(-going)
            now.advance += going if advance else 0
            if not (again or now.cancelled):
                now.total -= going

    @precondition(some)
    @rule(data=st.data(), back=st.booleans())
    def cancel(self, data: st.DataObject, back: bool) -> None:
        number, book = self.chosen(data)
        try:
            self.shop.orders.cancel(number, give_back=back)
        except OrderStateError:
            assert book.cancelled
        else:
            now = self.turn().books[number]
            now.cancelled = True
            if back and now.paid:
                now.payments.append(-now.paid)

    @precondition(some)
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        number, book = self.chosen(data)
        try:
            self.shop.orders.delete(number)
        except InvalidPaymentError:
            assert self.page.balance(book.friend) - book.advance < 0
        else:
            self.turn().books[number].deleted = True
            assert self.page.balance(book.friend) >= 0

    @precondition(lambda self: self.before)
    @rule()
    def undo(self) -> None:
        self.shop.undo.undo()
        self.after.append(self.page)
        self.page = self.before.pop()

    @precondition(lambda self: self.after)
    @rule()
    def redo(self) -> None:
        self.shop.undo.redo()
        self.before.append(self.page)
        self.page = self.after.pop()

    @invariant()
    def money_adds_up(self) -> None:
        live = {number: book for number, book in self.page.books.items() if not book.deleted}
        rows = self.shop.orders.rows(self.shop.orders.ids())
        assert {n: (r.total, r.paid, r.owed) for n, r in rows.items()} == {
            n: (b.total, b.paid, b.owed) for n, b in live.items()
        }
        assert all(row.owed >= 0 for row in rows.values())
        assert {n for n, r in rows.items() if r.state is OrderState.CANCELLED} == {
            n for n, b in live.items() if b.cancelled
        }
        assert self.shop.orders.owed() == sum(book.owed for book in live.values())
        assert set(self.shop.orders.ids(OrderList.TO_PAY)) == {n for n, b in live.items() if b.owed}
        for place, friend in enumerate(self.friends):
            row = self.shop.contacts.row(friend)
            mine = [book for book in live.values() if book.friend == place]
            assert (row.owed, row.spent) == (sum(b.owed for b in mine), sum(b.paid for b in mine))
            balance = self.shop.advances.balance(friend)
            assert balance == self.page.balance(place) == sum(x.amount for x in self.shop.advances.of(friend))
            assert balance >= 0
            assert sum(age.owed for age in self.shop.profits.ages(friend)) == row.owed


TestMoney = Money.TestCase
TestMoney.settings = settings(
    max_examples=12, stateful_step_count=20, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
