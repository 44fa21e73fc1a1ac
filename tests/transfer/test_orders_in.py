"""Orders in: every shop's export comes to the same orders, buyers and money, once however often it is read."""

from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from crm.finder import Filter
from crm.money import Currency
from crm.transfer.kinds import kind_of_file
from crm.transfer.orders_in import OrdersIn
from crm.transfer.planning import Fate
from crm.transfer.reading import open_table
from crm.workspace import Workspace
from tests.transfer.shop_samples import SAMPLES, Order, Sample


@contextmanager
def read_here(path, choices, progress):
    yield open_table(path, choices, progress)


def importer(workspace: Workspace) -> OrdersIn:
    return OrdersIn(workspace.store, workspace.settings, read_here)


def kept(folder: Path, data: bytes, name: str = "orders") -> Path:
    path = folder / (name + (".xlsx" if data.startswith(b"PK") else ".csv"))
    path.write_bytes(data)
    return path


def found(workspace: Workspace, channel: str) -> dict[str, Order]:
    told = {}
    for number in workspace.orders.ids():
        card = workspace.orders.card(number)
        assert card.channel == channel
        net = sum(payment.amount for payment in card.payments)
        goods = tuple((line.name, line.quantity, line.unit_price) for line in card.lines)
        row = card.row
        told[row.number] = Order(row.total, net, goods, row.friend, row.state.value, row.tracking)
    return told


def use_currency(workspace: Workspace, code: str) -> None:
    workspace.settings.change(replace(workspace.settings.shop(), currency=Currency[code]))


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_every_shop_comes_to_its_orders_once(workspace: Workspace, tmp_path: Path, sample: Sample):
    use_currency(workspace, sample.currency)
    imports = importer(workspace)
    if sample.before is not None:
        imports.store(imports.plan(kept(tmp_path, sample.before.data, "before")))
    path = kept(tmp_path, sample.data)
    assert kind_of_file(path, read=read_here) == "orders"
    plan = imports.plan(path)
    assert {problem.row: problem.reason.value for problem in plan.problems} == sample.problems
    assert plan.records + len(plan.passed) == sample.rows
    done = imports.store(plan)
    assert found(workspace, sample.channel) == sample.orders
    again = imports.plan(path)
    assert set(again.counts) == {Fate.SAME}
    assert imports.store(again).step is None
    assert done.step is not None
    workspace.undo.undo()
    if sample.before is None:
        assert not workspace.orders.ids()
        assert workspace.finder.count(Filter()) == 0
        assert not workspace.products.all()
