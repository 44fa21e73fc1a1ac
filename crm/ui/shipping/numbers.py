"""Tracking numbers back: from the courier's sheet or a pasted list, matched, looked at, and written down at once."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from crm.couriers import Courier, looks_like
from crm.ids import OrderId
from crm.shipping import Done, Fate, Match, Numbered, Shipment, Why, chosen
from crm.transfer.pasted import LONGEST
from crm.ui.desk import Desk
from crm.ui.file_dialogs import ask_for_file
from crm.ui.page import on_clicks, on_keys
from crm.ui.plain import menu_text, one_line
from crm.ui.shipping.parts import Pane, Rows, later, with_chip
from crm.ui.shipping.to_ship import orders_words, who_words
from crm.ui.table import Column
from crm.ui.tokens import Tone
from crm.ui.widgets.empty_state import EmptyState
from crm.ui.widgets.label import PlainLabel
from crm.wording import tr, trc, trn
from crm.wording.shipping import looks_sentence, why_word, written_sentence

AFTER_MS = 300
"""So long after the last key a pasted text is read."""
STATE = "state"
CHOICES = 9
"""So many parcels have a key."""


class NumbersPane(Pane):
    """`written` after numbers were written down. `choose_file` is replaced in tests."""

    written = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        self._matches: dict[int, Match] = {}
        self._open: list[Shipment] = []
        self._couriers: dict[int, str] = {}
        self._rows_of_file: list[tuple[str, ...]] | None = None
        self.choose_file: Callable[[], Path | None] = self._ask_for_file
        self._later = later(self, self.refresh, AFTER_MS)
        self._build()
        self._listen()

    def _build(self) -> None:
        desk, px = self.desk, self.desk.theme.px
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(tr("Tracking numbers"))
        self.text.setPlaceholderText(
            tr("Paste what came back: name, phone or order number, and the tracking number, in any order")
        )
        self.text.setFixedHeight(px(118))
        self.setFocusProxy(self.text)
        self.paste_button = QPushButton(menu_text(tr("Paste")))
        self.file_button = QPushButton(menu_text(tr("From a file…")))
        self.clear_button = QPushButton(menu_text(tr("Clear")))
        self.rows: Rows[Match] = Rows(desk.theme, self._columns(), tr("Tracking numbers"), self)
        with_chip(self.rows, STATE, desk.theme, fate_chip)
        self.rows.fill("why", 180)
        self.table = self.rows.table
        self.count = PlainLabel(look="dim", elide=True)
        self.write_button = QPushButton()
        self.write_button.setProperty("look", "primary")
        self.nothing = EmptyState(
            desk.theme, "truck", tr("Numbers find their orders"),
            tr("Each line is matched by order number, phone, or name and address. You look before it is written."),
        )  # fmt: skip
        self.results = QStackedWidget()
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.table)
        self.splitter.addWidget(self._build_side())
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setSizes([px(760), px(310)])
        self.results.addWidget(self.nothing)
        self.results.addWidget(self.splitter)
        buttons = QVBoxLayout()
        for button in (self.paste_button, self.file_button, self.clear_button):
            buttons.addWidget(button)
        top = QHBoxLayout()
        top.setContentsMargins(px(12), 0, px(12), 0)
        top.addWidget(self.text, 1)
        top.addLayout(buttons)
        below = QHBoxLayout()
        below.setContentsMargins(px(12), 0, px(12), px(10))
        below.addWidget(self.count, 1)
        below.addWidget(self.write_button)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(8))
        box.addLayout(top)
        box.addWidget(self.results, 1)
        box.addLayout(below)
        self._show()

    def _build_side(self) -> QWidget:
        px = self.desk.theme.px
        self.line = PlainLabel(look="dim")
        self.line.setWordWrap(True)
        self.why = PlainLabel(look="heading")
        self.why.setWordWrap(True)
        self.courier = QComboBox()
        self.courier.setEditable(True)
        self.courier.setAccessibleName(tr("Courier"))
        self.courier.addItems(["", *Courier])
        self.looks = PlainLabel(look="small")
        self.looks.setWordWrap(True)
        self.candidates = QListWidget()
        self.candidates.setAccessibleName(tr("Which parcel?"))
        self.candidates.setWordWrap(True)
        self.candidates.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._ask_title = PlainLabel(tr("Which parcel? (1–9, Enter)"), look="dim")
        side = QWidget()
        side.setProperty("look", "panel")
        side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        box = QVBoxLayout(side)
        box.setContentsMargins(px(14), px(12), px(12), px(12))
        box.setSpacing(px(8))
        for widget in (
            self.why,
            self.line,
            PlainLabel(tr("Courier"), look="dim"),
            self.courier,
            self.looks,
            self._ask_title,
        ):
            box.addWidget(widget)
        box.addWidget(self.candidates, 1)
        side.setMinimumWidth(px(290))
        return side

    def _columns(self) -> list[Column[Match]]:
        return [
            Column(STATE, lambda: tr("State"), lambda row: fate_chip(row)[0], width=82, sortable=False),
            Column(
                "tracking", lambda: tr("Tracking number"), lambda row: row.said.tracking or row.said.text,
                tooltip=lambda row: row.said.text, width=156, sortable=False,
            ),
            Column("courier", lambda: tr("Courier"), self._courier_of, width=64, sortable=False),
            Column("who", lambda: trc("numbers", "For"), match_words, width=110, sortable=False),
            Column("orders", lambda: tr("Orders"), lambda row: orders_words(row.parcels[0]) if row.orders else "",
                   width=112, sortable=False),
            Column("why", lambda: trc("numbers", "How"), lambda row: why_word(row.why),
                   tooltip=lambda row: why_word(row.why), width=220, sortable=False),
        ]  # fmt: skip

    def _listen(self) -> None:
        self.text.textChanged.connect(self._on_text)
        self.table.current_changed.connect(self._on_current)
        self.table.opened.connect(self._on_opened)
        self.courier.activated.connect(self._on_courier)
        line = self.courier.lineEdit()
        if line is not None:
            line.editingFinished.connect(self._on_courier)
        self.candidates.itemActivated.connect(self._on_candidate)
        on_clicks(
            (
                (self.paste_button, self.paste),
                (self.file_button, self.take_file),
                (self.clear_button, self.clear),
                (self.write_button, self.write_down),
            )
        )
        keys = [
            ("Ctrl+Return", self, self.write_down),
            ("Ctrl+Enter", self, self.write_down),
            ("X", self.table, self.leave),
        ]
        keys += [(str(place + 1), self.table, partial(self.choose, place)) for place in range(CHOICES)]
        on_keys(keys)

    # what others ask

    def paste(self) -> None:
        """Read what was copied."""
        self._rows_of_file = None
        self.text.setPlainText(QGuiApplication.clipboard().text()[:LONGEST])
        self._later.stop()
        self.refresh()

    def clear(self) -> None:
        """Begin anew."""
        self._rows_of_file = None
        self.text.clear()
        self._later.stop()
        self._matches, self._couriers = {}, {}
        self._show()
        self.text.setFocus()

    def take_file(self) -> None:
        """Read a courier's sheet."""
        path = self.choose_file()
        if path is None:
            return
        shipping = self.desk.workspace.shipping
        self.desk.jobs.run(
            lambda progress: (shipping.read_file(path, progress), path),
            done=self._on_file,
            failed=self.on_failed,
            title=tr("Reading “{file}” …", file=path.name),
        )

    def refresh(self) -> None:
        """Match what is there with the orders as they are now."""
        shipping, text, rows = self.desk.workspace.shipping, self.text.toPlainText()[:LONGEST], self._rows_of_file
        if rows is None and not text.strip():
            self._matches = {}
            self._show()
            return

        def read() -> tuple[tuple[Match, ...], list[Shipment]]:
            found = shipping.read_text(text) if rows is None else shipping.read_rows(rows)
            return found, shipping.open_parcels()

        self.ask(read)

    def answered(self, answer: tuple[tuple[Match, ...], list[Shipment]]) -> None:
        """Show what each line is for; what was chosen by hand stays chosen."""
        found, self._open = answer
        before = {one.said: one for one in self._matches.values() if one.why is Why.CHOSEN}
        waiting = {parcel.id: parcel for parcel in (*self._open, *(one for match in found for one in match.parcels))}
        self._matches = {}
        for place, one in enumerate(found, 1):
            mine = before.get(one.said)
            self._matches[place] = one if mine is None else _as_said(mine, one, waiting)
        self._show()

    # what is done

    def choose(self, place: int) -> None:
        """The current row is for this parcel of those beside it."""
        number, current = self.table.current_id, self.rows.current
        parcels = self._choices(current)
        if number is None or current is None or not place < len(parcels):
            return
        self._matches[number] = chosen(current, parcels[place])
        self._show()
        self._go_on(number)

    def leave(self) -> None:
        """The current row is none of the seller's."""
        number, current = self.table.current_id, self.rows.current
        if number is None or current is None or current.fate not in {Fate.ASK, Fate.SURE}:
            return
        self._matches[number] = Match(current.said, Fate.LEFT, Why.CHOSEN)
        self._show()
        self._go_on(number)

    def write_down(self) -> None:
        """Write the numbers of the sure rows onto their orders, as one step."""
        numbers = self._numbers()
        if not numbers or not self.write_button.isEnabled():
            return
        self.write_button.setEnabled(False)
        shipping = self.desk.workspace.shipping
        self.desk.jobs.run(lambda _: shipping.write_down(numbers), done=self._on_written, failed=self._on_not_written)

    # how it is done

    def _numbers(self) -> list[Numbered]:
        return [
            Numbered(one.orders, one.said.tracking, self._courier_of(one), over=one.why is Why.CHOSEN)
            for one in self._matches.values()
            if one.fate is Fate.SURE and one.orders
        ]

    def _courier_of(self, one: Match) -> str:
        return self._couriers.get(one.said.place, one.courier)

    def _choices(self, one: Match | None) -> list[Shipment]:
        """The parcels a row may be for: those that fit, then the others that wait for a number."""
        if one is None or not one.said.tracking or one.fate is Fate.KNOWN:
            return []
        near = {parcel.id for parcel in one.parcels}
        return [*one.parcels, *(parcel for parcel in self._open if parcel.id not in near)]

    def _show(self) -> None:
        self.rows.show(self._matches)
        self.results.setCurrentWidget(self.splitter if self._matches else self.nothing)
        counts = {fate: sum(one.fate is fate for one in self._matches.values()) for fate in Fate}
        said = [trn("{n} line", "{n} lines", len(self._matches))] if self._matches else []
        for fate, words in (
            (Fate.ASK, trn("{n} to be asked", "{n} to be asked", counts[Fate.ASK])),
            (Fate.KNOWN, trn("{n} known already", "{n} known already", counts[Fate.KNOWN])),
            (Fate.LEFT, trn("{n} left alone", "{n} left alone", counts[Fate.LEFT])),
        ):
            if counts[fate]:
                said.append(words)
        self.count.setText(" · ".join(said))
        n = counts[Fate.SURE]
        self.write_button.setText(menu_text(trn("Write down {n} number", "Write down {n} numbers", n)) + "  Ctrl+Enter")
        self.write_button.setEnabled(n > 0)
        self._on_current(self.table.current_id)

    def _go_on(self, number: int) -> None:
        """On to the next row that is asked."""
        asked = [place for place, one in self._matches.items() if one.fate is Fate.ASK]
        following = [place for place in asked if place > number] or asked
        self.table.choose(following[0] if following else number)
        self.table.setFocus()

    def _ask_for_file(self) -> Path | None:
        kinds = tr("Lists ({endings});;All files (*)", endings="*.xlsx *.xls *.csv *.txt")
        return ask_for_file(self, tr("Choose a file"), kinds=kinds)[0]

    def _on_text(self) -> None:
        if self.text.toPlainText().strip():
            self._rows_of_file = None
        self._later.start()

    def _on_file(self, answer: tuple[list[tuple[str, ...]], Path]) -> None:
        rows, path = answer
        self.text.clear()
        self._later.stop()
        self._rows_of_file = rows
        self.desk.say(
            trn("{n} line read from “{file}”.", "{n} lines read from “{file}”.", len(rows), file=path.name), undo=False
        )
        self.refresh()
        self.table.setFocus()

    def _on_current(self, _number: int | None) -> None:
        one = self.rows.current
        for widget in (self.line, self.why, self.courier, self.looks):
            widget.setVisible(one is not None)
        parcels = self._choices(one)
        self.candidates.clear()
        for place, parcel in enumerate(parcels):
            key = f"{place + 1}  " if place < CHOICES else ""
            self.candidates.addItem(one_line(f"{key}{who_words(parcel)} · {parcel.what} · {parcel.number}"))
        self.candidates.setVisible(bool(parcels))
        self._ask_title.setVisible(bool(parcels))
        if one is None:
            return
        self.why.setText(why_word(one.why))
        self.line.setText(one.said.text)
        self.courier.setCurrentText(self._courier_of(one))
        looks = looks_like(one.said.tracking.partition(",")[0])
        self.looks.setText(looks_sentence(looks) if looks else "")

    def _on_courier(self, _place: int = 0) -> None:
        one = self.rows.current
        if one is not None and self.courier.currentText() != self._courier_of(one):
            self._couriers[one.said.place] = self.courier.currentText().strip()
            self.rows.model.refresh()

    def _on_opened(self, _number: int) -> None:
        """Enter in the table goes to the choice, or takes the only one."""
        one = self.rows.current
        if one is not None and one.fate is Fate.ASK and len(one.parcels) == 1:
            self.choose(0)
        elif self.candidates.count():
            self.candidates.setCurrentRow(0)
            self.candidates.setFocus()

    def _on_candidate(self) -> None:
        self.choose(self.candidates.currentRow())

    def _on_written(self, done: Done) -> None:
        self.desk.say(written_sentence(done), undo=bool(done.orders))
        self.refresh()
        self.written.emit()

    def _on_not_written(self, error: Exception) -> None:
        self._show()
        self.on_failed(error)

    def hideEvent(self, event: QHideEvent) -> None:
        """Read nothing more: the shop may be closed."""
        self._later.stop()
        super().hideEvent(event)


def _as_said(mine: Match, fresh: Match, waiting: Mapping[OrderId, Shipment]) -> Match:
    """A row read again, with what the seller said of it, as far as that still stands."""
    if mine.fate is Fate.LEFT:
        return mine
    parcel = waiting.get(mine.parcels[0].id)
    return fresh if parcel is None or fresh.fate is Fate.KNOWN else chosen(fresh, parcel)


def fate_chip(one: Match) -> tuple[str, Tone]:
    """What becomes of a row."""
    match one.fate:
        case Fate.SURE:
            return trc("number", "Fits"), Tone.CUSTOMER
        case Fate.ASK:
            return trc("number", "Which?"), Tone.WARN
        case Fate.KNOWN:
            return trc("number", "Known"), Tone.NEUTRAL
        case Fate.LEFT:
            return trc("number", "Left"), Tone.NEUTRAL


def match_words(one: Match) -> str:
    """Who gets it, for a cell."""
    return ", ".join(dict.fromkeys(who_words(parcel) for parcel in one.parcels)) if one.orders else ""
