"""Small pictures of friends, one each; making a picture small is the window's work."""

import base64
from dataclasses import dataclass

from crm.db.models import Photo
from crm.db.store import Store
from crm.db.write import Write
from crm.errors import NoPictureError
from crm.follow_ups import require
from crm.ids import ContactId
from crm.topics import Action, Topic, Verb

LARGEST = 128 * 1024
"""bytes; a JPEG of 256 × 256 pixels has a fifth of it"""
_JPEG = b"\xff\xd8\xff"


@dataclass(frozen=True, slots=True)
class PhotoRow:
    """A friend's picture; another picture has another number."""

    id: int
    jpeg: bytes


class Photos:
    """Verbs on the pictures of friends."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def of(self, contact: ContactId) -> PhotoRow | None:
        """A friend's picture, if there is one that can be read."""
        rows = self._store.rows(
            Photo.select(Photo.id, Photo.data)
            .where(Photo.contact == contact, Photo.deleted_at.is_null())
            .order_by(Photo.id.desc())
            .limit(1)
        )
        if not rows:
            return None
        number, data = rows[0]
        try:
            return PhotoRow(number, base64.b64decode(data, validate=True))
        except ValueError:
            return None

    def set(self, contact: ContactId, jpeg: bytes) -> None:
        """A friend's picture, in place of the one they had.

        Raises `NoPictureError` for what is no JPEG or is larger than `LARGEST`, `MissingError`.
        """
        if not jpeg.startswith(_JPEG) or len(jpeg) > LARGEST:
            raise NoPictureError(large=len(jpeg) > LARGEST)
        require(self._store, contact)
        with self._store.write(Topic.CONTACTS, Action(Verb.SET_PHOTO, contact)) as write:
            self._bin(write, contact)
            write.insert(Photo, contact=contact, data=base64.b64encode(jpeg).decode())

    def remove(self, contact: ContactId) -> None:
        """No picture any more."""
        with self._store.write(Topic.CONTACTS, Action(Verb.SET_PHOTO, contact)) as write:
            self._bin(write, contact)

    def _bin(self, write: Write, contact: ContactId) -> None:
        for (number,) in write.rows(Photo.select(Photo.id).where(Photo.contact == contact, Photo.deleted_at.is_null())):
            write.delete(Photo, number)
