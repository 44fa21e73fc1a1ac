"""Any friend list becomes entries: headings recognised, every row accounted for, nothing lost in silence."""

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.transfer.columns import SAMPLE_ROWS, Layout, Skip, recognise, remap
from crm.transfer.dates import BadDateError, date_of
from crm.transfer.drafts import outcomes
from crm.transfer.entries import (
    AddressEntry,
    ContactEntry,
    HandleEntry,
    Outcome,
    Problem,
    Reason,
    Record,
    Skipped,
)
from crm.transfer.errors import UnknownFieldError, UnknownHeaderError
from crm.transfer.fields import HEADINGS, Field
from crm.transfer.headings import field_of, plain_heading
from crm.transfer.tables import Flaw, Row


def rows_of(text: str) -> list[Row]:
    return [Row(number, tuple(cells)) for number, cells in enumerate(csv.reader(io.StringIO(text)), start=1)]


def read(text: str, wishes: dict[str, str] | None = None) -> list[Outcome]:
    rows = rows_of(text)
    return list(outcomes(remap(recognise(rows[:SAMPLE_ROWS], (wishes or {}).values()), wishes or {}), rows))


def entries(text: str, wishes: dict[str, str] | None = None) -> list[ContactEntry]:
    return [outcome.entry for outcome in read(text, wishes) if isinstance(outcome, Record)]


def only(text: str) -> Record:
    (record,) = (outcome for outcome in read(text) if isinstance(outcome, Record))
    return record


def fields(text: str) -> list[Field | None]:
    return [column.field for column in recognise(rows_of(text)).columns]


def test_every_heading_is_written_plainly_and_stands_once():
    headings = [heading for words in HEADINGS.values() for heading in words.split()]
    assert len(headings) == len(set(headings))
    assert [heading for heading in headings if plain_heading(heading) != heading] == []


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("* 姓 名（必填）", Field.NAME),
        ("ＮＡＭＥ", Field.NAME),
        ("手机号码(选填)", Field.PHONE),
        ("Phone 2 - Value", Field.PHONE),
        ("E-mail 1 - Value", Field.EMAIL),
        ("电子邮件 2 地址", Field.EMAIL),
        ("移动电话", Field.PHONE),
        ("行動電話", Field.PHONE),
        ("標籤", Field.TAGS),
        ("介紹人", Field.INTRODUCED_BY),
        ("小红书号", Field.XIAOHONGSHU),
        ("LINE ID", Field.LINE),
        ("生日（农历）", Field.BIRTHDAY),
        ("qq同步助手 分组", Field.TAGS),
        ("Group Membership", Field.TAGS),
        ("客户手机号", Field.PHONE),
        ("郵遞區號", Field.POSTCODE),
        ("喜欢的颜色", None),
        ("", None),
    ],
)
def test_headings_are_known_however_they_are_dressed(heading, field):
    assert field_of(heading) is field


def test_a_note_column_is_the_sellers_own_name_where_no_other_name_is():
    assert fields("昵称,备注,微信号\na,b,c\n") == [Field.NICKNAME, Field.REMARK, Field.WECHAT]
    assert fields("姓名,电话,备注\na,1,c\n") == [Field.NAME, Field.PHONE, Field.NOTE]


def test_a_phone_book_of_google():
    text = (
        "First Name,Middle Name,Last Name,Nickname,Birthday,Notes,Labels,E-mail 1 - Label,E-mail 1 - Value,"
        "Phone 1 - Label,Phone 1 - Value,Address 1 - Formatted,Address 1 - City\n"
        "小明,,王,小王同学,--08-15,老客户推荐,客户 ::: * myContacts,,a@example.com,Mobile,"
        '+86 138 0000 0001 ::: 0755-1234567,"科苑路1号\n深圳",深圳\n'
        "Ann,B,Lee,,,,,,,,,,\n"
    )
    first, second = entries(text)
    assert first == ContactEntry(
        name="王小明",
        nickname="小王同学",
        handles=(
            HandleEntry("email", "a@example.com"),
            HandleEntry("phone", "+86 138 0000 0001"),
            HandleEntry("phone", "0755-1234567"),
        ),
        tags=("客户",),
        birthday="--08-15",
        note="老客户推荐",
        addresses=(AddressEntry("科苑路1号\n深圳"),),
    )
    assert second.name == "Ann B Lee"


