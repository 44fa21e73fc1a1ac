"""Sheets of the calendar: everything that is on a day, and another day for what was planned."""

from array import array
from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from crm.coming import ComingDay, Entry
from crm.ui.calendar.entries import ICONS, LATE, late
from crm.ui.desk import Desk
from crm.ui.friends.small_sheets import DaySheet
from crm.ui.table import RowModel
from crm.ui.widgets.label import PlainLabel
from crm.ui.widgets.row_list import RowList, TwoLine, two_line_column
from crm.ui.widgets.sheet import Sheet
from crm.wording import tr, trc
from crm.wording.coming import entries_words, entry_title, entry_words, kind_word, late_words, stays_words
from crm.wording.days import heading_words

WIDE, ROWS = 560, 7


class MoveSheet(DaySheet):
    """Asks for another day for something planned; `move` is told, and answers whether it went there."""

    def __init__(
        self, desk: Desk, entry: Entry, move: Callable[[Entry, date], bool], parent: QWidget | None = None
    ) -> None:
        title = trc("calendar", "Another day for {name}", name=entry.name)
        super().__init__(desk, title, trc("calendar", "Move"), parent)
        self._entry = entry
        self._move = move
        words = PlainLabel(f"{kind_word(entry.kind)} · {entry_words(entry)}", look="dim")
        words.setWordWrap(True)
        self.form.addRow(words)
        self.choose_day(trc("calendar", "To"))

    def ready(self) -> bool:
        """Move it; what cannot be moved stays here."""
        return self._move(self._entry, self.chosen_day)


class WholeDaySheet(Sheet):
    """Everything on a day. `opened(entry)` opens its friend, `move_wanted(entry)` asks for another day."""

    opened = Signal(object)
    move_wanted = Signal(object)

    def __init__(self, desk: Desk, found: ComingDay, parent: QWidget | None = None) -> None:
        today = desk.workspace.clock.today()
        title = heading_words(found.day, today)
        super().__init__(
            desk.theme, title, accept_text=trc("calendar", "Open (Enter)"), cancel_text=tr("Close"), parent=parent
        )
        self._today = today
        self._entries = dict(enumerate(found.entries))
        model: RowModel[Entry] = RowModel(
            [two_line_column(self.present, lambda: title)],
            lambda ids: {number: self._entries[number] for number in ids},
            parent=self,
        )
        model.set_ids(array("q", self._entries))
        self.list = RowList(desk.theme, model, self.present, title)
        self.list.setMinimumHeight(desk.theme.measure.two_lines * ROWS)
        self.why = PlainLabel(look="dim")
        self.why.setWordWrap(True)
        self.body.addWidget(PlainLabel(entries_words(found.count), look="dim"))
        self.body.addWidget(self.list, 1)
        self.body.addWidget(self.why)
        self.move_button = self.add_button(trc("calendar", "Another day… (S)"))
        self.move_button.clicked.connect(self._on_move)
        QShortcut(QKeySequence("S"), self, self.move_button.click)
        self.list.opened.connect(self._on_opened)
        self.list.current_changed.connect(self._on_current)
        self.setMinimumWidth(desk.theme.px(WIDE))
        self.list.choose(0)
        self._on_current()

    def present(self, entry: Entry) -> TwoLine:
        """Whose it is, and what."""
        waits = late(entry, self._today)
        kind = kind_word(entry.kind)
        words = entry_words(entry)
        return TwoLine(
            entry_title(entry),
            kind if words == kind else f"{kind} · {words}",
            chip_text=late_words() if waits else "",
            icon=LATE if waits else ICONS[entry.kind],
        )

    @property
    def entry(self) -> Entry | None:
        """The entry in hand."""
        number = self.list.current_id
        return None if number is None else self._entries[number]

    def ready(self) -> bool:
        """Open the entry in hand."""
        if (entry := self.entry) is not None:
            self.opened.emit(entry)
        return True

    def _on_opened(self, _number: int) -> None:
        self.accept()

    def _on_current(self, _number: object = None) -> None:
        entry = self.entry
        self.move_button.setEnabled(entry is not None and entry.movable)
        self.accept_button.setEnabled(entry is not None)
        self.why.setText(stays_words(entry.kind) if entry is not None else "")

    def _on_move(self) -> None:
        if (entry := self.entry) is not None and entry.movable:
            self.reject()
            self.move_wanted.emit(entry)
