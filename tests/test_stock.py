"""Stock is what came in, less what went out, whatever happens to orders, friends, bundles and steps."""

import shutil
import sqlite3
import tempfile
from contextlib import closing
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from crm.clock import Clock
from crm.contacts import ContactDraft
from crm.db import files
from crm.db import stock as figures
from crm.db.models import OrderLine, Parcel, ParcelLine, Supplier
from crm.errors import MissingError, OutOfRangeError
from crm.ids import ContactId, OrderId, ProductId
from crm.orders import LineDraft, OrderDraft, OrderStateError
from crm.products import Part, ProductDraft
from crm.stock import MOST_UNITS, NoOwnStockError, StockKind
from crm.topics import Action, Topic, Verb
from crm.workspace import Workspace, open_workspace
from tests.conftest import StoppedTime

TODAY = date(2026, 3, 4)


def shelf(shop: Workspace) -> dict[str, tuple[int | None, int, int | None]]:
    return {row.name: (row.stock, row.reserved, row.free) for row in shop.products.everything()}


def lines(shop: Workspace, *some: tuple[ProductId, int]) -> tuple[LineDraft, ...]:
    return tuple(LineDraft(product, "x", units, 100) for product, units in some)


@pytest.fixture
def friend(workspace: Workspace) -> ContactId:
    return workspace.contacts.add(ContactDraft("王芳"))


@pytest.fixture
def mask(workspace: Workspace) -> ProductId:
    return workspace.products.add(ProductDraft("面膜", price=100, stocked=True, count=10))


def counted_anew(shop: Workspace) -> None:
    """What is carried along is what counting everything anew finds."""
    before = shop.store.rows("SELECT id, stock, reserved FROM product ORDER BY id")
    held = shop.store.rows("SELECT id, counted, held FROM order_line ORDER BY id")
    with shop.store.write(Topic(0)) as write:
        figures.rebuild(write.connection)
    assert shop.store.rows("SELECT id, stock, reserved FROM product ORDER BY id") == before
    assert shop.store.rows("SELECT id, counted, held FROM order_line ORDER BY id") == held


# ---------------------------------------------------------------- one thing after the other


def test_an_order_reserves_and_what_is_sent_is_gone(workspace: Workspace, friend: ContactId, mask: ProductId):
    order = workspace.orders.add(OrderDraft(friend, lines(workspace, (mask, 3))))
    assert shelf(workspace)["面膜"] == (10, 3, 7)
    workspace.orders.ship(order)
    assert shelf(workspace)["面膜"] == (7, 0, 7)
    workspace.orders.cancel(order)
    assert shelf(workspace)["面膜"] == (10, 0, 10)
    workspace.undo.undo()
    workspace.orders.delete(order)
    assert shelf(workspace)["面膜"] == (10, 0, 10)
    counted_anew(workspace)


def test_more_can_be_sold_than_there_is_and_that_is_marked(workspace: Workspace, friend: ContactId, mask: ProductId):
    workspace.orders.add(OrderDraft(friend, lines(workspace, (mask, 12))))
    row = workspace.products.row(mask)
    assert (row.stock, row.reserved, row.free, row.low) == (10, 12, -2, True)
    assert [one.name for one in workspace.products.low()] == ["面膜"]


def test_low_from_its_mark_on(workspace: Workspace, mask: ProductId):
    assert not workspace.products.row(mask).low
    workspace.products.edit(mask, ProductDraft("面膜", stocked=True, low_stock=10))
    assert workspace.products.row(mask).low
    workspace.products.edit(mask, ProductDraft("面膜", stocked=True, low_stock=9))
    assert workspace.products.low() == []


def test_handed_over_without_a_parcel(workspace: Workspace, friend: ContactId, mask: ProductId):
    order = workspace.orders.add(OrderDraft(friend, lines(workspace, (mask, 3))))
    workspace.orders.receive(order)
    assert shelf(workspace)["面膜"] == (7, 0, 7)
    workspace.orders.edit(order, OrderDraft(friend, lines(workspace, (mask, 5))))
    assert shelf(workspace)["面膜"] == (5, 0, 5)


