"""The floor of a start: a bare Qt window that is painted and answers a key."""

import os

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow

app = QApplication([])
window = QMainWindow()
field = QLineEdit()
window.setCentralWidget(field)
window.show()
app.processEvents()
window.grab()
app.postEvent(field, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "a"))
app.processEvents()
assert field.text() == "a"
with open("/proc/self/status") as status:  # noqa: PTH123 - what a bare window would not import counts
    print(next(line.split()[1] for line in status if line.startswith("VmHWM")), flush=True)
os._exit(0)
