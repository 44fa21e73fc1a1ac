"""Which field a heading of a foreign table stands for."""

import re
import unicodedata

from crm.transfer.fields import HEADINGS, Field

_BY_HEADING: dict[str, Field] = {heading: field for field, headings in HEADINGS.items() for heading in headings.split()}
#: headings of friend tables in which a bare "username" or "alias" is an id of WeChat
_FRIEND_TABLE = frozenset({"username", "用户名", "alias", "account", "wxid"})
#: headings that mean the seller's own name for the friend, but a note where a column for the name stands
_REMARK_OR_NOTE = frozenset({"备注", "備註", "備注", "remark"})
_SHOWN_NAME = frozenset({"displayname", "显示名称", "顯示名稱", "显示名"})

_ASIDE = re.compile(r"\((?:必填|必填项|选填|可选|選填|可選|必須|必须|required|optional|多个用.{0,12}|多個用.{0,12})\)")
_BRACKETS = re.compile(r"[(\[【<].{0,40}?[)\]】>]")
_MARKS = re.compile(r"[\W_]+")
_DIGITS = re.compile(r"[0-9]+")


def plain_heading(text: str) -> str:
    """A heading as the tables above write it: one width and case, no blanks, marks or asides."""
    return _MARKS.sub("", _ASIDE.sub("", unicodedata.normalize("NFKC", text).casefold()))


def field_of(heading: str) -> Field | None:
    """The field a single heading stands for, None if it is none we know."""
    plain = plain_heading(heading)
    without_aside = plain_heading(_BRACKETS.sub("", unicodedata.normalize("NFKC", heading)))
    for candidate in (plain, _DIGITS.sub("", plain), without_aside, _DIGITS.sub("", without_aside)):
        if candidate in _BY_HEADING:
            return _BY_HEADING[candidate]
    return None


def fields_of(headings: tuple[str, ...]) -> tuple[Field | None, ...]:
    """The fields of a whole header row; some headings mean different things in different company."""
    fields = [field_of(heading) for heading in headings]
    plain = [plain_heading(heading) for heading in headings]
    friends = {Field.NICKNAME, Field.REMARK} <= set(fields) or (Field.NICKNAME in fields and "ntime" in plain)
    named = any(
        (field is Field.NAME and word not in _SHOWN_NAME) or field in {Field.GIVEN_NAME, Field.FAMILY_NAME}
        for field, word in zip(fields, plain, strict=True)
    )
    for place, word in enumerate(plain):
        if friends and not named and word in _FRIEND_TABLE:
            fields[place] = Field.WECHAT
        if named and word in _REMARK_OR_NOTE:
            fields[place] = Field.NOTE
        if word == "名字" and Field.FAMILY_NAME not in fields:
            fields[place] = Field.NAME
    if friends and not named and any(word in _SHOWN_NAME for word in plain):
        # what is shown is one of the two other names
        fields = [Field.IGNORE if word in _SHOWN_NAME else field for field, word in zip(fields, plain, strict=True)]
    if Field.STAGE not in fields:
        fields = _stage_by_status(fields, plain)
    return tuple(fields)


def _stage_by_status(fields: list[Field | None], plain: list[str]) -> list[Field | None]:
    """A bare "status" is the stage where no other column says it."""
    bare = {"状态", "狀態"}
    return [Field.STAGE if word in bare else field for field, word in zip(fields, plain, strict=True)]
