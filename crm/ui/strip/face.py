"""What the strip is made of, from the search field at the top to the last word at the bottom."""

from enum import Flag

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from crm.ui.desk import Desk
from crm.ui.orders.quote import QuotePane
from crm.ui.page import Page
from crm.ui.strip.friend import FriendView
from crm.ui.strip.keys import key_button
from crm.ui.strip.log import LogPane
from crm.ui.strip.next_row import NextRow
from crm.ui.strip.said import SaidLine
from crm.ui.strip.search import FriendSearch
from crm.ui.strip.words import WordsPane
from crm.ui.widgets.flow import FlowLayout
from crm.ui.widgets.label import PlainLabel
from crm.wording import tr, trc

LEAST_WIDTH = 300


class Face(Page):
    """A tool window that stays on top, with a desk of its own: what is said on it is told here."""

    def __init__(self, main: Desk, watches: Flag) -> None:
        super().__init__(main.live, watches)
        self.desk = main.beside(self)
        self.buttons: dict[str, QPushButton] = {}
        self.setWindowTitle(trc("window", "Shuke strip"))
        self.setWindowFlags(
            Qt.WindowType.Tool
            | Qt.WindowType.CustomizeWindowHint
            | Qt.WindowType.WindowTitleHint
            | Qt.WindowType.WindowCloseButtonHint
            | Qt.WindowType.WindowStaysOnTopHint
        )
        self.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, False)
        self.setAttribute(Qt.WidgetAttribute.WA_MacAlwaysShowToolWindow)
        self.setMinimumWidth(main.theme.px(LEAST_WIDTH))
        self.setAcceptDrops(True)
        self._build()

    def _build(self) -> None:
        theme, px = self.desk.theme, self.desk.theme.px
        self.search = FriendSearch(self.desk)
        top = QHBoxLayout()
        top.setSpacing(px(4))
        top.addWidget(self.search, 1)
        top.addWidget(self._button("hide"))
        self.friend = FriendView(theme)
        self.words = WordsPane(self.desk)
        self.log = LogPane(self.desk)
        self.quote = QuotePane(self.desk)
        self.after = NextRow(theme, held=False)
        self.after.hide()
        self.nobody = PlainLabel(
            tr(
                "Find a friend above: what you said to each other last, what you promised and words to send then stand"
                " here. Copy them, and paste what was answered."
            ),
            look="dim",
        )
        self.nobody.setWordWrap(True)
        acts = QWidget()
        flow = FlowLayout(acts, px(5))
        for name in ("paste", "log", "find them", "quote", "order", "one line"):
            flow.addWidget(self._button(name))
        self.panes = {"log": self.log, "quote": self.quote}
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(8))
        for part in (self.nobody, self.friend, self.words, self.log, self.quote, self.after, acts):
            column.addWidget(part)
        column.addStretch(1)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(inside)
        self.line = SaidLine(theme)
        box = QVBoxLayout(self)
        box.setContentsMargins(px(10), px(8), px(10), px(6))
        box.setSpacing(px(8))
        box.addLayout(top)
        box.addWidget(self.area, 1)
        box.addWidget(self.line)
        for pane in self.panes.values():
            pane.hide()
        theme.changed.connect(self._on_theme)

    def _button(self, name: str) -> QPushButton:
        button = key_button(name)
        if name == "hide":
            button.setIcon(self.desk.theme.icon("x", "dim"))
            button.setText("")
            button.setProperty("look", "quiet")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.buttons[name] = button
        return button

    def make_room(self, *, known: bool) -> None:
        """What was said takes the place of what is to be said, so that all of it is seen in a low window too. `known`:
        there is a friend.
        """
        self.words.setVisible(known and self.log.isHidden())

    def put_pane_away(self) -> bool:
        """Put away what is to be filled in; whether there was something."""
        seen = [pane for pane in self.panes.values() if pane.isVisible()]
        for pane in seen:
            pane.hide()
        return bool(seen)

    def scroll_to_pane(self) -> None:
        """Let all be seen of what is to be filled in."""
        for pane in self.panes.values():
            if pane.isVisible():
                self.area.ensureWidgetVisible(pane)

    def _on_theme(self) -> None:
        self.buttons["hide"].setIcon(self.desk.theme.icon("x", "dim"))
