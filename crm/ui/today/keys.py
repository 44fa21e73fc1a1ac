"""Which key stands for which action on the friend in hand."""

from PySide6.QtCore import Qt

KEYS = {
    Qt.Key.Key_Return: "send",
    Qt.Key.Key_Enter: "send",
    Qt.Key.Key_Escape: "unsend",
    Qt.Key.Key_L: "log",
    Qt.Key.Key_O: "order",
    Qt.Key.Key_D: "done",
    Qt.Key.Key_S: "snooze",
    Qt.Key.Key_X: "skip",
    Qt.Key.Key_J: "next",
    Qt.Key.Key_K: "previous",
    Qt.Key.Key_C: "card",
    Qt.Key.Key_W: "words",
}
