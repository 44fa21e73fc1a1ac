"""Lists of products in: read apart, planned, then stored as one step. Blank cells take nothing away."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum, auto
from itertools import chain, islice
from pathlib import Path
from typing import Any

from crm.db.models import BundlePart, ImportBatch, Price, PriceChange, Product, StockMove, Tier
from crm.db.row import Row as TableRow
from crm.db.store import Store
from crm.ids import ProductId, StepId, TierId
from crm.money import AmountError, Currency, parse_amount
from crm.prices import MOST_AT_LEAST, PriceDraft, PriceRow, Prices
from crm.products import MOST_DAYS, MOST_PRICE, Part, ProductDraft, ProductRow, Products, full_name
from crm.products.verbs import draft_of
from crm.progress import Progress, unheard
from crm.settings import Settings
from crm.stock import MOST_UNITS
from crm.topics import Action, Topic, Verb
from crm.transfer.child import read_apart
from crm.transfer.columns import SAMPLE_ROWS
from crm.transfer.errors import NoProductsError
from crm.transfer.imports import Imported
from crm.transfer.orders_in import ReadTable, samples_of
from crm.transfer.planning import Fate
from crm.transfer.product_fields import ProductField, ProductLayout, recognise_products, remap_products
from crm.transfer.reading import Choices
from crm.transfer.tables import Flaw, Row, Source
from crm.transfer.vocabulary import EMPTY_WORDS

MOST_ROWS = 20_000
BLOCK = 50
"""Products in one transaction."""
_COUNT = re.compile(r"(?P<whole>-?[0-9]{1,12})(?:\.0*)?[^0-9.]{0,4}")
_STEP = re.compile(
    r"(?:(?P<least>[0-9]{1,9})\s*(?:\+|件起|个起|個起|以上|起)\s*[:：]?\s*)?(?P<price>[^\s].*)", re.DOTALL
)
_PART = re.compile(r"(?P<units>[0-9]{1,9})\s*[×xX*]\s*(?P<name>.+)")
_PART_BEHIND = re.compile(r"(?P<name>.+?)\s*[×xX*]\s*(?P<units>[0-9]{1,9})")
_APART = re.compile(r"\s*[;；+＋]\s*")
_TEXTS = {
    ProductField.UNIT: "unit",
    ProductField.SORT: "sort",
    ProductField.ORIGIN: "origin",
    ProductField.AUTHORISATION: "authorisation",
    ProductField.RECOMMEND: "recommend",
    ProductField.STORY: "story",
    ProductField.NOTE: "note",
}
_AMOUNTS = {ProductField.PRICE: "price", ProductField.COST: "cost"}
_NUMBERS = {
    ProductField.STOCK: ("count", 0, MOST_UNITS),
    ProductField.LOW_STOCK: ("low_stock", 0, MOST_UNITS),
    ProductField.DAYS: ("days_per_unit", 1, MOST_DAYS),
}
LONGEST_NAME = 200
_MADE: tuple[type[TableRow], ...] = (Product, PriceChange, BundlePart, StockMove, Price, Tier)


class Issue(StrEnum):
    """Why a row cannot be taken."""

    NO_NAME = auto()
    TWICE = auto()
    AMOUNT = auto()
    NUMBER = auto()
    PRICES = auto()
    PARTS = auto()
    TOO_LONG = auto()


@dataclass(frozen=True, slots=True)
class ProductIssue:
    """A row that cannot be taken: why, in which field, and what stands there."""

    row: int
    issue: Issue
    text: str
    field: ProductField | None = None


@dataclass(frozen=True, slots=True)
class ProductEntry:
    """What a row says; `told` are the columns that it says something in. `tiers` are price steps by the tier's name,
    `breaks` everybody's: pairs of at least so many units, and minor units each. `parts` are numbers and names.
    """

    row: int
    name: str
    variant: str = ""
    told: Mapping[str, Any] = field(default_factory=dict)
    tiers: Mapping[str, tuple[tuple[int, int], ...]] = field(default_factory=dict)
    breaks: tuple[tuple[int, int], ...] | None = None
    parts: tuple[tuple[int, str], ...] = ()

    @property
    def full(self) -> str:
        """How the product is shown."""
        return full_name(self.name, self.variant)


@dataclass(frozen=True, slots=True)
class PlannedProduct:
    """A row and its fate; `product` is the one that is there."""

    entry: ProductEntry
    fate: Fate
    product: ProductId | None = None


@dataclass(slots=True)
class ProductsPlan:
    """What bringing in one list would do. `passed` rows hold no product: the headings, what stands above, blanks."""

    path: Path
    source: Source
    layout: ProductLayout
    currency: Currency
    samples: tuple[tuple[str, ...], ...] = ()
    planned: list[PlannedProduct] = field(default_factory=list)
    problems: list[ProductIssue] = field(default_factory=list)
    passed: int = 0

    @property
    def records(self) -> int:
        """Rows that speak of a product."""
        return len(self.planned) + len(self.problems)

    @property
    def counts(self) -> Counter[Fate]:
        """How many products have which fate."""
        return Counter(planned.fate for planned in self.planned)


@dataclass(frozen=True, slots=True)
class ProductWishes:
    """What the seller chose about a file: how to read it, and which heading fills which field."""

    choices: Choices = field(default_factory=Choices)
    headings: Mapping[str, str] | None = None
    layout: ProductLayout | None = None
    asked: bool = False
    """Somebody is there to choose the columns: a table without a name's column is not refused."""


