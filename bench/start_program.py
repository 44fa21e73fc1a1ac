"""A start of the program: until Today is painted and the find field answers a key."""

import gc
import os
import sys
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

gc.disable()  # as `crm.__main__` does

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

from crm.ui.app import Program

app = QApplication([])
program = Program(app, Path(sys.argv[1]))
program.open(Path(sys.argv[1]))
window = program.window
assert window is not None
app.processEvents()
window.grab()
app.postEvent(window.find_box, QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "a"))
app.processEvents()
assert window.find_box.text() == "a"
with open("/proc/self/status") as status:  # noqa: PTH123 - what a bare window would not import counts
    print(next(line.split()[1] for line in status if line.startswith("VmHWM")), flush=True)
os._exit(0)
