"""Walks over all widgets of a window and finds what a screen reader or a keyboard would miss."""

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QButtonGroup,
    QComboBox,
    QHeaderView,
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


def unnamed(root: QWidget, *, seen: bool = False) -> list[str]:
    """Controls a screen reader has no name for: ask for [] of every window. `seen`: only those shown now."""
    return [
        _describe(w)
        for w in every_widget(root)
        if isinstance(w, _TOLD) and not _name(w) and not _part_of_a_field(w) and (w.isVisible() or not seen)
    ]


def _part_of_a_field(widget: QWidget) -> bool:
    """The list that a choice opens and the titles of a list that shows none speak through their field."""
    return isinstance(widget, QAbstractItemView | QHeaderView) and not widget.isVisible()


def _inside_a_field(widget: QWidget) -> bool:
    """The small pictures in a line of text: Esc and the text itself do what they do."""
    return isinstance(widget.parentWidget(), QLineEdit)


def low_controls(root: QWidget, at_least: int = 32) -> list[str]:
    """Visible buttons and one-line fields that are too low to be hit."""
    kinds = (QAbstractButton, QLineEdit, QComboBox, QAbstractSpinBox)
    return [
        f"{_describe(w)}: {w.height()} px"
        for w in every_widget(root)
        if isinstance(w, kinds) and w.isVisible() and w.height() < at_least and not _inside_a_field(w)
    ]


def markup_labels(root: QWidget) -> list[str]:
    """Labels that might show somebody's words as markup."""
    return [
        _describe(w) for w in every_widget(root) if isinstance(w, QLabel) and w.textFormat() != Qt.TextFormat.PlainText
    ]


def unreachable(root: QWidget) -> list[str]:
    """Visible buttons the keyboard cannot reach."""
    return [
        _describe(w)
        for w in every_widget(root)
        if isinstance(w, QAbstractButton)
        and w.isVisible()
        and not w.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not _inside_a_field(w)
        and not _by_arrow_keys(w)
    ]


def _by_arrow_keys(button: QAbstractButton) -> bool:
    """Of an exclusive group Tab reaches one, and the arrow keys the others."""
    # the stubs do not know that a button may be in no group
    group: QButtonGroup | None = button.group()
    if group is None or not group.exclusive():
        return False
    return any(other.focusPolicy() & Qt.FocusPolicy.TabFocus for other in group.buttons())


def _name(widget: QWidget) -> str:
    # the stubs do not know that there may be none
    known: QAccessibleInterface | None = QAccessible.queryAccessibleInterface(widget)
    return known.text(QAccessible.Text.Name).strip() if known is not None else widget.accessibleName()


def _describe(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.objectName()!r}"
