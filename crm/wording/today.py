"""Why a friend stands in the day's queue, and a first phrase to write to them."""

from typing import assert_never

from crm.festivals import Festival
from crm.lunar import Birthday, lunar_text
from crm.money import Currency, format_amount
from crm.occasions import WINDOWS, OccasionKind, cold_after
from crm.reasons import (
    BirthdayNear,
    ByHand,
    FestivalNear,
    Happened,
    NamedDay,
    NewFriend,
    Quiet,
    Reason,
    ReasonKind,
    Unpaid,
    score,
)
from crm.settings import Shop, Wish
from crm.today import Item, Queue
from crm.wording import language, tr, trc, trn


def sentence(reason: Reason, currency: Currency) -> str:
    """Why, in a few words."""
    match reason:
        case ByHand(days, text, promised):
            return _promised(days, text) if promised else _planned(days, text)
        case BirthdayNear(ahead, birthday):
            return _birthday(ahead, birthday)
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
        case NamedDay(ahead, text):
            return _named_day(ahead, text)
        case FestivalNear(ahead, festival):
            what = festival_word(festival)
            return tr("{what} is today", what=what) if ahead == 0 else tr("{what} is tomorrow", what=what)
        case Happened():
            return _happened(reason)
        case _:
            assert_never(reason)


def _birthday(ahead: int, birthday: Birthday) -> str:
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


def _named_day(ahead: int, text: str) -> str:
    match ahead:
        case 0:
            return tr("{what} is today", what=text)
        case 1:
            return tr("{what} is tomorrow", what=text)
        case _:
            return trn("{what} in {n} day", "{what} in {n} days", ahead, what=text)


def _happened(said: Happened) -> str:
    begins, _ = WINDOWS[OccasionKind(said.kind)]
    ago, what = said.days + begins, said.text or tr("the order")
    match said.kind:
        case ReasonKind.ASKED:
            return trn("wrote {n} day ago, no answer from you yet", "wrote {n} days ago, no answer from you yet", ago)
        case ReasonKind.REACTED:
            return trn("reacted to your post {n} day ago", "reacted to your post {n} days ago", ago)
        case ReasonKind.REQUESTED:
            return trn("request sent {n} day ago, not accepted", "request sent {n} days ago, not accepted", ago)
        case ReasonKind.ON_THE_WAY:
            return trn(
                "{what} shipped {n} day ago, not confirmed yet", "{what} shipped {n} days ago, not confirmed yet",
                ago, what=what,
            )  # fmt: skip
        case ReasonKind.IN_USE:
            return trn(
                "{what} arrived {n} day ago: how is it?", "{what} arrived {n} days ago: how is it?", ago, what=what
            )
        case ReasonKind.FEEDBACK:
            return trn(
                "{what} in use for {n} day: ask for a few words", "{what} in use for {n} days: ask for a few words",
                ago, what=what,
            )  # fmt: skip
        case ReasonKind.INTRODUCTION:
            return trn(
                "{what} in use for {n} day: may know somebody", "{what} in use for {n} days: may know somebody",
                ago, what=what,
            )  # fmt: skip
        case ReasonKind.RUNS_OUT:
            return _runs_out(said, ago, what)
        case ReasonKind.STEP:
            return _step(said)
        case ReasonKind.CASE:
            return _case(said)
        case ReasonKind.GOING_COLD:
            return tr(
                "going cold: usually {usual} days, now {now}",
                usual=said.number,
                now=cold_after(said.number) + said.days,
            )
        case _:
            return trn("talked {n} day ago, no next step yet", "talked {n} days ago, no next step yet", ago)


def _runs_out(said: Happened, ago: int, what: str) -> str:
    if said.count:
        return trn(
            "bought {count} × {what} {n} day ago, about {each} days each",
            "bought {count} × {what} {n} days ago, about {each} days each",
            ago + said.number * said.count, what=what, count=said.count, each=said.number,
        )  # fmt: skip
    return trn(
        "bought {what} {n} day ago, usually every {each} days",
        "bought {what} {n} days ago, usually every {each} days",
        ago + said.number, what=what, each=said.number,
    )  # fmt: skip


def _case(said: Happened) -> str:
    if said.days == 0:
        return tr("to make right today: {what}", what=said.text)
    return trn("to make right, {n} day late: {what}", "to make right, {n} days late: {what}", said.days, what=said.text)


def _step(said: Happened) -> str:
    which = {"number": said.number, "count": said.count, "sequence": said.text}
    if said.days == 0:
        return tr("“{sequence}”, step {number} of {count}", **which)
    return trn(
        "“{sequence}”, step {number} of {count}, {n} day late",
        "“{sequence}”, step {number} of {count}, {n} days late",
        said.days, **which,
    )  # fmt: skip


def day_in_a_line(queue: Queue, currency: Currency) -> tuple[str, str]:
    """The heading and the line of a notification: how many wait, and who comes first and why."""
    first = queue.items[0]
    heading = trn("{n} friend to write to today", "{n} friends to write to today", len(queue.items))
    return heading, tr("First {name}: {why}", name=first.row.name, why=sentence(first.reasons[0], currency))


def ranking_words(item: Item, shop: Shop) -> str:
    """How the row came to its place, for whoever points at it."""
    reason, weight = item.reasons[0], item.weight
    return tr(
        "Score {score}: {why}. Urgency {urgency} × orders {value} × closeness {tie} × answers {chance}.",
        score=round(score(reason, weight, shop)),
        why=sentence(reason, shop.currency),
        urgency=f"{reason.pressure:.1f}",
        value=f"{weight.value:.1f}",
        tie=f"{weight.tie:.1f}",
        chance=f"{weight.chance:.1f}",
    )


