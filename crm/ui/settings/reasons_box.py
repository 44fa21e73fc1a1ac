"""Which reasons bring somebody to Today, how long a friend is left alone after a contact, and the days without work."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QGridLayout, QSizePolicy, QSpinBox, QWidget

from crm.custom_fields import FieldKind, FieldRow
from crm.festivals import Festival
from crm.reasons import ReasonKind
from crm.settings import Shop, Wish
from crm.ui.plain import menu_text
from crm.ui.theme import Theme
from crm.ui.widgets.flow import FlowLayout
from crm.ui.widgets.label import PlainLabel
from crm.wording import tr
from crm.wording.days import weekday_word
from crm.wording.today import festival_word, reason_word, wish_word

ALWAYS = {ReasonKind.BY_HAND}
"""What the seller planned or promised is always told."""
MOST_COOL_DAYS = 60


class ReasonsBox(QWidget):
    """`edited` when something else was chosen."""

    edited = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._showing = False
        self.wishes: dict[ReasonKind, QComboBox] = {}
        self.days_off: list[QCheckBox] = []
        self.festivals: dict[Festival, QCheckBox] = {}
        self.fields: dict[int, QCheckBox] = {}
        self.cooldown = QSpinBox()
        self.cooldown.setRange(0, MOST_COOL_DAYS)
        self.cooldown.setMinimumWidth(theme.px(120))
        self.cooldown.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.cooldown.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.cooldown.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.cooldown.editingFinished.connect(self._on_edited)
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(theme.px(20))
        form.setVerticalSpacing(theme.px(10))
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        form.addRow(self._wish_grid())
        name = tr("Days to leave a friend alone after a contact")
        self.cooldown.setAccessibleName(name)
        form.addRow(PlainLabel(name), self.cooldown)
        off, flow = self._row()
        for weekday in range(7):
            box = self._check(weekday_word(weekday))
            self.days_off.append(box)
            flow.addWidget(box)
        form.addRow(PlainLabel(tr("Days off: only birthdays and what I promised")), off)
        chosen, flow = self._row()
        for festival in Festival:
            box = self._check(festival_word(festival))
            self.festivals[festival] = box
            flow.addWidget(box)
        form.addRow(PlainLabel(tr("Festivals on which I greet customers and agents")), chosen)
        self._fields_row, self._fields = self._row()
        self._fields_label = PlainLabel(tr("My own fields whose day comes back every year"))
        form.addRow(self._fields_label, self._fields_row)

    def show_choices(self, shop: Shop, fields: Sequence[FieldRow]) -> None:
        """What is chosen, and the seller's own fields that hold days."""
        self._showing = True
        for kind, choice in self.wishes.items():
            choice.setCurrentIndex(choice.findData(shop.wish(kind)))
        self.cooldown.setValue(shop.cooldown_days)
        for weekday, box in enumerate(self.days_off):
            box.setChecked(weekday in shop.days_off)
        for festival, box in self.festivals.items():
            box.setChecked(festival in shop.festivals)
        days = {int(field.id): field.name for field in fields if field.kind is FieldKind.DATE}
        if {number: box.text() for number, box in self.fields.items()} != {n: menu_text(t) for n, t in days.items()}:
            for box in self.fields.values():
                self._fields.removeWidget(box)
                box.deleteLater()
            self.fields = {number: self._check(name) for number, name in days.items()}
            for box in self.fields.values():
                self._fields.addWidget(box)
        for number, box in self.fields.items():
            box.setChecked(number in shop.day_fields)
        for part in (self._fields_label, self._fields_row):
            part.setVisible(bool(days))
        self._showing = False

    def chosen(self, shop: Shop) -> Shop:
        """The choices of the shop with these."""
        usual = replace(shop, wishes={})
        wishes = {kind.value: Wish(choice.currentData()) for kind, choice in self.wishes.items()}
        return replace(
            shop,
            wishes={kind: wish for kind, wish in wishes.items() if wish is not usual.wish(kind)},
            cooldown_days=self.cooldown.value(),
            days_off=tuple(weekday for weekday, box in enumerate(self.days_off) if box.isChecked()),
            festivals=tuple(festival for festival, box in self.festivals.items() if box.isChecked()),
            day_fields=tuple(number for number, box in self.fields.items() if box.isChecked()),
        )

    def _wish_grid(self) -> QWidget:
        """Two reasons beside each other."""
        grid = QWidget()
        layout = QGridLayout(grid)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(self._theme.px(16))
        layout.setVerticalSpacing(self._theme.px(6))
        kinds = [kind for kind in ReasonKind if kind not in ALWAYS]
        rows = (len(kinds) + 1) // 2
        for place, kind in enumerate(kinds):
            choice = QComboBox()
            choice.setAccessibleName(reason_word(kind))
            choice.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            for wish in (Wish.MORE, Wish.USUAL, Wish.FEWER, Wish.NEVER):
                choice.addItem(wish_word(wish), wish)
            choice.currentIndexChanged.connect(self._on_edited)
            self.wishes[kind] = choice
            column = 2 * (place // rows)
            layout.addWidget(PlainLabel(reason_word(kind)), place % rows, column)
            layout.addWidget(choice, place % rows, column + 1)
        layout.setColumnMinimumWidth(2, self._theme.px(180))
        layout.setColumnStretch(4, 1)
        return grid

    def _row(self) -> tuple[QWidget, FlowLayout]:
        row = QWidget()
        return row, FlowLayout(row, self._theme.px(12))

    def _check(self, text: str) -> QCheckBox:
        box = QCheckBox(menu_text(text))
        box.setAccessibleName(text)
        box.toggled.connect(self._on_edited)
        return box

    def _on_edited(self) -> None:
        if not self._showing:
            self.edited.emit()
