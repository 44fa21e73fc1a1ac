"""The page of friends, as wide as on a common screen."""

import pytest

from crm.ui.friends.page import FriendsPage


@pytest.fixture
def page(desk, qtbot):
    made = FriendsPage(desk)
    qtbot.addWidget(made)
    made.resize(1100, 700)
    yield made
    made.close_reading()
