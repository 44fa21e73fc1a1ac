"""Payment services: how their bills are told, and what their columns say."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from crm.transfer.shops.shop import forms


class BillField(StrEnum):
    """What a column of a bill says."""

    AT = "at"
    KIND = "kind"
    PARTY = "party"
    ACCOUNT = "account"
    GOODS = "goods"
    DIRECTION = "direction"
    AMOUNT = "amount"
    REFUND = "refund"
    STATUS = "status"
    NUMBER = "number"
    NOTE = "note"


@dataclass(frozen=True)
class Service:
    """A payment service. `code` is where the names of its bills are remembered, `method` how money came by it."""

    code: str
    word: str
    method: str
    signature: tuple[str, ...]
    headings: Mapping[BillField, str]
    nicknames: bool = False
    """Its parties are called as they call themselves."""
    signs: tuple[frozenset[str], ...] = field(init=False, default=())

    def __post_init__(self) -> None:
        """Take the words of the signature apart."""
        object.__setattr__(self, "signs", tuple(frozenset(words.split()) for words in self.signature))

    @cached_property
    def by_heading(self) -> Mapping[str, BillField]:
        """The field of every plain heading."""
        return {heading: name for name, headings in self.headings.items() for heading in headings.split()}

    def field_of(self, heading: str) -> BillField | None:
        """The field that a heading stands for here, none if it is not known."""
        return next((self.by_heading[form] for form in forms(heading) if form in self.by_heading), None)


WECHAT_PAY = Service(
    code="wechat_pay",
    word="微信支付",
    method="wechat",
    signature=("交易时间", "交易类型", "交易对方", "收支", "当前状态", "金额元 金额"),
    headings={
        BillField.AT: "交易时间",
        BillField.KIND: "交易类型",
        BillField.PARTY: "交易对方",
        BillField.GOODS: "商品",
        BillField.DIRECTION: "收支",
        BillField.AMOUNT: "金额元 金额",
        BillField.STATUS: "当前状态",
        BillField.NUMBER: "交易单号",
        BillField.NOTE: "备注",
    },
    nicknames=True,
)
ALIPAY = Service(
    code="alipay",
    word="支付宝",
    method="alipay",
    signature=("交易时间 交易创建时间 付款时间", "交易对方", "收支", "交易状态", "交易订单号 交易号", "金额 金额元"),
    headings={
        BillField.AT: "付款时间 交易时间 交易创建时间",
        BillField.KIND: "交易分类 类型",
        BillField.PARTY: "交易对方",
        BillField.ACCOUNT: "对方账号",
        BillField.GOODS: "商品说明 商品名称",
        BillField.DIRECTION: "收支",
        BillField.AMOUNT: "金额 金额元",
        BillField.REFUND: "成功退款元 成功退款",
        BillField.STATUS: "交易状态",
        BillField.NUMBER: "交易订单号 交易号",
        BillField.NOTE: "备注",
    },
)
JD_PAY = Service(
    code="jd_pay",
    word="京东支付",
    method="other",
    signature=("交易时间", "商户名称", "收支", "交易说明", "金额"),
    headings={
        BillField.AT: "交易时间",
        BillField.KIND: "交易分类",
        BillField.PARTY: "商户名称",
        BillField.GOODS: "交易说明",
        BillField.DIRECTION: "收支",
        BillField.AMOUNT: "金额",
        BillField.STATUS: "交易状态",
        BillField.NUMBER: "交易订单号",
        BillField.NOTE: "备注",
    },
)
SERVICES = (WECHAT_PAY, ALIPAY, JD_PAY)
