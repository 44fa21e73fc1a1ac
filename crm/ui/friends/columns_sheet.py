"""The sheet in which the columns of the list are chosen, ordered and made wider, by keyboard as well as by mouse."""

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QPushButton, QSpinBox, QVBoxLayout, QWidget

from crm.ui.desk import Desk
from crm.ui.friends.columns import STANDARD, Kind
from crm.ui.plain import one_line
from crm.ui.widgets.columns_view import NARROWEST, WIDEST, Arrangement
from crm.ui.widgets.label import PlainLabel
from crm.ui.widgets.sheet import Sheet
from crm.wording import tr, trc

STEP = 10


class ColumnsSheet(Sheet):
    """Says `chosen(arrangement)`. The name always stays."""

    chosen = Signal(object)

    def __init__(
        self, desk: Desk, kinds: Mapping[str, Kind], arrangement: Arrangement, parent: QWidget | None = None
    ) -> None:
        super().__init__(desk.theme, tr("Columns"), accept_text=tr("Done"), cancel_text=tr("Cancel"), parent=parent)
        px = desk.theme.px
        self._kinds = kinds
        self._widths: dict[str, int] = {}
        self._gone: tuple[tuple[str, int], ...] = ()
        self.columns = QListWidget()
        self.columns.setAccessibleName(tr("Columns"))
        self.columns.setMinimumHeight(px(300))
        self.columns.setDragDropMode(QListWidget.DragDropMode.InternalMove)
        self.up = self._side(desk, "chevron-up", tr("Further left (Alt+Up)"), "Alt+Up", -1)
        self.down = self._side(desk, "chevron-down", tr("Further right (Alt+Down)"), "Alt+Down", 1)
        self.width_field = QSpinBox()
        self.width_field.setRange(NARROWEST, WIDEST)
        self.width_field.setSingleStep(STEP)
        self.width_field.setAccessibleName(trc("column", "Width"))
        self.width_field.valueChanged.connect(self._on_width)
        side = QVBoxLayout()
        side.addWidget(self.up)
        side.addWidget(self.down)
        side.addSpacing(px(10))
        side.addWidget(PlainLabel(trc("column", "Width"), look="dim"))
        side.addWidget(self.width_field)
        side.addStretch()
        row = QHBoxLayout()
        row.addWidget(self.columns, 1)
        row.addLayout(side)
        self.body.addLayout(row)
        self.columns.currentItemChanged.connect(self._on_current)
        self.add_button(tr("As at first")).clicked.connect(self._on_standard)
        self._fill(arrangement)

    @property
    def arrangement(self) -> Arrangement:
        """What is chosen here."""
        ticked = [
            item.data(_KEY)
            for item in (self.columns.item(row) for row in range(self.columns.count()))
            if item.checkState() == Qt.CheckState.Checked
        ]
        return Arrangement((*((key, self._widths[key]) for key in ticked), *self._gone))

    def step(self, by: int) -> None:
        """The current column so many places on."""
        row = self.columns.currentRow()
        target = row + by
        if row >= 0 and 0 <= target < self.columns.count():
            self.columns.insertItem(target, self.columns.takeItem(row))
            self.columns.setCurrentRow(target)

    def ready(self) -> bool:
        """Always; says what was chosen."""
        self.chosen.emit(self.arrangement)
        return True

    def _side(self, desk: Desk, icon: str, words: str, keys: str, by: int) -> QPushButton:
        button = QPushButton(desk.theme.icon(icon), "")
        button.setAutoDefault(False)
        button.setToolTip(words)
        button.setAccessibleName(words)
        button.clicked.connect(lambda: self.step(by))
        QShortcut(QKeySequence(keys), self, lambda: self.step(by))
        return button

    def _fill(self, arrangement: Arrangement) -> None:
        shown = [key for key in arrangement.keys if key in self._kinds]
        self._gone = tuple(column for column in arrangement.columns if column[0] not in self._kinds)
        self._widths = {**{key: kind.width for key, kind in self._kinds.items()}, **dict(arrangement.columns)}
        first = next(iter(self._kinds))
        self.columns.clear()
        for key in [*shown, *(key for key in self._kinds if key not in shown)]:
            item = QListWidgetItem(one_line(self._kinds[key].title))
            item.setData(_KEY, key)
            item.setCheckState(Qt.CheckState.Checked if key in shown or key == first else Qt.CheckState.Unchecked)
            if key == first:
                item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsUserCheckable)
            self.columns.addItem(item)
        self.columns.setCurrentRow(0)

    def _on_current(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.width_field.setValue(self._widths[item.data(_KEY)])

    def _on_width(self, width: int) -> None:
        item = self.columns.currentItem()
        if item is not None:
            self._widths[item.data(_KEY)] = width

    def _on_standard(self) -> None:
        self._fill(STANDARD)


_KEY = Qt.ItemDataRole.UserRole
