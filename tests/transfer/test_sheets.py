"""Lists as programs, shops and sellers keep them: recognised at once, and what each row says."""

# ruff: noqa: E501 - headings and rows stand as programs write them

import csv
import io
import json
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.finder import Filter
from crm.transfer.columns import Skip, recognise
from crm.transfer.contacts_in import ContactsIn
from crm.transfer.entries import Problem, Reason
from crm.transfer.errors import FileKind, NotATableError
from crm.transfer.mojibake import is_mojibake, mended
from crm.transfer.planning import ContactsPlan, Fate
from crm.transfer.reading import open_table
from crm.transfer.shapes import Shape
from crm.wording.shapes import shape_sentence, shape_word
from crm.workspace import Workspace


@contextmanager
def read_here(path, choices, progress):
    yield open_table(path, choices, progress)


def importer(workspace: Workspace) -> ContactsIn:
    return ContactsIn(workspace.store, workspace.accounts, read_here)


def sheet(header: str, *rows: dict[str, str], tail: str = "") -> str:
    """A table with every cell in quotes, as address books write it: only the columns that are named are filled."""
    names = header.split(",")
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator=f"{tail}\r\n")
    writer.writerow(names)
    for row in rows:
        assert set(row) <= set(names)
        writer.writerow([row.get(name, "") for name in names])
    return out.getvalue()


def planned(workspace: Workspace, tmp_path: Path, text: str | bytes, encoding: str = "utf-8") -> ContactsPlan:
    path = tmp_path / "list.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return importer(workspace).plan(path)


def said(plan: ContactsPlan) -> list[dict[str, Any]]:
    """What each record says, without what it does not."""
    found = []
    for each in plan.planned:
        entry = each.entry
        told: dict[str, Any] = {"name": entry.name}
        for name in ("nickname", "remark", "birthday", "note", "source", "tags", "introduced_by"):
            if value := getattr(entry, name):
                told[name] = value
        if entry.handles:
            told["handles"] = " ".join(f"{handle.platform}:{handle.text.replace(' ', '')}" for handle in entry.handles)
        if entry.addresses:
            told["addresses"] = [f"{a.region}|{a.detail}|{a.postcode}" for a in entry.addresses]
        if each.doubts:
            told["doubts"] = [doubt.reason.value for doubt in each.doubts]
        found.append(told)
    return found


