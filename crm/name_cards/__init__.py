"""Name cards: from pasted text of any kind, who it is and how they are reached.

The rules, in their order. vCards are read as vCards. Else labels (`昵称:`, `微信号`, `Tel`) say what stands behind
them; then what can be told by its form is taken out (profiles, e-mails, phones, ids); then come the other words: a
备注 in parts, an address, a place, a name, and what is left is kept as a note. What was not labelled and may be
something else is marked as not sure; a masked number is no phone, and nothing is made up.

Several people: cards, blocks or lines that each bring a number or a name of their own.
"""

from crm.name_cards.finds import Find, NameCard, Part
from crm.name_cards.reading import LONGEST, read_cards

__all__ = ["LONGEST", "Find", "NameCard", "Part", "read_cards"]
