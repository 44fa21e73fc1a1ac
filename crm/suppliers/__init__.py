"""Suppliers 上家 / 上游: their prices, what was bought and paid, what is owed, and what they ship for the seller."""

from crm.suppliers.rows import (
    Deal,
    DealKind,
    InvalidPurchaseError,
    OpenLine,
    PriceRow,
    PurchaseDraft,
    PurchaseLineDraft,
    PurchaseProblem,
    Report,
    SupplierBusyError,
    SupplierDraft,
    SupplierRow,
)
from crm.suppliers.standing import standing
from crm.suppliers.verbs import Suppliers

__all__ = [
    "Deal",
    "DealKind",
    "InvalidPurchaseError",
    "OpenLine",
    "PriceRow",
    "PurchaseDraft",
    "PurchaseLineDraft",
    "PurchaseProblem",
    "Report",
    "SupplierBusyError",
    "SupplierDraft",
    "SupplierRow",
    "Suppliers",
    "standing",
]
