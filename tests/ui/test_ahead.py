"""Pages are made while the seller rests, and never under a hand that moves."""

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from crm.ui.ahead import Ahead
from crm.ui.desk import Desk
from crm.ui.pages import PAGES


def test_one_after_the_other_and_only_when_nothing_is_pressed(qtbot):
    field = QLineEdit()
    qtbot.addWidget(field)
    field.show()
    made: list[str] = []
    ahead = Ahead(field.windowHandle(), made.append, ("friends", "board"), field)
    ahead._rest.stop()
    QTest.keyClick(field.windowHandle(), Qt.Key.Key_A)
    assert ahead._rest.isActive()  # the rest begins anew, and the key goes on its way
    assert (field.text(), made) == ("a", [])
    ahead._rest.setInterval(0)
    qtbot.waitUntil(lambda: made == ["friends", "board"], timeout=10_000)
    qtbot.waitUntil(lambda: not ahead._rest.isActive(), timeout=10_000)
    QTest.keyClick(field.windowHandle(), Qt.Key.Key_A)
    assert not ahead._rest.isActive()


class Windows(QObject):
    """Notes what is shown as a window of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.shown: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let everything pass."""
        if event.type() is QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.shown.append(type(watched).__name__)
        return False


@pytest.mark.parametrize("key", list(PAGES))
def test_a_page_that_is_made_shows_nothing_and_takes_no_key(desk: Desk, qtbot, qapp: QApplication, key: str):
    windows = Windows()
    qapp.installEventFilter(windows)
    page = PAGES[key].build(desk)
    qapp.removeEventFilter(windows)
    qtbot.addWidget(page)
    assert windows.shown == []
