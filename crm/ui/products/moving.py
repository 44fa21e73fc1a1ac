"""What came in, or went otherwise than by an order: one small sheet."""

from datetime import date

from PySide6.QtCore import QDate, Signal
from PySide6.QtWidgets import QDateEdit, QLineEdit, QWidget

from crm.errors import OutOfRangeError, ShukeError, UnknownValueError
from crm.ids import BatchId
from crm.money import AmountError
from crm.products import ProductRow
from crm.stock import OUT, StockKind
from crm.ui.amount_field import NumberField
from crm.ui.desk import Desk
from crm.ui.friends.moment_field import day_in, qt_day
from crm.ui.friends.small_sheets import FormSheet
from crm.wording import tr, trc, trn
from crm.wording.days import date_words
from crm.wording.errors import explain
from crm.wording.products import range_sentence, stock_kind_word

CAME = (StockKind.CAME, StockKind.RETURNED)


class MoveSheet(FormSheet):
    """`moved` after it is taken down."""

    moved = Signal()

    def __init__(self, desk: Desk, product: ProductRow, *, out: bool, parent: QWidget | None = None) -> None:
        title = (
            tr("What went of “{name}”", name=product.name) if out else tr("What came of “{name}”", name=product.name)
        )
        super().__init__(desk, title, tr("Save"), parent)
        self._product = product
        self._out = out
        self.units = NumberField(tr("How many"))
        self.add(tr("How many"), self.units)
        kinds = OUT if out else CAME
        self.kind = self.choice(trc("stock", "Why"), [(kind, stock_kind_word(kind)) for kind in kinds])
        today = desk.workspace.clock.today()
        self.code, self.expires = QLineEdit(), QLineEdit()
        self.batch = None
        if out:
            batches = desk.workspace.stock.batches(product.id)
            if batches:
                words: list[tuple[object, str]] = [(None, tr("what expires first"))]
                for row in batches:
                    last = "" if row.expires_on is None else date_words(row.expires_on, today)
                    left = trn("{n} left", "{n} left", row.left)
                    words.append((row.id, " · ".join(part for part in (row.code, last, left) if part)))
                self.batch = self.choice(trc("stock", "Batch"), words)
        else:
            self.code = self.line(trc("stock", "Batch code"), hint=tr("what stands on it, if you like"))
            self.expires = self.line(trc("stock", "Keeps until"), hint="2027-03-01")
        self.day = QDateEdit(qt_day(today))
        self.day.setMaximumDate(QDate(today.year, today.month, today.day))
        self.day.setCalendarPopup(True)
        self.add(trc("field", "Day"), self.day)
        self.note = self.line(trc("field", "Note"))

    def ready(self) -> bool:
        """Take it down; what cannot be is said, and everything typed stays."""
        shop, product = self.desk.workspace, self._product
        kind, day, note = StockKind(self.kind.currentData()), day_in(self.day), self.note.text()
        try:
            units = self.units.number() or 0
            if self._out:
                chosen = None if self.batch is None else self.batch.currentData()
                batch = None if chosen is None else BatchId(chosen)
                shop.stock.take_out(product.id, units, kind, batch=batch, day=day, note=note)
            else:
                last = _day(self.expires.text())
                shop.stock.take_in(product.id, units, kind, code=self.code.text(), expires_on=last, day=day, note=note)
        except AmountError as error:
            self.complain(tr("“{text}” is not a number.", text=error.text))
            self.units.setFocus()
            return False
        except OutOfRangeError as error:
            self.complain(range_sentence(error, shop.settings.shop().currency))
            self.units.setFocus()
            return False
        except ShukeError as error:
            self.complain(explain(error))
            return False
        self.desk.say(tr("Stock of “{name}” is changed.", name=product.name))
        self.moved.emit()
        return True


def _day(text: str) -> date | None:
    """The day that was typed, none for nothing. Raises `UnknownValueError`."""
    plain = text.strip().replace("/", "-").replace(".", "-")
    if not plain:
        return None
    try:
        year, month, day = (int(part) for part in plain.split("-"))
        return date(year, month, day)
    except ValueError as error:
        raise UnknownValueError("date", text.strip()) from error
