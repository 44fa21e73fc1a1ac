"""Pages are made while the seller rests, and never under a hand that moves."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from crm.ui.ahead import Ahead


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
