"""Pasted addresses in: whoever gets a parcel becomes a friend, or is one already and lives there too."""

from collections.abc import Iterator
from pathlib import Path

from crm.accounts import Accounts
from crm.addresses import Field as Part
from crm.addresses import Recipient, read_each
from crm.db.store import Store
from crm.progress import Progress, unheard
from crm.transfer.columns import Layout
from crm.transfer.entries import PHONE, AddressEntry, ContactEntry, Doubt, HandleEntry, Outcome, Problem, Reason, Record
from crm.transfer.errors import NoAddressError
from crm.transfer.fields import Field
from crm.transfer.planning import ContactsPlan, Planner
from crm.transfer.shapes import Shape
from crm.transfer.short_texts import read_whole
from crm.transfer.tables import Source

STRIDE = 20
_LAYOUT = Layout((), header=0, first=1, shape=Shape.COURIER)
"""One phone is one friend with all addresses, as on a courier's sheet."""


class AddressesIn:
    """Verbs of bringing in addresses; the plan is one of friends and stored like any other."""

    def __init__(self, store: Store, accounts: Accounts) -> None:
        self._store = store
        self._accounts = accounts

    def plan(self, path: Path, progress: Progress = unheard) -> ContactsPlan:
        """What bringing in the people of this text would do. Nothing is stored.

        Raises `NoAddressError` for a text without an address, or another `FileProblemError`; `Cancelled` when
        `progress` does.
        """
        plan = ContactsPlan(path, Source("text"), _LAYOUT)
        text = read_whole(path)
        found: list[Outcome] = []
        lines = text.count("\n") + 1
        for count, (line, one) in enumerate(read_each(text)):
            if count % STRIDE == 0:
                progress(line, lines)
            found += _outcome(line, one)
        if not any(isinstance(each, Record) for each in found):
            raise NoAddressError(path)
        Planner(self._store, self._accounts, plan).take(found)
        return plan


def looks_like_addresses(text: str) -> bool:
    """Whether everybody in a text has a phone and a place for their parcels."""
    people = [one for _, one in read_each(text)]
    return bool(people) and all(one.phone and (one.region or one.store) and one.where for one in people)


def _outcome(line: int, one: Recipient) -> Iterator[Outcome]:
    if not (one.region or one.store or (one.phone and one.where)):
        yield Problem(line, Reason.NO_ADDRESS, " ".join(part for part in (one.name, one.phone, one.where) if part)[:80])
        return
    place = f"{one.region} {one.where}".strip()
    if not (one.name or one.phone):
        yield Problem(line, Reason.NO_NAME, place[:80])
        return
    doubts = []
    if Part.NAME in one.unsure:
        doubts.append(Doubt(Field.NAME, Reason.GUESS, one.name))
    if set(one.unsure) - {Part.NAME}:
        doubts.append(Doubt(Field.ADDRESS, Reason.GUESS, place[:200]))
    yield Record(
        line,
        ContactEntry(
            name=one.name or one.phone,
            handles=(HandleEntry(PHONE, one.phone),) if one.phone else (),
            addresses=(AddressEntry(one.where or one.region, one.region if one.where else "", one.postcode),),
        ),
        tuple(doubts),
    )
