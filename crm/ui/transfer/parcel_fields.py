"""What a courier's sheet needs: who sends, and the sheet of the seller's own courier."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QLineEdit, QPushButton, QScrollArea, QVBoxLayout, QWidget

from crm.errors import BusyError, ShukeError
from crm.progress import Cancelled
from crm.transfer.parcel_columns import ParcelSheet, Part
from crm.transfer.parcels_out import ParcelsOut
from crm.ui.desk import Desk
from crm.ui.file_dialogs import ask_for_file
from crm.ui.plain import menu_text, one_line
from crm.ui.widgets.label import PlainLabel
from crm.ui.widgets.sheet import Sheet
from crm.wording import tr, trc
from crm.wording.taking_out import part_word


class ColumnsSheet(Sheet):
    """What belongs under each heading; says `chosen(sheet)`."""

    chosen = Signal(object)

    def __init__(self, desk: Desk, sheet: ParcelSheet, parent: QWidget | None = None) -> None:
        super().__init__(
            desk.theme, tr("What belongs where?"), accept_text=trc("sheet", "Done"), cancel_text=tr("Cancel"),
            parent=parent,
        )  # fmt: skip
        self._headings = sheet.headings
        self.choices: list[QComboBox] = []
        inside = QWidget()
        form = QFormLayout(inside)
        for heading, part in zip(sheet.headings, sheet.parts, strict=True):
            choice = QComboBox()
            choice.addItem(tr("leave empty"), None)
            for one in Part:
                choice.addItem(part_word(one), one)
            choice.setCurrentIndex(0 if part is None else choice.findData(part))
            choice.setAccessibleName(one_line(heading))
            form.addRow(PlainLabel(one_line(heading, 30)), choice)
            self.choices.append(choice)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inside)
        area.setMinimumHeight(desk.theme.px(280))
        self.body.addWidget(area)

    def ready(self) -> bool:
        """Hand over what was chosen."""
        parts = tuple(choice.currentData() for choice in self.choices)
        self.chosen.emit(ParcelSheet(self._headings, parts))
        return True


class ParcelFields(QWidget):
    """`own` is the sheet of the seller's own, none before one was shown. `choose_file` is replaced in tests."""

    changed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._parcels = ParcelsOut(desk.workspace.store)
        self.own: ParcelSheet | None = None
        self.choose_file: Callable[[], Path | None] = self._ask_for_file
        self.sent_by = QLineEdit()
        self.sent_by.setAccessibleName(tr("Sender"))
        self.sent_by.setPlaceholderText(tr("who sends: name, phone, address, just pasted"))
        self.sent_by.editingFinished.connect(self._on_sender)
        self.show_button = QPushButton(menu_text(tr("Show my courier's sheet…")))
        self.show_button.clicked.connect(self._on_show)
        self.columns_button = QPushButton(menu_text(tr("What belongs where…")))
        self.columns_button.clicked.connect(self._on_columns)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.sent_by)
        box.addWidget(self.show_button, 0, Qt.AlignmentFlag.AlignLeft)
        box.addWidget(self.columns_button, 0, Qt.AlignmentFlag.AlignLeft)

    def refresh(self, *, own: bool) -> None:
        """What was said before; `own`: the sheet is the seller's own."""
        self.show_button.setVisible(own)
        try:
            if not self.sent_by.hasFocus():
                self.sent_by.setText(self._parcels.sender())
            self.own = self._parcels.own_sheet()
        except BusyError:  # it is saving just now; the next news brings them
            return
        self.columns_button.setVisible(own and self.own is not None)

    def _ask_for_file(self) -> Path | None:
        kinds = tr("Lists ({endings});;All files (*)", endings="*.xlsx *.xls *.csv")
        return ask_for_file(self, tr("Choose a file"), kinds=kinds)[0]

    def _on_sender(self) -> None:
        text = self.sent_by.text()
        self._desk.did(lambda: self._parcels.set_sender(text))

    def _on_show(self) -> None:
        path = self.choose_file()
        if path is not None:
            self._desk.jobs.run(
                lambda progress: self._parcels.learn(path, progress),
                done=self._on_chosen,
                failed=self._on_failed,
                title=tr("Reading “{file}” …", file=path.name),
            )

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, ShukeError):
            self._desk.failed.emit(error)
        elif not isinstance(error, Cancelled):
            raise error

    def _on_columns(self) -> None:
        if self.own is not None:
            sheet = ColumnsSheet(self._desk, self.own, self)
            sheet.chosen.connect(self._on_chosen)
            sheet.open()

    def _on_chosen(self, sheet: ParcelSheet) -> None:
        if self._desk.did(lambda: self._parcels.keep_own_sheet(sheet)):
            self.refresh(own=True)
            self.changed.emit()
