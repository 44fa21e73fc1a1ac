"""The upper part of the sheet for a new friend: paste a name card, and see what was recognised from which words."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from crm.name_cards import LONGEST, MOST_CARDS, NameCard, Part, read_cards
from crm.ui.asking import Asker
from crm.ui.desk import Desk
from crm.ui.plain import menu_text
from crm.ui.widgets.label import PlainLabel
from crm.wording import tr, trn
from crm.wording.name_cards import card_words

AT_ONCE = 2_000
"""Characters that are read within a frame; longer pastes are read beside the window."""
SHOWN_LINES = 3


class NameField(QLineEdit):
    """A name; what is pasted into it and is more than a name is `pasted` instead."""

    pasted = Signal(str)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Look at what is pasted before it is put in."""
        if event.matches(QKeySequence.StandardKey.Paste):
            text = QApplication.clipboard().text()[:LONGEST]
            if is_card(text):
                self.pasted.emit(text)
                return
        super().keyPressEvent(event)


class NameCardBox(QFrame):
    """Says `shown(card)` when fields should say what a card says; of several people it shows one after the other.

    The clipboard is read only when the button or the key for it is pressed.
    """

    shown = Signal(object)
    all_wanted = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        px = desk.theme.px
        self.cards: tuple[NameCard, ...] = ()
        self.place = 0
        self._asker = Asker(self)
        self._asker.answered.connect(self._on_read)
        self.setProperty("look", "card")
        self.paste_button = QPushButton(menu_text(tr("Paste a name card")))
        self.paste_button.setIcon(desk.theme.icon("copy"))
        self.paste_button.setToolTip(tr("Paste a name card (Ctrl+Shift+V)"))
        self.paste_button.setAutoDefault(False)
        self.said = PlainLabel(tr("A name card, a number, a line of a group: the fields fill in."), look="small")
        self.said.setWordWrap(True)
        self.found = QPlainTextEdit()
        self.found.setReadOnly(True)
        self.found.setTabChangesFocus(True)
        self.found.setAccessibleName(tr("What was recognised"))
        self.found.setFixedHeight(self.found.fontMetrics().lineSpacing() * SHOWN_LINES + px(16))
        self.found.hide()
        self.skip_button = self._quiet(tr("Skip"))
        self.all_button = self._quiet("")
        top = QHBoxLayout()
        top.setSpacing(px(8))
        top.addWidget(self.paste_button)
        top.addWidget(self.said, 1)
        top.addWidget(self.skip_button)
        top.addWidget(self.all_button)
        box = QVBoxLayout(self)
        box.setContentsMargins(px(8), px(8), px(8), px(8))
        box.setSpacing(px(6))
        box.addLayout(top)
        box.addWidget(self.found)
        self.paste_button.clicked.connect(self.paste)
        self.skip_button.clicked.connect(self.go_on)
        self.all_button.clicked.connect(self.all_wanted)
        QShortcut(QKeySequence("Ctrl+Shift+V"), self, self.paste)
        self._show_place()

    @property
    def left(self) -> tuple[NameCard, ...]:
        """The people who are still to be looked at, with the one that is shown."""
        return self.cards[self.place :]

    def paste(self) -> None:
        """Read the clipboard, for it was asked for."""
        self.read(QApplication.clipboard().text())

    def read(self, text: str) -> None:
        """See who is on this text; a long one is read beside the window."""
        if len(text) <= AT_ONCE:
            self._on_read(read_cards(text))
        else:
            self.said.setText(tr("Reading…"))
            self._asker.ask(partial(read_cards, text))

    def go_on(self) -> bool:
        """On to the next person; False when that was the last one."""
        self.place += 1
        if self.place < len(self.cards):
            self._show()
            return True
        self._show_place()
        return False

    def close_reading(self) -> None:
        """Read nothing any more."""
        self._asker.close()

    def _on_read(self, cards: tuple[NameCard, ...], _last: bool = True) -> None:
        self.cards, self.place = cards, 0
        if cards:
            self._show()
        else:
            self._show_place()
            self.said.setText(tr("Nothing was recognised there. Copy a name card first, then paste it here."))

    def _show(self) -> None:
        card = self.cards[self.place]
        self.found.setPlainText(card_words(card))
        self.found.show()
        self._show_place()
        self.shown.emit(card)

    def _show_place(self) -> None:
        several = len(self.left) > 1
        self.skip_button.setVisible(several)
        self.all_button.setVisible(several)
        if len(self.cards) > 1:
            place = min(self.place + 1, len(self.cards))
            said = tr("{n} of {all} people", n=place, all=len(self.cards))
            if len(self.cards) >= MOST_CARDS:
                said = tr("{said}. A longer list is brought in on “In and out”.", said=said)
            self.said.setText(said)
        elif self.cards:
            self.said.setText(tr("This was recognised; please look it over."))
        count = len(self.left)
        self.all_button.setText(menu_text(trn("Add all {n}", "Add all {n}", count)))

    def _quiet(self, text: str) -> QPushButton:
        button = QPushButton(menu_text(text))
        button.setAutoDefault(False)
        return button


def is_card(text: str) -> bool:
    """Whether a text says more than a name: one line of mere words is a name, however long, with all its words."""
    if len(text) > AT_ONCE:
        return True
    cards = read_cards(text)
    told = {find.part for card in cards for find in card.finds}
    return len(cards) > 1 or not told <= {Part.NAME, Part.NOTE} or "\n" in text.strip()
