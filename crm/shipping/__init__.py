"""Shipping 发货 / 出貨: parcels and their places, couriers' sheets, tracking numbers back, notes to the buyers."""

from crm.shipping.matching import Fate, Match, Why, chosen
from crm.shipping.notes import SPELLINGS, Filled, Slot, fill, slot_of, unknown_slots
from crm.shipping.numbers import Said, Trouble
from crm.shipping.reading import EVERYBODY, told_apart
from crm.shipping.rows import Goods, Lack, Part, Shipment
from crm.shipping.verbs import Done, Left, LeftOver, Numbered, Shipping

__all__ = [
    "EVERYBODY",
    "SPELLINGS",
    "Done",
    "Fate",
    "Filled",
    "Goods",
    "Lack",
    "Left",
    "LeftOver",
    "Match",
    "Numbered",
    "Part",
    "Said",
    "Shipment",
    "Shipping",
    "Slot",
    "Trouble",
    "Why",
    "chosen",
    "fill",
    "slot_of",
    "told_apart",
    "unknown_slots",
]
