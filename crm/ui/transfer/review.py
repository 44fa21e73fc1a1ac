"""What would become of each row of a file, as the list shows it; made beside the window."""

from array import array
from collections import Counter
from dataclasses import dataclass

from crm.transfer.entries import Problem, Skipped
from crm.transfer.planning import ContactsPlan, Fate, Planned
from crm.ui.tokens import Tone
from crm.ui.widgets.row_list import TwoLine
from crm.wording import tr, trc
from crm.wording.transfer import doubt_sentence, fate_word, problem_sentence, skip_word

ALL, DOUBTED, PROBLEM, SKIPPED = "all", "doubted", "problem", "skipped"
KINDS = (ALL, *(fate.value for fate in Fate), DOUBTED, PROBLEM, SKIPPED)
TONES = {Fate.NEW: Tone.CUSTOMER, Fate.UPDATED: Tone.INTERESTED, Fate.SAME: Tone.NEUTRAL}

Line = Planned | Problem | Skipped
"""A row of the file and what becomes of it."""


@dataclass(frozen=True, slots=True)
class Review:
    """A plan with its rows in the order of the file. Ids are places among `lines`, from 1."""

    plan: ContactsPlan
    lines: list[Line]
    counts: Counter[str]

    @classmethod
    def of(cls, plan: ContactsPlan) -> "Review":
        """The review of a plan."""
        lines: list[Line] = sorted((*plan.planned, *plan.problems, *plan.skipped), key=lambda line: line.row)
        return cls(plan, lines, Counter(kind for line in lines for kind in kinds_of(line)))

    def ids(self, kind: str) -> "array[int]":
        """The lines of one kind."""
        return array("q", (place for place, line in enumerate(self.lines, 1) if kind in kinds_of(line)))


def kinds_of(line: Line) -> tuple[str, ...]:
    """Under which words a line is found."""
    match line:
        case Planned():
            return (ALL, line.fate.value, DOUBTED) if line.doubts else (ALL, line.fate.value)
        case Problem():
            return (ALL, PROBLEM)
        case Skipped():
            return (ALL, SKIPPED)


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


def present(line: Line) -> TwoLine:
    """A line in words."""
    row = tr("row {row}", row=line.row)
    match line:
        case Planned():
            handles = " · ".join(handle.text for handle in line.entry.handles if handle.text)
            doubts = "; ".join(doubt_sentence(line.row, doubt) for doubt in line.doubts)
            return TwoLine(line.entry.name, doubts or handles, fate_word(line.fate), TONES[line.fate], row)
        case Problem():
            return TwoLine(line.text, problem_sentence(line), kind_word(PROBLEM), Tone.DANGER, row)
        case Skipped():
            return TwoLine(tr("Row {row}", row=line.row), skip_word(line.reason), kind_word(SKIPPED), Tone.NEUTRAL)
