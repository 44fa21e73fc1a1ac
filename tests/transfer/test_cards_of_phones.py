"""Cards as phones, mail programs and old feature phones write them, each with what it must say."""

import base64
import quopri
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from crm.ids import ContactId
from crm.transfer.card_pictures import longer_side, picture
from crm.transfer.contacts_in import ContactsIn
from crm.transfer.entries import ContactEntry, Reason
from crm.transfer.planning import ContactsPlan, Fate
from crm.transfer.reading import open_table
from crm.workspace import Workspace


@contextmanager
def read_here(path, choices, progress):
    yield open_table(path, choices, progress)


def planned(workspace: Workspace, path: Path, data: bytes) -> ContactsPlan:
    path.write_bytes(data)
    return ContactsIn(workspace.store, workspace.accounts, read_here).plan(path)


def said(entry: ContactEntry) -> dict[str, Any]:
    """What an entry says, without what it does not."""
    found: dict[str, Any] = {"name": entry.name}
    for name in ("nickname", "remark", "birthday", "note", "tags"):
        if value := getattr(entry, name):
            found[name] = value
    if entry.handles:
        found["handles"] = tuple(f"{handle.platform}:{handle.text}" for handle in entry.handles)
    if entry.addresses:
        found["addresses"] = tuple(" ".join(filter(None, (a.detail, a.postcode))) for a in entry.addresses)
    return found


def qp(text: str, charset: str = "utf-8") -> str:
    """Every byte in quoted-printable, as phones write it."""
    return "".join(f"={byte:02X}" for byte in text.encode(charset))


def card(*lines: str | bytes) -> bytes:
    whole = [line if isinstance(line, bytes) else line.encode() for line in ("BEGIN:VCARD", *lines, "END:VCARD", "")]
    return b"\r\n".join(whole)


QP = "CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE"
#: a JPEG of 4 × 3 pixels, as far as its header goes
JPEG = bytes.fromhex("ffd8ffe000104a46494600010100000100010000ffc0001108000300040301110002110103110100ffd9")