NO_WISHES = ProductWishes()


class ProductsIn:
    """Verbs of bringing in products. `read` is how a file becomes a table; by default in a process of its own."""

    def __init__(self, store: Store, settings: Settings, read: ReadTable = read_apart) -> None:
        self._store = store
        self._settings = settings
        self._read = read
        self._products = Products(store)
        self._prices = Prices(store)

    def plan(self, path: Path, wishes: ProductWishes = NO_WISHES, progress: Progress = unheard) -> ProductsPlan:
        """What bringing in this file would do. Nothing is stored.

        Raises a `FileProblemError` for a file that cannot be read or holds no products, `UnknownFieldError` and
        `UnknownHeaderError` for wishes that do not fit it, `Cancelled` when `progress` does.
        """
        currency = self._settings.shop().currency
        with self._read(path, wishes.choices, progress) as table:
            rows = iter(table.rows)
            sample = list(islice(rows, SAMPLE_ROWS))
            tiers = [tier.name for tier in self._prices.tiers()]
            layout = wishes.layout or recognise_products(sample, (wishes.headings or {}).values(), tiers)
            if wishes.headings:
                layout = remap_products(layout, wishes.headings)
            if not layout.usable and not wishes.asked:
                raise NoProductsError(path)
            plan = ProductsPlan(path, table.source, layout, currency, samples_of(sample, layout.first))
            if not layout.usable:
                return plan
            entries = list(self._entries(plan, islice(chain(sample, rows), MOST_ROWS), progress))
        self._compare(plan, named_anew(entries, {row.name: row for row in self._products.everything()}))
        return plan

    def store(self, plan: ProductsPlan, progress: Progress = unheard) -> Imported:
        """Do what the plan says, as one step, whole or not at all. Raises `Cancelled`, or why it was not saved."""
        counts = plan.counts
        work = [planned for planned in plan.planned if planned.fate is not Fate.SAME]
        work.sort(key=lambda planned: (bool(planned.entry.parts), bool(planned.entry.variant)))
        if not work:
            return Imported(counts, None)
        action = Action(Verb.IMPORT_PRODUCTS, detail=plan.path.suffix.lower())
        with self._store.batch(Topic.PRODUCTS, action, rows=len(work), progress=progress) as batch:
            for start in range(0, len(work), BLOCK):
                with batch.write() as write:
                    firsts = [(model, write.next_number(model)) for model in _MADE]
                    for planned in work[start : start + BLOCK]:
                        self._take(planned.entry)
                    for model, first in firsts:
                        batch.made(write, model, range(first, write.next_number(model)))
                progress(min(start + BLOCK, len(work)), len(work))
            batch.count = len(work)
            with batch.write() as write:
                number = write.insert(
                    ImportBatch, file=plan.path.name, kind="products", step=batch.step,
                    counts={fate.value: counts[fate] for fate in Fate},
                )  # fmt: skip
                batch.made(write, ImportBatch, range(number, number + 1))
        return Imported(counts, StepId(batch.step))

    # reading rows

    def _entries(self, plan: ProductsPlan, rows: Iterator[Row], progress: Progress) -> Iterator[ProductEntry]:
        seen: set[str] = set()
        for place, row in enumerate(rows):
            if place % 500 == 0:
                progress(place, 0)
            if row.number < plan.layout.first or not any(row.cells):
                plan.passed += 1
                continue
            try:
                entry = _entry(plan.layout, row, plan.currency)
            except _RowError as error:
                plan.problems.append(ProductIssue(row.number, error.issue, error.text[:80], error.field))
                continue
            if entry.full in seen:
                plan.problems.append(ProductIssue(row.number, Issue.TWICE, entry.full[:80]))
                continue
            seen.add(entry.full)
            yield entry

    # comparing

    def _compare(self, plan: ProductsPlan, entries: Sequence[ProductEntry]) -> None:
        """The fate of each, whole products before their variants and parts before bundles."""
        rows = {row.name: row for row in self._products.everything()}
        there = set(rows) | {entry.full for entry in entries if not entry.parts}
        bundles = {entry.full for entry in entries if entry.parts} | {row.name for row in rows.values() if row.parts}
        whole = {entry.name for entry in entries if entry.variant}
        tiers = {tier.name: tier.id for tier in self._prices.tiers()}
        planned: set[str] = set()
        for entry in sorted(entries, key=lambda entry: (bool(entry.parts), bool(entry.variant))):
            missing = [name for _, name in entry.parts if name not in there or name in bundles or name in whole]
            if missing or (entry.parts and (entry.variant or entry.full in whole)):
                text = (missing or [entry.full])[0][:80]
                plan.problems.append(ProductIssue(entry.row, Issue.PARTS, text, ProductField.PARTS))
                continue
            if entry.full in planned:
                plan.problems.append(ProductIssue(entry.row, Issue.TWICE, entry.full[:80]))
                continue
            planned.add(entry.full)
            row = rows.get(entry.full)
            if row is None:
                plan.planned.append(PlannedProduct(entry, Fate.NEW))
            else:
                same = self._same(entry, row, rows, tiers)
                plan.planned.append(PlannedProduct(entry, Fate.SAME if same else Fate.UPDATED, row.id))
        plan.planned.sort(key=lambda planned: planned.entry.row)
        plan.problems.sort(key=lambda problem: problem.row)

    def _same(
        self, entry: ProductEntry, row: ProductRow, rows: Mapping[str, ProductRow], tiers: Mapping[str, TierId]
    ) -> bool:
        draft = _draft(entry, row, {name: one.id for name, one in rows.items()})
        if draft is None or replace(draft, count=None) != draft_of(row):
            return False
        if draft.count is not None and draft.count != row.stock:
            return False
        if any(name not in tiers for name in entry.tiers):
            return False
        wanted = self._wanted(entry, row.id, tiers)
        return wanted is None or {_key(one) for one in wanted} == {_key(one) for one in self._prices.of(row.id)}

    def _wanted(self, entry: ProductEntry, product: ProductId, tiers: Mapping[str, TierId]) -> list[PriceDraft] | None:
        """The whole price list of a product with what a row says of it; none where it says nothing."""
        if not entry.tiers and entry.breaks is None:
            return None
        told = {tiers[name] for name in entry.tiers}
        kept = [
            PriceDraft(one.price, one.tier, one.contact, one.at_least)
            for one in self._prices.of(product)
            if one.contact is not None
            or (one.tier is not None and one.tier not in told)
            or (one.tier is None and entry.breaks is None)
        ]
        new = [
            PriceDraft(price, tiers[n], at_least=least) for n, steps in entry.tiers.items() for least, price in steps
        ]
        return [*kept, *new, *(PriceDraft(price, at_least=least) for least, price in entry.breaks or ())]

    # storing

    def _take(self, entry: ProductEntry) -> None:
        """Write one product, whatever it needs being there by now."""
        row = self._products.named(entry.full)
        ids = {name: one.id for _, name in entry.parts if (one := self._products.named(name)) is not None}
        if entry.variant:
            whole = self._products.named(entry.name)
            ids[entry.name] = whole.id if whole else self._products.add(ProductDraft(entry.name, _price(entry)))
        draft = _draft(entry, row, ids)
        assert draft is not None
        if row is None:
            product = self._products.add(draft)
        else:
            product = row.id
            self._products.edit(product, draft)
        tiers = {tier.name: tier.id for tier in self._prices.tiers()}
        for name in entry.tiers:
            if name not in tiers:
                tiers[name] = self._prices.add_tier(name)
        wanted = self._wanted(entry, product, tiers)
        if wanted is not None:
            self._prices.set(product, wanted)


