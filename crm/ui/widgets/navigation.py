"""The narrow bar at the left: a picture and a word for each page, and a badge where something waits.

Where there is no room for all of them, what is least of the day's work goes into a menu, *More*.
"""

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QFrame, QMenu, QSizePolicy, QVBoxLayout, QWidget

from crm.ui.plain import menu_text, one_line, tooltip
from crm.ui.theme import Theme
from crm.ui.widgets.ink import elided, paint_focus

LEAST_UNDER = 130
"""So much at least stays for what belongs to a place and stands under it, at the base size."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where one can go: its key, the name of its icon, its word, and a shortcut to be shown.

    Where there is no room, those that `fold` go into the menu, the largest number first; 0 always stays.
    """

    key: str
    icon: str
    word: str
    shortcut: str = ""
    at_bottom: bool = False
    fold: int = 0


class NavigationBar(QFrame):
    """Says `chosen(key)` when the person goes somewhere; the arrow keys go up and down.

    `more` is the word of the menu; `width` is at the base size.
    """

    chosen = Signal(str)

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None, *, more: str, width: int = 164) -> None:
        super().__init__(parent)
        self._theme = theme
        self._width = width
        self._buttons: dict[str, _PlaceButton] = {}
        self._more = _PlaceButton(theme, Place("", "more-horizontal", more), self)
        self._more.setCheckable(False)
        self._more.hide()
        self._more.clicked.connect(self._on_more)
        self._under: dict[str, QWidget] = {}
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._group.buttonToggled.connect(self._on_toggled)
        self.setProperty("look", "nav")
        self.setAccessibleName(name)
        self._box = QVBoxLayout(self)
        self._box.addWidget(self._more)
        self._box.addStretch()
        theme.changed.connect(self._on_theme)
        self._on_theme()

    def show_places(self, places: list[Place]) -> None:
        """Offer these places, top to bottom; where one is stays, badges begin anew."""
        current = self.current
        for old in self._buttons.values():
            self._group.removeButton(old)
            self._box.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._buttons = {}
        above = 0
        for place in places:
            button = _PlaceButton(self._theme, place, self)
            self._buttons[place.key] = button
            self._group.addButton(button)
            if place.at_bottom:
                self._box.addWidget(button)
            else:
                self._box.insertWidget(above, button)
                above += 1
        for key, widget in self._under.items():
            self.put_under(key, widget)
        if current in self._buttons:
            self.go(current)
        self._fold()

    def put_under(self, key: str, widget: QWidget) -> None:
        """Show something that belongs to a place right under it. Raises KeyError."""
        self._under[key] = widget
        self._box.removeWidget(widget)
        self._box.insertWidget(self._box.indexOf(self._buttons[key]) + 1, widget)
        self._fold()

    @property
    def current(self) -> str:
        """The key of where one is, "" for nowhere."""
        return next((key for key, button in self._buttons.items() if button.isChecked()), "")

    def go(self, key: str) -> None:
        """Mark this as where one is, without saying `chosen`. Raises KeyError."""
        self._group.blockSignals(True)
        self._buttons[key].setChecked(True)
        self._group.blockSignals(False)
        self._fold()

    def set_badge(self, key: str, badge: str, spoken: str = "") -> None:
        """A short text such as "8" beside the word, "" for none; `spoken` says it aloud. Raises KeyError."""
        self._buttons[key].set_badge(badge, spoken)

    def minimumSizeHint(self) -> QSize:
        """No place forces a height on the window: what has no room is in the menu."""
        return QSize(self._theme.px(self._width), 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """What has room again comes back."""
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        """Show as many places as there is room for, and where one is in any case."""
        staying = list(self._buttons.values())
        margins = self._box.contentsMargins()
        step = self._more.sizeHint().height() + self._box.spacing()
        room = self.height() - margins.top() - margins.bottom()
        room -= len(self._under) * (self._theme.px(LEAST_UNDER) + self._box.spacing())
        leaving = sorted(
            (button for button in staying if button.place.fold and not button.isChecked()),
            key=lambda button: -button.place.fold,
        )
        if len(staying) * step > room:
            room -= step  # of the menu
            for button in leaving:
                if len(staying) * step <= room:
                    break
                staying.remove(button)
        for button in self._buttons.values():
            button.setVisible(button in staying)
        self._more.setVisible(len(staying) < len(self._buttons))

    def _on_more(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for button in self._buttons.values():
            if button.isHidden():
                word = menu_text(button.place.word) + (f"\t{button.place.shortcut}" if button.place.shortcut else "")
                menu.addAction(self._theme.icon(button.place.icon), word).triggered.connect(button.click)
        menu.popup(self._more.mapToGlobal(QPoint(0, self._more.height())))

    def _on_toggled(self, button: QAbstractButton, on: bool) -> None:
        if on and isinstance(button, _PlaceButton):
            self._fold()
            self.chosen.emit(button.place.key)

    def _on_theme(self) -> None:
        px = self._theme.px
        self._box.setContentsMargins(px(8), px(10), px(8), px(10))
        self._box.setSpacing(px(2))
        self.setFixedWidth(px(self._width))
        self._fold()


class _PlaceButton(QAbstractButton):
    def __init__(self, theme: Theme, place: Place, parent: QWidget) -> None:
        super().__init__(parent)
        self.place = place
        self._theme = theme
        self._badge = ""
        self.setText(place.word)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setToolTip(tooltip(f"{place.word} ({place.shortcut})" if place.shortcut else place.word))
        self.set_badge("", "")

    def set_badge(self, badge: str, spoken: str) -> None:
        self._badge = one_line(badge)
        self.setAccessibleName(", ".join(p for p in (self.place.word, spoken or badge) if p))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(self._theme.px(120), max(32, self._theme.px(40)))

    def paintEvent(self, _event: QPaintEvent) -> None:
        t, px = self._theme.tokens, self._theme.px
        box, here = self.rect(), self.isChecked()
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            if here or self.underMouse() or self.isDown():
                painter.setBrush(QColor(t.accent_bg if here or self.isDown() else t.hover))
                painter.drawRoundedRect(box, px(7), px(7))
            side = px(20)
            picture = self._theme.pixmap(self.place.icon, t.accent if here else t.dim, side, self.devicePixelRatioF())
            painter.drawPixmap(px(10), (box.height() - side) // 2, picture)
            left = px(10) + side + px(10)
            right = self._paint_badge(painter, box)
            font = self._theme.font(self._theme.measure.base, bold=here)
            painter.setFont(font)
            painter.setPen(QColor(t.accent if here else t.text))
            line = QRect(left, 0, right - left, box.height())
            flags = int(Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine)
            painter.drawText(line, flags, elided(font, one_line(self.place.word), line.width()))
            if self.hasFocus():
                paint_focus(painter, self._theme, box)

    def _paint_badge(self, painter: QPainter, box: QRect) -> int:
        """Paint the badge, if any, and answer where the room for the word ends."""
        px = self._theme.px
        right = box.right() - px(8)
        if not self._badge:
            return right
        font = self._theme.font(px(11), bold=True)
        height = QFontMetrics(font).height() + px(2)
        width = max(height, QFontMetrics(font).horizontalAdvance(self._badge) + px(10))
        pill = QRect(right - width, (box.height() - height) // 2, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.tokens.accent))
        painter.drawRoundedRect(pill, height / 2, height / 2)
        painter.setPen(QColor(self._theme.tokens.on_accent))
        painter.setFont(font)
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, self._badge)
        return pill.left() - px(4)