CARDS: dict[str, tuple[bytes, dict[str, Any]]] = {
    "android: the whole name in the given slot": (
        card("VERSION:2.1", f"N;{QP}:;{qp('王小明')};;;", f"FN;{QP}:{qp('王小明')}", "TEL;CELL:138 0000 0001"),
        {"name": "王小明", "handles": ("phone:138 0000 0001",)},
    ),
    "android: soft line breaks": (
        card("VERSION:2.1", f"N;{QP}:;{qp('王')}=", f"{qp('小明')};;;", "TEL;CELL;PREF:13800000001"),
        {"name": "王小明", "handles": ("phone:13800000001",)},
    ),
    "android: a soft break and a blank before the rest": (
        card("VERSION:2.1", f"N;{QP}:;{qp('王')}=", f" {qp('小明')};;;"),
        {"name": "王小明"},
    ),
    "android: a soft break that nothing follows": (
        card("VERSION:2.1", f"FN;{QP}:{qp('王小明')}="),
        {"name": "王小明"},
    ),
    "android: nickname of its own": (
        card(
            "VERSION:2.1",
            "FN:Ann",
            f"X-ANDROID-CUSTOM;{QP}:vnd.android.cursor.item/nickname;{qp('小王')};1;;;;;;;;;;;;;",
        ),
        {"name": "Ann", "nickname": "小王"},
    ),
    "android: a birthday as an event": (
        card(
            "VERSION:2.1", "FN:Ann", "X-ANDROID-CUSTOM:vnd.android.cursor.item/contact_event;1990-08-15;3;;;;;;;;;;;;;"
        ),
        {"name": "Ann", "birthday": "1990-08-15"},
    ),
    "android: an anniversary is no birthday": (
        card(
            "VERSION:2.1", "FN:Ann", "X-ANDROID-CUSTOM:vnd.android.cursor.item/contact_event;2015-05-01;1;;;;;;;;;;;;;"
        ),
        {"name": "Ann"},
    ),
    "android: a lunar birthday": (
        card(
            "VERSION:2.1", "FN:Ann", "X-ANDROID-CUSTOM:vnd.com.miui.cursor.item/lunarBirthday;1990-08-15;;;;;;;;;;;;;;"
        ),
        {"name": "Ann", "birthday": "L1990-08-15"},
    ),
    "android: a label of one's own at a number": (
        card("VERSION:2.1", "FN:Ann", "TEL;X-微信:13800000001"),
        {"name": "Ann", "handles": ("phone:13800000001", "wechat:13800000001")},
    ),
    "android: a fax is nobody's phone": (
        card("VERSION:2.1", "FN:Ann", "TEL;WORK;FAX:0755-12345678", "TEL;HOME;VOICE:0755-87654321"),
        {"name": "Ann", "handles": ("phone:0755-87654321",)},
    ),
    "android: a picture folded and ended by an empty line": (
        card("VERSION:2.1", "PHOTO;ENCODING=BASE64;JPEG:/9j/4AAQ", " SkZJRgAB", " AQAAAQAB", "", "FN:Ann"),
        {"name": "Ann"},
    ),
    "android: groups": (
        card("VERSION:2.1", "FN:Ann", f"X-GROUP-MEMBERSHIP;{QP}:{qp('家人')}", "CATEGORIES:老客,宝妈;团购"),
        {"name": "Ann", "tags": ("家人", "老客", "宝妈", "团购")},
    ),
    "android: groups that address books make": (
        card("VERSION:3.0", "FN:Ann", "CATEGORIES:myContacts,starred,老客"),
        {"name": "Ann", "tags": ("老客",)},
    ),
    "old phone: GBK without any encoding": (
        card("VERSION:2.1", b"N;CHARSET=GBK:" + "王小明".encode("gbk") + b";;;;", "TEL:13800000001"),
        {"name": "王小明", "handles": ("phone:13800000001",)},
    ),
    "old phone: GB2312 in quoted-printable": (
        card("VERSION:2.1", f"N;CHARSET=GB2312;ENCODING=QUOTED-PRINTABLE:{qp('王', 'gbk')};{qp('小明', 'gbk')}"),
        {"name": "王小明"},
    ),
    "old phone: GBK that says nothing of it": (
        card("VERSION:2.1", f"N;ENCODING=QUOTED-PRINTABLE:{qp('张三的手机', 'gbk')}"),
        {"name": "张三的手机"},
    ),
    "old phone: SHIFT_JIS whose second byte is a backslash": (
        card("VERSION:2.1", b"N;CHARSET=SHIFT_JIS:" + "表;ソ子".encode("shift_jis") + b";;;"),
        {"name": "表ソ子"},
    ),
    "old phone: UTF-7": (
        card("VERSION:2.1", b"N;CHARSET=UTF-7:" + "王小明".encode("utf-7") + b";"),
        {"name": "王小明"},
    ),
    "old phone: a charset nobody knows": (
        card("VERSION:2.1", f"N;CHARSET=X-NOKIA;ENCODING=QUOTED-PRINTABLE:{qp('王小明')}"),
        {"name": "王小明"},
    ),
    "old phone: two cards in one file in two charsets": (
        card(b"N;CHARSET=GBK:" + "王".encode("gbk") + b";;", f"NOTE;{QP}:{qp('好')}"),
        {"name": "王", "note": "好"},
    ),
    "2.1: a backslash is a backslash": (
        card("VERSION:2.1", "FN:Ann", r"NOTE:C:\new\table\; and more"),
        {"name": "Ann", "note": r"C:\new\table; and more"},
    ),
    "3.0: a backslash says what follows": (
        card("VERSION:3.0", "FN:Ann", r"NOTE:one\ntwo\, three\; four\\five"),
        {"name": "Ann", "note": "one\ntwo, three; four\\five"},
    ),
    "google: a label at a number, an address of the net": (
        card("VERSION:3.0", "FN:Ann", "item1.TEL:13800000001", "item1.X-ABLabel:微信", r"URL:http\://example.com"),
        {"name": "Ann", "handles": ("phone:13800000001", "wechat:13800000001")},
    ),
    "google: X-QQ and a talk id that is a mail": (
        card("VERSION:3.0", "FN:Ann", "X-QQ:10001", "X-GTALK:ann@example.com"),
        {"name": "Ann", "handles": ("qq:10001", "email:ann@example.com")},
    ),
    "google: a note over several folded lines": (
        card("VERSION:3.0", "FN:Ann", "NOTE:很", " 好", "\t说话"),
        {"name": "Ann", "note": "很好说话"},
    ),
    "iphone: the name turned the Western way round": (
        card("VERSION:3.0", "PRODID:-//Apple Inc.//iPhone OS 17//EN", "N:王;小明;;;", "FN:小明 王"),
        {"name": "王小明"},
    ),
    "iphone: types, groups and labels of its own": (
        card(
            "VERSION:3.0",
            "FN:Ann",
            "TEL;type=CELL;type=VOICE;type=pref:138-0000-0001",
            "item1.ADR;type=HOME;type=pref:;;科苑路1号;深圳市;广东省;518000;中国",
            "item1.X-ABADR:cn",
            "item2.URL:http://example.com",
            "item2.X-ABLabel:_$!<HomePage>!$_",
        ),
        {"name": "Ann", "handles": ("phone:138-0000-0001",), "addresses": ("中国广东省深圳市 科苑路1号 518000",)},
    ),
    "iphone: a birthday without its year": (
        card("VERSION:3.0", "FN:Ann", "BDAY;X-APPLE-OMIT-YEAR=1604:1604-08-15"),
        {"name": "Ann", "birthday": "--08-15"},
    ),
    "iphone: another year left out": (
        card("VERSION:3.0", "FN:Ann", "BDAY;value=date;X-APPLE-OMIT-YEAR=1804:1804-02-29"),
        {"name": "Ann", "birthday": "--02-29"},
    ),
    "iphone: a lunar birthday beside the solar one": (
        card("VERSION:3.0", "FN:Ann", "ALTBDAY;CALSCALE=chinese:07-15", "BDAY:1990-09-03"),
        {"name": "Ann", "birthday": "1990-09-03"},
    ),
    "iphone: only a lunar birthday": (
        card("VERSION:3.0", "FN:Ann", "item1.X-ABDATE:1990-07-15", "item1.X-ABLabel:农历生日"),
        {"name": "Ann", "birthday": "L1990-07-15"},
    ),
    "iphone: social profiles": (
        card(
            "VERSION:3.0",
            "FN:Ann",
            "X-SOCIALPROFILE;type=wechat;x-user=ann_w:x-apple:ann_w",
            "X-SOCIALPROFILE;type=sinaweibo:http://weibo.com/n/ann-weibo",
            "X-SOCIALPROFILE;type=twitter:http://twitter.com/ann_t",
        ),
        {"name": "Ann", "handles": ("wechat:ann_w", "weibo:ann-weibo", "other:ann_t")},
    ),
    "iphone: a messenger by its service": (
        card(
            "VERSION:3.0",
            "FN:Ann",
            "IMPP;X-SERVICE-TYPE=QQ;type=HOME:x-apple:10001",
            "IMPP;X-SERVICE-TYPE=WeChat:wechat:ann%5Fw",
        ),
        {"name": "Ann", "handles": ("wechat:ann_w", "qq:10001")},
    ),
    "mac: a picture in base64 with two blanks before each line": (
        card("VERSION:3.0", "PHOTO;BASE64:", "  /9j/4AAQSkZJRgAB", "  AQAAAQAB", "FN:Ann"),
        {"name": "Ann"},
    ),
    "outlook: language, label, another way of phones": (
        card(
            "VERSION:2.1",
            "N;LANGUAGE=zh-cn:王;小明",
            "FN:王小明",
            "X-MS-TEL;VOICE;CALLBACK:13800000001",
            f"LABEL;WORK;PREF;{QP}:{qp('深圳市科苑路1号')}",
            "BDAY:19220310",
            "X-MS-ANNIVERSARY:20150501",
        ),
        {
            "name": "王小明",
            "handles": ("phone:13800000001",),
            "addresses": ("深圳市科苑路1号",),
            "birthday": "1922-03-10",
        },
    ),
    "4.0: uris, a birthday without its year, caret escapes": (
        card(
            "VERSION:4.0",
            "FN:Ann",
            'N;SORT-AS="Lee,Ann":Lee;Ann;;;',
            'TEL;VALUE=uri;TYPE="cell,voice":tel:+86-138-0000-0001',
            "BDAY:--0416",
            "IMPP:qq:10001",
            'ADR;LABEL="科苑路1号^n深圳":;;;;;;',
        ),
        {
            "name": "Ann",
            "handles": ("phone:+86-138-0000-0001", "qq:10001"),
            "birthday": "--04-16",
            "addresses": ("科苑路1号\n深圳",),
        },
    ),
    "4.0: a day with its time": (
        card("VERSION:4.0", "FN:Ann", "BDAY:19900815T083000Z"),
        {"name": "Ann", "birthday": "1990-08-15"},
    ),
    "4.0: a picture as an address of data": (
        card("VERSION:4.0", "FN:Ann", f"PHOTO:data:image/jpeg;base64,{base64.b64encode(JPEG).decode()}"),
        {"name": "Ann"},
    ),
    "a friend list written as cards": (
        card(
            "VERSION:3.0",
            "FN:A李姐",
            "NICKNAME:小李",
            "NOTE:A李姐",
            "标签: 宝妈, 老客",
            "详细描述: 每月买",
            "X-WECHAT-ID:wxid_1",
        ),
        {
            "name": "A李姐",
            "nickname": "小李",
            "remark": "A李姐",
            "note": "每月买",
            "tags": ("宝妈", "老客"),
            "handles": ("wechat:wxid_1",),
        },
    ),
    "every name of the same messenger": (
        card("FN:Ann", "X-WECHAT:a1", "X-WEIXIN:a1", "IMPP:weixin:a1"),
        {"name": "Ann", "handles": ("wechat:a1",)},
    ),
    "lower case, comments and lines that are nothing": (
        b"# exported\r\n"
        + card("version:3.0", "# a comment", "fn:Ann", "nothing here", "tel;type=cell:13800000001").lower(),
        {"name": "ann", "handles": ("phone:13800000001",)},
    ),
    "a note broken without a blank": (
        card("VERSION:3.0", "FN:Ann", "NOTE:first", "second: with a colon", "third", "TEL:13800000001"),
        {"name": "Ann", "note": "first\nsecond: with a colon\nthird", "handles": ("phone:13800000001",)},
    ),
    "a quoted parameter with every mark in it": (
        card("VERSION:3.0", "FN:Ann", 'TEL;TYPE="home,:;cell":13800000001'),
        {"name": "Ann", "handles": ("phone:13800000001",)},
    ),
    "a name of a property with a slash": (
        card("VERSION:3.0", "FN:Ann", "X-messaging/twitter-All:ann", "home.TEL:13800000001"),
        {"name": "Ann", "handles": ("phone:13800000001",)},
    ),
    "an assistant is no friend": (
        card("VERSION:2.1", "FN:Ann", "AGENT:", "BEGIN:VCARD", "FN:Helper", "END:VCARD", "TEL:13800000001"),
        {"name": "Ann", "handles": ("phone:13800000001",)},
    ),
    "an assistant in the same line": (
        card("VERSION:2.1", "FN:Ann", "AGENT:BEGIN:VCARD", "FN:Helper", "END:VCARD", "TEL:13800000001"),
        {"name": "Ann", "handles": ("phone:13800000001",)},
    ),
    "an assistant within a value": (
        card("VERSION:3.0", "FN:Ann", r"AGENT:BEGIN:VCARD\nFN:Helper\nEND:VCARD\n", "TEL:13800000001"),
        {"name": "Ann", "handles": ("phone:13800000001",)},
    ),
    "the company alone": (
        card("VERSION:3.0", "N:;;;;", "ORG:某某烘焙;采购部", "TEL:13800000001"),
        {
            "name": "某某烘焙 采购部",
            "handles": ("phone:13800000001",),
        },
    ),
    "UTF-16": (
        "\ufeffBEGIN:VCARD\r\nFN:王小明\r\nTEL:13800000001\r\nEND:VCARD\r\n".encode("utf-16-le"),
        {"name": "王小明", "handles": ("phone:13800000001",)},
    ),
    "zero bytes inside": (
        card("FN:A\0nn", "TEL:138\x000000\x000001"),
        {"name": "Ann", "handles": ("phone:13800000001",)},
    ),
    "lines that end like those of old Macs": (
        card("FN:Ann", "TEL:13800000001").replace(b"\r\n", b"\r"),
        {"name": "Ann", "handles": ("phone:13800000001",)},
    ),
    "a letter of three bytes folded in its middle": (
        card("VERSION:3.0", b"FN:" + "王".encode() + "小".encode()[:2] + b"\r\n " + "小".encode()[2:]),
        {"name": "王小"},
    ),
}


