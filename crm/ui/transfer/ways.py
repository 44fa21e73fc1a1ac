"""What every kind of import shows the window: its choices, what would become of each row, and how it is done."""

from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from crm.progress import Progress
from crm.transfer.gathering import let_go
from crm.transfer.imports import Imported
from crm.transfer.planning import Fate
from crm.ui.tokens import Tone
from crm.ui.widgets.row_list import TwoLine
from crm.wording import tr, trc
from crm.wording.transfer import fate_word

ALL, DOUBTED, PROBLEM, SKIPPED = "all", "doubted", "problem", "skipped"
KINDS = (ALL, *(fate.value for fate in Fate), DOUBTED, PROBLEM, SKIPPED)
TONES = {Fate.NEW: Tone.CUSTOMER, Fate.UPDATED: Tone.INTERESTED, Fate.SAME: Tone.NEUTRAL}


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do, its lines in the order of what was read. Ids are places among `lines`, from 1.

    `places` are the lines under each word, `present` says a line; `coming` is how much would be stored.
    """

    plan: Any
    lines: Sequence[Any]
    present: Callable[[Any], TwoLine]
    coming: int
    places: Mapping[str, "array[int]"]

    @classmethod
    def of(
        cls,
        plan: Any,
        lines: Sequence[Any],
        kinds: Callable[[Any], tuple[str, ...]],
        present: Callable[[Any], TwoLine],
        coming: int,
    ) -> "Preview":
        """The preview of a plan, `kinds` saying under which words a line is found. It is done beside the window."""
        places: dict[str, array[int]] = defaultdict(lambda: array("q"))
        for place, line in enumerate(lines, 1):
            for kind in kinds(line):
                places[kind].append(place)
        return cls(plan, lines, present, coming, places)

    @property
    def counts(self) -> Counter[str]:
        """How many lines there are under each word."""
        return Counter({kind: len(ids) for kind, ids in self.places.items()})

    def let_go(self) -> None:
        """Throw it away, a little at a time; nothing of it can be asked for afterwards."""
        planned = getattr(self.plan, "planned", None)
        let_go(*(lines for lines in (self.lines, planned) if isinstance(lines, list)))

    def ids(self, kind: str) -> "array[int]":
        """The lines of one kind."""
        return self.places.get(kind, array("q"))


class Way(QWidget):
    """How one kind of thing is brought in: the choices above the list, and what the page says and does.

    `changed` when another choice was made: what would happen is to be found out anew.
    """

    changed = Signal()
    opens = "friends"
    """The page on which what came in is seen."""

    def begin(self) -> None:
        """Forget what was chosen for the file before."""

    def refresh(self) -> None:
        """What can be chosen from may have changed."""

    def plan(self, path: Path) -> Callable[[Progress], Preview]:
        """The work that finds out what would happen with the choices as they stand; it is done beside the window."""
        raise NotImplementedError

    def show_plan(self, preview: Preview) -> None:
        """Show what was recognised, and what else it could be."""

    def note(self, preview: Preview) -> str:
        """What stands in the way when nothing would be stored."""
        if not preview.lines or preview.counts[SKIPPED] + preview.counts[PROBLEM] == len(preview.lines):
            return tr("No row of this file can be taken. Below stands why, row by row.")
        return tr("Everything in this file is there already. Nothing would change.")

    def go_word(self, coming: int) -> str:
        """What the button that stores says."""
        raise NotImplementedError

    def store(self, preview: Preview) -> Callable[[Progress], Imported]:
        """The work that stores it."""
        raise NotImplementedError

    def mend(self, preview: Preview, path: Path, target: Path) -> Callable[[Progress], int] | None:
        """The work that writes the rows with problems into a file of their own; none where that is done elsewhere."""
        del preview, path, target
        return None

    def correctable(self, line: Any) -> bool:
        """Whether this line of the preview can be corrected before it is stored."""
        del line
        return False

    def correct(self, line: Any) -> None:
        """Ask what the line says instead."""

    def done_title(self) -> str:
        """What is said above the result."""
        raise NotImplementedError

    def show_word(self) -> str:
        """What the button says that shows what came in."""
        return tr("Show my friends")


def kind_word(kind: str) -> str:
    """What a kind of lines is called."""
    match kind:
        case "all":
            return tr("All rows")
        case "doubted":
            return trc("fate", "with a question")
        case "problem":
            return trc("fate", "problem")
        case "skipped":
            return trc("fate", "passed over")
        case fate:
            return fate_word(Fate(fate))
