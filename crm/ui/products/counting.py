"""Stocktaking: what is there is typed beside what should be there; the differences become moves, as one step."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QStyledItemDelegate,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from crm.errors import OutOfRangeError, ShukeError
from crm.ids import ProductId
from crm.money import AmountError
from crm.ui.amount_field import number_of
from crm.ui.desk import Desk
from crm.ui.plain import one_line
from crm.ui.widgets.label import PlainLabel
from crm.ui.widgets.sheet import Sheet
from crm.wording import tr, trc, trn
from crm.wording.errors import explain
from crm.wording.products import range_sentence

THERE, COUNTED, DIFFERENCE = 1, 2, 3


class _Typing(QStyledItemDelegate):
    """The field in which a number is typed. `entered` when Enter left it; Qt itself would stay where it is."""

    entered = Signal()

    def eventFilter(self, field: QObject, event: QEvent) -> bool:
        """Take the number, then go on."""
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and isinstance(field, QLineEdit)
            and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
            and not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            self.commitData.emit(field)
            self.closeEditor.emit(field)
            self.entered.emit()
            return True
        return super().eventFilter(field, event)


class CountSheet(Sheet):
    """Every product that is counted, in one table. `counted` after it is taken down."""

    counted = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(
            desk.theme, tr("Stocktaking"), accept_text=tr("Take down"), cancel_text=tr("Close"), parent=parent
        )
        self._desk = desk
        rows = [row for row in desk.workspace.products.all() if row.stocked and not row.parts]
        self._ids = [row.id for row in rows]
        self._there = [row.stock or 0 for row in rows]
        said = (
            tr("Type what you count; Enter goes on to the next. What is left empty stays as it is.")
            if rows
            else tr("Nothing is counted yet. In a product, under Stock, choose to keep count of it.")
        )
        told = PlainLabel(said, look="dim")
        told.setWordWrap(True)
        self.body.addWidget(told)
        self.table = QTableWidget(len(rows), 4)
        self.table.setAccessibleName(tr("Stocktaking"))
        header = self.table.horizontalHeader()
        header.setMinimumSectionSize(desk.theme.px(96))
        self.table.setHorizontalHeaderLabels(
            [tr("Name"), trc("stock", "Should be there"), trc("stocktaking", "Counted"), trc("stock", "Difference")]
        )
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setTabKeyNavigation(False)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.AllEditTriggers)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (THERE, COUNTED, DIFFERENCE):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        self.table.verticalHeader().setDefaultSectionSize(desk.theme.measure.row)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        for place, row in enumerate(rows):
            for column, text in ((0, one_line(row.name)), (THERE, f"{row.stock:,}"), (COUNTED, ""), (DIFFERENCE, "")):
                item = QTableWidgetItem(text)
                if column:
                    item.setTextAlignment(right)
                if column != COUNTED:
                    item.setFlags(Qt.ItemFlag.ItemIsEnabled)
                self.table.setItem(place, column, item)
        self.body.addWidget(self.table, 1)
        self.table.cellChanged.connect(self._on_changed)
        typing = _Typing(self.table)
        typing.entered.connect(self._on_entered)
        self.table.setItemDelegate(typing)
        self.table.setVisible(bool(rows))
        self.accept_button.setEnabled(bool(rows))
        px = desk.theme.px
        room = (parent.window() if parent is not None else self).size()
        self.resize(
            min(px(640), max(px(420), room.width() - px(40))), min(px(540), max(px(320), room.height() - px(40)))
        )

    def ready(self) -> bool:
        """Take it down; a number that cannot be is said, and everything typed stays."""
        found: dict[ProductId, int] = {}
        place = 0
        try:
            for place in range(len(self._ids)):
                if (units := number_of(self._cell(place))) is not None:
                    found[self._ids[place]] = units
                    if units < 0:
                        raise AmountError(self._cell(place))
        except AmountError as error:
            self.complain(tr("“{text}” is not a number.", text=error.text))
            self.table.setCurrentCell(place, COUNTED)
            return False
        try:
            changed = self._desk.workspace.stock.count(found)
        except OutOfRangeError as error:
            self.complain(range_sentence(error, self._desk.workspace.settings.shop().currency))
            return False
        except ShukeError as error:
            self.complain(explain(error))
            return False
        if changed:
            self._desk.say(
                trn("{n} product differed; now it is right.", "{n} products differed; now they are right.", changed)
            )
        else:
            self._desk.say(tr("Everything is there as it should be."), undo=False)
        self.counted.emit()
        return True

    def showEvent(self, event: QShowEvent) -> None:
        """Begin with the first product."""
        super().showEvent(event)
        if self._ids:
            self._go_to(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter in the table goes on to the next product, behind the last one to the button; Ctrl+Enter takes down."""
        enter = event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        if not enter or self.focusWidget() is not self.table or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().keyPressEvent(event)
            return
        self._on_entered()

    def _on_entered(self) -> None:
        place = self.table.currentRow() + 1
        if place < len(self._ids):
            self._go_to(place)
        else:
            self.accept_button.setFocus()

    def _go_to(self, place: int) -> None:
        """Have the number of a product typed."""
        self.table.setFocus()
        self.table.setCurrentCell(place, COUNTED)

    def _cell(self, place: int) -> str:
        item = self.table.item(place, COUNTED)
        return "" if item is None else item.text()

    def _on_changed(self, place: int, column: int) -> None:
        if column != COUNTED:
            return
        self.complain("")
        try:
            units = number_of(self._cell(place))
            difference = "" if units is None else f"{units - self._there[place]:+,}"
        except AmountError:
            difference = "?"
        item = self.table.item(place, DIFFERENCE)
        if item is not None:
            item.setText("" if difference == "+0" else difference)
