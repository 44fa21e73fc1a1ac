"""What Shuke understands of a text, without a shop and without storing anything: `shuke parse address [FILE|-]`."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from crm.addresses import Recipient, read_addresses
from crm.errors import NoFileError
from crm.transfer.encodings import recognise
from crm.transfer.errors import FileDeniedError, Limit, TooBigError, UnknownEncodingError
from crm.verbs import Answer
from crm.wording import tr

LARGEST = 50_000_000
"""Bytes of a text that are read."""


def parse_file(what: str, path: Path | None) -> Answer:
    """What is understood of a text file, or of standard input. Raises a `FileProblemError`."""
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
    return KINDS[what](given.decode(encoding.name, "replace"))


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


KINDS: Mapping[str, Callable[[str], Answer]] = {"address": addresses}
"""What can be parsed, by the word for it on the command line."""
