"""Friend lists that were written without quoting, or with quotes that are not doubled inside, so that a comma, a quote
or a line's end in a name breaks the row. Their rows are told by the ids they begin with.
"""

import csv
import re
from collections.abc import Iterable, Iterator

_HEADERS = frozenset(
    {
        "username,alias,remark,nickname",
        "name,remark,nickname,owner,usercount",
        "用户名,显示名称,备注,昵称,微信号,标签,详细描述,类型",
    }
)
_SURE = r"wxid_\w{1,40}|gh_\w{1,40}|[\w.-]{1,60}@(?:chatroom|openim|im\.chatroom)|filehelper|weixin|fmessage|medianote"
_BEGINS = re.compile(rf'"?(?:(?P<sure>{_SURE})|[A-Za-z][-\w]{{3,40}})"?(?=,)')
_FEWEST_COMMAS = 2
"""In a line that begins with a word that may be an id, or a part of a name."""


def is_bare(line: str) -> bool:
    """Whether a table with this first line is known to be written so."""
    return line.lstrip("\ufeff").strip().replace('"', "").casefold() in _HEADERS


def bare_records(lines: Iterable[str]) -> Iterator[list[str]]:
    """The cells of each record. What is beyond the columns is left in cells of its own, for nobody knows to which it
    belongs.
    """
    width, whole = 0, ""
    for line in lines:
        if not width:
            cells = line.lstrip("\ufeff").strip().replace('"', "").split(",")
            width = len(cells)
            yield cells
        elif not whole:
            whole = line
        elif _is_first(line):
            yield _cells(whole, width)
            whole = line
        else:
            whole += line
    if whole:
        yield _cells(whole, width)


def _is_first(line: str) -> bool:
    found = _BEGINS.match(line)
    return found is not None and bool(found["sure"] or line.count(",") >= _FEWEST_COMMAS)


def _cells(text: str, width: int) -> list[str]:
    """Cells as a careful program would have written them, where that gives as many as there are columns."""
    text = text.rstrip("\r\n")
    if '"' in text:
        try:
            cells = next(csv.reader(text.splitlines(keepends=True), strict=True), [])
        except csv.Error:
            cells = []
        if len(cells) == width:
            return cells
        if text.startswith('"') and text.endswith('"'):
            return text[1:-1].split('","')
    return text.split(",")
