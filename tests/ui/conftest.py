"""What the tests of the window share: a dressed application with icons of its own."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from crm.ui.desk import Desk
from crm.ui.jobs import Jobs
from crm.ui.live import Live
from crm.ui.theme import Appearance, Theme
from crm.workspace import Workspace

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24" fill="none" '
    'stroke="currentColor" stroke-width="2"><circle cx="12" cy="12" r="9"/></svg>'
)
NAMES = [*(Path(__file__).parents[2] / "resources" / "icons.txt").read_text().split(), "inbox"]


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


@pytest.fixture
def desk(workspace: Workspace, theme: Theme):
    """What a page is given, over a real shop."""
    live, jobs = Live(), Jobs()
    live.attach(workspace.store.listen)
    yield Desk(workspace, theme, live, jobs)
    jobs.close()
