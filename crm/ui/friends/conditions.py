"""The little window in which one condition of a filter is put together."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QPoint, QRegularExpression, Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QRegularExpressionValidator
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from crm.accounts import Platform
from crm.contacts import Standing
from crm.custom_fields import FieldKind
from crm.finder import NEVER, NO, NOW, OVERDUE, YES, Condition, Facet
from crm.names import fold
from crm.stages import Stage
from crm.trust import Trend
from crm.ui.desk import Desk
from crm.ui.plain import menu_text, one_line, tooltip
from crm.ui.theme import Theme
from crm.ui.widgets.label import PlainLabel
from crm.wording import tr, trc
from crm.wording.filters import facet_word, value_words
from crm.workspace import Workspace

SEARCHED = 9
"""so many choices and more have a field to search them"""
ROWS_SEEN = 9
BETWEEN = ".."
BONDS = ("30", "50", "70", "..10")
QUIET = ("7", "30", "90", "180", NEVER)
DAYS = {Facet.STAGE_DAYS: ("7", "30", "90", "..7"), Facet.ADDED: ("..7", "..30", "..90", "365")}


class Ends(Enum):
    """What a range goes from and to."""

    DAYS = auto()
    POINTS = auto()
    AMOUNT = auto()
    NUMBER = auto()
    DAY = auto()


PATTERNS = {
    Ends.DAYS: r"\d{0,5}",
    Ends.POINTS: r"\d{0,3}",
    Ends.AMOUNT: r"\d{0,9}(\.\d{0,2})?",
    Ends.NUMBER: r"-?\d{0,12}(\.\d{0,6})?",
    Ends.DAY: r"\d{0,4}(-\d{0,2}){0,2}",
}


@dataclass(frozen=True, slots=True)
class Question:
    """What can be asked: values to tick (one, or `many`), a range, or some text; of an own field also nothing."""

    facet: Facet
    name: str
    options: tuple[tuple[str, str], ...] = ()
    many: bool = True
    ends: Ends | None = None
    text: bool = False
    field: str = ""


def question(workspace: Workspace, facet: Facet, field: str = "") -> Question:  # noqa: C901 - one answer a facet
    """What can be asked of this facet, as the shop is now."""
    name = field or facet_word(facet)
    match facet:
        case Facet.STAGE:
            return Question(facet, name, _worded(facet, Stage))
        case Facet.PLATFORM:
            return Question(facet, name, _worded(facet, Platform))
        case Facet.STANDING:
            return Question(facet, name, _worded(facet, Standing))
        case Facet.TAG:
            return Question(facet, name, _worded(facet, [tag for _, tag in workspace.contacts.tags()]))
        case Facet.ACCOUNT:
            return Question(facet, name, _worded(facet, workspace.accounts.names().values()))
        case Facet.SOURCE:
            return Question(facet, name, _worded(facet, workspace.contacts.sources()))
        case Facet.BOUGHT:
            return Question(facet, name, _worded(facet, [product.name for product in workspace.products.all()]))
        case Facet.NEXT:
            return Question(facet, name, _worded(facet, (NO, YES, OVERDUE)))
        case Facet.BIRTHDAY:
            return Question(facet, name, _worded(facet, (NOW, *map(str, range(1, 13)), YES, NO)))
        case Facet.BOND:
            return Question(facet, name, _worded(facet, BONDS), many=False, ends=Ends.POINTS)
        case Facet.TREND:
            return Question(facet, name, _worded(facet, Trend))
        case Facet.READY:
            return Question(facet, name, _worded(facet, (YES, NO)), many=False)
        case Facet.CHANNELS:
            return Question(facet, name, _worded(facet, ("..1", "2", "..0")), many=False)
        case Facet.QUIET:
            return Question(facet, name, _worded(facet, QUIET), many=False, ends=Ends.DAYS)
        case Facet.STAGE_DAYS | Facet.ADDED:
            return Question(facet, name, _worded(facet, DAYS[facet]), many=False, ends=Ends.DAYS)
        case Facet.SPENT | Facet.OWED:
            return Question(facet, name, _worded(facet, (YES, NO)), many=False, ends=Ends.AMOUNT)
        case Facet.FIELD:
            return _own(workspace, field)


def _own(workspace: Workspace, name: str) -> Question:
    """What can be asked of an own field; of one that is gone, only what was asked already."""
    row = next((row for row in workspace.fields.all() if row.name == name), None)
    kind = row.kind if row else None
    options: Sequence[str] = row.choices if row and kind is FieldKind.CHOICE else ()
    if kind is FieldKind.YES_NO:
        options = (YES, NO)
    return Question(
        Facet.FIELD,
        name,
        _worded(Facet.FIELD, options),
        ends={FieldKind.NUMBER: Ends.NUMBER, FieldKind.DATE: Ends.DAY}.get(kind) if kind else None,
        text=kind is FieldKind.TEXT,
        field=name,
    )


def _worded(facet: Facet, values: object) -> tuple[tuple[str, str], ...]:
    return tuple((str(value), value_words(facet, str(value))) for value in values)  # type: ignore[attr-defined] # any iterable of codes


class ConditionEditor(QFrame):
    """Opens under what it is about. `changed(condition)` comes with every change, None when nothing is asked any more;
    `left` when it closes.
    """

    changed = Signal(object)
    left = Signal()

    def __init__(
        self, desk: Desk, asked: Question, condition: Condition | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("look", "card")
        self.setAccessibleName(one_line(asked.name))
        self._theme: Theme = desk.theme
        self._asked = asked
        self._quiet = False
        values = condition.values if condition else ()
        if asked.ends in (Ends.DAYS, Ends.POINTS, Ends.AMOUNT):  # `30..` is another way to write `30`
            values = tuple(value.removesuffix(BETWEEN) for value in values)
        known = [value for value, _ in asked.options]
        own = [v for v in values if v not in known]
        ranged = next((v for v in own if asked.ends is not None), "")
        typed = " ".join(v for v in own if asked.text)
        more = [(v, value_words(asked.facet, v)) for v in own if asked.ends is None and not asked.text]
        px = desk.theme.px
        box = QVBoxLayout(self)
        box.setContentsMargins(px(12), px(10), px(12), px(10))
        box.setSpacing(px(6))
        box.addWidget(PlainLabel(asked.name, look="heading", elide=True))
        self.search = QLineEdit()
        self.search.setPlaceholderText(trc("filter", "Search"))
        self.search.setAccessibleName(trc("filter", "Search"))
        self.search.textChanged.connect(self._on_search)
        self.search.setVisible(len(asked.options) >= SEARCHED and asked.facet is not Facet.BIRTHDAY)
        box.addWidget(self.search)
        self.values = QListWidget()
        self.values.setAccessibleName(one_line(asked.name))
        self._fill([*asked.options, *more], values)
        box.addWidget(self.values)
        self.least, self.most = QLineEdit(), QLineEdit()
        if asked.ends is not None:
            box.addLayout(self._range_row(asked.ends, ranged))
        self.text = QLineEdit(typed)
        self.text.setPlaceholderText(tr("contains …"))
        self.text.setAccessibleName(tr("contains …"))
        self.text.setVisible(asked.text)
        self.text.textChanged.connect(self._say)
        box.addWidget(self.text)
        self.negated = QCheckBox(tr("Not these: everyone else"))
        self.negated.setChecked(bool(condition and condition.negated))
        self.negated.toggled.connect(self._say)
        box.addWidget(self.negated)
        done = QPushButton(menu_text(tr("Done")))
        done.clicked.connect(self.close)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(done)
        box.addLayout(row)
        self.setFixedWidth(px(280))

    def open_under(self, anchor: QWidget) -> None:
        """Show it under a chip or a button, inside the screen."""
        self.adjustSize()
        at = anchor.mapToGlobal(QPoint(0, anchor.height() + 2))
        room = anchor.screen().availableGeometry()
        at.setX(max(room.left(), min(at.x(), room.right() - self.width())))
        at.setY(max(room.top(), min(at.y(), room.bottom() - self.height())))
        self.move(at)
        self.show()
        first = next((w for w in (self.search, self.values, self.text, self.least) if not w.isHidden()), self.negated)
        first.setFocus(Qt.FocusReason.PopupFocusReason)

    def tick(self, value: str) -> None:
        """Tick a value, or take its tick away."""
        for item in self._items():
            if item.data(_VALUE) == value:
                ticked = item.checkState() == Qt.CheckState.Checked
                item.setCheckState(Qt.CheckState.Unchecked if ticked else Qt.CheckState.Checked)

    @property
    def condition(self) -> Condition | None:
        """What is asked, None for nothing."""
        values = [item.data(_VALUE) for item in self._items() if item.checkState() == Qt.CheckState.Checked]
        values += [part for part in (self._range(), self.text.text().strip()) if part]
        if not values and self._asked.facet is not Facet.FIELD:
            return None
        return Condition(self._asked.facet, tuple(values), self.negated.isChecked(), self._asked.field)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Esc close it: what was chosen is chosen."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape}:
            self.close()
        elif event.key() == Qt.Key.Key_Down and self.search.hasFocus():
            self.values.setFocus()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Say that it is over."""
        self.left.emit()
        super().closeEvent(event)

    def _items(self) -> list[QListWidgetItem]:
        return [self.values.item(row) for row in range(self.values.count())]

    def _fill(self, options: Sequence[tuple[str, str]], ticked: Sequence[str]) -> None:
        for value, word in options:
            item = QListWidgetItem(one_line(word))
            item.setData(_VALUE, value)
            item.setToolTip(tooltip(word))
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if value in ticked else Qt.CheckState.Unchecked)
            self.values.addItem(item)
        if not options and self._asked.ends is None and not self._asked.text:
            item = QListWidgetItem(trc("filter", "Nothing to choose yet"))
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.values.addItem(item)
        self.values.setVisible(self.values.count() > 0)
        self.values.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        rows = min(self.values.count(), ROWS_SEEN)
        self.values.setFixedHeight(rows * self._theme.measure.control + self._theme.px(6))
        if self.values.count():
            self.values.setCurrentRow(0)
        self.values.itemChanged.connect(self._on_ticked)
        self.values.itemClicked.connect(self._on_clicked)
        self._ticks = [item.checkState() for item in self._items()]

    def _range_row(self, ends: Ends, value: str) -> QHBoxLayout:
        row = QHBoxLayout()
        least, _, most = value.partition(BETWEEN)
        for field, said, word in ((self.least, least, trc("filter", "from")), (self.most, most, trc("filter", "to"))):
            field.setText(said)
            field.setPlaceholderText(tr("{word} 2026-01-31", word=word) if ends is Ends.DAY else word)
            field.setAccessibleName(word)
            field.setValidator(QRegularExpressionValidator(QRegularExpression(PATTERNS[ends]), field))
            field.textEdited.connect(self._on_range)
            row.addWidget(field)
        if ends is Ends.DAYS:
            row.addWidget(PlainLabel(trc("filter", "days"), look="dim"))
        return row

    def _range(self) -> str:
        least, most = self.least.text().strip(". "), self.most.text().strip(". ")
        if not least and not most:
            return ""
        bare = not most and self._asked.ends in (Ends.DAYS, Ends.POINTS, Ends.AMOUNT)
        return least if bare else f"{least}{BETWEEN}{most}"

    def _on_search(self, text: str) -> None:
        wanted = fold(text.strip())
        for item in self._items():
            item.setHidden(bool(wanted) and wanted not in fold(item.text()))
        first = next((item for item in self._items() if not item.isHidden()), None)
        if first is not None:
            self.values.setCurrentItem(first)

    def _on_range(self) -> None:
        if not self._asked.many and (self.least.text() or self.most.text()):
            self._untick(None)
        self._say()

    def _on_clicked(self, item: QListWidgetItem) -> None:
        """A click anywhere on the words ticks as one on the box does."""
        row = self.values.row(item)
        if item.checkState() == self._ticks[row]:
            self.tick(item.data(_VALUE))
        self._ticks[row] = item.checkState()

    def _on_ticked(self, item: QListWidgetItem) -> None:
        if self._quiet:
            return
        if not self._asked.many and item.checkState() == Qt.CheckState.Checked:
            self._untick(item)
            self.least.clear()
            self.most.clear()
        self._say()

    def _untick(self, but: QListWidgetItem | None) -> None:
        self._quiet = True
        for row, item in enumerate(self._items()):
            if item is not but and item.flags() & Qt.ItemFlag.ItemIsUserCheckable:
                item.setCheckState(Qt.CheckState.Unchecked)
                self._ticks[row] = Qt.CheckState.Unchecked
        self._quiet = False

    def _say(self) -> None:
        self.changed.emit(self.condition)


_VALUE = Qt.ItemDataRole.UserRole
