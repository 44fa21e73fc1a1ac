"""A whole shop in, from the file that *everything* was written to."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QVBoxLayout, QWidget

from crm.progress import Progress
from crm.transfer.everything_in import EverythingIn, ShopPlan
from crm.transfer.imports import Imported
from crm.transfer.planning import Fate
from crm.ui.desk import Desk
from crm.ui.transfer.ways import ALL, TONES, Preview, Way
from crm.ui.widgets.label import PlainLabel
from crm.ui.widgets.row_list import TwoLine
from crm.wording import tr, trn
from crm.wording.transfer import fate_word, table_word


class ShopWay(Way):
    """Everything, into a shop that holds nothing yet."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._imports = EverythingIn(desk.workspace.store)
        told = PlainLabel(
            tr("This is a whole shop. It can be brought into an empty one; nothing is mixed."), look="dim"
        )
        told.setWordWrap(True)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(told)
        box.addStretch()

    def plan(self, path: Path) -> Callable[[Progress], Preview]:
        """Count what it holds."""
        return lambda progress: preview_of(self._imports.plan(path, progress))

    def go_word(self, coming: int) -> str:
        """How much would come in."""
        return trn("Bring in {n} entry", "Bring in {n} entries", coming)

    def store(self, preview: Preview) -> Callable[[Progress], Imported]:
        """Take it in."""
        return lambda progress: self._imports.store(preview.plan, progress)

    def done_title(self) -> str:
        """It is there."""
        return tr("Your shop is back")


def preview_of(plan: ShopPlan) -> Preview:
    """A line for each kind of thing that there is some of."""
    lines = [(table, count) for table, count in plan.rows.items() if count]
    return Preview.of(plan, lines, kinds_of, present, plan.records)


def kinds_of(_line: tuple[str, int]) -> tuple[str, ...]:
    """All of it is new."""
    return ALL, Fate.NEW.value


def present(line: tuple[str, int]) -> TwoLine:
    """How much of what."""
    table, count = line
    return TwoLine(table_word(table), f"{count:,}", fate_word(Fate.NEW), TONES[Fate.NEW])