def test_a_part_that_was_sent_by_itself(workspace: Workspace, friend: ContactId, mask: ProductId):
    order = workspace.orders.add(OrderDraft(friend, lines(workspace, (mask, 3))))
    with workspace.store.write(Topic.ORDERS, Action(Verb.SHIP_ORDER, friend)) as write:
        parcel = write.insert(Parcel, contact=friend, order=order, shipped_on=TODAY)
        (line,) = write.rows(OrderLine.select(OrderLine.id))[0]
        write.insert(ParcelLine, contact=friend, order=order, parcel=parcel, line=line, quantity=2)
    assert shelf(workspace)["面膜"] == (8, 1, 7)
    workspace.orders.ship(order)
    assert shelf(workspace)["面膜"] == (7, 0, 7)
    counted_anew(workspace)


def test_what_a_supplier_ships_was_never_on_the_shelf(workspace: Workspace, friend: ContactId, mask: ProductId):
    order = workspace.orders.add(OrderDraft(friend, lines(workspace, (mask, 3))))
    with workspace.store.write(Topic.ORDERS, Action(Verb.EDIT_ORDER, friend)) as write:
        supplier = write.insert(Supplier, name="上家")
        (line,) = write.rows(OrderLine.select(OrderLine.id))[0]
        write.update(OrderLine, line, supplier=supplier)
    workspace.orders.ship(order)
    assert shelf(workspace)["面膜"] == (10, 0, 10)


def test_a_line_of_another_product(workspace: Workspace, friend: ContactId, mask: ProductId):
    other = workspace.products.add(ProductDraft("精华", stocked=True, count=4))
    order = workspace.orders.add(OrderDraft(friend, lines(workspace, (mask, 3))))
    workspace.orders.ship(order)
    workspace.orders.edit(order, OrderDraft(friend, lines(workspace, (other, 2))))
    assert (shelf(workspace)["面膜"], shelf(workspace)["精华"]) == ((10, 0, 10), (2, 0, 2))
    workspace.orders.edit(order, OrderDraft(friend, (LineDraft(None, "once", 1, 5),)))
    assert (shelf(workspace)["面膜"], shelf(workspace)["精华"]) == ((10, 0, 10), (4, 0, 4))
    workspace.undo.undo()
    workspace.undo.undo()
    assert (shelf(workspace)["面膜"], shelf(workspace)["精华"]) == ((7, 0, 7), (4, 0, 4))
    counted_anew(workspace)


def test_stock_that_begins_to_be_kept_makes_up_for_what_was_sold_before(workspace: Workspace, friend: ContactId):
    cream = workspace.products.add(ProductDraft("面霜"))
    order = workspace.orders.add(OrderDraft(friend, lines(workspace, (cream, 40))))
    workspace.orders.ship(order)
    assert shelf(workspace)["面霜"] == (None, 0, None)
    workspace.products.edit(cream, ProductDraft("面霜", stocked=True, count=6))
    assert shelf(workspace)["面霜"] == (6, 0, 6)
    assert [(move.kind, move.quantity) for move in workspace.stock.moves(cream)] == [
        (StockKind.OPENING, 6),
        (StockKind.BEFORE, 40),
    ]
    assert workspace.stock.sent(cream) == 40
    workspace.undo.undo()
    assert shelf(workspace)["面霜"] == (None, 0, None)
    counted_anew(workspace)


def test_a_bundle_has_what_its_parts_allow_and_moves_them(workspace: Workspace, friend: ContactId, mask: ProductId):
    soap = workspace.products.add(ProductDraft("皂", stocked=True, count=3))
    box = workspace.products.add(ProductDraft("礼盒", parts=(Part(mask, 3), Part(soap, 1))))
    assert shelf(workspace)["礼盒"] == (3, 0, 3)
    order = workspace.orders.add(OrderDraft(friend, lines(workspace, (box, 2), (mask, 1))))
    assert shelf(workspace) == {"礼盒": (3, 2, 1), "面膜": (10, 7, 3), "皂": (3, 2, 1)}
    workspace.orders.ship(order)
    assert shelf(workspace) == {"礼盒": (1, 0, 1), "面膜": (3, 0, 3), "皂": (1, 0, 1)}
    # packed otherwise from now on: what was sent stays sent as it was
    workspace.products.edit(box, ProductDraft("礼盒", parts=(Part(mask, 1),)))
    assert shelf(workspace) == {"礼盒": (3, 0, 3), "面膜": (3, 0, 3), "皂": (1, 0, 1)}
    counted_anew(workspace)
    workspace.undo.undo()
    workspace.undo.undo()
    assert shelf(workspace) == {"礼盒": (3, 2, 1), "面膜": (10, 7, 3), "皂": (3, 2, 1)}
    counted_anew(workspace)


