"""The 备注 under which a seller keeps a friend: what an old one proposes, and how a new one is made.

`A李姐-深圳-3岁宝妈` says: call her 李姐, she is in 深圳, she is a 宝妈; the A only brings her to the top of the list.
A new one comes out of the seller's template, `{call}·{city}·{code}`, where the code tells for certain who is meant.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from crm.ids import ContactId
from crm.name_cards import Part
from crm.name_cards.words import is_name, place, remark
from crm.names import calling
from crm.names.characters import HAN
from crm.names.codes import code_of, short_code, without_code

TEMPLATE = "{call}·{city}·{code}"
PARTS = ("call", "name", "city", "tag", "stage", "code")
"""What can stand in a template between braces."""
LONGEST = 30
"""Characters of a 备注 that WeChat keeps, about; what is longer is cut by it."""
_ALIASES = {
    "称呼": "call", "稱呼": "call", "姓名": "name", "名字": "name", "城市": "city", "标签": "tag", "標籤": "tag",
    "阶段": "stage", "階段": "stage", "短码": "code", "短碼": "code", "编号": "code", "編號": "code",
}  # fmt: skip
_SLOT = re.compile(r"\{\s*([^{}]{1,20}?)\s*\}")
_BETWEEN = re.compile(r"[\s\-－—–_/|｜·・•~,，、()（）\[\]【】《》「」]+")
_APART = re.compile(rf"(?<=[{HAN}])\s+|\s+(?=[{HAN}])|[()（）\[\]【】]+")
_OPEN, _CLOSE = "(（[【《「", ")）]】》」"


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a 备注 proposes: how to call the friend, where they are, tags, and the short code it ends with.

    `words` are what the seller wrote.
    """

    words: str
    call: str
    city: str = ""
    tags: tuple[str, ...] = ()
    code: ContactId | None = None

    def wanted(self, name: str, tags: Iterable[str]) -> "Wanted | None":
        """What of it a friend with this name and these tags does not have; none where nothing is left to take. A name
        that is not simply the 备注 was chosen, and stays.
        """
        there = set(tags)
        new = tuple(tag for tag in (self.city, *self.tags) if tag and tag not in there)
        call = self.call if name == self.words != self.call else ""
        return Wanted(call, new) if call or new else None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a 备注 would add to a friend: another name ("" for none) and tags."""

    name: str
    tags: tuple[str, ...]


def read_remark(text: str) -> Proposal:
    """What a 备注 proposes. Never raises; a text in which nothing is understood proposes itself."""
    text = " ".join(text.split())
    code = code_of(text)
    bare = without_code(text)
    finds = remark(_APART.sub("-", bare).strip("-"))
    call = next((find.text for find in finds if find.part is Part.NAME), "") or calling(bare) or bare
    call, before = _place_off(call)
    return Proposal(
        text,
        call or text,
        city=next((find.text for find in finds if find.part is Part.REGION), before),
        tags=tuple(dict.fromkeys(find.text for find in finds if find.part is Part.TAG)),
        code=None if code is None else ContactId(code),
    )


def _place_off(call: str) -> tuple[str, str]:
    """深圳李姐 and 李姐深圳 taken apart: how to call her, and the place."""
    for size in (3, 2):
        for name, where in ((call[size:], call[:size]), (call[:-size], call[-size:])):
            if place(where) and is_name(name):
                return name, place(where)
    return call, ""


def cities(tags: Iterable[str]) -> list[str]:
    """Those of the tags that are places; a place somebody is in is kept as a tag."""
    return [tag for tag in tags if place(tag)]


def slots(template: str) -> list[str]:
    """The parts a template asks for, in its order, by our words; what nobody knows stays as it is written."""
    return [_ALIASES.get(found, found) for found in _SLOT.findall(template)]


def fill(template: str, contact: ContactId, name: str, tags: Iterable[str], stage: str = "") -> str:
    """A new 备注. What is not known is left out together with the mark before it.

    `name` is how the friend is kept; `stage` its stage in words.
    """
    kept = list(tags)
    places = cities(kept)
    values = {
        "call": calling(name) or name,
        "name": name,
        "city": places[0] if places else "",
        "tag": next((tag for tag in kept if tag not in places), ""),
        "stage": stage,
        "code": short_code(contact),
    }
    pieces = _SLOT.split(template)
    # between the slots stands what joins them: it goes where what it would join is not there
    said = ""
    waiting = pieces[0]
    for slot, after in zip(pieces[1::2], pieces[2::2], strict=True):
        value = values.get(_ALIASES.get(slot, slot), "")
        if value:
            said += (waiting if said or not _BETWEEN.fullmatch(waiting.rstrip(_OPEN)) else "") + value
            waiting = after
        else:
            waiting = waiting.rstrip(_OPEN) if said else after
    closing = waiting[:1] in _CLOSE and any(sign in said for sign in _OPEN)
    return (said + (waiting if closing or not _BETWEEN.fullmatch(waiting) else "")).strip()


def is_template(template: str) -> bool:
    """Whether a template asks for who is meant, and for nothing that nobody knows."""
    asked = slots(template)
    return bool({"call", "name", "code"} & set(asked)) and set(asked) <= set(PARTS)
