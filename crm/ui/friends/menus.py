"""Menus of the friends pages: plain entries, and menus that stay open while several things are ticked."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QIcon, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QMenu

from crm.ui.plain import menu_text


class TickMenu(QMenu):
    """A menu that stays open when an entry is ticked, so that several can be."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tick without closing."""
        action: QAction | None = self.activeAction()  # none while nothing is under the mouse, whatever the stubs say
        if action is not None and action.isCheckable() and action.isEnabled():
            action.trigger()
        else:
            super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The space bar ticks without closing."""
        action: QAction | None = self.activeAction()  # none while nothing is under the mouse, whatever the stubs say
        if event.key() == Qt.Key.Key_Space and action is not None and action.isCheckable():
            action.trigger()
        else:
            super().keyPressEvent(event)


def add_entry(
    menu: QMenu,
    text: str,
    act: Callable[[], object],
    *,
    icon: QIcon | None = None,
    keys: str = "",
    ticked: bool | None = None,
) -> QAction:
    """An entry that does something; `keys` is shown beside it, `ticked` makes it one that can be ticked.

    The keys are only shown: the page that owns the menu listens to them.
    """
    action = QAction(menu_text(text), menu)
    if icon is not None:
        action.setIcon(icon)
    if keys:
        action.setText(f"{action.text()}\t{QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)}")
    if ticked is not None:
        action.setCheckable(True)
        action.setChecked(ticked)
    action.triggered.connect(lambda _checked=False: act())
    menu.addAction(action)
    return action
