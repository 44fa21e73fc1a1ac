"""What is sold, as lines name it, and how many of it a line means."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from crm.findings.wares import parts_of
from crm.names import fold, spellings
from crm.one_line import vocabulary as words
from crm.one_line.parts import Choice, Look, Ware
from crm.products import ProductRow
from crm.spoken_dates import number_of

MOST_CHOICES = 6
LONGEST_NAME = 40
_NOT_INITIALS = frozenset(
    {
        "am", "an", "as", "at", "be", "by", "do", "go", "he", "hi", "if", "in", "is", "it", "me", "my", "no", "of",
        "ok", "on", "or", "so", "to", "up", "us", "we", "her", "she", "him", "ask", "day", "get", "can", "men",
    }
)  # fmt: skip
"""English words that are nobody's initials."""
_REACH = 24
"""Characters before a name in which it may be said how many."""


class WareNames:
    """Every name by which a product is told: all of it, its words, its pinyin and initials, a part of a Chinese one."""

    def __init__(self, products: Sequence[ProductRow]) -> None:
        self._known: dict[str, list[tuple[int, ProductRow]]] = {}
        for product in products:
            for name, rank in _names(product.name[:LONGEST_NAME]).items():
                self._known.setdefault(name, []).append((rank, product))

    def called(self, name: str) -> Sequence[Choice]:
        """The products that are called so (folded), best first; `sure` are those that are wholly called so."""
        found = sorted(self._known.get(name, ()), key=lambda one: (one[0], len(one[1].name)))
        return [
            Choice(product.id, product.name, rank <= _SPELLED and rank == found[0][0], product.price)
            for rank, product in found[:MOST_CHOICES]
        ]


_WHOLE, _SPELLED, _BEGINNING, _PART = range(4)


def _names(shown: str) -> dict[str, int]:
    """What a product is called, and how near that is to its name."""
    name = fold(shown).strip()
    found = {part: _BEGINNING if name.startswith(part) else _PART for part in parts_of(name)}
    found |= {spelled: _SPELLED for spelled in spellings(shown) if len(spelled) > 1 and spelled not in _NOT_INITIALS}
    return found | {name: _WHOLE}


@dataclass(frozen=True, slots=True)
class WareSpan:
    """Where a line orders something; `counted`: it says how many."""

    start: int
    end: int
    ware: Ware
    counted: bool


def find_wares(plain: str, what: Look) -> list[WareSpan]:
    """What a folded line orders, in its order and apart."""
    found: list[WareSpan] = []
    at = 0
    while at < len(plain):
        named = _named(plain, at, what)
        if named is None:
            at += 1
            continue
        end, choices = named
        span = _ordered(plain, at, end, choices, found[-1] if found else None, what)
        if span is not None:
            found.append(span)
        at = end if span is None else span.end
    return found


def _named(plain: str, at: int, what: Look) -> tuple[int, tuple[Choice, ...]] | None:
    """Where the longest name ends that stands here, and whose it is."""
    if plain[at] in words.EDGES or (_is_letter(plain[at]) and at and _is_letter(plain[at - 1])):
        return None
    for end in range(min(len(plain), at + LONGEST_NAME), at, -1):
        if plain[end - 1] in words.EDGES or plain[end : end + 1] in words.ANOTHER:
            continue
        for last, name in _endings(plain, at, end):
            if choices := tuple(what(name)):
                return last, choices
    return None


def _endings(plain: str, at: int, end: int) -> Iterator[tuple[int, str]]:
    """The name from here to there where whole words end there, also of several: masks, boxes."""
    name, after = plain[at:end], plain[end : end + 2]
    if len(name) == 1 and (plain[at - 1 : at].isalpha() or after[:1].isalpha() or name.isascii()):
        return
    if not name[-1].isascii():
        yield end, name
    elif not (after[:1].isalnum() and after[:1].isascii() and name[-1].isdecimal()):
        glued = after[:1] == "x" and after[1:].isdecimal()
        if not _is_letter(after[:1]) or glued:
            yield end, name
            for plural in ("es", "s"):
                if name.endswith(plural) and " ".join(name.split()) == name and len(name) > len(plural) + 2:
                    yield end, name.removesuffix(plural)


def _ordered(
    plain: str, start: int, end: int, choices: tuple[Choice, ...], before: WareSpan | None, what: Look
) -> WareSpan | None:
    """How many are ordered of what is named there; none where it is only spoken of."""
    floor = before.end if before else 0
    begin, last, quantity = start, end, 0
    ahead = words.BEFORE.search(plain, max(floor, start - _REACH), start)
    if ahead and ahead["few"] and before and not before.counted and not plain[before.end : ahead.start()].strip():
        ahead = None  # it is how many of the one before
    if ahead and not (ahead["few"] in {"a", "an"} and words.AFTER.match(plain, end)):
        begin = ahead.start()
        quantity = number_of(ahead["count"] or ahead["times"] or ahead["said"] or ahead["few"])
    elif (after := words.AFTER.match(plain, end)) and not _of_the_next(plain, after, what):
        last = after.end()
        quantity = number_of(after["times"] or after["count"] or after["glued"])
    clause = _clause(plain, begin, last)
    if words.GIVEN.search(plain, max(floor, begin - _REACH), begin) or words.ASKED.search(clause):
        return None
    if not quantity and (words.WONDERED.search(clause) or not _alone(plain, start, end, floor, what)):
        return None
    return WareSpan(begin, last, Ware(plain[start:end], choices, max(1, quantity)), bool(quantity))


def _of_the_next(plain: str, after: re.Match[str], what: Look) -> bool:
    """Whether it is how many of what follows: 口红 2盒面膜."""
    apart = after[0].startswith(" ") and after.end() < len(plain)
    return apart and _named(plain, after.end(), what) is not None


def _alone(plain: str, start: int, end: int, floor: int, what: Look) -> bool:
    """Whether nothing is said of goods of which nobody says how many, but what is said of an order."""
    after = len(plain) - len(plain[end:].lstrip(" "))
    if words.NUMBER.match(plain, after):
        return start == 0 or plain[start - 1] in words.EDGES
    ahead = plain[max(floor, *(plain.rfind(mark, 0, start) + 1 for mark in words.EDGES[1:])) : start]
    for form in (words.PAID, words.UNPAID, words.NUMBER):
        ahead = form.sub(" ", ahead)
    if words.FILLER.fullmatch(f" {ahead}") is None:
        return False
    said = (words.PAID, words.UNPAID, words.CAME, words.DEPOSIT, words.OWED, words.EACH, words.TOTAL, words.PROMISE)
    ends = plain[after : after + 1] in words.ENDS or any(form.match(plain, after) for form in said)
    if ends or after == end:
        return ends
    more = words.AND.match(plain, after)
    return words.DOING.match(plain, after) is not None or _named(plain, more.end() if more else after, what) is not None


def _clause(plain: str, start: int, end: int) -> str:
    begin = max((found.end() for found in words.PAUSE.finditer(plain, 0, start)), default=0)
    pause = words.PAUSE.search(plain, end)
    return plain[begin : pause.start() if pause else len(plain)]


def _is_letter(character: str) -> bool:
    return character.isascii() and character.isalpha()
