"""Colours can be read, sizes follow one base size, light and dark follow the system."""

import math
from itertools import product

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from crm.ui.theme import LARGEST_PX, SMALLEST_PX, Appearance, Theme, font_families
from crm.ui.tokens import DARK, LIGHT
from tests.ui.walk import low_controls

BOTH = pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])


def luminance(colour: str) -> float:
    """The relative luminance of WCAG 2."""
    ink = QColor(colour)
    red, green, blue = (
        c / 12.92 if c <= 0.03928 else math.pow((c + 0.055) / 1.055, 2.4)
        for c in (ink.redF(), ink.greenF(), ink.blueF())
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@BOTH
def test_every_text_can_be_read_on_every_ground(tokens):
    grounds = ("bg", "panel", "nav", "field", "hover", "selection", "accent_bg")
    poor = {
        (ink, ground): round(contrast(getattr(tokens, ink), getattr(tokens, ground)), 2)
        for ink, ground in product(("text", "dim", "accent", "danger", "warn"), grounds)
        if contrast(getattr(tokens, ink), getattr(tokens, ground)) < 4.5
    }
    assert poor == {}


@BOTH
def test_chips_avatars_buttons_and_the_toast_can_be_read(tokens):
    pairs = {tone.value: (ink.text, ink.fill) for tone, ink in tokens.tones.items()}
    pairs |= {f"avatar {n}": (ink.text, ink.fill) for n, ink in enumerate(tokens.avatars)}
    pairs |= {
        "primary": (tokens.on_accent, tokens.accent),
        "primary hover": (tokens.on_accent, tokens.accent_hover),
        "toast": (tokens.toast.text, tokens.toast.fill),
        "toast action": (tokens.toast_action, tokens.toast.fill),
    }
    assert {name for name, pair in pairs.items() if contrast(*pair) < 4.5} == set()


@BOTH
def test_the_focus_ring_stands_out(tokens):
    assert min(contrast(tokens.accent, getattr(tokens, g)) for g in ("bg", "panel", "field", "nav")) >= 3


def test_dark_and_light_dress_the_application(theme, qapp, qtbot):
    with qtbot.waitSignal(theme.changed):
        theme.set_appearance(Appearance.DARK)
    assert theme.tokens is DARK
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(DARK.bg)
    theme.set_appearance(Appearance.LIGHT)
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor(LIGHT.bg)


def test_the_system_is_followed_only_when_asked_to(theme, qapp):
    hints = qapp.styleHints()
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert theme.tokens is LIGHT
    theme.set_appearance(Appearance.SYSTEM)
    assert theme.tokens is DARK
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Unknown)
    assert theme.tokens is LIGHT


def test_icons_take_the_colour_and_are_sharp(theme):
    pixmap = theme.pixmap("search", "#ff0000", 20, 1.5)
    assert pixmap.width() == 30
    assert pixmap.devicePixelRatio() == 1.5
    image = pixmap.toImage()
    inked = [image.pixelColor(x, y) for x, y in product(range(30), range(30)) if image.pixelColor(x, y).alpha() == 255]
    assert inked
    assert {c.name() for c in inked} == {"#ff0000"}
    assert theme.pixmap("search", "#ff0000", 20, 1.5) is pixmap


def test_icons_change_with_the_theme(theme):
    before = theme.icon("search").pixmap(20, 20).toImage()
    theme.set_appearance(Appearance.DARK)
    assert theme.icon("search").pixmap(20, 20).toImage() != before


def test_an_icon_that_was_not_compiled_is_an_error(theme):
    with pytest.raises(FileNotFoundError):
        theme.icon("no-such-icon")


@pytest.mark.parametrize("base", [SMALLEST_PX, 14, LARGEST_PX])
def test_no_control_is_too_low_to_be_hit(theme, qtbot, base):
    theme.set_base_px(base)
    page = QWidget()
    qtbot.addWidget(page)
    box = QVBoxLayout(page)
    for kind in (QPushButton, QToolButton, QLineEdit, QComboBox, QSpinBox, QDateEdit, QCheckBox):
        box.addWidget(kind())
    page.show()
    assert low_controls(page) == []


def test_the_font_size_has_bounds(qapp, icons, theme):
    theme.set_base_px(3)
    assert theme.measure.base == SMALLEST_PX
    theme.set_base_px(300)
    assert theme.measure.base == LARGEST_PX
    assert qapp.font().pixelSize() == LARGEST_PX


def test_chinese_is_written_in_the_fonts_of_its_place():
    assert font_families("zh_CN")[0] == "Microsoft YaHei UI"
    assert font_families("zh_TW")[0] == "Microsoft JhengHei UI"
    assert "WenQuanYi Micro Hei" in font_families("zh_TW")


def test_an_unknown_system_is_light(qapp, icons):
    theme = Theme(qapp, icons=icons)
    theme._on_system_changed(Qt.ColorScheme.Unknown)
    assert theme.tokens is LIGHT
    qapp.styleHints().colorSchemeChanged.disconnect(theme._on_system_changed)
    qapp.setStyleSheet("")
