"""A record of talks out of a file: text in any encoding, tables, JSON, the mht of QQ, the zip of WhatsApp."""

import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime, tzinfo
from email import message_from_bytes, policy
from html.parser import HTMLParser
from itertools import islice
from pathlib import Path
from typing import Any

from crm.talks import Answers, Ask, Kind, Layout, Message, Order, Problem, Talk, read_text
from crm.talks.records import read_json, read_rows
from crm.transfer.encodings import recognise
from crm.transfer.errors import FileKind, Limit, NotATableError, TooBigError, UnknownEncodingError, UnreadableFileError
from crm.transfer.file_kind import kind_of
from crm.transfer.reading import open_table

LARGEST = 200_000_000
"""Bytes of text that are read, of a file or of what is packed into one."""
_RATIO = 200
_MOST_ROWS = 1_000_000
_MHT = re.compile(rb"^content-type: *multipart/related", re.IGNORECASE | re.MULTILINE)
_IN_A_ZIP = re.compile(
    r"(?:.*/)?(?:_chat\.txt|[^/]*WhatsApp[^/]*\.txt|result\.json|[^/]{1,120}\.(?:txt|json|jsonl|csv))"
)
_SHEETS = frozenset({FileKind.XLSX, FileKind.XLS, FileKind.ODS})


def read_talks(path: Path, answers: Answers, zone: tzinfo) -> tuple[Talk, ...]:
    """The talks of a file, read in this very process: a foreign file is to be read through `crm.transfer.child`.

    Moments that are given with a zone are told in the clock of `zone`. Raises a `FileProblemError`; `NotATableError`
    for a file in which nothing looks like a talk.
    """
    kind = kind_of(path)
    found: tuple[Talk, ...] = ()
    if kind is FileKind.ARCHIVE:
        name, given = _unpacked(path)
        found = _of_bytes(path, name, given, answers, zone)
    elif kind in _SHEETS:
        found = _of_table(path, answers, zone)
    elif kind in {FileKind.TEXT, FileKind.JSON}:
        if path.stat().st_size > LARGEST:
            raise TooBigError(path, Limit.BYTES, path.stat().st_size, LARGEST)
        given = path.read_bytes()
        if path.suffix.lower() in {".csv", ".tsv"} and not answers.layout:
            found = _of_table(path, answers, zone)
        found = found or _of_bytes(path, path.name, given, answers, zone)
        if not found and kind is FileKind.TEXT and not answers.layout:
            found = _of_table(path, answers, zone)
    if not found:
        raise NotATableError(path, kind)
    return found


def _of_table(path: Path, answers: Answers, zone: tzinfo) -> tuple[Talk, ...]:
    rows = (row.cells for row in islice(open_table(path).rows, _MOST_ROWS))
    found = read_rows(rows, answers, zone)
    return () if found is None else (found,)


def _of_bytes(path: Path, name: str, given: bytes, answers: Answers, zone: tzinfo) -> tuple[Talk, ...]:
    if _MHT.search(given[:4000]):
        return _of_mht(given, answers)
    encoding = recognise(lambda: iter((given,)))
    if encoding is None:
        raise UnknownEncodingError(path)
    text = given.decode(encoding.name, "replace")
    start = text.lstrip("\ufeff \n\r\t")[:1]
    if start in {"{", "["}:
        value = _json(path, text)
        if value is not None and (found := read_json(value, answers, zone)):
            return found
    return read_text(text, answers, name=name)


def _json(path: Path, text: str) -> Any:
    """The value of a JSON text, or the list of the values of its lines; none for other text."""
    try:
        return json.loads(text.lstrip("\ufeff"))
    except RecursionError as error:
        raise UnreadableFileError(path, "nested too deep") from error
    except ValueError:
        lines = [line for line in text.lstrip("\ufeff").splitlines() if line.strip()]
        values = []
        for line in lines:
            try:
                values.append(json.loads(line))
            except (ValueError, RecursionError):
                values.append(line)
        return values if any(isinstance(value, dict) for value in values) else None


