"""A phrase filled for a friend, and put on the clipboard; a human sends it."""

from functools import partial

from PySide6.QtWidgets import QApplication

from crm.errors import MissingError
from crm.ids import ContactId
from crm.phrases import Filled, PhraseRow
from crm.ui.desk import Desk
from crm.wording import tr
from crm.wording.days import day_words
from crm.wording.phrases import missing_words


def filled_for(desk: Desk, text: str, contact: ContactId | None) -> Filled:
    """The text for this friend, its days in the seller's words; for a friend who is gone as for nobody."""
    shop = desk.workspace
    say = partial(day_words, today=shop.clock.today())
    try:
        return shop.phrases.filled(text, contact, say_day=say)
    except MissingError:
        return shop.phrases.filled(text, None)


def copy_phrase(desk: Desk, phrase: PhraseRow, contact: ContactId | None) -> bool:
    """Copy it filled, count that, and say for whom and what is still open in it; False when it is gone."""
    if not desk.did(partial(desk.workspace.phrases.used, phrase.id)):
        return False
    filled = filled_for(desk, phrase.text, contact)
    QApplication.clipboard().setText(filled.text)
    missing = missing_words(filled)
    name = desk.workspace.contacts.names([contact]).get(contact, "") if contact is not None else ""
    if name and filled.text != phrase.text:
        said = tr("Copied for {name}. {missing}", name=name, missing=missing).strip()
    else:
        said = tr("Copied. {missing}", missing=missing).strip() if missing else tr("Copied")
    desk.say(said, undo=False)
    return True
