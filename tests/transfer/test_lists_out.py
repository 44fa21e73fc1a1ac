"""Lists out: whole or not at all, safe to open, and the same again when they come back."""

import csv
import json
from collections import Counter
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.accounts import Platform
from crm.contacts import AddressText, ContactDraft, Handle, Standing
from crm.custom_fields import FieldKind
from crm.db.models import TABLES
from crm.finder import Filter
from crm.ids import ContactId
from crm.lunar import Birthday
from crm.progress import Cancelled, unheard
from crm.stages import Stage
from crm.transfer.contacts_in import ContactsIn
from crm.transfer.entries import ContactEntry
from crm.transfer.errors import UnknownFormatError
from crm.transfer.exporting import Written
from crm.transfer.fields import Field
from crm.transfer.headings import field_of
from crm.transfer.lists_out import Form, ListsOut, Sparing
from crm.transfer.planning import Fate
from crm.transfer.reading import open_table
from crm.transfer.vcard_writing import old_vcard
from crm.transfer.vocabulary import stage_of, standing_of
from crm.wording.transfer import field_word, out_words
from crm.workspace import Workspace, open_workspace


@contextmanager
def read_here(path, choices, progress):
    yield open_table(path, choices, progress)


def out(workspace: Workspace) -> ListsOut:
    return ListsOut(workspace.store, workspace.settings.shop().currency, out_words())


def fill(workspace: Workspace) -> None:
    account = workspace.accounts.add("大号", Platform.WECHAT)
    add = workspace.contacts.add
    first = add(
        ContactDraft("=HYPERLINK()", remark="@王", handles=(Handle(Platform.WECHAT, "wxid_1"),), account=account)
    )
    add(
        ContactDraft(
            "张三 😀",
            handles=(
                Handle(Platform.PHONE, "+86 138 0013 8000"),
                Handle(Platform.PHONE, "13900139000"),
                Handle(Platform.QQ, "123456789012345678"),
                Handle(Platform.EMAIL, "a@b.cn"),
                Handle(Platform.OTHER, "x_1"),
                Handle(Platform.OTHER, "y:2"),
            ),
            tags=("宝妈", "老客", "a;b、c"),
            stage=Stage.CUSTOMER,
            standing=Standing.PAUSED,
            source="展会",
            note='第一行\n第二行, "引号" \'单引号',
            birthday=Birthday(8, 15, 1990, lunar=True),
            addresses=(AddressText("科苑路1号", region="广东省深圳市", postcode="518000"), AddressText("老家; 3号")),
            introduced_by=first,
        )
    )
    add(ContactDraft("只有名字", birthday=Birthday(2, 29, None)))
    add(ContactDraft("+86 乙", tags=("x,y",), birthday=Birthday(2, 30, None, lunar=True, leap=True)))
    last = add(ContactDraft("-1+1", birthday=Birthday(6, 1, 1988)))
    fields = workspace.fields
    for name, kind, choices, value in (
        ("电话", FieldKind.TEXT, (), "=1+1"),
        ("预算", FieldKind.NUMBER, (), "1,200.50"),
        ("入群", FieldKind.DATE, (), "2026-3-5"),
        ("肤质", FieldKind.CHOICE, ("干性", "油性"), "油性"),
        ("会员", FieldKind.YES_NO, (), "yes"),
    ):
        fields.set([last], fields.add(name, kind, choices), value)


FORMS = [(".csv", None), (".xlsx", None), (".vcf", None), (".vcf", Form.OLD_CARDS), (".csv", Form.GOOGLE)]


@pytest.mark.parametrize(("suffix", "form"), FORMS)
def test_what_went_out_comes_in_as_the_same(
    workspace: Workspace, tmp_path: Path, suffix: str, form: Form | None, language: str
):
    fill(workspace)
    target = tmp_path / f"friends{suffix}"
    ids = workspace.finder.ids(Filter())
    assert out(workspace).contacts(ids, target, unheard, form) == len(ids)
    plan = ContactsIn(workspace.store, workspace.accounts, read_here).plan(target)
    assert plan.problems == []
    assert [doubt for planned in plan.planned for doubt in planned.doubts] == []
    changed = [planned.entry.tags for planned in plan.planned if planned.fate is not Fate.SAME]
    assert changed == ([("x", "y")] if form is Form.OLD_CARDS else [])  # there a comma always ends a tag


