"""Whatever is ordered, paid, given back, cancelled, deleted and undone: money adds up exactly."""

import shutil
import tempfile
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
from crm.orders import InvalidPaymentError, LineDraft, OrderDraft, OrderList, OrderState, OrderStateError
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

    @property
    def paid(self) -> int:
        return sum(self.payments)

    @property
    def owed(self) -> int:
        return 0 if self.cancelled else self.total - self.paid


Page = dict[OrderId, Book]


def copied(page: Page) -> Page:
    return {
        number: Book(book.friend, book.total, list(book.payments), book.cancelled, book.deleted)
        for number, book in page.items()
    }


class Money(RuleBasedStateMachine):
    """The shop beside the pencil book; undo turns the book's pages."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        clock = Clock(ZoneInfo("Asia/Shanghai"), lambda: datetime(2026, 3, 4, 1, tzinfo=UTC))
        self.shop = open_workspace(self.folder / "shop", clock=clock)
        self.friends = [self.shop.contacts.add(ContactDraft(name)) for name in ("王芳", "李四")]
        self.page: Page = {}
        self.before: list[Page] = []
        self.after: list[Page] = []
        self.numbers: set[str] = set()

    def teardown(self) -> None:
        self.shop.close()
        shutil.rmtree(self.folder)

    def turn(self) -> Page:
        self.before.append(self.page)
        self.after.clear()
        self.page = copied(self.page)
        return self.page

    def chosen(self, data: st.DataObject) -> tuple[OrderId, Book]:
        number = data.draw(st.sampled_from([n for n, book in self.page.items() if not book.deleted]))
        return number, self.page[number]

    def some(self) -> bool:
        return any(not book.deleted for book in self.page.values())

    @rule(lines=LINES, fee=st.integers(0, 2_000), who=st.integers(0, 1), data=st.data())
    def order(self, lines: tuple[LineDraft, ...], fee: int, who: int, data: st.DataObject) -> None:
        gross = sum(x.quantity * x.unit_price for x in lines) + fee
        discount = data.draw(st.integers(0, gross))
        paid = data.draw(st.integers(0, gross - discount))
        draft = OrderDraft(self.friends[who], lines, shipping_fee=fee, discount=discount, paid=paid)
        number = self.shop.orders.add(draft)
        self.turn()[number] = Book(who, gross - discount, [paid] if paid else [])
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
        except ShukeError:
            assert book.cancelled or total < book.paid
        else:
            card = self.shop.orders.card(number)
            assert card.row.total == total
            if self.shop.undo.last() != last:  # saying the same again is no step
                self.turn()[number].total = total

    @precondition(some)
    @rule(data=st.data(), amount=st.none() | st.integers(-5, 10**8))
    def pay(self, data: st.DataObject, amount: int | None) -> None:
        number, book = self.chosen(data)
        coming = book.owed if amount is None else amount
        try:
            self.shop.orders.pay(number, amount)
        except (InvalidPaymentError, OrderStateError):
            assert book.cancelled or not 0 < coming <= book.owed
        else:
            assert 0 < coming <= book.owed
            self.turn()[number].payments.append(coming)

    @precondition(some)
    @rule(data=st.data(), amount=st.none() | st.integers(-5, 10**8), again=st.booleans())
    def refund(self, data: st.DataObject, amount: int | None, again: bool) -> None:
        number, book = self.chosen(data)
        going = book.paid if amount is None else amount
        try:
            self.shop.orders.refund(number, amount, owed_again=again)
        except InvalidPaymentError:
            assert not 0 < going <= book.paid
        else:
            assert 0 < going <= book.paid
            now = self.turn()[number]
            now.payments.append(-going)
            if not (again or now.cancelled):
                now.total -= going

    @precondition(some)
    @rule(data=st.data())
    def cancel(self, data: st.DataObject) -> None:
        number, book = self.chosen(data)
        try:
            self.shop.orders.cancel(number)
        except OrderStateError:
            assert book.cancelled
        else:
            self.turn()[number].cancelled = True

    @precondition(some)
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        number, _ = self.chosen(data)
        self.shop.orders.delete(number)
        self.turn()[number].deleted = True

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
        live = {number: book for number, book in self.page.items() if not book.deleted}
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


TestMoney = Money.TestCase
TestMoney.settings = settings(
    max_examples=12, stateful_step_count=20, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
