"""What is to be shipped: forty parcels in one go, what cannot be sent yet at the top."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPushButton, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from crm.ids import OrderId
from crm.progress import Progress
from crm.shipping import Done, Lack, Shipment
from crm.transfer.export_notes import ExportNotes
from crm.transfer.parcels_out import Sent
from crm.ui.desk import Desk
from crm.ui.file_dialogs import ask_for_file
from crm.ui.page import on_clicks, on_keys
from crm.ui.plain import menu_text
from crm.ui.shipping.courier_sheet import CourierSheet
from crm.ui.shipping.papers import write_papers
from crm.ui.shipping.parts import Pane, Rows, with_chip
from crm.ui.shipping.place import PlacePanel
from crm.ui.table import Column
from crm.ui.tokens import Tone
from crm.ui.widgets.empty_state import EmptyState
from crm.ui.widgets.label import PlainLabel
from crm.wording import tr, trc, trn
from crm.wording.shipping import handed_over_sentence, lack_word, parcels_sentence

TICK, STATE = "tick", "state"


@dataclass(frozen=True, slots=True)
class ToShip:
    """A parcel, and whether it goes along."""

    parcel: Shipment
    ticked: bool


class ToShipPane(Pane):
    """`counted(n)` says how many parcels wait; `choose_target` and `open_file` are replaced in tests."""

    counted = Signal(int)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._off: set[OrderId] = set()
        self._only: set[OrderId] | None = None
        self.choose_target: Callable[[str], Path | None] = self._ask_for_target
        self.open_file: Callable[[Path], object] = _open
        self._build()
        self._listen()
        self._show_ticks()

    def _build(self) -> None:
        desk, px = self.desk, self.desk.theme.px
        self.count = PlainLabel(look="dim", elide=True)
        self.join = QCheckBox(menu_text(tr("One parcel for one address")))
        self.join.setChecked(True)
        self.join.setToolTip(tr("Orders of one friend to the same place go together"))
        self.unpaid = QCheckBox(menu_text(tr("Unpaid ones too")))
        self.rows: Rows[ToShip] = Rows(desk.theme, to_ship_columns(), tr("Parcels to ship"), self)
        with_chip(self.rows, STATE, desk.theme, state_chip)
        self.rows.fill("place", 180)
        self.table = self.rows.table
        self.setFocusProxy(self.table)
        self.place = PlacePanel(desk)
        self.said = PlainLabel(elide=True)
        self.sheet_button = QPushButton()
        self.hand_over_button = QPushButton()
        self.papers_button = QPushButton()
        self.papers_button.setToolTip(tr("What to pick, and a label for each parcel, as PDF"))
        self.sheet_button.setProperty("look", "primary")
        self.nothing = EmptyState(
            desk.theme,
            "truck",
            tr("Nothing to ship"),
            tr("What is paid and not sent yet stands here, with its address."),
        )
        self.nothing.add_step(tr("New order"), partial(desk.asked_order.emit, None))
        self.nothing.add_step(tr("All orders"), partial(desk.asked_page.emit, "orders"))
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.table)
        self.splitter.addWidget(self.place)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setSizes([px(760), px(310)])
        self.whole = QStackedWidget()
        self.whole.addWidget(self.splitter)
        self.whole.addWidget(self.nothing)
        top = QHBoxLayout()
        top.setContentsMargins(px(12), 0, px(12), 0)
        for widget, stretch in ((self.count, 1), (self.join, 0), (self.unpaid, 0)):
            top.addWidget(widget, stretch)
        below = QHBoxLayout()
        below.setContentsMargins(px(12), 0, px(12), px(10))
        below.addWidget(self.said, 1)
        for button in (self.papers_button, self.hand_over_button, self.sheet_button):
            below.addWidget(button)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(8))
        box.addLayout(top)
        box.addWidget(self.whole, 1)
        box.addLayout(below)

    def _listen(self) -> None:
        self.join.toggled.connect(self.refresh)
        self.unpaid.toggled.connect(self.refresh)
        self.table.current_changed.connect(self._on_current)
        self.table.opened.connect(self._on_opened)
        self.table.clicked.connect(self._on_cell)
        self.place.placed.connect(self._on_placed)
        acts = (
            (self.sheet_button, self.write_sheet),
            (self.hand_over_button, self.hand_over),
            (self.papers_button, self.write_papers),
        )
        on_clicks(acts)
        on_keys(
            (
                ("E", self, self.write_sheet),
                ("H", self, self.hand_over),
                ("P", self, self.write_papers),
                ("Space", self.table, self.toggle),
                ("A", self.table, self.place.begin),
            )
        )

    # what others ask

    def show_orders(self, orders: Sequence[int]) -> None:
        """Only these go along; also unpaid ones, where some of them are."""
        self._only = {OrderId(order) for order in orders}
        rows = self.desk.workspace.orders.rows(orders).values()
        if any(row.owed for row in rows):
            self.unpaid.setChecked(True)
        self.refresh()

    def refresh(self) -> None:
        """Read what waits."""
        shipping, join, unpaid = self.desk.workspace.shipping, self.join.isChecked(), self.unpaid.isChecked()
        self.ask(lambda: shipping.waiting(join=join, unpaid=unpaid))

    def answered(self, answer: list[Shipment]) -> None:
        """Show it."""
        if self._only is not None:
            self._off = {parcel.id for parcel in answer if not self._only.intersection(parcel.orders)}
            self._only = None
        self.rows.show({parcel.id: self._row(parcel) for parcel in answer})
        lacking = sum(parcel.lack is Lack.PLACE for parcel in answer)
        orders = sum(len(parcel.parts) for parcel in answer)
        self.count.setText(parcels_sentence(len(answer), orders, lacking))
        self.whole.setCurrentWidget(self.splitter if answer else self.nothing)
        current = self.rows.current
        self.place.show_parcel(None if current is None else current.parcel)
        self._show_ticks()
        self.counted.emit(len(answer))

    @property
    def ticked(self) -> list[Shipment]:
        """The parcels that go along."""
        return [row.parcel for row in self.rows.rows.values() if row.ticked]

    # what is done

    def toggle(self) -> None:
        """The chosen rows go along, or not: all like the current one."""
        current = self.rows.current
        if current is None:
            return
        chosen = [OrderId(number) for number in self.table.chosen_ids()] or [current.parcel.id]
        if current.ticked:
            self._off.update(chosen)
        else:
            self._off.difference_update(chosen)
        self.rows.put((number, self._row(self.rows.rows[number].parcel)) for number in chosen)
        self._show_ticks()

    def write_sheet(self) -> CourierSheet | None:
        """Ask for which courier the ticked parcels are to be written."""
        orders = [order for parcel in self.ticked for order in parcel.orders]
        if not orders:
            self.desk.say(tr("Tick a parcel that has an address first (Space)."), undo=False)
            return None
        sheet = CourierSheet(self.desk, orders, join=self.join.isChecked(), parent=self.window())
        sheet.written.connect(self._on_written)
        sheet.open()
        return sheet

    def hand_over(self) -> None:
        """The ticked parcels are with the courier."""
        orders = [order for parcel in self.ticked for order in parcel.orders]
        if not orders:
            self.desk.say(tr("Tick a parcel that has an address first (Space)."), undo=False)
            return
        self.hand_over_button.setEnabled(False)
        shipping = self.desk.workspace.shipping
        self.desk.jobs.run(
            lambda _: shipping.hand_over(orders), done=self._on_handed_over, failed=self._on_not_handed_over
        )

    def write_papers(self) -> None:
        """Write the packing list and the labels of the ticked parcels, and show them."""
        parcels = self.ticked
        if not parcels:
            self.desk.say(tr("Tick a parcel that has an address first (Space)."), undo=False)
            return
        target = self.choose_target(f"shuke-labels-{self.desk.workspace.clock.today().isoformat()}.pdf")
        if target is None:
            return
        target = target if target.suffix else target.with_suffix(".pdf")
        notes = ExportNotes(self.desk.workspace.store)

        def work(progress: Progress) -> tuple[int, Path]:
            count = write_papers(parcels, target, progress)
            notes.add("parcels", target.name, count)
            return count, target

        self.desk.jobs.run(
            work,
            done=self._on_papers,
            failed=self.on_failed,
            title=tr("Writing “{file}” …", file=target.name),
        )

    # how it is done

    def _row(self, parcel: Shipment) -> ToShip:
        return ToShip(parcel, parcel.addressed and parcel.id not in self._off)

    def _show_ticks(self) -> None:
        n = len(self.ticked)
        self.sheet_button.setText(menu_text(trc("button", "Courier's sheet ({n})…", n=n)) + "  E")
        self.hand_over_button.setText(menu_text(tr("Handed over ({n})", n=n)) + "  H")
        self.papers_button.setText(menu_text(tr("Print ({n})…", n=n)) + "  P")
        for button in (self.sheet_button, self.hand_over_button, self.papers_button):
            button.setEnabled(n > 0)

    def _ask_for_target(self, name: str) -> Path | None:
        return ask_for_file(self, tr("Write the file"), at=Path.home() / name, save=True)[0]

    def _on_current(self, _number: int | None) -> None:
        current = self.rows.current
        self.place.show_parcel(None if current is None else current.parcel)

    def _on_opened(self, _number: int) -> None:
        self.place.begin()

    def _on_cell(self, index: QModelIndex) -> None:
        if self.rows.model.columns[index.column()].key == TICK:
            self.toggle()

    def _on_placed(self, parcel: Shipment) -> None:
        """On to the next one without an address."""
        lacking = [
            number for number, row in self.rows.rows.items() if row.parcel.lack is Lack.PLACE and number != parcel.id
        ]
        if lacking:
            self.table.choose(lacking[0])
            self.place.begin()
        else:
            self.table.setFocus()

    def _on_written(self, _orders: Sequence[OrderId], sent: Sent, target: Path) -> None:
        self.said.setText(
            trn(
                "{n} parcel is on “{file}”. Once the courier has it: H.",
                "{n} parcels are on “{file}”. Once the courier has them: H.",
                sent.rows,
                file=target.name,
            )
        )
        self.desk.say(self.said.text(), undo=False)
        self.table.setFocus()

    def _on_handed_over(self, done: Done) -> None:
        self.said.setText("")
        self.desk.say(handed_over_sentence(done), undo=bool(done.orders))
        self.refresh()

    def _on_not_handed_over(self, error: Exception) -> None:
        self._show_ticks()
        self.on_failed(error)

    def _on_papers(self, answer: tuple[int, Path]) -> None:
        count, target = answer
        self.desk.say(
            trn("{n} label is in “{file}”.", "{n} labels are in “{file}”.", count, file=target.name), undo=False
        )
        self.open_file(target)


def state_chip(row: ToShip) -> tuple[str, Tone]:
    """How far a parcel is from being sent."""
    parcel = row.parcel
    match parcel.lack:
        case Lack.PLACE:
            return lack_word(Lack.PLACE), Tone.DANGER
        case Lack.PHONE:
            return lack_word(Lack.PHONE), Tone.WARN
        case None:
            if parcel.pick_up:
                return trc("parcel", "Pickup"), Tone.INTERACTING
            return trc("parcel", "Ready"), Tone.CUSTOMER


def orders_words(parcel: Shipment) -> str:
    """Which orders are in it, for a cell."""
    if len(parcel.parts) == 1:
        return parcel.parts[0].number
    return trn("{n} order", "{n} orders", len(parcel.parts))


def who_words(parcel: Shipment) -> str:
    """Who gets it, and whose friend that is where it is somebody else."""
    return parcel.to.name if parcel.to.name == parcel.friend else f"{parcel.to.name} ({parcel.friend})"


def to_ship_columns() -> list[Column[ToShip]]:
    """The columns of the table."""
    return [
        Column(
            TICK, lambda: "", lambda row: "☑" if row.ticked else "☐", width=34, sortable=False,
            accessible=lambda row: tr("goes along") if row.ticked else tr("stays here"),
        ),
        Column(STATE, lambda: tr("State"), lambda row: state_chip(row)[0], width=92, sortable=False),
        Column("who", lambda: trc("field", "Recipient"), lambda row: who_words(row.parcel), width=92, sortable=False),
        Column("phone", lambda: trc("field", "Phone"), lambda row: row.parcel.to.phone, width=112, sortable=False),
        Column(
            "goods", lambda: tr("What"), lambda row: row.parcel.what, tooltip=lambda row: row.parcel.what, width=140,
            sortable=False,
        ),
        Column(
            "place", lambda: trc("field", "Address"), lambda row: row.parcel.where,
            tooltip=lambda row: row.parcel.where, width=230, sortable=False,
        ),
        Column(
            "orders", lambda: tr("Orders"), lambda row: orders_words(row.parcel),
            tooltip=lambda row: row.parcel.number, width=112, sortable=False,
        ),
    ]  # fmt: skip


def _open(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
