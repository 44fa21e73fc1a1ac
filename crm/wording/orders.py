"""Orders and products in the seller's words."""

from typing import assert_never

from crm.money import Currency, format_amount
from crm.orders import (
    MOST_LINES,
    MOST_QUANTITY,
    Channel,
    InvalidOrderError,
    InvalidParcelError,
    InvalidPaymentError,
    OrderList,
    OrderProblem,
    OrderState,
    OrderStateError,
    ParcelProblem,
    PaymentProblem,
    PayMethod,
    PriceReason,
    TooFew,
)
from crm.products import MOST_PRICE
from crm.profit import Turnover
from crm.quotes import Quote
from crm.wording import tr, trc, trn


def state_word(state: OrderState) -> str:
    """How far an order has come."""
    match state:
        case OrderState.UNPAID:
            return tr("Unpaid")
        case OrderState.TO_SHIP:
            return tr("To ship")
        case OrderState.PARTLY_SENT:
            return tr("Partly sent")
        case OrderState.ON_THE_WAY:
            return tr("On the way")
        case OrderState.RECEIVED:
            return tr("Received, unpaid")
        case OrderState.CLOSED:
            return trc("order", "Done")
        case OrderState.CANCELLED:
            return tr("Cancelled")
        case _:
            assert_never(state)


def list_word(which: OrderList) -> str:
    """The name of a list of orders."""
    match which:
        case OrderList.ALL:
            return trc("orders", "All")
        case OrderList.TO_PAY:
            return tr("To be paid")
        case OrderList.TO_SHIP:
            return tr("To ship")
        case OrderList.PARTLY_SENT:
            return tr("Partly sent")
        case OrderList.ON_THE_WAY:
            return tr("On the way")
        case OrderList.TO_ASK:
            return tr("To ask after")
        case OrderList.DONE:
            return trc("order", "Done")
        case _:
            assert_never(which)


def method_word(method: PayMethod) -> str:
    """How money came."""
    match method:
        case PayMethod.WECHAT:
            return tr("WeChat Pay")
        case PayMethod.ALIPAY:
            return tr("Alipay")
        case PayMethod.LINE_PAY:
            return tr("LINE Pay")
        case PayMethod.TRANSFER:
            return tr("Bank transfer")
        case PayMethod.CASH:
            return tr("Cash")
        case PayMethod.ON_DELIVERY:
            return tr("Cash on delivery")
        case PayMethod.ADVANCE:
            return tr("From the advance")
        case PayMethod.OTHER:
            return trc("payment", "Other")
        case _:
            assert_never(method)


def channel_word(text: str) -> str:
    """Where an order came from: a channel, a shop that orders were imported from, or what a person wrote."""
    channel = Channel.read(text)
    match channel:
        case None:
            return tr("From a payment bill") if text == "bill" else SHOPS.get(text, text)
        case Channel.MOMENTS:
            return tr("Moments")
        case Channel.WECHAT_SHOP:
            return tr("WeChat shop")
        case Channel.WEIDIAN:
            return tr("Weidian")
        case Channel.WEIBO:
            return trc("channel", "Weibo")
        case Channel.LIVE:
            return tr("Live show")
        case Channel.OFFLINE:
            return tr("Offline")
        case Channel.OTHER:
            return trc("channel", "Other")
        case _:
            assert_never(channel)


SHOPS = {
    "taobao": "淘宝", "youzan": "有赞", "jd": "京东", "pinduoduo": "拼多多", "shopee": "蝦皮", "shopify": "Shopify",
    "douyin": "抖音", "xiaohongshu": "小红书",
}  # fmt: skip
"""Shops as they call themselves, by the codes that imported orders have."""


def too_few(found: TooFew) -> str:
    """That a tier wants more of an order, and how to overrule it."""
    return trn(
        "{tier} orders at least {least}; this is {n}. Save again to let it pass.",
        "{tier} orders at least {least}; these are {n}. Save again to let it pass.",
        found.units,
        tier=found.tier,
        least=found.least,
    )


def turnover_words(year: Turnover, currency: Currency) -> str:
    """What was sold this year, beside what needs no registration where that is told."""
    sold = format_amount(year.turnover, currency, short=True)
    if year.free is None:
        return tr("Sold in {year}: {amount}", year=year.year, amount=sold)
    free = format_amount(year.free, currency, short=True)
    if year.over:
        return tr(
            "Sold in {year}: {amount}. Above {free} a year one has to register a business"
            " (Measures for Online Trading, article 8); this informs, and is no legal advice.",
            year=year.year, amount=sold, free=free,
        )  # fmt: skip
    return tr(
        "Sold in {year}: {amount}. Up to {free} a year, selling now and then needs no registration"
        " (Measures for Online Trading, article 8); this informs, and is no legal advice.",
        year=year.year, amount=sold, free=free,
    )  # fmt: skip


