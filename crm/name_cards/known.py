"""What stands on name cards in so many words: labels, surnames, titles, and the names of places."""

from crm.accounts import Platform
from crm.name_cards.finds import Part
from crm.names import fold

_LABELS: dict[tuple[Part, Platform | None], str] = {
    (
        Part.NAME,
        None,
    ): "昵称 微信昵称 群昵称 姓名 名字 名称 收货人 收件人 联系人 客户 客户姓名 暱称 nickname name",
    (Part.REMARK, None): "备注 备注名 微信备注 remark",
    (Part.PHONE, None): "手机 手机号 手机号码 电话 电话号码 联系电话 联系方式 行动电话 tel phone mobile cell hp",
    (Part.HANDLE, Platform.WECHAT): "微信 微信号 微信id 威信 薇信 v信 wechat wechatid weixin wxid wx vx",
    (Part.HANDLE, Platform.QQ): "qq qq号 qq号码 扣扣 企鹅号",
    (Part.HANDLE, Platform.WEIBO): "微博 新浪微博 weibo",
    (Part.HANDLE, Platform.XIAOHONGSHU): "小红书 小红书号 小红书id xhs rednote",
    (Part.HANDLE, Platform.DOUYIN): "抖音 抖音号 抖音id douyin",
    (Part.HANDLE, Platform.LINE): "line lineid 赖 line号",
    (Part.HANDLE, Platform.WHATSAPP): "whatsapp wa",
    (Part.HANDLE, Platform.EMAIL): "邮箱 电子邮箱 邮件 电邮 电子邮件 信箱 email e-mail mail",
    (Part.HANDLE, Platform.OTHER): "instagram ig insta facebook fb telegram tg twitter tiktok threads",
    (Part.REGION, None): "地区 所在地区 城市 所在地 region city location",
    (Part.ADDRESS, None): "地址 收货地址 收件地址 详细地址 住址 寄件地址 address addr",
    (Part.BIRTHDAY, None): "生日 出生日期 出生 农历生日 阴历生日 birthday dob",
    (Part.TAG, None): "标签 tags tag",
    (Part.SOURCE, None): "来源 source",
    (Part.NOTE, None): "个性签名 签名 性别 描述 signature note 公司 职位",
}
LABELS: dict[str, tuple[Part, Platform | None]] = {
    fold(word): what for what, words in _LABELS.items() for word in words.split()
}
"""What a label announces, by the folded label."""

SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁于蔡蒋余杜叶程苏魏吕丁任卢"
    "姚沈钟姜崔谭陆范汪石廖贾夏韦傅方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温"
    "庞樊兰殷施洪翟安颜倪牛鲁葛毕聂丛焦柳邢路岳齐梅庄辛管祝左涂谷祁耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳"
    "裴席卫查屈鲍位霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边池常俞阎卓蓝简连丘骆郁尤佟麦巫"
)
"""The surnames of nearly everybody, in Simplified."""
_DOUBLE = """
欧阳 上官 司马 诸葛 夏侯 皇甫 尉迟 公孙 慕容 宇文 司徒 令狐 东方 南宫 端木 轩辕 独孤 张简 范姜
"""
_TITLES = """
小姐 先生 女士 太太 老师 阿姨 叔叔 大姐 大哥 老板 老板娘 妈妈 爸爸 姐姐 哥哥 妹妹 师傅 医生
经理 总监 同学 宝贝 亲 姐 哥 妹 弟 姨 叔 总 嫂 婶 妈 董 姐妹
"""
_PROVINCES = """
北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南
广东 海南 四川 贵州 云南 陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门
"""
_CITIES = """
石家庄 唐山 秦皇岛 邯郸 保定 廊坊 太原 大同 沈阳 大连 鞍山 长春 哈尔滨 大庆 南京 无锡 徐州 常州
苏州 南通 连云港 扬州 镇江 泰州 盐城 杭州 宁波 温州 嘉兴 湖州 绍兴 金华 义乌 台州 丽水 合肥
芜湖 福州 厦门 泉州 漳州 莆田 南昌 赣州 九江 济南 青岛 烟台 潍坊 临沂 威海 淄博 郑州 洛阳 开封
武汉 宜昌 襄阳 长沙 株洲 湘潭 衡阳 岳阳 广州 深圳 珠海 汕头 佛山 韶关 湛江 江门 肇庆 惠州 东莞
中山 潮州 揭阳 南宁 柳州 桂林 海口 三亚 成都 绵阳 贵阳 遵义 昆明 大理 拉萨 西安 咸阳 兰州 西宁
银川 乌鲁木齐 呼和浩特 包头 台北 新北 桃园 台中 台南 高雄 基隆 新竹 苗栗 彰化 南投 云林 嘉义
屏东 宜兰 花莲 台东 澎湖 金门 九龙 新界 吉隆坡 槟城 新山 马来西亚 新加坡 怡保 马六甲 古晋 亚庇
"""
DOUBLE_SURNAMES = frozenset(_DOUBLE.split())
TITLES = tuple(_TITLES.split())
"""What one is called by behind a name."""
PROVINCES = frozenset(_PROVINCES.split())
CITIES = PROVINCES | frozenset(_CITIES.split())
"""Places whose name alone says where somebody lives, in Simplified."""
NOISE = frozenset({"微信名片", "个人名片", "名片", "推荐给你", "收", "谢谢", "联系方式", "个人信息"})
"""Words that say nothing of anybody, in Simplified."""
