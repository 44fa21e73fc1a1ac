"""What Shuke understands of a text, without a shop and without storing anything: `shuke parse address [FILE|-]`."""

import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from crm.addresses import Recipient, read_addresses
from crm.errors import NoFileError
from crm.settings import DEFAULT_ZONE
from crm.signups import read_sign_ups
from crm.talks import Answers, Talk, read_text
from crm.transfer.child import talks_apart
from crm.transfer.encodings import recognise
from crm.transfer.errors import FileDeniedError, FileKind, Limit, NotATableError, TooBigError, UnknownEncodingError
from crm.verbs import Answer
from crm.wording import tr

LARGEST = 50_000_000
"""Bytes of a text that are read."""


def parse_file(what: str, path: Path | None, me: Sequence[str] = (), day: date | None = None) -> Answer:
    """What is understood of a text file, or of standard input. `me` and `day` are for a talk that does not say who the
    seller is, or when it was. Raises a `FileProblemError`.
    """
    answers = Answers(me=frozenset(me), day=day, year=day.year if day else None)
    if what == "talk":
        return talk_of(path, "" if path else _given(None), answers)
    return KINDS[what](_given(path))


def _given(path: Path | None) -> str:
    name = path or Path("-")
    try:
        with sys.stdin.buffer if path is None else path.open("rb") as file:
            given = file.read(LARGEST + 1)
    except (FileNotFoundError, IsADirectoryError) as error:
        raise NoFileError(name) from error
    except PermissionError as error:
        raise FileDeniedError(name) from error
    if len(given) > LARGEST:
        raise TooBigError(name, Limit.BYTES, len(given), LARGEST)
    encoding = recognise(lambda: iter((given,)))
    if encoding is None:
        raise UnknownEncodingError(name)
    return given.decode(encoding.name, "replace")


def addresses(text: str) -> Answer:
    """`people`, each with all parts of the address; `unsure` names those to be looked at."""
    people = read_addresses(text)
    lines = ["  ".join(part for part in _told(one) if part) for one in people]
    return Answer({"people": [_address(one) for one in people]}, "\n".join(lines) or tr("No address was found."))


def _address(one: Recipient) -> dict[str, Any]:
    said: dict[str, Any] = {
        name: getattr(one, name)
        for name in ("name", "phone", "province", "city", "district", "street", "detail", "postcode", "adcode")
    }
    said["unsure"] = [str(field) for field in one.unsure]
    for name in ("chain", "store", "store_number"):
        if getattr(one, name):
            said[name] = getattr(one, name)
    return said


def _told(one: Recipient) -> tuple[str, ...]:
    return one.name, one.phone, one.region + one.detail, one.postcode, one.chain, one.store, one.store_number


def talk_of(path: Path | None, text: str, answers: Answers) -> Answer:
    """The messages of a talk, from a file of any kind or from text; more chats of one record stand under `more`."""
    zone = ZoneInfo(DEFAULT_ZONE)
    talks = read_text(text, answers) if path is None else talks_apart(path, answers, zone)
    if not talks:
        raise NotATableError(path or Path("-"), FileKind.TEXT)
    first, *others = [_talk(talk) for talk in talks]
    lines = [
        f"{message.at:%Y-%m-%d %H:%M}  {message.sender}: {message.text}"
        if message.at
        else f"{message.sender}: {message.text}"
        for talk in talks
        for message in talk.messages
    ]
    return Answer({**first, "more": others} if others else first, "\n".join(lines))


def _talk(talk: Talk) -> dict[str, Any]:
    return {
        "platform": talk.platform,
        "chat": talk.chat,
        "layout": talk.layout,
        "messages": [
            {
                "at": None if one.at is None else one.at.isoformat(),
                "sender": one.sender,
                "me": one.me,
                "kind": one.kind,
                "text": one.text,
            }
            for one in talk.messages
        ],
        "problems": [{"line": problem.line, "text": problem.text} for problem in talk.problems],
        "asks": sorted(talk.asks),
    }


def sign_ups(text: str) -> Answer:
    """`title`, `description`, `price` and `unit` as they are written, `entries` with who wants how much, and in
    `problems` the lines of which that could not be told.
    """
    read = read_sign_ups(text)
    if read is None:
        return Answer({"title": "", "entries": [], "problems": []}, tr("No sign-up list was found."))
    entries = [
        {
            "number": one.number,
            "line": one.line,
            "name": one.name,
            "quantity": one.quantity,
            "wanted": [{"quantity": wanted.quantity, "variant": wanted.variant} for wanted in one.wanted],
            "note": one.note,
        }
        for one in read.entries
    ]
    problems = [{"line": one.line, "text": one.text} for one in read.unread]
    told = {"title": read.title, "description": read.description, "price": read.price, "unit": read.unit}
    lines = [f"{one.number}  {one.name}  {one.quantity}  {one.note}".rstrip() for one in read.entries]
    lines += [tr("Line {row} could not be read: {text}", row=one.line, text=one.text) for one in read.unread]
    return Answer({**told, "entries": entries, "problems": problems}, "\n".join(lines))


KINDS: Mapping[str, Callable[[str], Answer]] = {"address": addresses, "signup": sign_ups}
"""What can be parsed, by the word for it on the command line."""
