"""Files that belong to a product, an order, a case or a talk: copied into the data folder, named by what is in them.

The rows are undone like any other; the files stay until no row names them any more, which only erasing brings about.
"""

import hashlib
import os
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum, auto
from pathlib import Path
from typing import Any

from peewee import fn

from crm.db.models import AfterSale, Attachment, Conversation, Order, Product
from crm.db.row import Row
from crm.db.store import Store
from crm.errors import MissingError, ShukeError, TooManyError
from crm.ids import AttachmentId, ContactId
from crm.pictures import ENDINGS, PDF, look_at
from crm.topics import Action, Topic, Verb

FOLDER = "attachments"
LARGEST_FILE = 20 * 1024 * 1024
"""bytes"""
MOST_PIXELS = 64_000_000
"""as many as the window unpacks"""
MOST = 50
"""Nothing has more attachments."""
_NAME = re.compile(r"[0-9a-f]{64}")


class AttachmentProblem(StrEnum):
    """Why a file cannot be kept."""

    MISSING = auto()
    EMPTY = auto()
    TOO_LARGE = auto()
    TOO_MANY_PIXELS = auto()
    NOT_KEPT = auto()
    """It is neither a picture that can be shown nor a PDF, or it is damaged."""
    UNREADABLE = auto()
    DISK = auto()
    """It could be read, but the data folder could not be written to."""


