"""Words for orders and bills that come in: what columns are called, what became of a row, who a buyer is."""

from typing import assert_never

from crm.transfer.buyer_matching import Match, MatchKind
from crm.transfer.order_entries import MoneyDoubt, MoneyProblem, MoneyReason, Passed
from crm.transfer.shops import OrderField
from crm.wording import tr, trc


def order_field_word(field: OrderField) -> str:  # noqa: C901 - one word a case, checked for completeness
    """What a field of an order book is called."""
    match field:
        case OrderField.NUMBER:
            return trc("column", "Order number")
        case OrderField.STATUS:
            return trc("column", "Status")
        case OrderField.ORDERED_AT:
            return trc("column", "Ordered")
        case OrderField.PAID_AT:
            return trc("column", "Paid on")
        case OrderField.SHIPPED_AT:
            return trc("column", "Shipped")
        case OrderField.RECEIVED_AT:
            return trc("column", "Received")
        case OrderField.CANCELLED_AT:
            return trc("column", "Cancelled")
        case OrderField.PRODUCT:
            return trc("column", "Product")
        case OrderField.VARIANT:
            return trc("column", "Model")
        case OrderField.QUANTITY:
            return trc("column", "Quantity")
        case OrderField.KINDS:
            return trc("column", "Kinds of goods")
        case OrderField.PRICE:
            return trc("column", "Price")
        case OrderField.LINE_TOTAL:
            return trc("column", "Subtotal")
        case OrderField.GOODS_TOTAL:
            return trc("column", "Goods")
        case OrderField.SHIPPING:
            return trc("column", "Shipping fee")
        case OrderField.FEE:
            return trc("column", "Extra fee")
        case OrderField.DISCOUNT:
            return trc("column", "Discount")
        case OrderField.TOTAL:
            return trc("column", "Total")
        case OrderField.PAID:
            return trc("column", "Paid")
        case OrderField.REFUND:
            return trc("column", "Refund")
        case OrderField.METHOD:
            return trc("column", "Paid by")
        case OrderField.CURRENCY:
            return trc("column", "Currency")
        case OrderField.BUYER:
            return trc("column", "Buyer")
        case OrderField.NICKNAME:
            return trc("column", "Nickname")
        case OrderField.HANDLE:
            return trc("column", "Buyer’s account")
        case OrderField.BUYER_PHONE:
            return trc("column", "Buyer’s phone")
        case OrderField.EMAIL:
            return trc("column", "Email")
        case OrderField.RECIPIENT:
            return trc("column", "Recipient")
        case OrderField.PHONE:
            return trc("column", "Phone")
        case OrderField.COUNTRY:
            return trc("column", "Country")
        case OrderField.PROVINCE:
            return trc("column", "Province")
        case OrderField.CITY:
            return trc("column", "City")
        case OrderField.DISTRICT:
            return trc("column", "District")
        case OrderField.STREET:
            return trc("column", "Street")
        case OrderField.ADDRESS:
            return trc("column", "Address")
        case OrderField.POSTCODE:
            return trc("column", "Postcode")
        case OrderField.COURIER:
            return trc("column", "Courier")
        case OrderField.TRACKING:
            return trc("column", "Tracking number")
        case OrderField.PARCEL:
            return trc("column", "Tracking number and courier")
        case OrderField.NOTE:
            return trc("column", "Note")
        case OrderField.IGNORE:
            return tr("leave out")
        case _:
            assert_never(field)


