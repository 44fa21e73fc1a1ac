"""The lanes: what each of my accounts has in each stage, and which of them the columns show."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QPushButton, QScrollArea, QWidget

from crm.finder import Condition, Facet, Filter
from crm.ids import AccountId
from crm.stages import Stage
from crm.ui.desk import Desk
from crm.ui.plain import menu_text, one_line
from crm.ui.widgets.label import PlainLabel
from crm.wording import tr, trc

MOST_SEEN, MOST_SEEN_LOW = 4, 2
"""Lanes in sight at a time, and where there is little height; the others are scrolled to."""
EVERYBODY, NOWHERE = "everybody", "nowhere"
Lane = AccountId | str
"""One of my accounts, everybody, or those who are on none that is known."""


class Lanes(QScrollArea):
    """A row of counts for each of my accounts, above the columns they belong to; `chosen` says that the columns should
    show another lane.
    """

    chosen = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.lane: Lane = EVERYBODY
        self._names: dict[AccountId, str] = {}
        self._counts: dict[tuple[Lane, Stage], PlainLabel] = {}
        self._group = QButtonGroup(self)
        self._group.idClicked.connect(self._on_clicked)
        self._lanes: list[Lane] = []
        self._row, self._low = 0, False
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.hide()

    def narrowed(self, which: Filter) -> Filter:
        """Of those who fit, the ones in the lane that is chosen; everybody while the lanes are hidden."""
        if self.isHidden() or self.lane == EVERYBODY:
            return which
        if self.lane == NOWHERE:
            return (
                which.also(Condition(Facet.ACCOUNT, tuple(self._names.values()), negated=True))
                if self._names
                else which
            )
        return which.also(Condition(Facet.ACCOUNT, (self._names.get(AccountId(int(self.lane)), ""),)))

    def show_names(self) -> None:
        """Ask again which accounts there are; a lane whose account is gone is left for everybody's."""
        names = self._desk.workspace.accounts.names()
        if names == self._names and self._lanes:
            return
        self._names = names
        self._lanes = [EVERYBODY, *names, NOWHERE]
        if self.lane not in self._lanes:
            self.lane = EVERYBODY
        self._build()

    def show_counts(
        self, lanes: Mapping[AccountId | None, Mapping[Stage, int]], everybody: Mapping[Stage, int]
    ) -> None:
        """Show how many each lane has in each stage."""
        for (lane, stage), label in self._counts.items():
            if lane == EVERYBODY:
                counts = everybody
            else:
                counts = lanes.get(None if lane == NOWHERE else AccountId(int(lane)), {})
            label.setText(f"{counts.get(stage, 0):,}")

    def step(self, way: int) -> None:
        """The next lane, or the one before."""
        if self.isHidden() or not self._lanes:
            return
        place = min(max(self._lanes.index(self.lane) + way, 0), len(self._lanes) - 1)
        self._group.button(place).click()

    def _build(self) -> None:
        px = self._desk.theme.px
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(8))
        grid.setVerticalSpacing(px(2))
        for button in self._group.buttons():
            self._group.removeButton(button)
        self._counts = {}
        for row, lane in enumerate(self._lanes):
            button = QPushButton(menu_text(one_line(self._word(lane), 24)))
            button.setCheckable(True)
            button.setChecked(lane == self.lane)
            button.setAccessibleName(tr("Lane: {name}", name=one_line(self._word(lane))))
            self._group.addButton(button, row)
            grid.addWidget(button, row, 0)
            for stage in Stage:
                label = PlainLabel("…", look="dim")
                label.setAlignment(Qt.AlignmentFlag.AlignCenter)
                self._counts[lane, stage] = label
                grid.addWidget(label, row, 1 + stage.rank)
                grid.setColumnStretch(1 + stage.rank, 1)
            height = button.sizeHint().height()
        self.setWidget(inside)
        self._row = height + px(2)
        self._fit()

    def show_low(self, *, wanted: bool) -> None:
        """Whether there is so little height that fewer lanes must do."""
        if wanted != self._low:
            self._low = wanted
            self._fit()

    def _fit(self) -> None:
        seen = min(MOST_SEEN_LOW if self._low else MOST_SEEN, len(self._lanes))
        self.setFixedHeight(self._row * seen + self._desk.theme.px(4))

    def _word(self, lane: Lane) -> str:
        if lane == EVERYBODY:
            return tr("All my accounts")
        return trc("lane", "On no account") if lane == NOWHERE else self._names[AccountId(int(lane))]

    def _on_clicked(self, place: int) -> None:
        self.lane = self._lanes[place]
        self.ensureWidgetVisible(self._group.button(place))
        self.chosen.emit()
