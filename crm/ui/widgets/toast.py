"""A short word at the bottom of the window, with a way to take the deed back."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QAccessible, QAccessibleEvent, QEnterEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from crm.ui.plain import menu_text, one_line
from crm.ui.theme import Theme
from crm.ui.widgets.label import PlainLabel

SHOWN_MS = 7_000


class Toast(QFrame):
    """Says what was done, offers one button, goes by itself, and never takes the focus.

    It stays while the mouse is on it. The button can be reached with Tab.
    """

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme = theme
        self._ground = parent
        self._on_action: Callable[[], object] | None = None
        self.setObjectName("toast")
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._words = PlainLabel(elide=True)
        self._action = QPushButton()
        self._action.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._action.clicked.connect(self._on_clicked)
        self._box = QHBoxLayout(self)
        self._box.addWidget(self._words, 1)
        self._box.addWidget(self._action)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        parent.installEventFilter(self)
        theme.changed.connect(self._on_theme)
        self._on_theme()
        self.hide()

    @property
    def message(self) -> str:
        """What it says, "" while it is hidden."""
        return self._words.text() if not self.isHidden() else ""

    def say(
        self,
        text: str,
        action: str = "",
        on_action: Callable[[], object] | None = None,
        ms: int = SHOWN_MS,
    ) -> None:
        """Show these words for `ms` milliseconds, instead of any before; `action` is the button's word."""
        self._words.setText(text)
        self._on_action = on_action
        self._action.setText(menu_text(action))
        self._action.setVisible(bool(action))
        self.setAccessibleName(one_line(text))
        self._timer.start(ms)
        self._place()
        self.show()
        self.raise_()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep at the bottom of the window when that changes its size."""
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self._place()
        return super().eventFilter(watched, event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Wait while somebody reads."""
        self._timer.stop()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Go soon after they have read."""
        if not self.isHidden():
            self._timer.start(SHOWN_MS // 3)
        super().leaveEvent(event)

    def _on_clicked(self) -> None:
        act, self._on_action = self._on_action, None
        self._timer.stop()
        self.hide()
        if act is not None:
            act()

    def _place(self) -> None:
        window = self._ground.rect()
        edge = self._theme.px(16)
        hint = self._box.sizeHint()
        width = min(hint.width() + self._theme.px(8), window.width() - 2 * edge)
        self.resize(width, hint.height())
        self.move((window.width() - width) // 2, window.height() - self.height() - edge)

    def _on_theme(self) -> None:
        t, px = self._theme.tokens, self._theme.px
        self._box.setContentsMargins(px(16), px(4), px(6), px(4))
        self.setStyleSheet(
            f"#toast {{ background: {t.toast.fill}; border: 0; border-radius: {px(8)}px; }}"
            f"#toast QLabel {{ color: {t.toast.text}; }}"
            f"#toast QPushButton {{ background: transparent; border-color: transparent;"
            f" color: {t.toast_action}; font-weight: 600; padding: 0 {px(10)}px; }}"
            f"#toast QPushButton:focus {{ border-color: {t.toast_action}; }}"
        )
