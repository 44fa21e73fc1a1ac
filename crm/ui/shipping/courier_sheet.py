"""The sheet that asks which courier's list is to be written, from whom, and where to."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from crm.errors import ShukeError
from crm.ids import OrderId
from crm.progress import Cancelled, Progress
from crm.settings import Preferences
from crm.transfer.export_notes import ExportNotes
from crm.transfer.parcel_columns import OWN_SHEET, TEMPLATES, ParcelSheet
from crm.transfer.parcels_out import ParcelsOut, Sent
from crm.ui.desk import Desk
from crm.ui.file_dialogs import ask_for_file
from crm.ui.transfer.parcel_fields import ParcelFields
from crm.ui.widgets.label import PlainLabel
from crm.ui.widgets.sheet import Sheet
from crm.wording import tr, trn
from crm.wording.taking_out import form_word

ENDINGS = (".xlsx", ".csv")
REMEMBERED = "courier sheet"


class CourierSheet(Sheet):
    """Writes these orders for a courier; `written(orders, sent, target)` after it stands there.

    `choose_target` is replaced in tests.
    """

    written = Signal(object, object, object)

    def __init__(self, desk: Desk, orders: Sequence[OrderId], *, join: bool, parent: QWidget | None = None) -> None:
        super().__init__(
            desk.theme, tr("Courier's sheet"), accept_text=tr("Write the file…"), cancel_text=tr("Cancel"),
            parent=parent,
        )  # fmt: skip
        self._desk = desk
        self._orders = tuple(orders)
        self._join = join
        self._target: Path | None = None
        self.choose_target: Callable[[str], Path | None] = self._ask_for_target
        self.form = QComboBox()
        self.form.setAccessibleName(tr("Form"))
        for code in (*TEMPLATES, OWN_SHEET):
            self.form.addItem(form_word(code), code)
        known = Preferences.read(desk.workspace.folder).places.get(REMEMBERED)
        self.form.setCurrentIndex(max(0, self.form.findData(known)))
        self.fields = ParcelFields(desk)
        self.fields.changed.connect(self._on_form)
        self.form.currentIndexChanged.connect(self._on_form)
        self.body.addWidget(PlainLabel(trn("{n} order", "{n} orders", len(self._orders)), look="dim"))
        self.body.addWidget(self.form)
        self.body.addWidget(self.fields)
        self.setMinimumWidth(desk.theme.px(480))
        self._on_form()

    def ready(self) -> bool:
        """Ask where to, and write it beside the window; the sheet goes when it stands."""
        form = self.form.currentData()
        sheet = self.fields.own if form == OWN_SHEET else ParcelSheet.of(TEMPLATES[form])
        if sheet is None:
            self.complain(tr("Show your courier's own sheet first."))
            return False
        sender = self.fields.sent_by.text()
        day = self._desk.workspace.clock.today().isoformat()
        target = self.choose_target(f"shuke-parcels-{day}{ENDINGS[0]}")
        if target is None:
            return False
        target = target if target.suffix else target.with_suffix(ENDINGS[0])
        self._target = target
        store, orders, join = self._desk.workspace.store, self._orders, self._join

        def work(progress: Progress) -> Sent:
            out = ParcelsOut(store)
            if sender.strip() != out.sender():
                out.set_sender(sender)
            sent = out.write(orders, sheet, target, progress, join=join)
            ExportNotes(store).add("parcels", target.name, sent.rows)
            return sent

        self.accept_button.setEnabled(False)
        self._desk.jobs.run(
            work, done=self._on_written, failed=self._on_failed, title=tr("Writing “{file}” …", file=target.name)
        )
        return False

    def _ask_for_target(self, name: str) -> Path | None:
        return ask_for_file(self, tr("Write the file"), at=Path.home() / name, save=True)[0]

    def _on_form(self) -> None:
        self.complain("")
        self.fields.refresh(own=self.form.currentData() == OWN_SHEET)

    def _on_written(self, sent: Sent) -> None:
        folder = self._desk.workspace.folder
        preferences = Preferences.read(folder)
        replace(preferences, places={**preferences.places, REMEMBERED: self.form.currentData()}).write(folder)
        self.written.emit(self._orders, sent, self._target)
        self.done(self.DialogCode.Accepted)

    def _on_failed(self, error: Exception) -> None:
        self.accept_button.setEnabled(True)
        if isinstance(error, ShukeError):
            self._desk.failed.emit(error)
        elif not isinstance(error, Cancelled):
            raise error
