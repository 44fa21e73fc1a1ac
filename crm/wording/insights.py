"""Figures, and the bill at month's end, in the seller's words."""

from datetime import date
from typing import assert_never

from crm.insights import LATELY, OFTEN, Earned, Kept, MonthSum, Period
from crm.insights.laying import Lay, Missing, Offer, Paid
from crm.money import Currency, format_amount
from crm.transfer.buyer_matching import MatchKind
from crm.wording import tr, trc, trn
from crm.wording.days import date_words
from crm.wording.friends import month_word

PARTS = ("sold", "unpaid", "refunds", "goods", "gifts", "sending", "fees", "earned")
"""What was earned and what made it, as it is told."""


def money(minor: int, currency: Currency) -> str:
    """An amount as figures show it."""
    return format_amount(minor, currency, short=True)


def period_word(period: Period, today: date) -> str:
    """A month with its year, or a day."""
    if not period.whole:
        return date_words(period.day, today)
    return tr("{month} {year}", month=month_word(period.day.month), year=period.day.year)


def short_word(period: Period, today: date) -> str:
    """A month without its year where that is this one, or a day."""
    if period.whole and period.day.year == today.year:
        return month_word(period.day.month)
    return period_word(period, today)


def before_word(period: Period) -> str:
    """The one just before it."""
    return tr("Month before") if period.whole else tr("Day before")


def like_word(period: Period) -> str:
    """The one it is like."""
    return tr("Year before") if period.whole else tr("Week before")


def part_word(part: str) -> str:
    """A part of what was earned."""
    words = {
        "sold": tr("Sold"),
        "unpaid": tr("less not paid yet"),
        "refunds": tr("less refunds"),
        "goods": tr("less goods"),
        "gifts": tr("less gifts and samples"),
        "sending": tr("less sending"),
        "fees": tr("less channel fees"),
        "earned": tr("Earned"),
    }
    return words[part]


def part_amount(earned: Earned, part: str, currency: Currency) -> str:
    """How much it was, with a minus where it is taken away."""
    minor: int = getattr(earned, part)
    return money(minor if part in {"sold", "earned"} else -minor, currency)


def earned_title(period: Period, today: date) -> str:
    """What the large figure is."""
    if period == Period(today):
        return tr("Earned this month")
    if period == Period(today, whole=False):
        return tr("Earned today")
    return tr("Earned in {month}", month=period_word(period, today)) if period.whole else tr(
        "Earned on {day}", day=period_word(period, today)
    )  # fmt: skip


def beside(now: int, then: int) -> str:
    """How a figure stands to an earlier one; "" where that says nothing."""
    if then <= 0 or now == then:
        return ""
    share = round(abs(now - then) * 100 / then)
    return tr("{n} % more", n=f"{share:,}") if now > then else tr("{n} % less", n=f"{share:,}")


def doubts(earned: Earned, currency: Currency) -> list[str]:
    """What the large figure does not know yet."""
    said = []
    if earned.uncosted:
        said.append(
            trn(
                "The cost of {n} line is unknown: it is at most this.",
                "The cost of {n} lines is unknown: it is at most this.",
                earned.uncosted,
            )
        )
    if earned.waiting:
        said.append(
            trn(
                "{n} order of {amount} is not paid in full and not counted.",
                "{n} orders of {amount} are not paid in full and not counted.",
                earned.waiting,
                amount=money(earned.unpaid, currency),
            )
        )
    return said


def summary(earned: Earned, currency: Currency) -> str:
    """Some days in one line."""
    orders = trn("{n} order", "{n} orders", earned.orders)
    sold, left = money(earned.sold, currency), money(earned.earned, currency)
    return tr("{orders} · sold {sold} · earned {earned}", orders=orders, sold=sold, earned=left)


def month_spoken(month: MonthSum, currency: Currency) -> str:
    """A month of the chart, as a screen reader says it."""
    return tr(
        "{month}: sold {sold}, earned {earned}, {orders}",
        month=tr("{month} {year}", month=month_word(month.first.month), year=month.first.year),
        sold=money(month.sold, currency),
        earned=money(month.earned, currency),
        orders=trn("{n} order", "{n} orders", month.orders),
    )


def lately_word(place: int) -> str:
    """How long ago the last order was."""
    if place < len(LATELY):
        return tr("≤ {n} days", n=LATELY[place])
    return tr("longer ago")


def often_word(place: int) -> str:
    """How many orders there were."""
    if place == 0:
        return tr("1 order")
    if place < len(OFTEN):
        return tr("{least}–{most} orders", least=OFTEN[place - 1] + 1, most=OFTEN[place])
    return tr("{n}+ orders", n=OFTEN[-1] + 1)


def kept_words(kept: Kept) -> tuple[str, str]:
    """How many promises were kept, and of how many, in time."""
    if not kept.due:
        return "–", tr("none was due")
    share = round((kept.in_time + kept.late) * 100 / kept.due)
    note = tr("{n} of {due}", n=kept.in_time + kept.late, due=kept.due)
    if kept.late:
        note = tr("{n} of {due}, {late} late", n=kept.in_time + kept.late, due=kept.due, late=kept.late)
    return f"{share} %", note


def lay_word(lay: Lay) -> str:
    """How a payment of a bill stands to the orders."""
    match lay:
        case Lay.IN_BOOKS:
            return tr("In the books")
        case Lay.READY:
            return tr("An order waits")
        case Lay.DIFFERS:
            return tr("Amount differs")
        case Lay.NO_ORDER:
            return tr("No order")
        case Lay.ASIDE:
            return tr("Not mine")
        case _:
            assert_never(lay)


def payer_words(paid: Paid) -> str:
    """Who paid, as the bill says."""
    return paid.payer or tr("nobody named")


def why_words(paid: Paid) -> str:
    """Which friend that may be, and why they are thought to be."""
    if paid.why is MatchKind.SEVERAL:
        return tr("Several friends are called so.")
    if paid.contact is None:
        return tr("No friend is known by this name.")
    if paid.sure or paid.said:
        return tr("This is {friend}.", friend=paid.friend)
    return tr("{friend} is called so. Is it them?", friend=paid.friend)


def offer_words(offer: Offer, today: date) -> str:
    """An order that a payment may be for."""
    day = date_words(offer.day, today)
    if offer.payments:
        return tr("{number}, {day}: paid in the books already", number=offer.number, day=day)
    return tr("{number}, {day}: waits for it", number=offer.number, day=day)


def difference(paid: Paid, offer: Offer, currency: Currency) -> str:
    """What would be left over either way; "" where it fits."""
    more = paid.came - offer.amount
    if offer.fits:
        return ""
    if more > 0:
        return tr("{amount} more than is owed stays as their advance.", amount=money(more, currency))
    return tr("{amount} stays owed.", amount=money(-more, currency))


def missing_words(missing: Missing) -> str:
    """Why an order is without money."""
    return tr("Paid in the books, not in this bill") if missing.said else trc("order without money", "Not paid")