def test_an_address_book_of_outlook_in_chinese():
    text = (
        "中文称谓|称谓,名,姓,住宅地址 街道,住宅地址 市/县,住宅地址 省/市/自治区,"
        "住宅地址 邮政编码,移动电话,附注,生日,类别\n"
        ",小明,王,科苑路1号,深圳市,广东省,518000,13800000001,好说话,0/0/00,朋友;客户\n"
    )
    record = only(text)
    assert record.entry.name == "王小明"
    assert record.entry.addresses == (AddressEntry("科苑路1号", "广东省深圳市", "518000"),)
    assert record.entry.tags == ("朋友", "客户")
    assert (record.entry.note, record.entry.birthday, record.doubts) == ("好说话", "", ())


def test_a_phone_backup_with_a_trailing_comma():
    text = (
        '"姓","名","昵称","QQ","家庭电话","备注","其他手机","qq同步助手 分组",\n'
        '"王","小明","","10001","","爱红色","13800000001","家人",\n'
    )
    record = only(text)
    assert record.entry.name == "王小明"
    assert record.entry.known_by() == (("qq", "10001"), ("phone", "13800000001"))
    assert (record.entry.note, record.entry.tags, record.doubts) == ("爱红色", ("家人",), ())


def test_a_friend_table_keeps_both_ids_and_passes_over_what_is_no_friend():
    text = (
        "UserName,Alias,Type,Remark,NickName,label,gender\n"
        'wxid_abc,amy_w,好友,A李姐-深圳,李<span class="emoji emoji1f388"></span>,宝妈 | 老客,女\n'
        "gh_12345,,公众号,,某号,,\n"
        "123@chatroom,,群聊,,妈妈群,,\n"
        "filehelper,,好友,,文件传输助手,,\n"
        "wxid_def,,好友,添加备注,小花,添加标签,\n"
    )
    outcome = read(text)
    assert [type(one) for one in outcome] == [Skipped, Record, Skipped, Skipped, Skipped, Record]
    first, second = entries(text)
    assert (first.name, first.remark, first.nickname) == ("A李姐-深圳", "A李姐-深圳", "李🎈")
    assert first.known_by() == (("wechat", "wxid_abc"), ("wechat", "amy_w"))
    assert first.tags == ("宝妈", "老客")
    assert (second.name, second.remark, second.tags) == ("小花", "", ())


def test_a_list_from_taiwan():
    text = (
        "姓名,暱稱,行動電話,LINE ID,標籤,階段,介紹人,備註\n"
        "陳怡婷,婷婷,0912-345-678,ting99,團購、保養,顧客,林姐,喜歡紅色\n"
    )
    entry = only(text).entry
    assert entry.stage == "customer"
    assert entry.introduced_by == "林姐"
    assert entry.known_by() == (("line", "ting99"), ("phone", "+886912345678"))
    assert entry.note == "喜歡紅色"


def test_a_shop_export_with_masked_phones_and_a_trailing_heading():
    record = only(
        "客户姓名,客户昵称,客户手机号,客户生日,标签,消费次数,来源渠道,\n张三,小三子,186******05,1990-01-02,老客,5,门店\n"
    )
    assert record.entry.handles == ()
    assert [(doubt.reason, doubt.text) for doubt in record.doubts] == [(Reason.MASKED_PHONE, "186******05")]
    assert record.entry.source == "门店"


def test_preamble_header_blank_totals_and_repeated_headers_are_skipped_each_with_its_reason():
    text = (
        "客户名单,,\n导出时间：2026-03-08,,\n,,\n姓名,电话,标签\n"
        "张三,13800000001,\n,,\n姓名,电话,标签\n合计,,12\n共 1 条,,\n"
    )
    assert [(one.row, one.reason) for one in read(text) if isinstance(one, Skipped)] == [
        (1, Skip.PREAMBLE),
        (2, Skip.PREAMBLE),
        (3, Skip.BLANK),
        (4, Skip.HEADER),
        (6, Skip.BLANK),
        (7, Skip.HEADER),
        (8, Skip.TOTAL),
        (9, Skip.TOTAL),
    ]


def test_a_friend_named_total_with_a_phone_is_a_friend():
    assert entries("姓名,电话\nTotal,13800000001\n")[0].name == "Total"


