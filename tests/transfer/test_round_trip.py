"""What went out comes in again: a table loses nothing of a friend, cards lose what cards cannot hold, and only that."""

from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.accounts import Platform
from crm.contacts import AddressText, ContactDraft, Handle, Standing
from crm.finder import Filter
from crm.lunar import Birthday
from crm.progress import unheard
from crm.stages import Stage
from crm.transfer.contacts_in import ContactsIn
from crm.transfer.entries import AddressEntry, ContactEntry, HandleEntry
from crm.transfer.friends_out import friends
from crm.transfer.lists_out import ListsOut
from crm.transfer.reading import open_table
from crm.transfer.vcard_reading import cards_of
from crm.transfer.vcard_writing import write_vcards
from crm.wording.transfer import out_words
from crm.workspace import Workspace, open_workspace

LOST_IN_CARDS = frozenset({"stage", "standing", "source", "account", "added_on", "introduced_by"})
"""What a card has no place for; of a name in parts and an address in parts it keeps the words."""


@contextmanager
def read_here(path, choices, progress):
    yield open_table(path, choices, progress)


def fill(workspace: Workspace) -> None:
    account = workspace.accounts.add("大号", Platform.WECHAT)
    li = workspace.contacts.add(
        ContactDraft(
            "李姐", remark="A李姐-深圳-3岁宝妈", handles=(Handle(Platform.WECHAT, "li_1"),), account=account,
            tags=("深圳", "宝妈"), stage=Stage.CUSTOMER, added_on=date(2025, 5, 1),
        )
    )  # fmt: skip
    workspace.contacts.add(
        ContactDraft(
            "Amy Wong 😀", standing=Standing.PAUSED, source="展会", introduced_by=li, note="第一行\n第二行; \\ 还有",
            handles=(
                Handle(Platform.PHONE, "+852 9123 4567"), Handle(Platform.PHONE, "13900139000"),
                Handle(Platform.EMAIL, "a@example.com"), Handle(Platform.LINE, "amy:w/1"), Handle(Platform.QQ, "10001"),
                Handle(Platform.WHATSAPP, "85291234567"), Handle(Platform.XIAOHONGSHU, "红书 号"),
                Handle(Platform.OTHER, "x_1"),
            ),
            tags=("a;b、c", "=1+1"), birthday=Birthday(8, 15, 1990, lunar=True),
            addresses=(AddressText("科苑路1号", region="广东省深圳市", postcode="518000"), AddressText("老家; 3号")),
        )
    )  # fmt: skip
    workspace.contacts.add(ContactDraft("陳怡婷", birthday=Birthday(2, 29, None), stage=Stage.AGENT))
    workspace.contacts.add(ContactDraft("+1 乙", birthday=Birthday(2, 1, None, lunar=True, leap=True)))


def told(workspace: Workspace) -> dict[str, dict[str, Any]]:
    """What the shop says of each friend, by name."""
    found = {}
    for friend in friends(workspace.store, workspace.finder.ids(Filter())):
        entry = friend.entry
        found[entry.name] = {
            name: set(getattr(entry, name)) if name in {"handles", "tags"} else getattr(entry, name)
            for name in ContactEntry.__slots__
            if name != "picture"
        }
    return found


def went_round(workspace: Workspace, tmp_path: Path, name: str) -> dict[str, dict[str, Any]]:
    """What another, empty shop says after the file came in."""
    lists = ListsOut(workspace.store, workspace.settings.shop().currency, out_words())
    path = tmp_path / name
    lists.contacts(workspace.finder.ids(Filter()), path, unheard)
    other = open_workspace(tmp_path / "other")
    try:
        imports = ContactsIn(other.store, other.accounts, read_here)
        plan = imports.plan(path)
        assert plan.problems == []
        assert [planned.doubts for planned in plan.planned if planned.doubts] == []
        imports.store(plan)
        return told(other)
    finally:
        other.close()


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx"])
def test_a_table_loses_nothing(workspace: Workspace, tmp_path: Path, name: str):
    fill(workspace)
    before = told(workspace)
    for entry in before.values():  # an address goes out as one line; its postcode beside it only where it is the first
        entry["addresses"] = tuple(
            AddressEntry(f"{address.region} {address.detail}".strip(), "", address.postcode)
            for address in entry["addresses"]
        )
    assert went_round(workspace, tmp_path, name) == before


def test_cards_lose_what_cards_cannot_hold_and_nothing_else(workspace: Workspace, tmp_path: Path):
    fill(workspace)
    before, after = told(workspace), went_round(workspace, tmp_path, "a.vcf")
    lost = {field for name, entry in before.items() for field in entry if entry[field] != after[name][field]}
    assert lost - {"addresses"} == LOST_IN_CARDS
    assert [address.detail for address in after["Amy Wong 😀"]["addresses"]] == ["广东省深圳市 科苑路1号", "老家; 3号"]


TEXT = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Zs")), min_size=1, max_size=30).filter(
    lambda text: text == " ".join(text.split()) and not text.startswith(("'", "=")) and any(map(str.isalnum, text))
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(name=TEXT, note=TEXT, tags=st.lists(TEXT, max_size=3, unique=True), handle=TEXT)
def test_any_words_come_back_out_of_a_card(tmp_path: Path, name: str, note: str, tags: list[str], handle: str):
    entry = ContactEntry(name, note=note, tags=tuple(tags), handles=(HandleEntry("wechat", handle),))
    path = tmp_path / "a.vcf"
    write_vcards(path, [entry])
    (card,) = cards_of(path.read_text(encoding="utf-8").splitlines(keepends=True))
    assert (card["Name"], card["Note"], card.get("Tags", [])) == ([name], [note], tags)
    assert set(card["WeChat"]) == {handle}