def price_reason(reason: PriceReason, day: str, tier: str = "", at_least: int = 1) -> str:
    """Why a price is proposed; `day` is when this friend last paid it, `tier` theirs, and it is from `at_least` on."""
    match reason:
        case PriceReason.OWN:
            return tr("Their own price")
        case PriceReason.TIER if at_least > 1:
            return tr("Price for {tier}, from {n} on", tier=tier, n=f"{at_least:,}")
        case PriceReason.TIER:
            return tr("Price for {tier}", tier=tier)
        case PriceReason.BREAK:
            return tr("Price from {n} on", n=f"{at_least:,}")
        case PriceReason.LAST_PAID:
            return tr("Paid last time, {day}", day=day)
        case PriceReason.RETAIL:
            return tr("Retail price")
        case _:
            assert_never(reason)


def quote_sentence(quote: Quote, currency: Currency) -> str:
    """What something costs, from how many on it costs less, and whether it is there, as it is written to a friend."""
    amount, unit = format_amount(quote.price.price, currency, short=True), quote.unit
    if unit:
        said = tr("{product}: {amount} a {unit}", product=quote.name, amount=amount, unit=unit)
    else:
        said = tr("{product}: {amount}", product=quote.name, amount=amount)
    for units, price in quote.steps:
        each = format_amount(price, currency, short=True)
        said = tr("{said}, from {units} on {each} each", said=said, units=f"{units} {unit}".strip(), each=each)
    if quote.free is None:
        return said
    return tr("{said}. In stock.", said=said) if quote.free > 0 else tr("{said}. I am getting it in.", said=said)


def order_problem(error: InvalidOrderError, currency: Currency) -> str:  # noqa: C901 - one line a problem, checked for completeness
    """Why an order cannot be, and what would do."""
    match error.problem:
        case OrderProblem.NO_LINES:
            return tr("What did they order? Please add a product.")
        case OrderProblem.TOO_MANY_LINES:
            return tr("One order holds {most} products. Please make two of it.", most=MOST_LINES)
        case OrderProblem.NO_NAME:
            return tr("A product needs a name.")
        case OrderProblem.QUANTITY:
            return tr("Please give a number from 1 to {most}.", most=f"{MOST_QUANTITY:,}")
        case (
            OrderProblem.PRICE
            | OrderProblem.SHIPPING_FEE
            | OrderProblem.DISCOUNT
            | OrderProblem.SHIPPING_COST
            | OrderProblem.FEE
        ):
            most = format_amount(MOST_PRICE, currency, short=True)
            return tr("Please give an amount from 0 to {most}.", most=most)
        case OrderProblem.BELOW_ZERO:
            return tr("The discount is larger than the order.")
        case OrderProblem.TOO_LARGE:
            return tr("This total is too large. Is the quantity or a price mistyped?")
        case OrderProblem.BELOW_PAID:
            paid = format_amount(error.value, currency, short=True)
            return tr("{paid} is paid already. Please give money back first, then make the order cheaper.", paid=paid)
        case OrderProblem.OTHER_FRIEND:
            return tr("An order stays with its friend. Please delete it and make a new one.")
        case OrderProblem.GIFT_PRICE:
            return tr("A gift has no price. Please take the price or the gift away.")
        case OrderProblem.BELOW_SENT:
            return trn("{n} of it was sent already; it cannot be less.", "{n} of it were sent already.", error.value)
        case OrderProblem.COST_TOO_LARGE:
            return tr("What this costs you is too large. Is the quantity mistyped, or the product's cost?")
        case _:
            assert_never(error.problem)


def payment_problem(error: InvalidPaymentError, currency: Currency) -> str:
    """Why money cannot be entered so, and what would do."""
    most = format_amount(error.most, currency, short=True)
    match error.problem:
        case PaymentProblem.NOT_POSITIVE:
            return tr("Please give an amount above 0, at most {most}.", most=most)
        case PaymentProblem.MORE_THAN_OWED:
            return tr("That is more than is owed. At most {most}.", most=most)
        case PaymentProblem.NOTHING_OWED:
            return tr("Nothing is owed for this order.")
        case PaymentProblem.MORE_THAN_PAID:
            return tr("That is more than was paid. At most {most}.", most=most)
        case PaymentProblem.NOTHING_PAID:
            return tr("Nothing was paid for this order.")
        case PaymentProblem.MORE_THAN_LEFT:
            return tr("They have only {most} left with you.", most=most)
        case PaymentProblem.NOTHING_LEFT:
            return tr("They have no advance left with you.")
        case PaymentProblem.USED:
            return tr("Money of this order became an advance that was used since. Please take that back first.")
        case _:
            assert_never(error.problem)


def parcel_problem(error: InvalidParcelError) -> str:
    """Why so much cannot be sent."""
    match error.problem:
        case ParcelProblem.NOTHING:
            return tr("What is in the parcel? Please give a number to one product.")
        case ParcelProblem.MORE_THAN_LEFT:
            return trn(
                "Only {n} × {product} is still to be sent.", "Only {n} × {product} are still to be sent.", error.most,
                product=error.name,
            )  # fmt: skip
        case _:
            assert_never(error.problem)


def state_problem(error: OrderStateError) -> str:
    """Why this cannot be done with an order that has come so far."""
    return tr(
        "Order {number} is in the state “{state}”; this cannot be done any more.",
        number=error.number,
        state=state_word(error.state),
    )
