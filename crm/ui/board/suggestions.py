"""Suggestions at the top of a column: who may belong there, why, and two buttons."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from crm.clock import Clock
from crm.suggestions import SuggestionRow
from crm.ui.desk import Desk
from crm.ui.plain import menu_text, one_line
from crm.ui.theme import Theme
from crm.ui.widgets.label import PlainLabel
from crm.wording import trc, trn
from crm.wording.friends import stage_word
from crm.wording.suggestions import proofs_words

SHOWN = 2
"""Suggestions shown at a time; the next one follows when one is answered."""


def accept(desk: Desk, suggestion: SuggestionRow) -> None:
    """Move the friend, and tell so."""
    if desk.did(lambda: desk.workspace.suggestions.accept(suggestion.contact, suggestion.stage)):
        stage = stage_word(suggestion.stage)
        desk.say(trc("board", "{who} → {stage}", who=suggestion.name, stage=stage))


def decline(desk: Desk, suggestion: SuggestionRow) -> None:
    """Leave the friend where they are, and say for how long it stays quiet."""
    days = desk.workspace.settings.shop().not_yet_days
    if desk.did(lambda: desk.workspace.suggestions.decline(suggestion.contact, suggestion.stage)):
        desk.say(
            trn(
                "{who} stays; not asked again for {n} day.",
                "{who} stays; not asked again for {n} days.",
                days,
                who=suggestion.name,
            )
        )


class SuggestionCard(QFrame):
    """One suggestion; Enter or Y accepts it, N declines it, a double click opens the friend."""

    accepted = Signal(object)
    declined = Signal(object)
    opened = Signal(object)
    left_downwards = Signal()

    def __init__(self, theme: Theme, suggestion: SuggestionRow, evidence: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.suggestion = suggestion
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(one_line(f"{suggestion.name}, {evidence}"))
        name = PlainLabel(suggestion.name, look="heading", elide=True)
        why = PlainLabel(evidence, look="small")
        why.setWordWrap(True)
        self.yes = QPushButton(menu_text(trc("suggestion", "Move")))
        self.yes.setProperty("look", "primary")
        self.yes.setToolTip(trc("key", "Enter or Y"))
        self.yes.clicked.connect(self._on_yes)
        self.no = QPushButton(menu_text(trc("suggestion", "Not yet")))
        self.no.setToolTip(trc("key", "N"))
        self.no.clicked.connect(self._on_no)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.px(6))
        buttons.addWidget(self.yes, 1)
        buttons.addWidget(self.no, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(theme.px(10), theme.px(7), theme.px(10), theme.px(8))
        box.setSpacing(theme.px(3))
        box.addWidget(name)
        box.addWidget(why)
        box.addLayout(buttons)
        self._dress()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter, Y and N answer; the down key goes to the cards."""
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Y:
                self._on_yes()
            case Qt.Key.Key_N:
                self._on_no()
            case Qt.Key.Key_Down:
                self.left_downwards.emit()
            case _:
                super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        """Look at the friend before deciding."""
        self.opened.emit(self.suggestion.contact)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show where the keyboard is."""
        super().focusInEvent(event)
        self._dress()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that the keyboard is elsewhere."""
        super().focusOutEvent(event)
        self._dress()

    def _on_yes(self) -> None:
        self.accepted.emit(self.suggestion)

    def _on_no(self) -> None:
        self.declined.emit(self.suggestion)

    def _dress(self) -> None:
        t, px = self._theme.tokens, self._theme.px
        edge = f"2px solid {t.accent}" if self.hasFocus() else f"1px dashed {t.accent}"
        self.setStyleSheet(
            f"SuggestionCard {{ background: {t.accent_bg}; border: {edge}; border-radius: {px(7)}px; }}"
            f"QPushButton {{ padding: 0 {px(4)}px; }}"
        )


class SuggestionStack(QWidget):
    """The first suggestions for one column, and how many more wait; hidden while there are none."""

    accepted = Signal(object)
    declined = Signal(object)
    opened = Signal(object)
    left_downwards = Signal()

    def __init__(self, theme: Theme, clock: Callable[[], Clock], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._clock = clock
        self._all: tuple[SuggestionRow, ...] = ()
        self._count = 0
        self._low = False
        self.cards: list[SuggestionCard] = []
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(theme.px(6), 0, theme.px(6), theme.px(4))
        self._box.setSpacing(theme.px(4))
        self._more = PlainLabel(look="small")
        self._box.addWidget(self._more)
        theme.changed.connect(self._show_again)
        self.hide()

    def show_suggestions(self, suggestions: Sequence[SuggestionRow], count: int) -> None:
        """Show the first of so many; nothing is touched when they are the ones already shown."""
        if (tuple(suggestions), count) != (self._all, self._count):
            self._all, self._count = tuple(suggestions), count
            self._show_again()

    def show_low(self, *, wanted: bool) -> None:
        """Whether there is so little height that one at a time must do."""
        if wanted != self._low:
            self._low = wanted
            self._show_again()

    def focus_first(self) -> bool:
        """Bring the keyboard to the first suggestion; False when there is none."""
        if not self.cards:
            return False
        self.cards[0].setFocus(Qt.FocusReason.ShortcutFocusReason)
        return True

    def focus_last(self) -> bool:
        """Bring the keyboard to the suggestion above the cards; False when there is none."""
        if not self.cards:
            return False
        self.cards[-1].setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def _show_again(self) -> None:
        had_focus = any(card.hasFocus() or card.yes.hasFocus() or card.no.hasFocus() for card in self.cards)
        for card in self.cards:
            card.hide()
            card.deleteLater()
        self.cards = []
        for place, suggestion in enumerate(self._all[: 1 if self._low else SHOWN]):
            card = SuggestionCard(self._theme, suggestion, proofs_words(suggestion, self._clock().today()), self)
            card.accepted.connect(self.accepted)
            card.declined.connect(self.declined)
            card.opened.connect(self.opened)
            card.left_downwards.connect(self.left_downwards)
            self._box.insertWidget(place, card)
            self.cards.append(card)
        waiting = self._count - len(self.cards)
        self._more.setText(trn("{n} more suggestion waits", "{n} more suggestions wait", waiting) if waiting else "")
        self._more.setVisible(waiting > 0)
        self.setVisible(bool(self._all))
        if had_focus and self.cards:
            self.cards[0].setFocus(Qt.FocusReason.TabFocusReason)
        elif had_focus:
            self.left_downwards.emit()
