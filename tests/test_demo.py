"""Demo shops: the same for the same seed, alive today, and as true to the rules as a shop of real friends."""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crm.accounts import Platform
from crm.clock import Clock
from crm.contacts import ContactDraft, Standing
from crm.custom_fields import FieldKind
from crm.db import bulk, derived, log
from crm.demo import DemoCounts, events, friends, make_demo, making, people, sales
from crm.demo.paths import shared_out
from crm.demo.talks import LANGUAGES, decks, expanded, scripts
from crm.demo.words import goods
from crm.errors import UnknownValueError
from crm.finder import Filter, Sort
from crm.lunar import Birthday
from crm.names import normal_phone
from crm.products import ProductDraft
from crm.progress import Cancelled
from crm.stages import Stage
from crm.workspace import Workspace, open_workspace

MOMENT = datetime(2026, 3, 4, 1, 0, tzinfo=UTC)
TODAY = date(2026, 3, 4)
OUR_MOMENT = Clock(ZoneInfo("Asia/Shanghai"), lambda: MOMENT)


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A demo shop of the usual size; tests only read it."""
    shop = open_workspace(tmp_path_factory.mktemp("demo") / "shop", clock=OUR_MOMENT)
    make_demo(shop)
    yield shop
    shop.close()


def contents(shop: Workspace) -> dict[str, list[tuple[object, ...]]]:
    """Every row of a shop, without what differs between two files: identifiers and moments of making."""
    found = {}
    for name in log.NAMES:
        columns = [row[1] for row in shop.store.rows((f"PRAGMA table_info({name})", ()))]
        kept = [f'"{column}"' for column in columns if column not in ("uuid", "created", "updated")]
        found[name] = shop.store.rows((f'SELECT {", ".join(kept)} FROM "{name}" ORDER BY id', ()))
    return found


def schema(path: Path) -> list[tuple[str, str]]:
    with closing(sqlite3.connect(path)) as connection:
        return sorted(connection.execute("SELECT name, coalesce(sql, '') FROM sqlite_master").fetchall())


def numbers(shop: Workspace, sql: str) -> list[int]:
    return [row[0] for row in shop.store.rows((sql, ()))]


# sizes and seeds


def test_same_seed_sizes_and_day_give_the_same_shop_at_any_hour(tmp_path: Path):
    shops = []
    for name, hours, seed in (("a", 0, 5), ("b", 13, 5), ("c", 0, 6)):
        clock = Clock(ZoneInfo("Asia/Shanghai"), lambda hours=hours: MOMENT + timedelta(hours=hours))  # type: ignore[misc]  # bound at once
        shop = open_workspace(tmp_path / name, clock=clock)
        make_demo(shop, 60, 300, 90, seed=seed)
        shops.append(contents(shop))
        shop.close()
    first, again, other = shops
    assert first == again
    assert first != other


@pytest.mark.parametrize(
    ("contacts", "conversations", "orders"),
    [(1, 0, 0), (1, 5, 3), (2, 0, 7), (7, 100, 1), (40, 0, 15), (40, 11, 0), (90, 400, 500), (25, 3, 24)],
)
def test_any_size_is_made_exactly(workspace: Workspace, contacts: int, conversations: int, orders: int):
    counts = make_demo(workspace, contacts, conversations, orders)
    assert counts == DemoCounts(contacts, conversations, orders)
    made = [
        len(rows) for name, rows in contents(workspace).items() if name in ("contact", "conversation", "shop_order")
    ]
    assert made == [contacts, conversations, orders]
    assert not workspace.store.rows(("PRAGMA foreign_key_check", ()))


def test_nobody_is_no_step(workspace: Workspace):
    assert make_demo(workspace, 0, 5, 5) == DemoCounts(0, 0, 0)
    assert workspace.undo.last() is None


@pytest.mark.parametrize("sizes", [(-1, 0, 0), (1, -1, 0), (1, 1, -5), (2**26, 0, 0)])
def test_impossible_sizes_are_refused(workspace: Workspace, sizes: tuple[int, int, int]):
    with pytest.raises(UnknownValueError):
        make_demo(workspace, *sizes)
    assert workspace.finder.count(Filter()) == 0


def test_accounts_are_as_many_as_wechat_allows_friends(demo: Workspace):
    rows = demo.accounts.all()
    assert Counter(row.platform for row in rows)[Platform.WECHAT] == 3
    assert {Platform.WEIBO, Platform.LINE, Platform.WHATSAPP} <= {row.platform for row in rows}
    assert all(row.friend_cap is None or row.friends <= row.friend_cap for row in rows)
    assert sum(row.friends for row in rows) > 250


# alive today


def test_today_there_is_something_to_do(demo: Workspace):
    due = numbers(demo, f"SELECT contact_id FROM follow_up WHERE state = 'open' AND due = '{TODAY}'")
    late = numbers(demo, f"SELECT contact_id FROM follow_up WHERE state = 'open' AND due < '{TODAY}'")
    coming = numbers(demo, f"SELECT contact_id FROM follow_up WHERE state = 'open' AND due > '{TODAY}'")
    assert due
    assert late
    assert coming
    cadences = demo.settings.shop().cadences
    overdue = {
        stage: numbers(
            demo,
            f"SELECT count(*) FROM contact WHERE standing = 'active' AND stage = '{stage}'"
            f" AND quiet_since <= '{TODAY - timedelta(days=days)}'",
        )[0]
        for stage, days in cadences.items()
    }
    assert min(overdue.values()) > 0
    assert 40 < sum(overdue.values()) < 200  # more than a day's work, but not everybody


def test_there_are_own_fields_and_promises(demo: Workspace):
    fields = demo.fields.all()
    assert {field.kind for field in fields} == set(FieldKind)
    said = demo.fields.values(demo.finder.ids(Filter()))
    assert 40 < len(said) < 120
    for values in said.values():
        for field in fields:
            assert field.code(values.get(field.id, "")) == values.get(field.id, "")
    promised = numbers(demo, "SELECT contact_id FROM follow_up WHERE kind = 'promise' AND state = 'open'")
    assert 1 < len(promised) < 30
    assert numbers(demo, "SELECT contact_id FROM follow_up WHERE kind = 'promise' AND state = 'done'")


def test_own_fields_that_are_there_are_taken_but_for_one_of_another_kind(workspace: Workspace):
    workspace.fields.add("口味")
    workspace.fields.add("肤质", FieldKind.NUMBER)
    make_demo(workspace, 60)
    kinds = {field.name: field.kind for field in workspace.fields.all()}
    assert list(kinds) == ["口味", "肤质", "孩子几岁", "进群的日子", "看直播"]
    assert numbers(
        workspace, "SELECT count(*) FROM field_value v JOIN custom_field f ON f.id = v.field_id WHERE f.name = '肤质'"
    ) == [0]
    assert (
        numbers(
            workspace,
            "SELECT count(*) FROM field_value v JOIN custom_field f ON f.id = v.field_id WHERE f.name = '口味'",
        )[0]
        > 0
    )
    workspace.undo.undo()
    assert [field.name for field in workspace.fields.all()] == ["口味", "肤质"]


def test_there_are_birthdays_today_and_by_the_moon_tomorrow(demo: Workspace):
    born = [
        Birthday.parse(code) for (code,) in demo.store.rows(("SELECT birthday FROM contact WHERE birthday <> ''", ()))
    ]
    assert any(not day.lunar and day.next_on(TODAY) == TODAY for day in born)
    assert any(day.lunar and day.next_on(TODAY) == TODAY + timedelta(days=1) for day in born)


@pytest.mark.parametrize("days", [1, 4, 13])
def test_money_is_owed_for_some_days(demo: Workspace, days: int):
    day = TODAY - timedelta(days=days)
    assert numbers(demo, f"SELECT owed FROM shop_order WHERE owed > 0 AND day = '{day}'")


def test_agents_have_brought_friends(demo: Workspace):
    brought = numbers(
        demo,
        "SELECT count(*) FROM contact c JOIN contact a ON a.id = c.introduced_by_id"
        " WHERE a.stage = 'agent' AND a.added_on <= c.added_on GROUP BY a.id",
    )
    assert len(brought) >= 3
    assert sum(brought) == numbers(demo, "SELECT count(*) FROM contact WHERE introduced_by_id IS NOT NULL")[0]


def test_every_page_has_something_to_show(demo: Workspace):
    assert min(demo.stages.counts().values()) >= 3
    counts = demo.suggestions.waiting().counts
    assert min(counts[stage] for stage in (Stage.INTERESTED, Stage.INTERACTING, Stage.CUSTOMER)) > 0
    for standing in (Standing.PAUSED, Standing.LOST):
        assert demo.finder.count(Filter.parse(f"standing:{standing}"))
    assert len(demo.contacts.tags()) >= 10
    assert 20 <= numbers(demo, "SELECT count(*) FROM product")[0] <= 64
    for column in ("shipped_on", "received_on", "cancelled_on"):
        assert numbers(demo, f"SELECT 1 FROM shop_order WHERE {column} IS NOT NULL LIMIT 1")
    assert set(numbers(demo, "SELECT DISTINCT kind FROM conversation")) >= {"chat", "call", "like", "comment"}
    assert set(numbers(demo, "SELECT DISTINCT direction FROM conversation")) == {"in", "out", "both"}


def test_talks_go_back_and_forth(demo: Workspace):
    alternating = numbers(
        demo,
        "SELECT count(*) FROM (SELECT direction d, lag(direction) OVER w p, at - lag(at) OVER w gap"
        " FROM conversation WINDOW w AS (PARTITION BY contact_id ORDER BY at, id)) WHERE d <> p AND gap < 200000",
    )[0]
    assert alternating > 800
    assert numbers(demo, "SELECT count(DISTINCT text) FROM conversation")[0] > 900
    assert not numbers(demo, "SELECT id FROM conversation WHERE text = '' OR text GLOB '*[{}|<>\x01\x02]*'")


# as true as a real shop


def test_stages_fit_their_history_talks_and_orders(demo: Workspace):
    for contact in demo.finder.ids(Filter(), Sort.ADDED):
        row = demo.contacts.row(contact)
        moves = list(reversed(demo.stages.history(contact)))
        assert [move.after for move in moves] == list(Stage)[: row.stage.rank + 1]
        assert [move.before for move in moves] == [None, *list(Stage)[: row.stage.rank]]
        assert [move.day for move in moves] == sorted(move.day for move in moves)
        assert moves[0].day == row.added_on
        assert moves[-1].day == row.stage_on
        paid = demo.store.rows(("SELECT min(day), min(at) FROM payment WHERE contact_id = ?", (contact,)))[0]
        if row.stage.rank >= Stage.CUSTOMER.rank:
            became = next(move for move in moves if move.after is Stage.CUSTOMER)
            assert paid[0] == became.day.isoformat()
            assert paid[1] <= int(became.at.timestamp() * 1000)
        elif paid[0] is not None:
            assert (found := demo.suggestions.of(contact)) is not None
            assert found.stage is Stage.CUSTOMER
        else:
            assert row.orders_count == 0


def test_nothing_happens_before_friends_are_added_or_after_yesterday(demo: Workspace):
    for table in ("conversation", "shop_order", "payment", "stage_change"):
        early = f"SELECT count(*) FROM {table} e JOIN contact c ON c.id = e.contact_id WHERE e.day < c.added_on"
        assert numbers(demo, early) == [0], table
        assert numbers(demo, f"SELECT count(*) FROM {table} WHERE day >= '{TODAY}'") == [0], table
        for at, day in demo.store.rows((f"SELECT at, day FROM {table}", ())):
            assert datetime.fromtimestamp(at / 1000, ZoneInfo("Asia/Shanghai")).date().isoformat() == day
    parcels = demo.store.rows(("SELECT day, shipped_on, received_on, cancelled_on FROM shop_order", ()))
    for day, shipped, received, cancelled in parcels:
        known = [moment for moment in (day, shipped, received) if moment]
        assert known == sorted(known)
        assert max(known) < TODAY.isoformat()
        assert received is None or shipped is not None
        assert cancelled is None or (shipped is None and cancelled >= day)


def test_rows_come_in_the_order_of_time(demo: Workspace):
    for table in ("shop_order", "contact"):
        column = "at" if table == "shop_order" else "added_on"
        rows = numbers(demo, f"SELECT {column} FROM {table} ORDER BY id")
        assert rows == sorted(rows)
    orders = demo.store.rows(("SELECT number, day FROM shop_order ORDER BY id", ()))
    assert len({number for number, _ in orders}) == len(orders)
    assert all(number.startswith(day.replace("-", "")) for number, day in orders)


def test_money_adds_up(demo: Workspace):
    lines: Counter[int] = Counter()
    for order, quantity, price in demo.store.rows(("SELECT order_id, quantity, unit_price FROM order_line", ())):
        assert quantity > 0
        lines[order] += quantity * price
    payments: Counter[int] = Counter()
    for order, amount in demo.store.rows(("SELECT order_id, amount FROM payment", ())):
        assert amount > 0
        payments[order] += amount
    owed: Counter[int] = Counter()
    for order, contact, fee, discount, total, paid, owes, cancelled in demo.store.rows(
        ("SELECT id, contact_id, shipping_fee, discount, total, paid, owed, cancelled_on FROM shop_order", ())
    ):
        assert total == lines[order] + fee - discount
        assert paid == payments[order] <= total
        assert owes == (0 if cancelled else total - paid)
        owed[contact] += owes
    for contact, owes in demo.store.rows(("SELECT id, owed FROM contact", ())):
        assert owes == owed[contact]


def test_an_order_has_each_product_once(demo: Workspace):
    assert not numbers(demo, "SELECT order_id FROM order_line GROUP BY order_id, product_id HAVING count(*) > 1")
    assert not numbers(
        demo, "SELECT l.id FROM order_line l JOIN product p ON p.id = l.product_id WHERE l.name <> p.name"
    )


def test_the_file_is_whole_and_like_one_that_grew(demo: Workspace, tmp_path: Path):
    assert demo.store.rows(("PRAGMA integrity_check", ())) == [("ok",)]
    assert not demo.store.rows(("PRAGMA foreign_key_check", ()))
    plain = open_workspace(tmp_path / "plain", clock=OUR_MOMENT)
    plain.close()
    assert schema(demo.store.path) == schema(plain.store.path)


def test_derived_columns_are_those_of_small_changes(tmp_path: Path):
    shop = open_workspace(tmp_path / "shop", clock=OUR_MOMENT)
    make_demo(shop, 120)
    shop.close()
    with closing(sqlite3.connect(shop.store.path)) as connection:
        reads = [
            "SELECT * FROM contact ORDER BY id",
            "SELECT * FROM shop_order ORDER BY id",
            "SELECT * FROM contact_search ORDER BY id",
            "SELECT * FROM product ORDER BY id",
        ]
        before = [connection.execute(read).fetchall() for read in reads]
        connection.execute("UPDATE shop_order SET total = -1, paid = -1, owed = -1, summary = '?'")
        connection.execute("UPDATE contact SET spent = -1, owed = -1, quiet_since = NULL, name_key = '?', remark = '?'")
        derived.refresh(connection, range(1, 121))
        assert [connection.execute(read).fetchall() for read in reads] == before
        connection.execute("INSERT INTO contact_fts(contact_fts) VALUES ('integrity-check')")


def test_every_friend_is_found_by_name_remark_and_phone(demo: Workspace):
    rows = demo.contacts.rows(demo.finder.ids(Filter()))
    for contact, row in rows.items():
        assert contact in demo.finder.ids(Filter(words=row.name)), row.name
        if row.remark:
            assert contact in demo.finder.ids(Filter(words=row.remark)), row.remark
        for handle in row.handles:
            assert contact in demo.finder.ids(Filter(words=handle.text)), handle
    assert any(row.name.isascii() for row in rows.values())
    assert any(row.name[0] in "陳黃鄭謝蔡賴" or row.remark[:1] in "陳黃鄭謝蔡賴" for row in rows.values())


def test_phones_are_those_that_ring_nowhere(demo: Workspace):
    phones = [text for (text,) in demo.store.rows(("SELECT handle FROM identity WHERE platform = 'phone'", ()))]
    assert len(set(phones)) == len(phones) > 60
    assert all(normal_phone(text) for text in phones)
    fictional = ("154", "0940-", "+60 11 0", "+1 ", "+84 20 0")
    assert all(text.startswith(fictional) and (text[0:2] != "+1" or " 555 01" in text) for text in phones)


# as a step


def test_undo_takes_back_the_demo_and_leaves_real_friends(workspace: Workspace):
    mine = workspace.contacts.add(ContactDraft("王芳", tags=("宝妈",)))
    make_demo(workspace, 50)
    assert workspace.finder.count(Filter()) == 51
    assert len(workspace.contacts.tags()) > 5
    step = workspace.undo.undo()
    assert step.action.count == 50
    assert list(workspace.finder.ids(Filter())) == [mine]
    assert workspace.accounts.all() == []
    assert [name for _, name in workspace.contacts.tags()] == ["宝妈"]
    workspace.undo.redo()
    assert workspace.finder.count(Filter()) == 51
    assert workspace.finder.count(Filter.parse("tag:宝妈")) > 1


def test_undo_of_a_first_demo_leaves_an_empty_shop(workspace: Workspace):
    make_demo(workspace, 30)
    workspace.undo.undo()
    assert workspace.finder.count(Filter()) == 0
    assert workspace.finder.search("王") == []


def test_a_second_demo_shares_tags_and_products_and_counts_orders_on(workspace: Workspace):
    make_demo(workspace, 30)
    make_demo(workspace, 30, seed=2)
    assert workspace.finder.count(Filter()) == 60
    assert numbers(workspace, "SELECT count(*) FROM product") == [len(goods()) + 4]  # three shades, a bundle
    assert not numbers(workspace, "SELECT number FROM shop_order GROUP BY number HAVING count(*) > 1")
    assert numbers(workspace, "SELECT count(*) FROM tag") == [len(workspace.contacts.tags())]


@pytest.mark.parametrize("known_friends", [0, 1])
def test_calling_it_off_leaves_nothing_and_the_file_as_it_was(workspace: Workspace, known_friends: int):
    for _ in range(known_friends):
        workspace.contacts.add(ContactDraft("王芳"))
    before = schema(workspace.store.path), contents(workspace)

    def enough(done: int, total: int) -> None:
        if done > 30:
            raise Cancelled

    with pytest.raises(Cancelled):
        make_demo(workspace, 30, progress=enough)
    assert (schema(workspace.store.path), contents(workspace)) == before
    assert workspace.undo.cut_off() == []
    workspace.contacts.add(ContactDraft("李娜"))
    assert workspace.finder.count(Filter()) == known_friends + 1


def test_progress_ends_with_everything(workspace: Workspace):
    heard: list[tuple[int, int]] = []
    make_demo(workspace, 40, 100, 50, progress=lambda done, total: heard.append((done, total)))
    assert heard[-1] == (190, 190)
    assert [done for done, _ in heard] == sorted(done for done, _ in heard)


def test_loading_that_fails_leaves_indexes_and_triggers(workspace: Workspace):
    path = workspace.store.path
    before = schema(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN")
        with pytest.raises(ZeroDivisionError), bulk.loading(connection):
            raise ZeroDivisionError
        connection.execute("ROLLBACK")
    assert schema(path) == before


# the parts


@given(st.integers(0, 1000), st.lists(st.floats(0, 1e6), min_size=1, max_size=50))
@settings(deadline=None)
def test_shares_add_up_and_nobody_without_weight_gets_one(total: int, weights: list[float]):
    parts = shared_out(total, weights)
    assert min(parts) >= 0
    assert sum(parts) == (total if sum(weights) > 0 else 0)


@given(
    st.integers(0, 10**8), st.integers(0, 2**26 - 1), st.integers(0, 63), st.integers(0, 1023), st.integers(0, 15),
    st.booleans(), st.booleans(),
)  # fmt: skip
def test_packed_events_are_read_as_they_were(
    second: int, contact: int, product: int, script: int, turns: int, first: bool, unpaid: bool
):
    talk = events.talk_key(second, contact, product, script, turns)
    assert events.read_talk(talk) == (second, contact, product, script, turns)
    order = events.order_key(second, contact, product, first=first, unpaid=unpaid)
    assert events.read_order(order) == (second, contact, product, first, unpaid)


def test_every_language_talks_about_everything():
    wanted = {topic for topics in events.TOPICS for topic in topics} | {"order"}
    for language in LANGUAGES:
        assert wanted <= set(decks()[language])
    assert len(scripts()) < 1 << events.SCRIPT_BITS
    assert all(0 < len(script.turns) < 1 << events.TURN_BITS for script in scripts())
    assert len(goods()) <= 1 << events.PRODUCT_BITS


def test_choices_may_stand_in_each_other():
    assert list(expanded("a{b|c{1|2}}")) == ["ab", "ac1", "ab", "ac2"]
    assert list(expanded("plain")) == ["plain"]


def test_a_shop_that_is_written_piece_by_piece_is_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Large shops go into the file in pieces, so that memory stays small."""
    whole, pieces = (open_workspace(tmp_path / name, clock=OUR_MOMENT) for name in ("whole", "pieces"))
    make_demo(whole, 60, 400, 40)
    for module in (friends, making, sales):
        monkeypatch.setattr(module, "CHUNK", 7)
    reached: list[int] = []
    make_demo(pieces, 60, 400, 40, progress=lambda done, _total: reached.append(done))
    assert reached == sorted(reached)
    for name, rows in contents(whole).items():
        assert len(contents(pieces)[name]) == len(rows), name
    assert pieces.store.health().unindexed == 0
    assert pieces.store.rows("PRAGMA foreign_key_check") == []
    for shop in (whole, pieces):
        shop.close()


