"""The smart lists in the side bar, each with how many friends it has now."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QMenu,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from crm.errors import BusyError, ShukeError
from crm.finder import Filter, Sort, SortKey
from crm.ids import SmartListId
from crm.smart_lists import SmartListRow
from crm.topics import Topic
from crm.ui.asking import Asker
from crm.ui.desk import Desk
from crm.ui.friends.list_sheets import ListNameSheet
from crm.ui.friends.menus import add_entry
from crm.ui.plain import one_line, tooltip
from crm.ui.theme import Theme
from crm.ui.widgets.ink import elided, paint_focus
from crm.ui.widgets.label import PlainLabel
from crm.wording import tr, trc, trn

COUNT_MS = 600
"""after so much quiet the friends of every list are counted again"""
RETRY_MS = 120
ROWS_SEEN = 8
COUNTED = Topic.EVERYTHING & ~Topic.UNDO & ~Topic.PHRASES


@dataclass(frozen=True, slots=True)
class Offer:
    """A list that is suggested until the seller keeps it as an own one, or hides it."""

    name: str
    filter: Filter
    sort: SortKey
    descending: bool = False


def offers() -> list[Offer]:
    """What most sellers want to see at a glance."""
    return [
        Offer(trc("smart list", "Nothing planned"), Filter.parse("next:no -standing:lost"), Sort.LAST_CONTACT),
        Offer(trc("smart list", "Owes me"), Filter.parse("owed:yes"), Sort.OWED, descending=True),
        Offer(trc("smart list", "Birthday this month"), Filter.parse("birthday:now"), Sort.BIRTHDAY),
        Offer(trc("smart list", "Ready, not asked yet"), Filter.parse("ready:yes"), Sort.BOND, descending=True),
        Offer(trc("smart list", "Turning stronger"), Filter.parse("trend:up"), Sort.BOND, descending=True),
        Offer(trc("smart list", "Going cold"), Filter.parse("trend:down -standing:lost"), Sort.BOND, descending=True),
        Offer(trc("smart list", "Quiet for 30 days"), Filter.parse("quiet:30 -standing:lost"), Sort.LAST_CONTACT),
    ]


class SmartListBar(QWidget):
    """`opened(id)` when a list is to be shown, `update_wanted(id)` to give it what is shown, `counted(n)` how many
    friends there are.

    Nothing is counted on the thread of the window. Below the seller's own lists some are suggested, if the shop has
    friends.
    """

    opened = Signal(object)
    update_wanted = Signal(object)
    counted = Signal(int)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._rows: list[SmartListRow] = []
        self._hidden: tuple[str, ...] = ()
        self._current: SmartListId | None = None
        self._counts: dict[str, int] = {}
        self._friends = 0
        self.can_update: Callable[[SmartListId], bool] = lambda _: False
        px = desk.theme.px
        box = QVBoxLayout(self)
        box.setContentsMargins(px(10), 0, 0, px(6))
        box.setSpacing(0)
        self._title = PlainLabel(tr("Lists to begin with"), look="small", elide=True)
        self.list = _Lists(desk.theme, self)
        self.list.setAccessibleName(tr("Smart lists"))
        box.addWidget(self._title)
        box.addWidget(self.list)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.list.customContextMenuRequested.connect(self._on_context_menu)
        self.list.itemClicked.connect(self._on_item)
        self.list.entered_item.connect(self._on_item)
        self.list.key_pressed.connect(self._on_key)
        self.list.moved.connect(self._on_moved)
        self._asker = Asker(self)
        self._asker.answered.connect(self._on_counted)
        self._asker.failed.connect(self._on_not_counted)
        self._calm = self._timer(COUNT_MS, self.count)
        self._retry = self._timer(RETRY_MS, self.read)
        desk.live.changed.connect(self._on_changed)
        self.read()

    @property
    def rows(self) -> Sequence[SmartListRow]:
        """The lists, in the seller's order."""
        return self._rows

    def read(self) -> None:
        """Read the lists again, and count their friends soon."""
        try:
            self._rows = self._desk.workspace.smart_lists.all()
            self._hidden = self._desk.workspace.settings.shop().hidden_lists
        except BusyError:
            self._retry.start()
            return
        self._show()
        self._calm.start()

    def mark(self, smart_list: SmartListId | None) -> None:
        """Which list is open."""
        self._current = smart_list
        self._show()

    def count(self) -> None:
        """Count the friends of every list, beside the window."""
        finder = self._desk.workspace.finder
        wanted = [row.filter for row in self._rows] + [offer.filter for offer in self._offered()]
        everybody = {"": Filter()} | {which.text(): which for which in wanted}
        self._asker.ask(*(partial(_counted, finder.count, key, which) for key, which in everybody.items()))

    def close_reading(self) -> None:
        """Stop asking; to be called before the shop is closed."""
        self._calm.stop()
        self._retry.stop()
        self._asker.close()

    def menu_of(self, row: SmartListRow) -> QMenu:
        """Everything one can do with a list."""
        menu = QMenu(self)
        icon = self._desk.theme.icon
        place = self._rows.index(row)
        add_entry(menu, tr("Open"), partial(self.opened.emit, row.id), keys="Return")
        add_entry(menu, trc("smart list", "Rename…"), partial(self.rename, row), icon=icon("pencil"), keys="F2")
        update = add_entry(menu, tr("Update to what is shown"), partial(self.update_wanted.emit, row.id))
        update.setEnabled(self.can_update(row.id))
        menu.addSeparator()
        up = add_entry(menu, tr("Further up"), partial(self.move_by, row, -1), keys="Alt+Up")
        down = add_entry(menu, tr("Further down"), partial(self.move_by, row, 1), keys="Alt+Down")
        up.setEnabled(place > 0)
        down.setEnabled(place + 1 < len(self._rows))
        menu.addSeparator()
        add_entry(menu, tr("Delete"), partial(self.remove, row), icon=icon("trash-2", "danger"), keys="Del")
        self._add_bringing_back(menu)
        return menu

    def menu_of_offer(self, offer: Offer) -> QMenu:
        """What one can do with a list that is suggested."""
        menu = QMenu(self)
        add_entry(menu, tr("Keep this list"), partial(self.take, offer), keys="Return")
        add_entry(menu, tr("Do not suggest it"), partial(self.hide_offer, offer), keys="Del")
        self._add_bringing_back(menu)
        return menu

    def hide_offer(self, offer: Offer) -> None:
        """Suggest it no more."""
        if self._hide((*self._hidden, offer.filter.text())):
            self._desk.say(tr("“{name}” is not suggested any more", name=offer.name))

    def bring_offers_back(self) -> None:
        """Suggest again what was hidden."""
        self._hide(())

    def rename(self, row: SmartListRow) -> ListNameSheet:
        """Ask for another name."""
        sheet = ListNameSheet(
            self._desk, row.filter, row.sort, descending=row.descending, smart_list=row.id, name=row.name, parent=self
        )
        sheet.open()
        return sheet

    def move_by(self, row: SmartListRow, by: int) -> None:
        """So many places further down; the keyboard stays with it."""
        place = self._rows.index(row) + by
        if 0 <= place < len(self._rows) and self._desk.did(
            lambda: self._desk.workspace.smart_lists.move(row.id, place)
        ):
            self.list.setCurrentRow(place)

    def remove(self, row: SmartListRow) -> None:
        """Delete the list, with an Undo instead of a question; its friends stay."""
        if self._desk.did(lambda: self._desk.workspace.smart_lists.remove(row.id)):
            self._desk.say(tr("List “{name}” deleted, its friends stay", name=row.name))

    def take(self, offer: Offer) -> None:
        """Make an offered list the seller's own, and open it."""
        made = self._desk.attempt(
            lambda: self._desk.workspace.smart_lists.add(
                offer.name, offer.filter, offer.sort, descending=offer.descending
            )
        )
        if made is not None:
            self._desk.say(tr("List “{name}” saved", name=offer.name))
            self.opened.emit(made)

    def _offered(self) -> list[Offer]:
        """What is suggested beside the seller's own lists."""
        known = {*self._hidden, *(row.filter.text() for row in self._rows)}
        return [offer for offer in offers() if offer.filter.text() not in known]

    def _hide(self, hidden: tuple[str, ...]) -> bool:
        settings = self._desk.workspace.settings
        return self._desk.did(lambda: settings.change(replace(settings.shop(), hidden_lists=hidden)))

    def _add_bringing_back(self, menu: QMenu) -> None:
        if self._hidden:
            menu.addSeparator()
            add_entry(menu, tr("Show all suggested lists again"), self.bring_offers_back)

    def _timer(self, ms: int, act: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setSingleShot(True)
        timer.setInterval(ms)
        timer.timeout.connect(act)
        return timer

    def _show(self) -> None:
        shown: list[tuple[str, str, object]] = [(row.name, row.filter.text(), row) for row in self._rows]
        if self._friends:
            shown += [(offer.name, offer.filter.text(), offer) for offer in self._offered()]
        self._title.setVisible(bool(shown) and not self._rows)
        self.setVisible(bool(shown))
        with_focus = self.list.currentRow()
        self.list.blockSignals(True)
        self.list.clear()
        for name, key, what in shown:
            count = self._counts.get(key)
            own = isinstance(what, SmartListRow)
            item = QListWidgetItem(one_line(name))
            item.setData(_WHAT, what)
            item.setData(_COUNT, "" if count is None else f"{count:,}")
            if not own:
                item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsDragEnabled)
            item.setData(_HERE, own and what.id == self._current)  # type: ignore[attr-defined] # it is a row then
            words = trn("{n} friend", "{n} friends", count) if count is not None else ""
            item.setToolTip(tooltip("\n".join(p for p in (name, words, "" if own else tr("Click to keep it")) if p)))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, ", ".join(p for p in (one_line(name), words) if p))
            self.list.addItem(item)
        self.list.setDragEnabled(bool(self._rows))
        self.list.setCurrentRow(min(with_focus, self.list.count() - 1))
        self.list.blockSignals(False)
        self.list.fit()

    def _on_changed(self, topics: Topic) -> None:
        if topics & (Topic.LISTS | Topic.SETTINGS):
            self.read()
        elif topics & COUNTED:
            self._calm.start()

    def _on_counted(self, answer: tuple[str, int], last: bool) -> None:
        key, count = answer
        if key:
            self._counts[key] = count
        else:
            self._friends = count
            self.counted.emit(count)
        if last:
            self._show()

    def _on_not_counted(self, error: ShukeError) -> None:
        if isinstance(error, BusyError):
            self._calm.start()
        else:
            self._desk.failed.emit(error)

    def _on_item(self, item: QListWidgetItem) -> None:
        what = item.data(_WHAT)
        if isinstance(what, Offer):
            self.take(what)
        else:
            self.opened.emit(what.id)

    def _on_key(self, key: object, item: QListWidgetItem) -> None:
        row = item.data(_WHAT)
        if isinstance(row, Offer):
            if key == Qt.Key.Key_Delete:
                self.hide_offer(row)
            return
        acts: dict[object, Callable[[], object]] = {
            Qt.Key.Key_F2: partial(self.rename, row),
            Qt.Key.Key_Delete: partial(self.remove, row),
            Qt.Key.Key_Up: partial(self.move_by, row, -1),
            Qt.Key.Key_Down: partial(self.move_by, row, 1),
        }
        acts[key]()

    def _on_moved(self, before: int, after: int) -> None:
        row = self._rows[before]
        self._desk.did(lambda: self._desk.workspace.smart_lists.move(row.id, after))
        self._show()  # also where nothing was moved: among the suggested ones there is no place for it

    def _on_context_menu(self, at: QPoint) -> None:
        item = self.list.itemAt(at)
        if item is not None:
            what = item.data(_WHAT)
            menu = self.menu_of_offer(what) if isinstance(what, Offer) else self.menu_of(what)
            menu.aboutToHide.connect(menu.deleteLater)
            menu.popup(self.list.viewport().mapToGlobal(at))


