"""Occasions: each appears, and each is silent when it was seen to, by pure facts."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.occasions import (
    WINDOWS,
    Facts,
    Occasion,
    OccasionKind,
    OrderFact,
    PurchaseFact,
    TalkFact,
    asks,
    cold_after,
    occasions,
    own_rhythm,
    unanswered,
)

DAY = date(2026, 3, 4)


def on(days: int) -> date:
    return DAY + timedelta(days=days)


def talk(days: int, direction: str = "both", kind: str = "chat", *, asking: bool = False) -> TalkFact:
    return TalkFact(on(days), direction, kind, asking)


def kinds(facts: Facts) -> list[OccasionKind]:
    return [one.kind for one in occasions(facts)]


def one(facts: Facts, kind: OccasionKind) -> Occasion:
    (found,) = [one for one in occasions(facts) if one.kind is kind]
    return found


@pytest.mark.parametrize(
    ("text", "asking"),
    [
        ("这个多少钱", True), ("还有货吗", True), ("什麼時候出貨", True), ("How much is it", True), ("发货了？", True),
        ("好的，谢谢", False), ("收到啦", False), ("ok thanks", False), ("", False), ("几乎每天都用", False),
    ],
)  # fmt: skip
def test_words_that_ask(text: str, asking: bool):
    assert asks(text) is asking


def test_whoever_asked_last_waits_for_an_answer():
    facts = Facts("customer", on(0), talks=[talk(0, "in", asking=True)])
    assert kinds(replace(facts, talks=[talk(0, "in")])) == []
    assert occasions(facts) == [Occasion(OccasionKind.ASKED, on(1), on(14))]
    assert kinds(replace(facts, planned=True)) == []
    assert kinds(replace(facts, quiet_since=on(1))) == []  # seen to by *done*
    assert kinds(replace(facts, talks=[talk(0, "out"), talk(0, "in", asking=True)])) == []
    assert kinds(replace(facts, talks=[talk(0, "both")])) == []


@pytest.mark.parametrize("kind", ["like", "comment"])
def test_a_reaction_is_no_question(kind: str):
    assert kinds(Facts("customer", on(0), talks=[talk(0, "in", kind)])) == [OccasionKind.REACTED]


def test_a_request_that_nobody_accepted():
    facts = Facts("added", on(0), requested=on(0))
    assert occasions(facts) == [Occasion(OccasionKind.REQUESTED, on(3), on(30))]
    assert kinds(replace(facts, quiet_since=on(3))) == []
    assert kinds(replace(facts, requested=None)) == []


def test_a_parcel_that_nobody_confirmed_and_what_comes_after_it():
    shipped = OrderFact(on(0), on(1), None, "面膜")
    facts = Facts("customer", on(1), orders=[shipped])
    assert occasions(facts) == [Occasion(OccasionKind.ON_THE_WAY, on(8), on(31), text="面膜")]
    received = replace(facts, orders=[replace(shipped, received=on(4))])
    assert kinds(received) == [OccasionKind.IN_USE, OccasionKind.FEEDBACK, OccasionKind.INTRODUCTION]
    assert kinds(replace(received, quiet_since=on(7))) == [OccasionKind.FEEDBACK, OccasionKind.INTRODUCTION]
    assert kinds(replace(received, quiet_since=on(34))) == []
    again = replace(received, orders=[replace(shipped, received=on(40)), *received.orders])
    assert one(again, OccasionKind.IN_USE).first == on(43)


def bought(*days: int, quantity: int = 1, lasts: int | None = None) -> list[PurchaseFact]:
    return [PurchaseFact("#1", "奶粉", on(day), quantity, lasts) for day in days]


@pytest.mark.parametrize(
    ("purchases", "first", "number", "count"),
    [
        (bought(0, quantity=3, lasts=20), on(57), 20, 3),
        (bought(0, -30, -62, lasts=20), on(0 + 30 - 3), 30, 0),  # their own rhythm comes first
        (bought(0, 0, quantity=2, lasts=10), on(37), 10, 4),  # twice on one day
        (bought(0), None, 0, 0),  # nobody knows how long it lasts
        (bought(0, -30), None, 0, 0),  # two purchases are no rhythm
        (bought(0, quantity=1_000_000, lasts=3_000), None, 0, 0),
    ],
)
def test_what_runs_out(purchases: Sequence[PurchaseFact], first: date | None, number: int, count: int):
    found = [o for o in occasions(Facts("customer", on(0), purchases=purchases)) if o.kind is OccasionKind.RUNS_OUT]
    if first is None:
        assert found == []
    else:
        assert found == [Occasion(OccasionKind.RUNS_OUT, first, first + timedelta(days=33), number, count, "奶粉")]


def test_the_first_thing_that_runs_out_counts_and_whoever_bought_is_not_asked():
    other = PurchaseFact("#2", "面膜", on(0), 1, 10)
    facts = Facts("customer", on(0), purchases=[*bought(0, lasts=30), other])
    assert one(facts, OccasionKind.RUNS_OUT).text == "面膜"
    assert one(replace(facts, quiet_since=on(20)), OccasionKind.RUNS_OUT).text == "奶粉"
    assert kinds(replace(facts, quiet_since=on(40))) == []


def test_going_cold_is_measured_by_their_own_rhythm():
    talks = [talk(day) for day in (0, -9, -18, -28, -36)]
    facts = Facts("customer", on(0), talks=talks)
    assert own_rhythm(facts) == 9
    assert occasions(facts) == [Occasion(OccasionKind.GOING_COLD, on(18), on(78), 9)]
    assert kinds(replace(facts, planned=True)) == []
    assert kinds(replace(facts, talks=talks[:4])) == []  # three gaps are no rhythm
    assert cold_after(1) == 8


def test_no_next_step_is_for_those_who_are_interested():
    facts = Facts("interested", on(0), talks=[talk(0)])
    assert kinds(facts) == [OccasionKind.NO_NEXT_STEP]
    assert kinds(replace(facts, planned=True)) == []
    assert kinds(replace(facts, stage="customer")) == []
    assert kinds(replace(facts, talks=())) == []


def test_messages_without_an_answer_are_counted_to_the_last_word_of_theirs():
    talks = [talk(0, "out"), talk(-1, "out", "note"), talk(-2, "out"), talk(-3, "in"), talk(-4, "out")]
    assert unanswered(Facts("customer", on(0), talks=talks)) == 2
    ordered = OrderFact(on(-1), None, None, "")
    assert unanswered(Facts("customer", on(0), talks=talks, orders=[ordered])) == 1
    assert unanswered(Facts("customer", on(0))) == 0


DAYS = st.dates()
FACTS = st.builds(
    Facts,
    stage=st.sampled_from(["added", "interested", "interacting", "customer", "agent"]),
    quiet_since=DAYS,
    planned=st.booleans(),
    requested=st.none() | DAYS,
    talks=st.lists(
        st.builds(TalkFact, DAYS, st.sampled_from(["in", "out", "both"]), st.sampled_from(["chat", "like", "note"])),
        max_size=12,
    ).map(lambda talks: sorted(talks, key=lambda talk: talk.day, reverse=True)),
    orders=st.lists(st.builds(OrderFact, DAYS, st.none() | DAYS, st.none() | DAYS, st.just("x")), max_size=4),
    purchases=st.lists(
        st.builds(
            PurchaseFact, st.sampled_from("ab"), st.just("x"), DAYS, st.integers(1, 99), st.none() | st.integers(1, 999)
        ),
        max_size=6,
    ),
)


@given(FACTS)
def test_of_each_kind_there_is_one_that_was_not_seen_to_and_lasts_as_long_as_said(facts: Facts):
    found = occasions(facts)
    assert len({one.kind for one in found}) == len(found)
    for one in found:
        begins, ends = WINDOWS[one.kind]
        assert facts.quiet_since < one.first
        assert (one.last - one.first).days == ends - begins