def money_reason_word(reason: MoneyReason) -> str:  # noqa: C901 - one sentence a case, checked for completeness
    """Why a row was not taken, or what of an order is to be looked at."""
    match reason:
        case MoneyReason.NO_BUYER:
            return tr("nobody is named who bought it")
        case MoneyReason.SHOP_STANDS_IN:
            return tr("the shop does not say who bought; it stands under the shop’s name")
        case MoneyReason.NO_ITEM:
            return tr("neither goods nor an amount")
        case MoneyReason.CELL_TOO_LONG:
            return tr("a cell is too long")
        case MoneyReason.DAMAGED_NUMBER:
            return tr("the number was damaged by a spreadsheet")
        case MoneyReason.MAYBE_DAMAGED:
            return tr("the number may have been damaged by a spreadsheet")
        case MoneyReason.BAD_AMOUNT:
            return tr("this is not an amount")
        case MoneyReason.BAD_QUANTITY:
            return tr("this is not a quantity")
        case MoneyReason.BAD_DATE:
            return tr("this is not a date")
        case MoneyReason.AMBIGUOUS_DATE:
            return tr("day and month could be either way round")
        case MoneyReason.OTHER_CURRENCY:
            return tr("the amounts are in another currency than your books")
        case MoneyReason.TOO_LARGE:
            return tr("the amount is too large")
        case MoneyReason.TOO_MANY_LINES:
            return tr("too many goods in one order")
        case MoneyReason.OTHER_BUYER:
            return tr("rows of one order name different buyers")
        case MoneyReason.BROKEN_ORDER:
            return tr("another row of this order could not be read")
        case MoneyReason.NO_SUCH_ORDER:
            return tr("this order is not here yet; please bring in the list of orders first")
        case MoneyReason.REPEATED:
            return tr("the same row once more")
        case MoneyReason.NO_DATE:
            return tr("no date; today is taken")
        case MoneyReason.MASKED_PHONE:
            return tr("the phone number is masked")
        case MoneyReason.MASKED_NAME:
            return tr("the name is masked")
        case MoneyReason.BAD_PHONE:
            return tr("this is not a phone number")
        case MoneyReason.UNKNOWN_STATUS:
            return tr("this status is not known")
        case MoneyReason.AMOUNTS_DIFFER:
            return tr("goods, shipping and discount do not add up to what was paid; the difference became the discount")
        case MoneyReason.SURCHARGE:
            return tr("more was paid than the goods cost; the difference was added to the shipping fee")
        case MoneyReason.JOINED_ITEMS:
            return tr("only the price of all goods together is known; they became one line")
        case MoneyReason.PART_QUANTITY:
            return tr("the quantity is not a whole number; it became part of the name")
        case MoneyReason.REFUND_ASKED:
            return tr("a refund was asked for")
        case MoneyReason.REFUND_TOO_LARGE:
            return tr("more went back than was paid; what was paid is taken")
        case MoneyReason.KEPT_DIFFERS:
            return tr("your order has another amount; yours stays")
        case MoneyReason.EXTRA_CELLS:
            return tr("more cells than columns")
        case _:
            assert_never(reason)


def passed_word(reason: Passed) -> str:  # noqa: C901 - one sentence a case, checked for completeness
    """Why a row was passed over."""
    match reason:
        case Passed.PREAMBLE:
            return tr("before the table begins")
        case Passed.HEADER:
            return tr("the headings")
        case Passed.BLANK:
            return tr("an empty row")
        case Passed.TOTAL:
            return tr("a row of totals")
        case Passed.LEFT_OUT:
            return tr("you left this buyer out")
        case Passed.NOT_TICKED:
            return tr("this person is not ticked")
        case Passed.NOBODY:
            return tr("the bill does not say who paid")
        case Passed.EXPENSE:
            return tr("money that you paid")
        case Passed.NEUTRAL:
            return tr("neither income nor expense")
        case Passed.REFUND_TO_ME:
            return tr("a refund to you")
        case Passed.GIVEN_BACK:
            return tr("all of it was given back")
        case Passed.NOT_DONE:
            return tr("the payment did not come through")
        case _:
            assert_never(reason)


def match_word(match: Match) -> str:
    """Who a buyer is taken for, and why."""
    text = match.why
    match match.kind:
        case MatchKind.ORDER:
            return tr("known by the order {text}", text=text)
        case MatchKind.KNOWN_NAME:
            return tr("known by the name {text} from before", text=text)
        case MatchKind.PHONE:
            return tr("known by the phone number {text}", text=text)
        case MatchKind.HANDLE:
            return tr("known by the account {text}", text=text)
        case MatchKind.NAME:
            return tr("a friend is called {text}; is it them?", text=text)
        case MatchKind.NAME_AND_MONEY:
            return tr("a friend is called {text}, and the amount is theirs", text=text)
        case MatchKind.SEVERAL:
            return tr("several friends fit {text}; who is it?", text=text)
        case MatchKind.NOBODY:
            return tr("a new friend")
        case _:
            assert_never(match.kind)


def money_problem_sentence(problem: MoneyProblem) -> str:
    """What is wrong with a row that was not taken."""
    return tr(
        "Row {row}: {reason} ({text})", row=problem.row, reason=money_reason_word(problem.reason), text=problem.text
    )


def money_doubt_sentence(doubt: MoneyDoubt) -> str:
    """What of an order is to be looked at."""
    field, reason = order_field_word(doubt.field), money_reason_word(doubt.reason)
    if not doubt.text:
        return tr("Row {row}, {field}: {reason}", row=doubt.row, field=field, reason=reason)
    return tr("Row {row}, {field}: {reason} ({text})", row=doubt.row, field=field, reason=reason, text=doubt.text)