def test_a_birthday_by_the_moon_is_one_by_the_sun_where_the_tables_end():
    assert people.lunar_birthday_tomorrow(date(2026, 2, 16)) == Birthday(1, 1, lunar=True)
    assert people.lunar_birthday_tomorrow(date(2150, 5, 1)) == Birthday(5, 2)


# the shelf


def test_the_shelf_is_alive(demo: Workspace):
    rows = {row.name: row for row in demo.products.everything()}
    assert rows["哑光口红"].variants == 3
    assert rows["补水三件套"].stock is not None
    assert {row.sort for row in rows.values()} >= {"护肤", "茶", "彩妆"}
    kept = [row for row in rows.values() if row.stocked and not row.variants]
    assert all(row.stock is not None and row.stock > 0 for row in kept)
    assert any(row.reserved for row in kept)
    assert demo.products.low()
    assert demo.stock.expiring()
    assert not numbers(demo, "SELECT l.id FROM order_line l JOIN product p ON p.parent_id = l.product_id")


def test_agents_have_levels_with_prices(demo: Workspace):
    tiers = demo.prices.tiers()
    assert [tier.name for tier in tiers] == ["总代", "特约代理"]
    agents = numbers(demo, "SELECT tier_id FROM contact WHERE stage = 'agent'")
    assert set(agents) == {tier.id for tier in tiers}
    assert set(numbers(demo, "SELECT tier_id FROM contact WHERE stage <> 'agent'")) == {None}
    mask = demo.products.named("玻尿酸补水面膜")
    assert {price.tier for price in demo.prices.of(mask.id)} == {None, *(tier.id for tier in tiers)}
    assert [change.price for change in demo.prices.history(mask.id)] == [9_800, 9_300]


def test_a_demo_among_real_products_leaves_them_alone(workspace: Workspace):
    mine = workspace.products.add(ProductDraft("玻尿酸补水面膜", price=1, stocked=True, count=7))
    lips = workspace.products.add(ProductDraft("哑光口红", price=2))
    box = workspace.products.add(ProductDraft("补水三件套", price=3))
    workspace.prices.add_tier("总代")
    make_demo(workspace, 40, 40, 80)
    assert workspace.prices.of(mine) == workspace.prices.of(lips) == []
    assert workspace.products.row(lips).variants == 0
    assert workspace.products.row(box).parts == ()
    assert [move.quantity for move in workspace.stock.moves(mine)] == [7]
    workspace.undo.undo()
    row = workspace.products.row(mine)
    assert (row.stock, row.reserved) == (7, 0)
    assert [tier.name for tier in workspace.prices.tiers()] == ["总代"]
