"""Amounts of money: whole minor units of one currency, read from and written as people write them."""

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum

from crm.errors import ShukeError

MOST = 10**13
"""No amount is larger than this many minor units, either way."""


@dataclass(eq=False)
class AmountError(ShukeError, ValueError):
    """`text` is no amount of the currency: not a number, too large, or finer than the currency can pay."""

    text: str


class Currency(Enum):
    """A currency the seller may keep books in: its ISO 4217 code, the digits after its point, its sign."""

    CNY = ("CNY", 2, "¥")
    TWD = ("TWD", 0, "NT$")
    HKD = ("HKD", 2, "HK$")
    MOP = ("MOP", 2, "MOP$")
    MYR = ("MYR", 2, "RM")
    SGD = ("SGD", 2, "S$")
    USD = ("USD", 2, "US$")
    JPY = ("JPY", 0, "JP¥")
    EUR = ("EUR", 2, "€")

    def __init__(self, code: str, decimals: int, symbol: str) -> None:
        self.code = code
        self.decimals = decimals
        self.symbol = symbol


_SIGNS = {
    Currency.CNY: ("人民币", "人民幣", "块钱", "塊錢", "rmb", "cny", "cn¥", "¥", "元", "圆", "块", "塊"),
    Currency.TWD: (
        "新台币",
        "新台幣",
        "新臺幣",
        "台币",
        "台幣",
        "twd",
        "nt$",
        "ntd",
        "nt",
        "$",
        "元",
        "圓",
        "塊",
    ),
    Currency.HKD: ("港币", "港幣", "港元", "hkd", "hk$", "$", "元", "蚊"),
    Currency.MOP: ("澳门元", "澳門元", "澳门币", "澳門幣", "mop$", "mop", "$", "元", "蚊"),
    Currency.MYR: ("马币", "馬幣", "令吉", "myr", "rm"),
    Currency.SGD: ("新币", "新幣", "sgd", "s$", "$"),
    Currency.USD: ("美元", "美金", "usd", "us$", "$"),
    Currency.JPY: ("日元", "日圆", "日圓", "jpy", "jp¥", "円", "¥"),
    Currency.EUR: ("欧元", "歐元", "eur", "€"),
}

_NUMBER = re.compile(r"(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+|[0-9]*)(?:\.(?P<part>[0-9]*))?(?P<times>[千万萬]?)")
_DIMES = re.compile(r"([0-9])[块塊]([0-9])[毛角]?$")
_TIMES = {"": 0, "千": 3, "万": 4, "萬": 4}
_LONGEST = 64


def parse_amount(text: str, currency: Currency) -> int:
    """The minor units that `text` says: `￥1,234.50`, `99元`, `-5`, `(5.00)`, `NT$1,200`, `1.2万`, `99块5`.

    The signs of other currencies are not understood: the amount would be taken for one of `currency`. Raises
    AmountError for what is no number, has more decimals than the currency, or is beyond ±10**13 minor units.
    """
    if len(text) > _LONGEST:
        raise AmountError(text)
    shown = "".join(unicodedata.normalize("NFKC", text).lower().split()).replace("\u2212", "-")
    in_brackets = shown.startswith("(") and shown.endswith(")")
    bare, sign = _unsigned(shown[1:-1] if in_brackets else shown, currency)
    found = _NUMBER.fullmatch(bare)
    if not found or not (found["whole"] or found["part"]) or (in_brackets and sign):
        raise AmountError(text)
    part = (found["part"] or "").rstrip("0")
    shift = _TIMES[found["times"]] + currency.decimals - len(part)
    minor = int(found["whole"].replace(",", "") + part + "0" * max(shift, 0) or "0")
    if shift < 0 or minor > MOST:
        raise AmountError(text)
    return -minor if in_brackets or sign == "-" else minor


def _unsigned(shown: str, currency: Currency) -> tuple[str, str]:
    """What is left without plus or minus and without the signs of the currency, and the plus or minus."""
    shown = _DIMES.sub(r"\1.\2", shown)
    sign, bare = _leading_sign(shown)
    bare = next((bare.removeprefix(each) for each in _SIGNS[currency] if bare.startswith(each)), bare)
    if not sign:
        sign, bare = _leading_sign(bare)
    return next((bare.removesuffix(each) for each in _SIGNS[currency] if bare.endswith(each)), bare), sign


def _leading_sign(text: str) -> tuple[str, str]:
    return (text[0], text[1:]) if text.startswith(("+", "-")) else ("", text)


def format_amount(minor: int, currency: Currency, *, symbol: bool = True, short: bool = False) -> str:
    """`minor` units as text: `¥1,234.50`, `-NT$1,200`; without the sign of the currency if not `symbol`, and
    without `.00` if `short`.
    """
    whole, part = divmod(abs(minor), 10**currency.decimals)
    text = f"{whole:,}"
    if currency.decimals and not (short and part == 0):
        text += f".{part:0{currency.decimals}}"
    return ("-" if minor < 0 else "") + (currency.symbol if symbol else "") + text
