"""The command line: the same shop without the window, for scripts and scheduled jobs.

The shape is kept: other tools rely on it. Exit codes: 0 done, 1 could not (one sentence on stderr), 2 wrong usage.
"""

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from crm import wording
from crm.db import files
from crm.db.owner import Owner
from crm.doorway import ring
from crm.errors import InUseError, ShukeError, UnknownValueError
from crm.places import data_folder
from crm.progress import Progress, unheard
from crm.settings import Preferences
from crm.standard_input import SIGN, kept, text_of
from crm.wording import tr
from crm.wording.errors import explain
from crm.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from crm.verbs import Answer  # imported where a verb is done, so that the window need not wait for it

EXPORTS = (
    "contacts", "orders", "products", "parcels", "conversations", "calendar", "friend", "everything", "schema",
)  # fmt: skip
READING = frozenset({"today", "search", "figures", "doctor"})
"""Verbs that change nothing: they run whoever owns the folder."""
ALONE_MS = 500.0
"""For so long is the file held at once where there is no window to wait for it."""
PARSED = ("address", "signup", "talk")
"""What texts can be understood as: see `crm.parsing`."""


@dataclass(frozen=True, slots=True)
class Said:
    """What the command line prints, and the exit code."""

    code: int
    out: str
    err: str


class _UsageError(Exception):
    """The words make no sense; carries what argparse has to say about them."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise _UsageError(f"{self.format_usage()}{self.prog}: {message}\n")


def _parser() -> _Parser:
    shared = _Parser(add_help=False)
    shared.add_argument(
        "--data", type=Path, default=argparse.SUPPRESS, metavar="DIR", help="folder that holds everything"
    )
    spoken = _Parser(add_help=False, parents=[shared])
    spoken.add_argument("--json", action="store_true", help="answer with one JSON object")
    parser = _Parser(prog="shuke", parents=[shared], description="Shuke 熟客")
    parser.add_argument("--demo", action="store_true", help="open the window with a demo shop in a folder of its own")
    parser.add_argument("--hidden", action="store_true", help="begin as an icon beside the clock, where there is one")
    parser.add_argument("--stay", action="store_true", help="without a screen, stay open")
    parser.add_argument("--smoke", action="store_true", help=argparse.SUPPRESS)
    parser.set_defaults(json=False)
    verbs = parser.add_subparsers(dest="verb", metavar="VERB", parser_class=_Parser)

    _add_reading(verbs, spoken)
    _add_changing(verbs, spoken)
    _add_whole(verbs, spoken)
    return parser


def _add_reading(verbs: "argparse._SubParsersAction[_Parser]", spoken: _Parser) -> None:
    today = verbs.add_parser("today", parents=[spoken], help="whom to write to, and why")
    today.add_argument("--date", metavar="YYYY-MM-DD")
    today.add_argument("--limit", type=int, metavar="N")
    search = verbs.add_parser("search", parents=[spoken], help="find friends")
    search.add_argument("words", nargs="+", metavar="WORDS")
    search.add_argument("--limit", type=int, default=50, metavar="N")
    export = verbs.add_parser("export", parents=[spoken], help="lists out to a file")
    export.add_argument("what", choices=EXPORTS)
    export.add_argument("file", type=Path, metavar="FILE")
    export.add_argument("--filter", default="", metavar="WORDS")
    export.add_argument("--form", default="", metavar="google|old_cards|COURIER|SHEET", help="how the list is laid out")
    export.add_argument("--columns", choices=["few", "all"], default="all")
    export.add_argument("--mask", action="store_true", help="hide the middle of phone numbers")
    export.add_argument("--sender", default="", metavar="TEXT", help="of parcels: name, phone and address")
    verbs.add_parser("figures", parents=[spoken], help="what is owed, sold and earned")
    verbs.add_parser("doctor", parents=[spoken], help="is everything in order?")
    parse = verbs.add_parser("parse", parents=[spoken], help="what is understood of a text; nothing is stored")
    parse.add_argument("what", choices=PARSED)
    parse.add_argument("file", nargs="?", type=Path, default=Path("-"), metavar="FILE|-")
    parse.add_argument("--me", action="append", default=[], metavar="NAME")
    parse.add_argument("--day", metavar="YYYY-MM-DD")


def _add_changing(verbs: "argparse._SubParsersAction[_Parser]", spoken: _Parser) -> None:
    add = verbs.add_parser("add", parents=[spoken], help="a new friend")
    add.add_argument("name", metavar="NAME")
    add.add_argument("--stage", metavar="S")
    add.add_argument("--handle", action="append", default=[], metavar="PLATFORM:HANDLE")
    add.add_argument("--tag", action="append", default=[], metavar="T")
    log = verbs.add_parser("log", parents=[spoken], help="a talk with a friend")
    log.add_argument("who", metavar="WHO")
    log.add_argument("text", metavar="TEXT")
    log.add_argument("--platform", metavar="P")
    log.add_argument("--direction", default="both", metavar="in|out|both")
    log.add_argument("--kind", default="chat", metavar="K")
    log.add_argument("--at", metavar="MOMENT")
    note = verbs.add_parser("note", parents=[spoken], help="lines as you jot them down: friend, order, money, reminder")
    note.add_argument("text", metavar="TEXT|-")
    note.add_argument("--again", action="store_true", help="also lines that were taken today already")
    note.add_argument("--dry-run", action="store_true")
    stage = verbs.add_parser("stage", parents=[spoken], help="move a friend to a stage")
    stage.add_argument("who", metavar="WHO")
    stage.add_argument("stage", metavar="STAGE")
    stage.add_argument("--reason", default="", metavar="TEXT")
    bring = verbs.add_parser(
        "import", parents=[spoken], help="friends, orders and payments in from files, - for standard input"
    )
    bring.add_argument("files", nargs="+", type=Path, metavar="FILE")
    bring.add_argument("--kind", default="auto", metavar="auto|contacts|address|orders|products|bill|signup|talk|shop")
    bring.add_argument("--account", default="", metavar="NAME")
    bring.add_argument("--map", action="append", default=[], metavar="FIELD=HEADER")
    bring.add_argument("--leave-unsure", action="store_true", help="leave out buyers who may be a friend")
    bring.add_argument("--friend", default="", metavar="WHO", help="with whom the talk was")
    bring.add_argument("--me", action="append", default=[], metavar="NAME", help="what I am called in the talk")
    bring.add_argument("--day", metavar="YYYY-MM-DD", help="when it was, where the talk says only the time")
    bring.add_argument("--dry-run", action="store_true")
    undo = verbs.add_parser("undo", parents=[spoken], help="take back a step")
    undo.add_argument("step", nargs="?", type=int, metavar="STEP")
    undo.add_argument("--list", action="store_true")


def _add_whole(verbs: "argparse._SubParsersAction[_Parser]", spoken: _Parser) -> None:
    backup = verbs.add_parser("backup", parents=[spoken], help="a checked copy of everything")
    backup.add_argument("file", nargs="?", type=Path, metavar="FILE")
    restore = verbs.add_parser("restore", parents=[spoken], help="put a backup in the place of the data")
    restore.add_argument("file", type=Path, metavar="FILE")
    demo = verbs.add_parser("demo", parents=[spoken], help="fill an empty shop with invented friends")
    demo.add_argument("--contacts", type=int, default=300, metavar="N")
    demo.add_argument("--conversations", type=int, metavar="N")
    demo.add_argument("--orders", type=int, metavar="N")
    demo.add_argument("--seed", type=int, default=1, metavar="S")


def parse(words: Sequence[str]) -> argparse.Namespace:
    """What the words ask for; `verb` is none for the window. Exits with 2 when they make no sense."""
    try:
        return _parsed(words)
    except _UsageError as error:
        sys.stderr.write(str(error))
        sys.exit(2)


def _parsed(words: Sequence[str]) -> argparse.Namespace:
    asked = _parser().parse_args(list(words))
    asked.data = getattr(asked, "data", None)
    return asked


def command(asked: argparse.Namespace, words: Sequence[str]) -> int:
    """Do what was asked and print the answer. A folder that a window owns is asked through that window."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    folder: Path = asked.data or data_folder()
    wording.use(Preferences.read(folder).language or wording.best_language(wording.system_languages()))
    said = _said(asked, lambda: _answer(asked, words, folder))
    sys.stdout.write(said.out)
    sys.stderr.write(said.err)
    return said.code


