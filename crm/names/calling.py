"""How to call somebody, taken out of the 备注 or name under which the seller keeps them."""

import re

from crm.names.characters import HAN

_APART = re.compile(r"[-－‐-―_＿|｜/／\\·・•—~～,，、;；:：()（）\[\]【】「」『』<>《》\r\n\t]+")
_SORTING = re.compile(rf"(?:([A-Za-z])\1{{0,5}}[0-9]{{0,4}}|[0-9]{{1,4}})[.．、_\s-]*(?=[{HAN}])")
"""Letters and numbers that only bring a name to the top of a list: `A李姐`, `AAA建材王总`, `01张三`."""
_DRESSING = re.compile(r"[^\w\s.'’&]+")
_HAN = re.compile(f"[{HAN}]")
_LONGEST = 200


def calling(text: str) -> str:
    """What one would call the person kept under `text`: its first part without ornaments and sorting letters.

    `A李姐-深圳-3岁宝妈` is 李姐, `🌸小美🌸` is 小美, `Amy Wong` stays whole. Empty where nothing is left.
    """
    parts = (_DRESSING.sub(" ", part).strip(" .'’&") for part in _APART.split(_bare(text[:_LONGEST])))
    words = next(filter(None, parts), "").split()
    if words and _HAN.search(words[0]):
        return words[0]
    named = [word for word in words if not any(map(str.isdigit, word)) and not _HAN.search(word)]
    return " ".join(named or words)


def _bare(text: str) -> str:
    """The text from its first letter or digit on, without what only sorts it."""
    start = next((at for at, character in enumerate(text) if character.isalnum()), len(text))
    return _SORTING.sub("", text[start:], count=1) if _SORTING.match(text, start) else text[start:]