def _counted(count: Callable[[Filter], int], key: str, which: Filter) -> tuple[str, int]:
    return key, count(which)


class _Lists(QListWidget):
    """The rows; `moved(before, after)` when one was dragged, `entered_item` on Enter, `key_pressed` on F2, Del and
    Alt with an arrow.
    """

    entered_item = Signal(object)
    key_pressed = Signal(object, object)
    moved = Signal(int, int)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setItemDelegate(_ListDelegate(theme, self))
        self.setMouseTracking(True)
        self.setStyleSheet("QListWidget { background: transparent; }")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setDragDropMode(QListWidget.DragDropMode.InternalMove)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.model().rowsMoved.connect(self._on_rows_moved)
        theme.changed.connect(self.fit)

    def fit(self) -> None:
        """As high as the rows, up to so many; where there is less room it scrolls."""
        height = row_height(self._theme)
        self.setMinimumHeight(min(1, self.count()) * height)
        self.setMaximumHeight(max(1, self.count()) * height + 2)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(120), min(self.count(), ROWS_SEEN) * row_height(self._theme) + 2)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, min(1, self.count()) * row_height(self._theme))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        item: QListWidgetItem | None = self.currentItem()  # none in an empty list, whatever the stubs say
        key = event.key()
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        arrow = key in {Qt.Key.Key_Up, Qt.Key.Key_Down}
        if item is not None and key in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space}:
            self.entered_item.emit(item)
        elif item is not None and (key in {Qt.Key.Key_F2, Qt.Key.Key_Delete} or (alt and arrow)):
            self.key_pressed.emit(Qt.Key(key), item)
        else:
            super().keyPressEvent(event)

    def _on_rows_moved(self, _parent: object, start: int, _end: int, _to: object, row: int) -> None:
        self.moved.emit(start, row - 1 if row > start else row)


