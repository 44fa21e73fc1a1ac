"""Erasing a person for good (PIPL article 47): nothing of them stays in the file, and a restored backup forgets them.

What was erased is remembered by its UUID and moment alone: in the file's table `erased`, and beside the file in
`erased.json`, since an older backup that is put back does not know of it.
"""

import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from peewee import fn

from crm.attachments import Attachments
from crm.bin import Bin
from crm.db import files
from crm.db.models import Contact, Conversation, Identity, Order
from crm.db.store import Store
from crm.errors import FileProblemError, MissingError
from crm.ids import ContactId
from crm.progress import Progress, unheard
from crm.topics import Topic

LIST = "erased.json"
TOMBSTONES = "SELECT uuid, at FROM erased"
AT_ONCE = 50
"""Friends that one transaction takes out of the file when their time in the bin is over."""


@dataclass(frozen=True, slots=True)
class Erasure:
    """What erasing a friend would take: how many talks and orders, and the backups that hold them, newest first."""

    contact: ContactId
    uuid: str
    name: str
    talks: int
    orders: int
    backups: tuple[Path, ...]


class Erasing:
    """Verbs on forgetting people."""

    def __init__(self, store: Store, folder: Path, bin_: Bin) -> None:
        self._store = store
        self._folder = folder
        self._bin = bin_

    def look(self, contact: ContactId) -> Erasure:
        """What erasing this friend, in the bin or not, would take. Raises `MissingError`."""
        uuid, name = self._store.row(
            Contact.select(Contact.uuid, Contact.name).where(Contact.id == contact), "contact", contact
        )
        them = self._with_merged([contact])
        talks, orders = (
            self._store.rows(model.select(fn.COUNT(model.id)).where(model.contact.in_(them)))[0][0]
            for model in (Conversation, Order)
        )
        return Erasure(contact, uuid, name, talks, orders, tuple(self._holding(uuid)))

    def erase(self, contact: ContactId) -> bool:
        """Take a friend out of the file for good, and whoever was merged into them; no undo brings them back.

        Answers whether a look through the bytes of the file found nothing of them any more: their UUIDs, and the
        handles that nobody else has; false too when there was no room to look, or to clear their words, which the next
        quiet moment makes up for. Raises `MissingError`, `StillRunningError`, `CutOffError` or a `FileProblemError`,
        and then nothing was erased.
        """
        with self._store.write(Topic(0)):  # nobody is merged into them meanwhile
            them = self._with_merged([contact])
            uuids = self._uuids(them)
            if not uuids:
                raise MissingError("contact", str(contact))
            own = self._own_handles(them)
            self._store.erase(them, words=False)
        self._remember()
        Attachments(self._store, self._folder).sweep()
        with suppress(FileProblemError):  # from here on they are erased, whatever becomes of the looking
            self._store.forget_words()
            # the tombstone of each is the one place where their UUID may stand
            return self._store.occurrences([*uuids, *own]) <= len(uuids)
        return False

    def empty_bin(self, progress: Progress = unheard) -> int:
        """Erase everybody whose thirty days in the bin are over; how many it were.

        Whatever ends it early, the next run goes on, also with clearing their words. While a long step is
        under way nobody is erased: that is for another quiet moment.
        """
        due = self._bin.due()
        count = 0
        for start in range(0, len(due), AT_ONCE):
            progress(start, len(due))
            with self._store.write(Topic(0)):  # from here on nobody brings one of them back, and nothing long begins
                if self._store.open_steps():
                    break
                still = set(self._bin.due())
                block = self._with_merged([friend for friend in due[start : start + AT_ONCE] if friend in still])
                self._store.erase(block, words=False)
            count += len(block)
        self._store.forget_words(progress)
        self._remember()
        Attachments(self._store, self._folder).sweep()
        return count

    def again(self) -> int:
        """Erase whoever was erased before and is there again, because a backup was put back; how many it were.

        What a crash kept from the list is made up for. A long step that the backup caught half-way goes first.
        """
        self._remember()
        known = list(self._remembered())
        found = self._store.rows(
            ("SELECT id FROM contact WHERE uuid IN (SELECT value FROM json_each(?))", (json.dumps(known),))
        )
        if found:
            for step in self._store.open_steps():
                self._store.take_back_open(step.id)
            self._store.erase(self._with_merged([number for (number,) in found]))
            Attachments(self._store, self._folder).sweep()
        return len(found)

    def delete_backups(self, backups: Sequence[Path]) -> None:
        """Delete backups that still hold somebody. Raises a `FileProblemError` for one that cannot be deleted."""
        for backup in backups:
            files.delete_backup(backup)

    def _with_merged(self, contacts: Sequence[int]) -> list[int]:
        """The friends and whoever was merged into them, by whatever way."""
        everyone: set[int] = set()
        following = list(contacts)
        while following:
            everyone.update(following)
            query = Contact.select(Contact.id).where(Contact.merged_into.in_(following))
            following = [number for (number,) in self._store.rows(query) if number not in everyone]
        return sorted(everyone)

    def _uuids(self, contacts: Sequence[int]) -> list[str]:
        return [u for (u,) in self._store.rows(Contact.select(Contact.uuid).where(Contact.id.in_(contacts)))]

    def _own_handles(self, contacts: Sequence[int]) -> list[str]:
        """Their handles that no other friend has, long enough not to be found by chance."""
        theirs = {
            handle
            for (handle,) in self._store.rows(Identity.select(Identity.handle).where(Identity.contact.in_(contacts)))
            if len(handle.encode()) >= 8
        }
        shared = Identity.select(Identity.handle).where(
            Identity.handle.in_(list(theirs)), Identity.contact.not_in(contacts)
        )
        return sorted(theirs - {handle for (handle,) in self._store.rows(shared)})

    def _holding(self, uuid: str) -> list[Path]:
        backups = sorted((self._folder / files.BACKUPS).glob("*.db"), reverse=True)
        return [backup for backup in backups if files.holds(backup, uuid)]

    def _remembered(self) -> dict[str, int]:
        with suppress(OSError, ValueError):
            said = json.loads((self._folder / LIST).read_text(encoding="utf-8"))
            if isinstance(said, dict):
                return {uuid: at for uuid, at in said.items() if isinstance(at, int)}
        return {}

    def _remember(self) -> None:
        """Bring the list up to date with the tombstones of the file, which were made with the erasing itself.

        A list that cannot be written now is written after the next erasing, or at the next start.
        """
        listed = self._remembered()
        tombstones = dict(self._store.rows(TOMBSTONES))
        if tombstones.keys() - listed.keys():
            with suppress(FileProblemError):
                files.write_beside(self._folder / LIST, json.dumps({**tombstones, **listed}, indent=1))
