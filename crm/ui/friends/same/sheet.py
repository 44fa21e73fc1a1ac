"""Friends who may be one person, side by side: choose what stays, then merge, or say that they are two."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QScrollArea, QWidget

from crm.duplicates import Pair
from crm.ids import ContactId
from crm.progress import Progress
from crm.ui.desk import Desk
from crm.ui.friends.same.columns import Columns
from crm.ui.plain import menu_text
from crm.ui.widgets.label import PlainLabel
from crm.ui.widgets.sheet import Sheet
from crm.wording import tr, trc, trn
from crm.wording.same import reason_words

WIDE, HIGH = 720, 420
Case = Pair | tuple[ContactId, ...]
"""Two friends whom a rule found, or the friends whom the seller chose."""


class SameSheet(Sheet):
    """Shows one case after the other; whoever is merged or gone meanwhile is passed over."""

    def __init__(self, desk: Desk, cases: Sequence[Case], parent: QWidget | None = None) -> None:
        super().__init__(
            desk.theme, tr("The same person?"), accept_text=tr("Merge (M)"), cancel_text=tr("Close"), parent=parent
        )
        self._desk = desk
        self._cases = list(cases)
        self._place = -1
        self.columns: Columns | None = None
        self.why = PlainLabel()
        self.why.setWordWrap(True)
        self.progress = PlainLabel(look="dim")
        self.hint = PlainLabel(
            tr("Talks, orders, handles, tags and addresses of all of them are kept. Choose what can be only one."),
            look="small",
        )
        self.hint.setWordWrap(True)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setMinimumHeight(desk.theme.px(HIGH) // 2)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        for part in (self.progress, self.why, self.hint):
            self.body.addWidget(part)
        self.body.addWidget(self.area, 1)
        self.setMinimumWidth(desk.theme.px(WIDE))
        self.resize(desk.theme.px(WIDE), desk.theme.px(HIGH) + desk.theme.px(120))
        self.not_same_button = self._verb(tr("Not the same (N)"), "N", self.not_same)
        self.later_button = self._verb(tr("Later (S)"), "S", self.later)
        self.swap_button = self._verb(tr("Keep the other (K)"), "K", self.keep_another)
        merge = QShortcut(QKeySequence("M"), self)
        merge.activated.connect(self.accept_button.click)
        self.later()

    @property
    def case(self) -> Case | None:
        """What is compared now."""
        return self._cases[self._place] if 0 <= self._place < len(self._cases) else None

    def ready(self) -> bool:
        """Merge what is compared; the sheet goes on with the next and closes after the last."""
        columns = self.columns
        if columns is None:
            return True
        keep, others, choices = columns.kept, columns.others, dict(columns.choices)
        desk, merging = self._desk, self._desk.workspace.merging

        def work(progress: Progress) -> int:
            merging.merge(keep, others, choices, progress)
            return len(others) + 1

        self._lock(busy=True)
        desk.jobs.run(work, done=self._on_merged, failed=self._on_failed, title=tr("Merging …"))
        return False

    def not_same(self) -> None:
        """They are two people; they are never compared again."""
        columns = self.columns
        if columns is None or not self.not_same_button.isEnabled():
            return
        duplicates, (first, second) = self._desk.workspace.duplicates, (columns.kept, columns.others[0])
        if self._desk.did(lambda: duplicates.not_same(first, second)):
            self._desk.say(tr("Noted: these are two people"))
            self._went_on()

    def later(self) -> None:
        """The next ones."""
        seen = self.isVisible()
        if not self._went_on() and seen:
            self._desk.say(tr("That was the last of them."), undo=self._place > 1)

    def _went_on(self) -> bool:
        """Show the next ones; without any the sheet closes, and what was done last stays told, with its Undo."""
        while True:
            self._place += 1
            case = self.case
            if case is None:
                self.columns = None
                self.reject()
                return False
            friends = [case.first, case.second] if isinstance(case, Pair) else list(case)
            alive = self._desk.workspace.contacts.rows(friends)
            friends = [friend for friend in friends if friend in alive]
            if len(friends) > 1:
                self._show(case, friends)
                return True

    def keep_another(self) -> None:
        """Another one of them stays."""
        if self.columns is not None:
            self.columns.keep_next()

    def _show(self, case: Case, friends: Sequence[ContactId]) -> None:
        merging = self._desk.workspace.merging
        sides = self._desk.attempt(lambda: merging.sides(friends))
        if sides is None:
            return
        kept, choices = merging.propose(sides)
        self.columns = Columns(self._desk, sides, kept, choices)
        self.area.setWidget(self.columns)
        self.progress.setText(tr("{n} of {total}", n=self._place + 1, total=len(self._cases)))
        self.progress.setVisible(len(self._cases) > 1)
        reasons = case.reasons if isinstance(case, Pair) else ()
        self.why.setText(trc("between two reasons", "; ").join(reason_words(reason) for reason in reasons))
        self.why.setVisible(bool(reasons))
        self._lock(busy=False)
        self.columns.begin()

    def _lock(self, *, busy: bool) -> None:
        for button in (self.accept_button, self.later_button, self.swap_button):
            button.setEnabled(not busy)
        self.not_same_button.setEnabled(not busy and self.columns is not None and len(self.columns.others) == 1)
        self.later_button.setVisible(len(self._cases) > 1)

    def _verb(self, text: str, keys: str, act: Callable[[], object]) -> QPushButton:
        button = self.add_button(menu_text(text))
        button.clicked.connect(act)
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.activated.connect(button.click)
        return button

    def _on_merged(self, count: int) -> None:
        self._desk.say(trn("{n} friend merged into one", "{n} friends merged into one", count))
        self._went_on()

    def _on_failed(self, error: Exception) -> None:
        self._lock(busy=False)
        self._desk.failed.emit(error)
