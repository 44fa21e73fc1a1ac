"""A field that offers what fits while one types: friends, products."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QListWidget, QListWidgetItem, QWidget

from crm.ui.plain import one_line
from crm.ui.theme import Theme

SHOWN = 8


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that can be picked. `text` goes into the field, `beside` is only shown in the list.

    `made`: it is not there yet, and will be made because it was picked.
    """

    value: object
    text: str
    beside: str = ""
    made: bool = False


class Picker(QLineEdit):
    """Offers choices for what is typed, below itself; arrows move in them, Enter picks.

    `picked(choice)` when one was taken, then `entered` if it was by Enter or a click; `unpicked` when what was taken
    is typed over, `left` on Enter where there is nothing to pick. Esc puts the list away, and only then reaches the
    sheet.
    """

    picked = Signal(object)
    entered = Signal()
    unpicked = Signal()
    left = Signal()

    def __init__(
        self,
        theme: Theme,
        name: str,
        offer: Callable[[str], Sequence[Choice]],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._offer = offer
        self._choice: Choice | None = None
        self.setAccessibleName(name)
        self.setPlaceholderText(name)
        self.list = QListWidget()
        self.list.setObjectName("choices")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setUniformItemSizes(True)
        self.list.setAccessibleName(name)
        self.list.itemClicked.connect(self._on_clicked)
        self.destroyed.connect(self.list.deleteLater)
        self.textEdited.connect(self._on_edited)
        theme.changed.connect(self._on_theme)
        self._on_theme()

    @property
    def choice(self) -> Choice | None:
        """What was picked, and not typed over since."""
        return self._choice

    def take(self, choice: Choice) -> None:
        """Pick this, as if it was chosen from the list."""
        self._choice = choice
        self.setText(one_line(choice.text))
        self.list.hide()
        self.picked.emit(choice)

    def settle(self) -> None:
        """Take what is there under exactly the name that was typed, if that is one."""
        typed = self.text().strip()
        if self._choice is not None or not typed:
            return
        fits = [choice for choice in self._offer(typed) if choice.text == typed and not choice.made]
        if len(fits) == 1:
            self.take(fits[0])

    def show_choices(self) -> None:
        """Offer what fits what is typed."""
        choices = self._offer(self.text())
        self.list.clear()
        for choice in choices:
            words = f"{one_line(choice.text)}    {one_line(choice.beside)}" if choice.beside else one_line(choice.text)
            item = QListWidgetItem(words)
            item.setData(Qt.ItemDataRole.UserRole, choice)
            self.list.addItem(item)
        if not choices:
            self.list.hide()
            return
        self.list.setCurrentRow(0)
        self._place()
        self.list.show()
        self.list.raise_()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move in the list, pick from it, or put it away."""
        shown = self.list.isVisible()
        match event.key():
            case Qt.Key.Key_Down:
                self._step(1) if shown else self.show_choices()
            case Qt.Key.Key_Up if shown:
                self._step(-1)
            case Qt.Key.Key_Escape if shown:
                self.list.hide()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
                self._enter()
            case _:
                super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Keep Esc from the sheet while there is a list to put away."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Escape
            and self.list.isVisible()
        ):
            event.accept()
            return True
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Put the list away; a friend or product that is named in full is taken."""
        super().focusOutEvent(event)
        if event.reason() in {Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason}:
            return  # the cursor comes back here
        self.settle()
        self.list.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the list below the field when the sheet changes its size."""
        if event.type() == QEvent.Type.Resize and self.list.isVisible():
            self._place()
        return super().eventFilter(watched, event)

    def _enter(self) -> None:
        if self.list.isVisible() and (item := self.list.currentItem()) is not None:
            self.take(item.data(Qt.ItemDataRole.UserRole))
            self.entered.emit()
            return
        self.left.emit()

    def _step(self, by: int) -> None:
        self.list.setCurrentRow((self.list.currentRow() + by) % self.list.count())

    def _place(self) -> None:
        window = self.window()
        if self.list.parentWidget() is not window:
            self.list.setParent(window)
            window.installEventFilter(self)
        at = self.mapTo(window, QPoint(0, self.height() + 2))
        row = self.list.sizeHintForRow(0)
        height = row * min(SHOWN, self.list.count()) + 2 * self.list.frameWidth() + self._theme.px(8)
        room = window.height() - at.y() - self._theme.px(8)
        if room < min(height, 3 * row):  # too low for it below: above, then
            height = min(height, self.mapTo(window, QPoint(0, 0)).y() - self._theme.px(8))
            at = self.mapTo(window, QPoint(0, -height - 2))
        else:
            height = min(height, room)
        self.list.setGeometry(at.x(), at.y(), max(self.width(), self._theme.px(260)), height)

    def _on_edited(self, _text: str) -> None:
        if self._choice is not None:
            self._choice = None
            self.unpicked.emit()
        self.show_choices()

    def _on_clicked(self, item: QListWidgetItem) -> None:
        self.take(item.data(Qt.ItemDataRole.UserRole))
        self.entered.emit()

    def _on_theme(self) -> None:
        t, px = self._theme.tokens, self._theme.px
        self.list.setStyleSheet(
            f"#choices {{ border: 1px solid {t.edge}; border-radius: {px(7)}px; background: {t.bg};"
            f" padding: {px(3)}px; }}"
        )
