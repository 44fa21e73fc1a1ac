"""What kind of list was recognised, and by what."""

from typing import assert_never

from crm.transfer.columns import Layout
from crm.transfer.shapes import Shape
from crm.wording import tr

MOST = 4
"""Headings that are named as the reason."""


def shape_word(shape: Shape) -> str:  # noqa: C901 - one word a case, checked for completeness
    """What a list is."""
    match shape:
        case Shape.TABLE:
            return tr("A table of friends")
        case Shape.OURS:
            return tr("A list that was taken out of Shuke")
        case Shape.GOOGLE:
            return tr("Contacts from Google")
        case Shape.OUTLOOK:
            return tr("Contacts from Outlook")
        case Shape.PHONE_BACKUP:
            return tr("A phone's address book")
        case Shape.WECOM:
            return tr("Customers from WeCom")
        case Shape.SHOP:
            return tr("Customers of an online shop")
        case Shape.FRIEND_LIST:
            return tr("A list of friends with nicknames and remarks")
        case Shape.COURIER:
            return tr("A courier sheet: everyone who got a parcel")
        case Shape.ORDER_BOOK:
            return tr("An order book: everyone who bought")
        case Shape.CARDS:
            return tr("Contact cards from a phone")
        case Shape.NAMES:
            return tr("Names, one a line")
        case _:
            assert_never(shape)


def shape_sentence(layout: Layout) -> str:
    """What a list is and which headings told."""
    word = shape_word(layout.shape)
    told = [heading for heading in layout.because if heading][:MOST]
    if not told or layout.shape in {Shape.CARDS, Shape.NAMES}:
        return tr("{what}.", what=word)
    return tr("{what} (it has {headings}).", what=word, headings=tr("“{text}”", text=tr("”, “").join(told)))
