"""Orders in: a shop's export, an order book or a courier sheet is read apart, planned, then stored as one step."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path

from crm.db.store import Store
from crm.ids import StepId
from crm.progress import Progress, unheard
from crm.settings import Settings
from crm.transfer.buyer_matching import Answers
from crm.transfer.child import read_apart
from crm.transfer.columns import SAMPLE_ROWS
from crm.transfer.errors import NoOrdersError
from crm.transfer.imports import Imported
from crm.transfer.money_storing import MoneyStoring
from crm.transfer.order_assembling import assemble
from crm.transfer.order_layout import OrderLayout, recognise_orders, remap_orders
from crm.transfer.orders_planning import OrdersPlan, plan_orders
from crm.transfer.planning import Fate
from crm.transfer.reading import Choices, Table
from crm.transfer.tables import Row

ReadTable = Callable[[Path, Choices, Progress], AbstractContextManager[Table]]
SAMPLES = 3
_STEP = 500


@dataclass(frozen=True, slots=True)
class OrderWishes:
    """What the seller chose about a file of orders: how to read it, which heading fills which field, who is who."""

    choices: Choices = field(default_factory=Choices)
    headings: Mapping[str, str] | None = None
    layout: OrderLayout | None = None
    header: int | None = None
    """The row where the headings stand, 0 for nowhere, none to find out."""
    asked: bool = False
    """Somebody is there to choose the columns: a table that does not say who bought is not refused."""
    answers: Answers = field(default_factory=dict)
    leave_unsure: bool = False
    """Buyers who may be a friend, and of whom nothing was said, are left out instead of becoming new friends."""
    create_products: bool = True


NO_WISHES = OrderWishes()


class OrdersIn:
    """Verbs of bringing in orders. `read` is how a file becomes a table; by default in a process of its own."""

    def __init__(self, store: Store, settings: Settings, read: ReadTable = read_apart) -> None:
        self._store = store
        self._settings = settings
        self._read = read

    def plan(self, path: Path, wishes: OrderWishes = NO_WISHES, progress: Progress = unheard) -> OrdersPlan:
        """What bringing in this file would do. Nothing is stored.

        Raises a `FileProblemError` for a file that cannot be read, `UnknownFieldError` and `UnknownHeaderError` for
        wishes that do not fit it, `Cancelled` when `progress` does.
        """
        currency = self._settings.shop().currency
        with self._read(path, wishes.choices, progress) as table:
            rows = iter(table.rows)
            sample = list(islice(rows, SAMPLE_ROWS))
            layout = wishes.layout or recognise_orders(sample, (wishes.headings or {}).values(), header=wishes.header)
            if wishes.headings:
                layout = remap_orders(layout, wishes.headings)
            if not layout.usable and not wishes.asked:
                raise NoOrdersError(path)
            plan = OrdersPlan(
                path, table.source, "orders", layout.shop.code, layout.shop.word, currency, layout.header, layout,
                samples_of(sample, layout.first), create_products=wishes.create_products,
                memory=layout.shop.code,
            )  # fmt: skip
            if not layout.usable:
                return plan
            every = heard(chain(sample, rows), progress)
            found = assemble(layout, every, currency, self._store.clock, progress)
        plan_orders(self._store, plan, found, wishes.answers, leave_unsure=wishes.leave_unsure, progress=progress)
        return plan

    def store(self, plan: OrdersPlan, progress: Progress = unheard) -> Imported:
        """Do what the plan says, as one step, whole or not at all. Raises `Cancelled`, or why it was not saved."""
        return store_plan(self._store, plan, progress)


def store_plan(store: Store, plan: OrdersPlan, progress: Progress) -> Imported:
    """Store a plan of orders or payments, if it changes anything."""
    counts = plan.counts
    if not counts[Fate.NEW] and not counts[Fate.UPDATED]:
        return Imported(counts, None)
    return Imported(counts, StepId(MoneyStoring(store, plan).run(progress)))


def samples_of(sample: Iterable[Row], first: int) -> tuple[tuple[str, ...], ...]:
    """The cells of the first rows of data, for whoever looks at the columns."""
    return tuple(row.cells for row in sample if row.number >= first and any(row.cells))[:SAMPLES]


def heard(rows: Iterable[Row], progress: Progress) -> Iterator[Row]:
    """The same rows, and a chance to call the work off among them."""
    for place, row in enumerate(rows):
        if place % _STEP == 0:
            progress(place, 0)
        yield row
