"""What was promised to a friend: made, kept, moved and taken back."""

from datetime import date
from functools import partial

from PySide6.QtCore import QDate, QPoint
from PySide6.QtWidgets import QDateEdit, QMenu, QPushButton, QWidget

from crm.follow_ups import Snooze
from crm.ids import ContactId, FollowUpId
from crm.promises import PromiseRow
from crm.ui.desk import Desk
from crm.ui.friends.menus import add_entry
from crm.ui.friends.parts import Section, small
from crm.ui.friends.small_sheets import FormSheet
from crm.ui.widgets.label import PlainLabel
from crm.wording import tr, trc
from crm.wording.days import day_words
from crm.wording.talks import snooze_word


class PromiseList(Section):
    """Shows the promises it was last given."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk.theme, tr("Promises"), parent)
        self._desk = desk
        self._contact: ContactId | None = None
        self._name = ""

    def show_promises(self, contact: ContactId, name: str, promises: tuple[PromiseRow, ...]) -> None:
        """Show what was promised to this friend and not kept yet."""
        self._contact, self._name = contact, name
        self.empty()
        for promise in promises:
            words = promise_words(promise, self._desk.workspace.clock.today())
            label = PlainLabel(words, look="warn" if self._late(promise) else "", elide=True)
            put_off = small(self.theme, "clock", tr("Another day"), lambda: None)
            put_off.clicked.connect(partial(self._on_put_off, put_off, promise.id))
            self.add_line(
                label,
                small(self.theme, "check", tr("Kept"), partial(self.keep, promise.id)),
                put_off,
                small(self.theme, "x", tr("Take the promise back"), partial(self.drop, promise.id)),
            )
        self.add_link(tr("I promised… (P)"), self.add, "plus")

    def add(self) -> "PromiseSheet | None":
        """Ask what was promised, and by when."""
        if self._contact is None:
            return None
        sheet = PromiseSheet(self._desk, self._contact, self._name, self)
        sheet.open()
        return sheet

    def keep(self, promise: FollowUpId) -> None:
        """It was kept."""
        promises = self._desk.workspace.promises
        if self._desk.did(lambda: promises.keep(promise)):
            self._desk.say(tr("Promise kept"))

    def move(self, promise: FollowUpId, day: date) -> None:
        """Another day for it."""
        shop = self._desk.workspace
        if self._desk.did(lambda: shop.promises.move(promise, day)):
            self._desk.say(tr("Promised by {day} now", day=day_words(day, shop.clock.today())))

    def drop(self, promise: FollowUpId) -> None:
        """It need not be kept."""
        promises = self._desk.workspace.promises
        if self._desk.did(lambda: promises.drop(promise)):
            self._desk.say(tr("Promise taken back"))

    def menu_of_days(self, promise: FollowUpId) -> QMenu:
        """When it could be kept instead."""
        menu = QMenu(self)
        for choice in Snooze:
            day = choice.after(self._desk.workspace.clock.today())
            add_entry(menu, snooze_word(choice), partial(self.move, promise, day))
        return menu

    def _on_put_off(self, button: QPushButton, promise: FollowUpId) -> None:
        menu = self.menu_of_days(promise)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))

    def _late(self, promise: PromiseRow) -> bool:
        return promise.due < self._desk.workspace.clock.today()


class PromiseSheet(FormSheet):
    """Asks what was promised to a friend, and by when."""

    def __init__(self, desk: Desk, contact: ContactId, name: str, parent: QWidget | None = None) -> None:
        super().__init__(desk, tr("I promised {name}", name=name), tr("Save"), parent)
        self._contact = contact
        today = desk.workspace.clock.today()
        self.words = self.line(trc("field", "What"), hint=tr("Photos of the new colours…"))
        choices: list[tuple[object, str]] = [("today", trc("next touch", "Today"))]
        choices += [(str(choice), snooze_word(choice)) for choice in Snooze]
        choices.append(("date", trc("next touch", "On a date…")))
        self.when = self.choice(trc("field", "By"), choices, str(Snooze.TOMORROW))
        self.day = QDateEdit(QDate(today.year, today.month, today.day))
        self.day.setMinimumDate(self.day.date())
        self.day.setCalendarPopup(True)
        self.add(trc("field", "Day"), self.day)
        self.when.currentIndexChanged.connect(self._on_when)
        self._on_when()

    def ready(self) -> bool:
        """Promise it; what cannot be saved stays here."""
        shop, words, chosen = self.desk.workspace, self.words.text(), self.day.date()
        day = date(chosen.year(), chosen.month(), chosen.day())
        if not words.strip():
            self.complain(tr("Please write what you promised."))
            return False
        if not self.desk.did(lambda: shop.promises.promise(self._contact, words, day)):
            return False
        self.desk.say(tr("Promised by {day}", day=day_words(day, shop.clock.today())))
        return True

    def _on_when(self) -> None:
        choice, day = self.when.currentData(), self.desk.workspace.clock.today()
        self.day.setEnabled(choice == "date")
        if choice in tuple(Snooze):
            day = Snooze(choice).after(day)
        if choice != "date":
            self.day.setDate(QDate(day.year, day.month, day.day))


def promise_words(promise: PromiseRow, today: date) -> str:
    """What was promised, and by when."""
    return tr("{text}, by {day}", text=promise.text, day=day_words(promise.due, today))