class _ListDelegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(self._theme.px(80), row_height(self._theme))

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        t, px = self._theme.tokens, self._theme.px
        box: QRect = option.rect
        state: QStyle.StateFlag = option.state
        here = bool(index.data(_HERE))
        offered = isinstance(index.data(_WHAT), Offer)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if here or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(t.accent_bg if here else t.hover))
            painter.drawRoundedRect(box, px(6), px(6))
        font = self._theme.font(px(13), bold=here)
        small = self._theme.font(self._theme.measure.small)
        inner = box.adjusted(px(8), 0, -px(6), 0)
        count = index.data(_COUNT)
        room = inner.width() - (QFontMetrics(small).horizontalAdvance(count) + px(6) if count else 0)
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
        painter.setFont(font)
        painter.setPen(QColor(t.accent if here else t.dim if offered else t.text))
        painter.drawText(inner, int(middle | Qt.AlignmentFlag.AlignLeft), elided(font, index.data(), room))
        painter.setFont(small)
        painter.setPen(QColor(t.dim))
        painter.drawText(inner, int(middle | Qt.AlignmentFlag.AlignRight), count)
        if state & QStyle.StateFlag.State_HasFocus:
            paint_focus(painter, self._theme, box)
        painter.restore()


def row_height(theme: Theme) -> int:
    """The height of a list in the side bar."""
    return max(28, theme.px(30))


_WHAT = Qt.ItemDataRole.UserRole
_COUNT = Qt.ItemDataRole.UserRole + 1
_HERE = Qt.ItemDataRole.UserRole + 2
