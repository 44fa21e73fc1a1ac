"""What the words mean in which shops say how far an order has come."""

import re
from enum import Flag, auto
from functools import lru_cache

from crm.transfer.vocabulary import is_empty, plain_word, words


class Fact(Flag):
    """What a status says of an order."""

    NOTHING = 0
    UNPAID = auto()
    PAID = auto()
    SHIPPED = auto()
    RECEIVED = auto()
    CLOSED = auto()
    """It came to nothing."""
    REFUNDED = auto()
    """All of the money went back."""
    PARTLY_REFUNDED = auto()
    REFUNDING = auto()
    """The buyer wants money back; nothing is decided."""


_WORDS = {
    Fact.UNPAID: """
        等待买家付款 待付款 待支付 未付款 未支付 等待付款 没付 没付款 未付 欠款 赊账 尚未付款 未付 待付 未收款
        等待買家付款 尚未付款
        unpaid pending authorized waitingforpayment owed notpaid 创建订单
    """,
    Fact.PAID: """
        买家已付款,等待卖家发货 买家已付款 等待卖家发货 等待卖家发货,买家已付款 待发货 已付款 已支付 已付 付了 已收款
        付清 等待出库 待出货 待出貨 待發貨 備貨中 备货中 已付款,待发货 待揽收 配货中 paid
        等待发货 待处理 待配送 待商家收货 已成团 待成团 已成团,待发货 待备货 等待出貨 已付款待发货 已收款待发货 已确认
    """,
    Fact.PAID | Fact.SHIPPED: """
        卖家已发货,等待买家确认 卖家已发货 等待买家确认收货 等待买家确认 等待确认收货 待收货 待收貨 已发货,待签收
        已发货,待收货 待签收 已揽收 已出库 運送中 运输中 派送中 已寄出待收货 出库完成 已送達 已送达
    """,
    Fact.SHIPPED: """
        已发货 已發貨 已出貨 已出货 已寄出 已寄 寄了 发了 发货了 全部发货 fulfilled shipped sent ontheway intransit
        商家已发货 partial partiallyfulfilled 部分发货 部分出貨
    """,
    Fact.PAID | Fact.SHIPPED | Fact.RECEIVED: """
        交易成功 交易完成 已完成 完成 订单完成 已签收 已收货 已收貨 确认收货 已确认收货 訂單完成 完成訂單 done
        completed complete 交易已完成 买家已收货 已结清 成功
    """,
    Fact.RECEIVED: "received delivered 收到了 已收到 已自提 已提货 已取货",
    Fact.CLOSED: """
        交易关闭 已关闭 关闭 已取消 取消 交易取消 订单取消 订单已取消 不成立 已作废 作废 已撤单 交易自动关闭 交易失败
        買家取消 賣家取消 cancelled canceled voided closed void 卖家或买家主动关闭交易 付款以前,卖家或买家主动关闭交易
        expired restocked 未成团
    """,
    Fact.CLOSED | Fact.REFUNDED: """
        已退款 退款成功 全额退款 全额退款成功 已全额退款 已取消,退款成功 未发货,退款成功 已发货,退款成功
        已签收,退款成功 退款完成 付款以后用户退款成功,交易自动关闭 付款以后用户退款成功 已退货退款 退货退款成功
        退款/退货成功 已退货 已退货退款成功 退貨/退款成功 退款退货成功 refunded 退貨退款完成 退货退款完成 已同意退款
        退款已完成
    """,
    Fact.PARTLY_REFUNDED: """
        部分退款 部分退款成功 已部分退款 partially_refunded partiallyrefunded 部分退貨 部分退货
    """,
    Fact.REFUNDING: """
        退款中 售后中 退款处理中 售后处理中 申请退款 待退款 退货中 退貨中 退款申请中 待商家处理 待买家退货 退货退款中
        等待退款 退款待处理 申请售后 维权中 退貨/退款 退貨/退款申請中 買家申請退款 買家已申請退貨/退款 退款申請中
        售後中 已申请退款
    """,
    Fact.NOTHING: """
        未发货 未出貨 unfulfilled 无售后 无售后或售后取消 售后取消 无退款 未退款 没有退款 未申请退款 未申请 无退款申请
        售后关闭 退款关闭
        退款取消 售后已取消 正常 无售后申请 無 普通订单 已同意 部分付款 已付定金 定金 暂停 锁定 售后完成 换货成功
        补寄成功 售后驳回 售后拒绝 退款拒绝 退款失败 none 退款撤销 已撤销 买家撤销
    """,
}
_FACTS = {word: fact for fact, text in _WORDS.items() for word in text.split()}
# what a status that is not known word by word says all the same; the first that is found counts
_SIGNS: tuple[tuple[str, Fact], ...] = (
    (r"退款(?:中|申请|处理)|申请退|申請退", Fact.REFUNDING),
    (r"部分退", Fact.PARTLY_REFUNDED),
    (r"无|無|未.{0,3}退|退.{0,4}(?:关闭|取消|拒绝|失败|撤销|駁回)|售后(?:取消|关闭)", Fact.NOTHING),
    (r"退款成功|已退款|全额退|全額退|退款完成", Fact.CLOSED | Fact.REFUNDED),
    (r"关闭|取消|關閉|不成立|作废|cancel|void", Fact.CLOSED),
    (r"交易成功|已完成|已签收|已收货|确认收货|已收貨", Fact.PAID | Fact.SHIPPED | Fact.RECEIVED),
    (r"等待买家付款|待付款|未付款|待支付|尚未付款", Fact.UNPAID),
    (r"已发货|已發貨|已出貨|待收货|待签收|運送|运输|出库(?!前)", Fact.PAID | Fact.SHIPPED),
    (r"待发货|待發貨|待出貨|等待卖家发货|已付款|已支付|备货|備貨|等待出库", Fact.PAID),
)
_COMPILED = tuple((re.compile(sign), fact) for sign, fact in _SIGNS)
_YES = words("是 已 有 y yes true √ ✓ ✔ 1 ok 好 对 對 完成 已付 已发 v")
_NO = words("否 未 没 没有 無 无 n no false × ✗ x 0 - / 未付 未发")
_DELETED = ("(删除)", "(刪除)", "[删除]", "【删除】")
_MARKED = re.compile(r"^[(\[【][^)\]】]{1,6}[)\]】]")