def test_a_bundle_of_what_is_not_counted_is_not_counted(workspace: Workspace):
    tea = workspace.products.add(ProductDraft("茶"))
    workspace.products.add(ProductDraft("礼盒", parts=(Part(tea, 2),), stocked=True))
    assert shelf(workspace)["礼盒"] == (None, 0, None)


def test_bundles_that_are_waiting_are_packed_as_they_are_now(workspace: Workspace, friend: ContactId, mask: ProductId):
    box = workspace.products.add(ProductDraft("礼盒", parts=(Part(mask, 3),)))
    workspace.orders.add(OrderDraft(friend, lines(workspace, (box, 1))))
    workspace.products.edit(box, ProductDraft("礼盒", parts=(Part(mask, 2),)))
    assert shelf(workspace)["面膜"] == (10, 2, 8)
    assert [move.kind for move in workspace.stock.moves(mask)] == [StockKind.OPENING]
    counted_anew(workspace)


def test_a_product_with_variants_has_what_all_of_them_have(workspace: Workspace, mask: ProductId):
    red, rose = workspace.products.add_variants(mask, ["红", "玫瑰"])
    assert shelf(workspace)["面膜"] == (10, 0, 10)
    workspace.stock.count({red: 4})
    assert shelf(workspace)["面膜"] == (14, 0, 14)
    tea = workspace.products.add(ProductDraft("茶"))
    workspace.products.add_variants(tea, ["绿"])
    assert workspace.products.row(tea).stock is None
    assert workspace.products.row(rose).stock == 0


# ---------------------------------------------------------------- by hand


def test_what_comes_goes_and_is_counted(workspace: Workspace, mask: ProductId):
    workspace.stock.take_in(mask, 5, note=" from the fair ")
    workspace.stock.take_out(mask, 1, StockKind.LOSS)
    workspace.stock.take_out(mask, 2, StockKind.SAMPLE, day=date(2026, 3, 1))
    assert workspace.products.row(mask).stock == 12
    assert workspace.stock.count({mask: 11}) == 1
    assert workspace.stock.count({mask: 11}) == 0
    moves = workspace.stock.moves(mask)
    assert [(move.kind, move.quantity, move.note) for move in moves] == [
        (StockKind.COUNT, -1, ""),
        (StockKind.LOSS, -1, ""),
        (StockKind.CAME, 5, "from the fair"),
        (StockKind.OPENING, 10, ""),
        (StockKind.SAMPLE, -2, ""),
    ]
    workspace.stock.remove(moves[1].id)
    assert workspace.products.row(mask).stock == 12
    with pytest.raises(MissingError):
        workspace.stock.remove(moves[1].id)
    workspace.undo.undo()
    assert workspace.products.row(mask).stock == 11
    assert len(workspace.stock.moves(mask, limit=2)) == 2


def test_a_count_that_finds_nothing_new_is_no_step(workspace: Workspace, mask: ProductId):
    last = workspace.undo.last()
    workspace.stock.count({mask: 10})
    assert workspace.undo.last() == last


@pytest.mark.parametrize("units", [0, -1, MOST_UNITS + 1, 10**30])
def test_numbers_that_cannot_be_are_refused(workspace: Workspace, mask: ProductId, units: int):
    with pytest.raises(OutOfRangeError):
        workspace.stock.take_in(mask, units)
    with pytest.raises(OutOfRangeError):
        workspace.stock.take_out(mask, units, StockKind.LOSS)
    if units:
        with pytest.raises(OutOfRangeError):
            workspace.stock.count({mask: units})
    assert workspace.products.row(mask).stock == 10


def test_a_count_is_whole_or_not_at_all(workspace: Workspace, mask: ProductId):
    with pytest.raises(OutOfRangeError):
        workspace.stock.count({mask: 3, workspace.products.add(ProductDraft("皂")): -1})
    assert workspace.products.row(mask).stock == 10


