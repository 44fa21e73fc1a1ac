"""What was promised to a friend: made, kept, put off and taken back."""

from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import QPoint, Signal
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from crm.follow_ups import Snooze
from crm.ids import ContactId, FollowUpId
from crm.promises import PromiseRow
from crm.ui.desk import Desk
from crm.ui.friends.menus import add_entry
from crm.ui.friends.parts import Section, small
from crm.ui.widgets.label import PlainLabel
from crm.wording import tr, trn
from crm.wording.days import by_words
from crm.wording.talks import snooze_word

MOST = 6


class PromiseList(Section):
    """Shows the promises it was last given. `wanted` asks for another one."""

    wanted = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk.theme, tr("Promises"), parent)
        self._desk = desk
        self._all = False
        self._shown: tuple[Any, ...] = ()

    def show_promises(self, contact: ContactId, promises: tuple[PromiseRow, ...]) -> None:
        """Show what was promised to this friend and not kept yet."""
        today = self._desk.workspace.clock.today()
        shown = (contact, promises, today)
        if shown == self._shown:
            return
        self._all = self._all and self._shown[:1] == (contact,)
        self._shown = shown
        self._fill(promises, today)

    def _fill(self, promises: tuple[PromiseRow, ...], today: date) -> None:
        self.empty()
        seen = promises if self._all else promises[:MOST]
        for promise in seen:
            late = promise.due < today
            label = PlainLabel(promise_words(promise, today), look="warn" if late else "", elide=True)
            later = small(self.theme, "clock", tr("Another day"), lambda: None)
            later.clicked.connect(partial(self._on_put_off, later, promise.id))
            self.add_line(
                label,
                small(self.theme, "check", tr("Kept"), partial(self.keep, promise.id)),
                later,
                small(self.theme, "x", tr("Take the promise back"), partial(self.drop, promise.id)),
            )
        if len(promises) > len(seen):
            self.add_link(trn("{n} more", "{n} more", len(promises) - len(seen)), self._on_more)
        self.add_link(tr("I promised… (P)"), self.wanted.emit, "plus")
        self.settle()

    def keep(self, promise: FollowUpId) -> None:
        """It was kept."""
        promises = self._desk.workspace.promises
        if self._desk.did(lambda: promises.keep(promise)):
            self._desk.say(tr("Promise kept"))

    def put_off(self, promise: FollowUpId, day: date) -> None:
        """Another day for it."""
        shop = self._desk.workspace
        if self._desk.did(lambda: shop.promises.move(promise, day)):
            self._desk.say(tr("Promised by {day} now", day=by_words(day, shop.clock.today())))

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
            add_entry(menu, snooze_word(choice), partial(self.put_off, promise, day))
        return menu

    def _on_more(self) -> None:
        self._all = True
        _, promises, today = self._shown
        self._fill(promises, today)

    def _on_put_off(self, button: QPushButton, promise: FollowUpId) -> None:
        menu = self.menu_of_days(promise)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))


def promise_words(promise: PromiseRow, today: date) -> str:
    """What was promised, and by when."""
    return tr("{text}, by {day}", text=promise.text, day=by_words(promise.due, today))
