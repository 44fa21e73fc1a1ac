"""What a line was understood as, chip by chip, and why one is not taken."""

from collections.abc import Sequence
from datetime import date
from typing import assert_never

from crm.money import Currency, format_amount
from crm.one_line import Choice, Paid, Problem, Reading, Ware
from crm.wording import tr, trc
from crm.wording.days import date_words


def chips(reading: Reading, currency: Currency, today: date) -> list[str]:
    """In the order in which they are taken."""
    said = [friend_chip(reading), *(ware_chip(ware) for ware in reading.wares)]
    if reading.amount is not None:
        said.append(format_amount(reading.amount, currency, short=True))
    match reading.paid:
        case Paid.ALL:
            said.append(trc("one line", "paid"))
        case Paid.NOTHING:
            said.append(trc("one line", "not paid yet"))
        case Paid.DEPOSIT:
            said.append(tr("deposit {amount}", amount=format_amount(reading.deposit, currency, short=True)))
        case Paid.UNSAID:
            pass
        case _:
            assert_never(reading.paid)
    if reading.plan is not None:
        day, text = date_words(reading.plan.day, today), reading.plan.text
        said.append(
            tr("promised by {day}: {text}", day=day, text=text)
            if reading.plan.promised
            else tr("{day}: {text}", day=day, text=text or tr("get in touch"))
        )
    if reading.note:
        said.append(tr("note: {text}", text=reading.note))
    return said


def friend_chip(reading: Reading) -> str:
    """Who is meant."""
    return _choice_words(reading.friends, reading.who)


def ware_chip(ware: Ware) -> str:
    """What, and how many."""
    return tr("{what} × {n}", what=_choice_words(ware.choices, ware.words), n=ware.quantity)


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
        case Problem.DEPOSIT:
            return tr("The deposit is more than the order.")
        case _:
            assert_never(problem)
