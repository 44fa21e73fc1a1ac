"""The essential of a friend at a glance: money, last contact, next step, birthday; last words; what was promised."""

from dataclasses import replace
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from crm.lunar import Birthday
from crm.money import format_amount
from crm.ui.desk import Desk
from crm.ui.friends.known import Known
from crm.ui.friends.parts import small
from crm.ui.friends.promises import promise_words
from crm.ui.widgets.label import PlainLabel
from crm.ui.widgets.stat_card import StatCard
from crm.wording import tr, trc, trn
from crm.wording.birthdays import birthday_lines
from crm.wording.days import day_words, moment_words
from crm.wording.friends import birthday_words
from crm.wording.talks import words_line

WIDE = 600
"""from this width (at the base size) the four cards stand side by side"""


class Figures(QWidget):
    """Shows the friend it was last given: cards, or one line where there is no height for them.

    `kept(promise)` when the first promise was kept.
    """

    kept = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._promise: object = None
        self._short = False
        px = desk.theme.px
        self.spent = StatCard(desk.theme, trc("figure", "Spent"))
        self.last = StatCard(desk.theme, trc("figure", "Last contact"))
        self.next = StatCard(desk.theme, trc("figure", "Next step"))
        self.birthday = StatCard(desk.theme, trc("figure", "Birthday"))
        self._cards = QWidget()
        self._grid = QGridLayout(self._cards)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(px(6))
        self._side_by_side = 0
        self._lay_out(4)
        self.summary = PlainLabel()
        self.summary.setWordWrap(True)
        self.words = PlainLabel(look="dim", elide=True)
        self.promised = PlainLabel(elide=True)
        self._promises = QWidget()
        line = QHBoxLayout(self._promises)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(px(4))
        line.addWidget(self.promised, 1)
        self.keep = small(desk.theme, "check", tr("Kept"), self._on_kept)
        line.addWidget(self.keep)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(5))
        for part in (self._cards, self.summary, self.words, self._promises):
            box.addWidget(part)
        self.show_short(wanted=False)

    @property
    def wide(self) -> bool:
        """Whether the cards stand side by side."""
        return self.width() >= self._desk.theme.px(WIDE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Four beside each other, or two, so that a day and a birthday are not cut."""
        super().resizeEvent(event)
        self._lay_out(4 if self.wide else 2)

    def _lay_out(self, side_by_side: int) -> None:
        if side_by_side == self._side_by_side:
            return
        self._side_by_side = side_by_side
        for place, figure in enumerate((self.spent, self.last, self.next, self.birthday)):
            self._grid.addWidget(figure, *divmod(place, side_by_side))
            self._grid.setColumnStretch(place, int(place < side_by_side))

    def show_short(self, *, wanted: bool) -> None:
        """Whether there is only room for a line."""
        self._short = wanted
        self._cards.setVisible(not wanted)
        self.summary.setVisible(wanted)

    def show_known(self, known: Known) -> None:
        """Show this friend."""
        clock = self._desk.workspace.clock
        row, today = known.card.row, clock.today()
        orders = trn("{n} order", "{n} orders", row.orders_count)
        owes = ""
        if row.owed > 0:
            owes = tr("owes {amount}", amount=format_amount(row.owed, known.currency, short=True))
        spent = format_amount(row.spent, known.currency, short=True)
        self.spent.show_figure(spent, f"{owes} · {orders}" if owes else orders)
        last = moment_words(row.last_contact_at, clock) if row.last_contact_at else tr("no contact yet")
        self.last.show_figure(last, trc("since", "added {day}", day=day_words(row.added_on, today)))
        plan = day_words(row.next_on, today) if row.next_on else trc("figure", "nothing planned")
        self.next.show_figure(plan, trn("every {n} day", "every {n} days", known.cadence_days))
        birthday = known.card.birthday
        self._show_birthday(birthday, today)
        parts = (
            tr("Spent {amount}", amount=spent),
            owes,
            tr("Next step: {day}", day=plan),
            tr("Last contact: {day}", day=last),
            tr("Birthday: {day}", day=day_words(birthday.next_on(today), today)) if birthday else "",
        )
        self.summary.setText(" · ".join(part for part in parts if part))
        self.words.setText(words_line(known.words, clock, today) if known.words else tr("No words exchanged yet"))
        self._show_promises(known, today)

    def _show_promises(self, known: Known, today: date) -> None:
        self._promises.setVisible(bool(known.promises))
        self._promise = known.promises[0].id if known.promises else None
        if known.promises:
            first = known.promises[0]
            more = f"  +{len(known.promises) - 1}" if len(known.promises) > 1 else ""
            said = tr("Promised: {what}", what=promise_words(first, today))
            self.promised.setText(f"{said}{more}")
            self.promised.setProperty("look", "danger" if first.due < today else "warn")
            self.promised.style().polish(self.promised)

    def _show_birthday(self, birthday: Birthday | None, today: date) -> None:
        if birthday is None:
            self.birthday.show_figure("—", trc("birthday", "not known"))
            return
        following = birthday.next_on(today)
        age = birthday.age_on(following)
        when = day_words(following, today)
        note = when if age is None else trn("{when}: turns {n}", "{when}: turns {n}", age, when=when)
        self.birthday.show_figure(birthday_words(replace(birthday, year=None)), note)
        self.birthday.setToolTip("\n".join(birthday_lines(birthday, today)))

    def _on_kept(self) -> None:
        if self._promise is not None:
            self.kept.emit(self._promise)