GOOGLE_NEW = (
    "First Name,Middle Name,Last Name,Phonetic First Name,Phonetic Middle Name,Phonetic Last Name,Name Prefix,"
    "Name Suffix,Nickname,File As,Organization Name,Organization Title,Organization Department,Birthday,Notes,Photo,"
    "Labels,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,Phone 2 - Label,Phone 2 - Value,"
    "Address 1 - Label,Address 1 - Formatted,Address 1 - Street,Address 1 - City,Address 1 - PO Box,"
    "Address 1 - Region,Address 1 - Postal Code,Address 1 - Country,Address 1 - Extended Address,Website 1 - Label,"
    "Website 1 - Value,Event 1 - Label,Event 1 - Value,Custom Field 1 - Label,Custom Field 1 - Value"
)
GOOGLE_OLD = (
    "Name,Given Name,Additional Name,Family Name,Yomi Name,Given Name Yomi,Additional Name Yomi,Family Name Yomi,"
    "Name Prefix,Name Suffix,Initials,Nickname,Short Name,Maiden Name,Birthday,Gender,Location,Billing Information,"
    "Directory Server,Mileage,Occupation,Hobby,Sensitivity,Priority,Subject,Notes,Language,Photo,Group Membership,"
    "E-mail 1 - Type,E-mail 1 - Value,IM 1 - Type,IM 1 - Service,IM 1 - Value,Phone 1 - Type,Phone 1 - Value,"
    "Address 1 - Type,Address 1 - Formatted,Organization 1 - Type,Organization 1 - Name,Organization 1 - Title,"
    "Website 1 - Type,Website 1 - Value"
)
OUTLOOK_EN = (
    "Title,First Name,Middle Name,Last Name,Suffix,Company,Department,Job Title,Business Street,Business Street 2,"
    "Business Street 3,Business City,Business State,Business Postal Code,Business Country/Region,Home Street,"
    "Home Street 2,Home Street 3,Home City,Home State,Home Postal Code,Home Country/Region,Other Street,Other City,"
    "Assistant's Phone,Business Fax,Business Phone,Business Phone 2,Callback,Car Phone,Company Main Phone,Home Fax,"
    "Home Phone,Home Phone 2,ISDN,Mobile Phone,Other Fax,Other Phone,Pager,Primary Phone,Radio Phone,TTY/TDD Phone,"
    "Telex,Account,Anniversary,Assistant's Name,Billing Information,Birthday,Categories,Children,Directory Server,"
    "E-mail Address,E-mail Type,E-mail Display Name,E-mail 2 Address,E-mail 2 Type,Gender,Government ID Number,Hobby,"
    "Initials,Internet Free Busy,Keywords,Language,Location,Manager's Name,Mileage,Notes,Office Location,Priority,"
    "Private,Profession,Referred By,Sensitivity,Spouse,User 1,Web Page"
)
OUTLOOK_COM = (
    "First Name,Middle Name,Last Name,Title,Suffix,Initials,Web Page,Gender,Birthday,Anniversary,Location,Language,"
    "Internet Free Busy,Notes,E-mail Address,E-mail 2 Address,E-mail 3 Address,Primary Phone,Home Phone,Home Phone 2,"
    "Mobile Phone,Pager,Home Fax,Home Address,Home Street,Home Street 2,Home Street 3,Home Address PO Box,Home City,"
    "Home State,Home Postal Code,Home Country,Spouse,Children,Referred By,Company Main Phone,Business Phone,Company,"
    "Account,Business Address,Business Street,Sensitivity,Priority,Private,Keywords,Categories"
)
OUTLOOK_CN = (
    "英文称谓,名,中间名,姓,中文称谓|称谓,单位,部门,职务,商务地址 街道,商务地址 街道 2,商务地址 市/县,商务地址 省/市/自治区,"
    "商务地址 邮政编码,商务地址 国家/地区,住宅地址 街道,住宅地址 街道 2,住宅地址 市/县,住宅地址 省/市/自治区,"
    "住宅地址 邮政编码,住宅地址 国家/地区,其他地址 街道,助理的电话,商务传真,商务电话,商务电话 2,回电话,车载电话,"
    "单位主要电话,住宅传真,住宅电话,住宅电话 2,ISDN,移动电话,其他传真,其他电话,寻呼机,主要电话,无绳电话,TTY/TDD 电话,"
    "电报,Internet 忙闲,办公地点,地点,电子邮件地址,电子邮件类型,电子邮件显示名称,附注,工作证号码,关键词,记帐信息,纪念日,"
    "经理姓名,类别,里程,敏感度,目录服务器,配偶,身份证编号,生日,私有,缩写,网页,性别,业余爱好,引用者,用户 1,优先级,语言,"
    "帐户,职业,助理的姓名,子女"
)
OUTLOOK_TW = (
    "稱謂,名字,中間名,姓氏,頭銜,公司,部門,職稱,商務 - 街,商務 - 市/鎮,商務 - 縣市,商務 - 郵遞區號,商務 - 國家/地區,"
    "住家 - 街,住家 - 市/鎮,住家 - 縣市,住家 - 郵遞區號,住家 - 國家/地區,商務電話,商務電話 2,住家電話,行動電話,其他電話,"
    "呼叫器,代表電話,電子郵件地址,電子郵件類型,電子郵件顯示名稱,類別,記事,生日,紀念日,網頁,顯示名稱,配偶,優先順序,私人,"
    "敏感度,性別,帳號"
)
PHONE_BACKUP = (
    "姓,名,前缀,后缀,昵称,QQ,家庭电话,单位,商务地址 国家/地区,商务地址 市/县,商务地址 省/市/自治区,商务地址 街道,"
    "商务地址 邮政编码,工作电话,工作电话 2,备注,电子邮件,家庭邮箱,其他手机,其他手机 2,其他手机 3,公司/部门,生日,"
    "qq同步助手 分组"
)
WECOM = (
    "客户名称,描述,添加人,添加人账号,添加人所属部门,添加时间,来源,手机,企业,邮箱,地址,职务,电话,标签组1(客户等级),"
    "标签组2(兴趣)"
)
YOUZAN = (
    "客户姓名,客户昵称,客户手机号,客户生日,客户性别,标签,是否会员,成长值,免费等级,付费等级,权益卡,客户积分,客户储值余额,"
    "消费次数,消费金额,累计退款金额,累计退款订单数,笔单价,上次消费时间,分销员,导购员,企微好友,来源渠道,来源方式,"
    "成为客户时间,成为会员时间,成为会员店铺,公众号,公众号关注时间,最近浏览时间,微信地域,所属区域,指定时间消费次数,"
    "指定时间消费金额,\n"
)
FRIENDS = (
    "UserName,Alias,Type,Remark,NickName,PYInitial,RemarkPYInitial,smallHeadImgUrl,bigHeadImgUrl,label,gender,"
    "telephone,signature,country/region,province,city"
)
SF_SMALL = (
    "收件人,收件人手机/电话,收件地址,寄件人,寄件人手机/电话,寄件地址,收件公司,包裹件数,托寄物,重量,长,宽,高,备注(选填),"
    "寄件公司,业务类型,包装服务费"
)
FREE_PRINT = (
    "收件人姓名,收件人手机/电话,收件人省,收件人市,收件人区,收件人详细地址,物品名称,数量,商品编码,销售属性,备注,寄件人姓名,"
    "寄件人手机/电话,寄件人省,寄件人市,寄件人县/区,寄件人详细地址,订单编号"
)
WANG = {"name": "王小明", "handles": "phone:13800000001"}