@lru_cache(maxsize=4096)  # a column says the same few words
def facts_of(text: str, heading: str = "") -> Fact | None:
    """What a status says; none for words that nobody knows. Under a heading that asks, yes and no are answers."""
    if is_empty(text):
        return Fact.NOTHING
    word = plain_word(text)
    asked = _asked(heading)
    if asked is not Fact.NOTHING and word in _YES:
        return asked
    if asked is not Fact.NOTHING and word in _NO:
        return Fact.UNPAID if asked is Fact.PAID else Fact.NOTHING
    if word.startswith(_DELETED):
        return Fact.CLOSED
    bare = _MARKED.sub("", word).rstrip("。.!！")
    for form in (word, bare, bare.replace("，", ",")):
        if form in _FACTS:
            return _FACTS[form]
    return next((fact for sign, fact in _COMPILED if sign.search(bare)), None)


def _asked(heading: str) -> Fact:
    """What a heading such as 是否发货 asks about."""
    plain = plain_word(heading)
    if any(sign in plain for sign in ("付款", "收款", "paid", "支付")):
        return Fact.PAID
    if any(sign in plain for sign in ("发货", "發貨", "出貨", "寄", "shipped")):
        return Fact.SHIPPED
    if any(sign in plain for sign in ("收货", "收貨", "签收", "received")):
        return Fact.RECEIVED
    return Fact.NOTHING
