"""On a low screen the columns keep room: lanes, trays and suggestions take less."""

import pytest

from crm.accounts import Platform
from crm.contacts import ContactDraft
from crm.orders import LineDraft, OrderDraft
from crm.ui.board.page import BoardPage


@pytest.fixture
def page(desk, workspace, qtbot):
    for name in ("one", "two", "three"):
        workspace.accounts.add(name, Platform.WECHAT)
    for name in ("Ann", "Bob"):
        friend = workspace.contacts.add(ContactDraft(name))
        workspace.orders.add(OrderDraft(friend, lines=(LineDraft(None, "mask", 1, 100),), paid=100))
    made = BoardPage(desk)
    qtbot.addWidget(made)
    made.resize(900, 480)
    made.show()
    qtbot.waitUntil(lambda: len(suggestions(made)) == 2)
    yield made
    made.close_reading()


def suggestions(page) -> list[str]:
    return [card.suggestion.name for column in page.columns.values() for card in column.suggestions.cards]


def test_what_stands_around_the_columns_takes_less_of_a_low_screen(page, qtbot):
    tray = next(iter(page.trays.values()))
    tray.open(wanted=True)
    low = tray.cards.height()
    assert len(suggestions(page)) == 1
    page.bar.lanes_button.click()
    low_lanes = page.lanes.height()
    page.resize(900, 900)
    assert len(suggestions(page)) == 2
    assert (tray.cards.height(), page.lanes.height() > low_lanes) == (2 * low, True)
    page.resize(900, 480)
    assert (tray.cards.height(), page.lanes.height()) == (low, low_lanes)
