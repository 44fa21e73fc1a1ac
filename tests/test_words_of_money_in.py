"""Words for orders and bills that come in: every code has one of its own, in each language."""

import pytest

from crm.topics import Action, Verb
from crm.transfer.buyer_matching import Match, MatchKind
from crm.transfer.order_entries import MoneyDoubt, MoneyProblem, MoneyReason, Passed
from crm.transfer.shops import OrderField
from crm.wording.actions import describe
from crm.wording.money_in import (
    match_word,
    money_doubt_sentence,
    money_problem_sentence,
    money_reason_word,
    order_field_word,
    passed_word,
)


@pytest.mark.parametrize(
    ("codes", "word"), [(OrderField, order_field_word), (MoneyReason, money_reason_word), (Passed, passed_word)]
)
def test_every_code_has_a_word_of_its_own(language, codes, word):
    words = [word(code) for code in codes]
    assert all(words)
    assert len(set(words)) == len(words)


def test_who_a_buyer_is_taken_for_is_told_with_the_reason(language):
    words = [match_word(Match(kind, 1, why="王芳")) for kind in MatchKind]
    assert len(set(words)) == len(words)
    assert all("王芳" in word for kind, word in zip(MatchKind, words, strict=True) if kind is not MatchKind.NOBODY)


def test_rows_are_told_with_their_number_and_what_stood_there(language):
    problem = money_problem_sentence(MoneyProblem(12, MoneyReason.BAD_AMOUNT, "abc"))
    doubt = money_doubt_sentence(MoneyDoubt(12, OrderField.TOTAL, MoneyReason.SURCHARGE, "¥2.00"))
    bare = money_doubt_sentence(MoneyDoubt(12, OrderField.ORDERED_AT, MoneyReason.NO_DATE, ""))
    assert "12" in problem and "abc" in problem  # noqa: PT018 - one sentence
    assert "12" in doubt and "¥2.00" in doubt and order_field_word(OrderField.TOTAL) in doubt  # noqa: PT018 - as above
    assert "12" in bare and "()" not in bare and "（）" not in bare  # noqa: PT018 - as above


def test_both_imports_have_a_name_in_the_history(language):
    said = {describe(Action(verb, count=3)) for verb in (Verb.IMPORT_ORDERS, Verb.IMPORT_BILL, Verb.IMPORT_CONTACTS)}
    assert len(said) == 3
    assert all("3" in text for text in said)