@pytest.mark.parametrize(("suffix", "form"), FORMS)
def test_what_went_out_fills_an_empty_shop(workspace: Workspace, tmp_path: Path, suffix: str, form: Form | None):
    fill(workspace)
    target = tmp_path / f"friends{suffix}"
    out(workspace).contacts(workspace.finder.ids(Filter()), target, unheard, form)
    other = open_workspace(tmp_path / "other", clock=workspace.clock)
    try:
        imports = ContactsIn(other.store, other.accounts, read_here)
        imports.store(imports.plan(target))
        told = [shop_of(shop) for shop in (workspace, other)]
        if form is Form.OLD_CARDS:
            told[0] = [
                (*facts[:2], {part for tag in facts[2] for part in tag.split(",")}, *facts[3:]) for facts in told[0]
            ]
        assert told[0] == told[1]
    finally:
        other.close()


def shop_of(workspace: Workspace) -> list[Any]:
    cards = [workspace.contacts.card(ContactId(number)) for number in workspace.finder.ids(Filter())]
    return [
        (c.row.name, c.row.remark, set(c.row.tags), set(c.row.handles), c.note, c.birthday, len(c.addresses))
        for c in cards
    ]


def test_own_fields_have_columns_of_their_own_kind(workspace: Workspace, tmp_path: Path):
    fill(workspace)
    ids = workspace.finder.ids(Filter())
    out(workspace).contacts(ids, tmp_path / "friends.csv", unheard)
    with (tmp_path / "friends.csv").open(encoding="utf-8-sig", newline="") as file:
        headings, *rows = csv.reader(file)
    assert headings[-5:] == ["Own field 电话", "预算", "入群", "肤质", "会员"]
    assert sorted(row[-5:] for row in rows)[-2:] == [[""] * 5, ["'=1+1", "1200.5", "2026-03-05", "油性", "Yes"]]
    out(workspace).contacts(ids, tmp_path / "friends.xlsx", unheard)
    sheet = openpyxl.load_workbook(tmp_path / "friends.xlsx").active
    (told,) = [row[-5:] for row in sheet.iter_rows(values_only=True) if row[-1] == "Yes"]
    assert (*told[:2], told[2].date(), *told[3:]) == ("=1+1", 1200.5, date(2026, 3, 5), "油性", "Yes")


def test_two_accounts_with_remarks_of_their_own_come_back_as_the_same(workspace: Workspace, tmp_path: Path):
    first, second = (workspace.accounts.add(name, Platform.WECHAT) for name in ("大号", "小号"))
    friend = workspace.contacts.add(
        ContactDraft("李四", remark="A李", handles=(Handle(Platform.WECHAT, "ls"),), account=second)
    )
    identity = workspace.contacts.card(friend).identities[0]
    workspace.contacts.set_tie(friend, identity.id, first, remark="B李")
    workspace.contacts.set_tie(friend, identity.id, None, remark="C李")
    target = tmp_path / "friends.csv"
    out(workspace).contacts([friend], target, unheard)
    plan = ContactsIn(workspace.store, workspace.accounts, read_here).plan(target)
    assert dict(plan.counts) == {Fate.SAME: 1}


def test_what_is_added_while_everything_is_written_is_left_out(workspace: Workspace, tmp_path: Path):
    fill(workspace)
    target = tmp_path / "all.json"

    def add_one(_done: int, _total: int) -> None:
        workspace.contacts.add(ContactDraft("late", handles=(Handle(Platform.QQ, "1"),), tags=("late",)))

    out(workspace).everything(target, add_one)
    tables = json.loads(target.read_text(encoding="utf-8"))["tables"]
    friends = {row["uuid"] for row in tables["contact"]}
    assert len(friends) == 5
    assert {row["contact"] for table in ("identity", "contact_tag") for row in tables[table]} <= friends


def test_every_heading_is_read_as_its_field(language: str):
    plain = set(Field) - {Field.IGNORE, Field.PLATFORM, Field.ROW_KIND, Field.CUSTOM, Field.PICTURE}
    assert {field: field_of(field_word(field)) for field in plain} == {field: field for field in plain}


def test_every_stage_and_standing_is_read_as_it_is_written(language: str):
    words = out_words()
    assert [stage_of(words.stage(stage)) for stage in Stage] == list(Stage)
    assert [standing_of(words.standing(standing)) for standing in Standing] == list(Standing)


def test_a_vcard_holds_names_handles_and_solar_birthdays(workspace: Workspace, tmp_path: Path):
    fill(workspace)
    target = tmp_path / "friends.vcf"
    out(workspace).contacts(workspace.finder.ids(Filter()), target, unheard)
    text = target.read_bytes().decode()
    assert text.count("BEGIN:VCARD") == 5
    assert "TEL" in text
    assert "1988-06-01" in text
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


