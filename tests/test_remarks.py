"""What a 备注 proposes, how a new one is made, and that its short code finds the friend again."""

from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.contacts import ContactDraft
from crm.errors import MissingError
from crm.finder import Filter
from crm.ids import ContactId
from crm.names.codes import code_of, short_code, typed_code, without_code
from crm.remarks import TEMPLATE, Wanted, fill, is_template, read_remark
from crm.transfer.contacts_in import ContactsIn, Wishes
from crm.transfer.planning import Fate
from crm.transfer.reading import open_table
from crm.workspace import Workspace


@pytest.mark.parametrize(
    ("words", "call", "city", "tags"),
    [
        ("A李姐-深圳-3岁宝妈", "李姐", "深圳", ("宝妈",)),
        ("AAA建材王总", "建材王总", "", ()),
        ("小美", "小美", "", ()),
        ("李姐·深圳·K27", "李姐", "深圳", ()),
        ("01张三 广州 老客", "张三", "广州", ("老客",)),
        ("Amy-台北-團購", "Amy", "台北", ("團購",)),
        ("王小明（深圳）宝妈", "王小明", "深圳", ("宝妈",)),
        ("B陈陈|面膜", "陈陈", "", ("面膜",)),
        ("李姐 K9", "李姐", "", ()),
        ("深圳李姐", "李姐", "深圳", ()),
        ("李姐深圳", "李姐", "深圳", ()),
        ("🌸小雪🌸-杭州", "小雪", "杭州", ()),
        ("Amy Wong", "Amy Wong", "", ()),
        ("🌸", "🌸", "", ()),
        ("", "", "", ()),
    ],
)
def test_a_remark_proposes_a_name_a_city_and_tags(words: str, call: str, city: str, tags: tuple[str, ...]):
    read = read_remark(words)
    assert (read.call, read.city, read.tags) == (call, city, tags)


@given(st.text())
def test_any_remark_is_read_and_its_words_are_kept(text: str):
    read = read_remark(text)
    assert read.words == " ".join(text.split())
    assert bool(read.call) == bool(read.words)


def test_only_what_is_not_there_is_wanted():
    read = read_remark("A李姐-深圳-宝妈")
    assert read.wanted("A李姐-深圳-宝妈", []) == Wanted("李姐", ("深圳", "宝妈"))
    assert read.wanted("李秀英", ["深圳"]) == Wanted("", ("宝妈",))
    assert read.wanted("李姐", ["深圳", "宝妈"]) is None
    assert read_remark("小美").wanted("小美", []) is None


@pytest.mark.parametrize(
    ("template", "full", "bare"),
    [
        (TEMPLATE, "李姐·深圳·K27", "小美·K27"),
        ("{称呼}·{城市}·{短码}", "李姐·深圳·K27", "小美·K27"),
        ("{稱呼}-{標籤}", "李姐-宝妈", "小美"),
        ("【{stage}】{call}{code}", "【客户】李姐K27", "【客户】小美K27"),
        ("{call}({city})", "李姐(深圳)", "小美"),
        ("{call}({city}){code}", "李姐(深圳)K27", "小美K27"),
        ("{city}-{name}", "深圳-A李姐-深圳", "小美"),
    ],
)
def test_a_new_remark_leaves_out_what_is_not_known(template: str, full: str, bare: str):
    assert is_template(template)
    assert fill(template, ContactId(27), "A李姐-深圳", ["深圳", "宝妈"], "客户") == full
    assert fill(template, ContactId(27), "小美", [], "客户") == bare


@pytest.mark.parametrize("template", ["", "{city}", "{call}{shoe size}", "call"])
def test_a_template_says_who_is_meant_and_nothing_unknown(template: str):
    assert not is_template(template)


@given(st.integers(1, 999_999_999))
def test_a_code_is_read_back(number: int):
    remark = f"李姐·深圳·{short_code(number)}"
    assert code_of(remark) == typed_code(short_code(number).lower()) == number
    assert without_code(remark) == "李姐·深圳"


@pytest.mark.parametrize("text", ["M3K27", "K27楼", "李姐K", "K0", "k27 b", ""])
def test_what_only_looks_like_a_code_is_none(text: str):
    assert code_of(text) is None


def test_the_code_finds_the_friend(workspace: Workspace):
    first = workspace.contacts.add(ContactDraft("李姐"))
    other = workspace.contacts.add(ContactDraft(short_code(first)))
    third = workspace.contacts.add(ContactDraft("王芳"))
    code = short_code(first)
    assert workspace.finder.search(code.lower()) == [first, other]
    assert sorted(workspace.finder.ids(Filter(words=code))) == [first, other]
    assert workspace.finder.who(f"李姐·深圳·{code}") == first
    assert workspace.finder.who(short_code(third)) == third
    workspace.contacts.delete([third])
    assert workspace.finder.search(short_code(third)) == []
    with pytest.raises(MissingError):
        workspace.finder.who(short_code(third))


def test_a_friend_is_called_so_in_one_step(workspace: Workspace):
    contact = workspace.contacts.add(ContactDraft("A李姐-深圳"))
    workspace.contacts.call(contact, "李姐", ["深圳", "宝妈"])
    row = workspace.contacts.row(contact)
    assert (row.name, sorted(row.tags)) == ("李姐", ["宝妈", "深圳"])
    workspace.contacts.call(contact, "", ["老客"])
    workspace.undo.undo()
    workspace.undo.undo()
    assert (workspace.contacts.row(contact).name, workspace.contacts.row(contact).tags) == ("A李姐-深圳", ())


@contextmanager
def read_here(path, choices, progress):
    yield open_table(path, choices, progress)


def test_remarks_are_read_on_the_way_in_where_that_is_wanted(workspace: Workspace, tmp_path: Path):
    imports = ContactsIn(workspace.store, workspace.accounts, read_here)
    path = tmp_path / "a.csv"
    path.write_text("昵称,备注,微信号\n小李,A李姐-深圳-宝妈,li_1\n花花,,hua_1\n", encoding="utf-8")
    plain = imports.plan(path).planned[0].entry
    assert (plain.name, plain.tags) == ("A李姐-深圳-宝妈", ())
    plan = imports.plan(path, Wishes(remarks=True))
    assert [(each.entry.name, each.entry.remark, each.entry.tags) for each in plan.planned] == [
        ("李姐", "A李姐-深圳-宝妈", ("深圳", "宝妈")),
        ("花花", "", ()),
    ]
    imports.store(plan)
    assert set(imports.plan(path, Wishes(remarks=True)).counts) == {Fate.SAME}


def test_a_list_with_codes_finds_who_is_there(workspace: Workspace, tmp_path: Path):
    contact = workspace.contacts.add(ContactDraft("李姐", tags=("深圳",)))
    imports = ContactsIn(workspace.store, workspace.accounts, read_here)
    path = tmp_path / "names.txt"
    path.write_text(f"李姐·深圳·{short_code(contact)}\n阿花·{short_code(contact)}\n", encoding="utf-8")
    first, second = imports.plan(path).planned
    assert (first.contact, first.entry.name) == (contact, "李姐")
    assert second.contact is None
