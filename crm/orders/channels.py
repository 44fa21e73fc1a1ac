"""Where orders come from, and what each of these places keeps of the money."""

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum, auto

from crm.names import fold
from crm.settings import WHOLE


class Channel(StrEnum):
    """Where an order came from. The value is stored; imported orders have the code of their shop, older ones any
    words.
    """

    MOMENTS = auto()
    WECHAT_SHOP = auto()
    WEIDIAN = auto()
    WEIBO = auto()
    LIVE = auto()
    OFFLINE = auto()
    OTHER = auto()

    @classmethod
    def read(cls, text: str) -> "Channel | None":
        """The channel that a stored code or what a person wrote means; none where it is another, or none."""
        plain = fold(text).strip()
        if plain in tuple(cls):
            return cls(plain)
        return next((channel for channel, words in _WRITTEN.items() if plain in words.split()), None)


_WRITTEN = {
    Channel.MOMENTS: "朋友圈 发圈 發文 微信 moments wechat",
    Channel.WECHAT_SHOP: "微信小店 视频号小店 视频号 視頻號 小商店",
    Channel.WEIDIAN: "微店",
    Channel.WEIBO: "微博",
    Channel.LIVE: "直播 直播间 直播間 livestream",
    Channel.OFFLINE: "线下 線下 面交 当面 當面 门店 門市 市集",
    Channel.OTHER: "其他",
}


def fee_of(channel: str, total: int, shares: Mapping[str, int]) -> int:
    """What a channel keeps of a total, both in minor units, half of one rounded up; 0 where no share is known."""
    known = Channel.read(channel)
    share = shares.get(known.value if known else channel.strip(), 0)
    return int((Decimal(total) * share / WHOLE).quantize(Decimal(1), ROUND_HALF_UP))