def test_orders_and_talks_go_out_for_all_or_for_some(workspace: Workspace, tmp_path: Path):
    fill(workspace)
    first, second = map(ContactId, workspace.finder.ids(Filter())[:2])
    for contact in (first, second, second):
        workspace.conversations.log(contact, "hello")
    assert out(workspace).conversations(tmp_path / "talks.csv", unheard) == 3
    assert out(workspace).conversations(tmp_path / "talks.xlsx", unheard, [second]) == 2
    assert out(workspace).orders(tmp_path / "orders.csv", unheard) == 0


def test_everything_is_one_object_that_refers_by_uuid(workspace: Workspace, tmp_path: Path):
    fill(workspace)
    gone = workspace.contacts.add(ContactDraft("gone"))
    workspace.contacts.delete([gone])
    target = tmp_path / "all.json"
    out(workspace).everything(target, unheard)
    told = json.loads(target.read_text(encoding="utf-8"))
    assert told["format"] == "shuke"
    assert set(told["tables"]) == {model._meta.table_name for model in TABLES} - {"import_batch", "export_log"}
    friends = {row["uuid"]: row for row in told["tables"]["contact"]}
    assert len(friends) == 5
    assert all(identity["contact"] in friends for identity in told["tables"]["identity"])
    with pytest.raises(UnknownFormatError):
        out(workspace).everything(tmp_path / "all.csv", unheard)


def test_a_list_that_is_called_off_leaves_the_old_file(workspace: Workspace, tmp_path: Path):
    fill(workspace)
    target = tmp_path / "friends.csv"
    target.write_text("old")

    def call_off(_done: int, _total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        out(workspace).contacts(workspace.finder.ids(Filter()), target, call_off)
    assert target.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["friends.csv"]
    with pytest.raises(UnknownFormatError):
        out(workspace).contacts([1], tmp_path / "friends.doc", unheard)


def test_a_friend_who_was_deleted_meanwhile_is_left_out(workspace: Workspace, tmp_path: Path):
    """The list was asked for with the friends of a moment ago."""
    first, second = (workspace.contacts.add(ContactDraft(name)) for name in ("王芳", "李四"))
    workspace.contacts.delete([first])
    target = tmp_path / "friends.csv"
    assert out(workspace).contacts([first, second], target, unheard) == 1
    assert "王芳" not in target.read_text(encoding="utf-8-sig")


def test_of_two_accounts_with_one_name_only_the_first_is_named(workspace: Workspace, tmp_path: Path):
    """An import would find the first of them by that name, so the friends of the second must not claim it."""
    first, second = (workspace.accounts.add("大号", platform) for platform in (Platform.WECHAT, Platform.QQ))
    for name, account in (("王芳", first), ("李四", second)):
        workspace.contacts.add(ContactDraft(name, handles=(Handle(Platform.WECHAT, name),), account=account))
    target = tmp_path / "friends.csv"
    out(workspace).contacts(workspace.finder.ids(Filter()), target, unheard)
    lines = target.read_text(encoding="utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in lines if "大号" in line] == ["王芳"]
    plan = ContactsIn(workspace.store, workspace.accounts, read_here).plan(target)
    assert dict(plan.counts) == {Fate.SAME: 2}


def test_few_columns_and_hidden_phones(workspace: Workspace, tmp_path: Path):
    phones = tuple(Handle(Platform.PHONE, text) for text in ("138 0000 0001", "+852 9123 4567", "12345"))
    friend = workspace.contacts.add(ContactDraft("李四", remark="A李", handles=phones, note="生日要送花"))
    out(workspace).contacts([friend], tmp_path / "few.csv", unheard, sparing=Sparing(few=True, masked=True))
    with (tmp_path / "few.csv").open(encoding="utf-8-sig", newline="") as file:
        headings, row = csv.reader(file)
    assert headings == ["Name", "Remark name", "Stage", "Tags", "Phone"]
    assert row[-1] == "138 **** 0001 ::: +852 **** 4567 ::: ***45"
    out(workspace).contacts([friend], tmp_path / "few.vcf", unheard, Form.OLD_CARDS, Sparing(masked=True))
    assert "TEL;CELL:138 **** 0001" in (tmp_path / "few.vcf").read_text("utf-8")


@pytest.mark.parametrize(("form", "name"), [(Form.GOOGLE, "a.vcf"), (Form.OLD_CARDS, "a.csv")])
def test_a_form_has_its_ending(workspace: Workspace, tmp_path: Path, form: Form, name: str):
    with pytest.raises(UnknownFormatError):
        out(workspace).contacts([], tmp_path / name, unheard, form)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=300))
def test_old_cards_have_short_lines_and_come_back(text: str):
    card = old_vcard(ContactEntry("王", note=text.strip() or "x"), Written(0, Counter()))
    assert all(len(line) <= 76 and line.isascii() for line in card.split("\r\n"))
