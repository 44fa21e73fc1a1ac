"""Texts that are read whole: what somebody copied, or the beginning of a longer one."""

from pathlib import Path

from crm.errors import NoFileError
from crm.transfer.encodings import recognise
from crm.transfer.errors import FileDeniedError, Limit, TooBigError, UnknownEncodingError

LARGEST = 5_000_000
"""Bytes of a text that is read whole; what people copy has some hundred kilobytes at most."""
HEAD = 60_000
"""Bytes of a text that are looked at to tell what it is."""


def beginning(path: Path, size: int = HEAD) -> str:
    """The first characters of a text; empty where its encoding cannot be told. Raises `OSError`."""
    with path.open("rb") as file:
        return _decoded(file.read(size)) or ""


def read_whole(path: Path) -> str:
    """A short text in any encoding. Raises a `FileProblemError`."""
    try:
        with path.open("rb") as file:
            given = file.read(LARGEST + 1)
    except (FileNotFoundError, IsADirectoryError) as error:
        raise NoFileError(path) from error
    except PermissionError as error:
        raise FileDeniedError(path) from error
    if len(given) > LARGEST:
        raise TooBigError(path, Limit.BYTES, len(given), LARGEST)
    text = _decoded(given)
    if text is None:
        raise UnknownEncodingError(path)
    return text


def _decoded(given: bytes) -> str | None:
    encoding = recognise(lambda: iter((given,)))
    return None if encoding is None else given.decode(encoding.name, "replace")
