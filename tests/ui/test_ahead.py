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
    ahead._rest.setInterval(300)
    ahead._rest.start()
    for _ in range(3):
        before = ahead._rest.remainingTime()
        while ahead._rest.remainingTime() == before:
            qtbot.wait(1)
        lower = ahead._rest.remainingTime()
        QTest.keyClick(field.windowHandle(), Qt.Key.Key_A)
        assert ahead._rest.remainingTime() > lower
    assert field.text() == "aaa"
    assert made == []
    qtbot.waitUntil(lambda: made == ["friends", "board"], timeout=5_000)
