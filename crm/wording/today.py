"""Why a friend stands in the day's queue, and a first phrase to write to them."""

from typing import assert_never

from crm.lunar import lunar_text
from crm.money import Currency, format_amount
from crm.reasons import BirthdayNear, ByHand, NewFriend, Quiet, Reason, Unpaid
from crm.today import Item
from crm.wording import language, tr, trn


def sentence(reason: Reason, currency: Currency) -> str:
    """Why, in a few words."""
    match reason:
        case ByHand(days, text, promised):
            return _promised(days, text) if promised else _planned(days, text)
        case BirthdayNear(ahead, birthday):
            lunar = ""
            if birthday.lunar:
                lunar = tr(" (lunar {day})", day=lunar_text(birthday, traditional=language() == "zh_TW"))
            match ahead:
                case 0:
                    return tr("birthday today{lunar}", lunar=lunar)
                case 1:
                    return tr("birthday tomorrow{lunar}", lunar=lunar)
                case _:
                    return trn("birthday in {n} day{lunar}", "birthday in {n} days{lunar}", ahead, lunar=lunar)
        case Unpaid(days, amount):
            owed = format_amount(amount, currency, short=True)
            return trn("{amount} unpaid for {n} day", "{amount} unpaid for {n} days", days, amount=owed)
        case Quiet(days, cadence):
            return trn(
                "quiet for {n} day, usually every {cadence}", "quiet for {n} days, usually every {cadence}",
                days, cadence=cadence,
            )  # fmt: skip
        case NewFriend(days, _):
            if days == 0:
                return tr("added today, not greeted yet")
            return trn("added {n} day ago, not greeted yet", "added {n} days ago, not greeted yet", days)
        case _:
            assert_never(reason)


def _planned(days: int, text: str) -> str:
    if days == 0:
        when = tr("planned for today")
    elif days == 1:
        when = tr("planned for yesterday")
    else:
        when = trn("planned {n} day ago", "planned {n} days ago", days)
    return tr("{when}: {text}", when=when, text=text) if text else when


def _promised(days: int, text: str) -> str:
    if days == 0:
        return tr("you promised by today: {text}", text=text)
    if days == 1:
        return tr("you promised by yesterday: {text}", text=text)
    return trn("you promised, {n} day late: {text}", "you promised, {n} days late: {text}", days, text=text)


def message(item: Item) -> str:
    """A first phrase for the strongest reason; the seller makes it their own before it is sent."""
    name = item.row.name
    match item.reasons[0]:
        case ByHand(promised=True):
            return tr("Hi {name}, I have not forgotten what I promised you.", name=name)
        case ByHand():
            return tr("Hi {name}, how have you been? I wanted to get back to you.", name=name)
        case BirthdayNear():
            return tr("Happy birthday, {name}! I wish you a wonderful year.", name=name)
        case Unpaid():
            return tr("Hi {name}, did you get a chance to look at the payment? Just let me know.", name=name)
        case Quiet():
            return tr("Hi {name}, it has been a while. How are you these days?", name=name)
        case NewFriend():
            return tr("Hi {name}, nice to meet you! Just ask me anything you like.", name=name)
        case other:
            assert_never(other)
