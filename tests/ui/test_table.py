"""The one table model: right after any change, and never reading what nobody looks at."""

import time
from array import array
from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QItemSelectionModel, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QTableView

from crm.ui.table import BLOCK, BLOCKS, Column, IdRole, RowModel, RowRole


@dataclass(frozen=True, slots=True)
class Person:
    name: str


class Shelf:
    """Rows that remember who asked for them."""

    def __init__(self) -> None:
        self.asked: list[list[int]] = []
        self.names: dict[int, str] = {}
        self.busy = False

    def fetch(self, ids: Sequence[int]) -> dict[int, Person]:
        if self.busy:
            raise BlockingIOError
        self.asked.append(list(ids))
        return {i: Person(self.names.get(i, f"person {i}")) for i in ids if i >= 0}


def columns() -> list[Column[Person]]:
    return [
        Column[Person](
            "name",
            lambda: "Name",
            lambda p: p.name,
            tooltip=lambda p: p.name,
            accessible=lambda p: f"friend {p.name}",
        ),
        Column[Person](
            "size",
            lambda: "Size",
            lambda p: str(len(p.name)),
            align=Qt.AlignmentFlag.AlignRight,
            sortable=False,
        ),
    ]


@pytest.fixture
def shelf():
    return Shelf()


@pytest.fixture
def model(qapp, shelf):
    return RowModel(columns(), shelf.fetch, retry_on=(BlockingIOError,))


def shown(model: RowModel[Person]) -> list[int]:
    return [model.index(r, 0).data(IdRole) for r in range(model.rowCount())]


def ids(*given_ids: int) -> "array[int]":
    return array("q", given_ids)


lists = st.lists(st.integers(1, 400), unique=True, max_size=60)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(lists, min_size=2, max_size=4), st.data())
def test_any_list_to_any_list_keeps_the_model_right_and_the_selection(qapp, steps, data):
    model = RowModel(columns(), Shelf().fetch)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    view = QTableView()
    view.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
    view.setModel(model)
    model.set_ids(array("q", steps[0]))
    picked = data.draw(st.sets(st.sampled_from(steps[0]))) if steps[0] else set()
    row = {row_id: at for at, row_id in enumerate(steps[0])}
    for row_id in picked:
        view.selectionModel().select(
            model.index(row[row_id], 0),
            QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows,
        )
    held = {i: QPersistentModelIndex(model.index(row[i], 1)) for i in steps[0]}
    for wanted in steps[1:]:
        model.set_ids(array("q", wanted))
        picked &= set(wanted)
        held = {i: index for i, index in held.items() if i in wanted}
        assert shown(model) == wanted
        assert [model.index(r, 0).data() for r in range(len(wanted))] == [f"person {i}" for i in wanted]
        assert {index.data(IdRole) for index in view.selectionModel().selectedRows()} == picked
        assert all(index.row() == wanted.index(i) for i, index in held.items())
    del tester


def test_everything_selected_stays_selected_when_half_of_it_goes(model, qtbot):
    view = QTableView()
    qtbot.addWidget(view)
    view.setModel(model)
    model.set_ids(array("q", range(300)))
    view.selectAll()
    model.set_ids(array("q", reversed(range(0, 600, 2))))
    chosen = {index.data(IdRole) for index in view.selectionModel().selectedIndexes()}
    assert chosen == set(range(0, 300, 2))


def test_a_small_change_leaves_the_scroll_position_and_reads_nothing_again(model, shelf, qtbot):
    view = QTableView()
    qtbot.addWidget(view)
    view.setModel(model)
    view.resize(300, 300)
    view.show()
    model.set_ids(array("q", range(1000)))
    view.grab()
    view.verticalScrollBar().setValue(500)
    view.grab()
    shelf.asked.clear()
    model.set_ids(array("q", [i for i in range(1000) if i != 505]))
    view.grab()
    assert view.verticalScrollBar().value() == 500
    assert sum(map(len, shelf.asked)) <= 1


def test_only_blocks_that_are_looked_at_are_read(model, shelf):
    model.set_ids(array("q", range(200_000)))
    model.index(100_000, 0).data()
    model.index(100_001, 1).data()
    assert len(shelf.asked) == 1
    assert 100_000 in shelf.asked[0]
    assert len(shelf.asked[0]) == BLOCK


def test_memory_is_bounded_however_far_one_scrolls(model):
    model.set_ids(array("q", range(200_000)))
    for row in range(0, 200_000, BLOCK):
        model.index(row, 0).data()
    assert len(model._rows) == BLOCK * BLOCKS


