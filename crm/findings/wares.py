"""The shop's products, as they are named in talks with how many of them are meant: 面膜2盒, 两盒面膜, mask x2."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import add

from crm.findings.finds import Finding, Wanted
from crm.names import fold
from crm.names.characters import HAN
from crm.products import ProductRow
from crm.spoken_dates import COUNT, number_of

_LONGEST_NAME = 40
_SHORTEST = 2
_HAN_ONLY = re.compile(f"[{HAN}]+")
_WORD = re.compile(f"[{HAN}]+|[a-z0-9][a-z0-9'-]*")
_UNITS = "盒箱份个斤罐瓶包袋件套支只条片对双桶把板提组管盆串打"
_ENGLISH_UNITS = "box(?:es)?|bottles?|jars?|packs?|pcs|pieces?|sets?|bags?|cans?|tubes?|cartons?|units?|pairs?"
_ENGLISH_COUNT = "[0-9]{1,4}|an?|one|two|three|four|five|six|seven|eight|nine|ten"
_AFTER = re.compile(
    rf" ?[x×*] ?(?P<times>[0-9]{{1,4}})(?![0-9.])[{_UNITS}]?"
    rf"|[ ,:]?(?:先?(?:要|来|拿|买|订|加|给我|再来|再要)了? ?)?"
    rf"(?P<count>{COUNT}) ?(?:[{_UNITS}](?!装)|(?:{_ENGLISH_UNITS})(?![a-z]))"
    r"|(?P<glued>[1-9][0-9]?)(?=$|[\s,;+&/!。?、]|和|加|谢)"
)
_BEFORE = re.compile(
    rf"(?:(?<![0-9.一二三四五六七八九十第])(?P<count>{COUNT}) ?[{_UNITS}](?!装)的?"
    rf"|(?<![a-z0-9.])(?P<times>[0-9]{{1,4}}) ?[x×*]"
    rf"|(?<![a-z0-9.])(?P<said>{_ENGLISH_COUNT}) (?:(?:{_ENGLISH_UNITS}) )?(?:of )?(?:the |your )?)[ ]?$"
)
_REACH = 24
"""Characters before a name in which a number may stand."""
_NOT_WANTED = re.compile(
    "(?:剩下?|还有|还剩|只有|库存|送|赠|用了|用完|吃了|卖了|卖出|不要|别|取消|退|少了?|没有|缺|坏了|left|used|sold|cancel|no|not|return(?:ed)?|free)"
    "[^,;。!?\n]{0,3}$"
)
_ASKED = re.compile("多少钱|怎么卖|什么价|多少米|how much|what price|的价格")
_PRICED = re.compile(rf"[{_UNITS}]? ?(?:只要|才|卖|是|[:=,])? ?[¥$]?[0-9]+(?:\.[0-9]+)? ?(?:元|块|rmb|$|[\s,;。!])")
_ORDERED = re.compile("要|来|拿|买|订|下单|order|buy|take|want|get|need")
_ANOTHER = ("机", "仪", "刷", "碗")
"""What makes another thing of a thing: 面膜机, 眉笔刷."""
_NOT_A_PART = re.compile(f"[0-9一二两三四五六七八九十百千半{_UNITS}大中小号款型新年月日]+")


@dataclass(frozen=True, slots=True)
class _Name:
    folded: str
    product: ProductRow


class Wares:
    """The names by which products can be told: each name, and each beginning or end of one that no other has."""

    def __init__(self, products: Sequence[ProductRow]) -> None:
        names = [(fold(product.name[:_LONGEST_NAME]).strip(), product) for product in products]
        parts = [(set(parts_of(name)), name, product) for name, product in names]
        everywhere = Counter(piece for name, _ in names for piece in _pieces(name))
        whole = {name for name, _ in names}
        known: dict[str, ProductRow] = {}
        for pieces, _, product in parts:
            known |= {piece: product for piece in pieces if everywhere[piece] == 1 and piece not in whole}
        known |= {name: product for name, product in names if len(name) >= _SHORTEST}
        self._by_beginning: dict[str, list[_Name]] = {}
        for name, product in sorted(known.items(), key=lambda one: -len(one[0])):
            self._by_beginning.setdefault(name[:_SHORTEST], []).append(_Name(name, product))

    def find(self, text: str, folded: str, origin: Sequence[int]) -> Iterator[Finding]:
        """How many of which product, in a text and its folded form with where each character came from."""
        at = 0
        pairs = map(add, folded, folded[1:])  # each two characters, which is all that most places need
        for place in [place for place, pair in enumerate(pairs) if pair in self._by_beginning]:
            name = self._named(folded, place) if place >= at else None
            if name is None:
                continue
            at = place + len(name.folded)
            if name.folded[-1].isascii() and folded[at : at + 1] == "s":
                at += 1  # masks
            found = _counted(folded, place, at)
            if found is not None:
                start, last, quantity = found
                begin, stop = origin[start], origin[last - 1] + 1
                yield Finding(begin, stop, text[begin:stop], Wanted(name.product.id, name.product.name, quantity))
                at = max(at, last)

    def _named(self, folded: str, at: int) -> _Name | None:
        for name in self._by_beginning.get(folded[at : at + _SHORTEST], ()):
            if not folded.startswith(name.folded, at):
                continue
            end = at + len(name.folded)
            begins = not (name.folded[0].isascii() and at and folded[at - 1].isascii() and folded[at - 1].isalpha())
            after = folded[end : end + 2]
            goes_on = name.folded[-1].isascii() and after[:1].isascii() and after[:1].isalpha()
            if (
                begins
                and after[:1] not in _ANOTHER
                and (not goes_on or (after[0] == "s" and not after[1:].isalpha()) or after[0] == "x")
            ):
                return name
        return None


def _pieces(name: str) -> set[str]:
    """Every piece of a name, so that what stands in two names is told."""
    return {name[start:end] for start in range(len(name)) for end in range(start + _SHORTEST, len(name) + 1)}


def parts_of(name: str) -> Iterator[str]:
    """The pieces by which people may call something: its words, and what Chinese words begin and end with."""
    for found in _WORD.finditer(name):
        word = found[0]
        if not _HAN_ONLY.fullmatch(word):
            if len(word) > _SHORTEST and not word[0].isdigit():
                yield word
            continue
        for size in range(_SHORTEST, len(word) + 1):
            for piece in (word[:size], word[-size:]):
                if not _NOT_A_PART.fullmatch(piece):
                    yield piece


def _counted(folded: str, start: int, end: int) -> tuple[int, int, int] | None:
    """From where to where it is said how many, and how many; none where it is not, or something else is meant."""
    sentence = _sentence(folded, start, end)
    if _ASKED.search(sentence):
        return None
    after, before = _AFTER.match(folded, end), _BEFORE.search(folded[max(0, start - _REACH) : start])
    if after is not None:
        last = after.end()
        quantity = number_of(after["times"] or after["count"] or after["glued"])
        first = start
        told = quantity == 1 and _PRICED.match(folded, last) and not _ORDERED.search(sentence)
    elif before is not None:
        first, last = start - len(before[0]), end
        quantity = number_of(before["count"] or before["times"] or before["said"])
        told = quantity == 1 and _PRICED.match(folded, last) and not _ORDERED.search(sentence)
    else:
        return None
    if told or not 1 <= quantity <= 9_999 or _NOT_WANTED.search(folded[max(0, first - 10) : first]):
        return None
    return first, last, quantity


def _sentence(folded: str, start: int, end: int) -> str:
    begin = max(folded.rfind(mark, 0, start) for mark in "\n。!?;") + 1
    ends = [place for mark in "\n。!;" if (place := folded.find(mark, end)) >= 0]
    return folded[begin : min(ends, default=len(folded))][:200]
