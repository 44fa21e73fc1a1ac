"""Friends: who they are, how they are reached, what they are called. A name is enough."""

from crm.contacts.many import CHILDREN
from crm.contacts.rows import (
    AddressRow,
    AddressText,
    Card,
    ContactDraft,
    ContactRow,
    Formerly,
    Handle,
    IdentityRow,
    Standing,
    TieRow,
    TieState,
)
from crm.contacts.verbs import Contacts

__all__ = [
    "CHILDREN",
    "AddressRow",
    "AddressText",
    "Card",
    "ContactDraft",
    "ContactRow",
    "Contacts",
    "Formerly",
    "Handle",
    "IdentityRow",
    "Standing",
    "TieRow",
    "TieState",
]
