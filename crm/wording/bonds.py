"""交情 in words: what made it, which way it turns, and how the seller kept their word."""

from collections.abc import Sequence
from datetime import date
from typing import assert_never

from crm.accounts import Platform
from crm.bonds import Bond, Reputation
from crm.trust import TREND_DAYS, Event, Line, Sign, Trend, day_of
from crm.wording import tr, trc, trn
from crm.wording.days import date_words
from crm.wording.friends import platform_word

TOLD = 3
"""So many lines of what made it are told in passing."""


def bond_word() -> str:
    """The one word for it."""
    return trc("bond", "Bond")


def trend_word(trend: Trend) -> str:
    """Which way it turns."""
    match trend:
        case Trend.UP:
            return trc("trend", "Turning stronger")
        case Trend.DOWN:
            return trc("trend", "Going cold")
        case unknown:
            assert_never(unknown)


ARROWS = {Trend.UP: "▲", Trend.DOWN: "▼"}


def bond_figure(number: int, trend: Trend | None) -> str:
    """The number, and an arrow where it turns."""
    return f"{number} {ARROWS[trend]}" if trend else str(number)


def sign_word(sign: Sign) -> str:  # noqa: C901 - one word a case, checked for completeness
    """What one kind of events is."""
    match sign:
        case Sign.BOTH_WAYS:
            return trc("bond", "Talked both ways")
        case Sign.FROM_THEM:
            return trc("bond", "They wrote")
        case Sign.REACTION:
            return trc("bond", "Liked or commented")
        case Sign.PLATFORM:
            return trc("bond", "On another platform too")
        case Sign.TENURE:
            return trc("bond", "Known for long")
        case Sign.ORDER:
            return trc("bond", "Ordered and paid")
        case Sign.PAID_ON_TIME:
            return trc("bond", "Paid promptly")
        case Sign.INTRODUCTION:
            return trc("bond", "Introduced a friend")
        case Sign.PRAISE:
            return trc("bond", "Praised")
        case Sign.COMPLAINT:
            return trc("bond", "Complained")
        case Sign.SOLVED:
            return trc("bond", "Complaint solved")
        case Sign.PROMISE:
            return trc("bond", "I kept my word")
        case Sign.PROMISE_LATE:
            return trc("bond", "I kept my word late")
        case Sign.SHIPPED:
            return trc("bond", "I shipped promptly")
        case Sign.ANSWERED:
            return trc("bond", "I answered within a day")
        case unknown:
            assert_never(unknown)


def line_words(line: Line) -> str:
    """What one kind of events is, and how often it was: `Ordered and paid × 3`."""
    count = len(line.events)
    word = sign_word(line.sign)
    return word if count == 1 else tr("{what} × {n}", what=word, n=f"{count:,}")


def event_words(event: Event, today: date) -> str:
    """When it was, and what: `3 May, 面膜 × 2`."""
    day = date_words(day_of(event.day), today)
    what = event.text
    if event.sign is Sign.PLATFORM:
        what = platform_word(Platform(event.text))
    elif event.sign is Sign.TENURE:
        what = trn("known for {n} day then", "known for {n} days then", int(event.text))
    return trc("bond event", "{day}: {what}", day=day, what=what) if what else day


def tenths_words(tenths: int) -> str:
    """So many tenths of a point."""
    return f"{tenths / 10:+.1f}" if tenths else "0"


def course_words(bond: Bond) -> str:
    """What it was and is: `31 → 42 in 90 days, turning stronger`."""
    said = tr("{before} → {now} in {n} days", before=bond.before, now=bond.number, n=TREND_DAYS)
    return said if bond.trend is None else tr("{course}: {trend}", course=said, trend=trend_word(bond.trend))


def bond_lines(bond: Bond) -> list[str]:
    """In passing: the course, and what made most of it."""
    most = sorted(bond.lines, key=lambda line: -abs(line.points))[:TOLD]
    made = [tr("{points} {what}", points=f"{line.points:+d}", what=line_words(line)) for line in most if line.points]
    return [course_words(bond), *made] if made else [tr("Nothing has happened yet that makes a bond")]


def reputation_lines(kept: Reputation) -> Sequence[str]:
    """How the seller kept their word this month; nothing where nothing was to keep."""
    lines: list[str] = []
    due = kept.kept + kept.kept_late + kept.missed
    if due:
        lines.append(
            trn("{kept} of {n} promise kept in time", "{kept} of {n} promises kept in time", due, kept=kept.kept)
        )
    if kept.answer_minutes is not None:
        lines.append(tr("Half of the answers came within {time}", time=_time_words(kept.answer_minutes)))
    if kept.waits:
        parts = []
        if kept.late_promises:
            parts.append(trn("{n} promise is late", "{n} promises are late", kept.late_promises))
        if kept.late_parcels:
            parts.append(trn("{n} paid parcel waits", "{n} paid parcels wait", kept.late_parcels))
        if kept.cases:
            parts.append(trn("{n} after-sales case is open", "{n} after-sales cases are open", kept.cases))
        lines.append(trc("between two open cases", ", ").join(parts))
    elif lines:
        lines.append(tr("Nobody waits for anything"))
    return lines


def _time_words(minutes: int) -> str:
    if minutes < 60:
        return trn("{n} minute", "{n} minutes", max(1, minutes))
    if minutes < 48 * 60:
        return trn("{n} hour", "{n} hours", round(minutes / 60))
    return trn("{n} day", "{n} days", round(minutes / 1440))
