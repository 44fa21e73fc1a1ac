"""The words for products, prices, stock and files, in each language."""

import pytest

from crm.attachments import AttachmentError, AttachmentProblem
from crm.errors import OutOfRangeError
from crm.money import Currency
from crm.orders import PriceReason
from crm.prices import InvalidPriceError, PriceProblem
from crm.products import InvalidProductError, ProductProblem
from crm.stock import NoOwnStockError, StockKind
from crm.wording.errors import explain
from crm.wording.orders import price_reason
from crm.wording.products import price_problem, range_sentence, stock_kind_word, stock_words


def test_every_kind_of_move_has_a_word_of_its_own(language):
    assert len({stock_kind_word(kind) for kind in StockKind}) == len(StockKind)


@pytest.mark.parametrize(
    "errors",
    [
        [InvalidProductError(problem, "面膜") for problem in ProductProblem],
        [InvalidPriceError(problem) for problem in PriceProblem],
        [AttachmentError(problem, "a.png") for problem in AttachmentProblem],
        [NoOwnStockError("面膜")],
    ],
)
def test_every_problem_has_a_sentence_of_its_own(language, errors):
    said = {explain(error) for error in errors}
    assert len(said) == len(errors)
    assert not [text for text in said if "{" in text or not text]


def test_a_proposed_price_says_whose_it_is(language):
    assert price_reason(PriceReason.OWN, "")
    assert "总代" in price_reason(PriceReason.TIER, "", "总代")
    assert "10" in price_reason(PriceReason.TIER, "", "总代", 10)
    assert "1,000" in price_reason(PriceReason.BREAK, "", at_least=1_000)


def test_numbers_that_do_not_fit_say_which_would(language):
    assert "¥5" in range_sentence(OutOfRangeError("price", 9, 0, 500), Currency.CNY)
    assert "3,650" in range_sentence(OutOfRangeError("days", 0, 1, 3650), Currency.CNY)
    assert "500" in range_sentence(OutOfRangeError("units", 900, 1, 500), Currency.CNY)
    assert "¥" in price_problem(InvalidPriceError(PriceProblem.TOO_HIGH), Currency.CNY)


def test_how_many_can_be_sold_and_how_many_are_missing(language):
    assert "7" in stock_words(7)
    assert "3" in stock_words(7, 10)
    assert "12" in stock_words(-2, 10)
    assert stock_words(7, 7) == stock_words(7)
