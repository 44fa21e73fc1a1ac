"""Order books of the seller's own, in whatever words, and courier sheets, which are order books without money."""

from crm.transfer.shops.fields import OrderField as F
from crm.transfer.shops.shop import Shop

_WHO = {
    F.BUYER: """
        买家 買家 客户 客戶 顾客 顧客 客户姓名 客戶姓名 顧客姓名 买家姓名 買家姓名 客户名称 客戶名稱 客户名 好友 姓名
        名字 谁
        谁买的 备注名 備註名 接龙人 团员 buyer customer client friend name customername buyername 买家名称
    """,
    F.NICKNAME: "微信昵称 微信名 昵称 暱稱 昵稱 买家昵称 買家暱稱 客户昵称 nickname nick",
    F.HANDLE: "微信号 微信號 微信id 买家账号 買家帳號 客户账号 wechat wechatid buyeraccount",
    F.BUYER_PHONE: "买家手机号 买家手机 买家电话 買家電話 客户电话 客戶電話 客户手机 客户手机号 buyerphone",
    F.EMAIL: "邮箱 电子邮箱 電子郵件 email emailaddress",
    F.RECIPIENT: """
        收件人 收件人姓名 收货人 收貨人 收货人姓名 收方姓名 收方 收件姓名 收货姓名 收件者 收件者姓名 收貨人姓名 签收人
        recipient receiver shipto
    """,
    F.PHONE: """
        电话 電話 手机 手機 手机号 手機號 手机号码 手機號碼 联系电话 聯絡電話 联系方式 聯絡方式 收件人电话 收件人手机
        收件人手机号 收件人手机电话 收件电话 收件手机 收货电话 收方联系方式 收方电话 收货人电话 收货人手机 收件者電話
        移动电话 行動電話 phone mobile tel telephone contact phonenumber
    """,
    F.PROVINCE: "省 省份 收件人省 收货人省份 收件省 縣市 province state",
    F.CITY: "市 城市 收件人市 收货人城市 收件市 city",
    F.DISTRICT: "区 區 区县 县 收件人区 收件人区县 收货人地区 收件区 行政區 district county",
    F.STREET: "收件人详细地址 街道地址 street",
    F.ADDRESS: """
        地址 收货地址 收貨地址 收件地址 收件人地址 详细地址 詳細地址 收方地址 收件详细地址 收货详细地址 客户地址
        客戶地址 寄送地址 住址 address shippingaddress deliveryaddress
    """,
    F.POSTCODE: "邮编 郵編 邮政编码 郵遞區號 postcode zip zipcode postalcode",
}
_PARCEL = {
    F.COURIER: """
        快递 快遞 宅配 快递公司 快遞公司 物流公司 物流 承运商 快递名称 courier carrier shippingcompany
    """,
    F.TRACKING: """
        快递单号 快遞單號 物流单号 物流單號 运单号 運單號 单号 單號 运单号码 追踪号 包裹查詢號碼 tracking
        trackingnumber trackingno waybill
    """,
    F.NOTE: "备注 備註 備注 说明 說明 留言 买家留言 附言 寄方备注 note notes remark remarks memo comment",
}
BOOK = Shop(
    code="book",
    word="",
    platform="wechat",
    signature=(),
    headings={
        **_WHO,
        **_PARCEL,
        F.NUMBER: "订单号 訂單號 订单编号 訂單編號 order orderno ordernumber orderid",
        F.STATUS: """
            状态 狀態 订单状态 訂單狀態 发货状态 付款状态 付款情况 发货情况 是否付款 是否发货 是否已付款 是否已发货
            status orderstatus
        """,
        F.ORDERED_AT: """
            日期 时间 時間 下单时间 下單時間 下单日期 下單日期 订单日期 訂單日期 订单时间 成交时间 成交日期 购买日期
            購買日期 购买时间 购买日期 date day orderdate orderedat ordered when
        """,
        F.PAID_AT: "付款时间 付款時間 付款日期 支付时间 收款时间 收款日期 paidat paidon",
        F.SHIPPED_AT: "发货时间 发货日期 發貨日期 出貨日期 寄出日期 shipped shippedat shippedon shippingdate",
        F.RECEIVED_AT: "收货时间 收货日期 收貨日期 签收时间 签收日期 received receivedat receivedon",
        F.CANCELLED_AT: "取消时间 取消日期 取消時間 cancelled cancelledat cancelledon",
        F.PRODUCT: """
            商品 产品 產品 商品名称 商品名稱 产品名称 產品名稱 品名 货品 貨品 货物 宝贝 宝贝标题 内容 內容 买了什么
            购买商品 購買商品 购买产品 款式名称 项目 項目 物品 物品名称 托寄物 托寄物内容 product item goods what
            productname itemname
        """,
        F.VARIANT: "规格 規格 型号 型號 款式 颜色 尺码 颜色尺码 口味 spec variant model",
        F.QUANTITY: "数量 數量 件数 件數 份数 盒数 购买数量 購買數量 商品数量 托寄物数量 quantity qty count pieces",
        F.PRICE: "单价 單價 价格 價格 售价 售價 商品单价 price unitprice",
        F.LINE_TOTAL: "小计 小計 金额小计 subtotal",
        F.TOTAL: """
            金额 金額 总额 總額 总价 總價 合计 合計 应付 應付 应收 應收 总金额 總金額 订单金额 訂單金額 应付金额
            应收金额 total amount sum ordertotal
        """,
        F.SHIPPING: "运费 運費 邮费 郵費 快递费 shippingfee postage freight shippingcost",
        F.DISCOUNT: "优惠 優惠 折扣 优惠金额 減免 减免 抹零 discount",
        F.PAID: """
            已付 实付 實付 已付款 实付款 实收 實收 已收 收款 付款 付款金额 实付金额 實付金額 实收金额 已付金额
            收款金额 paid received金额 paidamount amountpaid
        """,
        F.REFUND: "退款 退款金额 退款金額 refund refunded",
        F.METHOD: "付款方式 支付方式 收款方式 paymentmethod method",
        F.CURRENCY: "币种 幣種 货币 貨幣 幣別 currency",
    },
    zone=None,
    currency=None,
    continued=True,
    sums=True,
    settles=False,
)
COURIER = Shop(
    code="courier",
    word="",
    platform="wechat",
    signature=(
        "收件人 收件人姓名 收方姓名 收件姓名 收货人 收货人姓名",
        "收件人手机电话 收件人手机 收件人电话 收件电话 收件手机 收方联系方式 收货电话 收货人手机 联系电话",
        "托寄物 托寄物内容 物品名称 寄件人 寄件人姓名 寄方姓名 寄方备注 业务类型 运单号 快递单号 物品类型",
    ),
    headings={
        **_WHO,
        **_PARCEL,
        F.NUMBER: "用户订单号 订单编号 订单号",
        F.PRODUCT: "托寄物 托寄物内容 物品名称 商品名称 物品 商品",
        F.VARIANT: "销售属性",
        F.QUANTITY: "托寄物数量 数量 商品数量",
        F.SHIPPED_AT: "寄件时间 寄件日期 发货时间 发货日期 下单时间 寄出日期",
    },
    zone=None,
    currency=None,
    parcels=True,
    settles=False,
)
