"""What a column of an order book can say about an order."""

from enum import StrEnum


class OrderField(StrEnum):
    """What a column says; the value is the word for `--map FIELD=HEADER`."""

    NUMBER = "number"
    STATUS = "status"
    ORDERED_AT = "ordered_at"
    PAID_AT = "paid_at"
    SHIPPED_AT = "shipped_at"
    RECEIVED_AT = "received_at"
    CANCELLED_AT = "cancelled_at"
    PRODUCT = "product"
    VARIANT = "variant"
    QUANTITY = "quantity"
    KINDS = "kinds"
    """Of how many kinds the goods are that stand together in one cell."""
    PRICE = "price"
    LINE_TOTAL = "line_total"
    GOODS_TOTAL = "goods_total"
    SHIPPING = "shipping"
    FEE = "fee"
    """What the buyer pays on top, such as a tax."""
    DISCOUNT = "discount"
    TOTAL = "total"
    PAID = "paid"
    REFUND = "refund"
    METHOD = "method"
    CURRENCY = "currency"
    BUYER = "buyer"
    """What the seller or the shop calls the buyer."""
    NICKNAME = "nickname"
    """What the buyer calls themselves, which others may too."""
    HANDLE = "handle"
    BUYER_PHONE = "buyer_phone"
    EMAIL = "email"
    RECIPIENT = "recipient"
    PHONE = "phone"
    COUNTRY = "country"
    PROVINCE = "province"
    CITY = "city"
    DISTRICT = "district"
    STREET = "street"
    ADDRESS = "address"
    POSTCODE = "postcode"
    COURIER = "courier"
    TRACKING = "tracking"
    PARCEL = "parcel"
    """Tracking number and courier in one cell."""
    NOTE = "note"
    IGNORE = "ignore"


#: fields whose cells are added up where several columns fill one of them
ADDED_UP = frozenset({OrderField.DISCOUNT, OrderField.FEE, OrderField.REFUND})
#: fields that are amounts of money
AMOUNTS = frozenset(
    {
        OrderField.PRICE,
        OrderField.LINE_TOTAL,
        OrderField.GOODS_TOTAL,
        OrderField.SHIPPING,
        OrderField.FEE,
        OrderField.DISCOUNT,
        OrderField.TOTAL,
        OrderField.PAID,
        OrderField.REFUND,
    }
)
#: fields that say when something happened
MOMENTS = frozenset(
    {
        OrderField.ORDERED_AT,
        OrderField.PAID_AT,
        OrderField.SHIPPED_AT,
        OrderField.RECEIVED_AT,
        OrderField.CANCELLED_AT,
    }
)
#: fields that can say who bought
BUYING = frozenset(
    {
        OrderField.BUYER,
        OrderField.NICKNAME,
        OrderField.HANDLE,
        OrderField.BUYER_PHONE,
        OrderField.RECIPIENT,
        OrderField.PHONE,
    }
)
