"""A foreign file is read by another process, and whatever happens to that one is told here."""

import io
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from crm.errors import NoFileError
from crm.progress import Cancelled
from crm.transfer import child
from crm.transfer.cells import Removed
from crm.transfer.child import read_apart, serve
from crm.transfer.errors import (
    FileKind,
    Limit,
    NotATableError,
    SheetMissingError,
    TooBigError,
    UnclosedQuoteError,
    UnreadableFileError,
)
from crm.transfer.reading import Choices, open_table
from tests.transfer import hostile


def put(folder: Path, text: str, name: str = "客户.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def many(folder: Path, count: int) -> Path:
    return put(folder, "姓名,电话\n" + "".join(f"客户{n},'138{n:08}\n" for n in range(count)))


def test_the_other_process_reads_what_this_one_would(tmp_path):
    path = many(tmp_path, 1200)
    here = open_table(path)
    expected = list(here.rows)
    with read_apart(path) as table:
        assert list(table.rows) == expected
        assert table.source == here.source
        assert table.tally == here.tally
        assert table.tally.removed[Removed.WRAPPER] == 1200


def test_a_small_file_costs_little(tmp_path):
    path = put(tmp_path, "姓名\n张三\n")
    costs = []
    for _ in range(3):
        began = time.perf_counter()
        with read_apart(path) as table:
            list(table.rows)
        costs.append(time.perf_counter() - began)
    assert min(costs) < 1  # 0.07 s on a quiet machine


def test_progress_reaches_the_total(tmp_path):
    seen: list[tuple[int, int]] = []
    path = many(tmp_path, 3000)
    with read_apart(path, progress=lambda done, total: seen.append((done, total))) as table:
        list(table.rows)
    assert seen[-1] == (path.stat().st_size, path.stat().st_size)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)


def test_choices_go_along(tmp_path):
    path = put(tmp_path, "a;b,c\n1;2,3\n")
    with read_apart(path, Choices(delimiter=";")) as table:
        assert next(table.rows).cells == ("a", "b,c")


def test_errors_come_over_with_their_facts(tmp_path):
    with pytest.raises(NoFileError) as missing, read_apart(tmp_path / "none.csv"):
        pass
    assert missing.value.path == tmp_path / "none.csv"
    with pytest.raises(NotATableError) as wrong, read_apart(put(tmp_path, "<html>")):
        pass
    assert wrong.value.kind is FileKind.HTML
    with pytest.raises(TooBigError) as big, read_apart(hostile.far_corner(tmp_path / "a.xlsx")):
        pass
    assert big.value.limit is Limit.AREA
    with (
        pytest.raises(SheetMissingError) as sheet,
        read_apart(hostile.far_style(tmp_path / "b.xlsx"), Choices(sheet="x")),
    ):
        pass
    assert sheet.value.sheets == ("S",)


def test_an_error_in_the_middle_comes_after_the_rows_before_it(tmp_path):
    path = put(tmp_path, "a,b\n" * 700 + '"open,b\n')
    with read_apart(path) as table, pytest.raises(UnclosedQuoteError) as caught:
        list(table.rows)
    assert caught.value.line == 701


def test_a_reader_that_dies_makes_the_file_unreadable(tmp_path, monkeypatch):
    monkeypatch.setattr(child, "_command", lambda: [sys.executable, "-c", "import os; os.abort()"])
    with pytest.raises(UnreadableFileError), read_apart(put(tmp_path, "姓名\n")):
        pass


def test_a_reader_that_dies_among_the_rows_does_too(tmp_path, monkeypatch):
    answer = json.dumps({"source": {"kind": "text", "sheets": []}})
    monkeypatch.setattr(child, "_command", lambda: [sys.executable, "-c", f"print({answer!r})"])
    with read_apart(put(tmp_path, "姓名\n")) as table, pytest.raises(UnreadableFileError):
        list(table.rows)