def test_bundles_and_products_with_variants_have_no_stock_of_their_own(workspace: Workspace, mask: ProductId):
    box = workspace.products.add(ProductDraft("礼盒", parts=(Part(mask, 3),)))
    with pytest.raises(NoOwnStockError):
        workspace.stock.count({box: 3})
    tea = workspace.products.add(ProductDraft("茶"))
    workspace.products.add_variants(tea, ["绿"])
    with pytest.raises(NoOwnStockError):
        workspace.stock.take_in(tea, 3)
    with pytest.raises(MissingError):
        workspace.stock.take_out(ProductId(99), 3, StockKind.LOSS)


def test_a_kind_from_elsewhere_is_something_else():
    assert StockKind.read("teleported") is StockKind.OTHER


# ---------------------------------------------------------------- batches


def test_what_expires_first_is_sent_first(workspace: Workspace, friend: ContactId):
    tea = workspace.products.add(ProductDraft("茶", stocked=True))
    workspace.stock.take_in(tea, 5, code="B", expires_on=date(2026, 9, 1))
    workspace.stock.take_in(tea, 2, code="A", expires_on=date(2026, 4, 1))
    workspace.stock.take_in(tea, 1, code="A", expires_on=date(2026, 4, 1))
    workspace.stock.take_in(tea, 9, code="no day")
    assert [(row.code, row.left) for row in workspace.stock.batches(tea)] == [("A", 3), ("B", 5), ("no day", 9)]
    order = workspace.orders.add(OrderDraft(friend, lines(workspace, (tea, 2), (tea, 2), (tea, 20))))
    workspace.orders.ship(order)
    # the second line is more than what is left of A; the last is more than any has, and takes the first that is left
    assert [(row.code, row.left) for row in workspace.stock.batches(tea)] == [("B", 3), ("no day", 9)]
    workspace.undo.undo()
    assert [(row.code, row.left) for row in workspace.stock.batches(tea)] == [("A", 3), ("B", 5), ("no day", 9)]
    workspace.orders.receive(order)
    assert workspace.stock.batches(tea)[0].code == "B"


def test_without_batches_a_line_is_of_none(workspace: Workspace, friend: ContactId, mask: ProductId):
    order = workspace.orders.add(OrderDraft(friend, lines(workspace, (mask, 2))))
    workspace.orders.ship(order)
    assert workspace.store.rows("SELECT batch_id FROM order_line") == [(None,)]


def test_what_is_lost_is_taken_from_what_expires_first(workspace: Workspace):
    tea = workspace.products.add(ProductDraft("茶", stocked=True))
    workspace.stock.take_in(tea, 5, code="B", expires_on=date(2026, 9, 1))
    workspace.stock.take_in(tea, 2, code="A", expires_on=date(2026, 4, 1))
    workspace.stock.take_out(tea, 3, StockKind.GIFT)
    assert [(row.code, row.left) for row in workspace.stock.batches(tea)] == [("B", 4)]
    (row,) = workspace.stock.batches(tea)
    workspace.stock.take_out(tea, 1, StockKind.LOSS, batch=row.id)
    workspace.stock.count({tea: 1})
    assert [(row.code, row.left) for row in workspace.stock.batches(tea)] == [("B", 1)]
    workspace.stock.take_out(tea, 3, StockKind.USED)
    assert (workspace.stock.batches(tea), workspace.products.row(tea).stock) == ([], -2)


def test_what_expires_soon_is_told(workspace: Workspace):
    tea = workspace.products.add(ProductDraft("茶", stocked=True))
    for code, last in (("gone", date(2026, 3, 1)), ("soon", date(2026, 5, 3)), ("late", date(2026, 5, 4))):
        workspace.stock.take_in(tea, 1, code=code, expires_on=last)
    assert [(row.name, row.code) for row in workspace.stock.expiring()] == [("茶", "gone"), ("茶", "soon")]
    workspace.stock.count({tea: 2})
    assert [row.code for row in workspace.stock.expiring(365)] == ["soon", "late"]
    workspace.products.delete([tea])
    assert workspace.stock.expiring() == []


# ---------------------------------------------------------------- friends who leave


