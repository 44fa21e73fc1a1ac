"""What the tests of the window share: a dressed application with icons of its own."""

import pytest
from PySide6.QtWidgets import QApplication

from crm.ui.theme import Appearance, Theme

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24" fill="none" '
    'stroke="currentColor" stroke-width="2"><circle cx="12" cy="12" r="9"/></svg>'
)
NAMES = ("check", "chevron-down", "chevron-up", "search", "x", "inbox", "users", "sun")


@pytest.fixture
def icons(tmp_path):
    folder = tmp_path / "icons"
    folder.mkdir()
    for name in NAMES:
        (folder / f"{name}.svg").write_text(SVG, encoding="utf-8")
    return folder


@pytest.fixture
def theme(qapp: QApplication, icons):
    made = Theme(qapp, appearance=Appearance.LIGHT, icons=icons)
    yield made
    qapp.styleHints().colorSchemeChanged.disconnect(made._on_system_changed)
    qapp.setStyleSheet("")
    made.deleteLater()