@dataclass(eq=False)
class AttachmentError(ShukeError):
    """A file of this `name` that cannot be kept; nothing was changed."""

    problem: AttachmentProblem
    name: str


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose attachments are meant: exactly one of these numbers is given."""

    product: int | None = None
    order: int | None = None
    case: int | None = None
    conversation: int | None = None


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    """A file that was kept: the name it came with, its bytes, and what it is (a MIME type)."""

    id: AttachmentId
    name: str
    size: int
    kind: str

    @property
    def picture(self) -> bool:
        """Whether it can be shown."""
        return self.kind != PDF


class Attachments:
    """Verbs on files that belong to something."""

    def __init__(self, store: Store, folder: Path) -> None:
        self._store = store
        self._folder = folder / FOLDER

    def list(self, owner: Owner) -> tuple[AttachmentRow, ...]:
        """The files of something, in their order."""
        query = (
            Attachment.select(Attachment.id, Attachment.name, Attachment.size, Attachment.kind)
            .where(_of(owner), Attachment.sha256 != "", Attachment.deleted_at.is_null())
            .order_by(Attachment.position, Attachment.id)
        )
        return tuple(AttachmentRow(AttachmentId(number), *rest) for number, *rest in self._store.rows(query))

    def add(self, owner: Owner, paths: Sequence[Path]) -> tuple[AttachmentId, ...]:
        """Keep copies of these files, all or none; one that is there already is passed over.

        Raises `AttachmentError`, `TooManyError`, `MissingError` for what they would belong to. Reads whole files: not
        for the window's thread.
        """
        read = [(path, *_read(path)) for path in paths]
        model, what, number = _named(owner)
        with self._store.write(_topics(owner), Action(Verb.ATTACH, count=len(read))) as write:
            friend = _contact(write.rows(_friend(model, number)), what, number)
            known = dict(
                write.rows(
                    Attachment.select(Attachment.sha256, Attachment.id).where(
                        _of(owner), Attachment.deleted_at.is_null()
                    )
                )
            )
            last = Attachment.select(fn.COALESCE(fn.MAX(Attachment.position), 0)).where(_of(owner))
            position = write.rows(last)[0][0]
            made = []
            for path, data, kind in read:
                digest = hashlib.sha256(data).hexdigest()
                if digest in known:
                    continue
                if len(known) >= MOST:
                    raise TooManyError("attachment", MOST)
                position += 1
                # inside the change, so that no sweep can come between the file and the row that names it
                self._keep(path, digest, data, kind)
                known[digest] = write.insert(
                    Attachment, contact=friend, name=path.name[-200:], sha256=digest, size=len(data), kind=kind,
                    position=position, **{what: number},
                )  # fmt: skip
                made.append(AttachmentId(known[digest]))
        return tuple(made)

    def remove(self, attachments: Sequence[AttachmentId]) -> None:
        """They belong to nothing any more; undo brings them back. Raises `MissingError`."""
        with self._store.write(TOPICS, Action(Verb.DETACH, count=len(attachments))) as write:
            for attachment in attachments:
                write.delete(Attachment, attachment)

    def path(self, attachment: AttachmentId) -> Path:
        """Where the file lies. Raises `MissingError` for one that is not there (any more)."""
        digest, kind, name = self._store.row(
            Attachment.select(Attachment.sha256, Attachment.kind, Attachment.name).where(Attachment.id == attachment),
            "attachment",
            attachment,
        )
        found = self._place(digest, kind) if _NAME.fullmatch(digest) and kind in ENDINGS else None
        if found is None or not found.is_file():
            raise MissingError("file", name)
        return found

    def sweep(self) -> int:
        """Delete the files that no row names, not even one in the bin; how many they were."""
        if not self._folder.is_dir():
            return 0
        with self._store.write(Topic(0)) as write:
            named = {digest for (digest,) in write.rows(Attachment.select(Attachment.sha256).distinct())}
            gone = 0
            for file in self._folder.glob("*/*"):
                if file.stem not in named:
                    with suppress(OSError):
                        file.unlink()
                        gone += 1
        return gone

    def _place(self, digest: str, kind: str) -> Path:
        return self._folder / digest[:2] / f"{digest}{ENDINGS[kind]}"

    def _keep(self, source: Path, digest: str, data: bytes, kind: str) -> None:
        target = self._place(digest, kind)
        try:
            if target.is_file() and target.stat().st_size == len(data):
                return
            target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            part = target.with_suffix(".part")
            with part.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            part.replace(target)
        except OSError as error:
            raise AttachmentError(AttachmentProblem.DISK, source.name) from error


TOPICS = Topic.PRODUCTS | Topic.ORDERS | Topic.CONVERSATIONS


def _read(path: Path) -> tuple[bytes, str]:
    """The bytes of a file, and what it is, within bounds."""
    try:
        if not path.is_file():
            raise AttachmentError(AttachmentProblem.MISSING, path.name)
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise AttachmentError(AttachmentProblem.UNREADABLE, path.name) from error
    if not data:
        raise AttachmentError(AttachmentProblem.EMPTY, path.name)
    if len(data) > LARGEST_FILE:
        raise AttachmentError(AttachmentProblem.TOO_LARGE, path.name)
    look = look_at(data)
    if look is None:
        raise AttachmentError(AttachmentProblem.NOT_KEPT, path.name)
    if look.width * look.height > MOST_PIXELS:
        raise AttachmentError(AttachmentProblem.TOO_MANY_PIXELS, path.name)
    return data, look.kind


def _named(owner: Owner) -> tuple[type[Row], str, int]:
    """The table, the column and the number of what is meant."""
    some: tuple[tuple[type[Row], str, int | None], ...] = (
        (Product, "product", owner.product),
        (Order, "order", owner.order),
        (AfterSale, "case", owner.case),
        (Conversation, "conversation", owner.conversation),
    )
    return next((model, what, number) for model, what, number in some if number is not None)


def _of(owner: Owner) -> Any:
    _, what, number = _named(owner)
    return Attachment._meta.fields[what] == number


def _topics(owner: Owner) -> Topic:
    if owner.product is not None:
        return Topic.PRODUCTS
    return Topic.CONVERSATIONS if owner.conversation is not None else Topic.ORDERS


def _friend(model: type[Row], number: int) -> Any:
    column = model._meta.fields.get("contact", model.id)
    return model.select(column).where(model.id == number, model.deleted_at.is_null())


def _contact(found: Sequence[tuple[Any, ...]], what: str, number: int) -> ContactId | None:
    if not found:
        raise MissingError(what, str(number))
    return None if what == "product" else ContactId(found[0][0])
