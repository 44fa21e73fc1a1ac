"""What was refused about products, orders, suppliers and cases, said to the seller.

It is asked when something was refused: at a start nothing of selling is imported for it.
"""

from crm.after_sales import CaseStateError
from crm.attachments import AttachmentError
from crm.errors import OutOfRangeError, ShukeError
from crm.orders import InvalidOrderError, InvalidParcelError, InvalidPaymentError, OrderStateError
from crm.payments import AlreadySettledError
from crm.prices import InvalidPriceError
from crm.products import InvalidProductError
from crm.stock import NoOwnStockError
from crm.suppliers import InvalidPurchaseError, SupplierBusyError
from crm.wording import tr
from crm.wording.orders import parcel_problem, state_problem
from crm.wording.products import attachment_problem, price_problem, product_problem
from crm.wording.suppliers import busy_supplier, purchase_problem


def explain_refusal(error: ShukeError) -> str:  # noqa: C901 - one sentence a case
    """The sentence for what was refused; "" for anything else."""
    match error:
        case InvalidProductError():
            return product_problem(error)
        case InvalidPriceError():
            return price_problem(error)
        case AttachmentError():
            return attachment_problem(error)
        case NoOwnStockError(name):
            return tr("The stock of “{name}” follows from its parts or variants. Please count those.", name=name)
        case SupplierBusyError():
            return busy_supplier(error)
        case InvalidPurchaseError():
            return purchase_problem(error)
        case OrderStateError():
            return state_problem(error)
        case AlreadySettledError(number):
            return tr("This payment is with order {number} already.", number=number)
        case InvalidParcelError():
            return parcel_problem(error)
        case InvalidOrderError() | InvalidPaymentError() | OutOfRangeError():
            return tr("A quantity or an amount does not fit, so this was not saved. Please look at the numbers again.")
        case CaseStateError(is_open=True):
            return tr("This case is open already.")
        case CaseStateError():
            return tr("This case is closed. Open it again to change it.")
        case _:
            return ""
