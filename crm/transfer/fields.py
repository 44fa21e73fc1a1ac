"""The fields a column of a friend list can fill, and the headings under which programs and people keep them.

The headings are those of phone books, mail programs, shop systems and sellers' own tables, in Simplified
and Traditional Chinese and English, written without blanks, marks and numbers.
"""

from enum import StrEnum


class Field(StrEnum):
    """What a column says about a friend; the value is the word for `--map FIELD=HEADER`."""

    NAME = "name"
    FAMILY_NAME = "family_name"
    GIVEN_NAME = "given_name"
    MIDDLE_NAME = "middle_name"
    NICKNAME = "nickname"
    REMARK = "remark"
    PHONE = "phone"
    EMAIL = "email"
    WECHAT = "wechat"
    WEIBO = "weibo"
    QQ = "qq"
    XIAOHONGSHU = "xiaohongshu"
    DOUYIN = "douyin"
    LINE = "line"
    WHATSAPP = "whatsapp"
    PLATFORM = "platform"
    HANDLE = "handle"
    TAGS = "tags"
    STAGE = "stage"
    STANDING = "standing"
    SOURCE = "source"
    BIRTHDAY = "birthday"
    ADDRESS = "address"
    COUNTRY = "country"
    PROVINCE = "province"
    CITY = "city"
    DISTRICT = "district"
    STREET = "street"
    POSTCODE = "postcode"
    NOTE = "note"
    INTRODUCED_BY = "introduced_by"
    ACCOUNT = "account"
    ADDED_ON = "added_on"
    COMPANY = "company"
    CUSTOM = "custom"
    PICTURE = "picture"
    ROW_KIND = "row_kind"
    IGNORE = "ignore"


#: fields whose columns are parts of one address
ADDRESS_PARTS = (
    Field.COUNTRY,
    Field.PROVINCE,
    Field.CITY,
    Field.DISTRICT,
    Field.STREET,
    Field.POSTCODE,
)
#: fields that alone can say who the friend is
NAMING = frozenset(
    {
        Field.NAME,
        Field.GIVEN_NAME,
        Field.NICKNAME,
        Field.REMARK,
        Field.PHONE,
        Field.EMAIL,
        Field.WECHAT,
        Field.WEIBO,
        Field.QQ,
        Field.XIAOHONGSHU,
        Field.DOUYIN,
        Field.LINE,
        Field.WHATSAPP,
        Field.HANDLE,
    }
)


