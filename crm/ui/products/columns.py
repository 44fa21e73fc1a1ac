"""The columns of the table of products, and how it is sorted."""

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from PySide6.QtCore import Qt

from crm.money import Currency, format_amount
from crm.products import ProductRow
from crm.ui.table import Column
from crm.wording import tr, trc

RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_FEWEST = -(10**18)

SORTS: dict[str, Callable[[ProductRow], Any]] = {
    "price": attrgetter("price"),
    "cost": lambda row: (row.cost is None, row.cost or 0),
    "days": lambda row: (row.days_per_unit is None, row.days_per_unit or 0),
    "sort": lambda row: (not row.sort, row.sort),
    "free": lambda row: (row.free is None, row.free or 0),
}
"""By name they come sorted."""


def product_columns(currency: Currency) -> list[Column[ProductRow]]:
    """The columns, left to right."""

    def money(minor: int | None) -> str:
        return "" if minor is None else format_amount(minor, currency)

    return [
        Column("name", lambda: tr("Name"), name_text, tooltip=name_text, width=250),
        Column("sort", lambda: trc("product", "Sort"), lambda row: row.sort, width=90),
        Column("price", lambda: tr("Retail price"), lambda row: money(row.price), RIGHT, width=105),
        Column("free", lambda: trc("product", "To sell"), stock_text, RIGHT, tooltip=stock_tip, width=120),
        Column("unit", lambda: tr("Unit"), lambda row: row.unit, width=60, sortable=False),
        Column("cost", lambda: tr("Cost"), lambda row: money(row.cost), RIGHT, width=95),
        Column(
            "days",
            lambda: tr("Days one lasts"),
            lambda row: "" if row.days_per_unit is None else f"{row.days_per_unit:,}",
            RIGHT,
            width=110,
        ),
        Column(
            "note", lambda: tr("Note"), lambda row: row.note, tooltip=lambda row: row.note, width=200, sortable=False
        ),
    ]


def name_text(row: ProductRow) -> str:
    """Its name; of what has variants or parts, how many."""
    if row.variants:
        return tr("{name}  ({n} variants)", name=row.name, n=row.variants)
    return tr("{name}  (bundle)", name=row.name) if row.parts else row.name


def stock_text(row: ProductRow) -> str:
    """What can still be sold, with a word where it is little or less than nothing."""
    if row.free is None:
        return ""
    if row.free < 0:
        return tr("{n} short", n=f"{-row.free:,}")
    return tr("{n} · low", n=f"{row.free:,}") if row.low else f"{row.free:,}"


def stock_tip(row: ProductRow) -> str:
    """What is there, and what of it is promised."""
    if row.stock is None:
        return ""
    return tr("{stock} there, {reserved} ordered and not sent", stock=f"{row.stock:,}", reserved=f"{row.reserved:,}")
