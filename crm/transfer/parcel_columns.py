"""The sheets that couriers take: their headings, and what belongs under each."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum, auto

OWN_SHEET = "headings of my parcels"
"""The sheet that the seller supplied, beside `TEMPLATES`."""


class Part(StrEnum):
    """What a cell of such a sheet holds. Those of the sender are called so."""

    NUMBER = auto()
    NAME = auto()
    PHONE = auto()
    ADDRESS = auto()
    """All of it, in one cell."""
    PROVINCE = auto()
    CITY = auto()
    DISTRICT = auto()
    DETAIL = auto()
    """What stands below the district, where the divisions have columns of their own."""
    POSTCODE = auto()
    GOODS = auto()
    QUANTITY = auto()
    PIECES = auto()
    NOTE = auto()
    SENDER_NAME = auto()
    SENDER_PHONE = auto()
    SENDER_ADDRESS = auto()
    SENDER_PROVINCE = auto()
    SENDER_CITY = auto()
    SENDER_DISTRICT = auto()
    SENDER_DETAIL = auto()


def _headings(text: str) -> tuple[str, ...]:
    return tuple(text.split())


TEMPLATES: Mapping[str, tuple[str, ...]] = {
    "plain": _headings("收件人 收件人手机 收件人地址 物品名称 数量 备注 订单编号"),
    "shunfeng": _headings("""
        收件人 收件人手机/电话 收件地址 寄件人 寄件人手机/电话 寄件地址 收件公司 包裹件数 托寄物 重量 长 宽
        高 备注(选填) 寄件公司 业务类型 包装服务费
        """),
    "shunfeng_standard": _headings("""
        用户订单号 寄件公司 寄件人 寄件电话 寄件详细地址 收件公司 收件人 收件电话 收件手机 收件详细地址
        托寄物内容 托寄物数量 包裹重量 寄方备注 运费付款方式 业务类型 件数 代收金额 保价金额 个性化包装
        签回单 自取件 电子验收 是否超长超重 超长超重服务费 保鲜服务 保单配送 拍照验证 票据专送 口令签收
        等通知派送 温度追溯（离线） 是否定时派送 派送日期 派送时段 长（cm） 宽（cm） 高（cm） 体积（cm3）
        扩展字段1 扩展字段2 扩展字段3 扩展字段4 扩展字段5
        """),
    "free_print": _headings("""
        收件人姓名 收件人手机/电话 收件人省 收件人市 收件人区 收件人详细地址 物品名称 数量 商品编码 销售属性
        备注 寄件人姓名 寄件人手机/电话 寄件人省 寄件人市 寄件人县/区 寄件人详细地址 订单编号
        """),
    "shentong": _headings("备注 姓名 详细地址 电话"),
}
"""Header rows of couriers, by a word of the program's own."""

_OF_SENDER = re.compile("寄件|寄方|发件|發件|寄貨|sender|from", re.IGNORECASE)
_SAID: tuple[tuple[Part, str], ...] = (
    (Part.NUMBER, "订单号|订单编号|單號|訂單|商家单号|order"),
    (Part.NOTE, "备注|備註|说明|附言|留言|note|remark"),
    (Part.POSTCODE, "邮编|邮政编码|郵遞區號|postcode|zip"),
    (Part.PHONE, "手机|手機|电话|電話|联系方式|phone|mobile|tel"),
    (Part.PROVINCE, "省份?$|province|state"),
    (Part.CITY, "市$|城市|city"),
    (Part.DISTRICT, "区$|區$|区县|县/区|區縣|district"),
    (Part.ADDRESS, "地址|address"),
    (Part.NAME, "收[件货貨]人|收方|姓名|客户|客戶|签收人|[寄发發]件人|recipient|receiver|name"),
    (Part.PIECES, "件数|件數"),
    (Part.QUANTITY, "数量|數量|quantity"),
    (Part.GOODS, "托寄物|物品|货物|商品名|品名|內容|内容|goods|item"),
)
_NOT_SAID = re.compile("公司|类型|類型|编码|編碼|属性|重量|重|长|宽|高|体积|金额|费|company", re.IGNORECASE)
_SENDERS = {
    Part.NAME: Part.SENDER_NAME, Part.PHONE: Part.SENDER_PHONE, Part.ADDRESS: Part.SENDER_ADDRESS,
    Part.PROVINCE: Part.SENDER_PROVINCE, Part.CITY: Part.SENDER_CITY, Part.DISTRICT: Part.SENDER_DISTRICT,
    Part.NOTE: Part.NOTE,
}  # fmt: skip


def part_of(heading: str) -> Part | None:
    """What belongs under a heading, as couriers and platforms call it; none for what the seller fills in herself."""
    words = heading.strip().rstrip("*").replace("(必填)", "").replace("（必填）", "")
    if _NOT_SAID.search(words):
        return None
    found = next((part for part, said in _SAID if re.search(said, words, re.IGNORECASE)), None)
    if found is None or not _OF_SENDER.search(words):
        return found
    return _SENDERS.get(found)


def parts_of(headings: Sequence[str]) -> tuple[Part | None, ...]:
    """What belongs under each heading. Beside columns for the divisions the address is what is below them; a phone in
    two columns stands in the first.
    """
    found = [part_of(heading) for heading in headings]
    for whole, divided, below in (
        (Part.ADDRESS, Part.PROVINCE, Part.DETAIL),
        (Part.SENDER_ADDRESS, Part.SENDER_PROVINCE, Part.SENDER_DETAIL),
    ):
        if divided in found:
            found = [below if part is whole else part for part in found]
    return tuple(part if part not in found[:place] else None for place, part in enumerate(found))


@dataclass(frozen=True, slots=True)
class ParcelSheet:
    """How a sheet is laid out: its headings and what is under each."""

    headings: tuple[str, ...]
    parts: tuple[Part | None, ...]

    @classmethod
    def of(cls, headings: Sequence[str]) -> "ParcelSheet":
        """The sheet of these headings."""
        return cls(tuple(headings), parts_of(headings))
