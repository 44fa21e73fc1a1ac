"""Reads a foreign file in a process of its own, with a bound on memory and time, and hands its rows back.

The two talk in lines of JSON: the reader is told the file and the choices, and answers with the source,
rows in lots, and the tally or an error. A reader that dies takes nothing with it.
"""

import dataclasses
import json
import os
import queue
import subprocess
import sys
import threading
import time
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any
from zoneinfo import ZoneInfo

import crm
from crm.errors import FileProblemError
from crm.progress import Progress, unheard
from crm.talks import Answers, Talk
from crm.transfer.cells import Removed
from crm.transfer.errors import READING_ERRORS, UnreadableFileError
from crm.transfer.reading import Choices, Table, open_table
from crm.transfer.tables import Flaw, Row, Source, Tally
from crm.transfer.talk_files import answers_heard, answers_told, heard, read_talks, told

#: first argument by which the packed program, which has no interpreter to call, becomes a reader
WORD = "--read-one-file"
#: rows that come back at once
LOT = 500
#: pictures that come back at once
FEW = 8
#: address space of the reader in bytes, where the system can bound it
MEMORY = 1536 << 20
#: seconds without a word after which the reader is given up
PATIENCE = 60.0
# how often a waiting job may be called off
_TICK = 0.1

_Message = dict[str, Any]


@contextmanager
def read_apart(
    path: Path,
    choices: Choices = Choices(),  # noqa: B008 - a frozen value
    progress: Progress = unheard,
    *,
    patience: float = PATIENCE,
) -> Iterator[Table]:
    """The table in the file, read by a process of its own that ends with the block.

    `progress` is called while waiting and with every lot, and may call the reading off. Raises as
    `open_table` does, and `UnreadableFileError` when the reader dies or says nothing for `patience`
    seconds.
    """
    request = {"path": str(path.absolute()), **dataclasses.asdict(choices)}
    with _asked(path, request, progress, patience) as messages:
        source = _source(next(messages))
        tally = Tally()
        yield Table(source, _rows(messages, source, tally, progress), tally)


def talks_apart(
    path: Path, answers: Answers, zone: ZoneInfo, progress: Progress = unheard, *, patience: float = PATIENCE
) -> tuple[Talk, ...]:
    """The talks in the file, read like `read_apart` reads a table. Raises as `read_talks` does."""
    request = {"path": str(path.absolute()), "answers": answers_told(answers), "zone": zone.key}
    with _asked(path, request, progress, patience) as messages:
        found = []
        while "end" not in (message := next(messages)):
            found.append(heard(message["talk"]))
    return tuple(found)


@contextmanager
def _asked(path: Path, request: _Message, progress: Progress, patience: float) -> Iterator[Iterator[_Message]]:
    """What a reader of its own process answers."""
    reader = subprocess.Popen(  # noqa: S603 - our own program, and the path is no argument
        _command(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"PYTHONPATH": str(Path(crm.__file__).parent.parent), "PYTHONUTF8": "1"},
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    assert reader.stdin is not None
    assert reader.stdout is not None
    lines: queue.Queue[bytes | None] = queue.Queue(maxsize=8)
    listener = threading.Thread(target=_listen, args=(reader.stdout, lines), daemon=True)
    listener.start()
    try:
        try:
            with reader.stdin:
                reader.stdin.write(json.dumps(request).encode() + b"\n")
        except OSError as error:
            raise UnreadableFileError(path, "the reader did not start") from error
        yield _messages(path, lines, progress, patience)
    finally:
        reader.kill()
        deque(iter(lines.get, None), maxlen=0)  # the listener may be waiting for room
        listener.join()
        reader.stdout.close()
        reader.wait()


def _command() -> list[str]:
    if getattr(sys, "frozen", False):
        return [sys.executable, WORD]
    # -P: a file named like a module in the folder we stand in is not to be run
    return [sys.executable, "-P", "-m", "crm.transfer.child"]


def _listen(stream: IO[bytes], lines: "queue.Queue[bytes | None]") -> None:
    for line in stream:
        lines.put(line)
    lines.put(None)


def _messages(
    path: Path, lines: "queue.Queue[bytes | None]", progress: Progress, patience: float
) -> Iterator[_Message]:
    """What the reader says, until its last word; raises the error it reports."""
    done = total = 0
    while True:
        heard = time.monotonic()
        while True:
            try:
                line = lines.get(timeout=_TICK)
                break
            except queue.Empty:
                progress(done, total)
                if time.monotonic() - heard > patience:
                    raise UnreadableFileError(path, "time") from None
        if line is None:
            lines.put(None)
            raise UnreadableFileError(path, "the reader died")
        message: _Message = json.loads(line)
        if "error" in message:
            raise READING_ERRORS[message["error"]](path=path, **message["facts"])
        total = message.get("source", {}).get("total", total)
        done = message.get("at", done)
        yield message


def _source(message: _Message) -> Source:
    facts = message["source"]
    return Source(**facts | {"sheets": tuple(facts["sheets"])})


def _rows(messages: Iterator[_Message], source: Source, tally: Tally, progress: Progress) -> Iterator[Row]:
    while "end" not in (message := next(messages)):
        for number, cells, flaw in message["rows"]:
            yield Row(number, tuple(cells), Flaw(flaw) if flaw else Flaw.NONE)
        progress(message["at"], source.total)
    tally.removed.update({Removed(kind): times for kind, times in message["end"]["removed"].items()})
    tally.replaced += message["end"]["replaced"]


def serve(request: IO[bytes], answer: IO[bytes]) -> None:
    """Be the reader: take one request, answer it."""

    def say(message: _Message) -> None:
        answer.write(json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
        answer.flush()

    reached = 0

    def at(done: int, _total: int) -> None:
        nonlocal reached
        reached = done

    asked = json.loads(request.readline())
    path = Path(asked.pop("path"))
    try:
        if "answers" in asked:
            for talk in read_talks(path, answers_heard(asked["answers"]), ZoneInfo(asked["zone"])):
                say({"talk": told(talk)})
            say({"end": {}})
            return
        table = open_table(path, Choices(**asked), at)
        say({"source": dataclasses.asdict(table.source)})
        lot: list[Row] = []
        most = FEW if asked.get("pictures") else LOT
        for row in table.rows:
            lot.append(row)
            if len(lot) == most:
                say({"rows": lot, "at": reached})
                lot = []
        say({"rows": lot, "at": table.source.total})
        say({"end": {"removed": Counter(table.tally.removed), "replaced": table.tally.replaced}})
    except FileProblemError as error:
        facts = dataclasses.asdict(error)
        del facts["path"]
        say({"error": type(error).__name__, "facts": facts})
    except Exception as error:  # noqa: BLE001 - whatever a hostile file does to a parser, it is unreadable
        say({"error": UnreadableFileError.__name__, "facts": {"detail": f"{type(error).__name__}: {error}"}})


def main() -> int:
    """Be the reader of the process that started us, within bounds."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        # a dump of a dead reader would leave the seller's friends on the disk
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # not sys.stdin: a program without a console has none, yet it has these two pipes
    with os.fdopen(0, "rb") as request, os.fdopen(1, "wb") as answer:
        serve(request, answer)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
