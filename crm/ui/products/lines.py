"""Lines that are typed one below the other, always with an empty one at the end: prices, parts of a bundle."""

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Generic, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QToolButton, QVBoxLayout, QWidget

from crm.ui.amount_field import AmountField, NumberField
from crm.ui.desk import Desk
from crm.ui.orders.picker import Choice, Picker
from crm.wording import tr


class Line(QWidget):
    """A thing that is picked, and numbers to it. `changed` on every change, `removed` when it should go."""

    changed = Signal()
    removed = Signal()

    def __init__(
        self, desk: Desk, what: str, offer: Callable[[str], Sequence[Choice]], fields: Sequence[tuple[QLineEdit, int]]
    ) -> None:
        super().__init__()
        self._desk = desk
        px = desk.theme.px
        self.what = Picker(desk.theme, what, offer)
        self.remove = QToolButton()
        self.remove.setProperty("look", "quiet")
        self.remove.setToolTip(tr("Remove this line"))
        self.remove.setAccessibleName(tr("Remove this line"))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(px(6))
        grid.addWidget(self.what, 0, 0)
        for column, (field, width) in enumerate(fields, 1):
            field.setPlaceholderText(field.accessibleName())
            field.setFixedWidth(px(width))
            field.textChanged.connect(self.changed)
            grid.addWidget(field, 0, column)
        grid.addWidget(self.remove, 0, len(fields) + 1)
        grid.setColumnStretch(0, 1)
        self.what.textChanged.connect(self.changed)
        self.what.picked.connect(self.changed)
        self.remove.clicked.connect(self.removed)
        desk.theme.changed.connect(self._on_theme)
        self._on_theme()

    @property
    def empty(self) -> bool:
        """Whether nothing was typed."""
        return not any(field.text().strip() for field in self.findChildren(QLineEdit))

    def _on_theme(self) -> None:
        self.remove.setIcon(self._desk.theme.icon("x", "dim"))


class PriceLine(Line):
    """For whom, from how many on, at which price."""

    def __init__(self, desk: Desk, offer: Callable[[str], Sequence[Choice]]) -> None:
        self.least = NumberField(tr("From how many"))
        self.price = AmountField(desk.workspace.settings.shop().currency, tr("Price each"))
        super().__init__(
            desk, tr("For whom: everybody, a level, a friend"), offer, [(self.least, 124), (self.price, 120)]
        )


class PartLine(Line):
    """Which product, and how many of it are in one bundle."""

    def __init__(self, desk: Desk, offer: Callable[[str], Sequence[Choice]]) -> None:
        self.quantity = NumberField(tr("How many"))
        super().__init__(desk, tr("Product: name or initials"), offer, [(self.quantity, 110)])


LineT = TypeVar("LineT", bound=Line)


class Lines(QWidget, Generic[LineT]):
    """All of them."""

    def __init__(self, desk: Desk, make: Callable[[], LineT]) -> None:
        super().__init__()
        self._make = make
        self.lines: list[LineT] = []
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(desk.theme.px(6))
        self.add_line()

    @property
    def filled(self) -> list[LineT]:
        """Those in which something stands."""
        return [line for line in self.lines if not line.empty]

    def add_line(self) -> LineT:
        """Another empty one."""
        line = self._make()
        line.changed.connect(self._on_changed)
        line.removed.connect(lambda: self._remove(line))
        before = self.lines[-1].remove if self.lines else None
        self.lines.append(line)
        self._box.addWidget(line)
        self._show_removers()
        if before is not None:
            chain = [before, *line.findChildren(QLineEdit), line.remove]
            for one, other in pairwise(chain):
                QWidget.setTabOrder(one, other)
        return line

    def next_line(self) -> LineT:
        """The empty one, with another behind it."""
        line = self.lines[-1]
        self.add_line()
        return line

    def _on_changed(self) -> None:
        if not self.lines[-1].empty:
            self.add_line()

    def _remove(self, line: LineT) -> None:
        if line in self.lines and len(self.lines) > 1:
            self.lines.remove(line)
            line.hide()
            line.deleteLater()
            self._show_removers()
            self.lines[-1].what.setFocus()

    def _show_removers(self) -> None:
        for line in self.lines:
            line.remove.setVisible(line is not self.lines[-1])