def test_two_header_rows_are_one():
    text = "姓名,联系方式,,备注\n,手机,微信,\n张三,13800000001,zs_88,熟\n"
    layout = recognise(rows_of(text))
    assert [column.field for column in layout.columns] == [Field.NAME, Field.PHONE, Field.WECHAT, Field.NOTE]
    assert (layout.header_rows, layout.first) == ((1, 2), 3)
    assert entries(text)[0].known_by() == (("wechat", "zs_88"), ("phone", "13800000001"))


def test_without_a_header_columns_are_told_by_what_they_hold():
    text = "张三,13800000001,wxid_1a,a@b.cn\n李四,13900000002,wxid_2b,c@d.cn\n"
    layout = recognise(rows_of(text))
    assert (layout.header, layout.first) == (0, 1)
    assert [column.field for column in layout.columns] == [
        Field.NAME,
        Field.PHONE,
        Field.WECHAT,
        Field.EMAIL,
    ]
    assert len(entries(text)) == 2
    assert entries(text, {"name": "3"})[0].name == "wxid_1a"


def test_a_single_column_of_names_needs_no_header():
    assert [entry.name for entry in entries("张三\n李四\n")] == ["张三", "李四"]


def test_the_seller_maps_columns_their_own_way():
    text = "代号,电话,喜好\n老王,13800000001,红色\n"
    (entry,) = entries(text, {"name": "代号", "note": " 喜好 ", "phone": ""})
    assert (entry.name, entry.note, entry.handles) == ("老王", "红色", ())
    with pytest.raises(UnknownFieldError):
        entries(text, {"shoe_size": "代号"})
    with pytest.raises(UnknownHeaderError) as caught:
        entries(text, {"name": "不存在"})
    assert caught.value.headers == ("代号", "电话", "喜好")


def test_a_header_of_unknown_words_is_found_by_those_the_seller_names():
    assert entries("代号,喜好\n老王,红色\n", {"name": "代号"}) == [ContactEntry(name="老王")]


def test_one_known_word_is_a_heading_only_where_the_rows_below_hold_values():
    assert recognise(rows_of("代号,电话,喜好\n老王,13800000001,红色\n")).header == 1
    assert recognise(rows_of("老王,微信,红色\n老李,QQ,蓝色\n")).header == 0


def test_a_table_in_which_nobody_is_named_is_not_usable():
    assert not recognise(rows_of("1990-01-01,2020-01-01\n1991-01-01,2021-01-01\n")).usable
    assert recognise(rows_of("姓名\n张三\n")).usable


def test_a_bad_field_is_doubted_and_the_friend_is_taken():
    text = (
        "姓名,电话,邮箱,阶段,联系状态,生日,微信号,平台,账号\n"
        "张三,不知道哦,nomail,火星人,飞了,2月30日,3.51531E+16,火星网,zs\n"
    )
    record = only(text)
    assert record.entry.name == "张三"
    assert {(doubt.field, doubt.reason) for doubt in record.doubts} == {
        (Field.PHONE, Reason.BAD_PHONE),
        (Field.EMAIL, Reason.BAD_EMAIL),
        (Field.STAGE, Reason.UNKNOWN_STAGE),
        (Field.STANDING, Reason.UNKNOWN_STANDING),
        (Field.BIRTHDAY, Reason.BAD_DATE),
        (Field.WECHAT, Reason.DAMAGED_NUMBER),
        (Field.PLATFORM, Reason.UNKNOWN_PLATFORM),
    }
    assert record.entry.handles == (HandleEntry("other", "zs"),)


def test_a_row_without_any_name_is_a_problem_and_one_too_long_is_one_too():
    rows = [*rows_of("姓名,标签\n,老客\n"), Row(3, ("张三", "x"), Flaw.CELL_TOO_LONG)]
    assert list(outcomes(recognise(rows), rows))[1:] == [
        Problem(2, Reason.NO_NAME, "老客"),
        Problem(3, Reason.CELL_TOO_LONG, "张三 x"),
    ]


@pytest.mark.parametrize(
    ("row", "name"),
    [
        ("张三,备注名,昵称,wx_1,138", "张三"),
        (",备注名,昵称,wx_1,138", "备注名"),
        ("null,无,昵称,wx_1,138", "昵称"),
        (",,,wx_1,13800000001", "wx_1"),
        (",-,,,13800000001", "13800000001"),
    ],
)
def test_the_best_name_there_is_is_taken(row, name):
    assert entries(f"姓名,备注名,昵称,微信号,电话\n{row}\n")[0].name == name


