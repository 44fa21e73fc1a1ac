"""How shops and payment services write their files: their headings, their words and their habits, as data."""

from crm.transfer.shops.abroad import SHOPEE, SHOPIFY
from crm.transfer.shops.fields import OrderField
from crm.transfer.shops.mainland import (
    DOUYIN,
    JD,
    PINDUODUO,
    TAOBAO,
    TAOBAO_DETAILS,
    WEIDIAN,
    WEIDIAN_2020,
    XIAOHONGSHU,
    YOUZAN,
    YOUZAN_ITEMS,
)
from crm.transfer.shops.own import BOOK, COURIER
from crm.transfer.shops.shop import Shop

#: every shop whose files are told by their headings
SHOPS = (
    TAOBAO,
    TAOBAO_DETAILS,
    WEIDIAN,
    WEIDIAN_2020,
    YOUZAN,
    YOUZAN_ITEMS,
    JD,
    PINDUODUO,
    DOUYIN,
    XIAOHONGSHU,
    SHOPEE,
    SHOPIFY,
    COURIER,
)

__all__ = ["BOOK", "COURIER", "SHOPS", "OrderField", "Shop"]