@pytest.mark.parametrize("name", CARDS)
def test_a_card_says_what_it_says(workspace: Workspace, tmp_path: Path, name: str):
    data, expected = CARDS[name]
    plan = planned(workspace, tmp_path / "a.vcf", data)
    assert [said(each.entry) for each in plan.planned] == [expected]
    assert plan.problems == []


def test_all_cards_in_one_file_cost_each_other_nothing(workspace: Workspace, tmp_path: Path):
    """Every charset beside every other, with a card that never ends and one that is nothing between them."""
    some = [
        (data, expected)
        for name, (data, expected) in CARDS.items()
        if not name.startswith(("UTF-16", "old phone: GBK that", "lines"))
    ]
    between = b"BEGIN:VCARD\r\nEND:VCARD\r\n\r\nBEGIN:VCARD\r\n;;;\r\n"
    plan = planned(workspace, tmp_path / "a.vcf", between.join(data for data, _ in some))
    found = [said(each.entry) for each in plan.planned]
    assert [expected for _, expected in some if expected not in found] == []


def test_a_card_within_a_card_is_another_friend(workspace: Workspace, tmp_path: Path):
    data = card("FN:outer", "BEGIN:VCARD", "FN:inner", "TEL:13800000001", "END:VCARD", "TEL:13800000002")
    plan = planned(workspace, tmp_path / "a.vcf", data)
    assert [said(each.entry) for each in plan.planned] == [
        {"name": "inner", "handles": ("phone:13800000001",)},
        {"name": "outer", "handles": ("phone:13800000002",)},
    ]