def test_what_went_to_a_friend_who_was_deleted_or_erased_stays_gone(
    workspace: Workspace, friend: ContactId, mask: ProductId
):
    box = workspace.products.add(ProductDraft("礼盒", parts=(Part(mask, 2),)))
    workspace.stock.take_in(mask, 4, code="A", expires_on=date(2026, 9, 1))
    order = workspace.orders.add(OrderDraft(friend, lines(workspace, (mask, 3), (box, 1))))
    workspace.orders.ship(order)
    workspace.orders.add(OrderDraft(friend, lines(workspace, (mask, 1))))
    assert shelf(workspace)["面膜"] == (9, 1, 8)
    workspace.contacts.delete([friend])
    assert shelf(workspace)["面膜"] == (9, 0, 9)
    counted_anew(workspace)
    workspace.erasing.erase(friend)
    assert shelf(workspace)["面膜"] == (9, 0, 9)
    assert [row.left for row in workspace.stock.batches(mask)] == [1]
    assert sum(m.quantity for m in workspace.stock.moves(mask) if m.kind is StockKind.FORGOTTEN) == -5
    counted_anew(workspace)


def test_a_friend_who_comes_back_brings_their_orders(
    workspace: Workspace, time: StoppedTime, friend: ContactId, mask: ProductId
):
    workspace.orders.ship(workspace.orders.add(OrderDraft(friend, lines(workspace, (mask, 3)))))
    wrong = workspace.orders.add(OrderDraft(friend, lines(workspace, (mask, 2))))
    workspace.orders.receive(wrong)
    workspace.orders.delete(wrong)
    time.advance(minutes=1)
    workspace.contacts.delete([friend])
    assert shelf(workspace)["面膜"] == (7, 0, 7)
    workspace.bin.bring_back([friend])
    assert shelf(workspace)["面膜"] == (7, 0, 7)
    other = workspace.contacts.add(ContactDraft("王芳二号"))
    workspace.orders.add(OrderDraft(other, lines(workspace, (mask, 1))))
    sides = workspace.merging.sides([friend, other])
    kept, chosen = workspace.merging.propose(sides)
    workspace.merging.merge(kept, [one for one in (friend, other) if one != kept], chosen)
    assert shelf(workspace)["面膜"] == (7, 1, 6)
    counted_anew(workspace)


def test_an_older_file_is_counted_when_it_is_opened(tmp_path: Path, clock: Clock):
    shop = open_workspace(tmp_path / "shop", clock=clock)
    mask = shop.products.add(ProductDraft("面膜", stocked=True, count=10))
    friend = shop.contacts.add(ContactDraft("王芳"))
    shop.orders.ship(shop.orders.add(OrderDraft(friend, lines(shop, (mask, 3)))))
    path = shop.folder / files.FILE_NAME
    shop.close()
    with closing(sqlite3.connect(path)) as connection:
        figures.unwatch(connection)
        connection.execute("UPDATE order_line SET counted = 0, held = 9")
        connection.execute("UPDATE product SET stock = 0, reserved = 5")
        figures.rebuild(connection)
        assert connection.execute("SELECT stock, reserved FROM product").fetchall() == [(7, 0)]


# ---------------------------------------------------------------- any sequence


@dataclass
class Sold:
    """An order as a storekeeper with a pencil keeps it."""

    friend: int
    lines: tuple[tuple[int, int], ...]
    sent: bool = False
    arrived: bool = False
    cancelled: bool = False


@dataclass
class Page:
    """What stands on one page of the pencil book: products are 0 and 1, the bundle of 2 × 0 and 1 × 1 is 2."""

    moved: list[int] = field(default_factory=lambda: [20, 20])
    orders: dict[OrderId, Sold] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)
    taken_out: dict[int, list[OrderId]] = field(default_factory=dict)

    def units(self, product: int, *, sent: bool) -> int:
        each = {0: {0: 1, 2: 2}, 1: {1: 1, 2: 1}, 2: {2: 1}}[product]
        return sum(
            units * each.get(what, 0)
            for order in self.orders.values()
            if not order.cancelled and (order.sent or order.arrived) is sent and (sent or order.friend not in self.gone)
            for what, units in order.lines
        )


LINES = st.lists(st.tuples(st.integers(0, 2), st.integers(1, 30)), min_size=1, max_size=3).map(tuple)


