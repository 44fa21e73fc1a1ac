"""What every page is given: the open shop, the look, the news, the worker, and a way to speak to the window."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject, Signal

from crm.errors import ShukeError
from crm.ids import ContactId
from crm.ui.drafts import Drafts
from crm.ui.jobs import Jobs
from crm.ui.live import Live
from crm.ui.theme import Theme
from crm.workspace import Workspace

T = TypeVar("T")


class Desk(QObject):
    """Handed to each page's constructor. Pages say things here; the main window listens.

    `said` carries a sentence and whether Undo should stand beside it, `failed` an error to explain, `asked_contact`
    a friend whose card to show, `pointed` one whom a card that is open should follow, `asked_order` a friend to write
    an order for (or none), `asked_draft` an order to look at before it is saved, `asked_order_shown` an
    order to open, `asked_orders` a list of orders, what narrows it and its words, `asked_filter` which friends to list,
    `asked_page` a page's key, `asked_numbers` that the tracking numbers that were copied be read; `met` whose card is
    shown now.
    """

    said = Signal(str, bool)
    failed = Signal(object)
    asked_contact = Signal(object)
    pointed = Signal(object)
    asked_order = Signal(object)
    asked_draft = Signal(object)
    asked_order_shown = Signal(object)
    asked_orders = Signal(object, object, str)
    asked_filter = Signal(object)
    asked_page = Signal(str)
    met = Signal(object)
    asked_numbers = Signal()

    def __init__(
        self,
        workspace: Workspace,
        theme: Theme,
        live: Live,
        jobs: Jobs,
        parent: QObject | None = None,
        kept: Drafts | None = None,
    ) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.theme = theme
        self.live = live
        self.jobs = jobs
        self.kept = kept or Drafts()
        """what was typed about friends and is not saved yet: it outlives pages and failures"""
        self._contact: ContactId | None = None

    @property
    def contact(self) -> ContactId | None:
        """The friend whose card was shown last: phrases are filled for them."""
        return self._contact

    @contact.setter
    def contact(self, contact: ContactId | None) -> None:
        if contact != self._contact:
            self._contact = contact
            self.met.emit(contact)

    @property
    def drafts(self) -> dict[ContactId, str]:
        """The talks that are typed and not logged yet."""
        return self.kept.talks

    @property
    def line_draft(self) -> str:
        """What stands in the field for one line."""
        return self.kept.line

    @line_draft.setter
    def line_draft(self, text: str) -> None:
        self.kept.line = text

    def beside(self, parent: QObject) -> "Desk":
        """A desk for another window over the same shop and the same drafts; what is said there is heard there only."""
        return Desk(self.workspace, self.theme, self.live, self.jobs, parent, self.kept)

    def say(self, sentence: str, *, undo: bool = True) -> None:
        """Tell what was done, by default with Undo beside it."""
        self.said.emit(sentence, undo)

    def attempt(self, verb: Callable[[], T]) -> T | None:
        """Do something that may fail for a known reason; the reason is told, and the answer is then none."""
        try:
            return verb()
        except ShukeError as error:
            self.failed.emit(error)
            return None

    def did(self, verb: Callable[[], object]) -> bool:
        """Do something that may fail for a known reason, which is then told; whether it was done."""
        try:
            verb()
        except ShukeError as error:
            self.failed.emit(error)
            return False
        return True

    def show_contact(self, contact: ContactId) -> None:
        """Open a friend's card."""
        self.asked_contact.emit(contact)
