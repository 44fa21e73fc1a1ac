"""The pages there are, each made when it is first asked for, so that the first one is there at once."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QDialog, QWidget

from crm.ids import ContactId
from crm.orders import OrderDraft
from crm.presence import Noun, there_is
from crm.ui.desk import Desk
from crm.ui.widgets.navigation import Place
from crm.wording import tr
from crm.workspace import Workspace


@dataclass(frozen=True, slots=True)
class PageKind:
    """A page: its icon, its word, and how it is made.

    One that `joins` stands in the navigation, behind the page `after`, once there is one of what it is about.
    `fold`: the larger, the sooner it is in the menu *More*, where the window is low; 0 always stands there.
    """

    icon: str
    word: Callable[[], str]
    build: Callable[[Desk], QWidget]
    at_bottom: bool = False
    after: str = ""
    joins: Noun | None = None
    fold: int = 0


def _today(desk: Desk) -> QWidget:
    from crm.ui.today.page import TodayPage

    return TodayPage(desk)


def _friends(desk: Desk) -> QWidget:
    from crm.ui.friends.page import FriendsPage

    return FriendsPage(desk)


def _board(desk: Desk) -> QWidget:
    from crm.ui.board.page import BoardPage

    return BoardPage(desk)


def _orders(desk: Desk) -> QWidget:
    from crm.ui.orders.page import OrdersPage

    return OrdersPage(desk)


def _products(desk: Desk) -> QWidget:
    from crm.ui.products.page import ProductsPage

    return ProductsPage(desk)


def _transfer(desk: Desk) -> QWidget:
    from crm.ui.transfer.page import TransferPage

    return TransferPage(desk)


def _phrases(desk: Desk) -> QWidget:
    from crm.ui.phrases.page import PhrasesPage

    return PhrasesPage(desk)


def _insights(desk: Desk) -> QWidget:
    from crm.ui.insights.page import InsightsPage

    return InsightsPage(desk)


def _sequences(desk: Desk) -> QWidget:
    from crm.ui.sequences.page import SequencesPage

    return SequencesPage(desk)


def _calendar(desk: Desk) -> QWidget:
    from crm.ui.calendar.page import CalendarPage

    return CalendarPage(desk)


def _after_sales(desk: Desk) -> QWidget:
    from crm.ui.after_sales.page import AfterSalesPage

    return AfterSalesPage(desk)


def _shipping(desk: Desk) -> QWidget:
    from crm.ui.shipping.page import ShippingPage

    return ShippingPage(desk)


def _suppliers(desk: Desk) -> QWidget:
    from crm.ui.suppliers.page import SuppliersPage

    return SuppliersPage(desk)


def _settings(desk: Desk) -> QWidget:
    from crm.ui.settings.page import SettingsPage

    return SettingsPage(desk)


PAGES = {
    "today": PageKind("calendar-check", lambda: tr("Today"), _today),
    "friends": PageKind("users", lambda: tr("Friends"), _friends),
    "board": PageKind("columns-3", lambda: tr("Board"), _board),
    "orders": PageKind("receipt", lambda: tr("Orders"), _orders),
    "products": PageKind("package", lambda: tr("Products"), _products, fold=2),
    "import": PageKind("upload", lambda: tr("In and out"), _transfer, fold=5),
    "settings": PageKind("settings", lambda: tr("Settings"), _settings, at_bottom=True),
    "phrases": PageKind("message-circle", lambda: tr("Phrases"), _phrases, fold=6),
    "sequences": PageKind("list-checks", lambda: tr("Sequences"), _sequences, fold=7),
    "calendar": PageKind("calendar-days", lambda: tr("Calendar"), _calendar, fold=3),
    "cases": PageKind(
        "hand-heart",
        lambda: tr("After-sales"),
        _after_sales,
        after="orders",
        joins=Noun.CASES,
        fold=1,
    ),
    "shipping": PageKind("truck", lambda: tr("Shipping"), _shipping, after="orders", joins=Noun.ORDERS),
    "suppliers": PageKind(
        "warehouse", lambda: tr("Suppliers"), _suppliers, after="products", joins=Noun.SUPPLIERS, fold=8
    ),
    "insights": PageKind("chart-column", lambda: tr("Insights"), _insights, fold=4),
}
NUMBERED = 10
"""So many pages have a number to go to them by."""


def go_key(number: int) -> str:
    """What leads to the page of this number, in Qt's spelling; the tenth is at 0, as on the keyboard."""
    return f"Ctrl+{number % 10}"


def places(joined: Collection[str] = ()) -> list[Place]:
    """The pages as the navigation shows them, with those that have joined."""
    found: list[Place] = []
    for number, (key, page) in enumerate(PAGES.items(), start=1):
        if page.joins is not None and key not in joined:
            continue
        shortcut = go_key(number) if number <= NUMBERED else ""
        place = Place(key, page.icon, page.word(), shortcut, at_bottom=page.at_bottom, fold=page.fold)
        before = next((at for at, other in enumerate(found, start=1) if other.key == page.after), len(found))
        found.insert(before, place)
    return found


def joining(shop: Workspace, joined: Collection[str]) -> set[str]:
    """The pages that join now: there is something to show there. Raises `BusyError`."""
    return {key for key, page in PAGES.items() if page.joins and key not in joined and there_is(shop.store, page.joins)}


def card_panel(desk: Desk) -> Any:
    """A friend's card for the side of other pages."""
    from crm.ui.friends.card import ContactCard

    return ContactCard(desk)


def open_add_contact(desk: Desk, parent: QWidget, name: str = "") -> None:
    """The sheet for a new friend, perhaps of this name."""
    from crm.ui.friends.add_sheet import AddContactSheet

    sheet = AddContactSheet(desk, parent)
    sheet.name.setText(name)
    sheet.added.connect(desk.show_contact)
    sheet.open()


def open_first(desk: Desk, parent: QWidget, begin: Callable[[str], object]) -> None:
    """The sheet that asks what the seller has; `begin` is told."""
    from crm.ui.friends.first_sheet import FirstSheet

    sheet = FirstSheet(desk, parent)
    sheet.chosen.connect(begin)
    sheet.open()


def open_ten(desk: Desk, parent: QWidget) -> None:
    """The sheet for friends by hand, one after the other."""
    from crm.ui.friends.ten_sheet import TenSheet

    TenSheet(desk, parent).open()


def open_evening(desk: Desk, parent: QWidget) -> None:
    """The sheet of how the day went."""
    from crm.ui.evening.sheet import EveningSheet

    EveningSheet(desk, parent).open()


def open_accounts(desk: Desk, parent: QWidget) -> None:
    """The sheet of the seller's own accounts."""
    from crm.ui.friends.accounts_sheet import AccountsSheet

    AccountsSheet(desk, parent).open()


def open_order(
    desk: Desk, parent: QWidget, contact: ContactId | None = None, draft: OrderDraft | None = None
) -> QDialog:
    """The sheet for a new order, filled in as a draft says."""
    from crm.ui.orders.sheet import open_order_sheet

    return open_order_sheet(desk, parent, contact, draft=draft)
