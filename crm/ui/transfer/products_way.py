"""Products in: what the columns are, and what would become of each row."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from crm.money import format_amount
from crm.progress import Progress
from crm.transfer.imports import Imported
from crm.transfer.mending import write_problem_rows
from crm.transfer.product_fields import ProductField, ProductLayout
from crm.transfer.products_in import PlannedProduct, ProductIssue, ProductsIn, ProductsPlan, ProductWishes
from crm.ui.desk import Desk
from crm.ui.tokens import Tone
from crm.ui.transfer.mapping import MappingTable
from crm.ui.transfer.ways import ALL, PROBLEM, TONES, Preview, Way, kind_word
from crm.ui.widgets.label import PlainLabel
from crm.ui.widgets.row_list import TwoLine
from crm.wording import tr, trn
from crm.wording.product_lists import issue_word, product_field_word, product_issue_sentence
from crm.wording.transfer import fate_word

CHOICES = [field for field in ProductField if field is not ProductField.IGNORE]


class ProductsWay(Way):
    """A price list, a stock list, what was written here."""

    opens = "products"

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._imports = ProductsIn(desk.workspace.store, desk.workspace.settings)
        self._wishes = ProductWishes(asked=True)
        told = PlainLabel(tr("A product of the same name is changed; empty cells change nothing."), look="dim")
        told.setWordWrap(True)
        self.mapping = MappingTable(desk, CHOICES, product_field_word)
        self.mapping.changed.connect(self._on_mapping)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(told)
        box.addWidget(self.mapping, 1)

    def begin(self) -> None:
        """Nothing is chosen."""
        self._wishes = ProductWishes(asked=True)

    def plan(self, path: Path) -> Callable[[Progress], Preview]:
        """Read and compare."""
        wishes = self._wishes
        return lambda progress: preview_of(self._imports.plan(path, wishes, progress))

    def show_plan(self, preview: Preview) -> None:
        """Which column is what."""
        plan: ProductsPlan = preview.plan
        self.mapping.show_layout(plan.layout, plan.samples)

    def note(self, preview: Preview) -> str:
        """Without a column for names nothing can be taken."""
        if not preview.plan.layout.usable:
            return tr("Which column holds what products are called? Please choose it below.")
        return super().note(preview)

    def go_word(self, coming: int) -> str:
        """How many products would come in or be changed."""
        return trn("Import {n} product", "Import {n} products", coming)

    def store(self, preview: Preview) -> Callable[[Progress], Imported]:
        """Store them."""
        return lambda progress: self._imports.store(preview.plan, progress)

    def mend(self, preview: Preview, path: Path, target: Path) -> Callable[[Progress], int] | None:
        """The rows with problems, under the headings of the file."""
        plan: ProductsPlan = preview.plan
        problems = {problem.row: issue_word(problem.issue) for problem in plan.problems}
        header, choices, heading = plan.layout.header, self._wishes.choices, tr("What is wrong")
        return lambda progress: write_problem_rows(path, choices, header, problems, target, heading, progress)

    def done_title(self) -> str:
        """They are there."""
        return tr("The products are in")

    def show_word(self) -> str:
        """What came in stands among the products."""
        return tr("Show the products")

    def _on_mapping(self, layout: ProductLayout) -> None:
        columns = tuple(
            replace(column, tier=column.tier or column.heading) if column.field is ProductField.TIER else column
            for column in layout.columns
        )
        self._wishes = replace(self._wishes, layout=replace(layout, columns=columns))
        self.changed.emit()


def preview_of(plan: ProductsPlan) -> Preview:
    """A line for each row that speaks of a product."""
    lines: list[Any] = sorted([*plan.planned, *plan.problems], key=row_of)
    coming = sum(1 for planned in plan.planned if planned.fate.value != "same")

    def present(line: PlannedProduct | ProductIssue) -> TwoLine:
        if isinstance(line, ProductIssue):
            return TwoLine(line.text, product_issue_sentence(line), kind_word(PROBLEM), Tone.DANGER)
        price = line.entry.told.get("price")
        said = "" if price is None else format_amount(price, plan.currency, short=True)
        return TwoLine(line.entry.full, said, fate_word(line.fate), TONES[line.fate])

    return Preview.of(plan, lines, kinds_of, present, coming)


def row_of(line: PlannedProduct | ProductIssue) -> int:
    """The row of the file that a line is about."""
    return line.row if isinstance(line, ProductIssue) else line.entry.row


def kinds_of(line: PlannedProduct | ProductIssue) -> tuple[str, ...]:
    """Under which words a line is found."""
    return (ALL, PROBLEM) if isinstance(line, ProductIssue) else (ALL, line.fate.value)
