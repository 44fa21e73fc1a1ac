"""The 备注 under which a seller keeps a friend: what an old one proposes, and how a new one is made.

`A李姐-深圳-3岁宝妈` says: call her 李姐, she is in 深圳, she is a 宝妈; the A only brings her to the top of the list. A new
one comes out of the seller's template, `{call}·{city}·{code}`, where the code tells for certain who is meant.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from crm.ids import ContactId
from crm.name_cards import Part
from crm.name_cards.words import place, remark
from crm.names import calling
from crm.names.characters import HAN

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
_BETWEEN = re.compile(r"[\s\-－—–_/|｜·・•~,，、]+")
_CODE = re.compile(r"(?:^|[\s\-－—–_/|｜·・•~,，、()（）\[\]【】])[Kk]([1-9][0-9]{0,8})[\s)）\]】]*$")
_BARE_CODE = re.compile(r"[Kk]([1-9][0-9]{0,8})")
_LETTER = re.compile(rf"^[^\w]*([A-Za-z]+[0-9]{{0,4}}|[0-9]{{1,4}})[.．、_\s-]*(?=[{HAN}])")


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a 备注 proposes: how to call the friend, where they are, tags, and the short code it ends with.

    `letter` is what was dropped because it only sorts. `words` are what the seller wrote.
    """

    words: str
    call: str
    city: str = ""
    tags: tuple[str, ...] = ()
    code: ContactId | None = None
    letter: str = ""

    @property
    def says_more(self) -> bool:
        """Whether there is more in it than a name."""
        return bool(self.city or self.tags or self.call != self.words)


def read_remark(text: str) -> Proposal:
    """What a 备注 proposes. Never raises; a text in which nothing is understood proposes itself."""
    text = " ".join(text.split())
    code = code_of(text)
    bare = _CODE.sub("", text).strip() if code is not None else text
    finds = remark(bare)
    call = next((find.text for find in finds if find.part is Part.NAME), "") or calling(bare) or bare
    letter = _LETTER.match(bare)
    return Proposal(
        text,
        call or text,
        city=next((find.text for find in finds if find.part is Part.REGION), ""),
        tags=tuple(dict.fromkeys(find.text for find in finds if find.part is Part.TAG)),
        code=code,
        letter="" if letter is None else letter[1],
    )


def short_code(contact: ContactId) -> str:
    """The code of a friend: `K27` for the 27th. It needs no list, for it is their number."""
    return f"K{contact}"


def code_of(text: str) -> ContactId | None:
    """The friend whose code a 备注 ends with; none where it ends otherwise, or a word only looks so (`M3K27`)."""
    found = _CODE.search(text)
    return None if found is None else ContactId(int(found[1]))


def typed_code(text: str) -> ContactId | None:
    """The friend whose code was typed, and nothing else."""
    found = _BARE_CODE.fullmatch(text.strip())
    return None if found is None else ContactId(int(found[1]))


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
            said += (waiting if said or not _BETWEEN.fullmatch(waiting) else "") + value
            waiting = after
        else:
            waiting = waiting if said else after
    return (said + ("" if _BETWEEN.fullmatch(waiting) else waiting)).strip()


def is_template(template: str) -> bool:
    """Whether a template asks for who is meant, and for nothing that nobody knows."""
    asked = slots(template)
    return bool({"call", "name", "code"} & set(asked)) and set(asked) <= set(PARTS)
