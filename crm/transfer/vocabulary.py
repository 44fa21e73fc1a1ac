"""The words people write into cells for stages, platforms and standings, and those that mean nothing."""

import unicodedata
from functools import lru_cache


def words(text: str) -> frozenset[str]:
    """The words that stand between blanks in the text."""
    return frozenset(text.split())


#: what programs and people write where there is nothing
EMPTY_WORDS = words(
    r"""
    - -- --- — —— / \ . 。 无 無 没有 沒有 暂无 暫無 空 未知 未填 未填写 null none nil n/a na nan undefined
    #n/a #ref! #value! #name? #div/0! 添加备注 添加標籤 添加标签 新增備註 0000-00-00 0/0/00 0/0/0
    """
)

_STAGES = {
    "added": """
        added new 新好友 新朋友 新加 新加好友 刚加 剛加 已添加 已加 已加好友 添加 好友 陌生人 新客
        新客户 潜在 潜在客户 潛在顧客 lead newfriend stranger
    """,
    "interested": """
        interested 有意向 有興趣 有兴趣 意向 意向客户 感兴趣 感興趣 已互动意向 关注 prospect
        potential warm 高意向 中意向 低意向
    """,
    "interacting": """
        interacting 常聊 互动 互動 互动中 互動中 沟通中 溝通中 跟进中 跟進中 聊天中 洽谈中 洽談中
        熟人 talking engaged acquaintance
    """,
    "customer": """
        customer 客户 客戶 顾客 顧客 已成交 成交 成交客户 已购买 已購買 买家 買家 老客户 老客戶 老客
        老顾客 老顧客 回头客 回頭客 熟客 会员 會員 vip buyer client
    """,
    "agent": """
        agent 代理 代理商 经销商 經銷商 分销 分销商 分銷商 合伙人 合夥人 团队 團隊 下级代理 reseller
        distributor partner
    """,
}
_PLATFORMS = {
    "wechat": "wechat 微信 weixin wx 企业微信 企微 wecom",
    "weibo": "weibo 微博 新浪微博 sinaweibo",
    "qq": "qq 腾讯qq 騰訊qq",
    "xiaohongshu": "xiaohongshu 小红书 小紅書 xhs rednote red 红书",
    "douyin": "douyin 抖音 tiktok 抖音短视频",
    "line": "line 賴",
    "whatsapp": "whatsapp wa",
    "phone": "phone 电话 電話 手机 手機 mobile tel 手机号 手機號碼",
    "email": "email e-mail mail 邮箱 郵箱 电子邮件 電子郵件 信箱",
    "other": """
        other elsewhere 其他 其它 instagram ig facebook fb messenger telegram tg 淘宝 淘寶 闲鱼 閒魚 快手 知乎
        豆瓣 陌陌 探探 twitter x linkedin 蝦皮 shopee 微店 有赞 threads dcard ptt signal skype
        discord viber kakaotalk zalo
    """,
}
_STANDINGS = {
    "active": "active intouch 正常 活跃 活躍 在联系 在聯絡 有效 ok normal",
    "paused": """
        paused 先别打扰 暫勿打擾 别打扰 勿扰 勿擾 暂停 暫停 免打扰 免打擾 quiet donotdisturb donotdisturbfornow 休眠
    """,
    "lost": """
        lost losttouch 已流失 已失聯 流失 失联 失聯 已删除 已刪除 删除 刪除 被删 被刪 拉黑 已拉黑 黑名单
        黑名單 封鎖 已封鎖 blocked deleted 无效 無效
    """,
}


def _by_word(codes: dict[str, str]) -> dict[str, str]:
    return {word: code for code, words in codes.items() for word in words.split()}


_STAGE_OF = _by_word(_STAGES)
_PLATFORM_OF = _by_word(_PLATFORMS)
_STANDING_OF = _by_word(_STANDINGS)


def plain_word(text: str) -> str:
    """A word as the tables write it: one width and case, no blanks."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


@lru_cache(maxsize=1024)  # a column says the same few words
def stage_of(text: str) -> str | None:
    """The code of the stage a cell names in any of our languages, None for none we know."""
    return _STAGE_OF.get(plain_word(text))


@lru_cache(maxsize=1024)  # a column says the same few words
def platform_of(text: str) -> str | None:
    """The code of the platform a cell names in any of our languages, None for none we know."""
    return _PLATFORM_OF.get(plain_word(text))


@lru_cache(maxsize=1024)  # a column says the same few words
def standing_of(text: str) -> str | None:
    """The code of the standing a cell names in any of our languages, None for none we know."""
    return _STANDING_OF.get(plain_word(text))


def is_empty(text: str) -> bool:
    """Whether a cell says nothing: blank, or one of the words that stand for nothing."""
    return not text or (len(text) <= 10 and text.casefold() in EMPTY_WORDS)  # the longest has 10 characters
