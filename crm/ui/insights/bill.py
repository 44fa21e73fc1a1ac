"""Month's end: a payment bill beside the orders, and one key for each payment and each order without money."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum, auto
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from crm.errors import BusyError, ShukeError
from crm.ids import ContactId
from crm.insights.bills import Bills
from crm.insights.laying import Laid, LaidRow, Lay, Missing, Offer
from crm.money import Currency
from crm.orders import PayMethod
from crm.progress import Cancelled, Progress
from crm.transfer.bills_in import Bill
from crm.transfer.order_entries import Passed
from crm.ui.desk import Desk
from crm.ui.file_dialogs import ask_for_file
from crm.ui.friends.pick import PickSheet
from crm.ui.plain import menu_text
from crm.ui.tokens import Tone
from crm.ui.widgets.empty_state import EmptyState
from crm.ui.widgets.flow import FlowLayout
from crm.ui.widgets.label import PlainLabel
from crm.ui.widgets.row_list import KnownModel, RowList, TwoLine
from crm.wording import tr, trn
from crm.wording.days import date_words
from crm.wording.insights import (
    difference,
    lay_word,
    missing_words,
    money,
    offer_words,
    payer_words,
    why_words,
)

TONES = {
    Lay.IN_BOOKS: Tone.CUSTOMER,
    Lay.READY: Tone.ADDED,
    Lay.DIFFERS: Tone.WARN,
    Lay.NO_ORDER: Tone.INTERESTED,
    Lay.ASIDE: Tone.NEUTRAL,
}
MISSING = 1_000_000_000
"""Orders without money are numbered from here on."""

OFFERS = 4
"""So many proposed orders are seen at once."""


class Part(StrEnum):
    """What of a bill is looked at."""

    TO_SOLVE = auto()
    MISSING = auto()
    IN_BOOKS = auto()
    ASIDE = auto()


LAYS = {
    Part.TO_SOLVE: (Lay.READY, Lay.DIFFERS, Lay.NO_ORDER),
    Part.IN_BOOKS: (Lay.IN_BOOKS,),
    Part.ASIDE: (Lay.ASIDE,),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A row of the list: a payment, or an order without money."""

    id: int
    row: LaidRow | None = None
    missing: Missing | None = None


@dataclass(frozen=True, slots=True)
class Offered:
    """An order that is proposed, with its place."""

    id: int
    offer: Offer


