"""交情, suggestions and the seller's word, said in each language."""

from datetime import date

import pytest

from crm.accounts import Platform
from crm.bonds import Bond, Reputation
from crm.ids import ContactId
from crm.stages import Stage
from crm.suggestions import Proof, ProofRow, SuggestionRow
from crm.trust import Behind, Event, Line, Sign, Trend
from crm.wording.bonds import (
    bond_figure,
    bond_lines,
    bond_word,
    event_words,
    line_words,
    reputation_lines,
    sign_word,
    tenths_words,
    trend_word,
)
from crm.wording.suggestions import proof_words, proofs_words

TODAY = date(2026, 3, 4)
DAY = TODAY.toordinal()
MONTH = date(2026, 3, 1)


@pytest.mark.usefixtures("language")
def test_everything_has_words_of_its_own():
    assert len({sign_word(sign) for sign in Sign}) == len(Sign)
    assert len({trend_word(trend) for trend in Trend}) == len(Trend)
    assert bond_word()
    for proof in Proof:
        for count in (1, 2):
            assert proof_words(ProofRow(proof, count, TODAY, 9), TODAY)


def test_the_number_has_an_arrow_where_it_turns():
    assert [bond_figure(42, trend) for trend in (None, *Trend)] == ["42", "42 ▲", "42 ▼"]


def test_events_are_said_with_their_day():
    assert event_words(Event(Sign.ORDER, DAY - 10, 8, "面膜 × 2"), TODAY) == "22 February: 面膜 × 2"
    assert event_words(Event(Sign.BOTH_WAYS, DAY, 3), TODAY) == "4 March"
    assert event_words(Event(Sign.PLATFORM, DAY, 4, Platform.QQ), TODAY) == "4 March: QQ"
    assert event_words(Event(Sign.TENURE, DAY, 4, "365"), TODAY) == "4 March: known for 365 days then"
    assert [tenths_words(tenths) for tenths in (31, -2, 0)] == ["+3.1", "-0.2", "0"]


def test_what_made_it_is_told_in_passing():
    line = Line(Sign.ORDER, 20, (Behind(Event(Sign.ORDER, DAY, 8), 100), Behind(Event(Sign.ORDER, DAY, 8), 100)))
    none = Line(Sign.REACTION, 0, (Behind(Event(Sign.REACTION, DAY, 0.5), 0),))
    assert line_words(none) == "Liked or commented"
    assert bond_lines(Bond(20, Trend.UP, 12, (12, 20), (line, none))) == [
        "12 → 20 in 60 days: Turning stronger",
        "+20 Ordered and paid × 2",
    ]
    assert bond_lines(Bond(20, None, 12, (12, 20), (line,)))[0] == "12 → 20 in 60 days"
    assert bond_lines(Bond(0, None, 0, (0,), ())) == ["Nothing has happened yet that makes a bond"]


@pytest.mark.parametrize(
    ("kept", "lines"),
    [
        (Reputation(MONTH, 0, 0, 0, None, 0, 0, 0, 0), []),
        (
            Reputation(MONTH, 11, 1, 1, 0, 3, 0, 0, 0),
            ["11 of 13 promises kept in time", "Half of the answers came within 1 minute", "Nobody waits for anything"],
        ),
        (
            Reputation(MONTH, 1, 0, 0, None, 0, 1, 2, 0),
            ["1 of 1 promise kept in time", "1 promise is late, 2 paid parcels wait"],
        ),
        (Reputation(MONTH, 0, 0, 0, None, 0, 0, 0, 2), ["2 after-sales cases are open"]),
        (Reputation(MONTH, 0, 0, 0, 180, 1, 1, 0, 0), ["Half of the answers came within 3 hours", "1 promise is late"]),
        (
            Reputation(MONTH, 0, 0, 0, 4_400, 1, 0, 1, 0),
            ["Half of the answers came within 3 days", "1 paid parcel waits"],
        ),
    ],
)
def test_how_the_seller_kept_their_word(kept: Reputation, lines: list[str]):
    assert list(reputation_lines(kept)) == lines


def test_what_speaks_for_a_stage():
    def said(proof: Proof, count: int, within: int = 0) -> str:
        return proof_words(ProofRow(proof, count, TODAY, within), TODAY)

    assert said(Proof.PAID, 1) == "Paid a first order, today"
    assert said(Proof.PAID, 3) == "Paid 3 orders, the first today"
    assert said(Proof.TALKED, 2, 9) == "Talked both ways on 2 days within 9 days, last today"
    assert said(Proof.TALKED, 1) == "Talked both ways, last today"
    rows = (ProofRow(Proof.INTRODUCED, 2), ProofRow(Proof.PRAISED, 1))
    suggestion = SuggestionRow(ContactId(1), "王芳", Stage.AGENT, rows)
    assert proofs_words(suggestion, TODAY) == "Brought 2 friends\nPraised what they bought"
