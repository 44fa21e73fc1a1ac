"""Telling the buyers: a note for each parcel, copied one after the other by Enter; the seller sends it."""

from dataclasses import dataclass
from datetime import timedelta

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from crm.shipping import Shipment, Slot, fill, unknown_slots
from crm.ui.desk import Desk
from crm.ui.orders.columns import RIGHT, day_text
from crm.ui.page import on_clicks, on_keys
from crm.ui.plain import menu_text
from crm.ui.shipping.parts import Pane, Rows, with_chip
from crm.ui.table import Column
from crm.ui.tokens import Tone
from crm.ui.widgets.empty_state import EmptyState
from crm.ui.widgets.label import PlainLabel
from crm.ui.widgets.sheet import Sheet
from crm.wording import tr, trc
from crm.wording.shipping import note_template, slot_word

STATE = "state"
SHOWN_DAYS = 14
"""For so long parcels stay in the list whose buyers were told."""
SLOTS = (Slot.CALLED, Slot.NAME, Slot.GOODS, Slot.COURIER, Slot.TRACKING, Slot.ADDRESS, Slot.NUMBER)


@dataclass(frozen=True, slots=True)
class ToTell:
    """A parcel on its way, and whether its note was copied."""

    parcel: Shipment
    told: bool


class WordsSheet(Sheet):
    """The words for telling a buyer."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(
            desk.theme, tr("Words for a parcel"), accept_text=tr("Save"), cancel_text=tr("Cancel"), parent=parent
        )
        self._shipping = desk.workspace.shipping
        self._desk = desk
        self.text = QPlainTextEdit(self._shipping.template() or note_template())
        self.text.setTabChangesFocus(True)
        self.text.setAccessibleName(tr("Words for a parcel"))
        self.text.setFixedHeight(desk.theme.px(110))
        self.text.textChanged.connect(self._on_text)
        hint = PlainLabel(tr("Filled in: {words}", words=" ".join(map(slot_word, SLOTS))), look="small")
        hint.setWordWrap(True)
        own = self.add_button(tr("Shuke's own words"))
        own.clicked.connect(self._on_own)
        self.body.addWidget(self.text)
        self.body.addWidget(hint)

    def ready(self) -> bool:
        """Keep them; the program's own are kept as none, so that they follow the language."""
        text = self.text.toPlainText().strip()
        kept = "" if text == note_template() else text
        return self._desk.did(lambda: self._shipping.set_template(kept))

    def _on_own(self) -> None:
        self.text.setPlainText(note_template())

    def _on_text(self) -> None:
        unknown = unknown_slots(self.text.toPlainText())
        self.complain(tr("“{part}” is not known and stays as it is.", part=unknown[0]) if unknown else "")