SHEETS: dict[str, tuple[Shape, str | bytes, list[dict[str, Any]]]] = {
    "google, new": (
        Shape.GOOGLE,
        sheet(
            GOOGLE_NEW,
            {
                "First Name": "小明",
                "Last Name": "王",
                "Nickname": "小王同学",
                "Birthday": "1990-08-15",
                "Notes": "老客户推荐",
                "Labels": "客户 ::: * myContacts",
                "E-mail 1 - Value": "a@example.com",
                "Phone 1 - Label": "手机",
                "Phone 1 - Value": "+86 138 0000 0001 ::: 13900000002",
                "Address 1 - Formatted": "科苑路1号\n深圳, 广东",
                "Address 1 - Street": "科苑路1号",
                "Address 1 - City": "深圳",
                "Address 1 - Region": "广东",
                "Address 1 - Postal Code": "518000",
                "Custom Field 1 - Label": "微信",
                "Custom Field 1 - Value": "wxm_1990",
            },
            {
                "First Name": "Ann",
                "Middle Name": "B",
                "Last Name": "Lee",
                "Birthday": " --08-15",
                "Labels": "* starred",
                "Custom Field 1 - Label": "农历生日",
                "Custom Field 1 - Value": "八月十五",
            },
            {"Organization Name": "某某烘焙", "Phone 1 - Value": "13700000009"},
            {"First Name": "May", "Custom Field 1 - Label": "农历生日", "Custom Field 1 - Value": "八月十五"},
            {"First Name": "Zoe", "Custom Field 1 - Label": "鞋码", "Custom Field 1 - Value": "38"},
        ),
        [
            {
                "name": "王小明",
                "nickname": "小王同学",
                "birthday": "1990-08-15",
                "note": "老客户推荐",
                "tags": ("客户",),
                "addresses": ["广东深圳|科苑路1号|518000"],
                "handles": "email:a@example.com phone:+8613800000001 phone:13900000002 wechat:wxm_1990",
            },
            {"name": "Ann B Lee", "birthday": "--08-15", "note": "农历生日: 八月十五"},
            {"name": "某某烘焙", "handles": "phone:13700000009"},
            {"name": "May", "birthday": "L--08-15"},
            {"name": "Zoe", "note": "鞋码: 38"},
        ],
    ),
    "google, old": (
        Shape.GOOGLE,
        sheet(
            GOOGLE_OLD,
            {
                "Name": "王小明",
                "Given Name": "小明",
                "Family Name": "王",
                "Nickname": "小王",
                "Notes": "好",
                "Group Membership": "* myContacts ::: 朋友",
                "IM 1 - Type": "Other",
                "IM 1 - Service": "QQ",
                "IM 1 - Value": "10001",
                "Phone 1 - Value": "138 0000 0001",
                "Organization 1 - Name": "某公司",
                "Address 1 - Formatted": "科苑路1号 ::: 南山路2号",
            },
        ).encode("utf-16"),
        [
            {
                "name": "王小明",
                "nickname": "小王",
                "note": "好\n某公司",
                "tags": ("朋友",),
                "handles": "phone:13800000001 qq:10001",
                "addresses": ["|科苑路1号|", "|南山路2号|"],
            }
        ],
    ),
    "outlook, English, in the code page of Windows": (
        Shape.OUTLOOK,
        sheet(
            OUTLOOK_EN,
            {
                "First Name": "小明",
                "Last Name": "王",
                "Home Street": "科苑路1号",
                "Home Street 2": "A栋",
                "Home City": "深圳市",
                "Home State": "广东省",
                "Home Postal Code": "518000",
                "Mobile Phone": "13800000001",
                "Birthday": "0/0/00",
                "Anniversary": "0/0/00",
                "Categories": "客户;朋友",
                "E-mail Address": "a@example.com",
                "E-mail Type": "SMTP",
                "E-mail 2 Address": "b@example.com",
                "Gender": "Unspecified",
                "Notes": "说话直",
                "Priority": "Normal",
                "Private": "False",
                "Sensitivity": "Normal",
                "Referred By": "林姐",
                "Account": "x",
            },
        ).encode("gbk"),
        [
            {
                "name": "王小明",
                "note": "说话直",
                "tags": ("客户", "朋友"),
                "introduced_by": "林姐",
                "handles": "phone:13800000001 email:a@example.com email:b@example.com",
                "addresses": ["广东省深圳市|科苑路1号 A栋|518000"],
            }
        ],
    ),
    "outlook, the other order": (
        Shape.OUTLOOK,
        sheet(
            OUTLOOK_COM,
            {
                "First Name": "小明",
                "Last Name": "王",
                "Mobile Phone": "13800000001",
                "Birthday": "1990/8/15",
                "Home Address": "广东省深圳市科苑路1号",
                "Home City": "深圳市",
                "Categories": "客户",
                "Keywords": "红",
            },
        ),
        [WANG | {"birthday": "1990-08-15", "tags": ("客户",), "addresses": ["|广东省深圳市科苑路1号|"]}],
    ),
    "outlook, 简体": (
        Shape.OUTLOOK,
        sheet(
            OUTLOOK_CN,
            {
                "名": "王小明",
                "住宅地址 街道": "科苑路1号",
                "住宅地址 市/县": "深圳市",
                "移动电话": "13800000001",
                "生日": "0/0/00",
                "类别": "客户",
                "敏感度": "普通",
                "私有": "False",
                "性别": "未指定",
                "附注": "好说话",
                "帐户": "x",
            },
        ).encode("gbk"),
        [WANG | {"note": "好说话", "tags": ("客户",), "addresses": ["深圳市|科苑路1号|"]}],
    ),
    "outlook, 简体, with the whole name where the title belongs": (
        Shape.OUTLOOK,
        sheet(OUTLOOK_CN, {"中文称谓|称谓": "王小明", "移动电话": "13800000001"}).encode("gbk"),
        [WANG],
    ),
    "outlook, 繁體": (
        Shape.OUTLOOK,
        sheet(
            OUTLOOK_TW,
            {
                "名字": "怡婷",
                "姓氏": "陳",
                "住家 - 街": "忠孝東路四段1號",
                "住家 - 縣市": "台北市",
                "住家 - 市/鎮": "大安區",
                "住家 - 郵遞區號": "106",
                "行動電話": "0912-345-678",
                "電子郵件地址": "t@example.com",
                "類別": "團購",
                "記事": "喜歡紅色",
                "顯示名稱": "陳怡婷",
                "帳號": "x",
                "敏感度": "一般",
            },
        ).encode("cp950"),
        [
            {
                "name": "陳怡婷",
                "note": "喜歡紅色",
                "tags": ("團購",),
                "handles": "phone:0912-345-678 email:t@example.com",
                "addresses": ["台北市大安區|忠孝東路四段1號|106"],
            }
        ],
    ),
    "a phone backup with a comma at the end of each line": (
        Shape.PHONE_BACKUP,
        sheet(
            PHONE_BACKUP,
            {
                "姓": "王",
                "名": "小明",
                "QQ": "10001",
                "备注": "爱红色",
                "其他手机": "13800000001",
                "qq同步助手 分组": "家人",
            },
            {"名": "李姐团购", "其他手机": "13800000003 ::: 13800000004"},
            tail=",",
        ),
        [
            {"name": "王小明", "note": "爱红色", "tags": ("家人",), "handles": "qq:10001 phone:13800000001"},
            {"name": "李姐团购", "handles": "phone:13800000003 phone:13800000004"},
        ],
    ),
    "a phone book of one's own": (
        Shape.PHONE_BACKUP,
        (
            "姓名,性别,昵称,手机,小灵通,家庭电话,QQ,MSN,生日,家庭住址,单位名称,职务,备注,分组\n"
            "王小明,男,,13800000001(微信同号),,0755-12345678,10001,,农历八月十五,深圳南山,某公司,经理,好,客户\n"
        ),
        [
            {
                "name": "王小明",
                "birthday": "L--08-15",
                "note": "好\n某公司",
                "tags": ("客户",),
                "handles": "phone:13800000001 phone:0755-12345678 qq:10001",
                "addresses": ["|深圳南山|"],
            }
        ],
    ),
    "customers of WeCom, a row for each who added them": (
        Shape.WECOM,
        sheet(
            WECOM,
            {
                "客户名称": "小王",
                "描述": "老客户",
                "添加人账号": "zs",
                "添加时间": "2026-03-08 21:07:00",
                "来源": "扫码",
                "手机": "13800000001",
                "标签组1(客户等级)": "A类",
                "标签组2(兴趣)": "面膜、口红",
            },
            {
                "客户名称": "小王",
                "描述": "老客户",
                "添加人账号": "ls",
                "添加时间": "2026-03-09 21:07:00",
                "来源": "群聊",
                "手机": "13800000001",
                "标签组1(客户等级)": "A类",
            },
        ),
        [
            {
                "name": "小王",
                "note": "老客户",
                "source": "扫码",
                "tags": ("A类", "面膜", "口红"),
                "handles": "phone:13800000001",
            },
            {"name": "小王", "note": "老客户", "source": "群聊", "tags": ("A类",), "handles": "phone:13800000001"},
        ],
    ),
    "customers of a shop, with masked phones and short rows": (
        Shape.SHOP,
        YOUZAN + '张三,小三子,186******05,1990-01-02,男,"老客,宝妈",是,100\n李四,,13800000002,-,,,\n',
        [
            {
                "name": "张三",
                "nickname": "小三子",
                "birthday": "1990-01-02",
                "tags": ("老客", "宝妈"),
                "doubts": ["masked_phone"],
            },
            {"name": "李四", "handles": "phone:13800000002"},
        ],
    ),
    "members of another shop": (
        Shape.SHOP,
        "会员卡号,会员姓名,会员手机,会员生日,累计消费,最近下单时间,会员等级\n001,王小明,13800000001,8月15日,1200.00,2026-01-01,金卡\n",
        [WANG | {"birthday": "--08-15"}],
    ),
    "a friend list with ids, groups and official accounts": (
        Shape.FRIEND_LIST,
        "\ufeff"
        + sheet(
            FRIENDS,
            {
                "UserName": "wxid_abc",
                "Alias": "amy_w",
                "Type": "好友",
                "Remark": "A李姐-深圳",
                "label": "宝妈 | 老客",
                "NickName": '李<span class="emoji emoji1f388"></span>',
                "telephone": "13800000001",
                "province": "广东",
                "city": "深圳",
                "signature": "每天开心",
            },
            {"UserName": "gh_12345", "Type": "公众号", "NickName": "某号"},
            {"UserName": "123@chatroom", "Type": "群聊", "NickName": "妈妈群"},
            {"UserName": "x@openim", "NickName": "客服小王"},
        ),
        [
            {
                "name": "A李姐-深圳",
                "remark": "A李姐-深圳",
                "nickname": "李🎈",
                "tags": ("宝妈", "老客"),
                "note": "广东深圳",
                "handles": "wechat:wxid_abc wechat:amy_w phone:13800000001",
            },
            {"name": "客服小王", "nickname": "客服小王", "source": "企业微信", "handles": "wechat:x@openim"},
        ],
    ),
    "a friend list without any quoting": (
        Shape.FRIEND_LIST,
        (
            "UserName,Alias,Remark,NickName\nwxid_1,a1,A李姐,小李\nwxid_2,a2,,Hello, world\nwxid_3,,备注,两\n行\n"
            'wxid_4,,老王,"王"老板"\nold_id,,,再见, 就\ngh_abc,,,号\n1@chatroom,,,群\nwxid_5,,"a, b","c"\n'
        ),
        [
            {"name": "A李姐", "remark": "A李姐", "nickname": "小李", "handles": "wechat:wxid_1 wechat:a1"},
            {
                "name": "Hello,world",
                "nickname": "Hello,world",
                "handles": "wechat:wxid_2 wechat:a2",
                "doubts": ["joined_cells"],
            },
            {"name": "备注", "remark": "备注", "nickname": "两 行", "handles": "wechat:wxid_3"},
            {"name": "老王", "remark": "老王", "nickname": '"王"老板"', "handles": "wechat:wxid_4"},
            {"name": "再见,就", "nickname": "再见,就", "handles": "wechat:old_id", "doubts": ["joined_cells"]},
            {"name": "a, b", "remark": "a, b", "nickname": "c", "handles": "wechat:wxid_5"},
        ],
    ),
    "a friend list whose inner quotes are not doubled": (
        Shape.FRIEND_LIST,
        (
            '\ufeff"用户名","显示名称","备注","昵称","微信号","标签","详细描述","类型"\n'
            '"wxid_1","A李姐","A李姐","小"李"子","li_1","宝妈 | 老客","每月买","好友"\n'
            '"wxid_2","b","","b"\nc","","","","好友"\n"123@chatroom","群","","群","","","","群聊"\n'
        ),
        [
            {
                "name": "A李姐",
                "remark": "A李姐",
                "nickname": '小"李"子',
                "tags": ("宝妈", "老客"),
                "note": "每月买",
                "handles": "wechat:wxid_1 wechat:li_1",
            },
            {"name": 'b" c', "nickname": 'b" c', "handles": "wechat:wxid_2"},
        ],
    ),
    "a list of recent chats": (
        Shape.FRIEND_LIST,
        "UserName,NOrder,NickName,Content,NTime\nwxid_1,1,小李,在吗,2026-03-08 21:07:00\n",
        [{"name": "小李", "nickname": "小李", "handles": "wechat:wxid_1"}],
    ),
    "friends whose characters were saved wrongly": (
        Shape.FRIEND_LIST,
        "UserName,NickName,RemarkName,Sex,VerifyFlag\n"
        + f"@{'a1' * 16},小李,A李姐-深圳,2,0\n@{'b2' * 16},某号,,0,24\n".encode().decode("latin-1"),
        [{"name": "A李姐-深圳", "nickname": "小李", "remark": "A李姐-深圳"}],
    ),
    "friends whose characters were saved wrongly on Windows": (
        Shape.FRIEND_LIST,
        "NickName,RemarkName\n" + "小李,A李姐-深圳\n".encode().decode("cp1252", "ignore").replace("\x8f", ""),
        [],
    ),
    "a courier's sheet: two parcels to one phone": (
        Shape.COURIER,
        sheet(
            SF_SMALL,
            {
                "收件人": "王小明",
                "收件人手机/电话": "13800000001",
                "收件地址": "深圳市科苑路1号",
                "寄件人": "我",
                "备注(选填)": "放门口",
                "寄件人手机/电话": "13911112222",
                "寄件地址": "广州天河路9号",
            },
            {"收件人": "王太太", "收件人手机/电话": "13800000001", "收件地址": "深圳市红荔路2号", "寄件人": "我"},
            {"收件人": "林小姐", "收件人手机/电话": "13800000001", "收件地址": "深圳市科苑路1号", "寄件人": "我"},
        ),
        [
            WANG | {"addresses": ["|深圳市科苑路1号|"]},
            WANG | {"addresses": ["|深圳市红荔路2号|"]},
            WANG | {"addresses": ["|深圳市科苑路1号|"], "doubts": ["other_name"]},
        ],
    ),
    "a sheet for printing": (
        Shape.COURIER,
        sheet(
            FREE_PRINT,
            {
                "收件人姓名": "王小明",
                "收件人手机/电话": "13800000001",
                "收件人省": "广东省",
                "收件人市": "深圳市",
                "收件人区": "南山区",
                "收件人详细地址": "科苑路1号",
                "物品名称": "面膜",
                "寄件人姓名": "我",
                "寄件人详细地址": "天河路9号",
            },
        ),
        [WANG | {"addresses": ["广东省深圳市南山区|科苑路1号|"]}],
    ),
    "an old courier's sheet with two rows of headings": (
        Shape.COURIER,
        (
            "序号,,寄件方信息,,,,收件方信息,,,,商品信息\n"
            "序号,订单号,寄方公司,寄方姓名,寄方联系方式,寄方地址,收方公司,收方姓名,收方联系方式,收方地址,托寄物内容\n"
            "1,A1,,我,13911112222,广州天河,,王小明,13800000001,深圳市科苑路1号,面膜\n"
        ),
        [WANG | {"addresses": ["|深圳市科苑路1号|"]}],
    ),
    "the shortest courier's sheet": (
        Shape.TABLE,
        "备注,姓名,详细地址,电话\n放门口,王小明,深圳市科苑路1号,13800000001\n",
        [WANG | {"note": "放门口", "addresses": ["|深圳市科苑路1号|"]}],
    ),
    "an order book: one friend, whatever was bought": (
        Shape.ORDER_BOOK,
        (
            "日期,客户,商品,数量,金额,电话,地址,快递单号,状态\n"
            "2026-03-01,李姐,面膜,2,196,,广州天河,SF1,已发货\n2026-03-02,李姐,口红,1,99,13800000002,,SF2,未发货\n"
            "2026-03-03,李姐,口红,1,99,,广州越秀,SF3,未发货\n2026-03-04,李姐,口红,1,99,13800000003,,SF4,未发货\n合计,,,5,493,,,,\n"
        ),
        [
            {"name": "李姐", "addresses": ["|广州天河|"]},
            {"name": "李姐", "handles": "phone:13800000002"},
            {"name": "李姐", "addresses": ["|广州越秀|"]},
            {"name": "李姐", "handles": "phone:13800000003"},
        ],
    ),
    "several ways to one person in one cell": (
        Shape.TABLE,
        (
            "姓名,电话,邮箱,标签\n王小明,手机:13800000001/0755-12345678,a@example.com;b@example.com,老客|宝妈\n"
            "李姐,13800000002 找她妈妈,,\n陈陈,不详,,\n"
        ),
        [
            {
                "name": "王小明",
                "tags": ("老客", "宝妈"),
                "handles": "phone:13800000001 phone:0755-12345678 email:a@example.com email:b@example.com",
            },
            {"name": "李姐", "handles": "phone:13800000002", "doubts": ["words_beside"]},
            {"name": "陈陈", "doubts": ["bad_phone"]},
        ],
    ),
    "several people at one phone": (
        Shape.TABLE,
        "姓名,电话\n王小明,13800000001\n林小红,13800000001\n王先生,13800000001\n",
        [
            WANG,
            {"name": "林小红", "handles": "phone:13800000001", "doubts": ["shared_phone"]},
            {"name": "王先生", "handles": "phone:13800000001"},
        ],
    ),
}
SHEETS.pop("friends whose characters were saved wrongly on Windows")


