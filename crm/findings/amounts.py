"""Amounts of money in a talk, and what they are said to be for: one, everything, or that they came."""

import re
from collections.abc import Iterator

from crm.findings.finds import Amount, Finding
from crm.money import AmountError, Currency, parse_amount

_NUMBER = r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]{1,2})?|[0-9]{1,7}(?:\.[0-9]{1,2})?"
_SIGNS = r"[¥￥€$]|NT\$?|HK\$|MOP\$|RM|S\$|US\$"
_WORDS = r"块钱|塊錢|块[0-9](?:毛)?(?![0-9])|元|块|塊|圓|円|rmb|cny|twd|ntd|hkd|myr|sgd|usd|令吉|蚊"
_AMOUNT = re.compile(
    rf"(?<![0-9A-Za-z.])(?:(?:{_SIGNS}) ?(?:{_NUMBER})(?: ?元)?|(?<![¥￥$])(?:{_NUMBER}) ?(?:{_WORDS}))(?![0-9A-Za-z])",
    re.IGNORECASE,
)
_UNITS = "盒箱份个個斤罐瓶包袋件套支只隻条條片对對双雙桶把板提组組"
_EACH_BEFORE = re.compile(
    f"(?:每[{_UNITS}]?|(?<!第)[一1] ?[{_UNITS}])[^0-9,，。\n]{{0,4}}$"
    r"|(?:each|per [a-z]+) $",
    re.IGNORECASE,
)
_EACH_AFTER = re.compile(f" ?(?:/|一|每|1) ?[{_UNITS}]| ?(?:each|per |a (?:box|bottle|piece))", re.IGNORECASE)
_WHOLE = re.compile(r"(?:[共总總]|合计|合計|一起|加起来|total|altogether)[^0-9\n。]{0,8}$", re.IGNORECASE)
_PAID = re.compile(
    r"(?:已付|付了|付款了?|转了|轉了|转你|转给你|收到|收你|打给你|paid|sent you|received)[^0-9\n。]{0,6}$",
    re.IGNORECASE,
)
_NO_PRICE = re.compile(
    r"(?:满|滿|减|減|优惠|優惠|省|折|券|off|欠|运费|運費|邮费|郵費"
    r"|shipping|押金|定金)[^0-9\n]{0,4}$",
    re.IGNORECASE,
)
_OFF = re.compile(r" ?(?:优惠|優惠|券|红包|紅包|以上|off)", re.IGNORECASE)
_REACH = 14


def find_amounts(text: str, currency: Currency) -> Iterator[Finding]:
    """The amounts of a text that are of this currency, in its order; discounts and fees are none."""
    for found in _AMOUNT.finditer(text):
        before = text[max(0, found.start() - _REACH) : found.start()]
        if _NO_PRICE.search(before) or _OFF.match(text, found.end()):
            continue
        try:
            minor = parse_amount(found[0], currency)
        except AmountError:
            continue
        each = bool(_EACH_BEFORE.search(before) or _EACH_AFTER.match(text, found.end()))
        amount = Amount(minor, each=each, whole=bool(_WHOLE.search(before)), paid=bool(_PAID.search(before)))
        yield Finding(found.start(), found.end(), found[0], amount)
