"""The words of the calendar and of the evening are whole in every language."""

from datetime import UTC, date, datetime

import pytest

from crm.clock import Clock
from crm.coming import ComingDay, Entry, Kind
from crm.conversations import Direction
from crm.conversations import Kind as TalkKind
from crm.evening import Deed, Done, Figure, Part, Tomorrow
from crm.festivals import Festival
from crm.ids import ContactId, OrderId
from crm.lunar import Birthday
from crm.money import Currency
from crm.reasons import BirthdayNear, ByHand, FestivalNear, NamedDay, Quiet
from crm.stages import Stage
from crm.wording import coming, evening, use

DAY = date(2026, 3, 4)
CNY = Currency.CNY


def entry(kind: Kind, **more: object) -> Entry:
    return Entry(kind, DAY, ContactId(1), "王芳", **more)  # type: ignore[arg-type]  # as given


ENTRIES = [
    entry(Kind.PROMISE, text="发图"),
    entry(Kind.PLAN),
    entry(Kind.STEP, text="欢迎", step=2),
    Entry(Kind.FESTIVAL, DAY, festival=Festival.WOMEN),
    entry(Kind.BIRTHDAY, birthday=Birthday(3, 4, 1990)),
    entry(Kind.BIRTHDAY, birthday=Birthday(1, 16, 1990, lunar=True)),
    entry(Kind.BIRTHDAY, birthday=Birthday(3, 4)),
    entry(Kind.NAMED_DAY, text="结婚", since=date(2020, 3, 4)),
    entry(Kind.NAMED_DAY, text="结婚", since=DAY),
]


def test_every_entry_has_words(language):
    for one in ENTRIES:
        assert coming.entry_title(one)
        assert coming.entry_words(one)
        assert coming.entry_words(one) in coming.entry_line(one)
        assert bool(coming.stays_words(one.kind)) is not one.movable
    assert coming.late_words()
    assert coming.more_words(3)


def test_entries_in_english():
    assert [coming.entry_words(one) for one in ENTRIES] == [
        "发图",
        "Follow-up",
        "欢迎, step 2",
        "Greet customers and agents",
        "turns 36",
        "turns 36 (lunar 正月十六)",
        "Birthday",
        "结婚, 6 years",
        "结婚",
    ]
    assert coming.entry_line(ENTRIES[0]) == "Promise · 王芳: 发图"


def test_days_weeks_and_months_are_named(language):
    assert "2026" in coming.month_title(DAY)
    assert coming.week_title(date(2026, 3, 2), date(2026, 3, 8), DAY)
    assert "–" in coming.week_title(date(2026, 3, 30), date(2026, 4, 5), DAY)
    spoken = coming.day_spoken(ComingDay(DAY, 1, (ENTRIES[0],)), DAY, ENTRIES[0])
    assert coming.entries_words(1) in spoken
    assert "发图" in spoken
    assert coming.entries_words(0) in coming.day_spoken(ComingDay(DAY, 0, ()), DAY, None)


@pytest.mark.parametrize(
    ("language", "words"), [("en", ["", ""]), ("zh_CN", ["十六", "二月"]), ("zh_TW", ["十六", "二月"])]
)
def test_the_day_by_the_moon_where_one_counts_by_it(language, words):
    use(language)
    try:
        assert [coming.lunar_day(day) for day in (DAY, date(2026, 3, 19))] == words
        assert coming.lunar_day(date(1800, 1, 1)) == ""
    finally:
        use("en")


def done(**parts: Part) -> Done:
    every = {figure: parts.get(figure.value, Part(0, ())) for figure in Figure}
    return Done(DAY, every, {TalkKind.CHAT: 2, TalkKind.CALL: 1} if "talks" in parts else {}, 0)


def test_every_figure_has_words(language):
    empty = done()
    for figure in Figure:
        assert evening.figure_word(figure)
        assert evening.none_words(figure)
        large, small = evening.figure_words(empty, figure, CNY)
        assert large
        assert small == ""
    assert evening.settled_words(empty) != evening.settled_words(done(talks=Part(1, ())))


def test_figures_in_english():
    full = done(talks=Part(2, ()), orders=Part(2, (), 30000), money=Part(1, (), 9800), moves=Part(3, ()))
    assert evening.figure_words(full, Figure.TALKS, CNY) == ("2", "Chat 2 · Call 1")
    assert evening.figure_words(full, Figure.ORDERS, CNY) == ("2", "¥300")
    assert evening.figure_words(full, Figure.MONEY, CNY) == ("¥98", "1 payment")
    assert evening.figure_words(full, Figure.MOVES, CNY) == ("3", "")


def test_what_happened_in_a_line(clock: Clock):
    at = datetime(2026, 3, 4, 1, 0, tzinfo=UTC)

    def line(figure: Figure, text: str = "", **more: object) -> str:
        deed = Deed(figure, ContactId(1), "王芳", text, **more)  # type: ignore[arg-type]  # as given
        return evening.deed_words(deed, CNY, clock, DAY)

    said = {"at": at, "direction": Direction.IN}
    assert line(Figure.TALKS, "在的", kind=TalkKind.CHAT, **said) == "09:00 · They wrote · “在的”"
    assert line(Figure.ANSWERS, kind=TalkKind.LIKE, **said) == "09:00 · Like"
    assert line(Figure.ORDERS, "面膜", order=OrderId(1), amount=9800) == "¥98 · 面膜"
    assert line(Figure.MOVES, "问了价", stages=(Stage.ADDED, Stage.AGENT)) == "New friend → Agent · 问了价"
    assert line(Figure.PROMISES, "发图", due=DAY) == "发图 · by 4 March"


def test_reasons_of_tomorrow_are_seen_from_today():
    def why(reason: object) -> str:
        return evening.tomorrows_reason(reason, CNY)  # type: ignore[arg-type]  # each of them is one

    assert why(ByHand(0, "发图", promised=True)) == "you promised by tomorrow: 发图"
    assert why(ByHand(0, "问")) == "planned for tomorrow: 问"
    assert why(ByHand(0, "")) == "planned for tomorrow"
    assert why(ByHand(1, "")) == "planned for today"
    assert why(BirthdayNear(0, Birthday(3, 5))) == "birthday tomorrow"
    assert why(NamedDay(1, "结婚")) == "结婚 in 2 days"
    assert why(FestivalNear(0, Festival.WOMEN)) == "Women's Day is tomorrow"
    assert why(FestivalNear(1, Festival.WOMEN)) == "Women's Day in 2 days"
    assert why(Quiet(9, 7)) == "quiet for 9 days, usually every 7"


def test_tomorrow_without_anybody():
    assert evening.tomorrow_words(Tomorrow(DAY, 0, ())) == ""