def test_several_values_in_a_cell_are_taken_apart():
    entry = entries('姓名,电话,标签\n张三,13800000001/13900000002,"老客，宝妈、VIP;a|b #c"\n')[0]
    assert [handle.text for handle in entry.handles] == ["13800000001", "13900000002"]
    assert entry.tags == ("老客", "宝妈", "VIP", "a", "b #c")


def test_a_platform_column_says_what_the_handle_is():
    found = entries("姓名,平台,账号\n张三,小红书,xhs1\n李四,,a@b.cn\n王五,微信,\n赵六,,qq:10001\n")
    assert [entry.handles for entry in found] == [
        (HandleEntry("xiaohongshu", "xhs1"),),
        (HandleEntry("email", "a@b.cn"),),
        (HandleEntry("wechat", ""),),
        (HandleEntry("qq", "10001"),),
    ]


def test_the_same_number_for_wechat_is_understood():
    assert entries("姓名,电话,微信\n张三,13800000001,同手机号\n")[0].handles == (
        HandleEntry("phone", "13800000001"),
        HandleEntry("wechat", "13800000001"),
    )


@pytest.mark.parametrize("word", ["customer", "客户", "顧客", "Customer", "老客户", " ＶＩＰ "])
def test_stages_are_known_in_every_language(word):
    assert entries(f"姓名,阶段\n张三,{word}\n")[0].stage == "customer"


def test_a_bare_status_is_the_stage_unless_there_is_one():
    assert fields("姓名,状态\na,b\n")[1] is Field.STAGE
    assert fields("姓名,阶段,状态\na,b,c\n")[2] is Field.STANDING


def test_cells_without_a_heading_are_told():
    record = only("姓名,电话\n张三,13800000001,多出来的\n")
    assert [(doubt.reason, doubt.text) for doubt in record.doubts] == [(Reason.EXTRA_CELLS, "多出来的")]


def test_day_and_month_are_not_guessed_but_learnt_from_the_table():
    with pytest.raises(BadDateError) as caught:
        date_of("03/04/1990")
    assert caught.value.ambiguous
    assert date_of("03/04/1990", day_first=True) == date(1990, 4, 3)
    text = "姓名,生日\n张三,03/04/1990\n李四,25/04/1990\n"
    assert [entry.birthday for entry in entries(text)] == ["1990-04-03", "1990-04-25"]
    record = only("姓名,添加时间\n张三,03/04/2020\n")
    assert record.doubts[0].reason is Reason.AMBIGUOUS_DATE


def test_a_heading_of_the_moon_makes_its_dates_so():
    assert entries("姓名,农历生日\n张三,1990-08-15\n李四,8-15\n")[1].birthday == "L--08-15"


def test_moments_lose_their_time_of_day():
    assert entries("姓名,添加时间\n张三,2026-03-08 21:07:33\n")[0].added_on == date(2026, 3, 8)


CELL = st.sampled_from(
    [
        "",
        "张三",
        "13800000001",
        "合计",
        "姓名",
        "电话",
        "null",
        "2020-01-01",
        "wxid_1",
        "gh_1",
        "客户",
        "a,b",
        " ::: ",
    ]
) | st.text(max_size=8)


@given(st.lists(st.lists(CELL, max_size=6), max_size=20))
def test_every_row_of_any_table_is_accounted_for_once_and_in_order(table):
    rows = [Row(number, tuple(cells)) for number, cells in enumerate(table, start=1)]
    layout: Layout = recognise(rows[:SAMPLE_ROWS])
    found = list(outcomes(layout, rows))
    assert [one.row for one in found] == [row.number for row in rows]
    for one in found:
        if isinstance(one, Record):
            assert one.entry.name
            keys = one.entry.known_by()
            assert all(key for _, key in keys)


def test_an_address_in_parts_is_put_together():
    text = "姓名,省,市,区,详细地址,邮编\n张三,广东省,深圳市,南山区,科苑路1号,518000\n李四,广东省,深圳市,,,\n"
    assert [entry.addresses for entry in entries(text)] == [
        (AddressEntry("科苑路1号", "广东省深圳市南山区", "518000"),),
        (AddressEntry("广东省深圳市"),),
    ]


