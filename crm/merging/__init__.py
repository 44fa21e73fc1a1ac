"""Making one friend of several: everything of all of them stays, and one step takes it back."""

from crm.merging.uniting import OWN_FIELD, Choices
from crm.merging.verbs import CHOSEN, Merging, Side, says

__all__ = ["CHOSEN", "OWN_FIELD", "Choices", "Merging", "Side", "says"]
