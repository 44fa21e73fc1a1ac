"""Short codes of friends, `K27` for the 27th: at the end of a 备注 they tell for certain who is meant."""

import re

_MARKS = r"\s\-－—–_/|｜·・•~,，、()（）\[\]【】"
_AT_END = re.compile(rf"(?:^|[{_MARKS}])[Kk]([1-9][0-9]{{0,8}})[{_MARKS}]*$")
_ALONE = re.compile(r"[Kk]([1-9][0-9]{0,8})")


def short_code(number: int) -> str:
    """The code of the friend with this number. It needs no list, for it is the number."""
    return f"K{number}"


def code_of(text: str) -> int | None:
    """The number of the friend whose code a 备注 ends with; none where a word only ends alike (`M3K27`)."""
    found = _AT_END.search(text)
    return None if found is None else int(found[1])


def typed_code(text: str) -> int | None:
    """The number of the friend whose code was typed, and nothing else."""
    found = _ALONE.fullmatch(text.strip())
    return None if found is None else int(found[1])


def without_code(text: str) -> str:
    """A 备注 without the code at its end."""
    return _AT_END.sub("", text).strip() or text
