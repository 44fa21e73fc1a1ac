"""The words of after-sales: what it is about, how it ended, the seven days, and what stands on its papers."""

from datetime import date
from typing import assert_never

from crm.after_sales import CaseKind, CaseResult, CaseRow, Clock7
from crm.money import Currency, format_amount
from crm.wording import tr, trc, trn
from crm.wording.days import by_words, date_words


def kind_word(kind: CaseKind) -> str:
    """What it is about."""
    match kind:
        case CaseKind.RETURN:
            return trc("after-sales", "Return")
        case CaseKind.EXCHANGE:
            return trc("after-sales", "Exchange")
        case CaseKind.DAMAGE:
            return trc("after-sales", "Damaged or wrong")
        case CaseKind.COMPLAINT:
            return trc("after-sales", "Complaint")
        case CaseKind.PRAISE:
            return trc("after-sales", "Praise")
        case unknown:
            assert_never(unknown)


def result_word(result: CaseResult) -> str:
    """How it ended."""
    match result:
        case CaseResult.REFUNDED:
            return trc("after-sales", "Money back")
        case CaseResult.EXCHANGED:
            return trc("after-sales", "Exchanged")
        case CaseResult.REPAIRED:
            return trc("after-sales", "Sent again or repaired")
        case CaseResult.EXPLAINED:
            return trc("after-sales", "Explained")
        case CaseResult.REFUSED:
            return trc("after-sales", "Not taken back")
        case CaseResult.THANKED:
            return trc("after-sales", "Thanked")
        case unknown:
            assert_never(unknown)


def clock_words(clock: Clock7 | None, today: date) -> str:
    """Until when goods may go back without a reason, and by which law; "" where none is known."""
    if clock is None:
        return ""
    left = clock.days_left(today)
    if left < 0:
        return tr(
            "The seven days without a reason ended on {day} ({law}).", day=date_words(clock.until, today), law=clock.law
        )
    if left == 0:
        return tr("Returns without a reason: today is the last day ({law}).", law=clock.law)
    return trn(
        "Returns without a reason until {day}, {n} day left ({law}).",
        "Returns without a reason until {day}, {n} days left ({law}).",
        left, day=date_words(clock.until, today), law=clock.law,
    )  # fmt: skip


def exceptions_words() -> str:
    """What need not be taken back without a reason."""
    return tr(
        "Not for what was made to order, perishable, digital and opened, newspapers, nor what the buyer agreed to"
        " beforehand. Information, not legal advice."
    )


def in_short(row: CaseRow, today: date, currency: Currency) -> str:
    """How it stands, in a line."""
    if row.closed_on is None:
        if row.due is not None:
            return tr("{remedy}, by {day}", remedy=row.remedy or row.text, day=by_words(row.due, today))
        return row.remedy or row.text
    parts = [result_word(row.result)] if row.result else []
    if row.refund:
        parts.append(tr("{amount} back", amount=format_amount(row.refund, currency)))
    if row.quantity:
        parts.append(trn("{n} unit back", "{n} units back", row.quantity))
    parts.append(date_words(row.closed_on, today))
    return " · ".join(parts)