def test_refresh_reads_again_only_what_is_looked_at(model, shelf):
    model.set_ids(array("q", range(1000)))
    model.index(0, 0).data()
    model.index(900, 0).data()
    shelf.names[0] = "new name"
    shelf.asked.clear()
    model.refresh()
    assert shelf.asked == []
    assert model.index(0, 0).data() == "new name"
    assert len(shelf.asked) == 1


def test_forgotten_rows_are_announced_and_read_again(model, shelf, qtbot):
    model.set_ids(array("q", range(10)))
    model.index(3, 0).data()
    shelf.names[3] = "changed"
    with qtbot.waitSignal(model.dataChanged) as told:
        model.forget([3])
    assert told.args[0].row() == told.args[1].row() == 3
    assert model.index(3, 0).data() == "changed"
    assert shelf.asked[-1] == [3]


def test_a_busy_file_keeps_the_old_rows_and_is_asked_again(model, shelf, qtbot):
    model.set_ids(array("q", range(10)))
    assert model.index(0, 0).data() == "person 0"
    shelf.busy = True
    shelf.names[0] = "later"
    model.refresh()
    assert model.index(0, 0).data() == "person 0"
    shelf.busy = False
    with qtbot.waitSignal(model.dataChanged, timeout=2000):
        pass
    assert model.index(0, 0).data() == "later"


def test_a_row_that_is_gone_is_empty_and_not_asked_for_again(model, shelf):
    model.set_ids(ids(-5, 1))
    assert model.index(0, 0).data() is None
    assert model.index(0, 0).data(RowRole) is None
    assert len(shelf.asked) == 1


def test_words_are_shown_literally_on_one_line(model, shelf):
    shelf.names[1] = "<b>王\n芳</b>" + "x" * 100_000
    model.set_ids(ids(1))
    text = model.index(0, 0).data()
    assert text.startswith("<b>王 芳</b>")
    assert len(text) == 300
    assert text.endswith("…")
    assert "&lt;b&gt;王" in model.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)


def test_roles_for_delegates_and_screen_readers(model):
    model.set_ids(ids(7))
    assert model.index(0, 0).data(RowRole) == Person("person 7")
    assert model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole) == "friend person 7"
    assert model.index(0, 1).data(Qt.ItemDataRole.AccessibleTextRole) == "8"
    assert model.index(0, 1).data(Qt.ItemDataRole.ToolTipRole) is None
    assert model.index(0, 1).data(Qt.ItemDataRole.TextAlignmentRole) == Qt.AlignmentFlag.AlignRight
    assert model.headerData(0, Qt.Orientation.Horizontal) == "Name"
    assert model.headerData(0, Qt.Orientation.Vertical) is None


def test_ids_and_places(model):
    model.set_ids(ids(5, 9, 7))
    assert (model.id_at(1), model.id_at(3), model.id_at(-1)) == (9, None, None)
    assert (model.row_of(7), model.row_of(8)) == (2, None)
    assert model.row(0) == Person("person 5")
    assert model.row(3) is None


def test_sorting_is_asked_of_the_owner(model, qtbot):
    with qtbot.waitSignal(model.sort_wanted) as wanted:
        model.sort(0, Qt.SortOrder.DescendingOrder)
    assert wanted.args == ["name", False]
    with qtbot.assertNotEmitted(model.sort_wanted):
        model.sort(1)


def test_the_current_row_that_goes_with_many_others_is_told(model, qtbot):
    view = QTableView()
    qtbot.addWidget(view)
    view.setModel(model)
    model.set_ids(array("q", range(1000)))
    view.selectRow(500)
    with qtbot.waitSignal(view.selectionModel().selectionChanged):
        model.set_ids(array("q", range(5000, 5900)))
    assert shown(model) == list(range(5000, 5900))
    assert not view.selectionModel().hasSelection()


def test_200_000_ids_are_swapped_within_a_frame_or_two(model, qtbot):
    view = QTableView()
    qtbot.addWidget(view)
    view.setModel(model)
    view.resize(600, 400)
    view.show()
    model.set_ids(array("q", range(200_000)))
    view.selectRow(40)
    orders = [array("q", range(step, 200_000 + step))[::-1] for step in (0, 9, 1_000)]
    best = min(_seconds(model, order) for order in orders)
    # the bar is 30 ms; a machine that is busy with something else is given some air
    assert best < 0.09


def _seconds(model: RowModel[Person], order: "array[int]") -> float:
    begin = time.perf_counter()
    model.set_ids(order)
    return time.perf_counter() - begin