def answered(words: Sequence[str], workspace: Workspace, cwd: Path, progress: Progress) -> Said:
    """What the command line would print, done in a shop that is open here; for the window that owns it."""
    try:
        asked = _parsed(words)
    except _UsageError as error:
        return Said(2, "", str(error))
    return _said(asked, lambda: _run(workspace, asked, cwd, progress))


def _said(asked: argparse.Namespace, answer: Callable[[], "Answer | Said"]) -> Said:
    try:
        given = answer()
    except ShukeError as error:
        text = explain(error)
        if asked.json:
            return Said(1, _dumped({"error": {"code": error.code, "text": text}}), text + "\n")
        return Said(1, "", text + "\n")
    if isinstance(given, Said):
        return given
    out = _dumped(given.data) if asked.json else given.text + "\n" * bool(given.text)
    return Said(0 if given.fine else 1, out, "")


def _dumped(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False) + "\n"


def _answer(asked: argparse.Namespace, words: Sequence[str], folder: Path) -> "Answer | Said":
    cwd = Path.cwd()
    if asked.verb == "parse":
        from crm.parsing import parse_file

        path = None if asked.file == Path("-") else cwd / asked.file
        return parse_file(asked.what, path, asked.me, _day(asked.day))
    if asked.verb == "restore":
        return _restore(asked, folder, cwd)
    if asked.verb == "import" and Path(SIGN) in asked.files:
        with kept(words) as meant:
            return _answer(_parsed(meant), meant, folder)
    reading = asked.verb in READING or (asked.verb == "undo" and asked.list)
    try:
        workspace = open_workspace(folder, owned=not reading)
    except InUseError:
        heard = ring(folder, {"argv": list(words), "cwd": str(cwd)})
        if heard is None:
            raise
        return Said(int(heard.get("code", 1)), str(heard.get("out", "")), str(heard.get("err", "")))
    workspace.store.held_ms = ALONE_MS
    try:
        return _run(workspace, asked, cwd, _progress_line())
    finally:
        workspace.close()


