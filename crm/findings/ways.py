"""Phones, e-mails and handles that a talk tells. What is masked, or the number of something else, is none."""

import re
from collections.abc import Iterator

from crm.accounts import Platform
from crm.contacts import Handle
from crm.findings.finds import Finding
from crm.name_cards import numbers
from crm.name_cards.finds import Find, Part
from crm.name_cards.known import LABELS
from crm.name_cards.labels import labels

_NO_PHONE = re.compile(
    r"(?:单号|單號|運單|运单|快递|快遞|订单|訂單|编号|編號|流水|账号|賬號|帳號|卡号|卡號|order|tracking|waybill|no\.|￥|¥|\$|id)[^\n,，。]{0,8}$",
    re.IGNORECASE,
)
_HOTLINE = re.compile(r"400[ -]?[0-9]")
_MONEY = re.compile(r" ?(?:元|块|塊|rmb|￥|¥)", re.IGNORECASE)
_ANNOUNCED = re.compile(r" ?[是为為:：=] ?| is | ")
_WECHAT = re.compile(r"[A-Za-z][A-Za-z0-9_-]{5,19}(?![A-Za-z0-9_@-])")
_QQ = re.compile(r"[1-9][0-9]{4,10}(?![0-9A-Za-z@])")
_ID = re.compile(r"[@~]?[A-Za-z0-9_.-]{3,30}(?![A-Za-z0-9@])")
_EVERYWHERE = frozenset({Platform.WECHAT, Platform.QQ, Platform.PHONE})
"""Their ids can be told by their look; those of others need a colon, or a word like `id`, before them."""
_REACH = 16


def find_ways(text: str) -> Iterator[Finding]:
    """Each way to reach somebody that the text tells, in no order; `text` has its width folded already."""
    taken: list[tuple[int, int]] = []
    for form, platform in ((numbers.EMAIL, Platform.EMAIL), (numbers.WXID, Platform.WECHAT)):
        for found in form.finditer(text):
            taken.append(found.span())
            yield _found(text, *found.span(), Handle(platform, found[0]))
    for found in numbers.URL.finditer(text):
        taken.append(found.span())
        profile = numbers.profile(found[0])
        if profile is not None and profile.platform not in {None, Platform.OTHER}:
            yield _found(text, *found.span(), _handle(profile))
    masked = [found.span() for found in numbers.MASKED.finditer(text)]
    for found in numbers.PHONE.finditer(text):
        find = numbers.phone(found)
        start, end = found.start(), found.start() + len(found[0].rstrip())
        if find is None or not find.sure or _HOTLINE.match(find.text) or _crosses(start, end, [*taken, *masked]):
            continue
        if _NO_PHONE.search(text[max(0, start - _REACH) : start]) or _MONEY.match(text, end):
            continue
        yield _found(text, start, end, Handle(Platform.PHONE, find.text))
    yield from _labelled(text, taken)


def _labelled(text: str, taken: list[tuple[int, int]]) -> Iterator[Finding]:
    for label in labels(text):
        part, platform = LABELS[label["label"]]
        if part is Part.PHONE:
            platform = Platform.PHONE
        elif part is not Part.HANDLE or platform is None or platform in {Platform.OTHER, Platform.EMAIL}:
            continue
        said = text[label.start("label") : label.end()].lower()
        announced = _ANNOUNCED.match(text, label.end())
        start = announced.end() if announced else label.end()
        plain = bool(label["colon"]) or bool(announced and announced[0].strip())
        told = plain or said.rstrip(" ").endswith(("号", "號", "码", "碼", "id"))
        found = _form(platform).match(text, start)
        if found is None or _crosses(*found.span(), taken) or _MONEY.match(text, found.end()):
            continue
        if not told and not (platform in _EVERYWHERE and any(map(str.isdigit, found[0]))):
            continue
        taken.append(found.span())
        yield _found(text, label.start(), found.end(), Handle(platform, found[0].lstrip("~@")))


def _form(platform: Platform) -> re.Pattern[str]:
    match platform:
        case Platform.WECHAT:
            return _WECHAT
        case Platform.QQ:
            return _QQ
        case Platform.PHONE:
            return numbers.EIGHT  # all others are told by their form
    return _ID


def _handle(find: Find) -> Handle:
    assert find.platform is not None  # it was looked at
    return Handle(find.platform, find.text)


def _crosses(start: int, end: int, spans: list[tuple[int, int]]) -> bool:
    return any(start < last and first < end for first, last in spans)


def _found(text: str, start: int, end: int, handle: Handle) -> Finding:
    return Finding(start, end, text[start:end], handle)