@dataclass(eq=False)
class _RowError(Exception):
    """A cell that cannot be read; it becomes a `ProductIssue`."""

    issue: Issue
    text: str
    field: ProductField | None = None


def named_anew(entries: Sequence[ProductEntry], there: Mapping[str, ProductRow]) -> list[ProductEntry]:
    """A 规格 that stands alone with its name is a part of the name; where there are several they are variants."""
    names = Counter(entry.name for entry in entries)
    found = []
    for entry in entries:
        whole = there.get(entry.name)
        alone = names[entry.name] == 1 and entry.full not in there and (whole is None or not whole.variants)
        if entry.variant and alone:
            found.append(replace(entry, name=f"{entry.name} {entry.variant}", variant=""))
        else:
            found.append(entry)
    return found


def _entry(  # noqa: C901 - one line a kind of column
    layout: ProductLayout, row: Row, currency: Currency
) -> ProductEntry:
    """What a row says. Raises `_RowError`."""
    if row.flaw is Flaw.CELL_TOO_LONG:
        raise _RowError(Issue.TOO_LONG, row.cells[0])
    said: dict[str, Any] = {}
    names = {ProductField.NAME: "", ProductField.VARIANT: ""}
    tiers: dict[str, tuple[tuple[int, int], ...]] = {}
    breaks: tuple[tuple[int, int], ...] | None = None
    parts: tuple[tuple[int, str], ...] = ()
    for column in layout.columns:
        cell = row.cells[column.place].strip() if column.place < len(row.cells) else ""
        told = column.field
        if told is None or not cell:
            continue
        if told in names:
            names[told] = " ".join(cell.split())
        elif told in _TEXTS:
            said[_TEXTS[told]] = " ".join(cell.split()) if told is ProductField.SORT else cell
        elif told is ProductField.PARTS:
            parts = _parts(cell)
        elif cell.casefold() in EMPTY_WORDS:
            continue
        elif told in _AMOUNTS:
            said[_AMOUNTS[told]] = _amount(cell, currency, told)
        elif told in _NUMBERS:
            name, least, most = _NUMBERS[told]
            said[name] = _number(cell, told, least, most)
        elif told is ProductField.TIER:
            tiers[column.tier] = _steps(cell, currency, 1, told)
        elif told is ProductField.BREAKS:
            breaks = _steps(cell, currency, 2, told)
    name, variant = names[ProductField.NAME], names[ProductField.VARIANT]
    if not name:
        raise _RowError(Issue.NO_NAME, next(cell for cell in row.cells if cell))
    if len(full_name(name, variant)) > LONGEST_NAME:
        raise _RowError(Issue.TOO_LONG, name)
    return ProductEntry(row.number, name, variant, said, tiers, breaks, parts)


