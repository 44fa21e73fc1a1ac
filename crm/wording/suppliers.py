"""Suppliers in the seller's words."""

from typing import assert_never

from crm.orders import MOST_QUANTITY
from crm.shipping import Slot
from crm.suppliers import DealKind, InvalidPurchaseError, PurchaseProblem, SupplierBusyError
from crm.suppliers.rows import MOST_LINES
from crm.wording import tr, trc, trn
from crm.wording.shipping import slot_word


def report_template() -> str:
    """How an order is written to a supplier who has no template of their own."""
    return tr(
        "{recipient} {phone}\n{address}\n{goods} × {quantity}\nNote: {note}",
        recipient=slot_word(Slot.RECIPIENT),
        phone=slot_word(Slot.PHONE),
        address=slot_word(Slot.ADDRESS),
        goods=slot_word(Slot.GOODS),
        quantity=slot_word(Slot.QUANTITY),
        note=slot_word(Slot.NOTE),
    )


def deal_word(kind: DealKind) -> str:
    """What it was."""
    match kind:
        case DealKind.BOUGHT:
            return tr("Goods in")
        case DealKind.RETURNED:
            return tr("Sent back")
        case DealKind.SHIPPED:
            return tr("Ships for you")
        case DealKind.PAID:
            return trc("supplier", "Paid")
        case DealKind.PAID_BACK:
            return tr("Money back")
        case _:
            assert_never(kind)


def busy_supplier(error: SupplierBusyError) -> str:
    """Why a supplier cannot go."""
    if error.lines:
        return trn(
            "{name} still ships {n} parcel for you. Take it back or wait for it, then they can go.",
            "{name} still ships {n} parcels for you. Take them back or wait for them, then they can go.",
            error.lines,
            name=error.name,
        )
    return tr("The account with {name} is still open. Settle it first, then they can go.", name=error.name)


def purchase_problem(error: InvalidPurchaseError) -> str:
    """Why a purchase cannot be, and what would do."""
    match error.problem:
        case PurchaseProblem.NO_LINES:
            return tr("What came in? Please choose a product.")
        case PurchaseProblem.TOO_MANY_LINES:
            return tr("{most} products fit into one purchase. Please make two of it.", most=MOST_LINES)
        case PurchaseProblem.NO_NAME:
            return tr("A product needs a name.")
        case PurchaseProblem.QUANTITY:
            return tr("Please give a number from 1 to {most}.", most=f"{MOST_QUANTITY:,}")
        case PurchaseProblem.PRICE:
            return tr("This price does not fit. Please look at it again.")
        case PurchaseProblem.PAID:
            return tr("More than it cost cannot be paid for it here. Please note a larger payment by itself.")
        case PurchaseProblem.NOBODY_PAID:
            return tr("Please say which supplier was paid.")
        case _:
            assert_never(error.problem)
