"""How the program or the page of a platform is opened: by the words that it registers with the system.

The operating system opens them, Shuke itself never connects anywhere. WeChat, LINE, Xiaohongshu and Douyin open no talk
with somebody from outside, so only they themselves are opened. The forms are those that are documented: `mailto` RFC
6068, `tel` RFC 3966, WhatsApp's "click to chat", QQ's `tencent://message`. The system says what is missing.
"""

import re
from urllib.parse import quote

from crm.accounts import Platform
from crm.contacts import Handle

_DIGITS = re.compile(r"\d{5,15}")
_MAIL = re.compile(r"[^@\s?&]+@[^@\s?&]+")
PROGRAMS = {
    Platform.WECHAT: "weixin://",
    Platform.WEIBO: "https://weibo.com/",
    Platform.QQ: "tencent://",
    Platform.XIAOHONGSHU: "https://www.xiaohongshu.com/",
    Platform.DOUYIN: "https://www.douyin.com/",
    Platform.LINE: "line://",
    Platform.WHATSAPP: "whatsapp://send",
}
"""What opens the platform itself; nothing opens a platform that is not known."""


def link(handle: Handle) -> str:
    """What opens the talk with whoever has this handle, else the platform; "" where there is nothing to open."""
    text = handle.text.strip()
    number = re.sub(r"[\s+()-]", "", text)
    match handle.platform:
        case Platform.QQ if _DIGITS.fullmatch(text):
            return f"tencent://message/?uin={text}"
        case Platform.WHATSAPP if _DIGITS.fullmatch(number):
            return f"whatsapp://send?phone={number}"
        case Platform.WEIBO if text:
            return f"https://weibo.com/n/{quote(text, safe='')}"
        case Platform.PHONE:
            return f"tel:{number}" if _DIGITS.fullmatch(number) else ""
        case Platform.EMAIL:
            return f"mailto:{quote(text, safe='@')}" if _MAIL.fullmatch(text) else ""
        case platform:
            return PROGRAMS.get(platform, "")


def first_link(handles: tuple[Handle, ...]) -> tuple[Platform, str] | None:
    """The first of a friend's platforms that can be opened, those where one chats before telephone and mail."""
    found = [(one.platform, link(one)) for one in handles]
    usable = [(platform, opens) for platform, opens in found if opens]
    chats = [one for one in usable if one[0] not in (Platform.PHONE, Platform.EMAIL)]
    return next(iter(chats or usable), None)
