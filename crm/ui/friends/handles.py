"""How a friend is reached: handles, the ties of each to my accounts with their remarks, and former names."""

from datetime import date
from functools import partial

from PySide6.QtWidgets import QVBoxLayout, QWidget

from crm.contacts import Card, Formerly, IdentityRow, TieRow
from crm.ids import ContactId
from crm.ui.desk import Desk
from crm.ui.friends.parts import Section, line, small
from crm.ui.friends.small_sheets import HandleSheet, TieSheet
from crm.ui.widgets.label import PlainLabel
from crm.wording import tr, trc
from crm.wording.days import date_words
from crm.wording.filters import listed
from crm.wording.friends import platform_word, tie_word


class Handles(Section):
    """Shows the card it was last given."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk.theme, tr("Handles"), parent)
        self._desk = desk
        self._shown: tuple[object, ...] = ()

    def show_card(self, card: Card) -> None:
        """Show this friend; nothing is made anew that stays as it is."""
        accounts = self._desk.workspace.accounts.names() if card.identities else {}
        shown = (card.row.id, card.identities, card.formerly, accounts)
        if shown == self._shown:
            return
        self._shown = shown
        self.empty()
        for identity in card.identities:
            self.body.addWidget(self._handle_line(card.row.id, identity))
            for tie in identity.ties:
                name = tr("account not known") if tie.account is None else accounts.get(tie.account, "")
                self.body.addWidget(self._tie_line(card.row.id, identity, tie, name))
        if card.formerly:
            self.body.addWidget(
                PlainLabel(formerly_words(card.formerly, self._desk.workspace.clock.today()), look="small", elide=True)
            )
        self.add_link(tr("Add handle"), partial(self._edit_handle, card.row.id, None), "plus")
        self.settle()

    def _handle_line(self, contact: ContactId, identity: IdentityRow) -> QWidget:
        text = identity.handle.text or tr("handle not known")
        words = PlainLabel(f"{platform_word(identity.handle.platform)}  {text}", elide=True)
        made = line(
            words,
            small(self.theme, "link", tr("Tie to my account"), partial(self._edit_tie, contact, identity, None)),
            small(self.theme, "pencil", tr("Edit handle"), partial(self._edit_handle, contact, identity)),
            small(self.theme, "x", tr("Remove handle"), partial(self._remove_handle, contact, identity)),
        )
        if not identity.shared_with:
            return made
        both = QWidget()
        box = QVBoxLayout(both)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(made)
        names = listed(identity.shared_with)
        box.addWidget(PlainLabel(tr("Also the handle of {names}", names=names), look="warn", elide=True))
        return both

    def _tie_line(self, contact: ContactId, identity: IdentityRow, tie: TieRow, account: str) -> QWidget:
        parts = [account, tie_word(tie.state)]
        if tie.since:
            parts.append(trc("tie", "since {day}", day=date_words(tie.since, self._desk.workspace.clock.today())))
        if tie.remark:
            parts.append(tr("Remark: {remark}", remark=tie.remark))
        words = PlainLabel("    " + " · ".join(parts), look="small", elide=True)
        return line(
            words,
            small(self.theme, "pencil", tr("Edit tie"), partial(self._edit_tie, contact, identity, tie)),
            small(self.theme, "x", tr("Remove tie"), partial(self._remove_tie, contact, tie)),
        )

    def _edit_handle(self, contact: ContactId, identity: IdentityRow | None) -> None:
        HandleSheet(self._desk, contact, identity, self).open()

    def _edit_tie(self, contact: ContactId, identity: IdentityRow, tie: TieRow | None) -> None:
        TieSheet(self._desk, contact, identity, tie, self).open()

    def _remove_handle(self, contact: ContactId, identity: IdentityRow) -> None:
        contacts = self._desk.workspace.contacts
        if self._desk.did(lambda: contacts.remove_identity(contact, identity.id)):
            self._desk.say(tr("Handle removed"))

    def _remove_tie(self, contact: ContactId, tie: TieRow) -> None:
        contacts = self._desk.workspace.contacts
        if self._desk.did(lambda: contacts.remove_tie(contact, tie.id)):
            self._desk.say(tr("Tie removed"))


def formerly_words(names: tuple[Formerly, ...], today: date) -> str:
    """What a friend was called before, each name with the last day it was used."""
    told = (tr("{name} (until {day})", name=former.text, day=date_words(former.day, today)) for former in names)
    return tr("Formerly: {names}", names=listed(tuple(told)))
