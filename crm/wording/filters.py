"""The words for filters of friends: what a condition asks about, and what of it."""

from collections.abc import Iterable
from typing import assert_never

from crm.accounts import Platform
from crm.contacts import Standing
from crm.custom_fields import NO, YES
from crm.finder import NEVER, NOW, OVERDUE, Condition, Facet, Range
from crm.stages import Stage
from crm.trust import Trend
from crm.wording import tr, trc, trn
from crm.wording.bonds import trend_word
from crm.wording.friends import month_word, platform_word, stage_word, standing_word


def facet_word(facet: Facet) -> str:  # noqa: C901 - one word a case, checked for completeness
    """What a condition asks about."""
    match facet:
        case Facet.STAGE:
            return trc("filter", "Stage")
        case Facet.STAGE_DAYS:
            return trc("filter", "Days in stage")
        case Facet.TAG:
            return trc("filter", "Tag")
        case Facet.PLATFORM:
            return trc("filter", "Platform")
        case Facet.ACCOUNT:
            return trc("filter", "My account")
        case Facet.SOURCE:
            return trc("filter", "Source")
        case Facet.STANDING:
            return trc("filter", "Standing")
        case Facet.QUIET:
            return trc("filter", "Last contact")
        case Facet.NEXT:
            return trc("filter", "Next step")
        case Facet.BIRTHDAY:
            return trc("filter", "Birthday")
        case Facet.SPENT:
            return trc("filter", "Money spent")
        case Facet.OWED:
            return trc("filter", "Owes me")
        case Facet.BOUGHT:
            return trc("filter", "Bought")
        case Facet.FIELD:
            return trc("filter", "Own field")
        case Facet.CHANNELS:
            return trc("filter", "Ways to reach them")
        case Facet.ADDED:
            return trc("filter", "Added")
        case Facet.BOND:
            return trc("filter", "Bond")
        case Facet.TREND:
            return trc("filter", "Bond turns")
        case Facet.READY:
            return trc("filter", "Ready for an offer")
        case unknown:
            assert_never(unknown)


def condition_words(condition: Condition) -> str:
    """A condition as a chip says it: `Stage: Customer, Agent`, `not Tag: mums`, `Owes me money`."""
    name = condition.field if condition.facet is Facet.FIELD else facet_word(condition.facet)
    values = listed(value_words(condition.facet, value) for value in condition.values)
    if condition.values and all(_speaks_alone(condition.facet, value) for value in condition.values):
        return tr("not {condition}", condition=values) if condition.negated else values
    words = tr("{name}: {value}", name=name, value=values or trc("filter", "anything"))
    return tr("not {condition}", condition=words) if condition.negated else words


def _speaks_alone(facet: Facet, value: str) -> bool:
    """Whether a value says by itself what it is about: `Owes me money`, `Nothing planned`."""
    if facet is Facet.QUIET:
        return value == NEVER or value.isdigit()
    return facet in (Facet.TREND, Facet.READY) or (
        facet in (Facet.NEXT, Facet.BIRTHDAY, Facet.SPENT, Facet.OWED) and value in (YES, NO)
    )


def value_words(facet: Facet, value: str) -> str:  # noqa: C901 - one kind of value a case
    """One value of a condition; amounts are whole units of the shop's currency."""
    match facet:
        case Facet.STAGE:
            return stage_word(Stage(value))
        case Facet.PLATFORM:
            return platform_word(Platform(value))
        case Facet.STANDING:
            return standing_word(Standing(value))
        case Facet.QUIET if value == NEVER:
            return tr("No contact yet")
        case Facet.QUIET if value.isdigit():
            return trn("Quiet for {n} day or more", "Quiet for {n} days or more", int(value))
        case Facet.STAGE_DAYS | Facet.QUIET | Facet.ADDED:
            return _days(Range.of(value), ago=facet is not Facet.STAGE_DAYS)
        case Facet.NEXT:
            return {YES: tr("Something planned"), NO: tr("Nothing planned"), OVERDUE: tr("Overdue")}[value]
        case Facet.BIRTHDAY:
            known = {NOW: tr("this month"), YES: tr("Birthday known"), NO: tr("Birthday not known")}
            return known[value] if value in known else month_word(int(value))
        case Facet.SPENT:
            return {YES: tr("Bought something"), NO: tr("Bought nothing")}.get(value) or _amounts(value)
        case Facet.OWED:
            return {YES: tr("Owes me money"), NO: tr("Owes nothing")}.get(value) or _amounts(value)
        case Facet.CHANNELS:
            return {"..1": tr("no second channel"), "2": tr("two or more"), "..0": trc("filter", "none")}.get(
                value
            ) or value
        case Facet.BOND:
            return _amounts(value)
        case Facet.TREND:
            return trend_word(Trend(value))
        case Facet.READY:
            return {YES: trc("filter", "Ready, not asked yet"), NO: tr("Not ready for an offer")}[value]
        case Facet.FIELD:
            said = {YES: tr("Yes"), NO: tr("No")}.get(value, value)
            return _amounts(value) if ".." in value else said
        case Facet.TAG | Facet.ACCOUNT | Facet.SOURCE | Facet.BOUGHT:
            return value
        case unknown:
            assert_never(unknown)


def unknown_words(condition: Condition) -> str:
    """Why a condition fits nobody, or everybody where it is negated: what it speaks of is gone, or never was."""
    name = condition.field if condition.facet is Facet.FIELD else listed(condition.values)
    what = facet_word(condition.facet)
    if condition.negated:
        return tr("{what} “{name}” is not there, so this part leaves nobody out.", what=what, name=name)
    return tr("{what} “{name}” is not there, so this part fits nobody.", what=what, name=name)


def listed(words: Iterable[str]) -> str:
    """Words one after the other, as the language sets them apart."""
    return trc("between two words of a list", ", ").join(words)


def _days(ends: Range, *, ago: bool) -> str:
    if ends.least is not None and ends.most is not None:
        words = tr("{least} to {most} days", least=ends.least, most=ends.most)
    elif ends.least is not None:
        words = trn("{n} day or more", "{n} days or more", int(ends.least))
    else:
        words = trn("at most {n} day", "at most {n} days", int(ends.most or 0))
    return trc("days", "{days} ago", days=words) if ago else words


def _amounts(value: str) -> str:
    ends = Range.of(value)
    if ends == Range(None, None):
        return value
    if ends.least is not None and ends.most is not None:
        return tr("{least} to {most}", least=ends.least, most=ends.most)
    return tr("{least} or more", least=ends.least) if ends.least is not None else tr("at most {most}", most=ends.most)
