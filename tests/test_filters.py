"""Whom a filter of many parts finds, compared with a plain look at every friend; its text; the orders of a list."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.accounts import Platform
from crm.clock import Clock
from crm.contacts import Card, ContactDraft, ContactRow, Standing
from crm.db.models import CustomField, FieldValue, OrderLine
from crm.demo import make_demo
from crm.errors import UnknownValueError
from crm.finder import Condition, Facet, FieldSort, Filter, Sort, one_of, sort_of, verbs
from crm.finder.filter import CHECKS
from crm.ids import ContactId
from crm.lunar import Birthday
from crm.stages import Stage
from crm.topics import Topic
from crm.workspace import Workspace, open_workspace
from tests.conftest import StoppedTime

NAMED = ("宝妈", "two words", 'quote " and \\ and | and =', "OR", "-x", "a:b", "é", "..")
DAYS = st.builds("{}..{}".format, st.integers(0, 400), st.integers(0, 400)) | st.integers(1, 400).map(str)
VALUES = {
    Facet.STAGE: st.sampled_from(list(Stage)),
    Facet.PLATFORM: st.sampled_from(list(Platform)),
    Facet.STANDING: st.sampled_from(list(Standing)),
    Facet.STAGE_DAYS: DAYS | st.just("..7") | st.just("9.."),
    Facet.ADDED: DAYS,
    Facet.QUIET: DAYS | st.just("never"),
    Facet.NEXT: st.sampled_from(["yes", "no", "overdue"]),
    Facet.BIRTHDAY: st.sampled_from(["yes", "no", *map(str, range(1, 13))]),
    Facet.SPENT: st.sampled_from(["yes", "no", "100..500", "..99.9", "250"]),
    Facet.OWED: st.sampled_from(["yes", "no", "1..", "50..60"]),
    Facet.CHANNELS: st.sampled_from(["..1", "2", "2..3"]),
    Facet.BOND: st.sampled_from(["0", "1", "10", "..20", "15..40", "..0", "0..100", "100"]),
    Facet.TREND: st.sampled_from(["up", "down"]),
    Facet.READY: st.sampled_from(["yes", "no"]),
}
TEXTS = st.sampled_from(NAMED) | st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=9)


def conditions(names: st.SearchStrategy[str] = TEXTS) -> st.SearchStrategy[Condition]:
    def of(facet: Facet) -> st.SearchStrategy[Condition]:
        values = st.lists(VALUES.get(facet, names), min_size=1, max_size=3, unique=True).map(tuple)
        field = names if facet is Facet.FIELD else st.just("")
        return st.builds(Condition, st.just(facet), values, st.booleans(), field)

    return st.sampled_from(list(Facet)).flatmap(of)


def filters(names: st.SearchStrategy[str] = TEXTS) -> st.SearchStrategy[Filter]:
    groups = st.lists(st.lists(conditions(names), min_size=1, max_size=3).map(tuple), max_size=3).map(tuple)
    return st.builds(Filter, words=st.just(""), groups=groups)


# the text


@given(filters(), st.lists(TEXTS.map(lambda t: "".join(t.split())).filter(bool), max_size=3))
def test_a_filter_written_down_is_read_back_as_it_was(which: Filter, words: list[str]):
    whole = which.with_words(" ".join(words))
    assert Filter.parse(whole.text()) == whole


@given(st.text())
def test_any_text_is_read_or_refused_in_one_way(text: str):
    try:
        which = Filter.parse(text)
    except UnknownValueError:
        return
    assert Filter.parse(which.text()) == which


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("quiet:0", "quiet:never"),
        ("owing:yes", "owed:yes"),
        ('tag:"big spender"|b', 'tag:"big spender"|b'),
        ("a OR b", 'a "OR" b'),
        ("OR stage:agent", 'stage:agent "OR"'),
        ("stage:agent OR", "stage:agent"),
        ("stage:agent OR -owed:no x", "stage:agent OR -owed:no x"),
        ("http://x.cn -y", "http://x.cn -y"),
        ('"never closed', "never closed"),
        ("days:007", "days:7"),
        ("days:..999999999", "days:..100000"),
        ("field:皮肤=干|油", "field:皮肤=干|油"),
        ("field:皮肤", "field:皮肤"),
        ("birthday:08", "birthday:8"),
        ("birthday:NOW", "birthday:now"),
        ('"stage:x" "stage:agent"', '"stage:x" "stage:agent"'),
    ],
)
def test_what_is_read_is_said_in_one_way(text: str, said: str):
    which = Filter.parse(text)
    assert which.text() == said


@pytest.mark.parametrize("facet", CHECKS)
@pytest.mark.parametrize("text", ["nonsense", "..", "-1", "1..x", "٣"])
def test_a_value_that_cannot_be_is_told(facet: Facet, text: str):
    with pytest.raises(UnknownValueError):
        Filter.parse(f"{facet}:{text}")


@pytest.mark.parametrize("text", ["101", "0..101", "300"])
def test_no_tie_is_stronger_than_a_hundred(text: str):
    with pytest.raises(UnknownValueError):
        Filter.parse(f"bond:{text}")


def test_the_same_look_with_other_words_and_another_condition():
    which = Filter.parse("stage:agent OR owed:yes zs")
    assert which.with_words("").text() == "stage:agent OR owed:yes"
    assert which.also(one_of(Facet.TAG, ("宝妈",))).text() == "stage:agent tag:宝妈 OR owed:yes tag:宝妈 zs"
    assert Filter().also(one_of(Facet.NEXT, ("NO",))).text() == "next:no"
    assert Filter.of().empty


@pytest.mark.parametrize(
    ("text", "values"), [("stage:agent", ("agent",)), ("-stage:agent", ()), ("stage:agent stage:added", ()), ("x", ())]
)
def test_a_chip_alone_is_told_from_a_tangle(text: str, values: tuple[str, ...]):
    assert Filter.parse(text).only(Facet.STAGE) == values


# whom it finds


@dataclass(frozen=True)
class Seen:
    """A friend as plain facts."""

    row: ContactRow
    card: Card
    accounts: set[str]
    bought: set[str]
    fields: dict[str, str]
    ready: bool


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory):
    time = StoppedTime(datetime(2026, 3, 4, 1, tzinfo=UTC))
    made = open_workspace(tmp_path_factory.mktemp("shop"), clock=Clock(ZoneInfo("Asia/Shanghai"), time))
    make_demo(made, 120)
    ids = list(made.finder.ids(Filter()))
    with made.store.write(Topic.CONTACTS) as write:
        for name, kind, values in (
            ("年龄", "number", ("30", "31.5", "8")),
            ("会员", "yes_no", ("yes", "no")),
            ("到期", "date", ("2026-03-01", "2026-05-01")),
            ("皮肤", "choice", ("干", "油")),
            ("喜好", "text", ("Pink 草莓", "蓝色")),
        ):
            field = write.insert(CustomField, name=name, kind=kind)
            for place, contact in enumerate(ids[::2]):
                write.insert(FieldValue, contact=contact, field=field, value=values[place % len(values)])
    yield made
    made.close()


@pytest.fixture(scope="module")
def everybody(shop: Workspace) -> dict[int, Seen]:
    names = shop.accounts.names()
    ids = list(shop.finder.ids(Filter()))
    bought: dict[int, set[str]] = {number: set() for number in ids}
    for contact, name, cancelled in shop.store.rows(
        "SELECT l.contact_id, p.name, o.cancelled_on FROM order_line l JOIN product p ON p.id = l.product_id"
        " JOIN shop_order o ON o.id = l.order_id WHERE l.deleted_at IS NULL AND o.deleted_at IS NULL"
    ):
        if cancelled is None:
            bought[contact].add(name)
    fields: dict[int, dict[str, str]] = {number: {} for number in ids}
    for contact, name, value in shop.store.rows(
        "SELECT v.contact_id, f.name, v.value FROM field_value v JOIN custom_field f ON f.id = v.field_id"
    ):
        fields[contact][name] = value
    seen = {}
    for number, row in shop.contacts.rows(ids).items():
        card = shop.contacts.card(ContactId(number))
        ties = {names[tie.account] for i in card.identities for tie in i.ties if tie.account is not None}
        seen[number] = Seen(row, card, ties, bought[number], fields[number], _ready(shop, number))
    return seen


def _ready(shop: Workspace, number: int) -> bool:
    row = shop.contacts.row(ContactId(number))
    shown, selling = shop.store.rows(f"SELECT interest_on, selling FROM contact WHERE id = {number}")[0]
    near = shown is not None and (shop.clock.today() - date.fromisoformat(shown)).days <= 30
    return near and not selling and not row.owed and row.bond >= 30 and row.standing is Standing.ACTIVE


def fits(which: Filter, friend: Seen, today: date) -> bool:
    return not which.groups or any(all(one(c, friend, today) != c.negated for c in group) for group in which.groups)


def one(condition: Condition, friend: Seen, today: date) -> bool:
    row = friend.row
    if condition.facet is Facet.FIELD:
        value = friend.fields.get(condition.field)
        return value is not None and (
            not condition.values or any(says(condition.field, value, wanted) for wanted in condition.values)
        )
    sets = {
        Facet.STAGE: {row.stage.value},
        Facet.STANDING: {row.standing.value},
        Facet.SOURCE: {row.source},
        Facet.TAG: set(row.tags),
        Facet.PLATFORM: {handle.platform.value for handle in row.handles},
        Facet.ACCOUNT: friend.accounts,
        Facet.BOUGHT: friend.bought,
    }
    if condition.facet in sets:
        return bool(sets[condition.facet] & {str(value) for value in condition.values})
    return any(value_fits(condition.facet, value, friend, today) for value in condition.values)


def value_fits(facet: Facet, value: str, friend: Seen, today: date) -> bool:
    row, birthday = friend.row, friend.card.birthday
    if facet is Facet.NEXT:
        day = row.next_on
        return {"yes": day is not None, "no": day is None, "overdue": day is not None and day < today}[value]
    if facet is Facet.BIRTHDAY:
        if value in ("yes", "no"):
            return (birthday is not None) == (value == "yes")
        month = today.month if value == "now" else int(value)
        return birthday is not None and birthday.next_on(today).month == month
    if facet is Facet.TREND:
        return row.trend == value
    if facet is Facet.READY:
        return friend.ready == (value == "yes")
    if value == "never":
        return row.last_contact_at is None
    numbers = {
        Facet.STAGE_DAYS: (today - row.stage_on).days,
        Facet.ADDED: (today - row.added_on).days,
        Facet.SPENT: row.spent / 100,
        Facet.OWED: row.owed / 100,
        Facet.CHANNELS: len({handle.platform for handle in row.handles}),
        Facet.BOND: row.bond,
    }
    if facet is Facet.QUIET:
        last = friend.card.row.last_contact_at
        number = min((today - row.added_on).days, (today - last.date()).days if last else 10**6)
        return between(number, value)
    if value in ("yes", "no"):
        return (numbers[facet] > 0) == (value == "yes")
    return between(numbers[facet], value)


def between(number: float, value: str) -> bool:
    least, dots, most = value.partition("..")
    return (not least or number >= float(least)) and (not dots or not most or number <= float(most))


def says(field: str, value: str, wanted: str) -> bool:
    if ".." in wanted and wanted != "..":
        least, _, most = wanted.partition("..")
        if field == "年龄":
            try:
                return between(float(value), wanted)
            except ValueError:
                return False
        if field == "到期":
            return (not least or value >= least) and (not most or value <= most)
    return wanted.lower() in value.lower() if field == "喜好" else value == wanted


@given(data=st.data())
def test_a_filter_finds_whom_a_plain_look_at_everybody_finds(shop: Workspace, everybody: dict[int, Seen], data):
    tags = sorted({tag for friend in everybody.values() for tag in friend.row.tags})
    words = [*tags, *shop.accounts.names().values(), *sorted({f.row.source for f in everybody.values()} - {""})]
    goods = sorted({name for friend in everybody.values() for name in friend.bought})
    owns = [
        "年龄",
        "会员",
        "到期",
        "皮肤",
        "喜好",
        "30",
        "8..30.5",
        "yes",
        "2026-02..2026-04",
        "油",
        "pink",
        "草",
        "x..y",
    ]
    which = data.draw(filters(st.sampled_from([*words, *goods, *owns])))
    today = shop.clock.today()
    quiet = [c for c in which.conditions if c.facet is Facet.QUIET and c.values != ("never",)]
    if quiet:  # told by the day that was fixed when it was written; the plain look knows moments only
        return
    found = set(shop.finder.ids(which))
    assert found == {number for number, friend in everybody.items() if fits(which, friend, today)}
    assert shop.finder.count(which) == len(found)


@pytest.mark.parametrize(
    "text",
    [
        "field:年龄", "-field:年龄", "field:年龄=30..", "field:年龄=..30", "field:年龄=8..31|99", "field:年龄=x..",
        "field:到期=2026-03-01", "field:到期=2026-02..2026-04", "field:到期=..2026-03-15", "field:会员=yes|no",
        "-field:会员=yes", "field:皮肤=油", "field:喜好=pink", "field:喜好=草|蓝", "field:喜好=a..b", "field:喜好=..",
        "days:30", "days:..7", "days:0..999", "added:..90", "birthday:3", "birthday:now", "birthday:yes", "birthday:no",
        "next:overdue|no", "spent:100..", "spent:..0.5", "owed:1..|yes", "channels:..1", "channels:2",
        "bought:面膜 -stage:added OR -tag:宝妈 quiet:never", "source:x|y", "platform:qq|line -account:x",
    ],
)  # fmt: skip
def test_every_kind_of_condition_finds_whom_a_plain_look_finds(shop: Workspace, everybody: dict[int, Seen], text: str):
    which = Filter.parse(text)
    expected = {number for number, friend in everybody.items() if fits(which, friend, shop.clock.today())}
    assert set(shop.finder.ids(which)) == expected


@pytest.mark.parametrize("text", ["quiet:99999", "days:99999", "added:..99999"])
def test_a_time_before_all_days_is_no_error(workspace: Workspace, time: StoppedTime, text: str):
    time.moment = datetime(3, 1, 1, tzinfo=UTC)
    workspace.contacts.add(ContactDraft("old"))
    assert workspace.finder.count(Filter.parse(text)) == (".." in text)


def test_no_value_at_all_fits_nobody(shop: Workspace):
    assert shop.finder.count(Filter.of(Condition(Facet.NEXT))) == 0
    assert shop.finder.count(Filter.of(Condition(Facet.TAG, negated=True))) == 120


def test_quiet_counts_from_the_last_contact_or_the_day_they_were_added(workspace: Workspace, time: StoppedTime):
    today = workspace.clock.today()
    old = workspace.contacts.add(ContactDraft("old", added_on=today - timedelta(days=40)))
    new = workspace.contacts.add(ContactDraft("new", added_on=today - timedelta(days=4)))
    asked = {text: set(workspace.finder.ids(Filter.parse(text))) for text in ("quiet:30", "quiet:..30", "-quiet:30")}
    assert asked == {"quiet:30": {old}, "quiet:..30": {new}, "-quiet:30": {new}}


def test_what_a_filter_speaks_of_and_is_gone_is_told(shop: Workspace):
    which = Filter.parse("tag:gone account:gone bought:gone field:gone=1 -field:皮肤=干 stage:agent OR field:gone")
    assert [c.text() for c in shop.finder.unknown(which)] == [
        "tag:gone", "account:gone", "bought:gone", "field:gone=1", "field:gone",
    ]  # fmt: skip
    assert shop.finder.unknown(Filter.parse("stage:agent")) == ()
    assert shop.finder.count(Filter.parse("tag:gone")) == 0
    assert shop.finder.count(Filter.parse("-tag:gone")) == 120


# in which order


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("sort", [*Sort, FieldSort("年龄"), FieldSort("gone")], ids=str)
def test_every_order_lists_everybody_and_the_empty_ones_last(
    shop: Workspace, everybody: dict[int, Seen], sort, descending: bool
):
    ids = list(shop.finder.ids(Filter(), sort, descending=descending))
    assert sorted(ids) == sorted(everybody)
    told = {
        Sort.NEXT: lambda f: f.row.next_on,
        Sort.SPENT: lambda f: f.row.spent,
        Sort.BOND: lambda f: f.row.bond,
        Sort.ORDERS: lambda f: f.row.orders_count,
        Sort.REMARK: lambda f: f.row.remark or None,
        Sort.SOURCE: lambda f: f.row.source or None,
        Sort.STAGE_ON: lambda f: f.row.stage_on,
        Sort.STANDING: lambda f: list(Standing).index(f.row.standing),
        Sort.CHANNELS: lambda f: len({h.platform for h in f.row.handles}),
        Sort.BIRTHDAY: lambda f: f.card.birthday.next_on(shop.clock.today()) if f.card.birthday else None,
        FieldSort("年龄"): lambda f: float(f.fields["年龄"]) if "年龄" in f.fields else None,
    }.get(sort)
    if told is None:
        return
    keys = [told(everybody[number]) for number in ids]
    said = [key for key in keys if key is not None]
    assert said == sorted(said, reverse=descending)
    assert keys[len(said) :] == [None] * (len(keys) - len(said))


@pytest.mark.parametrize("sort", [*Sort, FieldSort("肤 质")], ids=str)
def test_an_order_is_written_down_and_read_back(sort):
    assert sort_of(str(sort)) == sort


def test_within_one_stage_its_order_is_that_of_days(shop: Workspace, everybody: dict[int, Seen]):
    ids = shop.finder.ids(Filter.parse("stage:customer"), Sort.STAGE)
    days = [everybody[number].row.stage_on for number in ids]
    assert days == sorted(days)
    assert len(days) > 1


def test_an_order_nobody_knows_is_told():
    with pytest.raises(UnknownValueError):
        sort_of("luck")


def test_a_line_of_an_order_that_was_taken_out_was_not_bought(shop: Workspace):
    contact, name, number = shop.store.rows(
        "SELECT l.contact_id, p.name, l.id FROM order_line l JOIN product p ON p.id = l.product_id LIMIT 1"
    )[0]
    which = Filter.of(one_of(Facet.BOUGHT, (name,)))
    before = shop.finder.count(which)
    bought = "SELECT l.id FROM order_line l JOIN product p ON p.id = l.product_id WHERE p.name = ? AND l.contact_id = ?"
    with shop.store.write(Topic.ORDERS) as write:
        lines = [line for (line,) in write.rows((bought, (name, contact)))]
        for line in lines:
            write.delete(OrderLine, line)
    assert number in lines
    assert shop.finder.count(which) == before - 1


@pytest.mark.parametrize("descending", [False, True])
def test_many_who_fit_are_in_the_same_order_as_a_few(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, *, descending: bool
):
    for name in ("王芳", "李四", "张三", "安妮"):
        workspace.contacts.add(ContactDraft(name, tags=("宝妈",) if name != "李四" else ()))
    which = Filter.parse("tag:宝妈")
    few = workspace.finder.ids(which, Sort.NAME, descending=descending)
    assert len(few) == 3
    monkeypatch.setattr(verbs, "FEW", 2)
    assert workspace.finder.ids(which, Sort.NAME, descending=descending) == few


def test_the_first_birthdays_are_the_beginning_of_all(workspace: Workspace):
    for month, day in ((3, 4), (12, 1), (11, 27)):
        workspace.contacts.add(ContactDraft(f"{month}-{day}", birthday=Birthday(month, day)))
    workspace.contacts.add(ContactDraft("nobody knows"))
    everybody = workspace.finder.ids(Filter(), Sort.BIRTHDAY)
    assert len(everybody) == 4
    for limit in range(5):
        assert workspace.finder.ids(Filter(), Sort.BIRTHDAY, limit=limit) == everybody[:limit]
