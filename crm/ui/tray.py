"""The icon beside the clock: how many friends wait today, and what is done without looking for the window first."""

import shutil

from PySide6.QtCore import QObject, QProcess, QRectF, Qt, Signal
from PySide6.QtGui import QAction, QColor, QFont, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QSystemTrayIcon

from crm.ui.plain import menu_text, one_line
from crm.ui.theme import Theme
from crm.wording import tr, trc, trn

SIZES = (16, 22, 24, 32, 48, 64)
MOST = 99
"""More than this is shown as `99+`."""


class Tray(QObject):
    """`asked` names what was chosen, see `entries`; show as well. Only *paste* has the clipboard read."""

    asked = Signal(str)

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._icon = QSystemTrayIcon(self)
        self._notice: QProcess | None = None
        self.menu = QMenu()
        self.entries: dict[str, QAction] = {}
        for name, word in (
            ("today", tr("Today")),
            ("strip", tr("The strip")),
            ("one line", tr("One line")),
            ("paste", tr("Take in what I copied")),
            ("add", tr("Add a friend")),
            ("order", tr("New order")),
            ("later", tr("Tell me again in an hour")),
            ("", ""),
            ("show", trc("tray", "Open Shuke")),
            ("quit", tr("Quit Shuke")),
        ):
            if not name:
                self.menu.addSeparator()
                continue
            action = self.menu.addAction(menu_text(word))
            action.triggered.connect(lambda _checked=False, name=name: self.asked.emit(name))
            self.entries[name] = action
        self._icon.setContextMenu(self.menu)
        self._icon.activated.connect(self._on_activated)
        self._icon.messageClicked.connect(lambda: self.asked.emit("today"))
        self.show_number(0)
        self._icon.show()

    @staticmethod
    def is_there() -> bool:
        """Whether this desktop has a place for such icons."""
        return QSystemTrayIcon.isSystemTrayAvailable()

    def show_number(self, number: int) -> None:
        """So many friends wait today."""
        said = trn("{n} friend to write to today", "{n} friends to write to today", number)
        self._icon.setToolTip(one_line(said if number else tr("Shuke: nobody is waiting")))
        self.entries["today"].setText(menu_text(f"{tr('Today')} ({number})" if number else tr("Today")))
        icon = QIcon()
        for size in SIZES:
            icon.addPixmap(self.picture(number, size))
        self._icon.setIcon(icon)

    def picture(self, number: int, size: int) -> QPixmap:
        """The icon at so many pixels: the number on the program's colour, or the program's sign where nobody waits."""
        tokens = self._theme.tokens
        made = QPixmap(size, size)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens.accent))
        painter.drawRoundedRect(QRectF(0, 0, size, size), size / 5, size / 5)
        text = str(number) if number <= MOST else f"{MOST}+"
        if number:
            font = QFont(self._theme.font(size, bold=True))
            font.setPixelSize(max(6, round(size * (0.8, 0.62, 0.46)[len(text) - 1])))
            painter.setFont(font)
            painter.setPen(QColor(tokens.on_accent))
            painter.drawText(QRectF(0, 0, size, size), Qt.AlignmentFlag.AlignCenter, text)
        else:
            inner = round(size * 0.7)
            painter.drawPixmap(
                (size - inner) // 2, (size - inner) // 2, self._theme.pixmap("users", tokens.on_accent, inner, 1.0)
            )
        painter.end()
        return made

    def tell(self, title: str, body: str) -> None:
        """A notification of the system's own: a click on it asks for today. Where the desktop has them (Linux, with its
        `notify-send`), it has buttons for today and for being told again in an hour.
        """
        title, body = one_line(title), one_line(body)
        program = shutil.which("notify-send")
        if program is None:
            self._icon.showMessage(title, body, self._icon.icon())
            return
        self._drop_notice()
        process = self._notice = QProcess(self)
        process.finished.connect(lambda code, _status: self._on_notice(process, code, title, body))
        process.errorOccurred.connect(lambda _error: self._on_notice(process, 1, title, body))
        actions = [f"--action={name}={one_line(word)}" for name, word in _notice_actions().items()]
        process.start(program, ["--app-name=Shuke", *actions, "--", title, body])

    def leave(self) -> None:
        """Take the icon away."""
        self._drop_notice()
        self._icon.hide()
        self.menu.deleteLater()
        self.deleteLater()

    def _on_notice(self, process: QProcess, code: int, title: str, body: str) -> None:
        """What was chosen; an older `notify-send` that knows no buttons leaves it to the icon."""
        if process is not self._notice:
            return
        self._notice = None
        chosen = process.readAllStandardOutput().toStdString().strip()
        process.deleteLater()
        if code:
            self._icon.showMessage(title, body, self._icon.icon())
        elif chosen in _notice_actions():
            self.asked.emit(chosen)

    def _drop_notice(self) -> None:
        """An earlier notification says nothing any more."""
        if self._notice is not None:
            process, self._notice = self._notice, None
            process.kill()
            process.waitForFinished(500)
            process.deleteLater()

    def _on_activated(self, why: QSystemTrayIcon.ActivationReason) -> None:
        if why in (QSystemTrayIcon.ActivationReason.Trigger, QSystemTrayIcon.ActivationReason.DoubleClick):
            self.asked.emit("show")


def _notice_actions() -> dict[str, str]:
    """The buttons of a notification, by what they ask for; the system's word for a click is its own."""
    return {"today": trc("tray", "Open Shuke"), "later": tr("Tell me again in an hour")}
