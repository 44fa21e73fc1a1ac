"""The words for what a talk offers: a phone, an address, a promise, an order, and what led to it."""

from datetime import date
from typing import assert_never

from crm.accounts import Platform
from crm.contacts import AddressText, Handle
from crm.findings import Offer, Promised, ProposedOrder
from crm.wording import tr, trc
from crm.wording.days import by_words
from crm.wording.friends import platform_word

_LONGEST = 28


def offer_words(offer: Offer, today: date) -> str:
    """What is done by taking up an offer."""
    match offer.value:
        case Handle(platform=Platform.PHONE):
            return tr("+ phone {number}", number=offer.value.text)
        case Handle():
            return tr("+ {platform} {handle}", platform=platform_word(offer.value.platform), handle=offer.value.text)
        case AddressText():
            return tr("+ address {address}", address=_short(offer.value.region + offer.value.detail))
        case Promised():
            by = by_words(offer.value.day, today)
            return tr("+ promise by {day}: {text}", day=by, text=_short(offer.value.text))
        case ProposedOrder():
            lines = (
                trc("line of an order", "{product} × {n}", product=one.name, n=one.quantity)
                for one in offer.value.lines
            )
            return tr("Draft order: {lines}", lines=_short(trc("list of fields", ", ").join(lines)))
        case unknown:
            assert_never(unknown)


def offer_reason(offer: Offer) -> str:
    """The words that led to an offer."""
    return tr("From: “{words}”", words=" ".join(offer.words.split()))


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1].rstrip() + "…"