class BillPane(QWidget):
    """Nothing is settled without a key; each is one step that can be taken back."""

    def __init__(self, desk: Desk, currency: Currency, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        workspace = desk.workspace
        self._desk = desk
        self._currency = currency
        self.bills = Bills(workspace.store, workspace.settings, workspace.contacts, workspace.orders)
        self.choose_file: Callable[[], Path | None] = self._ask_for_file
        self.bill: Bill | None = None
        self.laid: Laid | None = None
        self.part = Part.TO_SOLVE
        self._said: dict[str, ContactId] = {}
        self._settled: set[int] = set()
        self._later: list[int] = []
        self._reading = self._again = False
        self._build()
        self._listen()

    # what it is made of

    def _build(self) -> None:
        theme = self._desk.theme
        self.empty = EmptyState(
            theme,
            "wallet",
            tr("Does the money fit the orders?"),
            tr(
                "Take the bill of a month as WeChat Pay or Alipay mails it. Each payment is laid beside your orders;"
                " whatever is open you settle with one key. The same bill again brings nothing twice."
            ),
        )
        self.empty.add_step(tr("Choose a bill…"), self.choose)
        self.whole = QStackedWidget()
        self.whole.addWidget(self.empty)
        self.whole.addWidget(self._build_filled())
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.whole)

    def _build_filled(self) -> QWidget:
        px = self._desk.theme.px
        self.choose_button = QPushButton(menu_text(tr("Another bill…")))
        self.heading = PlainLabel(look="dim", elide=True)
        self.passed = PlainLabel(look="small", elide=True)
        self.chips: dict[Part, QPushButton] = {}
        group = QButtonGroup(self)
        holder = QWidget()
        flow = FlowLayout(holder, px(6))
        for part in Part:
            chip = QPushButton()
            chip.setCheckable(True)
            chip.setChecked(part is self.part)
            chip.clicked.connect(partial(self.show_part, part))
            group.addButton(chip)
            flow.addWidget(chip)
            self.chips[part] = chip
        head = QHBoxLayout()
        head.addWidget(self.heading, 1)
        head.addWidget(self.choose_button)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self._build_list())
        splitter.addWidget(self._build_beside())
        splitter.setStretchFactor(0, 1)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([px(480), px(480)])
        filled = QWidget()
        box = QVBoxLayout(filled)
        box.setContentsMargins(px(14), px(10), px(14), px(10))
        box.setSpacing(px(8))
        box.addLayout(head)
        box.addWidget(holder)
        box.addWidget(splitter, 1)
        box.addWidget(self.passed)
        return filled

    def _build_list(self) -> QWidget:
        theme = self._desk.theme
        self.model: KnownModel[Shown] = KnownModel(self._present, lambda: tr("Payments"), self)
        self.list = RowList(theme, self.model, self._present, tr("Payments"))
        self.nothing = EmptyState(theme, "check", "", "")
        self._lists = QStackedWidget()
        self._lists.addWidget(self.list)
        self._lists.addWidget(self.nothing)
        return self._lists

    def _build_beside(self) -> QWidget:
        theme, px = self._desk.theme, self._desk.theme.px
        self.amount = PlainLabel(look="title")
        self.who = PlainLabel(look="heading", elide=True)
        self.told = PlainLabel(look="dim")
        self.told.setWordWrap(True)
        self.why = PlainLabel(look="dim")
        self.why.setWordWrap(True)
        self.offers_title = PlainLabel(tr("It may be for"), look="small")
        self.offers: KnownModel[Offered] = KnownModel(self._present_offer, lambda: tr("Orders"), self)
        self.offer_list = RowList(theme, self.offers, self._present_offer, tr("It may be for"))
        self.left_over = PlainLabel(look="warn")
        self.left_over.setWordWrap(True)
        self.buttons: dict[str, QPushButton] = {}
        holder = QWidget()
        flow = FlowLayout(holder, px(6))
        for key, look in (
            ("P", "primary"), ("N", ""), ("F", ""), ("X", ""), ("O", ""), ("C", ""), ("S", ""), ("B", ""),
        ):  # fmt: skip
            button = QPushButton()
            button.setProperty("look", look)
            flow.addWidget(button)
            self.buttons[key] = button
        inside = QWidget()
        box = QVBoxLayout(inside)
        box.setContentsMargins(px(16), px(4), px(4), px(4))
        box.setSpacing(px(6))
        for widget in (self.amount, self.who, self.told, self.why, self.offers_title):
            box.addWidget(widget)
        box.addWidget(self.offer_list)
        box.addWidget(self.left_over)
        box.addWidget(holder)
        box.addStretch(1)
        self.beside = QScrollArea()
        self.beside.setFrameShape(QFrame.Shape.NoFrame)
        self.beside.setWidgetResizable(True)
        self.beside.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.beside.setWidget(inside)
        return self.beside

    def _listen(self) -> None:
        self.choose_button.clicked.connect(self.choose)
        self.list.current_changed.connect(self._on_current)
        self.list.opened.connect(lambda _: self._on_entered())
        self.offer_list.opened.connect(lambda _: self.settle())
        self.offer_list.current_changed.connect(lambda _: self._show_left_over())
        self.acts: dict[str, Callable[[], object]] = {
            "P": self.settle, "N": self.new_order, "F": self.pick_friend, "X": self.set_aside, "O": self.open_order,
            "C": self.paid_in_cash, "S": self.later, "B": self.take_up,
        }  # fmt: skip
        for key, act in self.acts.items():
            self.buttons[key].clicked.connect(lambda _checked=False, act=act: act())
            shortcut = QShortcut(QKeySequence(key), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(partial(self._on_key, key))

    # reading

    def choose(self) -> None:
        """Ask for a bill and lay it beside the orders."""
        path = self.choose_file()
        if path is not None:
            self.take_file(path)

    def take_file(self, path: Path) -> None:
        """Read a bill beside the window, and lay it beside the orders."""
        bills = self.bills

        def read(progress: Progress) -> Bill:
            return bills.read(path, progress=progress)

        self._desk.jobs.run(read, done=self._on_read, failed=self._on_not_read, title=tr("Reading the bill"))

    def refresh(self) -> None:
        """Lay the bill beside the orders as they are now; one question at a time."""
        if self.bill is None:
            return
        if self._reading:
            self._again = True
            return
        self._reading, self._again = True, False
        bills, bill, said = self.bills, self.bill, dict(self._said)
        self._desk.jobs.run(lambda _: (bill, bills.lay(bill, said)), done=self._on_laid, failed=self._on_not_laid)

    def _on_read(self, bill: Bill) -> None:
        self.bill = bill
        self.laid = None
        self._said, self._settled, self._later = {}, set(), []
        self.part = Part.TO_SOLVE
        self.chips[self.part].setChecked(True)
        self.refresh()

    def _on_not_read(self, error: Exception) -> None:
        if isinstance(error, ShukeError):
            self._desk.failed.emit(error)
        elif not isinstance(error, Cancelled):
            raise error

    def _on_laid(self, answer: tuple[Bill, Laid]) -> None:
        self._reading = False
        bill, laid = answer
        if bill is self.bill and not self._again:
            self.laid = laid
            self._settled.clear()
            self.show_part(self.part)
        if self._again:
            self.refresh()

    def _on_not_laid(self, error: Exception) -> None:
        self._reading = False
        if isinstance(error, BusyError):
            self.refresh()
        else:
            self._on_not_read(error)

    # how it shows

    def show_part(self, part: Part) -> None:
        """Show what is to be solved, the orders without money, what is in the books, or what was set aside."""
        if self.bill is None or self.laid is None:
            return
        first = self.whole.currentWidget() is self.empty
        self.part = part
        self.chips[part].setChecked(True)
        self.whole.setCurrentIndex(1)
        self._show_heading(self.bill, self.laid)
        rows = self._rows(part)
        self.model.show_rows(rows)
        self._lists.setCurrentWidget(self.list if rows else self.nothing)
        self._explain_nothing(part)
        self.beside.setVisible(bool(rows))
        if rows and self.list.current_id is None:
            self.list.choose(rows[0].id)
        self._show_current()
        if first:
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def _rows(self, part: Part) -> list[Shown]:
        assert self.laid is not None
        if part is Part.MISSING:
            found = [
                Shown(MISSING + one.order * 2 + one.said, missing=one)
                for one in self.laid.missing
            ]  # fmt: skip
        else:
            found = [
                Shown(place, row=row) for place, row in enumerate(self.laid.rows, 1) if row.lay in LAYS[part]
            ]  # fmt: skip
            if part is Part.TO_SOLVE:
                ranks = {lay: rank for rank, lay in enumerate(LAYS[part])}
                found.sort(key=lambda one: (ranks[one.row.lay] if one.row else 0, one.id))
        found = [one for one in found if one.id not in self._settled]
        return sorted(found, key=lambda one: self._later.index(one.id) + 1 if one.id in self._later else 0)

    def _show_heading(self, bill: Bill, laid: Laid) -> None:
        today = self._desk.workspace.clock.today()
        came = sum(row.paid.kept for row in laid.rows)
        self.heading.setText(
            tr(
                "{service}, {first} to {last}: {n} payments came, {amount}",
                service=bill.service.word, first=date_words(laid.first, today), last=date_words(laid.last, today),
                n=f"{len(laid.rows):,}", amount=money(came, self._currency),
            )
        )  # fmt: skip
        words = {
            Part.TO_SOLVE: tr("Money to place"), Part.MISSING: tr("Orders without money"),
            Part.IN_BOOKS: tr("In the books"), Part.ASIDE: tr("Not mine"),
        }  # fmt: skip
        for part, chip in self.chips.items():
            count = len(self._rows(part))
            chip.setText(menu_text(f"{words[part]}  {count:,}" if count else words[part]))
        quiet = {Passed.PREAMBLE, Passed.HEADER, Passed.BLANK, Passed.TOTAL}
        passed = sum(row.reason not in quiet for row in bill.found.passed)
        said = [trn("{n} row is no income", "{n} rows are no income", passed)] if passed else []
        if bill.found.problems:
            said.append(trn("{n} row could not be read", "{n} rows could not be read", len(bill.found.problems)))
        self.passed.setText(" · ".join(said))
        self.passed.setVisible(bool(said))

    def _explain_nothing(self, part: Part) -> None:
        if part is Part.TO_SOLVE:
            self.nothing.say(
                tr("All money has its place"), tr("Every payment of this bill is with an order. Well done!")
            )
        elif part is Part.MISSING:
            self.nothing.say(tr("Every order has its money"), tr("No order of these days waits for money."))
        else:
            self.nothing.say(tr("Nothing here"), tr("No payment of this bill stands here."))

    def _present(self, shown: Shown) -> TwoLine:
        today = self._desk.workspace.clock.today()
        if shown.missing is not None:
            one = shown.missing
            return TwoLine(
                one.friend, one.number, missing_words(one), Tone.WARN, money(one.amount, self._currency),
                date_words(one.day, today), avatar=one.friend,
            )  # fmt: skip
        assert shown.row is not None
        paid, how = shown.row.paid, shown.row.lay
        return TwoLine(
            payer_words(paid), paid.what, lay_word(how), TONES[how], money(paid.kept, self._currency),
            date_words(paid.day, today), avatar=paid.payer or "?",
        )  # fmt: skip

    def _present_offer(self, offered: Offered) -> TwoLine:
        offer, today = offered.offer, self._desk.workspace.clock.today()
        fits = tr("fits") if offer.fits else tr("differs")
        return TwoLine(
            offer.friend, offer_words(offer, today), fits, Tone.CUSTOMER if offer.fits else Tone.WARN,
            money(offer.amount, self._currency), avatar=offer.friend,
        )  # fmt: skip

    def _show_current(self) -> None:
        shown = self.current
        if shown is None:
            return
        if shown.missing is not None:
            self._show_missing(shown.missing)
        elif shown.row is not None:
            self._show_paid(shown.row)

    def _show_paid(self, row: LaidRow) -> None:
        paid, today = row.paid, self._desk.workspace.clock.today()
        words = money(paid.came, self._currency)
        if paid.went:
            words = tr("{came}, of which {went} went back", came=words, went=money(paid.went, self._currency))
        self.amount.setText(words)
        self.who.setText(payer_words(paid))
        self.told.setText(f"{date_words(paid.day, today)} · {paid.what}")
        self.why.setText(why_words(paid))
        solving = row.lay in LAYS[Part.TO_SOLVE]
        self.offers.show_rows([Offered(place, offer) for place, offer in enumerate(row.offers, 1)])
        for widget in (self.offers_title, self.offer_list):
            widget.setVisible(bool(row.offers))
        if row.offers:
            shown = min(len(row.offers), OFFERS)
            self.offer_list.setFixedHeight(self._desk.theme.measure.two_lines * shown + self._desk.theme.px(3))
            self.offer_list.choose(1)
        friend = paid.friend if paid.contact is not None else ""
        named = tr("New order for {friend} (N)", friend=friend) if friend else tr("New order for … (N)")
        self._show_buttons(
            P=tr("It is for this one (P)") if solving and row.offers else "",
            N=named if solving else "",
            F=tr("Another friend… (F)") if solving else "",
            X=tr("Private, not mine (X)") if solving else "",
            S=tr("Later (S)") if solving else "",
            O=tr("Open the order (O)") if row.order is not None else "",
            B=tr("It is mine after all (B)") if row.lay is Lay.ASIDE else "",
        )
        self._show_left_over()

    def _show_missing(self, missing: Missing) -> None:
        today = self._desk.workspace.clock.today()
        self.amount.setText(money(missing.amount, self._currency))
        self.who.setText(missing.friend)
        self.told.setText(f"{missing.number} · {date_words(missing.day, today)}")
        self.why.setText(
            tr("The books say that it was paid by this service, but the bill knows nothing of it.")
            if missing.said
            else tr("No payment of this bill is for it.")
        )
        self.offers.show_rows([])
        for widget in (self.offers_title, self.offer_list):
            widget.hide()
        self._show_buttons(
            O=tr("Open the order (O)"),
            C="" if missing.said else tr("Paid in cash (C)"),
            S=tr("Later (S)"),
        )
        self._show_left_over()

    def _show_buttons(self, **words: str) -> None:
        for key, button in self.buttons.items():
            button.setText(menu_text(words.get(key, "")))
            button.setVisible(bool(words.get(key)))

    def _show_left_over(self) -> None:
        shown, offered = self.current, self.offered
        said = ""
        if shown is not None and shown.row is not None and offered is not None and not offered.payments:
            said = difference(shown.row.paid, offered, self._currency)
        self.left_over.setText(said)
        self.left_over.setVisible(bool(said))

    # what is chosen

    @property
    def current(self) -> Shown | None:
        """The payment or order that the keys are about."""
        return self.model.known(self.list.current_id)

    @property
    def offered(self) -> Offer | None:
        """The order that is chosen among those proposed."""
        found = self.offers.known(self.offer_list.current_id)
        return found.offer if found is not None else None

    def _solving(self) -> LaidRow | None:
        shown = self.current
        if shown is None or shown.row is None or shown.row.lay not in LAYS[Part.TO_SOLVE]:
            return None
        return shown.row

    # what is done

    def settle(self) -> None:
        """The payment is for the order that is chosen beside it."""
        row, offer = self._solving(), self.offered
        if row is None or offer is None:
            return
        left = self._desk.attempt(lambda: self.bills.settle(row.paid, offer))
        if left is None:
            return
        said = tr("{amount} is with order {number}.", amount=self._amount(row), number=offer.number)
        if left:
            said += " " + tr("{amount} stays as an advance.", amount=money(left, self._currency))
        self._gone(said)

    def new_order(self) -> None:
        """The payment becomes an order of its friend; where nobody is known, that is asked."""
        row = self._solving()
        if row is None:
            return
        if row.paid.contact is None:
            self.pick_friend(order=True)
        else:
            self._order_for(row, row.paid.contact)

    def pick_friend(self, *, order: bool = False) -> PickSheet | None:
        """Ask which friend it was; with `order` the payment becomes an order of theirs at once."""
        row = self._solving()
        if row is None:
            return None
        sheet = PickSheet(self._desk, tr("Who paid {amount}?", amount=self._amount(row)), parent=self.window())
        if row.paid.payer:
            made = sheet.add_button(tr("New friend “{name}”", name=row.paid.payer))
            made.clicked.connect(partial(self._on_new_friend, row, sheet))
        done = partial(self._order_for, row) if order else partial(self._on_friend, row)
        sheet.picked.connect(done)
        sheet.open()
        self.sheet = sheet
        return sheet

    def set_aside(self) -> None:
        """It is private: no bill asks about it again."""
        row = self._solving()
        if row is not None and self._desk.did(lambda: self.bills.set_aside(row.paid)):
            self._gone(tr("{amount} is set aside.", amount=self._amount(row)))

    def take_up(self) -> None:
        """It is the shop's after all."""
        shown = self.current
        row = shown.row if shown is not None else None
        if row is not None and row.lay is Lay.ASIDE and self._desk.did(lambda: self.bills.take_up(row.paid)):
            self._gone(tr("{amount} is to be placed again.", amount=self._amount(row)))

    def open_order(self) -> None:
        """Show the order."""
        shown = self.current
        if shown is None:
            return
        order = shown.missing.order if shown.missing else shown.row.order if shown.row else None
        if order is not None:
            self._desk.asked_order_shown.emit(order)

    def paid_in_cash(self) -> None:
        """An order without money was paid in cash."""
        shown = self.current
        missing = shown.missing if shown is not None else None
        if missing is None or missing.said:
            return
        if self._desk.did(lambda: self.bills.pay_otherwise(missing.order, PayMethod.CASH)):
            self._gone(tr("Order {number} is paid in cash.", number=missing.number))

    def later(self) -> None:
        """Look at it after all the others."""
        shown = self.current
        if shown is None or (shown.missing is None and self._solving() is None):
            return
        rows: Sequence[int] = list(self.model.ids)
        place = rows.index(shown.id)
        following = rows[place + 1] if place + 1 < len(rows) else rows[0]
        if shown.id in self._later:
            self._later.remove(shown.id)
        self._later.append(shown.id)
        self.show_part(self.part)
        self.list.choose(following)

    def _order_for(self, row: LaidRow, contact: ContactId | None) -> None:
        order = self._desk.attempt(lambda: self.bills.new_order(row.paid, contact))
        if order is not None:
            self._gone(tr("{amount} is a new order.", amount=self._amount(row)))

    def _on_new_friend(self, row: LaidRow, sheet: PickSheet) -> None:
        sheet.reject()
        self._order_for(row, None)

    def _on_friend(self, row: LaidRow, contact: ContactId) -> None:
        self._said[row.paid.receipt] = contact
        self.refresh()

    def _gone(self, sentence: str) -> None:
        """The current row is settled: the next one is current, and the bill is laid again beside the window."""
        shown = self.current
        if shown is not None:
            self._settled.add(shown.id)
        self._desk.say(sentence)
        self.show_part(self.part)

    def _amount(self, row: LaidRow) -> str:
        return money(row.paid.kept, self._currency)

    # what happens

    def _on_current(self, _number: int | None) -> None:
        self._show_current()

    def _on_key(self, key: str) -> None:
        if self.buttons[key].isVisible():
            self.acts[key]()

    def _on_entered(self) -> None:
        if self._solving() is not None:
            if self.offered is not None:
                self.settle()
        else:
            self.open_order()

    def _ask_for_file(self) -> Path | None:
        kinds = tr("Bills ({endings});;All files (*)", endings="*.csv *.xlsx *.xls *.txt")
        return ask_for_file(self, tr("Choose a payment bill"), kinds=kinds)[0]
