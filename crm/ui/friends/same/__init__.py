"""Who may be the same person, side by side. The sheets are made when they are first asked for."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from crm.ids import ContactId
from crm.ui.desk import Desk


def open_duplicates(desk: Desk, parent: QWidget) -> None:
    """Look for friends who may be one person, and compare them two by two."""
    from crm.ui.friends.same.finding import find_duplicates

    find_duplicates(desk, parent)


def open_duplicates_of(desk: Desk, contact: ContactId, parent: QWidget) -> None:
    """Compare a friend with whoever may be the same person, or with somebody who is picked."""
    from crm.ui.friends.same.finding import find_duplicates_of

    find_duplicates_of(desk, contact, parent)


def open_merge(desk: Desk, contacts: Sequence[ContactId], parent: QWidget) -> None:
    """Compare friends who were chosen, to make one of them."""
    from crm.ui.friends.same.finding import compare

    compare(desk, contacts, parent)
