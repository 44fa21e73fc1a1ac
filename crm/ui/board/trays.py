"""The trays below the columns: who is not to be disturbed for now, and who is lost."""

from array import array

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from crm.contacts import Standing
from crm.ui.board.cards import CARD_HEIGHT, CardModel, CardWriter
from crm.ui.board.column import CardsView
from crm.ui.desk import Desk
from crm.ui.plain import menu_text
from crm.wording import tr, trn
from crm.wording.friends import standing_word


class Tray(QFrame):
    """A bar with a count that opens into its cards. `toggled(open)` asks for them to be read; cards can be dropped on
    it open or not.
    """

    toggled = Signal(bool)

    def __init__(self, desk: Desk, standing: Standing, model: CardModel, present: CardWriter) -> None:
        super().__init__()
        self.setProperty("look", "card")
        self._theme = theme = desk.theme
        self.standing = standing
        self.model = model
        self.opened = False
        self._low = False
        word = standing_word(standing)
        self.cards = CardsView(theme, standing, model, present, word)
        self.cards.show_hint(tr("Drop friends here"))
        self.button = QPushButton()
        self.button.setProperty("look", "quiet")
        self.button.clicked.connect(self._on_clicked)
        head = QHBoxLayout()
        head.setContentsMargins(theme.px(4), 0, theme.px(4), 0)
        head.addWidget(self.button, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(1, 1, 1, 1)
        box.setSpacing(0)
        box.addLayout(head)
        box.addWidget(self.cards)
        theme.changed.connect(self._dress)
        self.show_count(0)
        self._dress()

    def show_count(self, count: int) -> None:
        """How many lie here."""
        arrow = "▾" if self.opened else "▸"
        word = standing_word(self.standing)
        self.button.setText(menu_text(f"{arrow} {word}  {count:,}"))
        people = trn("{n} friend", "{n} friends", count)
        self.button.setAccessibleName(tr("{stage}, {friends}", stage=word, friends=people))
        self.count = count

    def show_ids(self, ids: "array[int]") -> None:
        """Show these cards."""
        self.model.set_ids(ids)
        self.show_count(len(ids))

    def open(self, *, wanted: bool) -> None:
        """Show the cards, or only the bar."""
        self.opened = wanted
        self.show_count(self.count)
        self._dress()
        self.toggled.emit(wanted)

    def _on_clicked(self) -> None:
        self.open(wanted=not self.opened)

    def show_low(self, *, wanted: bool) -> None:
        """Whether there is so little height that one card must do."""
        if wanted != self._low:
            self._low = wanted
            self._dress()

    def _dress(self) -> None:
        # closed, a strip of the view stays, so that cards can be dropped on it
        opened = self._theme.px(CARD_HEIGHT) * (1 if self._low else 2)
        self.cards.setFixedHeight(opened if self.opened else self._theme.px(6))
