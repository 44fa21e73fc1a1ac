"""Lists out: what, in which form, where; beside the window, whole or not at all."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from crm.errors import ShukeError
from crm.finder import Filter
from crm.ids import OrderId
from crm.orders import OrderList
from crm.progress import Cancelled, Progress
from crm.transfer.calendar_out import CalendarOut
from crm.transfer.export_notes import ExportNotes
from crm.transfer.lists_out import Form, ListsOut, Sparing
from crm.transfer.parcel_columns import OWN_SHEET, TEMPLATES, ParcelSheet
from crm.transfer.parcels_out import ParcelsOut
from crm.transfer.products_out import ProductsOut
from crm.ui.desk import Desk
from crm.ui.file_dialogs import ask_for_file
from crm.ui.plain import menu_text, one_line
from crm.ui.transfer.parcel_fields import ParcelFields
from crm.ui.widgets.label import PlainLabel
from crm.wording import tr, trc, trn
from crm.wording.calendar_words import calendar_words
from crm.wording.days import moment_words
from crm.wording.product_lists import product_words
from crm.wording.taking_out import TABLES, ending_of, form_word, left_out_sentence
from crm.wording.transfer import out_words

FORMS: dict[str, tuple[str, ...]] = {
    "contacts": (".xlsx", ".csv", ".vcf", Form.OLD_CARDS, Form.GOOGLE),
    "orders": (".xlsx", ".csv"),
    "products": (".xlsx", ".csv"),
    "parcels": (*TEMPLATES, OWN_SHEET),
    "conversations": (".xlsx", ".csv"),
    "calendar": (".ics",),
    "everything": (".json",),
}
UNFILTERED = frozenset({"everything", "parcels", "products"})
MOST_NAMED = 5
BEFORE = 8
"""Files written before that are told of."""


class ExportPane(QWidget):
    """`choose_target` asks where to; it is replaced in tests."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._ids: Sequence[int] | None = None
        self.choose_target: Callable[[str], Path | None] = self._ask_for_target
        px = desk.theme.px
        title = PlainLabel(tr("Take out what is yours"), look="heading")
        explained = PlainLabel(
            tr("A list for Excel or a phone, or everything as one file. It is written whole or not at all."), look="dim"
        )
        explained.setWordWrap(True)
        self.what = QComboBox()
        self.what.setAccessibleName(trc("list out", "What"))
        for code, word in (
            ("contacts", tr("Friends")),
            ("orders", tr("Orders")),
            ("products", tr("Products")),
            ("parcels", trc("list out", "Parcels to send, for the courier")),
            ("conversations", tr("Talks")),
            ("calendar", trc("list out", "What is coming, as a calendar")),
            ("everything", tr("Everything")),
        ):
            self.what.addItem(word, code)
        self.filter = QLineEdit()
        self.filter.setAccessibleName(tr("Only"))
        self.filter.setPlaceholderText(tr("all, or for example: stage:customer tag:宝妈 quiet:30"))
        self.format = QComboBox()
        self.format.setAccessibleName(tr("Form"))
        self._build_choices()
        self.write_button = QPushButton(menu_text(tr("Write the file…")))
        self.write_button.setProperty("look", "primary")
        self.show_button = QPushButton(menu_text(tr("Show the folder")))
        self.show_button.hide()
        self.said = PlainLabel()
        self.said.setWordWrap(True)
        grid = QGridLayout()
        grid.setHorizontalSpacing(px(14))
        grid.setVerticalSpacing(px(10))
        self._only = PlainLabel(tr("Only"))
        what = PlainLabel(trc("list out", "What"))
        rows = ((what, self.what), (self._only, self.filter), (PlainLabel(tr("Form")), self.format))
        for row, (label, widget) in enumerate(rows):
            grid.addWidget(label, row, 0)
            grid.addWidget(widget, row, 1)
        for row, widget in enumerate((self.few, self.masked, self.parcels, self.left_out), 3):
            grid.addWidget(widget, row, 1)
        grid.addWidget(self.write_button, 7, 1, Qt.AlignmentFlag.AlignLeft)
        grid.addWidget(self.said, 8, 1)
        grid.addWidget(self.show_button, 9, 1, Qt.AlignmentFlag.AlignLeft)
        grid.setColumnStretch(1, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(px(24), px(16), px(24), px(16))
        box.setSpacing(px(10))
        box.addWidget(title)
        box.addWidget(explained)
        self.before = PlainLabel(look="dim")
        self.before.setWordWrap(True)
        box.addLayout(grid)
        box.addSpacing(px(16))
        box.addWidget(self.before)
        box.addStretch()
        self._target: Path | None = None
        self._without: tuple[str, ...] = ()
        self._connect()

    def _build_choices(self) -> None:
        """What is only asked for some forms."""
        self.few = QCheckBox(menu_text(tr("Only who they are")))
        self.few.setChecked(True)
        self.few.setToolTip(tr("Name, remark, stage, tags, phone: who gets the list need not know more"))
        self.masked = QCheckBox(menu_text(tr("Hide the middle of phone numbers")))
        self.parcels = ParcelFields(self._desk)
        self.left_out = PlainLabel(look="dim")
        self.left_out.setWordWrap(True)

    def _connect(self) -> None:
        self.what.currentIndexChanged.connect(self._on_what)
        self.format.currentIndexChanged.connect(self._on_form)
        self.few.toggled.connect(self._on_form)
        self.masked.toggled.connect(self._on_form)
        self.parcels.changed.connect(self._on_form)
        self.filter.textEdited.connect(self._on_filter)
        self.write_button.clicked.connect(self.write)
        self.show_button.clicked.connect(self._on_show)
        self._on_what()

    def offer(self, ids: Sequence[int], words: str) -> None:
        """Write these friends next; `words` say who they are."""
        self.what.setCurrentIndex(self.what.findData("contacts"))
        self._ids = list(ids)
        self.filter.setText(words)
        self.said.setText(trn("{n} friend from the list", "{n} friends from the list", len(ids)))

    def offer_parcels(self, orders: Sequence[int]) -> None:
        """Write these orders on a courier's sheet next."""
        self.what.setCurrentIndex(self.what.findData("parcels"))
        self._ids = list(orders)
        self.said.setText(trn("{n} order from the list", "{n} orders from the list", len(orders)))

    def write(self) -> None:
        """Ask where to, and write."""
        what, form = self.what.currentData(), self.format.currentData()
        suffix = ending_of(form)
        offered = self._ids
        words = "" if what in UNFILTERED or offered is not None else self.filter.text()
        which = self._desk.attempt(lambda: Filter.parse(words))
        if which is None:
            return
        day = self._desk.workspace.clock.today().isoformat()
        target = self.choose_target(f"shuke-{what}-{day}{suffix}")
        if target is None:
            return
        if not target.suffix:
            target = target.with_suffix(suffix)
        shop = self._desk.workspace
        lists = ListsOut(shop.store, shop.settings.shop().currency, out_words())
        calendar = CalendarOut(shop.store, calendar_words())
        notes = ExportNotes(shop.store)
        sparing = Sparing(few=self.few.isChecked() and form in TABLES, masked=self.masked.isChecked())
        own = Form(form) if form in tuple(Form) else None
        sheet = self.parcels.own if form == OWN_SHEET else ParcelSheet.of(TEMPLATES.get(form, ()))
        self._without = ()

        def work(progress: Progress) -> int:
            count = written(progress)
            notes.add(what, target.name, count)
            return count

        def written(progress: Progress) -> int:
            if what == "everything":
                return lists.everything(target, progress)
            if what == "products":
                return ProductsOut(shop.store, shop.settings.shop().currency, product_words()).write(target, progress)
            if what == "parcels":
                assert sheet is not None
                some = shop.orders.ids(OrderList.TO_SHIP, descending=False) if offered is None else offered
                sent = ParcelsOut(shop.store).write([OrderId(number) for number in some], sheet, target, progress)
                self._without = sent.without
                return sent.rows
            ids = shop.finder.ids(which) if offered is None else offered
            of = None if offered is None and which.empty else ids
            match what:
                case "contacts":
                    return lists.contacts(ids, target, progress, own, sparing)
                case "calendar":
                    return calendar.write(ids, target, progress)
                case "orders":
                    return lists.orders(target, progress, of)
                case _:
                    return lists.conversations(target, progress, of)

        self._target = target
        self.write_button.setEnabled(False)
        title = tr("Writing “{file}” …", file=target.name)
        self._desk.jobs.run(work, done=self._on_written, failed=self._on_failed, title=title)

    def _ask_for_target(self, name: str) -> Path | None:
        return ask_for_file(self, tr("Write the file"), at=Path.home() / name, save=True)[0]

    def _on_what(self) -> None:
        what = self.what.currentData()
        self._ids = None
        self.said.setText("")
        self.format.clear()
        for form in FORMS[what]:
            self.format.addItem(form_word(form), form)
        self.filter.setVisible(what not in UNFILTERED)
        self._only.setVisible(what not in UNFILTERED)
        self._on_form()

    def _on_form(self) -> None:
        """What can be chosen for this form, and what it leaves out."""
        what, form = self.what.currentData(), self.format.currentData()
        if form is None:
            return
        self.few.setVisible(what == "contacts" and form in TABLES)
        self.masked.setVisible(what == "contacts")
        self.parcels.setVisible(what == "parcels")
        if what == "parcels":
            self.parcels.refresh(own=form == OWN_SHEET)
        sparing = Sparing(few=self.few.isChecked(), masked=self.masked.isChecked())
        self.left_out.setText(left_out_sentence(what, form, sparing))
        self.write_button.setEnabled(form != OWN_SHEET or self.parcels.own is not None)

    def refresh(self) -> None:
        """What was taken out before."""
        notes = ExportNotes(self._desk.workspace.store)
        taken = self._desk.attempt(notes.last) or []
        words = {code: self.what.itemText(self.what.findData(code)) for code in FORMS}
        words["friend"] = tr("Everything about one friend")
        lines = [
            tr(
                "{when} · {what} · {n} · {file}",
                when=moment_words(one.at, self._desk.workspace.clock), what=words.get(one.what, one.what),
                n=f"{one.count:,}", file=one.file,
            )
            for one in taken[:BEFORE]
        ]  # fmt: skip
        self.before.setText("\n".join([tr("Taken out before:"), *lines]) if lines else "")

    def _on_filter(self) -> None:
        self._ids = None
        self.said.setText("")

    def _on_written(self, count: int) -> None:
        assert self._target is not None
        self.write_button.setEnabled(True)
        self.show_button.show()
        said = trn("{n} entry written to “{file}”.", "{n} entries written to “{file}”.", count, file=self._target.name)
        if self._without:
            names = ", ".join(one_line(name, 20) for name in self._without[:MOST_NAMED])
            more = " …" if len(self._without) > MOST_NAMED else ""
            said += " " + trn(
                "{n} order without an address was left out: {names}",
                "{n} orders without an address were left out: {names}",
                len(self._without),
                names=names + more,
            )
        self.said.setText(said)
        self._desk.say(said, undo=False)
        self.refresh()

    def _on_failed(self, error: Exception) -> None:
        self.write_button.setEnabled(True)
        if isinstance(error, Cancelled):
            self._desk.say(tr("Called off. Nothing was written."), undo=False)
        elif isinstance(error, ShukeError):
            self._desk.failed.emit(error)
        else:
            raise error

    def _on_show(self) -> None:
        if self._target is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._target.parent)))
