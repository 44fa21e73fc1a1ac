"""What a line was understood as, chip by chip, and why one is not taken."""

from collections.abc import Sequence
from datetime import date
from typing import assert_never

from crm.money import Currency, format_amount, parse_amount
from crm.one_line import Choice, Paid, Plan, Problem, Reading, Ware
from crm.wording import tr, trc
from crm.wording.days import date_words, day_words


def chips(reading: Reading, currency: Currency, today: date) -> list[str]:
    """In the order in which they are taken."""
    said = [friend_chip(reading)]
    for ware in reading.wares:
        said.append(ware_chip(ware, reading))
        if (price := price_chip(ware, reading, currency)) is not None:
            said.append(price)
    if reading.amount is not None:
        said.append(amount_chip(reading, currency))
    if reading.paid is not Paid.UNSAID:
        said.append(paid_chip(reading, currency))
    if reading.day is not None:
        said.append(day_chip(reading.day, today))
    said += [plan_chip(plan, today) for plan in reading.plans]
    return [*said, note_chip(reading)] if reading.note else said


def friend_chip(reading: Reading) -> str:
    """Who is meant."""
    return _choice_words(reading.friends, reading.who)


def ware_chip(ware: Ware, reading: Reading) -> str:
    """What, and how many."""
    what = _choice_words(ware.choices, ware.words)
    return _marked(tr("{what} × {n}", what=what, n=ware.quantity), str(ware.quantity) in reading.unsure)


def price_chip(ware: Ware, reading: Reading, currency: Currency) -> str | None:
    """What they cost, or one of them, if the line says it."""
    if ware.amount is not None:
        shown = format_amount(ware.amount, currency, short=True)
        return _marked(shown, _is_unsure(ware.amount, reading, currency))
    if ware.each is not None:
        return tr("{amount} each", amount=format_amount(ware.each, currency, short=True))
    return None


def amount_chip(reading: Reading, currency: Currency) -> str:
    """What everything costs."""
    assert reading.amount is not None
    shown = format_amount(reading.amount, currency, short=True)
    return _marked(shown, _is_unsure(reading.amount, reading, currency))


def paid_chip(reading: Reading, currency: Currency) -> str:
    """What came of the money."""
    part = format_amount(reading.part, currency, short=True)
    match reading.paid:
        case Paid.ALL:
            return trc("one line", "paid")
        case Paid.NOTHING:
            return trc("one line", "not paid yet")
        case Paid.DEPOSIT:
            return tr("deposit {amount}", amount=part)
        case Paid.PART:
            return tr("paid {amount}", amount=part)
        case Paid.OWED:
            return tr("{amount} still to come", amount=part)
        case Paid.UNSAID:
            return trc("one line", "paid or not")
        case _:
            assert_never(reading.paid)


def day_chip(day: date, today: date) -> str:
    """When it was."""
    return tr("it was {day}", day=day_words(day, today))


def plan_chip(plan: Plan, today: date) -> str:
    """What is to be done when."""
    day = date_words(plan.day, today)
    if plan.promised:
        return tr("promised by {day}: {text}", day=day, text=plan.text)
    return tr("{day}: {text}", day=day, text=plan.text or tr("get in touch"))


def note_chip(reading: Reading) -> str:
    """What is only written down."""
    return tr("note: {text}", text=reading.note)


def _marked(words: str, unsure: bool) -> str:
    return tr("{words}?", words=words) if unsure else words


def _is_unsure(amount: int, reading: Reading, currency: Currency) -> bool:
    return any(parse_amount(number, currency) == amount for number in reading.unsure)


def _choice_words(choices: Sequence[Choice], words: str) -> str:
    sure = [choice for choice in choices if choice.sure]
    if len(choices) == 1 or len(sure) == 1:
        return (sure or choices)[0].name
    if not choices:
        return tr("{words}?", words=words or trc("one line", "who"))
    return tr("{words}: {names}?", words=words, names=" / ".join(choice.name for choice in choices))


def problem_words(problem: Problem) -> str:
    """Why a line is not taken."""
    match problem:
        case Problem.NOBODY:
            return tr("Nobody is called so. Begin the line with a friend: initials, a name or a remark.")
        case Problem.WHICH_FRIEND:
            return tr("Several friends may be meant. Choose one.")
        case Problem.WHICH_PRODUCT:
            return tr("Several products may be meant. Choose one.")
        case Problem.TAKEN:
            return tr("This line was taken today already.")
        case Problem.NO_ORDER:
            return tr("There is no order of theirs that so much is owed for. Say what was bought.")
        case Problem.TOO_MUCH:
            return tr("More came, or is still to come, than the order costs.")
        case _:
            assert_never(problem)