def _unpacked(path: Path) -> tuple[str, bytes]:
    """The record in an archive, and what its file is called; the media beside it stay where they are."""
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if _IN_A_ZIP.fullmatch(entry.filename)]
            entries.sort(key=lambda entry: (not entry.filename.endswith("_chat.txt"), -entry.file_size))
            if not entries:
                raise NotATableError(path, FileKind.ARCHIVE)
            entry = entries[0]
            if entry.file_size > LARGEST or entry.file_size > _RATIO * max(entry.compress_size, 1000):
                raise TooBigError(path, Limit.UNPACKED, entry.file_size, LARGEST)
            with archive.open(entry) as file:
                given = file.read(LARGEST + 1)
            if len(given) > LARGEST:
                raise TooBigError(path, Limit.UNPACKED, len(given), LARGEST)
            return (path.name if entry.filename.endswith("_chat.txt") else entry.filename), given
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise UnreadableFileError(path, f"zip: {error}") from error


# QQ's mht


def _of_mht(given: bytes, answers: Answers) -> tuple[Talk, ...]:
    mail = message_from_bytes(given, policy=policy.default)
    html = next((part for part in mail.walk() if part.get_content_type() == "text/html"), None)
    if html is None:
        return ()
    payload = html.get_payload(decode=True)
    assert isinstance(payload, bytes)
    encoding = recognise(lambda: iter((payload,)))
    reader = _Page()
    reader.feed(payload.decode(encoding.name if encoding else "utf-8", "replace"))
    text = "\n".join(reader.lines())
    chat = re.search(r"^消息对象: ?(.{1,64})$", text, re.MULTILINE)
    text = re.sub(r"^日期: ?([0-9-]{8,10})$", r"—— \1 ——", text, flags=re.MULTILINE)
    text = re.sub(r"^(?:消息记录.*|消息分组:.*|消息对象:.*)$", "", text, flags=re.MULTILINE)
    layout = answers.layout or Layout.TIMED_COPY
    chosen = Answers(answers.me, answers.day, answers.year, answers.order, layout, answers.platform or "qq")
    return read_text(text.strip("\n"), chosen, name=f"[LINE] 與{chat[1]}的聊天.txt" if chat else "")


class _Page(HTMLParser):
    """The words of a page, a line for each block; what floats stays on the line of what follows."""

    _BLOCKS = frozenset({"div", "tr", "br", "p", "table", "title"})

    def __init__(self) -> None:
        super().__init__()
        self._words: list[str] = []
        self._floats: list[bool] = []
        self._skipped = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        style = dict(attrs).get("style") or ""
        if tag == "div":
            self._floats.append("float" in style)
        if tag in {"style", "script"}:
            self._skipped = True
        elif tag == "img":
            self._words.append("[图片]")
        elif tag in self._BLOCKS and "float" not in style:
            self._words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"style", "script"}:
            self._skipped = False
        floats = bool(self._floats.pop()) if tag == "div" and self._floats else False
        if tag in self._BLOCKS:
            self._words.append(" " if floats else "\n")

    def handle_data(self, data: str) -> None:
        if not self._skipped:
            self._words.append(data.replace("\n", " "))

    def lines(self) -> Iterator[str]:
        """The lines that say something."""
        for line in "".join(self._words).split("\n"):
            if line.strip():
                yield line.strip()


# between two processes


def told(talk: Talk) -> dict[str, Any]:
    """A talk as JSON."""
    said = asdict(talk)
    said["messages"] = [
        {**one, "at": None if message.at is None else message.at.isoformat()}
        for one, message in zip(said["messages"], talk.messages, strict=True)
    ]
    said["asks"] = sorted(talk.asks)
    return said


def heard(said: dict[str, Any]) -> Talk:
    """The talk of `told`."""
    messages = tuple(
        Message(
            **{**one, "at": None if one["at"] is None else datetime.fromisoformat(one["at"]), "kind": Kind(one["kind"])}
        )
        for one in said["messages"]
    )
    return Talk(
        Layout(said["layout"]), said["platform"], said["chat"], messages,
        tuple(Problem(**one) for one in said["problems"]), frozenset(map(Ask, said["asks"])), said["frame"],
    )  # fmt: skip


def answers_told(answers: Answers) -> dict[str, Any]:
    """Answers as JSON."""
    return {**asdict(answers), "me": sorted(answers.me), "day": answers.day.isoformat() if answers.day else None}


def answers_heard(said: dict[str, Any]) -> Answers:
    """The answers of `answers_told`."""
    return Answers(
        frozenset(said["me"]), date.fromisoformat(said["day"]) if said["day"] else None, said["year"],
        Order(said["order"]) if said["order"] else None, Layout(said["layout"]) if said["layout"] else None,
        said["platform"], said["taught"],
    )  # fmt: skip
