"""Parcels in the seller's words."""

from typing import assert_never

from crm.couriers import Looks
from crm.shipping import SPELLINGS, Done, Lack, Left, LeftOver, Slot, Why
from crm.wording import language, tr, trc, trn

NAMED = 4
"""So many orders that were left are named in a sentence."""


def note_template() -> str:
    """How a buyer is told, unless the seller has words of her own."""
    return tr(
        "{called}, your {goods} is on its way 📦\n{courier} {tracking}",
        called=slot_word(Slot.CALLED),
        goods=slot_word(Slot.GOODS),
        courier=slot_word(Slot.COURIER),
        tracking=slot_word(Slot.TRACKING),
    )


def lack_word(lack: Lack) -> str:
    """What is missing before a parcel can be sent."""
    match lack:
        case Lack.PLACE:
            return tr("No address")
        case Lack.PHONE:
            return tr("No phone")
        case _:
            assert_never(lack)


def slot_word(slot: Slot) -> str:
    """A variable as it is written in this language, between its braces."""
    words = SPELLINGS[slot]
    word = {"zh_CN": words[0], "en": words[-1]}.get(language()) or words[1 if len(words) > 2 else 0]
    return f"{{{word}}}"


def why_word(why: Why) -> str:  # noqa: C901 - one sentence a case
    """How a row was matched, or why it was not."""
    match why:
        case Why.ORDER:
            return tr("by its order number")
        case Why.PHONE:
            return tr("by phone")
        case Why.PLACE:
            return tr("by name and address")
        case Why.NAME:
            return tr("the name fits; is it this one?")
        case Why.SEVERAL:
            return tr("several fit; which one?")
        case Why.OTHER_PERSON:
            return tr("the order number fits, the person does not")
        case Why.OTHER_NUMBER:
            return tr("another tracking number is there already")
        case Why.TWICE:
            return tr("this tracking number is there twice")
        case Why.TWO_NUMBERS:
            return tr("two tracking numbers for one parcel; which one?")
        case Why.TAKEN:
            return tr("this tracking number stands on another order")
        case Why.CHOSEN:
            return tr("chosen by you")
        case Why.WRITTEN:
            return tr("written down already")
        case Why.CLOSED:
            return tr("the order is cancelled or has arrived")
        case Why.FOREIGN:
            return tr("none of your orders")
        case Why.NO_NUMBER:
            return tr("no tracking number in this line")
        case Why.LOST_DIGITS:
            return tr("the spreadsheet has lost digits (1.23E+15); have the column formatted as text")
        case _:
            assert_never(why)


def looks_sentence(looks: Looks) -> str:
    """Why a number is taken for a courier's."""
    said = tr(
        "Looks like {courier}: begins with {head}, {n} characters long",
        courier=looks.courier, head=looks.head, n=looks.length,
    )  # fmt: skip
    return tr("{sentence}; its check digit fits", sentence=said) if looks.checked else said


def left_word(why: Left) -> str:
    """Why an order was left as it is."""
    match why:
        case Left.GONE:
            return tr("deleted meanwhile")
        case Left.CANCELLED:
            return tr("cancelled meanwhile")
        case Left.SENT:
            return tr("shipped already")
        case Left.ARRIVED:
            return tr("arrived already")
        case Left.OTHER_NUMBER:
            return tr("has another tracking number")
        case _:
            assert_never(why)


def left_sentence(left: tuple[LeftOver, ...]) -> str:
    """Which orders were left, and why; empty where none was."""
    if not left:
        return ""
    words = [f"{one.number} {left_word(one.why)}".strip() for one in left[:NAMED]]
    more = " …" if len(left) > NAMED else ""
    return trn("{n} order was left: {which}", "{n} orders were left: {which}", len(left), which=", ".join(words) + more)


def handed_over_sentence(done: Done) -> str:
    """What handing over has done."""
    said = trn("{n} order is on its way.", "{n} orders are on their way.", len(done.orders)) if done.orders else ""
    return f"{said} {left_sentence(done.left)}".strip()


def written_sentence(done: Done) -> str:
    """What writing numbers down has done."""
    said = trn("{n} order has its number.", "{n} orders have their numbers.", len(done.orders)) if done.orders else ""
    return f"{said} {left_sentence(done.left)}".strip()


def parcels_sentence(parcels: int, orders: int, lacking: int) -> str:
    """How much there is to ship."""
    said = trn("{n} parcel", "{n} parcels", parcels)
    if orders != parcels:
        said += " · " + trn("{n} order", "{n} orders", orders)
    if lacking:
        said += " · " + trc("shipping", "{n} without address", n=lacking)
    return said
