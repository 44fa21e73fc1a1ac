"""What the field that finds anything can open and do: each find where it belongs, each command by its name."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Protocol

from PySide6.QtCore import QObject, SignalInstance
from PySide6.QtWidgets import QWidget

from crm.finder import Facet, Filter, one_of
from crm.ids import ContactId, ConversationId, OrderId, ProductId
from crm.orders import OrderList
from crm.settings import Preferences
from crm.ui.desk import Desk
from crm.ui.finding import FindBox
from crm.ui.friends.same import open_duplicates
from crm.ui.history import open_bin
from crm.ui.pages import PAGES, open_accounts, open_first, open_ten
from crm.ui.theme import Appearance
from crm.wording import tr

FIRST_STEPS = frozenset({"have", "ten"})
"""What empty pages offer besides pages."""


class Window(Protocol):
    """What is needed of the window."""

    desk: Desk
    slots: Mapping[str, Callable[[], object]]
    redraw_wanted: SignalInstance

    @property
    def current(self) -> str:
        """The key of the page that is shown."""
        ...

    def go(self, key: str) -> None:
        """Show a page."""

    def page(self, key: str) -> Any:
        """A page."""

    def card_of(self, contact: ContactId) -> Any:
        """A friend's card, shown."""

    def export_everybody(self) -> None:
        """Have all friends written into a file."""


class Opener(QObject):
    """Does what a find box says."""

    def __init__(self, window: Any, box: FindBox) -> None:
        super().__init__(window)
        self._window: Window = window
        self._desk: Desk = window.desk
        box.talk_chosen.connect(self.open_talk)
        box.order_chosen.connect(self.open_order)
        box.product_chosen.connect(self.open_product)
        box.tag_chosen.connect(self.open_tag)
        box.command_chosen.connect(self.run)

    def open_talk(self, contact: ContactId, talk: ConversationId) -> None:
        """The friend's card, at what was said."""
        from crm.timeline import EntryKind

        self._window.card_of(contact).stream.show_entry(EntryKind.TALK, talk)

    def open_order(self, order: OrderId) -> None:
        """The order on its page."""
        self._window.go("orders")
        self._window.page("orders").show_order(order)

    def open_product(self, product: ProductId) -> None:
        """The product on its page."""
        self._window.go("products")
        self._window.page("products").show_product(product)

    def open_tag(self, name: str) -> None:
        """The friends who have the tag."""
        self._window.go("friends")
        self._window.page("friends").show_filter(Filter.of(one_of(Facet.TAG, [name])))

    def run(self, key: str) -> None:
        """Do what a command says."""
        if key in PAGES:
            self._window.go(key)
        elif key in self._window.slots:
            self._window.slots[key]()
        else:
            self._others()[key]()

    def _others(self) -> Mapping[str, Callable[[], object]]:
        window = self._window
        return {
            "product": lambda: self._page("products").add_product(),
            "to pay": lambda: self._page("orders").show_list(OrderList.TO_PAY),
            "to ship": lambda: self._page("orders").show_list(OrderList.TO_SHIP),
            "bring in": lambda: self._page("import").ask_for_file(),
            "remark": self._copy_remark,
            "have": self._what_is_there,
            "ten": lambda: open_ten(self._desk, self._widget),
            "export": window.export_everybody,
            "backup": lambda: self._page("settings").back_up(),
            "twice": lambda: open_duplicates(self._desk, self._widget),
            "bin": lambda: open_bin(self._desk, self._widget),
            "accounts": lambda: open_accounts(self._desk, self._widget),
            "own fields": self._own_fields,
            **{look.value: partial(self._look, look) for look in Appearance},
            **{language: partial(self._speak, language) for language in ("zh_CN", "zh_TW", "en")},
        }

    def _what_is_there(self) -> None:
        """Ask what the seller has."""
        open_first(self._desk, self._widget, self._begin_with)

    def _begin_with(self, key: str) -> None:
        """Begin with what there is: see `crm.ui.friends.first_sheet`."""
        match key:
            case "ten":
                open_ten(self._desk, self._widget)
            case "paste":
                self._page("import").paste()
            case _:
                self._page("import").ask_for_file(key)

    def _own_fields(self) -> None:
        from crm.ui.friends.fields_sheet import FieldsSheet

        FieldsSheet(self._desk, self._widget).open()

    def _copy_remark(self) -> None:
        """For the friend whose card was seen last."""
        from crm.ui.friends.remarks import copy_new_remark

        if self._desk.contact is None:
            self._desk.say(tr("Open a friend's card first."), undo=False)
        else:
            copy_new_remark(self._desk, self._desk.contact)

    @property
    def _widget(self) -> QWidget:
        widget: Any = self._window
        assert isinstance(widget, QWidget)
        return widget

    def _page(self, key: str) -> Any:
        self._window.go(key)
        return self._window.page(key)

    def _look(self, look: Appearance) -> None:
        self._keep(theme=look.value)

    def _speak(self, language: str) -> None:
        self._keep(language=language)

    def _keep(self, **choice: str) -> None:
        """Remember the choice, and draw the window anew with it."""
        folder = self._desk.workspace.folder
        replace(Preferences.read(folder), **choice).write(folder)  # type: ignore[arg-type]  # texts by their names
        self._window.redraw_wanted.emit(self._window.current)
