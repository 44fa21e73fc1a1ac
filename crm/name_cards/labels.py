"""Labels on name cards (`昵称:`, `WeChat ID`), and where they stand in a text."""

import re
from collections.abc import Iterator
from functools import cache

from crm.name_cards.known import LABELS
from crm.names.characters import table

_WORDS = "|".join(sorted((re.escape(word) for word in LABELS), key=len, reverse=True))
_LABEL = re.compile(
    rf"(?<![a-z0-9_@./])(?P<label>{_WORDS})[ ]?(?:号码|号|id|number|no\.?)?[ ]?"
    rf"(?P<colon>[:：=])?[ ]{{0,3}}(?=(?P<next>[^\n\x1f]))"
)


def labels(text: str) -> Iterator["re.Match[str]"]:
    """Every label in the text with what follows it directly, Traditional or Simplified and in any case."""
    return _LABEL.finditer(_plain(text))


def first_label(line: str) -> "re.Match[str] | None":
    """The label that a line begins with."""
    return _LABEL.match(_plain(line))


def _plain(text: str) -> str:
    """The text in which labels are looked for: lower case and Simplified, character by character."""
    lower = text.lower()
    return (lower if len(lower) == len(text) else text).translate(_simpler())


@cache
def _simpler() -> dict[int, str]:
    return {ord(one): other for one, other in table().simplified.items() if len(one) == len(other) == 1}
