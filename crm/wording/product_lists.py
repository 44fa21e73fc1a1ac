"""Words for lists of products that come in and go out; reading knows every heading of writing."""

from typing import assert_never

from crm.transfer.product_fields import ProductField
from crm.transfer.products_in import Issue, ProductIssue
from crm.transfer.products_out import ProductWords
from crm.wording import tr, trc


def product_words() -> ProductWords:
    """What the columns are called in the language that is spoken."""
    return ProductWords(product_field_word, lambda name: trc("column", "Tier price: {name}", name=name))


def product_field_word(field: ProductField) -> str:  # noqa: C901 - one word a case, checked for completeness
    """What a column of a list of products is called."""
    match field:
        case ProductField.NAME:
            return trc("column", "Product name")
        case ProductField.VARIANT:
            return trc("column", "Variant")
        case ProductField.PRICE:
            return trc("column", "Retail price")
        case ProductField.COST:
            return trc("column", "Cost")
        case ProductField.UNIT:
            return trc("column", "Unit")
        case ProductField.SORT:
            return trc("column", "Sort")
        case ProductField.STOCK:
            return trc("column", "Stock")
        case ProductField.LOW_STOCK:
            return trc("column", "Low from")
        case ProductField.DAYS:
            return trc("column", "Days one lasts")
        case ProductField.TIER:
            return trc("column", "Price of an agent level")
        case ProductField.BREAKS:
            return trc("column", "Quantity prices")
        case ProductField.PARTS:
            return trc("column", "In the bundle")
        case ProductField.ORIGIN:
            return trc("column", "Origin")
        case ProductField.AUTHORISATION:
            return trc("column", "Authorisation")
        case ProductField.RECOMMEND:
            return trc("column", "Why I stand for it")
        case ProductField.STORY:
            return trc("column", "Story")
        case ProductField.NOTE:
            return trc("column", "Note")
        case ProductField.IGNORE:
            return tr("leave out")
        case _:
            assert_never(field)


def issue_word(issue: Issue) -> str:
    """Why a row cannot be taken."""
    match issue:
        case Issue.NO_NAME:
            return tr("no product is named")
        case Issue.TWICE:
            return tr("this product stands in the file twice")
        case Issue.AMOUNT:
            return tr("this is no price that can be")
        case Issue.NUMBER:
            return tr("this is no whole number that can be")
        case Issue.PRICES:
            return tr("prices by number are written like 10+ 65, 50+ 60, each number once")
        case Issue.PARTS:
            return tr("this part of a bundle is no single product that is there or in the file, or stands there twice")
        case Issue.TOO_LONG:
            return tr("this is too long")
        case _:
            assert_never(issue)


def product_issue_sentence(problem: ProductIssue) -> str:
    """What is wrong with a row that was not taken."""
    reason = issue_word(problem.issue)
    if problem.field is None:
        return tr("Row {row}: {reason} ({text})", row=problem.row, reason=reason, text=problem.text)
    return tr(
        "Row {row}, {field}: {reason} ({text})",
        row=problem.row, field=product_field_word(problem.field), reason=reason, text=problem.text,
    )  # fmt: skip
