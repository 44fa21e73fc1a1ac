"""A whole shop out and in again: the same shop, and nothing of a file that is not whole."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.clock import Clock
from crm.contacts import ContactDraft
from crm.demo import make_demo
from crm.errors import DamagedFileError, NewerFileError, NotOursError, ShopNotEmptyError
from crm.finder import Filter
from crm.money import Currency
from crm.phrases import PhraseDraft
from crm.progress import Cancelled, unheard
from crm.sequences import SequenceDraft, StepDraft
from crm.transfer.everything import write_everything
from crm.transfer.everything_in import EverythingIn, is_whole_shop
from crm.transfer.kinds import kind_of_file
from crm.workspace import Workspace, open_workspace


@pytest.fixture
def file(workspace: Workspace, tmp_path: Path) -> Path:
    """A shop with something of nearly everything, written down."""
    make_demo(workspace, 40, 90, 30, seed=3)
    first, second = list(workspace.finder.ids(Filter()))[:2]
    workspace.merging.merge(first, [second], {})
    workspace.smart_lists.add("常客", Filter.parse("stage:customer"))
    workspace.phrases.add(PhraseDraft("早，{称呼}", name="早安"))
    workspace.sequences.add(SequenceDraft("欢迎", (StepDraft(0, "你好"),), tag=workspace.contacts.tags()[0][0]))
    workspace.sequences.start(workspace.sequences.all()[0].id, [first])
    workspace.contacts.add(ContactDraft("介绍来的", introduced_by=first))
    return written(workspace, tmp_path / "all.json")


def written(workspace: Workspace, path: Path) -> Path:
    write_everything(workspace.store, workspace.settings.shop().currency, path)
    return path


@pytest.fixture
def empty(tmp_path: Path, clock: Clock):
    shop = open_workspace(tmp_path / "empty", clock=clock)
    yield shop
    shop.close()


def test_the_shop_comes_back_as_it_was(workspace: Workspace, empty: Workspace, file: Path, tmp_path: Path):
    assert kind_of_file(file) == "shop"
    count = EverythingIn(empty.store).bring(file)
    told = json.loads(file.read_text(encoding="utf-8"))
    assert count == sum(map(len, told["tables"].values()))
    again = json.loads(written(empty, tmp_path / "again.json").read_text(encoding="utf-8"))
    for table, rows in told["tables"].items():
        assert again["tables"][table] == rows, table
    assert again == told
    assert empty.store.health() == workspace.store.health()
    for name in ("spent", "owed", "last_contact_at", "name_key", "next_on", "channels"):
        sql = f"SELECT uuid, {name} FROM contact WHERE deleted_at IS NULL ORDER BY uuid"
        assert empty.store.rows(sql) == workspace.store.rows(sql), name
    some = empty.contacts.row(next(iter(empty.finder.ids(Filter())))).name
    assert empty.finder.ids(Filter(words=some))
    empty.contacts.add(ContactDraft("新朋友"))  # it goes on like any other shop
    empty.undo.undo()


def test_it_never_mixes_with_what_is_there(empty: Workspace, file: Path):
    empty.contacts.add(ContactDraft("王芳"))
    with pytest.raises(ShopNotEmptyError):
        EverythingIn(empty.store).bring(file)
    assert empty.finder.count(Filter()) == 1


def test_calling_off_leaves_an_empty_shop(empty: Workspace, file: Path):
    size = 2 * file.stat().st_size

    def stop(done: int, _total: int) -> None:
        if done > size * 0.9:
            raise Cancelled

    with pytest.raises(Cancelled):
        EverythingIn(empty.store).bring(file, stop)
    assert empty.finder.count(Filter()) == 0
    assert empty.store.health().integrity == "ok"
    EverythingIn(empty.store).bring(file)


def change(file: Path, old: str, new: str) -> Path:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ('"format": "shuke"', '"format": "other"', NotOursError),
        ('"version": 1', '"version": 2', NewerFileError),
        ('"schema": ', '"schema": 9', NewerFileError),
        ('"schema": ', '"schema": "x', NotOursError),
        ('"stage": "', '"stage": "x', DamagedFileError),
        ('"added_on": "2', '"added_on": "x', DamagedFileError),
        ('"name": "', '"name": 5, "x": "', DamagedFileError),
        ('"contact": "', '"contact": "x', DamagedFileError),
        ("}}\n", "}\n", DamagedFileError),
        ("}}\n", "}}\n{}\n", DamagedFileError),
        ('"tables": {"account"', '"tables": {"sqlite_master"', DamagedFileError),
        ('"quantity": ', '"quantity": 1e400, "x": ', DamagedFileError),
        ('"uuid": "', '"uuid": "", "x": "', DamagedFileError),
    ],
)
def test_a_file_that_was_changed_is_refused_whole(empty: Workspace, file: Path, old: str, new: str, error: type):
    with pytest.raises(error):
        EverythingIn(empty.store).bring(change(file, old, new))
    assert empty.finder.count(Filter()) == 0
    assert empty.store.rows("SELECT count(*) FROM shop_order") == [(0,)]


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_however_a_file_is_cut_nothing_or_all_of_it_is_there(empty: Workspace, file: Path, data: st.DataObject):
    whole = file.read_bytes()
    cut = file.with_name("cut.json")
    cut.write_bytes(whole[: data.draw(st.integers(0, len(whole) - 2))])
    with pytest.raises((DamagedFileError, NotOursError)):
        EverythingIn(empty.store).bring(cut, unheard)
    assert empty.finder.count(Filter()) == 0


def test_amounts_stay_in_their_currency(workspace: Workspace, empty: Workspace, tmp_path: Path):
    workspace.contacts.add(ContactDraft("王芳"))
    path = tmp_path / "all.json"
    write_everything(workspace.store, Currency.TWD, path)
    assert is_whole_shop(path)
    EverythingIn(empty.store).bring(path)
    assert empty.settings.shop().currency is Currency.TWD
