"""Which column fills which field: heading, what stands in it, and a choice for each column."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QScrollArea, QWidget

from crm.transfer.columns import Layout
from crm.transfer.fields import Field
from crm.transfer.order_layout import OrderLayout
from crm.transfer.product_fields import ProductLayout
from crm.ui.desk import Desk
from crm.ui.plain import one_line
from crm.ui.widgets.label import PlainLabel
from crm.wording import tr
from crm.wording.transfer import field_word

HIDDEN = frozenset({Field.ROW_KIND, Field.CUSTOM, Field.PICTURE})
"""What nobody would choose; it stays where it was recognised."""
CHOICES = [field for field in Field if field not in HIDDEN and field is not Field.IGNORE]


class MappingTable(QScrollArea):
    """`changed(layout)` when a column was given another field. `choices` are the fields that can be given, `word` says
    what each is called; friends' are meant where nothing is said.
    """

    changed = Signal(object)

    def __init__(
        self,
        desk: Desk,
        choices: Sequence[StrEnum] = CHOICES,
        word: Callable[[Any], str] = field_word,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._fields = {field.value: field for field in choices}
        self._word = word
        self._layout: Any = None
        self.choices: list[QComboBox] = []
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumHeight(desk.theme.px(120))
        self.setAccessibleName(tr("Columns"))

    def show_layout(self, layout: Layout | OrderLayout | ProductLayout, samples: Sequence[tuple[str, ...]]) -> None:
        """Show these columns and what stands in their first rows."""
        self._layout = layout
        columns: Sequence[Any] = layout.columns
        px = self._desk.theme.px
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, px(8), 0)
        grid.setHorizontalSpacing(px(12))
        grid.setVerticalSpacing(px(4))
        self.choices = []
        for row, column in enumerate(columns):
            heading = PlainLabel(column.heading or tr("column {n}", n=column.place + 1), elide=True)
            values = [cells[column.place] for cells in samples if column.place < len(cells) and cells[column.place]]
            shown = PlainLabel(one_line(" · ".join(values)), look="dim", elide=True)
            choice = QComboBox()
            choice.setAccessibleName(tr("Field of column “{heading}”", heading=one_line(column.heading)))
            choice.addItem(tr("leave out"), None)
            for code, field in self._fields.items():
                choice.addItem(self._word(field), code)
            if column.field in HIDDEN:
                choice.addItem(self._word(column.field), column.field.value)
            choice.setCurrentIndex(max(0, choice.findData(column.field)))
            choice.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            choice.activated.connect(self._on_activated)
            self.choices.append(choice)
            grid.addWidget(heading, row, 0)
            grid.addWidget(shown, row, 1)
            grid.addWidget(choice, row, 2)
        grid.setColumnStretch(0, 2)
        grid.setColumnStretch(1, 4)
        grid.setColumnStretch(2, 2)
        grid.setRowStretch(len(layout.columns), 1)
        self.setWidget(inside)

    def _on_activated(self) -> None:
        if self._layout is None:
            return
        columns = tuple(
            replace(column, field=self._chosen(column, choice))
            for column, choice in zip(self._layout.columns, self.choices, strict=True)
        )
        if columns != self._layout.columns:
            self.changed.emit(replace(self._layout, columns=columns))

    def _chosen(self, column: Any, choice: QComboBox) -> Any:
        """The field that is chosen for a column."""
        code = choice.currentData()
        return column.field if code is not None and code == column.field else self._fields.get(code)
