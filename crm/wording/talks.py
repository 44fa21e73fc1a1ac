"""The words for talks: which way they went, what they were, and the entries of a friend's timeline."""

from datetime import date
from typing import assert_never

from crm.clock import Clock
from crm.conversations import Direction, Kind, Words
from crm.follow_ups import Snooze
from crm.money import Currency, format_amount
from crm.timeline import Entry, EntryKind, FollowUpEntry, OrderEntry, PaymentEntry, StageEntry, TalkEntry
from crm.wording import tr, trc, trn
from crm.wording.days import day_words
from crm.wording.friends import platform_word, stage_word


def direction_word(direction: Direction) -> str:
    """Who spoke."""
    match direction:
        case Direction.IN:
            return trc("talk", "They wrote")
        case Direction.OUT:
            return trc("talk", "I wrote")
        case Direction.BOTH:
            return trc("talk", "Both")
        case unknown:
            assert_never(unknown)


def kind_word(kind: Kind) -> str:
    """What kind of exchange it was."""
    match kind:
        case Kind.CHAT:
            return trc("talk", "Chat")
        case Kind.CALL:
            return trc("talk", "Call")
        case Kind.MEETING:
            return trc("talk", "Meeting")
        case Kind.LIKE:
            return trc("talk", "Like")
        case Kind.COMMENT:
            return trc("talk", "Comment")
        case Kind.NOTE:
            return trc("talk", "Note")
        case unknown:
            assert_never(unknown)


def words_line(words: Words, clock: Clock, today: date) -> str:
    """The last words exchanged, with the day, and who said them."""
    day, text = day_words(clock.day_of(words.at), today), words.text
    match words.direction:
        case Direction.IN:
            return tr("They, {day}: “{text}”", day=day, text=text)
        case Direction.OUT:
            return tr("I, {day}: “{text}”", day=day, text=text)
        case Direction.BOTH:
            return tr("We, {day}: “{text}”", day=day, text=text)
        case unknown:
            assert_never(unknown)


def snooze_word(choice: Snooze) -> str:
    """When something comes back."""
    match choice:
        case Snooze.TOMORROW:
            return trc("next touch", "Tomorrow")
        case Snooze.IN_3_DAYS:
            return trc("next touch", "In 3 days")
        case Snooze.NEXT_WEEK:
            return trc("next touch", "In a week")
        case Snooze.IN_30_DAYS:
            return trc("next touch", "In 30 days")
        case unknown:
            assert_never(unknown)


def entry_kind_word(kind: EntryKind) -> str:
    """The entries of one kind, as a filter calls them."""
    match kind:
        case EntryKind.STAGE:
            return trc("timeline", "Stages")
        case EntryKind.TALK:
            return trc("timeline", "Talks")
        case EntryKind.ORDER:
            return trc("timeline", "Orders")
        case EntryKind.PAYMENT:
            return trc("timeline", "Money")
        case EntryKind.FOLLOW_UP:
            return trc("timeline", "Reminders and promises")
        case unknown:
            assert_never(unknown)


def entry_title(entry: Entry) -> str:
    """What an entry of the timeline is, in a few words."""
    match entry:
        case StageEntry(before=None):
            return tr("Became a friend: {stage}", stage=stage_word(entry.after))
        case StageEntry():
            return tr("Moved to {stage}", stage=stage_word(entry.after))
        case TalkEntry():
            return _talk_title(entry)
        case OrderEntry(cancelled_on=None):
            return tr("Order {number}", number=entry.number)
        case OrderEntry():
            return tr("Order {number}, cancelled", number=entry.number)
        case PaymentEntry():
            return tr("Paid") if entry.amount >= 0 else tr("Paid back")
        case FollowUpEntry(promise=True):
            return trc("timeline", "Promise, kept") if entry.done else trc("timeline", "Promise")
        case FollowUpEntry():
            return tr("Reminder, done") if entry.done else tr("Reminder")
        case unknown:
            assert_never(unknown)


def _talk_title(entry: TalkEntry) -> str:
    kind = kind_word(entry.kind).lower()
    what = trc("kind of a talk", "{platform} {kind}", platform=platform_word(entry.platform), kind=kind)
    parts = [kind_word(entry.kind) if entry.kind.value == "note" else what]
    if entry.kind.value != "note" and entry.direction is not Direction.BOTH:
        parts.append(direction_word(entry.direction))
    if entry.account:
        parts.append(entry.account)
    if entry.files:
        parts.append(trn("{n} file", "{n} files", entry.files))
    return " · ".join(parts)


def entry_text(entry: Entry, currency: Currency) -> str:
    """The words or figures of an entry; "" where its title says all."""
    match entry:
        case StageEntry():
            return entry.reason
        case TalkEntry():
            return entry.text
        case OrderEntry():
            parts = [entry.summary, format_amount(entry.total, currency, short=True)]
            if entry.owed > 0 and entry.cancelled_on is None:
                parts.append(tr("owes {amount}", amount=format_amount(entry.owed, currency, short=True)))
            if entry.received_on:
                parts.append(tr("received"))
            elif entry.shipped_on:
                parts.append(tr("on the way"))
            return " · ".join(part for part in parts if part)
        case PaymentEntry():
            amount = format_amount(abs(entry.amount), currency, short=True)
            return tr("{amount} for order {number}", amount=amount, number=entry.number)
        case FollowUpEntry():
            return entry.text
        case unknown:
            assert_never(unknown)
