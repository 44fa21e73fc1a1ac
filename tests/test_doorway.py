"""The way to the window that owns a folder: what is said arrives whole, and a window that is gone is nobody."""

import json
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from crm import cli
from crm.contacts import ContactDraft
from crm.doorway import LONGEST_ADDRESS, address_of, ring
from crm.errors import InUseError
from crm.progress import unheard
from crm.workspace import Workspace

pytestmark = pytest.mark.skipif(os.name == "nt", reason="listens at a local socket of Unix")


@contextmanager
def listening(folder: Path, reply: Callable[[dict[str, Any]], bytes]) -> Iterator[list[dict[str, Any]]]:
    """A window that answers one visitor in its own way; yields what it heard."""
    heard: list[dict[str, Any]] = []
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
        server.bind(address_of(folder))
        server.listen()

        def answer() -> None:
            visitor, _ = server.accept()
            with visitor, visitor.makefile("rb") as lines:
                heard.append(json.loads(lines.readline()))
                visitor.sendall(reply(heard[-1]))

        thread = threading.Thread(target=answer)
        thread.start()
        yield heard
        thread.join()
    Path(address_of(folder)).unlink()


def test_what_is_said_and_answered_arrives_whole(tmp_path: Path):
    long = "好" * 100_000  # more than one piece of a socket
    with listening(tmp_path, lambda said: json.dumps({"heard": said["text"]}).encode() + b"\n") as heard:
        assert ring(tmp_path, {"text": long}) == {"heard": long}
    assert heard == [{"text": long}]


@pytest.mark.parametrize("reply", [b"", b'{"code": 0', b"not json\n", b'["code"]\n'])
def test_an_answer_that_breaks_off_or_makes_no_sense_is_none(tmp_path: Path, reply: bytes):
    with listening(tmp_path, lambda _: reply):
        assert ring(tmp_path, {}) is None


def test_where_nobody_listens_nobody_answers(tmp_path: Path):
    assert ring(tmp_path, {}) is None
    Path(address_of(tmp_path)).touch()  # left behind by a window that was killed
    assert ring(tmp_path, {}) is None


def test_a_folder_with_a_long_name_has_a_short_address_of_its_own(tmp_path: Path):
    first, second = (tmp_path / ("数据" * 30) / name for name in "ab")
    addresses = {address_of(tmp_path), address_of(first), address_of(second)}
    assert len(addresses) == 3
    assert all(len(os.fsencode(address)) <= LONGEST_ADDRESS for address in addresses)
    assert address_of(first) == address_of(first)


def told(folder: Path, words: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    code = cli.command(cli.parse(["--data", str(folder), *words]), words)
    return (code, *capsys.readouterr())


def test_a_verb_is_done_by_the_window_that_owns_the_folder(
    workspace: Workspace, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("LANGUAGE", "en")

    def window(said: dict[str, Any]) -> bytes:
        done = cli.answered(said["argv"], workspace, Path(said["cwd"]), unheard)
        return json.dumps({"code": done.code, "out": done.out, "err": done.err}).encode() + b"\n"

    with listening(workspace.folder, window) as heard:
        code, out, err = told(workspace.folder, ["add", "王芳"], capsys)
    assert (code, err) == (0, "")
    assert out.startswith("王芳")
    assert [row.name for row in workspace.contacts.rows(workspace.finder.search("wf")).values()] == ["王芳"]
    assert heard == [{"argv": ["add", "王芳"], "cwd": str(Path.cwd())}]
    with listening(workspace.folder, window):
        code, out, err = told(workspace.folder, ["stage", "王芳", "nonsense"], capsys)
    assert (code, out) == (1, "")
    assert "nonsense" in err


def test_a_window_that_does_not_answer_keeps_the_folder(workspace: Workspace, capsys: pytest.CaptureFixture[str]):
    workspace.contacts.add(ContactDraft("王芳"))
    code, out, err = told(workspace.folder, ["add", "李四", "--json"], capsys)
    assert code == 1
    assert json.loads(out)["error"] == {"code": InUseError.code, "text": err.rstrip("\n")}
    assert workspace.finder.search("李四") == []