def reason_word(kind: ReasonKind) -> str:
    """What a kind of reason is called in the settings."""
    return {
        ReasonKind.BY_HAND: trc("reason", "Planned or promised"),
        ReasonKind.BIRTHDAY: trc("reason", "Birthday"),
        ReasonKind.NAMED_DAY: trc("reason", "A day of theirs"),
        ReasonKind.FESTIVAL: trc("reason", "Festival"),
        ReasonKind.ASKED: trc("reason", "Wrote and got no answer"),
        ReasonKind.UNPAID: trc("reason", "Unpaid order"),
        ReasonKind.REACTED: trc("reason", "Reacted to a post"),
        ReasonKind.RUNS_OUT: trc("reason", "Likely running out"),
        ReasonKind.ON_THE_WAY: trc("reason", "Shipped, not confirmed"),
        ReasonKind.IN_USE: trc("reason", "After it arrived: how is it?"),
        ReasonKind.FEEDBACK: trc("reason", "After it arrived: a few words"),
        ReasonKind.INTRODUCTION: trc("reason", "After it arrived: an introduction"),
        ReasonKind.NEW_FRIEND: trc("reason", "New friend, not greeted"),
        ReasonKind.GOING_COLD: trc("reason", "Going cold"),
        ReasonKind.CADENCE: trc("reason", "Rhythm"),
        ReasonKind.REQUESTED: trc("reason", "Request not accepted"),
        ReasonKind.NO_NEXT_STEP: trc("reason", "No next step"),
        ReasonKind.STEP: trc("reason", "Step of a sequence"),
        ReasonKind.CASE: trc("reason", "To make right"),
    }[kind]


def festival_word(festival: Festival) -> str:
    """What a festival is called."""
    return {
        Festival.NEW_YEAR: trc("festival", "New Year"),
        Festival.SPRING_EVE: trc("festival", "New Year's Eve by the moon"),
        Festival.SPRING: trc("festival", "Spring Festival"),
        Festival.LANTERN: trc("festival", "Lantern Festival"),
        Festival.VALENTINE: trc("festival", "Valentine's Day"),
        Festival.WOMEN: trc("festival", "Women's Day"),
        Festival.LABOUR: trc("festival", "Labour Day"),
        Festival.MOTHERS: trc("festival", "Mother's Day"),
        Festival.CHILDREN: trc("festival", "Children's Day"),
        Festival.DRAGON_BOAT: trc("festival", "Dragon Boat Festival"),
        Festival.FATHERS: trc("festival", "Father's Day"),
        Festival.QIXI: trc("festival", "Qixi"),
        Festival.MID_AUTUMN: trc("festival", "Mid-Autumn Festival"),
        Festival.NATIONAL: trc("festival", "National Day"),
        Festival.DOUBLE_NINTH: trc("festival", "Double Ninth"),
        Festival.CHRISTMAS: trc("festival", "Christmas"),
    }[festival]


def wish_word(wish: Wish) -> str:
    """How much of a kind of reason is wanted."""
    match wish:
        case Wish.NEVER:
            return trc("reasons", "None")
        case Wish.FEWER:
            return trc("reasons", "Fewer")
        case Wish.USUAL:
            return trc("reasons", "As usual")
        case Wish.MORE:
            return trc("reasons", "More")
        case _:
            assert_never(wish)


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
        case FestivalNear(festival=festival):
            return tr("{name}, a happy {what} to you and your family!", name=name, what=festival_word(festival))
        case NamedDay(text=text):
            return tr("Hi {name}, {what} is coming up. All my best wishes!", name=name, what=text)
        case Happened() as said:
            return _after(said, name)
        case other:
            assert_never(other)


def _after(said: Happened, name: str) -> str:
    what = said.text or tr("the order")
    match said.kind:
        case ReasonKind.ASKED:
            return tr("Hi {name}, sorry that I only answer now.", name=name)
        case ReasonKind.REACTED:
            return tr("Hi {name}, I saw that you liked my post. Shall I tell you more about it?", name=name)
        case ReasonKind.REQUESTED:
            return tr("Hello, this is me, we spoke the other day. I would be glad to stay in touch.")
        case ReasonKind.ON_THE_WAY:
            return tr("Hi {name}, has {what} arrived safely?", name=name, what=what)
        case ReasonKind.IN_USE:
            return tr("Hi {name}, how do you like {what} so far?", name=name, what=what)
        case ReasonKind.FEEDBACK:
            return tr(
                "Hi {name}, would you tell me in a few words how {what} is? It helps others a lot.",
                name=name,
                what=what,
            )
        case ReasonKind.INTRODUCTION:
            return tr(
                "Hi {name}, if a friend of yours could use {what} too, I will take good care of them.",
                name=name,
                what=what,
            )
        case ReasonKind.CASE:
            return tr("Hi {name}, about what went wrong: I am on it, and want to put it right for you.", name=name)
        case ReasonKind.RUNS_OUT:
            return tr(
                "Hi {name}, your {what} should be running out soon. Shall I keep some for you?", name=name, what=what
            )
        case _:
            return tr("Hi {name}, it has been a while. How are you these days?", name=name)
