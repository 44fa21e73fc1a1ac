"""The day at its end, in words."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import assert_never

from crm.clock import Clock
from crm.conversations import Kind
from crm.evening import Deed, Done, Figure, Part, Tomorrow
from crm.money import Currency, format_amount
from crm.reasons import BirthdayNear, ByHand, FestivalNear, NamedDay, Reason
from crm.wording import tr, trc, trn
from crm.wording.days import date_words, time_words
from crm.wording.friends import stage_word
from crm.wording.talks import direction_word, kind_word
from crm.wording.today import festival_word, sentence


def figure_word(figure: Figure) -> str:
    """What a figure counts."""
    match figure:
        case Figure.TALKS:
            return trc("evening", "In touch with")
        case Figure.ANSWERS:
            return trc("evening", "Answered me")
        case Figure.ORDERS:
            return trc("evening", "New orders")
        case Figure.MONEY:
            return trc("evening", "Money received")
        case Figure.MOVES:
            return trc("evening", "Moved on")
        case Figure.PROMISES:
            return trc("evening", "Promises kept")
        case unknown:
            assert_never(unknown)


def figure_words(done: Done, figure: Figure, currency: Currency) -> tuple[str, str]:
    """A figure as it stands large, and the small words under it."""
    part = done.parts[figure]
    match figure:
        case Figure.TALKS:
            return f"{part.count:,}", kinds_words(done.kinds)
        case Figure.ORDERS:
            return f"{part.count:,}", _amount(part, currency)
        case Figure.MONEY:
            payments = trn("{n} payment", "{n} payments", part.count) if part.count else ""
            return format_amount(part.amount, currency, short=True), payments
        case _:
            return f"{part.count:,}", ""


def kinds_words(kinds: Mapping[Kind, int]) -> str:
    """How many talks there were of each kind."""
    return " · ".join(
        trc("evening", "{kind} {n}", kind=kind_word(kind), n=f"{kinds[kind]:,}") for kind in Kind if kind in kinds
    )


def _amount(part: Part, currency: Currency) -> str:
    return format_amount(part.amount, currency, short=True) if part.count else ""


def deed_words(deed: Deed, currency: Currency, clock: Clock, day: date) -> str:
    """What happened with a friend, in a line."""
    match deed.figure:
        case Figure.TALKS | Figure.ANSWERS:
            assert deed.at is not None
            assert deed.kind is not None
            assert deed.direction is not None
            who = direction_word(deed.direction)
            what = kind_word(deed.kind) if deed.kind is not Kind.CHAT else who
            words = tr("“{text}”", text=deed.text) if deed.text else ""
            return " · ".join(part for part in (time_words(deed.at, clock), what, words) if part)
        case Figure.ORDERS | Figure.MONEY:
            return " · ".join(part for part in (format_amount(deed.amount, currency, short=True), deed.text) if part)
        case Figure.MOVES:
            assert deed.stages is not None
            before, after = deed.stages
            moved = trc("evening", "{before} → {after}", before=stage_word(before), after=stage_word(after))
            return " · ".join(part for part in (moved, deed.text) if part)
        case Figure.PROMISES:
            assert deed.due is not None
            by = trc("evening", "by {day}", day=date_words(deed.due, day))
            return " · ".join(part for part in (deed.text, by) if part)
        case unknown:
            assert_never(unknown)


def none_words(figure: Figure) -> str:
    """What is said where a figure is zero."""
    match figure:
        case Figure.TALKS:
            return tr("Nothing was logged with anybody on this day. Press L on Today to log a talk.")
        case Figure.ANSWERS:
            return tr("Nobody wrote back on this day. Paste what they answered, and it stands here.")
        case Figure.ORDERS:
            return tr("No order came in on this day. Press O on Today to write one.")
        case Figure.MONEY:
            return tr("No money came in on this day. Press P on an order once it is paid.")
        case Figure.MOVES:
            return tr("Nobody moved to another stage on this day.")
        case Figure.PROMISES:
            return tr("No promise was kept on this day. Press P on a friend's card to note one.")
        case unknown:
            assert_never(unknown)


def settled_words(done: Done) -> str:
    """How many were seen to on Today; or what a day says on which nothing was done."""
    if done.nothing:
        return tr("Nothing was logged on this day. Tomorrow is a new one.")
    return trn("{n} friend seen to on Today", "{n} friends seen to on Today", done.settled)


def tomorrows_reason(reason: Reason, currency: Currency) -> str:
    """Why a friend comes on the next day, seen from today."""
    match reason:
        case ByHand(0, text, promised):
            if promised:
                return tr("you promised by tomorrow: {text}", text=text)
            when = tr("planned for tomorrow")
            return tr("{when}: {text}", when=when, text=text) if text else when
        case ByHand(days):
            return sentence(replace(reason, days=days - 1), currency)
        case BirthdayNear(ahead) | NamedDay(ahead):
            return sentence(replace(reason, ahead=ahead + 1), currency)
        case FestivalNear(ahead, festival) if ahead:
            return trn("{what} in {n} day", "{what} in {n} days", ahead + 1, what=festival_word(festival))
        case FestivalNear():
            return sentence(replace(reason, ahead=1), currency)
        case _:
            return sentence(reason, currency)


def tomorrow_words(tomorrow: Tomorrow) -> str:
    """Who comes first on the next day, by name."""
    names = [item.row.name for item in tomorrow.items[:3]]
    return trc("evening", ", ").join(names)