def test_a_group_is_nobody(workspace: Workspace, tmp_path: Path):
    plan = planned(workspace, tmp_path / "a.vcf", card("FN:家人", "X-ADDRESSBOOKSERVER-KIND:group") + card("FN:Ann"))
    assert [each.entry.name for each in plan.planned] == ["Ann"]
    assert [skipped.row for skipped in plan.skipped] == [1, 2]


def test_a_birthday_that_is_none_is_told(workspace: Workspace, tmp_path: Path):
    (one,) = planned(workspace, tmp_path / "a.vcf", card("FN:Ann", "BDAY;VALUE=text:circa 1800")).planned
    assert [(doubt.reason, doubt.text) for doubt in one.doubts] == [(Reason.BAD_DATE, "circa 1800")]


def photo(data: bytes) -> bytes:
    return card(
        "VERSION:2.1", "FN:Ann", "TEL:13800000001", f"PHOTO;ENCODING=BASE64;JPEG:{base64.b64encode(data).decode()}"
    )


def test_a_small_picture_comes_in_once(workspace: Workspace, tmp_path: Path):
    path = tmp_path / "a.vcf"
    path.write_bytes(photo(JPEG) + card("FN:Bob"))
    imports = ContactsIn(workspace.store, workspace.accounts, read_here)
    imports.store(imports.plan(path))
    ann = workspace.finder.who("13800000001")
    kept = workspace.photos.of(ann)
    assert kept is not None
    assert kept.jpeg == JPEG
    again = imports.plan(path)
    assert set(again.counts) == {Fate.SAME}
    assert imports.store(again).step is None
    workspace.undo.undo()
    assert workspace.photos.of(ContactId(ann)) is None


