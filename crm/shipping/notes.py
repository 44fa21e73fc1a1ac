"""Texts with {variables} of parcels: a note for the buyer, an order text for a supplier."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum, auto

from crm.names import calling, fold
from crm.shipping.rows import Shipment


class Slot(StrEnum):
    """What can be filled in of a parcel."""

    CALLED = auto()
    NAME = auto()
    RECIPIENT = auto()
    PHONE = auto()
    ADDRESS = auto()
    GOODS = auto()
    QUANTITY = auto()
    NOTE = auto()
    SENDER = auto()
    COURIER = auto()
    TRACKING = auto()
    NUMBER = auto()


SPELLINGS: dict[Slot, tuple[str, ...]] = {
    Slot.CALLED: ("称呼", "稱呼", "called"),
    Slot.NAME: ("名字", "姓名", "name"),
    Slot.RECIPIENT: ("收件人", "recipient"),
    Slot.PHONE: ("电话", "電話", "手机", "手機", "phone"),
    Slot.ADDRESS: ("地址", "address"),
    Slot.GOODS: ("货品", "貨品", "产品", "商品", "goods"),
    Slot.QUANTITY: ("数量", "數量", "quantity"),
    Slot.NOTE: ("备注", "備註", "note"),
    Slot.SENDER: ("寄件人", "sender"),
    Slot.COURIER: ("快递", "快遞", "物流", "宅配", "courier"),
    Slot.TRACKING: ("单号", "單號", "快递单号", "tracking"),
    Slot.NUMBER: ("订单号", "訂單編號", "order"),
}
"""How each may be written between the braces, in any language; the first is 简体."""

_KNOWN = {fold(word): slot for slot, words in SPELLINGS.items() for word in words}
_BRACES = re.compile(r"[{｛]([^{}｛｝\n]{1,24})[}｝]")


@dataclass(frozen=True, slots=True)
class Filled:
    """A text with everything filled in. `unknown` are words between braces that are no variable: they still stand."""

    text: str
    unknown: tuple[str, ...] = ()


def slot_of(word: str) -> Slot | None:
    """The variable that is written so; none for any other word."""
    return _KNOWN.get(fold(word).strip())


def unknown_slots(template: str) -> tuple[str, ...]:
    """The words between braces that are no variable."""
    return tuple(dict.fromkeys(word for word in _BRACES.findall(template) if slot_of(word) is None))


def fill(template: str, parcel: Shipment, sender: str = "") -> Filled:
    """The template for one parcel; `sender` is the seller, where it is not sent in an agent's name.

    A line of which nothing is known (`备注：{备注}` without a note) is left out. Beside {数量} one kind of goods stands
    without its number, several stand with theirs.
    """
    slots = {slot for word in _BRACES.findall(template) if (slot := slot_of(word)) is not None}
    known = _known(parcel, sender, apart=Slot.QUANTITY in slots)
    lines = []
    for line in template.strip().splitlines():
        here = [slot for word in _BRACES.findall(line) if (slot := slot_of(word)) is not None]
        if here and not any(known[slot] for slot in here):
            continue
        lines.append(_BRACES.sub(lambda found: _put(found, known), line).rstrip())
    return Filled("\n".join(lines), unknown_slots(template))


def _put(found: "re.Match[str]", known: Mapping[Slot, str]) -> str:
    slot = slot_of(found[1])
    return found[0] if slot is None else known[slot]


def _known(parcel: Shipment, sender: str, *, apart: bool) -> dict[Slot, str]:
    goods = parcel.goods[0].name if apart and len(parcel.goods) == 1 else parcel.what
    return {
        Slot.CALLED: calling(parcel.friend) or parcel.friend,
        Slot.NAME: parcel.friend,
        Slot.RECIPIENT: parcel.to.name,
        Slot.PHONE: parcel.to.phone,
        Slot.ADDRESS: parcel.where,
        Slot.GOODS: goods,
        Slot.QUANTITY: str(parcel.quantity),
        Slot.NOTE: "；".join(dict.fromkeys(part.note for part in parcel.parts if part.note)),
        Slot.SENDER: parcel.sender or sender,
        Slot.COURIER: parcel.courier,
        Slot.TRACKING: parcel.tracking,
        Slot.NUMBER: parcel.number,
    }
