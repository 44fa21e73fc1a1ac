"""Parcels and suppliers in the seller's words: every case has some, in every language."""

import pytest

from crm.couriers import looks_like
from crm.errors import ShukeError
from crm.shipping import Done, Lack, Left, LeftOver, Slot, Why, slot_of
from crm.suppliers import DealKind, InvalidPurchaseError, PurchaseProblem, SupplierBusyError
from crm.topics import Action, Verb
from crm.wording.actions import describe
from crm.wording.errors import explain
from crm.wording.shipping import (
    handed_over_sentence,
    lack_word,
    left_word,
    looks_sentence,
    note_template,
    parcels_sentence,
    slot_word,
    why_word,
    written_sentence,
)
from crm.wording.suppliers import deal_word, report_template

ORDERS = (1, 2)


def test_every_case_has_words_of_its_own(language: str):
    for words, cases in ((lack_word, Lack), (why_word, Why), (left_word, Left), (deal_word, DealKind)):
        said = [words(case) for case in cases]  # type: ignore[operator]  # each takes its own enumeration
        assert all(said)
        assert len(set(said)) == len(said)


def test_a_variable_is_read_as_it_is_written(language: str):
    assert [slot_of(slot_word(slot).strip("{}")) for slot in Slot] == list(Slot)
    for template in (note_template(), report_template()):
        assert "{" in template
        assert "\n" in template


@pytest.mark.parametrize(
    "error",
    [SupplierBusyError("厂家", 5, 0), SupplierBusyError("厂家", 0, 2)]
    + [InvalidPurchaseError(problem) for problem in PurchaseProblem],
)
def test_every_error_has_a_sentence(error: ShukeError, language: str):
    assert error.code not in explain(error)


def test_sentences_count():
    left = tuple(LeftOver(f"n{place}", Left.SENT) for place in range(6))
    assert handed_over_sentence(Done(ORDERS, left[:1])) == (
        "2 orders are on their way. 1 order was left: n0 shipped already"
    )
    assert written_sentence(Done(ORDERS[:1])) == "1 order has its number."
    assert written_sentence(Done((), left)).endswith("n3 shipped already …")
    assert handed_over_sentence(Done((), (LeftOver("", Left.GONE),))) == "1 order was left: deleted meanwhile"
    assert parcels_sentence(1, 1, 0) == "1 parcel"
    assert parcels_sentence(2, 3, 1) == "2 parcels · 3 orders · 1 without address"
    looks = looks_like("RB123456785TW")
    assert looks is not None
    assert looks_sentence(looks).endswith("its check digit fits")
    assert describe(Action(Verb.SHIP_ORDER, count=40)) == "shipping of 40 orders"