def _amount(text: str, currency: Currency, told: ProductField) -> int:
    try:
        minor = parse_amount(text, currency)
    except AmountError as error:
        raise _RowError(Issue.AMOUNT, text, told) from error
    if not 0 <= minor <= MOST_PRICE:
        raise _RowError(Issue.AMOUNT, text, told)
    return minor


def _number(text: str, told: ProductField, least: int, most: int) -> int:
    found = _COUNT.fullmatch(unicodedata.normalize("NFKC", text).replace(",", "").strip())
    if found is None or not least <= int(found["whole"]) <= most:
        raise _RowError(Issue.NUMBER, text, told)
    return int(found["whole"])


def _steps(text: str, currency: Currency, least: int, told: ProductField) -> tuple[tuple[int, int], ...]:
    """`70, 10+ 65`: what one costs, and what from ten on. Everybody's begin with two."""
    steps: dict[int, int] = {}
    for piece in re.split(r"[;；\n]|,\s", unicodedata.normalize("NFKC", text)):
        if not piece.strip():
            continue
        found = _STEP.fullmatch(piece.strip())
        assert found is not None
        units = int(found["least"] or 1)
        if units in steps or not least <= units <= MOST_AT_LEAST:
            raise _RowError(Issue.PRICES, text, told)
        steps[units] = _amount(found["price"], currency, told)
    return tuple(sorted(steps.items()))


def _parts(text: str) -> tuple[tuple[int, str], ...]:
    """`2 × 面膜`, one a line, or apart by + or ;."""
    lines = text.split("\n") if "\n" in text or _PART.fullmatch(text) else _APART.split(text)
    parts: dict[str, int] = {}
    for line in lines:
        if not line.strip():
            continue
        found = _PART.fullmatch(line.strip()) or _PART_BEHIND.fullmatch(line.strip())
        name = " ".join((found["name"] if found else line).split())
        units = int(found["units"]) if found else 1
        if name in parts or not 1 <= units <= MOST_UNITS:
            raise _RowError(Issue.PARTS, line.strip(), ProductField.PARTS)
        parts[name] = units
    return tuple((units, name) for name, units in parts.items())


def _draft(entry: ProductEntry, row: ProductRow | None, ids: Mapping[str, ProductId]) -> ProductDraft | None:
    """The product as it is with what a row says of it; none where it needs another that is not there yet."""
    told = dict(entry.told)
    draft = ProductDraft(entry.full) if row is None else draft_of(row)
    if entry.variant:
        if entry.name not in ids:
            return None
        draft = replace(draft, parent=ids[entry.name], variant=entry.variant)
    if entry.parts:
        if any(name not in ids for _, name in entry.parts):
            return None
        draft = replace(draft, parts=tuple(Part(ids[name], units) for units, name in entry.parts))
    if draft.parts or (row is not None and row.variants):
        told.pop("count", None)
    return replace(draft, stocked=draft.stocked or "count" in told, **told)


def _price(entry: ProductEntry) -> int:
    return int(entry.told.get("price", 0))


def _key(price: PriceDraft | PriceRow) -> tuple[int, TierId | None, int | None, int]:
    return price.price, price.tier, price.contact, price.at_least