@pytest.mark.parametrize("name", SHEETS)
def test_a_list_is_recognised_and_comes_in_once(workspace: Workspace, tmp_path: Path, name: str):
    """Every row of it is accounted for, and a second time nothing changes."""
    shape, text, expected = SHEETS[name]
    plan = planned(workspace, tmp_path, text)
    assert said(plan) == expected
    assert plan.layout.shape is shape
    rows = sum(1 for _ in open_table(tmp_path / "list.csv").rows)
    assert len(plan.planned) + len(plan.problems) + len(plan.skipped) == rows
    importer(workspace).store(plan)
    assert set(importer(workspace).plan(plan.path).counts) == {Fate.SAME}


def test_parcels_of_one_phone_are_one_friend_with_every_address(workspace: Workspace, tmp_path: Path):
    plan = planned(workspace, tmp_path, SHEETS["a courier's sheet: two parcels to one phone"][1])
    importer(workspace).store(plan)
    assert workspace.finder.count(Filter()) == 1
    card = workspace.contacts.card(workspace.finder.who("13800000001"))
    assert [address.text.detail for address in card.addresses] == ["深圳市科苑路1号", "深圳市红荔路2号"]
    plan = planned(workspace, tmp_path, SHEETS["an order book: one friend, whatever was bought"][1])
    importer(workspace).store(plan)
    assert workspace.finder.count(Filter()) == 3