def test_a_reader_that_says_nothing_is_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr(child, "_command", lambda: [sys.executable, "-c", "import time; time.sleep(60)"])
    began = time.monotonic()
    with pytest.raises(UnreadableFileError), read_apart(put(tmp_path, "姓名\n"), patience=0.3):
        pass
    assert time.monotonic() - began < 10


@pytest.mark.skipif(sys.platform == "win32", reason="needs a program that ends at once")
def test_a_reader_that_does_not_start_is_told(monkeypatch):
    """The request is longer than a pipe holds, so that writing it meets the end of the reader."""
    monkeypatch.setattr(child, "_command", lambda: [sys.executable, "-c", ""])
    with pytest.raises(UnreadableFileError) as told, read_apart(Path("x" * 100_000)):
        pass
    assert told.value.detail == "the reader did not start"


def test_calling_off_ends_a_silent_reader_within_a_second(tmp_path, monkeypatch):
    started: list[subprocess.Popen[bytes]] = []
    popen = subprocess.Popen

    def remember(*args, **kwargs):
        started.append(popen(*args, **kwargs))
        return started[-1]

    monkeypatch.setattr(subprocess, "Popen", remember)
    monkeypatch.setattr(child, "_command", lambda: [sys.executable, "-c", "import time; time.sleep(60)"])
    began = time.monotonic()

    def cancel(done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled), read_apart(put(tmp_path, "姓名\n"), progress=cancel):
        pass
    assert time.monotonic() - began < 1
    assert started[0].returncode is not None


def test_leaving_early_ends_the_reader(tmp_path):
    with read_apart(many(tmp_path, 50_000)) as table:
        assert next(table.rows).cells == ("姓名", "电话")


@pytest.mark.skipif(sys.platform == "win32", reason="no bound on memory there")
def test_a_reader_that_wants_too_much_memory_is_stopped(tmp_path):
    code = "import crm.transfer.child as c; c.MEMORY = 200 << 20; c.open_table = lambda *a: bytes(1 << 30); c.main()"
    request = json.dumps({"path": "x", "encoding": "", "delimiter": "", "sheet": ""}).encode() + b"\n"
    done = subprocess.run([sys.executable, "-c", code], input=request, capture_output=True, check=False)
    assert json.loads(done.stdout)["facts"]["detail"].startswith("MemoryError")


def test_the_packed_program_calls_itself(monkeypatch):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert child._command() == [sys.executable, child.WORD]


def served(path: Path) -> list[dict[str, Any]]:
    answer = io.BytesIO()
    request = {"path": str(path), "encoding": "", "delimiter": "", "sheet": ""}
    serve(io.BytesIO(json.dumps(request).encode() + b"\n"), answer)
    return [json.loads(line) for line in answer.getvalue().splitlines()]


def test_the_reader_answers_in_lots(tmp_path):
    source, *lots, end = served(many(tmp_path, 1200))
    assert source["source"]["encoding"] == "utf-8"
    assert [len(lot["rows"]) for lot in lots] == [500, 500, 201]
    assert end == {"end": {"removed": {"wrapper": 1200}, "replaced": 0}}


def test_no_qt_and_no_database_is_loaded_by_the_reader():
    code = "import sys, crm.transfer.child; print([m for m in sys.modules if m in ('PySide6', 'peewee', 'sqlite3')])"
    alone = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True, env=alone)
    assert done.stdout.strip() == "[]"


def test_the_reader_reports_what_it_knows_and_what_it_does_not(tmp_path, monkeypatch):
    assert served(tmp_path / "none.csv") == [{"error": "NoFileError", "facts": {}}]

    def fail(*_args: object) -> None:
        raise ZeroDivisionError("deep inside")

    monkeypatch.setattr(child, "open_table", fail)
    assert served(put(tmp_path, "x")) == [
        {"error": "UnreadableFileError", "facts": {"detail": "ZeroDivisionError: deep inside"}}
    ]