def _progress_line() -> Progress:
    """Progress on stderr, where a person watches."""
    if not sys.stderr.isatty():
        return unheard

    def tell(done: int, total: int) -> None:
        sys.stderr.write(f"\r{done:,} / {total:,} " if total else f"\r{done:,} ")
        if done == total:
            sys.stderr.write("\r\033[K")
        sys.stderr.flush()

    return tell


def _run(  # noqa: C901 - one line a verb
    workspace: Workspace, asked: argparse.Namespace, cwd: Path, progress: Progress
) -> "Answer":
    from crm import verbs

    match asked.verb:
        case "today":
            return verbs.today(workspace, _day(asked.date), asked.limit)
        case "search":
            return verbs.search(workspace, " ".join(asked.words), asked.limit)
        case "add":
            return verbs.add(workspace, asked.name, asked.stage, asked.handle, asked.tag)
        case "log":
            return verbs.log(
                workspace, asked.who, asked.text,
                platform=asked.platform, direction=asked.direction, kind=asked.kind, at=asked.at,
            )  # fmt: skip
        case "note":
            return verbs.note(workspace, text_of(asked.text), again=asked.again, dry=asked.dry_run)
        case "stage":
            return verbs.stage(workspace, asked.who, asked.stage, asked.reason)
        case "import":
            chosen = [cwd / path for path in asked.files]
            return verbs.bring_in(
                workspace, chosen, asked.kind, asked.account, asked.map,
                leave_unsure=asked.leave_unsure, friend=asked.friend, me=asked.me, day=_day(asked.day),
                dry=asked.dry_run, progress=progress,
            )  # fmt: skip
        case "export":
            wanted = verbs.Export(
                asked.what, cwd / asked.file, asked.filter, asked.form, asked.columns == "few", asked.mask, asked.sender
            )
            return verbs.export(workspace, wanted, cwd, progress)
        case "undo":
            return verbs.steps(workspace) if asked.list else verbs.undo(workspace, asked.step)
        case "backup":
            return verbs.backup(workspace, None if asked.file is None else cwd / asked.file, progress)
        case "figures":
            from crm.figures import figures

            return figures(workspace)
        case "doctor":
            return verbs.doctor(workspace)
        case _:
            return verbs.demo(workspace, asked.contacts, asked.conversations, asked.orders, asked.seed, progress)


def _restore(asked: argparse.Namespace, folder: Path, cwd: Path) -> "Answer":
    from datetime import UTC, datetime

    from crm.verbs import Answer

    owner = Owner(folder)
    try:
        aside = files.restore(folder / files.FILE_NAME, cwd / asked.file, datetime.now(UTC))
    finally:
        owner.release()
    kept = None if aside is None else str(aside)
    text = tr("Restored from “{file}”.", file=asked.file.name)
    if aside is not None:
        text += " " + tr("What was there before is kept as “{file}”.", file=aside.name)
    return Answer({"restored": os.fspath(asked.file), "kept": kept}, text)


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise UnknownValueError("date", text) from error