def test_people_at_one_phone_stay_apart_also_from_who_is_there(workspace: Workspace, tmp_path: Path):
    text = SHEETS["several people at one phone"][1]
    importer(workspace).store(planned(workspace, tmp_path, text))
    assert sorted(workspace.contacts.row(n).name for n in workspace.finder.ids(Filter())) == ["林小红", "王小明"]
    plan = planned(workspace, tmp_path, "姓名,电话\n陈陈,13800000001\n林小红,13800000001\n")
    assert [(each.entry.name, each.fate) for each in plan.planned] == [("陈陈", Fate.NEW), ("林小红", Fate.SAME)]
    assert [doubt.text for doubt in plan.planned[0].doubts] == ["王小明"]


def test_a_friend_called_otherwise_meanwhile_is_the_same(workspace: Workspace, tmp_path: Path):
    text = "姓名,电话\n王小明,13800000001\n"
    importer(workspace).store(planned(workspace, tmp_path, text))
    contact = workspace.finder.who("13800000001")
    workspace.contacts.edit(contact, name="大客户")
    assert [each.contact for each in planned(workspace, tmp_path, text).planned] == [contact]


def test_a_number_never_takes_the_place_of_a_name(workspace: Workspace, tmp_path: Path):
    importer(workspace).store(planned(workspace, tmp_path, "姓名,电话\n,13800000001\n王小明,13800000001\n"))
    contact = workspace.finder.who("13800000001")
    assert workspace.contacts.row(contact).name == "王小明"
    importer(workspace).store(planned(workspace, tmp_path, "姓名,电话,来源\n,13800000001,群\n"))
    assert (workspace.contacts.row(contact).name, workspace.contacts.row(contact).source) == ("王小明", "群")


