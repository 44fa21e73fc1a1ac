"""Which courier a tracking number looks like: a suggestion, since every courier changes its numbers now and then.

The forms, and where each is written down (all without the blanks that people put between groups of digits):

- Letters before the digits (SF, YT, JT, JD, DPK) are the couriers' own and stand on their waybills (电子面单); Taobao's
  open platform lists them for sellers as `reg_mail_no` of `taobao.logistics.companies.get`.
- Digits alone: ZTO 73, 75, 76, 78 with 14 of them; STO 77 or 43 with 14 to 17; Yunda 3 or 4 with 15, 5 with 13;
  Cainiao 621 with 15; EMS 1, 8 or 9 with 13: the same list. They overlap with what others used before, and say less.
- `EA123456785CN` is an item of the post of any country: UPU standard S10-12, with a check digit and the country last.
- `1Z` and 16 signs is UPS (their "Tracking number format").

Nothing is asked on the internet; whoever sees a wrong suggestion writes another courier beside the number.
"""

import re
from dataclasses import dataclass
from enum import StrEnum


class Courier(StrEnum):
    """Couriers by the names under which their customers know them."""

    SF = "顺丰"
    ZTO = "中通"
    YTO = "圆通"
    STO = "申通"
    YUNDA = "韵达"
    JT = "极兔"
    JD = "京东"
    DEPPON = "德邦"
    EMS = "EMS"
    CAINIAO = "菜鸟"
    TAIWAN_POST = "中華郵政"
    HONG_KONG_POST = "香港郵政"
    UPS = "UPS"


@dataclass(frozen=True, slots=True)
class Looks:
    """Whom a number looks like and why: it begins with `head`, `length` signs long. `checked`: its check digit fits."""

    courier: Courier
    head: str
    length: int
    checked: bool = False


_FORMS: tuple[tuple[re.Pattern[str], Courier], ...] = tuple(
    (re.compile(form), courier)
    for form, courier in (
        (r"(SF)[0-9A-Z][0-9]{12}", Courier.SF),
        (r"(YT)[0-9]{13}", Courier.YTO),
        (r"(JT)[0-9]{13}", Courier.JT),
        (r"(JD)[0-9A-Z]{2}[0-9]{11}(?:-[0-9]{1,3}-[0-9]{1,3}-?)?", Courier.JD),
        (r"(DPK)[0-9]{12}", Courier.DEPPON),
        (r"(1Z)[0-9A-Z]{16}", Courier.UPS),
        (r"(621)[0-9]{12}", Courier.CAINIAO),
        (r"(77|43)[0-9]{12,15}", Courier.STO),
        (r"(7[3-68])[0-9]{12}", Courier.ZTO),
        (r"([34])[0-9]{14}|(5)[0-9]{12}", Courier.YUNDA),
        (r"([981])[0-9]{12}|(P[A-Z])[0-9]{11}", Courier.EMS),
    )
)
_ITEM = re.compile(r"([A-Z]{2})([0-9]{8})([0-9])([A-Z]{2})")
_POSTS = {"CN": Courier.EMS, "TW": Courier.TAIWAN_POST, "HK": Courier.HONG_KONG_POST}
_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)


def bare(number: str) -> str:
    """A tracking number without blanks, in capitals."""
    return re.sub(r"\s", "", number).upper()


def looks_like(number: str) -> Looks | None:
    """The courier whose numbers look so, and why; none for a number that fits nobody's."""
    plain = bare(number)
    if item := _ITEM.fullmatch(plain):
        post = _POSTS.get(item[4], Courier.EMS if item[1][0] == "E" else None)
        return None if post is None else Looks(post, item[1], len(plain), item[3] == check_digit(item[2]))
    for form, courier in _FORMS:
        if found := form.fullmatch(plain):
            return Looks(courier, next(filter(None, found.groups())), len(plain))
    return None


def courier_of(number: str) -> Courier | None:
    """The courier whose numbers look so; none for a number that fits nobody's."""
    found = looks_like(number)
    return None if found is None else found.courier


def courier_named(text: str) -> Courier | None:
    """The courier that a text names; none where it names none."""
    return next((courier for courier, words in _SAID.items() if re.search(words, text, re.IGNORECASE)), None)


def check_digit(eight: str) -> str:
    """The ninth digit of an item of the post (UPU S10-12): 11 less the rest of the weighted sum; 10 is 0, 11 is 5."""
    left = 11 - sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, eight, strict=True)) % 11
    return str({10: 0, 11: 5}.get(left, left))


_SAID = {
    Courier.SF: "顺丰|順豐|(?<![a-z])sf(?![a-z0-9])", Courier.ZTO: "中通", Courier.STO: "申通",
    Courier.YTO: "圆通|圓通",
    Courier.YUNDA: "韵达|韻達", Courier.JT: "极兔|極兔|j&t", Courier.JD: "京东|京東", Courier.DEPPON: "德邦",
    Courier.CAINIAO: "菜鸟|菜鳥", Courier.TAIWAN_POST: "中華郵政|中华邮政", Courier.HONG_KONG_POST: "香港郵政|香港邮政",
    Courier.EMS: "(?<![a-z])ems(?![a-z])|邮政|郵政", Courier.UPS: "(?<![a-z])ups(?![a-z])",
}  # fmt: skip
