"""Orders and products in the seller's words."""

from typing import assert_never

from crm.money import Currency, format_amount
from crm.orders import (
    MOST_LINES,
    MOST_QUANTITY,
    InvalidOrderError,
    InvalidPaymentError,
    OrderList,
    OrderProblem,
    OrderState,
    OrderStateError,
    PaymentProblem,
    PayMethod,
    PriceReason,
)
from crm.products import MOST_PRICE
from crm.wording import tr, trc


def state_word(state: OrderState) -> str:
    """How far an order has come."""
    match state:
        case OrderState.UNPAID:
            return tr("Unpaid")
        case OrderState.TO_SHIP:
            return tr("To ship")
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
        case OrderList.ON_THE_WAY:
            return tr("On the way")
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
        case PayMethod.OTHER:
            return trc("payment", "Other")
        case _:
            assert_never(method)


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


def quote_sentence(product: str, unit: str, price: int, currency: Currency) -> str:
    """What something costs, as it is written to a friend."""
    amount = format_amount(price, currency, short=True)
    if unit:
        return tr("{product}: {amount} a {unit}", product=product, amount=amount, unit=unit)
    return tr("{product}: {amount}", product=product, amount=amount)


def order_problem(error: InvalidOrderError, currency: Currency) -> str:
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
        case OrderProblem.PRICE | OrderProblem.SHIPPING_FEE | OrderProblem.DISCOUNT:
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
        case _:
            assert_never(error.problem)


def state_problem(error: OrderStateError) -> str:
    """Why this cannot be done with an order that has come so far."""
    return tr(
        "Order {number} is in the state “{state}”; this cannot be done any more.",
        number=error.number,
        state=state_word(error.state),
    )
