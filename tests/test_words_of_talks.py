"""The entries of a timeline in words: what happened in the title, the words and figures below it."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from crm.accounts import Platform
from crm.clock import Clock
from crm.conversations import Direction, Kind, Words
from crm.ids import ConversationId, FollowUpId, OrderId
from crm.money import Currency
from crm.stages import Stage
from crm.timeline import Entry, FollowUpEntry, OrderEntry, PaymentEntry, StageEntry, TalkEntry
from crm.wording.talks import entry_text, entry_title, words_line

AT = datetime(2026, 3, 4, 1, 0, tzinfo=UTC)
DAY = date(2026, 3, 4)
MOVED = StageEntry(1, AT, DAY, Stage.ADDED, Stage.CUSTOMER, "bought")
TALK = TalkEntry(2, AT, DAY, ConversationId(1), 1, Platform.WECHAT, Direction.IN, Kind.CHAT, "how much", "Shop 2")
ORDER = OrderEntry(3, AT, DAY, OrderId(1), "A1", "Mask × 2", 12_800, 7_800, None, None, None)
PAID = PaymentEntry(4, AT, DAY, OrderId(1), "A1", 5_000, "wechat")
PLANNED = FollowUpEntry(5, AT, DAY, FollowUpId(1), DAY, "ask", done=False)

SAID = [
    (MOVED, "Moved to Customer", "bought"),
    (replace(MOVED, before=None, after=Stage.ADDED, reason=""), "Became a friend: New friend", ""),
    (TALK, "WeChat chat · They wrote · Shop 2", "how much"),
    (replace(TALK, direction=Direction.BOTH, account=None), "WeChat chat", "how much"),
    (replace(TALK, kind=Kind.NOTE), "Note · Shop 2", "how much"),
    (ORDER, "Order A1", "Mask × 2 · ¥128 · owes ¥78"),
    (replace(ORDER, owed=0, shipped_on=DAY), "Order A1", "Mask × 2 · ¥128 · on the way"),
    (replace(ORDER, owed=0, shipped_on=DAY, received_on=DAY), "Order A1", "Mask × 2 · ¥128 · received"),
    (replace(ORDER, cancelled_on=DAY), "Order A1, cancelled", "Mask × 2 · ¥128"),
    (PAID, "Paid", "¥50 for order A1"),
    (replace(PAID, amount=-5_000), "Paid back", "¥50 for order A1"),
    (PLANNED, "Reminder", "ask"),
    (replace(PLANNED, done=True), "Reminder, done", "ask"),
]


@pytest.mark.parametrize(("entry", "title", "text"), SAID)
def test_what_an_entry_says(entry: Entry, title: str, text: str):
    assert (entry_title(entry), entry_text(entry, Currency.CNY)) == (title, text)


@pytest.mark.parametrize(("direction", "who"), [(Direction.IN, "They"), (Direction.OUT, "I"), (Direction.BOTH, "We")])
def test_the_last_words_say_whose_they_are(clock: Clock, direction: Direction, who: str):
    assert words_line(Words("how much", direction, AT), clock, DAY) == f"{who}, today: “how much”"


def test_entries_are_said_in_each_language(language: str):
    assert len({entry_title(entry) for entry, _, _ in SAID}) == len({title for _, title, _ in SAID})
    assert not [entry for entry, _, _ in SAID if "{" in entry_title(entry) + entry_text(entry, Currency.CNY)]
