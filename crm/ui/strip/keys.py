"""The keys of the strip; each has a button that says so."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QPushButton, QToolButton

from crm.ui.plain import menu_text, tooltip
from crm.wording import tr, trc


@dataclass(frozen=True, slots=True)
class Key:
    """What a key does: the short word on its button, and what the button is called in full. `sequence` is in Qt's
    portable spelling.
    """

    name: str
    sequence: str
    short: Callable[[], str]
    words: Callable[[], str]
    also: str = ""
    """Another key that does it, where the cursor stands in the right place."""

    @property
    def shown(self) -> str:
        """The full words with the keys, as they are written on this system."""
        keys = [self.also, self.sequence] if self.also else [self.sequence]
        told = [QKeySequence(one).toString(QKeySequence.SequenceFormat.NativeText) for one in keys]
        return f"{self.words()} ({', '.join(told)})"


KEYS = {
    key.name: key
    for key in (
        Key("copy", "Ctrl+Shift+C", lambda: trc("strip", "Copy this line"), lambda: trc("strip", "Copy this line")),
        Key("sent", "Ctrl+Shift+C", lambda: trc("strip", "It was sent"), lambda: trc("strip", "It was sent: log it")),
        Key("unsent", "Ctrl+Shift+X", lambda: trc("strip", "Not sent"), lambda: trc("strip", "It was not sent")),
        Key("other", "Ctrl+Shift+W", lambda: trc("strip", "Other words"), lambda: trc("strip", "Other words")),
        Key(
            "find them",
            "Ctrl+B",
            lambda: trc("strip", "Find them"),
            lambda: tr("Copy their remark, to search for it in the chat program"),
        ),
        Key("paste", "Ctrl+Shift+V", lambda: trc("strip", "Paste"), lambda: tr("Take the copied words as a talk")),
        Key("log", "Ctrl+L", lambda: trc("strip", "Log"), lambda: tr("Log what was said or done")),
        Key("quote", "Ctrl+P", lambda: trc("strip", "Quote"), lambda: tr("Copy what a product costs them")),
        Key("order", "Ctrl+Shift+N", lambda: trc("strip", "Order"), lambda: tr("New order for this friend")),
        Key(
            "one line",
            "Ctrl+J",
            lambda: trc("strip", "One line"),
            lambda: tr("Friend, goods, money and date in one line"),
        ),
        Key("card", "Ctrl+I", lambda: trc("strip", "Card"), lambda: tr("Their card, in the large window")),
        Key("hide", "Ctrl+Shift+J", lambda: trc("strip", "Hide"), lambda: tr("Hide the strip"), "Esc"),
        Key("contacted", "Ctrl+1", lambda: trc("strip", "Contacted"), lambda: tr("I wrote or called")),
        Key("answered", "Ctrl+2", lambda: trc("today", "Answered"), lambda: tr("They wrote or called")),
        Key("no answer", "Ctrl+3", lambda: trc("today", "No answer"), lambda: tr("I tried, they did not answer")),
        Key("talked", "Ctrl+4", lambda: trc("strip", "Talked"), lambda: tr("We talked"), "Ctrl+Return"),
    )
}  # fmt: skip
"""By name. *copy* and *sent* are one button."""


def show_key(button: QPushButton | QToolButton, name: str) -> None:
    """Let a button say what it does, and by which key it is done."""
    key = KEYS[name]
    button.setText(menu_text(key.short()))
    button.setToolTip(tooltip(key.shown))
    button.setAccessibleName(key.shown)


def key_button(name: str) -> QPushButton:
    """A button for what a key does. It leaves the cursor where it is."""
    button = QPushButton()
    button.setProperty("fits", "narrow")
    show_key(button, name)
    return button