#: headings by field, between blanks; no heading stands under two fields
HEADINGS: dict[Field, str] = {
    Field.NAME: """
        姓名 名字全名 全名 名称 名稱 客户姓名 客户名称 客户名 客户 顧客姓名 顧客名稱 顧客 客戶姓名
        客戶名稱 客戶 好友 好友姓名 好友名称 好友名稱 联系人 联系人姓名 聯絡人 聯絡人姓名 收件人
        收件人姓名 收货人 收貨人 收货人姓名 收貨人姓名 收方 收方姓名 收件方 收件方姓名 收货人提货人 提货人
        签收人 买家姓名 買家姓名 收件人名称 收貨者 收件者 收件者姓名 recipient recipientname receiver receivername
        consignee shippingname buyername 会员姓名 會員姓名 朋友 称呼 稱呼 买家 買家
        name fullname contactname customername customer friend contact displayname 显示名称 顯示名稱
        显示名 fn 名前
    """,
    Field.FAMILY_NAME: "姓 姓氏 lastname familyname surname last",
    Field.GIVEN_NAME: "名 名字 firstname givenname first forename",
    Field.MIDDLE_NAME: "中间名 中間名 middlename additionalname",
    Field.NICKNAME: """
        昵称 暱稱 昵稱 网名 網名 客户昵称 客戶暱稱 顧客暱稱 好友昵称 好友暱稱 微信昵称 微信暱稱
        微信名 微信名称 买家昵称 買家暱稱 别名 別名 綽號 绰号 nickname nick alias名 wechatname
        wechatnickname shortname
    """,
    Field.REMARK: """
        备注名 備註名 备注名称 備註名稱 微信备注 微信備註 好友备注 好友備註 备注姓名 remarkname
        contactremark 备注 備註 備注 remark
    """,
    Field.PHONE: """
        电话 電話 手机 手機 手机号 手機號 手机号码 手機號碼 电话号码 電話號碼 联系电话 聯絡電話
        联系方式 聯絡方式 联系手机 移动电话 行動電話 家庭电话 住家電話 住宅电话 单位电话 工作电话
        商务电话 商務電話 公司電話 单位主要电话 代表電話 主要电话 主要電話 其他电话 其他電話
        其他手机 其他手機 车载电话 无绳电话 客户手机号 客户手机 客户电话 客戶電話 顧客電話
        收件人电话 收件人電話 收件电话 收货电话 收货人电话 收件人手机 收件手机 收件人手机电话
        收方联系方式 收方电话 收方手机 收件方电话 收货人手机 收货手机 收件人手机号 收件人手机号码 收件人联系方式
        收件人联系电话 收货人联系电话 收货联系电话 收货人电话手机 收件人手机电话号码 收貨人電話 收貨電話 收件者電話
        收件者手機 联系手机号 会员手机 会员手机号 會員手機 會員電話 客户联系方式 客户联系电话 买家手机 買家電話
        recipientphone receiverphone shippingphone buyerphone
        手机电话 小灵通 固定电话 固话 市話 座机 phone phonenumber mobile mobilephone mobilenumber
        cell cellphone tel telephone phonevalue homephone businessphone primaryphone otherphone
        companymainphone carphone contactnumber contactphone 电话手机 電話手機
    """,
    Field.EMAIL: """
        邮箱 郵箱 电子邮箱 电子邮件 電子郵件 电子邮件地址 電子郵件地址 电邮 電郵 邮件 信箱 電子信箱
        家庭邮箱 邮箱地址 email emailaddress mail emailvalue emailaddressvalue
    """,
    Field.WECHAT: """
        微信 微信号 微信號 微信id 微信账号 微信帳號 微信帐号 个人微信 wechat wechatid wechatno
        wechataccount wxid wx weixin weixinid 微信wechat xwechat xwechatid
    """,
    Field.WEIBO: """
        微博 微博号 微博號 微博账号 微博帳號 微博昵称 微博id 新浪微博 weibo weiboid sinaweibo
    """,
    Field.QQ: "qq qq号 qq號 qq号码 qq號碼 qqnumber qqid 企鹅号",
    Field.XIAOHONGSHU: """
        小红书 小紅書 小红书号 小紅書號 小红书账号 小紅書帳號 小红书id 红书 xiaohongshu xhs rednote
        xiaohongshuid xhsid red
    """,
    Field.DOUYIN: "抖音 抖音号 抖音號 抖音账号 抖音帳號 抖音id douyin douyinid",
    Field.LINE: "line lineid line帳號 line账号 line号 line號 賴 賴id 賴帳號",
    Field.WHATSAPP: """
        whatsapp whatsappid whatsappnumber whatsapp号 whatsapp號 whatsapp号码 whatsapp號碼
        whatsapp电话 wa
    """,
    Field.PLATFORM: """
        平台 社交平台 平臺 社群平台 platform channel 渠道平台 imservice imtype 通訊軟體 通讯软件
        联系平台
    """,
    Field.HANDLE: """
        账号 帳號 帐号 平台账号 平台帳號 平台帐号 社交账号 社群帳號 对方账号 對方帳號 好友账号
        好友帳號 客户账号 买家账号 買家帳號 handle userid accountid imvalue socialid 平台id 号码
        號碼 contacthandle
    """,
    Field.TAGS: """
        标签 標籤 标签组 標籤組 标记 標記 分组 分組 群组 群組 组别 組別 分类 分類 类别 類別 客户标签
        客戶標籤 顧客標籤 好友标签 好友標籤 好友分组 客户分组 客户分类 qq同步助手分组 所属分组
        标签组组名 tag tags label labels group groups groupmembership categories category keywords
    """,
    Field.STAGE: """
        阶段 階段 客户阶段 客戶階段 顧客階段 当前阶段 目前階段 跟进阶段 跟進階段 客户状态 客戶狀態
        客户级别 客户等级 客户类型 客戶類型 顧客類型 销售阶段 意向 意向度 身份 stage status
        customerstage leadstatus lifecyclestage
    """,
    Field.STANDING: "联系状态 聯絡狀態 好友状态 好友狀態 状态 狀態 standing contactstatus",
    Field.SOURCE: """
        来源 來源 客户来源 客戶來源 顧客來源 好友来源 添加来源 加好友来源 来源渠道 來源管道 渠道
        管道 获客渠道 来源方式 添加方式 怎么认识 怎么认识的 怎麼認識 认识渠道 認識管道 source
        leadsource origin howwemet referralsource
    """,
    Field.BIRTHDAY: """
        生日 出生日期 出生年月日 出生年月 客户生日 客戶生日 顧客生日 会员生日 會員生日 阳历生日
        陽曆生日 公历生日 国历生日 國曆生日 农历生日 農曆生日 阴历生日 陰曆生日 birthday birthdate
        dateofbirth dob bday born
    """,
    Field.ADDRESS: """
        地址 住址 详细地址 詳細地址 收货地址 收貨地址 收件地址 收件人地址 家庭住址 家庭地址 联系地址
        聯絡地址 通讯地址 通訊地址 客户地址 客戶地址 顧客地址 收货人地址 住家地址 寄送地址
        收件人详细地址 所在地 收方地址 收方详细地址 收件详细地址 收货详细地址 收货人详细地址 收件方地址 送货地址
        配送地址 收貨人地址 收件者地址 送貨地址 客户收货地址 recipientaddress receiveraddress address
        homeaddress shippingaddress mailingaddress addressformatted
        deliveryaddress businessaddress otheraddress
    """,
    Field.COUNTRY: """
        国家 國家 国家地区 國家地區 国 商务地址国家地区 住宅地址国家地区 其他地址国家地区
        商務國家地區 住家國家地區 country countryregion addresscountry homecountry homecountryregion
        businesscountry businesscountryregion othercountry othercountryregion
    """,
    Field.PROVINCE: """
        省 省份 省市 省市自治区 所在省 商务地址省市自治区 住宅地址省市自治区 其他地址省市自治区
        收件人省 收件省 收货省 收货省份 收货人省 收方省 縣市 商務縣市 住家縣市 其他縣市 province state region
        addressregion homestate
        businessstate otherstate addressstate
    """,
    Field.CITY: """
        市 城市 市县 所在城市 商务地址市县 住宅地址市县 其他地址市县 收件人市 收件市 收货市 收货城市 收货人市
        收方市 商務市鎮 住家市鎮 city
        addresscity homecity businesscity othercity town
    """,
    Field.DISTRICT: """
        区 區 县 縣 区县 區縣 县区 收件人区 收件人县区 收件区 收货区 收货区县 收货人区 收方区 行政區 鄉鎮市區
        district county
        addressextendedaddress
    """,
    Field.STREET: """
        街道 街道地址 商务地址街道 住宅地址街道 其他地址街道 商務街 住家街 其他街 street
        addressstreet homestreet businessstreet otherstreet streetaddress 详细街道
    """,
    Field.POSTCODE: """
        邮编 郵編 邮政编码 郵遞區號 郵政編碼 商务地址邮政编码 住宅地址邮政编码 其他地址邮政编码
        商務郵遞區號 住家郵遞區號 postcode postalcode zip zipcode addresspostalcode homepostalcode
        businesspostalcode otherpostalcode
    """,
    Field.NOTE: """
        附注 附註 记事 記事 说明 說明 描述 详细描述 詳細描述 备忘 備忘 备忘录 備忘錄 留言 补充 補充
        备注信息 備註資訊 备注说明 客户备注 客戶備註 顧客備註 个人备注 note notes remarks comment
        comments memo description describe detaildescription
    """,
    Field.INTRODUCED_BY: """
        介绍人 介紹人 推荐人 推薦人 转介绍 转介绍人 轉介紹 轉介紹人 谁介绍的 誰介紹的 谁介绍 推荐者
        推薦者 引荐人 上级推荐 引用者 introducedby introducer referredby referrer referral referer
    """,
    Field.ACCOUNT: """
        我的号 我的號 我的帳號 我的账号 我的微信 我的微信号 所属账号 所屬帳號 归属账号 所属微信
        所属微信号 添加人账号 归属微信 加在哪个号 哪个号 运营号 myaccount owneraccount
    """,
    Field.ADDED_ON: """
        添加时间 添加時間 添加日期 加好友时间 加好友時間 加好友日期 加入时间 加入日期 认识日期
        认识时间 認識日期 認識時間 成为客户时间 成为好友时间 好友時間 创建时间 建立時間 建立日期
        添加好友时间 addedon added dateadded addeddate addedat created createdat createdon
        creationdate since
    """,
    Field.COMPANY: """
        单位 公司 公司名称 企业 单位名称 所在公司 公司名稱 單位 organizationname company organization companyname
    """,
    Field.CUSTOM: "",
    Field.PICTURE: "picture",
    Field.ROW_KIND: "类型 類型 type 联系人类型 好友类型 isfriend isgroup verifyflag",
    Field.IGNORE: """
        性别 性別 客户性别 gender sex 序号 序號 编号 編號 no id 头像 頭像 smallheadimgurl
        bigheadimgurl headimgurl pyinitial remarkpyinitial 前缀 后缀 称谓 稱謂 英文称谓 中文称谓称谓
        nameprefix namesuffix title suffix prefix phoneticfirstname phoneticmiddlename
        phoneticlastname fileas organizationtitle organizationdepartment photo
        phonelabel emaillabel addresslabel phonetype emailtype addresstype initials
        department jobtitle 部门 部門 职务 職稱 职位 传真 商务传真 住宅传真
        businessfax homefax otherfax faxnumber webpage 网页 websitevalue websitelabel
        emaildisplayname 电子邮件类型 电子邮件显示名称 电子邮件显示名 anniversary 纪念日 年龄 年齡
        age 添加人 添加人所属部门 addresspobox 是否会员 成长值 免费等级 付费等级 权益卡 客户积分
        客户储值余额 消费次数 消费金额 累计退款金额 累计退款订单数 笔单价 上次消费时间 分销员 导购员
        企微好友 成为会员时间 成为会员店铺 公众号 公众号关注时间 最近浏览时间 微信地域 所属区域
        指定时间消费次数 指定时间消费金额 eventlabel eventvalue groupnumber language
        location occupation hobby 职业 爱好 业余爱好 signature 个性签名 个人签名
    """,
}