class TellingPane(Pane):
    """`counted(n)` says how many were not told yet, `awaited(n)` how many are on their way without a number."""

    counted = Signal(int)
    awaited = Signal(int)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk, parent)
        px = desk.theme.px
        self._template = ""
        self.rows: Rows[ToTell] = Rows(desk.theme, _columns(), tr("Parcels on their way"), self)
        with_chip(self.rows, STATE, desk.theme, told_chip)
        self.rows.fill("goods", 140)
        self.table = self.rows.table
        self.setFocusProxy(self.table)
        self.table.opened.connect(self._on_opened)
        self.table.current_changed.connect(self._on_current)
        self.note = PlainLabel()
        self.note.setWordWrap(True)
        self.note.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.friend = QPushButton()
        self.friend.setProperty("look", "link")
        self.copy_button = QPushButton(menu_text(tr("Copy, and on to the next")) + "  Enter")
        self.copy_button.setProperty("look", "primary")
        self.words_button = QPushButton(menu_text(tr("Other words…")) + "  W")
        side = QWidget()
        side.setProperty("look", "panel")
        side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        box = QVBoxLayout(side)
        box.setContentsMargins(px(14), px(12), px(12), px(12))
        box.setSpacing(px(10))
        box.addWidget(self.friend, 0, Qt.AlignmentFlag.AlignLeft)
        box.addWidget(self.note)
        box.addWidget(self.copy_button)
        box.addWidget(self.words_button, 0, Qt.AlignmentFlag.AlignLeft)
        box.addStretch()
        side.setMinimumWidth(px(290))
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.table)
        self.splitter.addWidget(side)
        self.splitter.setStretchFactor(0, 1)
        self.splitter.setSizes([px(760), px(310)])
        self.nothing = EmptyState(
            desk.theme, "message-square", tr("Nobody to tell"),
            tr("Parcels that have a tracking number stand here, each with a note for its buyer. You copy and send it."),
        )  # fmt: skip
        self.whole = QStackedWidget()
        self.whole.addWidget(self.splitter)
        self.whole.addWidget(self.nothing)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.whole)
        on_clicks(((self.copy_button, self.copy), (self.words_button, self.ask_words), (self.friend, self._on_friend)))
        on_keys((("W", self, self.ask_words),))
        self._on_current(None)

    def refresh(self) -> None:
        """Read which parcels are on their way."""
        shipping = self.desk.workspace.shipping
        since = self.desk.workspace.clock.today() - timedelta(SHOWN_DAYS)

        def read() -> tuple[list[ToTell], str, int]:
            known = shipping.told()
            found = [
                ToTell(parcel, all((order, parcel.tracking) in known for order in parcel.orders))
                for parcel in shipping.under_way(numbered=True)
            ]
            recent = [one for one in found if one.parcel.shipped_on is not None and one.parcel.shipped_on >= since]
            bare = len(shipping.under_way(numbered=False))
            return sorted(recent, key=lambda one: one.told), shipping.template(), bare

        self.ask(read)

    def answered(self, answer: tuple[list[ToTell], str, int]) -> None:
        """Show them."""
        found, self._template, bare = answer
        current = self.table.current_id
        self.rows.show({one.parcel.id: one for one in found})
        self.whole.setCurrentWidget(self.splitter if found else self.nothing)
        self._on_current(current)
        self.counted.emit(sum(not one.told for one in found))
        self.awaited.emit(bare)

    def copy(self) -> None:
        """Copy the note of the current parcel, and go on to the next one that was not told."""
        number, current = self.table.current_id, self.rows.current
        if number is None or current is None:
            return
        parcel = current.parcel
        if not self.desk.did(lambda: self.desk.workspace.shipping.tell(parcel)):
            return
        QApplication.clipboard().setText(self._filled(parcel))
        self.desk.say(tr("Copied for {name}. {missing}", name=parcel.friend, missing="").strip(), undo=False)
        self.rows.put([(number, ToTell(parcel, told=True))])
        waiting = [other for other, one in self.rows.rows.items() if not one.told]
        after = list(self.rows.rows)[list(self.rows.rows).index(number) :]
        following = [other for other in after if other in waiting] or waiting
        if following:
            self.table.choose(following[0])
        self.counted.emit(len(waiting))

    def ask_words(self) -> WordsSheet:
        """Ask for other words."""
        sheet = WordsSheet(self.desk, self.window())
        sheet.accepted.connect(self.refresh)
        sheet.open()
        return sheet

    def _filled(self, parcel: Shipment) -> str:
        return fill(self._template or note_template(), parcel).text

    def _on_current(self, _number: int | None) -> None:
        current = self.rows.current
        for widget in (self.friend, self.note, self.copy_button):
            widget.setVisible(current is not None)
        if current is not None:
            self.friend.setText(menu_text(current.parcel.friend))
            self.note.setText(self._filled(current.parcel))

    def _on_opened(self, _number: int) -> None:
        self.copy()

    def _on_friend(self) -> None:
        current = self.rows.current
        if current is not None:
            self.desk.show_contact(current.parcel.contact)


def told_chip(one: ToTell) -> tuple[str, Tone]:
    """Whether the note was copied."""
    return (trc("parcel", "Copied"), Tone.NEUTRAL) if one.told else (trc("parcel", "To tell"), Tone.ADDED)


def _columns() -> list[Column[ToTell]]:
    return [
        Column(STATE, lambda: tr("State"), lambda row: told_chip(row)[0], width=92, sortable=False),
        Column("friend", lambda: tr("Friend"), lambda row: row.parcel.friend, width=120, sortable=False),
        Column("goods", lambda: tr("What"), lambda row: row.parcel.what, tooltip=lambda row: row.parcel.what,
               width=190, sortable=False),
        Column("courier", lambda: tr("Courier"), lambda row: row.parcel.courier, width=90, sortable=False),
        Column("tracking", lambda: tr("Tracking number"), lambda row: row.parcel.tracking, width=170, sortable=False),
        Column("day", lambda: tr("Shipped"), lambda row: day_text(row.parcel.shipped_on), RIGHT, width=96,
               sortable=False),
    ]  # fmt: skip
