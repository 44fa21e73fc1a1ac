"""Who ships a line of an order: the seller, or the supplier from whom such a product usually comes."""

from crm.db.models import Product, Supplier, SupplierPrice
from crm.db.write import Write


def usual_supplier(write: Write, product: int | None) -> int | None:
    """The supplier who ships this product unless the seller says otherwise: the one of its newest price.

    None for what the seller keeps on the shelf, and for what no supplier has a price for.
    """
    if product is None:
        return None
    rows = write.rows(
        SupplierPrice.select(SupplierPrice.supplier)
        .join(Supplier)
        .switch(SupplierPrice)
        .join(Product)
        .where(
            SupplierPrice.product == product,
            SupplierPrice.deleted_at.is_null(),
            Supplier.deleted_at.is_null(),
            ~Product.stocked,
        )
        .order_by(SupplierPrice.id.desc())
        .limit(1)
    )
    return rows[0][0] if rows else None
