"""What kind of table this is, by the headings it has: a fact to show, and the few rules that go with each kind."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from crm.transfer.fields import Field
from crm.transfer.headings import plain_heading
from crm.transfer.vocabulary import words


class Shape(StrEnum):
    """The kinds of tables that are told apart."""

    TABLE = "table"
    OURS = "ours"
    GOOGLE = "google"
    OUTLOOK = "outlook"
    PHONE_BACKUP = "phone_backup"
    WECOM = "wecom"
    SHOP = "shop"
    FRIEND_LIST = "friend_list"
    COURIER = "courier"
    ORDER_BOOK = "order_book"
    CARDS = "cards"
    NAMES = "names"


#: tables in which a row is a parcel or an order, and many rows are about one friend
PARCELS = frozenset({Shape.COURIER, Shape.ORDER_BOOK})


@dataclass(frozen=True, slots=True)
class Sign:
    """A shape is told by `fewest` of these headings, written plainly and without numbers."""

    shape: Shape
    fewest: int
    headings: frozenset[str]


#: the first that fits wins; they go from the most special to the most common
SIGNS: tuple[Sign, ...] = (
    Sign(Shape.CARDS, 12, words(
        "name nickname remarkname phone email wechat weibo qq xiaohongshu douyin whatsapp handle picture type postcode"
    )),
    Sign(Shape.OURS, 4, words(
        """
        联系状态 上次联系 累计消费 欠款 我的号 添加日期 聯絡狀態 上次聯絡 累計消費 我的帳號
        standing lastcontact spent owed myaccount addedon
        """
    )),
    Sign(Shape.PHONE_BACKUP, 1, words("qq同步助手分组")),
    Sign(Shape.WECOM, 3, words("客户名称 添加人 添加人账号 添加人所属部门 添加时间 标签组组名")),
    Sign(Shape.SHOP, 2, words(
        """
        客户积分 客户储值余额 消费次数 消费金额 累计消费金额 累计退款金额 笔单价 上次消费时间 成为客户时间
        成为会员时间 会员等级 会员卡号
        会员积分 累计消费 累计订单数 交易总额 交易笔数 交易成功笔数 平均交易金额 上次交易时间 最后交易时间
        最近下单时间 购买次数
        会员生日 会员姓名 會員等級 會員編號 會員姓名 累積消費金額 消費次數 totalspent totalorders acceptsemailmarketing
        """
    )),
    Sign(Shape.GOOGLE, 3, words(
        """
        phonevalue emailvalue addressformatted websitevalue eventvalue customfieldvalue groupmembership labels yominame
        givennameyomi phoneticfirstname fileas organizationname imvalue phonetype phonelabel
        """
    )),
    Sign(Shape.OUTLOOK, 4, words(
        """
        emaildisplayname internetfreebusy businessstreet homestreet otherstreet ttytddphone radiophone sensitivity
        businesscountryregion homecountryregion businesscountry homecountry companymainphone assistantsphone webpage
        住宅地址街道 商务地址街道 其他地址街道 单位主要电话 电子邮件显示名称 敏感度 记帐信息 无绳电话
        ttytdd电话 internet忙闲
        商務街 住家街 商務縣市 住家縣市 代表電話 呼叫器 電子郵件顯示名稱 商務電話 住家電話 記事 優先順序
        """
    )),
    Sign(Shape.PHONE_BACKUP, 3, words(
        "小灵通 家庭住址 单位名称 家庭邮箱 工作电话 其他手机 公司部门 前缀 后缀 msn 家庭电话 单位电话 商务电话 移动电话"
    )),
)  # fmt: skip
_PARCEL_SIGNS = words(
    """
    寄件人 寄件人姓名 寄方姓名 发件人 寄件地址 寄方地址 寄件人地址 托寄物 托寄物内容 物品名称 物品类型
    包裹件数 包裹重量 寄件公司 寄方公司
    运费付款方式 业务类型 寄件電話 寄件人電話 寄件人手机电话 運費 代收金额 保价金额 运单号 快递单号 物流单号
    寄件地址 物品名稱
    sendername sender senderphone senderaddress weight parcel trackingnumber
    """
)
_ORDER_SIGNS = words(
    """
    订单编号 订单号 訂單編號 訂單號碼 商品 产品 商品名称 产品名称 商品名稱 宝贝标题 品名 货品 数量 數量 金额
    金額 单价 單價 实付 实付金额
    实收 应付 总价 總價 订单金额 下单时间 付款时间 成交时间 订单创建时间 订单状态 訂單狀態 发货状态
    买家应付货款 order ordernumber orderid
    product item quantity qty amount total price lineitemname 订货日期 下单日期 规格 购买商品 訂購日期
    """
)
_RECIPIENT = words(
    """
    收件人 收件人姓名 收货人 收货人姓名 收方 收方姓名 收方联系方式 收方地址 收件地址 收货地址 收件人地址
    收件电话 收件手机 收货人提货人
    收件人详细地址 收件人省 收件详细地址 收貨人 收件人電話 收件人地址 收貨地址 recipient receiver consignee shippingname
    """
)
_OF_PARCEL = words("状态 狀態 类型 類型 type status 渠道 管道 channel 平台 平臺 platform")


def shape_of(headings: Sequence[str], fields: Sequence[Field | None]) -> tuple[Shape, tuple[str, ...]]:
    """The shape of a table, and the headings that told."""
    plain = {_bare(heading): heading for heading in reversed(headings) if heading}
    for sign in SIGNS:
        told = [heading for bare, heading in plain.items() if bare in sign.headings]
        if len(told) >= sign.fewest:
            return sign.shape, _in_order(headings, told)
    parcel, order, recipient = (
        [heading for bare, heading in plain.items() if bare in known]
        for known in (_PARCEL_SIGNS, _ORDER_SIGNS, _RECIPIENT)
    )
    if parcel and recipient and len(parcel) >= len(order):
        return Shape.COURIER, _in_order(headings, [*recipient, *parcel])
    if len(order) >= 2 or (order and recipient):
        return Shape.ORDER_BOOK, _in_order(headings, [*recipient, *order])
    if {Field.NICKNAME, Field.REMARK} <= set(fields) or {Field.NICKNAME, Field.WECHAT} <= set(fields):
        told = [heading for heading, field in zip(headings, fields, strict=True) if field in _FRIEND_FIELDS]
        return Shape.FRIEND_LIST, tuple(told)
    known = [heading for heading, field in zip(headings, fields, strict=True) if field not in {None, Field.IGNORE}]
    return Shape.TABLE, tuple(known)


def fields_in(shape: Shape, headings: Sequence[str], fields: Sequence[Field | None]) -> tuple[Field | None, ...]:
    """The fields as they are meant in a table of this shape."""
    chosen = list(fields)
    for place, heading in enumerate(headings):
        bare = _bare(heading)
        if shape in PARCELS and (bare in _OF_PARCEL or (shape is Shape.COURIER and chosen[place] is Field.NOTE)):
            chosen[place] = None  # about the parcel, not about the friend
        elif shape is Shape.GOOGLE and bare in {"customfieldlabel", "customfieldvalue"}:
            chosen[place] = Field.CUSTOM
        elif shape is Shape.GOOGLE and bare == "imtype":
            chosen[place] = Field.IGNORE  # home or work; the service stands beside it
        elif shape is Shape.OUTLOOK and bare in {"帳號", "帐户", "account", "keywords", "关键词"}:
            chosen[place] = Field.IGNORE
    return tuple(chosen)


_FRIEND_FIELDS = frozenset({Field.NICKNAME, Field.REMARK, Field.WECHAT, Field.TAGS})


def _bare(heading: str) -> str:
    return "".join(sign for sign in plain_heading(heading) if not sign.isdigit())


def _in_order(headings: Sequence[str], told: Sequence[str]) -> tuple[str, ...]:
    wanted = set(told)
    return tuple(dict.fromkeys(heading for heading in headings if heading in wanted))