class Shelf(RuleBasedStateMachine):
    """The shop beside the pencil book; undo turns the book's pages."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        ticks = count()
        clock = Clock(
            ZoneInfo("Asia/Shanghai"), lambda: datetime(2026, 3, 4, 1, tzinfo=UTC) + timedelta(seconds=next(ticks))
        )
        self.shop = open_workspace(self.folder / "shop", clock=clock)
        self.friends = [self.shop.contacts.add(ContactDraft(name)) for name in ("王芳", "李四")]
        mask = self.shop.products.add(ProductDraft("面膜", stocked=True, count=20))
        soap = self.shop.products.add(ProductDraft("皂", stocked=True, count=20))
        box = self.shop.products.add(ProductDraft("礼盒", parts=(Part(mask, 2), Part(soap, 1))))
        self.products = [mask, soap, box]
        self.page = Page()
        self.before: list[Page] = []
        self.after: list[Page] = []

    def teardown(self) -> None:
        counted_anew(self.shop)
        self.shop.close()
        shutil.rmtree(self.folder)

    def turn(self) -> Page:
        self.before.append(self.page)
        self.after.clear()
        self.page = deepcopy(self.page)
        return self.page

    def there(self) -> list[int]:
        return [place for place in range(2) if place not in self.page.gone]

    def mine(self) -> list[OrderId]:
        return [number for number, order in self.page.orders.items() if order.friend not in self.page.gone]

    def drafts(self, some: tuple[tuple[int, int], ...]) -> tuple[LineDraft, ...]:
        return tuple(LineDraft(self.products[what], "x", units, 100) for what, units in some)

    @precondition(there)
    @rule(some=LINES, data=st.data())
    def order(self, some: tuple[tuple[int, int], ...], data: st.DataObject) -> None:
        who = data.draw(st.sampled_from(self.there()))
        number = self.shop.orders.add(OrderDraft(self.friends[who], self.drafts(some)))
        self.turn().orders[number] = Sold(who, some)

    @precondition(mine)
    @rule(some=LINES, data=st.data())
    def edit(self, some: tuple[tuple[int, int], ...], data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(self.mine()))
        order = self.page.orders[number]
        if order.cancelled or order.lines == some:
            return
        self.shop.orders.edit(number, OrderDraft(self.friends[order.friend], self.drafts(some)))
        self.turn().orders[number].lines = some

    @precondition(mine)
    @rule(data=st.data(), what=st.sampled_from(["ship", "receive", "cancel", "delete"]))
    def go_on(self, data: st.DataObject, what: str) -> None:
        number = data.draw(st.sampled_from(self.mine()))
        try:
            getattr(self.shop.orders, what)(number)
        except OrderStateError:
            return
        page = self.turn()
        match what:
            case "ship":
                page.orders[number].sent = True
            case "receive":
                page.orders[number].arrived = True
            case "cancel":
                page.orders[number].cancelled = True
            case _:
                del page.orders[number]

    @rule(what=st.integers(0, 1), units=st.integers(1, 50))
    def come(self, what: int, units: int) -> None:
        self.shop.stock.take_in(self.products[what], units)
        self.turn().moved[what] += units

    @rule(what=st.integers(0, 1), units=st.integers(1, 50))
    def lose(self, what: int, units: int) -> None:
        self.shop.stock.take_out(self.products[what], units, StockKind.LOSS)
        self.turn().moved[what] -= units

    @rule(what=st.integers(0, 1), units=st.integers(0, 50))
    def count_shelf(self, what: int, units: int) -> None:
        difference = units - (self.page.moved[what] - self.page.units(what, sent=True))
        assert self.shop.stock.count({self.products[what]: units}) == bool(difference)
        if difference:
            self.turn().moved[what] += difference

    @precondition(there)
    @rule(data=st.data())
    def leave(self, data: st.DataObject) -> None:
        who = data.draw(st.sampled_from(self.there()))
        self.shop.contacts.delete([self.friends[who]])
        self.turn().gone.add(who)

    @precondition(lambda self: self.page.gone)
    @rule(data=st.data())
    def come_back(self, data: st.DataObject) -> None:
        who = data.draw(st.sampled_from(sorted(self.page.gone)))
        self.shop.bin.bring_back([self.friends[who]])
        self.turn().gone.discard(who)

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
    def stock_is_what_came_less_what_went(self) -> None:
        rows = self.shop.products.rows(self.products)
        for place in range(2):
            row = rows[self.products[place]]
            assert row.stock == self.page.moved[place] - self.page.units(place, sent=True)
            assert row.reserved == self.page.units(place, sent=False)


TestShelf = Shelf.TestCase
TestShelf.settings = settings(
    max_examples=25, stateful_step_count=20, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