# lists in JSON

LIST = [{"username": "wxid_1", "displayName": "A李姐", "remark": "A李姐", "nickname": "小李", "alias": "li_1",
         "labels": ["宝妈", "老客"], "detailDescription": "每月买", "type": "friend"},
        {"username": "1@chatroom", "displayName": "群", "remark": "", "nickname": "群", "type": "group"}]  # fmt: skip
LI = {"name": "A李姐", "nickname": "小李", "remark": "A李姐"}
JSON: dict[str, tuple[str, list[dict[str, Any]]]] = {
    "an export with labels": (
        json.dumps({"exportedAt": "2026-03-08", "count": 2, "contacts": LIST}, ensure_ascii=False),
        [LI | {"note": "每月买", "tags": ("宝妈", "老客"), "handles": "wechat:wxid_1 wechat:li_1"}],
    ),
    "an answer with strangers in it": (
        json.dumps(
            {
                "items": [
                    {"userName": "wxid_1", "alias": "", "remark": "A李姐", "nickName": "小李", "isFriend": True},
                    {"userName": "wxid_2", "alias": "", "remark": "", "nickName": "群友", "isFriend": False},
                ]
            },
            indent=2,
        ),
        [LI | {"handles": "wechat:wxid_1"}],
    ),
    "another spelling, with groups marked": (
        json.dumps(
            [
                {"UserName": "wxid_1", "Alias": None, "ReMark": "A李姐", "NickName": "小李", "IsGroup": False},
                {"UserName": "g", "Alias": "", "ReMark": "", "NickName": "群", "IsGroup": True},
            ]
        ),
        [LI | {"handles": "wechat:wxid_1"}],
    ),
    "users by their ids": (
        json.dumps(
            {
                "wxid_1": {
                    "wxid": "wxid_1",
                    "nickname": "小李",
                    "remark": "A李姐",
                    "account": "li_1",
                    "describe": "每月买",
                    "ExtraBuf": {"性别[1男2女]": 2, "国": "CN", "市": "Shenzhen", "手机号": "13800000001"},
                }
            }
        ),
        [LI | {"note": "每月买\nCN Shenzhen", "handles": "wechat:wxid_1 wechat:li_1 phone:13800000001"}],
    ),
    "of the web, ids that pass and official accounts": (
        json.dumps(
            [
                {
                    "UserName": "@" + "ab12" * 8,
                    "NickName": "小李",
                    "RemarkName": "A李姐",
                    "Sex": 2,
                    "VerifyFlag": 0,
                    "Province": "广东",
                },
                {"UserName": "@" + "cd34" * 8, "NickName": "某号", "RemarkName": "", "VerifyFlag": 8, "Province": ""},
            ]
        ),
        [LI | {"note": "广东"}],
    ),
    "the same, saved wrongly": (
        json.dumps([{"NickName": "小李", "RemarkName": "A李姐"}], ensure_ascii=False).encode().decode("latin-1"),
        [LI],
    ),
    "printed rather than written": (
        str(
            [
                {"nickname": "小李", "remark": "A李姐", "tags": "宝妈，老客"},
                {"nickname": "花", "remark": "添加备注", "tags": None},
            ]
        ),
        [LI | {"tags": ("宝妈", "老客")}, {"name": "花", "nickname": "花"}],
    ),
}


