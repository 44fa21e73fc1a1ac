"""The page of figures: the month, the long run, and the bill at month's end."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtGui import QHideEvent
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QStackedWidget, QTabBar, QVBoxLayout, QWidget

from crm.errors import BusyError, ShukeError
from crm.insights import Cell, Period
from crm.topics import Topic
from crm.ui.asking import Asker
from crm.ui.desk import Desk
from crm.ui.file_dialogs import ask_for_file
from crm.ui.insights.bill import BillPane
from crm.ui.insights.month import MonthPane, MonthTold, read_brought, read_month
from crm.ui.insights.paper import Paper, paper_of, save_paper
from crm.ui.insights.run import RunPane, RunTold, read_run
from crm.ui.page import Page, on_keys
from crm.ui.plain import menu_text
from crm.ui.widgets.empty_state import EmptyState
from crm.wording import tr

RETRY_MS = 120


class InsightsPage(Page):
    """Figures in three parts. Everything is read on a thread of its own, what is looked at first."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(
            desk.live,
            Topic.ORDERS | Topic.CONTACTS | Topic.STAGES | Topic.PRODUCTS | Topic.FOLLOW_UPS | Topic.SETTINGS,
            parent,
        )
        self._desk = desk
        currency = desk.workspace.settings.shop().currency
        self._currency = currency
        self.month = MonthPane(desk, currency)
        self.run = RunPane(desk, currency)
        self.bill = BillPane(desk, currency)
        self._asker = Asker(self, brake=desk.workspace.store.brake)
        self._retry = QTimer(self)
        self._retry.setSingleShot(True)
        self._retry.setInterval(RETRY_MS)
        self._build()
        self._listen()

    def _build(self) -> None:
        px = self._desk.theme.px
        self.save_button = QPushButton(menu_text(tr("Save as PDF or picture…")))
        self.print_button = QPushButton(menu_text(tr("Print…")))
        self.tabs = QTabBar()
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setAccessibleName(tr("Insights"))
        self.panes = QStackedWidget()
        for pane, word in (
            (self.month, tr("The month")),
            (self.run, tr("In the long run")),
            (self.bill, tr("Bill and orders")),
        ):
            self.tabs.addTab(menu_text(word))
            self.panes.addWidget(pane)
        head = QHBoxLayout()
        head.setContentsMargins(px(14), px(8), px(14), px(2))
        head.setSpacing(px(6))
        head.addWidget(self.tabs)
        head.addStretch(1)
        head.addWidget(self.save_button)
        head.addWidget(self.print_button)
        filled = QWidget()
        column = QVBoxLayout(filled)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.panes, 1)
        self.nothing = EmptyState(
            self._desk.theme,
            "chart-column",
            tr("What did you earn?"),
            tr("With your first order, what you earned stands here, and what made it. A payment bill helps, too."),
        )
        self.nothing.add_step(tr("New order"), partial(self._desk.asked_order.emit, None))
        self.nothing.add_step(tr("Choose a bill…"), self.choose_bill)
        self.whole = QStackedWidget()
        self.filled = filled
        self.whole.addWidget(filled)
        self.whole.addWidget(self.nothing)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.whole)
        self.setFocusProxy(self.tabs)

    def _listen(self) -> None:
        self._asker.answered.connect(self._on_answered)
        self._asker.failed.connect(self._on_failed)
        self._retry.timeout.connect(self.show_anew)
        self.month.asked.connect(self._on_asked)
        self.tabs.currentChanged.connect(self._on_tab)
        self.save_button.clicked.connect(self.save)
        self.print_button.clicked.connect(self.print_out)
        on_keys((("Alt+Left", self, partial(self.month.step, -1)), ("Alt+Right", self, partial(self.month.step, 1))))

    # what others ask

    def refresh(self) -> None:
        """Read again what the page shows, what is looked at first."""
        self._ask()
        self.bill.refresh()

    def show_pane(self, pane: QWidget) -> None:
        """Show the month, the long run or the bill."""
        self.tabs.setCurrentIndex(self.panes.indexOf(pane))

    def show_bill(self, path: Path) -> None:
        """Lay this bill beside the orders."""
        self.whole.setCurrentWidget(self.filled)
        self.show_pane(self.bill)
        self.bill.take_file(path)

    def choose_bill(self) -> None:
        """Ask for a bill and lay it beside the orders."""
        path = self.bill.choose_file()
        if path is not None:
            self.show_bill(path)

    def close_reading(self) -> None:
        """Stop asking; to be called before the shop is closed."""
        self._asker.close()

    def hideEvent(self, event: QHideEvent) -> None:
        """Ask nothing while nobody looks; the page is read again when it is next shown."""
        super().hideEvent(event)
        if self._retry.isActive():
            self._retry.stop()
            self._stale = True

    def save(self) -> None:
        """Save what is shown as PDF or PNG."""
        paper = self.paper()
        offered = Path.home() / f"{paper.title}.pdf"
        kinds = tr("PDF ({pdf});;Picture ({png})", pdf="*.pdf", png="*.png")
        path, kind = ask_for_file(self, tr("Save as PDF or picture"), at=offered, kinds=kinds, save=True)
        if path is not None:
            self.save_to(path, picture=kind.endswith("(*.png)"))

    def save_to(self, path: Path, *, picture: bool = False) -> None:
        """Save what is shown into this file; its ending says how, else `picture`."""
        ending = path.suffix.lower()
        target = path if ending in {".pdf", ".png"} else path.with_name(path.name + (".png" if picture else ".pdf"))
        paper = self.paper()
        if self._desk.did(lambda: save_paper(paper, target)):
            self._desk.say(tr("Saved as {name}.", name=target.name), undo=False)

    def print_out(self) -> None:
        """Print what is shown."""
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(printer, self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.paper().document().print_(printer)
        dialog.deleteLater()

    def paper(self) -> Paper:
        """What is shown, as it stands on paper: the month, or the long run."""
        return paper_of(self._desk, self._currency, self.month, self.run, whole=self.panes.currentWidget() is self.run)

    # reading

    def _ask(self) -> None:
        workspace, period = self._desk.workspace, self.month.period
        of_month: list[Callable[[], object]] = [
            partial(read_month, workspace, period),
            partial(read_brought, workspace, period),
        ]
        of_run: list[Callable[[], object]] = [partial(read_run, workspace), workspace.insights.numbers.grid]
        first, then = (of_run, of_month) if self.panes.currentWidget() is self.run else (of_month, of_run)
        self._asker.ask(partial(workspace.orders.ids, limit=1), *first, *then)

    def _on_answered(self, answer: object, _last: bool) -> None:
        match answer:
            case MonthTold():
                self.month.show_told(answer)
            case (Period() as period, list(products), list(friends)):
                self.month.show_brought(period, products, friends)
            case RunTold():
                self.run.show_told(answer)
            case list() as cells if all(isinstance(cell, Cell) for cell in cells):
                self.run.show_grid(cells)
            case _:
                empty = not len(answer) and self.bill.bill is None  # type: ignore[arg-type]  # the numbers of orders
                self.whole.setCurrentWidget(self.nothing if empty else self.filled)

    def _on_failed(self, error: ShukeError) -> None:
        if isinstance(error, BusyError):
            self._retry.start()
        else:
            self._desk.failed.emit(error)

    def _on_asked(self, _period: Period) -> None:
        self._ask()

    def _on_tab(self, place: int) -> None:
        self.panes.setCurrentIndex(place)
        on_paper = self.panes.currentWidget() is not self.bill
        self.save_button.setEnabled(on_paper)
        self.print_button.setEnabled(on_paper)