def test_two_addresses_of_a_friend_stay_two():
    text = (
        "First Name,Last Name,Home Street,Home City,Home Postal Code,Business Street,Business City\n"
        "Ann,Lee,1 High St,Leeds,LS1,2 Low St,York\n"
    )
    assert entries(text)[0].addresses == (
        AddressEntry("1 High St", "Leeds", "LS1"),
        AddressEntry("2 Low St", "York"),
    )


def test_a_shown_name_does_not_hide_whose_word_it_is():
    text = "用户名,显示名称,备注,昵称,微信号,标签\nwxid_a,A姐,A姐,花花,hua_1,老客\n"
    entry = entries(text)[0]
    assert (entry.name, entry.remark, entry.nickname) == ("A姐", "A姐", "花花")
    assert entry.known_by() == (("wechat", "wxid_a"), ("wechat", "hua_1"))


def test_a_given_name_alone_is_the_name():
    assert fields("名字,手机\na,1\n")[0] is Field.NAME
    assert fields("名字,姓氏\na,b\n") == [Field.GIVEN_NAME, Field.FAMILY_NAME]


def test_numbers_that_excel_destroyed_are_told_wherever_they_stand():
    text = "姓名,电话,平台,账号\n张三,1.38E+10,QQ,3.51531E+16\n李四,35153100000000000,,\n"
    assert [[(doubt.field, doubt.reason) for doubt in one.doubts] for one in read(text) if isinstance(one, Record)] == [
        [(Field.PHONE, Reason.DAMAGED_NUMBER), (Field.HANDLE, Reason.DAMAGED_NUMBER)],
        [(Field.PHONE, Reason.DAMAGED_NUMBER)],
    ]


def test_a_number_with_an_extension_is_kept_and_matches_nobody():
    entry = entries("姓名,电话\n张三,13800000001转1234\n")[0]
    assert entry.handles == (HandleEntry("phone", "13800000001转1234"),)
    assert entry.known_by() == ()


def test_a_second_header_row_may_stand_above():
    text = "姓名,,备注,\n,手机,微信号,邮箱\n张三,13800000001,zs_1,a@b.cn\n"
    layout = recognise(rows_of(text))
    assert layout.header_rows == (1, 2)
    assert entries(text)[0].name == "张三"


def test_the_kind_of_a_row_may_be_its_stage():
    assert entries("姓名,类型\n张三,代理\n李四,好友\n")[0].stage == "agent"


def test_who_introduced_whom_and_over_which_account_is_kept_as_text():
    entry = entries("姓名,推荐人,所属账号,来源\n张三,李姐,大号,朋友圈\n")[0]
    assert (entry.introduced_by, entry.account, entry.source) == ("李姐", "大号", "朋友圈")


def test_a_column_without_a_heading_can_be_named_by_its_number():
    table = "姓名,\n王芳,wf1\n"
    (entry,) = entries(table, {"wechat": "2"})
    assert (entry.name, entry.handles) == ("王芳", (HandleEntry("wechat", "wf1"),))
    for number in ("3", "0"):
        with pytest.raises(UnknownHeaderError):
            read(table, {"wechat": number})


def test_the_seller_can_say_in_which_row_the_headings_stand():
    rows = rows_of("姓名,手机\n甲,乙\n王芳,13800138000\n")
    assert [column.heading for column in recognise(rows, header=2).columns] == ["甲", "乙"]
    assert [column.heading for column in recognise(rows, header=0).columns] == ["1", "2"]


def test_the_first_of_two_birthdays_counts():
    assert only("姓名,生日,农历生日\n王芳,1990-08-15,8-16\n").entry.birthday == "1990-08-15"


def test_a_platform_that_is_told_twice_is_one():
    handles = only("姓名,微信号,平台,账号\n王芳,wf,微信,\n").entry.handles
    assert handles == (HandleEntry("wechat", "wf"),)
    assert only("姓名,平台,账号\n王芳,微信,\n").entry.handles == (HandleEntry("wechat", ""),)


def test_a_postcode_alone_is_no_address():
    assert only("姓名,省,市,邮编\n王芳,,,518000\n").entry.addresses == ()
    assert only("姓名,省,市,邮编\n王芳,广东省,,518000\n").entry.addresses == (AddressEntry("广东省", "", "518000"),)
