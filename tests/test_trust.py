"""交情, by pure facts: good events raise it, it stays within 0 and 100, its parts add up to it, and it fades alike."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.trust import (
    COLD,
    LOWEST,
    NOBODY,
    POINTS,
    STRONGER,
    TREND_DAYS,
    Brought,
    Complaint,
    Event,
    Facts,
    Kept,
    Level,
    Sign,
    Talk,
    Trade,
    Trend,
    bond,
    day_of,
    drift_of,
    events,
    evidence,
    explained,
    floor_of,
    interested_on,
    ordinal,
    praises,
    stored,
    trend,
    weekly,
)

TODAY = date(2026, 3, 4).toordinal()
DAY_MS = 86_400_000
DAYS = st.integers(TODAY - 1_500, TODAY)
PLATFORMS = ("wechat", "qq", "line")


@st.composite
def talks(draw: Callable[..., Any]) -> Talk:
    day = draw(DAYS)
    return Talk(
        day,
        day * DAY_MS + draw(st.integers(0, DAY_MS - 1)),
        draw(st.sampled_from(["in", "out", "both"])),
        draw(st.sampled_from(["chat", "call", "meeting", "like", "comment", "note"])),
        draw(st.sampled_from(PLATFORMS)),
        draw(st.booleans()),
        draw(st.booleans()),
    )


@st.composite
def trades(draw: Callable[..., Any]) -> Trade:
    day = draw(DAYS)
    paid = min(TODAY, day + draw(st.integers(0, 30)))
    shipped = draw(st.none() | st.integers(day, TODAY))
    return Trade(day, paid, shipped)


KEPT = st.builds(Kept, DAYS, st.booleans())
BROUGHT = st.builds(Brought, DAYS)


@st.composite
def complaints(draw: Callable[..., Any]) -> Complaint:
    day = draw(DAYS)
    return Complaint(day, draw(st.none() | st.integers(day, TODAY)))


def in_order(said: list[Talk]) -> list[Talk]:
    return sorted(said, key=lambda talk: talk.at)


GOOD = st.builds(
    Facts,
    added=st.just(TODAY - 1_600),
    talks=st.lists(talks(), max_size=12).map(in_order),
    trades=st.lists(trades(), max_size=4),
    promises=st.lists(KEPT, max_size=3),
    introductions=st.lists(BROUGHT, max_size=3),
)
ANY = st.builds(lambda facts, some: replace(facts, complaints=some), GOOD, st.lists(complaints(), max_size=4))


def number(facts: Facts, day: int = TODAY) -> int:
    return bond(stored(events(facts)).level, day)


# the number


@given(ANY, st.integers(0, 2_000))
def test_it_stays_within_0_and_100_and_fades(facts: Facts, later: int):
    now = number(facts)
    assert 0 <= now <= 100
    assert number(facts, TODAY + later) <= now


@given(GOOD, talks())
def test_another_talk_never_makes_it_less(facts: Facts, said: Talk):
    more = replace(facts, talks=in_order([*facts.talks, said]))
    before, after = stored(events(facts)).level, stored(events(more)).level
    assert before is None or (after is not None and after >= before - 1e-9)
    assert number(more) >= number(facts)


@given(ANY, st.one_of(trades(), KEPT, BROUGHT))
def test_another_order_promise_or_introduction_makes_it_more(facts: Facts, good: Trade | Kept | Brought):
    match good:
        case Trade():
            more = replace(facts, trades=[*facts.trades, good])
        case Kept():
            more = replace(facts, promises=[*facts.promises, good])
        case Brought():
            more = replace(facts, introductions=[*facts.introductions, good])
    before, after = stored(events(facts)).level, stored(events(more)).level
    assert before is None or (after is not None and after > before)
    assert number(more) >= number(facts)


@given(ANY, complaints())
def test_a_complaint_makes_it_less_until_it_is_solved(facts: Facts, one: Complaint):
    open_ = number(replace(facts, complaints=[*facts.complaints, Complaint(one.day, None)]))
    assert open_ <= number(facts)
    assert number(replace(facts, complaints=[*facts.complaints, Complaint(one.day, TODAY)])) >= open_


@given(ANY, st.randoms())
def test_the_order_in_which_events_are_told_does_not_matter(facts: Facts, random: Any):
    happened = events(facts)
    shuffled = list(happened)
    random.shuffle(shuffled)
    assert stored(shuffled) == stored(happened)
    assert explained(shuffled, TODAY).number == explained(happened, TODAY).number


@given(ANY, ANY, st.integers(0, 3_000))
def test_time_alone_never_changes_who_is_closer(first: Facts, second: Facts, later: int):
    one, other = stored(events(first)).level, stored(events(second)).level
    if one is not None and other is not None and one >= other:
        assert bond(one, TODAY + later) >= bond(other, TODAY + later)


@given(ANY, st.integers(0, 100), st.integers(0, 1_000))
def test_who_is_at_a_number_is_told_by_the_level_alone(facts: Facts, asked: int, later: int):
    level, day = stored(events(facts)).level, TODAY + later
    if asked:
        assert (bond(level, day) >= asked) == (level is not None and level >= floor_of(asked, day))


@pytest.mark.parametrize("day", [1, TODAY, 3_000_000])
def test_days_far_away_are_no_trouble(day: int):
    happened = [Event(Sign.ORDER, day, 8.0)]
    level = stored(happened).level
    assert level is not None
    for asked in (1, TODAY, 3_000_000):
        why = explained(happened, asked)
        assert why.number == bond(level, asked) == sum(line.points for line in why.lines)


# why


@given(ANY, st.integers(0, 900))
def test_the_parts_add_up_to_the_number_exactly(facts: Facts, later: int):
    happened = events(facts)
    why = explained(happened, TODAY + later)
    assert why.number == number(facts, TODAY + later) == sum(line.points for line in why.lines)
    for line in why.lines:
        assert sum(tenths for _, tenths in line.events) == line.points * 10
        assert {event.sign for event, _ in line.events} == {line.sign}
        days = [event.day for event, _ in line.events]
        assert days == sorted(days, reverse=True)
        assert all(tenths * event.points >= 0 for event, tenths in line.events)
    assert sum(len(line.events) for line in why.lines) == len(happened)


def test_nothing_is_nothing():
    assert (stored([]), bond(None, TODAY), trend(NOBODY, TODAY)) == (NOBODY, 0, None)
    assert explained([], TODAY).lines == ()
    assert weekly(Facts(TODAY), TODAY, 3) == (0, 0, 0)
    assert not any(evidence(Facts(TODAY), [])[:1])


def test_more_complaints_than_joy_leave_nothing_and_take_no_more():
    facts = Facts(TODAY, trades=[Trade(TODAY, TODAY, None)], complaints=[Complaint(TODAY, None)] * 2)
    why = explained(events(facts), TODAY)
    assert why.number == 0
    assert {line.sign: line.points for line in why.lines} == {
        Sign.ORDER: 14,
        Sign.PAID_ON_TIME: 3,
        Sign.COMPLAINT: -17,
    }
    alone = replace(facts, trades=())
    assert [line.points for line in explained(events(alone), TODAY).lines] == [0]


# what happened


def said(
    back: int, direction: str, kind: str = "chat", platform: str = "wechat", *, hour: int = 9, **more: bool
) -> Talk:
    day = TODAY - back
    return Talk(day, day * DAY_MS + hour * 3_600_000, direction, kind, platform, **more)


def signs(*some: Talk, added: int = TODAY) -> dict[Sign, int]:
    found = events(Facts(added, in_order(list(some))))
    return {sign: count for sign in Sign if (count := sum(event.sign is sign for event in found))}


def test_a_day_counts_once_and_both_ways_more_than_one():
    assert signs(said(1, "in"), said(1, "in", hour=10)) == {Sign.FROM_THEM: 1}
    assert signs(said(1, "in"), said(1, "out", hour=10)) == {Sign.BOTH_WAYS: 1, Sign.ANSWERED: 1}
    assert signs(said(1, "both"), said(2, "in")) == {Sign.BOTH_WAYS: 1, Sign.FROM_THEM: 1}
    assert POINTS[Sign.BOTH_WAYS] > POINTS[Sign.FROM_THEM]


def test_what_the_seller_alone_says_or_notes_or_likes_is_no_tie():
    assert signs(said(1, "out"), said(2, "out", "like"), said(3, "both", "note")) == {}


def test_likes_comments_praise_and_platforms_count():
    assert signs(said(1, "in", "like"), said(1, "in", "comment"), said(2, "in", "like")) == {Sign.REACTION: 2}
    assert signs(said(1, "in", praising=True)) == {Sign.FROM_THEM: 1, Sign.PRAISE: 1}
    found = events(Facts(TODAY, in_order([said(3, "both"), said(2, "both", platform="qq"), said(9, "both")])))
    assert [(e.day, e.text) for e in found if e.sign is Sign.PLATFORM] == [(TODAY - 3, "wechat")]


def test_an_answer_within_a_day_counts_from_their_last_words():
    assert Sign.ANSWERED not in signs(said(3, "in"), said(1, "out"))
    assert signs(said(3, "in"), said(2, "in"), said(1, "out", hour=8))[Sign.ANSWERED] == 1
    assert Sign.ANSWERED not in signs(said(2, "in"), said(2, "both", hour=10), said(2, "out", hour=11))


def test_being_known_for_long_counts_as_of_the_last_words():
    assert Sign.TENURE not in signs(said(0, "both"), added=TODAY - 29)
    (tenure,) = [e for e in events(Facts(TODAY - 400, [said(35, "both")])) if e.sign is Sign.TENURE]
    assert (tenure.day, tenure.text) == (TODAY - 35, "365")
    assert tenure.points == pytest.approx(5)


def test_trade_promises_and_complaints():
    facts = Facts(
        TODAY - 20,
        trades=[
            Trade(TODAY - 9, TODAY - 9, TODAY - 8, "面膜"),
            Trade(TODAY - 9, TODAY - 2, TODAY - 1),
            Trade(1, 9, 30),
        ],
        promises=[Kept(TODAY, True, "样品"), Kept(TODAY, False)],
        introductions=[Brought(TODAY - 1, "李娜")],
        complaints=[Complaint(TODAY - 3, TODAY)],
    )
    found = [(event.sign, event.text) for event in events(facts)]
    assert found.count((Sign.PAID_ON_TIME, "面膜")) == 1
    assert [sign for sign, _ in found].count(Sign.PAID_ON_TIME) == 1
    assert [sign for sign, _ in found].count(Sign.SHIPPED) == 2
    assert {(Sign.PROMISE, "样品"), (Sign.PROMISE_LATE, "")} <= set(found)
    assert {(Sign.INTRODUCTION, "李娜"), (Sign.SOLVED, "")} <= set(found)


@pytest.mark.parametrize("text", ["这个面膜真好用！", "推薦給朋友了", "love it", "Great, thanks"])
def test_praise_is_heard(text: str):
    assert praises(text)


@pytest.mark.parametrize("text", ["好的，谢谢", "不好用", "没那么好，有点失望", "not so good", "在吗", ""])
def test_what_is_no_praise_is_not(text: str):
    assert not praises(text)


# the course


@given(GOOD)
def test_a_week_ago_is_what_was_known_then(facts: Facts):
    weeks = weekly(facts, TODAY, 26)
    assert len(weeks) == 26
    assert weeks[-1] == number(facts)
    before = [talk for talk in facts.talks if talk.day <= TODAY - 7]
    then = replace(
        facts,
        talks=before,
        trades=[replace_shipped(trade, TODAY - 7) for trade in facts.trades if trade.paid <= TODAY - 7],
        promises=[kept for kept in facts.promises if kept.day <= TODAY - 7],
        introductions=[brought for brought in facts.introductions if brought.day <= TODAY - 7],
    )
    assert weeks[-2] == number(then, TODAY - 7)


def replace_shipped(trade: Trade, until: int) -> Trade:
    late = trade.shipped is not None and trade.shipped > until
    return trade._replace(shipped=None) if late else trade


def test_who_writes_much_of_late_turns_stronger_and_who_falls_silent_goes_cold():
    steady = [said(back, "both") for back in range(7, 700, 14)]
    assert turn(steady) is None
    assert turn(steady + [said(back, "both") for back in range(12)] * 2) is Trend.UP
    assert turn([talk for talk in steady if talk.day < TODAY - 80]) is Trend.DOWN
    assert turn([said(1, "in", "like")]) is None  # no tie yet that could turn
    assert turn([said(back, "in", "like") for back in range(150, 160)]) is None


def turn(some: list[Talk]) -> Trend | None:
    return trend(stored(events(Facts(TODAY - 700, in_order(some)))), TODAY)


PLAIN = st.lists(st.builds(Event, st.just(Sign.ORDER), DAYS, st.floats(0.5, 20)), min_size=1, max_size=20)


@given(PLAIN)
def test_with_good_events_alone_a_turn_is_what_the_number_did(happened: list[Event]):
    kept = stored(happened)
    assert kept.drift is not None
    assert kept.level is not None
    then = stored([event for event in happened if event.day <= TODAY - TREND_DAYS]).level
    now_raw, then_raw = kept.level - TODAY / 180, None if then is None else then - (TODAY - TREND_DAYS) / 180
    if kept.drift >= drift_of(STRONGER, TODAY):
        assert then_raw is None or now_raw > then_raw
    if kept.drift <= drift_of(COLD, TODAY):
        assert then_raw is not None
        assert now_raw < then_raw


def test_who_had_more_cause_for_complaint_of_late_goes_cold():
    happened = [*(Event(Sign.ORDER, TODAY - 200, 8.0) for _ in range(9)), Event(Sign.COMPLAINT, TODAY, -12.0)]
    kept = stored(happened)
    assert kept.drift == LOWEST
    assert trend(kept, TODAY) is Trend.DOWN
    assert trend(Level(kept.level, None), TODAY) is None


# what it speaks for


def test_evidence_counts_days_and_finds_the_closest_ones():
    some = [said(40, "both"), said(12, "both"), said(4, "both"), said(3, "in", "like"), said(2, "in", asking=True)]
    facts = Facts(
        TODAY - 50,
        in_order([*some, said(2, "in", "comment", hour=11), said(4, "in", praising=True, hour=12)]),
        trades=[Trade(TODAY - 5, TODAY - 4, None), Trade(TODAY - 9, TODAY - 8, None)],
        introductions=[Brought(TODAY)],
    )
    found = evidence(facts, events(facts))
    assert (found.reactions, found.reacted) == (2, TODAY - 3)
    assert found.spans == (1, 9, 37, 0, 0)
    assert found.talked == TODAY - 4
    assert (found.paid, found.bought, found.introduced, found.praised) == (2, TODAY - 8, 1, 1)


def test_interest_is_over_when_an_order_follows():
    facts = Facts(TODAY - 9, [said(3, "in", "like"), said(2, "in", asking=True)])
    assert interested_on(facts) == TODAY - 2
    assert interested_on(replace(facts, trades=[Trade(TODAY - 3, TODAY - 3, None)])) == TODAY - 2
    assert interested_on(replace(facts, trades=[Trade(TODAY - 2, TODAY - 2, None)])) is None


def test_days_and_ordinals():
    assert day_of(ordinal("2026-03-04")) == date(2026, 3, 4)
