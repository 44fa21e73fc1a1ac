"""What can go wrong, as facts without sentences; `crm.wording.errors` says them in the seller's words."""

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import ClassVar


class ShukeError(Exception):
    """Something known went wrong and can be told to the seller. Anything else that is raised is a bug.

    `code` is the class name in snake case without its ending; scripts read it from `--json` answers.
    """

    code: ClassVar[str] = "error"

    def __init_subclass__(cls) -> None:
        """Name the error for scripts."""
        super().__init_subclass__()
        cls.code = re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__.removesuffix("Error")).lower()


@dataclass(eq=False)
class MissingError(ShukeError):
    """A row that was asked for is not there (any more). `what` is a noun code, `which` what was asked for."""

    what: str
    which: str


@dataclass(eq=False)
class OverdrawnError(ShukeError):
    """Taking this back would leave a friend with less than nothing in their advance: it was used since."""

    name: str


@dataclass(eq=False)
class AmbiguousError(ShukeError):
    """Several friends fit. `uuids` lists them, best known first."""

    which: str
    uuids: tuple[str, ...]


@dataclass(eq=False)
class UnknownValueError(ShukeError):
    """A value that is none of the `allowed` codes of its `kind` (stage, platform, direction, date …)."""

    kind: str
    text: str
    allowed: tuple[str, ...] = ()


@dataclass(eq=False)
class FutureMomentError(ShukeError):
    """Something that was said or done cannot lie in the future."""

    at: datetime


@dataclass(eq=False)
class EmptyNameError(ShukeError):
    """A friend, product or account needs a name, and only that."""

    what: str


@dataclass(eq=False)
class ConflictError(ShukeError):
    """The row was changed elsewhere since it was read; nothing was overwritten."""

    what: str
    row: int


@dataclass(eq=False)
class TakenError(ShukeError):
    """A name that may stand only once is already used."""

    what: str
    name: str


@dataclass(eq=False)
class OutOfRangeError(ShukeError):
    """A number of its `kind` (price, cost: minor units; days) that is not from `least` to `most`."""

    kind: str
    value: int
    least: int
    most: int


@dataclass(eq=False)
class TooLongError(ShukeError):
    """A text of its `kind` that has more than `most` characters."""

    kind: str
    most: int


@dataclass(eq=False)
class TooManyError(ShukeError):
    """There are `most` of a `kind` already, and no more fit."""

    kind: str
    most: int


@dataclass(eq=False)
class FieldMisfitError(ShukeError):
    """An own field says things that would not fit any more, so it stays as it is. `values` are the first of `count`."""

    values: tuple[str, ...]
    count: int


@dataclass(eq=False)
class NoPictureError(ShukeError):
    """What was given is no picture, is damaged, or is (`large`) larger than this program opens."""

    large: bool = False


@dataclass(eq=False)
class CurrencyInUseError(ShukeError):
    """Orders or prices are written in the currency of this ISO 4217 code, so it cannot be exchanged for another."""

    currency: str


@dataclass(eq=False)
class OwnIntroducerError(ShukeError):
    """A friend cannot have introduced themselves, directly or in a circle."""

    contact: int


@dataclass(eq=False)
class SamePersonError(ShukeError):
    """A friend cannot be merged with, or told from, themselves."""

    contact: int


@dataclass(eq=False)
class LaterMergeError(ShukeError):
    """The friend of this name, who was made of several, was merged into another since; that is taken back first."""

    name: str


@dataclass(eq=False)
class NothingToUndoError(ShukeError):
    """There is no step to take back (or to do again)."""

    redo: bool = False


@dataclass(eq=False)
class CutOffError(ShukeError):
    """A long step was cut off half-way; it must be taken back before something else is undone."""

    step: int


@dataclass(eq=False)
class StillRunningError(ShukeError):
    """A long step is under way; what would keep it from being taken back whole has to wait."""

    step: int


@dataclass(eq=False)
class FileProblemError(ShukeError):
    """A data or backup file that cannot be used; `path` says which. Nothing was changed."""

    path: Path


class NewerFileError(FileProblemError):
    """The file was written by a newer version of Shuke."""


class DamagedFileError(FileProblemError):
    """The file is damaged, empty or cut short."""


class NotOursError(FileProblemError):
    """The file is not a Shuke data file."""


class NoFileError(FileProblemError):
    """There is no such file or folder."""


class FileExistsAsFolderError(FileProblemError):
    """A folder stands where a file should be written, or a file where a folder should be."""


class ReadOnlyError(FileProblemError):
    """The file or its folder cannot be written to."""


class MovedFileError(FileProblemError):
    """The file was moved, renamed or replaced while it was open; nothing is written to the one or the other."""


class DiskFullError(FileProblemError):
    """The disk is full; this change was not saved, everything saved before is there."""


class StorageError(FileProblemError):
    """The disk answered with an error; what was saved before is there."""


class BusyError(FileProblemError):
    """Another program holds the file."""


class NotEmptyError(FileProblemError):
    """The shop has friends already; invented ones are never mixed among them."""


class ShopNotEmptyError(FileProblemError):
    """A whole shop can only come into one that holds nothing yet."""


class InUseError(FileProblemError):
    """A running Shuke owns this data folder."""


class UnsafeFolderError(FileProblemError):
    """The folder is kept in step by a cloud service or lies on a network; live data would be damaged there."""
