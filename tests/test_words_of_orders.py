"""The words for orders, in each language: every state, list and way to pay, and what is wrong with numbers."""

import pytest

from crm.money import Currency
from crm.orders import (
    Channel,
    InvalidOrderError,
    InvalidPaymentError,
    OrderList,
    OrderProblem,
    OrderState,
    PaymentProblem,
    PayMethod,
    PriceReason,
    ProposedPrice,
    TooFew,
)
from crm.profit import Turnover
from crm.quotes import Quote
from crm.wording.orders import (
    channel_word,
    list_word,
    method_word,
    order_problem,
    payment_problem,
    price_reason,
    quote_sentence,
    state_word,
    too_few,
    turnover_words,
)


@pytest.mark.parametrize(
    ("codes", "word"),
    [(OrderState, state_word), (OrderList, list_word), (PayMethod, method_word), (Channel, channel_word)],
)
def test_every_code_has_a_word_of_its_own(language, codes, word):
    words = [word(code) for code in codes]
    assert all(words)
    assert len(set(words)) == len(words)


def test_a_proposed_price_says_where_it_comes_from(language):
    assert "4 March" in price_reason(PriceReason.LAST_PAID, "4 March")
    assert "4 March" not in price_reason(PriceReason.RETAIL, "4 March")


def test_a_price_is_quoted_with_its_unit_where_there_is_one(language):
    price = ProposedPrice(9_800, PriceReason.RETAIL)
    said = quote_sentence(Quote("面膜", "盒", price, ((10, 9_000),), 3), Currency.CNY)
    assert all(word in said for word in ("面膜", "¥98", "盒", "10", "¥90"))
    assert quote_sentence(Quote("面膜", "", price, (), None), Currency.CNY).endswith("¥98")
    short = quote_sentence(Quote("面膜", "", price, (), 0), Currency.CNY)
    assert short != quote_sentence(Quote("面膜", "", price, (), 1), Currency.CNY)


SAME_WORDS = {OrderProblem.SHIPPING_FEE, OrderProblem.DISCOUNT, OrderProblem.SHIPPING_COST, OrderProblem.FEE}
"""They are amounts that do not fit, like a price."""


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


def test_channels_are_said_and_what_a_person_wrote_stays(language):
    assert channel_word("taobao") == "淘宝"
    assert channel_word("妈妈群") == "妈妈群"
    assert channel_word("朋友圈") == channel_word("moments")
    assert channel_word("bill") not in ("", "bill")


def test_a_tier_that_wants_more_says_how_much(language):
    said = too_few(TooFew("一级代理", 10, 3))
    assert all(part in said for part in ("一级代理", "10", "3"))


def test_what_was_sold_in_a_year_is_told_with_the_law(language):
    below = turnover_words(Turnover(2026, 5_000_000, 10_000_000), Currency.CNY)
    above = turnover_words(Turnover(2026, 15_000_000, 10_000_000), Currency.CNY)
    other = turnover_words(Turnover(2026, 5_000_000, None), Currency.TWD)
    assert "¥50,000" in below
    assert "¥100,000" in below
    assert "¥150,000" in above
    assert "NT$5,000,000" in other
    assert len({below, above, other}) == 3
