"""Which column fills which field: heading, what stands in it, and a choice for each column."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QScrollArea, QWidget

from crm.transfer.columns import Layout
from crm.transfer.fields import Field
from crm.ui.desk import Desk
from crm.ui.plain import one_line
from crm.ui.widgets.label import PlainLabel
from crm.wording import tr
from crm.wording.transfer import field_word

CHOICES = [field for field in Field if field not in {Field.ROW_KIND, Field.CUSTOM, Field.PICTURE}]


class MappingTable(QScrollArea):
    """`changed(layout)` when a column was given another field."""

    changed = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._layout: Layout | None = None
        self.choices: list[QComboBox] = []
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumHeight(desk.theme.px(120))
        self.setAccessibleName(tr("Columns"))

    def show_layout(self, layout: Layout, samples: Sequence[tuple[str, ...]]) -> None:
        """Show these columns and what stands in their first rows."""
        self._layout = layout
        px = self._desk.theme.px
        inside = QWidget()
        grid = QGridLayout(inside)
        grid.setContentsMargins(0, 0, px(8), 0)
        grid.setHorizontalSpacing(px(12))
        grid.setVerticalSpacing(px(4))
        self.choices = []
        for row, column in enumerate(layout.columns):
            heading = PlainLabel(column.heading or tr("column {n}", n=column.place + 1), elide=True)
            values = [cells[column.place] for cells in samples if column.place < len(cells) and cells[column.place]]
            shown = PlainLabel(one_line(" · ".join(values)), look="dim", elide=True)
            choice = QComboBox()
            choice.setAccessibleName(tr("Field of column “{heading}”", heading=one_line(column.heading)))
            choice.addItem(tr("leave out"), None)
            # what nobody would choose stays where it was recognised
            own = [column.field] if column.field is not None and column.field not in CHOICES else []
            for field in (*CHOICES, *own):
                if field is not Field.IGNORE:
                    choice.addItem(field_word(field), field)
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
            replace(column, field=None if choice.currentData() is None else Field(choice.currentData()))
            for column, choice in zip(self._layout.columns, self.choices, strict=True)
        )
        if columns != self._layout.columns:
            self.changed.emit(replace(self._layout, columns=columns))
