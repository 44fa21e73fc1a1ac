"""Which key stands for which action on the friend in hand; the digits and T speak of the one settled just before."""

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
    Qt.Key.Key_A: "answered",
    Qt.Key.Key_N: "no answer",
    Qt.Key.Key_P: "platform",
    Qt.Key.Key_G: "group",
    Qt.Key.Key_1: "tomorrow",
    Qt.Key.Key_3: "in 3 days",
    Qt.Key.Key_7: "in 7 days",
    Qt.Key.Key_0: "in 30 days",
    Qt.Key.Key_T: "on a day",
}