@pytest.mark.parametrize("name", JSON)
def test_a_list_in_json_comes_in_like_a_table(workspace: Workspace, tmp_path: Path, name: str):
    text, expected = JSON[name]
    plan = planned(workspace, tmp_path, text)
    assert said(plan) == expected
    assert plan.layout.shape is Shape.FRIEND_LIST


@pytest.mark.parametrize("text", ['{"a": 1}', "[{]", '{"messages": []}', "[" * 3000, '[{"a": 1}, 2]', "[{}, 2]"])
def test_other_json_is_no_list(tmp_path: Path, text: str):
    path = tmp_path / "a.json"
    path.write_text(text)
    if text.startswith("[[["):
        assert open_table(path).source.kind == "text"
        return
    with pytest.raises(NotATableError) as caught:
        open_table(path)
    assert caught.value.kind is FileKind.JSON


# names one below the other

NAMES = """通讯录
新的朋友
A
1. 王小明
2、李姐
③ Amy Wong

B
白雪 13800000001
陈陈 微信号: chenchen_1
小美🌸
13900000002
电话：0755-12345678
128位联系人
这一行是一句很长的话，并不是什么名字，所以不能当作名字来用
。。。
丁丁
昵称：阿花
地区：广东 深圳
"""


def test_names_from_a_screenshot(workspace: Workspace, tmp_path: Path):
    plan = planned(workspace, tmp_path, NAMES)
    assert said(plan) == [
        {"name": "王小明"},
        {"name": "李姐"},
        {"name": "Amy Wong"},
        {"name": "白雪", "handles": "phone:13800000001"},
        {"name": "陈陈", "handles": "wechat:chenchen_1"},
        {"name": "小美🌸", "handles": "phone:13900000002 phone:0755-12345678"},
        {"name": "丁丁"},
        {"name": "阿花", "tags": ("深圳",)},
    ]
    assert plan.problems == [
        Problem(15, Reason.NOT_A_NAME, "这一行是一句很长的话，并不是什么名字，所以不能当作名字来用"),
        Problem(16, Reason.NO_NAME, "。。。"),
    ]
    assert [(each.row, each.reason) for each in plan.skipped] == [
        (1, Skip.NOT_A_FRIEND),
        (2, Skip.NOT_A_FRIEND),
        (3, Skip.INDEX),
        (7, Skip.BLANK),
        (8, Skip.INDEX),
        (12, Skip.JOINED),
        (13, Skip.JOINED),
        (14, Skip.TOTAL),
        (19, Skip.JOINED),
    ]
    assert plan.layout.shape is Shape.NAMES