def test_a_picture_is_made_small_where_that_can_be_done(workspace: Workspace, tmp_path: Path):
    path = tmp_path / "a.vcf"
    path.write_bytes(photo(b"\x89PNG and more"))
    (told,) = ContactsIn(workspace.store, workspace.accounts, read_here).plan(path).planned
    assert [doubt.reason for doubt in told.doubts] == [Reason.PICTURE]
    asked = []

    def shrink(data: bytes) -> bytes:
        asked.append(data)
        return JPEG

    imports = ContactsIn(workspace.store, workspace.accounts, read_here, shrink)
    plan = imports.plan(path)
    assert plan.planned[0].doubts == ()
    imports.store(plan)
    assert asked == [b"\x89PNG and more"]
    kept = workspace.photos.of(workspace.finder.who("13800000001"))
    assert kept is not None
    assert kept.jpeg == JPEG


@pytest.mark.parametrize("value", ["", "!", "A", "http://example.com/a.jpg", "data:image/svg+xml;base64,PHN2Zz4="])
def test_what_is_no_picture_is_none(value: str):
    assert picture(value) is None


def test_the_size_of_a_picture_stands_in_its_header():
    assert longer_side(JPEG) == 4
    assert longer_side(JPEG[:20]) == longer_side(b"GIF89a") == 0
    assert picture(base64.b64encode(JPEG).decode().rstrip("=")) == JPEG
    assert quopri.decodestring(qp("王").encode()) == "王".encode()
