"""A layout that nobody knows, learned from one message in which the seller marks the name, the time and the words."""

import re

from crm.talks.lines import LineLayout
from crm.talks.messages import Layout
from crm.talks.stamps import CLOCK, MOMENT, read_stamp

_LONGEST = 400


def teach(line: str, *, name: tuple[int, int], stamp: tuple[int, int] | None, words: tuple[int, int] | None) -> str:
    """The pattern of lines like this one, in which the name, the time and the words stand at these places (without
    `words` they follow on the next lines). What stands between is taken as it is; digits in it stand for any digits.

    Raises `ValueError` where the places overlap, or where the time is none that can be read.
    """
    if len(line) > _LONGEST:
        raise ValueError("the line is too long")
    parts = [(name, "(?P<name>.{1,64}?)")]
    if stamp is not None:
        written = line[stamp[0] : stamp[1]]
        read = read_stamp(written)
        if read is None:
            raise ValueError("the time cannot be read")
        parts.append((stamp, f"(?P<stamp>{MOMENT if read.numbers else CLOCK})"))
    if words is not None:
        parts.append((words, "(?P<rest>.*)"))
    parts.sort()
    pattern, at = "", 0
    for (start, end), form in parts:
        if start < at or end <= start:
            raise ValueError("the places overlap")
        pattern += _between(line[at:start]) + form
        at = end
    return pattern + _between(line[at:])


def _between(text: str) -> str:
    return re.sub(r"[0-9]+", "[0-9]{1,9}", re.escape(text)).replace(r"\ ", r"\s{1,3}").replace(r"\	", r"\s{1,3}")


def layout_of(pattern: str) -> LineLayout:
    """The layout of a pattern that `teach` made. Raises `re.error` for another text."""
    return LineLayout(Layout.TAUGHT, "", re.compile(pattern))
