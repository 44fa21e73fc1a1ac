"""What opens a platform: only what it documents, and never a piece of what somebody typed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.accounts import Platform
from crm.contacts import Handle
from crm.platform_links import first_link, link


@pytest.mark.parametrize(
    ("platform", "handle", "opens"),
    [
        (Platform.WECHAT, "wxid_1", "weixin://"),
        (Platform.QQ, "10001", "tencent://message/?uin=10001"),
        (Platform.QQ, "qq 小王", "tencent://"),
        (Platform.WHATSAPP, "+60 12-345 6789", "whatsapp://send?phone=60123456789"),
        (Platform.WHATSAPP, "x&y", "whatsapp://send"),
        (Platform.WEIBO, "小王/?a", "https://weibo.com/n/%E5%B0%8F%E7%8E%8B%2F%3Fa"),
        (Platform.WEIBO, " ", "https://weibo.com/"),
        (Platform.LINE, "wf", "line://"),
        (Platform.DOUYIN, "1", "https://www.douyin.com/"),
        (Platform.XIAOHONGSHU, "1", "https://www.xiaohongshu.com/"),
        (Platform.PHONE, "(021) 6666-8888", "tel:02166668888"),
        (Platform.PHONE, "no", ""),
        (Platform.EMAIL, "a@b.cn", "mailto:a@b.cn"),
        (Platform.EMAIL, "a@b.cn?bcc=c@d.cn", ""),
        (Platform.OTHER, "x", ""),
    ],
)
def test_each_platform_opens(platform: Platform, handle: str, opens: str):
    assert link(Handle(platform, handle)) == opens


def test_where_one_chats_comes_before_telephone_and_mail():
    phone, wechat = Handle(Platform.PHONE, "13800000001"), Handle(Platform.WECHAT, "wf")
    assert first_link((phone, wechat)) == (Platform.WECHAT, "weixin://")
    assert first_link((phone,)) == (Platform.PHONE, "tel:13800000001")
    assert first_link((Handle(Platform.OTHER, "x"),)) is None
    assert first_link(()) is None


@given(platform=st.sampled_from(Platform), text=st.text(max_size=40))
def test_nothing_else_is_ever_opened(platform: Platform, text: str):
    schemes = ("weixin://", "https://", "tencent://", "line://", "whatsapp://send", "tel:", "mailto:")
    found = link(Handle(platform, text))
    assert found == "" or (found.startswith(schemes) and found.isascii() and " " not in found)
