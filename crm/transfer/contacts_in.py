"""Friends in: a file is read apart, planned without storing anything, then stored as one step."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from pathlib import Path

from crm.accounts import Accounts
from crm.db.store import Store
from crm.ids import StepId
from crm.photos import LARGEST
from crm.progress import Progress, unheard
from crm.remarks import read_remark
from crm.transfer.card_pictures import picture
from crm.transfer.child import read_apart
from crm.transfer.columns import SAMPLE_ROWS, Layout, recognise, remap
from crm.transfer.drafts import outcomes
from crm.transfer.entries import Outcome, Record
from crm.transfer.errors import FileKind, NotATableError
from crm.transfer.gathering import gathering
from crm.transfer.habits import Habits
from crm.transfer.imports import Imported
from crm.transfer.planning import BLOCK, ContactsPlan, Fate, Planner
from crm.transfer.reading import Choices, Table
from crm.transfer.storing import Storing

ReadTable = Callable[[Path, Choices, Progress], AbstractContextManager[Table]]


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the seller chose about a file: how to read it, which heading fills which field, whose friends they are."""

    choices: Choices = field(default_factory=Choices)
    headings: Mapping[str, str] | None = None
    account: str = ""
    layout: Layout | None = None
    header: int | None = None
    """The row where the headings stand, 0 for nowhere, none to find out."""
    remarks: bool = False
    """Read the 备注: how to call them, their city, tags."""
    asked: bool = False
    """Somebody is there to choose the columns: a table that does not say who is who is not refused."""


NO_WISHES = Wishes()


SAMPLES = 3
SIDE = 256
"""Pixels of the longer side of a picture that is kept as it is."""


def _with_remark(outcome: Outcome) -> Outcome:
    """A record with what its 备注 proposes, or the name where that stands for one."""
    if not isinstance(outcome, Record):
        return outcome
    entry = outcome.entry
    words = entry.remark or entry.name
    wanted = read_remark(words).wanted(entry.name, entry.tags)
    if wanted is None:
        return outcome
    tags = (*entry.tags, *wanted.tags)
    return replace(outcome, entry=replace(entry, name=wanted.name or entry.name, remark=words, tags=tags))


class ContactsIn:
    """Verbs of importing friends. `read` is how a file becomes a table; by default in a process of its own. `shrink`
    makes a picture a small JPEG, and is the window's; without it only pictures that are small already are kept.
    """

    def __init__(
        self,
        store: Store,
        accounts: Accounts,
        read: ReadTable = read_apart,
        shrink: Callable[[bytes], bytes | None] | None = None,
    ) -> None:
        self._store = store
        self._shrink = shrink
        self._accounts = accounts
        self._read = read
        self._habits = Habits(store)

    def plan(self, path: Path, wishes: Wishes = NO_WISHES, progress: Progress = unheard) -> ContactsPlan:
        """What importing this file would do. Nothing is stored.

        Raises a `FileProblemError` for a file that cannot be read, `UnknownFieldError` and `UnknownHeaderError` for
        wishes that do not fit it, `Cancelled` when `progress` does.
        """
        with gathering(), self._read(path, wishes.choices, progress) as table:
            rows = iter(table.rows)
            sample = list(islice(rows, SAMPLE_ROWS))
            layout = wishes.layout or self._habits.columns(
                recognise(sample, (wishes.headings or {}).values(), header=wishes.header)
            )
            if wishes.headings:
                layout = remap(layout, wishes.headings)
            if not layout.usable and not wishes.asked:
                raise NotATableError(path, FileKind.TEXT)
            samples = tuple(row.cells for row in sample if row.number >= layout.first and any(row.cells))[:SAMPLES]
            plan = ContactsPlan(path, table.source, layout, wishes.account, samples)
            if not layout.usable:
                return plan
            planner = Planner(self._store, self._accounts, plan)
            every = outcomes(layout, chain(sample, rows), self._can_keep)
            if wishes.remarks:
                every = map(_with_remark, every)
            while block := list(islice(every, BLOCK)):
                planner.take(block)
        return plan

    def store(self, plan: ContactsPlan, progress: Progress = unheard) -> Imported:
        """Do what the plan says, as one step, whole or not at all. Raises `Cancelled`, or why it was not saved."""
        counts = plan.counts
        self._habits.keep_columns(plan.layout)
        if not counts[Fate.NEW] and not counts[Fate.UPDATED]:
            return Imported(counts, None)
        with gathering():
            return Imported(counts, StepId(Storing(self._store, self._accounts, plan, self._pictures).run(progress)))

    def _can_keep(self, told: str) -> bool:
        """Whether a picture (its kind, longer side and bytes) can become a friend's."""
        kind, side, size = (*told.split(), "", "")[:3]
        if self._shrink is not None:
            return bool(side)
        return kind == "jpeg" and 0 < int(side) <= SIDE and int(size) <= LARGEST

    def _pictures(self, plan: ContactsPlan) -> Iterator[tuple[int, bytes]]:
        """The pictures of a file of cards, small, by the number of the card."""
        choices = Choices(encoding=plan.source.encoding, pictures=True)
        with self._read(plan.path, choices, unheard) as table:
            for row in table.rows:
                data = picture(row.cells[0])
                small = data if data is None or self._shrink is None else self._shrink(data)
                if small is not None:
                    yield row.number, small
