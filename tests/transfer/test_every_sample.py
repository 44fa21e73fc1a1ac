"""Nothing of any sample is unaccounted for, and a second time nothing changes."""

from collections.abc import Iterator
from datetime import date
from itertools import chain
from pathlib import Path

import pytest

from crm.bringing import Asked
from crm.contacts import ContactDraft
from crm.progress import unheard
from crm.transfer.planning import Fate
from crm.transfer.reading import Choices, open_table
from crm.workspace import Workspace
from fuzz.targets import BillsHere, ContactsHere, OrdersHere, TalksHere
from tests import every_sample, talk_samples
from tests.conftest import StoppedTime
from tests.every_sample import File


def named(files: Iterator[File]) -> list[object]:
    return [pytest.param(file, id=f"{file.kind}, {file.name}") for file in files]


HERE = {"contacts": ContactsHere, "orders": OrdersHere, "bill": BillsHere}
TABLES = (every_sample.contacts, every_sample.cards, every_sample.orders, every_sample.bills)


@pytest.mark.parametrize("sample", named(chain.from_iterable(kind() for kind in TABLES)))
def test_every_row_is_a_record_or_skipped_for_a_reason_and_twice_is_once(
    workspace: Workspace, tmp_path: Path, sample: File
):
    for file in (*sample.before, sample):
        path = tmp_path / file.name
        path.write_bytes(file.data)
        bringer = HERE[file.kind](workspace, Asked())
        plan = bringer.plan(path, unheard)
        told = bringer.data(plan)
        rows = list(open_table(path, Choices(), unheard).rows)
        assert told["records"] + len(told["skipped"]) == len(rows)
        assert all(skipped["reason"] for skipped in told["skipped"])
        bringer.store(plan, unheard)
    again = bringer.plan(path, unheard)
    assert set(again.counts) <= {Fate.SAME}
    assert again.counts.total() == plan.counts.total()


ENTRIES = {
    "telegram.json": len(talk_samples.TELEGRAM["messages"]),
    "chatlab.json": len(talk_samples.CHATLAB["messages"]),
    "array.json": len(talk_samples.ARRAY),
}


@pytest.mark.parametrize("sample", named(every_sample.talks()))
def test_every_message_of_a_talk_is_counted_and_twice_is_once(
    workspace: Workspace, time: StoppedTime, tmp_path: Path, sample: File
):
    time.advance(days=365)  # what is yet to be said is no talk
    path = tmp_path / sample.name
    path.write_bytes(sample.data)
    workspace.contacts.add(ContactDraft("小王"))
    bringer = TalksHere(workspace, Asked(friend="小王", day=date(2026, 3, 1)))
    plan = bringer.plan(path, unheard)
    told = bringer.data(plan)
    if sample.name in ENTRIES:
        assert told["records"] + len(told["skipped"]) == ENTRIES[sample.name]
    assert told["records"]
    if told["asks"]:
        pytest.skip(f"it is asked first: {told['asks']}")
    bringer.store(plan, unheard)
    assert set(+bringer.plan(path, unheard).counts) == {Fate.SAME}
