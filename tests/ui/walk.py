"""Walks over all widgets of a window and finds what a screen reader or a keyboard would miss."""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QTextEdit,
    QWidget,
)

_TOLD = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QTextEdit,
)


def every_widget(root: QWidget) -> Iterator[QWidget]:
    """The widget and all inside it, without the private parts Qt builds its own widgets of."""
    yield root
    for child in root.findChildren(QWidget):
        inside_qt = child.objectName().startswith("qt_") or isinstance(
            child.parentWidget(), (QComboBox, QAbstractSpinBox)
        )
        if not inside_qt:
            yield child


def unnamed(root: QWidget) -> list[str]:
    """Controls a screen reader has no name for: ask for [] of every window."""
    return [_describe(w) for w in every_widget(root) if isinstance(w, _TOLD) and not _name(w)]


def low_controls(root: QWidget, at_least: int = 32) -> list[str]:
    """Visible buttons and one-line fields that are too low to be hit."""
    kinds = (QAbstractButton, QLineEdit, QComboBox, QAbstractSpinBox)
    return [
        f"{_describe(w)}: {w.height()} px"
        for w in every_widget(root)
        if isinstance(w, kinds) and w.isVisible() and w.height() < at_least
    ]


def markup_labels(root: QWidget) -> list[str]:
    """Labels that might show somebody's words as markup."""
    return [
        _describe(w)
        for w in every_widget(root)
        if isinstance(w, QLabel) and w.textFormat() != Qt.TextFormat.PlainText
    ]


def unreachable(root: QWidget) -> list[str]:
    """Visible buttons the keyboard cannot reach."""
    return [
        _describe(w)
        for w in every_widget(root)
        if isinstance(w, QAbstractButton) and w.isVisible() and not w.focusPolicy() & Qt.FocusPolicy.TabFocus
    ]


def _name(widget: QWidget) -> str:
    known = QAccessible.queryAccessibleInterface(widget)
    return known.text(QAccessible.Text.Name).strip() if known is not None else widget.accessibleName()


def _describe(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.objectName()!r}"
