"""The words for orders, in each language: every state, list and way to pay, and what is wrong with numbers."""

import pytest

from crm.money import Currency
from crm.orders import (
    InvalidOrderError,
    InvalidPaymentError,
    OrderList,
    OrderProblem,
    OrderState,
    PaymentProblem,
    PayMethod,
    PriceReason,
)
from crm.wording.orders import (
    list_word,
    method_word,
    order_problem,
    payment_problem,
    price_reason,
    quote_sentence,
    state_word,
)


@pytest.mark.parametrize(
    ("codes", "word"), [(OrderState, state_word), (OrderList, list_word), (PayMethod, method_word)]
)
def test_every_code_has_a_word_of_its_own(language, codes, word):
    words = [word(code) for code in codes]
    assert all(words)
    assert len(set(words)) == len(words)


def test_a_proposed_price_says_where_it_comes_from(language):
    assert "4 March" in price_reason(PriceReason.LAST_PAID, "4 March")
    assert "4 March" not in price_reason(PriceReason.RETAIL, "4 March")


def test_a_price_is_quoted_with_its_unit_where_there_is_one(language):
    assert "¥98" in quote_sentence("面膜", "盒", 9_800, Currency.CNY)
    assert "盒" in quote_sentence("面膜", "盒", 9_800, Currency.CNY)
    assert quote_sentence("面膜", "", 9_800, Currency.CNY).endswith("¥98")


SAME_WORDS = {OrderProblem.SHIPPING_FEE, OrderProblem.DISCOUNT}
"""Both are amounts that do not fit, like a price."""


def test_every_problem_of_an_order_says_what_would_do(language):
    said = {problem: order_problem(InvalidOrderError(problem, 5000), Currency.CNY) for problem in OrderProblem}
    assert not [text for text in said.values() if not text or "{" in text]
    assert len(set(said.values())) == len(OrderProblem) - len(SAME_WORDS)
    assert "¥50" in said[OrderProblem.BELOW_PAID]
    assert "1,000,000" in said[OrderProblem.QUANTITY]


def test_every_problem_of_a_payment_says_the_most_that_would_do(language):
    said = {
        problem: payment_problem(InvalidPaymentError(problem, 900, 500), Currency.TWD) for problem in PaymentProblem
    }
    assert not [text for text in said.values() if not text or "{" in text]
    assert len(set(said.values())) == len(PaymentProblem)
    told = (PaymentProblem.NOT_POSITIVE, PaymentProblem.MORE_THAN_OWED, PaymentProblem.MORE_THAN_PAID)
    assert all("NT$500" in said[problem] for problem in told)