def test_names_with_a_birthday_beside_them_are_stored(workspace: Workspace, tmp_path: Path):
    plan = planned(workspace, tmp_path, "王小明 13800000001 1990年7月15日\n李姐\n白雪\n")
    assert said(plan)[0] == {"name": "王小明", "handles": "phone:13800000001", "birthday": "1990-07-15"}
    importer(workspace).store(plan)
    birthday = workspace.contacts.card(workspace.finder.who("13800000001")).birthday
    assert birthday is not None
    assert birthday.code() == "1990-07-15"


# what is said of it


@pytest.mark.usefixtures("language")
def test_what_was_recognised_is_said_with_its_reason():
    assert len({shape_word(shape) for shape in Shape}) == len(Shape)
    layout = recognise(list(open_rows("姓名,电话\n张三,13800000001\n")))
    assert "姓名" in shape_sentence(layout)
    assert "电话" in shape_sentence(layout)
    assert "1" not in shape_sentence(recognise(list(open_rows("张三\n李四\n"))))


def open_rows(text: str):
    from crm.transfer.tables import Row

    return (Row(number, tuple(cells)) for number, cells in enumerate(csv.reader(io.StringIO(text)), 1))


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1, max_size=40))
def test_what_was_saved_wrongly_is_as_it_was(text: str):
    wrong = text.encode().decode("latin-1")
    assert mended(wrong) == text
    assert is_mojibake(f"a,{wrong}")
    assert mended(text) == text


@given(st.text())
def test_only_what_fits_wholly_is_mended(text: str):
    assert mended(text) == text or mended(text).encode() in {
        text.encode("latin-1", "ignore"),
        text.encode("cp1252", "ignore"),
        mended(text).encode(),
    }
