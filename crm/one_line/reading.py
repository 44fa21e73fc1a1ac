"""What one line says, by the words of the line alone; who and what there is, is asked of two functions."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum, auto

from crm.money import AmountError, Currency, parse_amount
from crm.spoken_dates import COUNT, SpokenDate, find_dates, number_of

LONGEST = 500
"""Characters of a line that are read; what is longer is no line but a text."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A friend or product that may be meant. `sure`: the words are exactly its name."""

    number: int
    name: str
    sure: bool = False


Look = Callable[[str], Sequence[Choice]]
"""Who or what these words may mean, best first."""


class Paid(StrEnum):
    """What the line says of the money."""

    UNSAID = auto()
    ALL = auto()
    NOTHING = auto()
    DEPOSIT = auto()


@dataclass(frozen=True, slots=True)
class Ware:
    """So many of one of these products; of none of them where nothing of the shop is called so."""

    words: str
    choices: tuple[Choice, ...]
    quantity: int = 1


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done on a day; `promised` to the friend."""

    day: date
    text: str
    promised: bool = False


@dataclass(frozen=True, slots=True)
class Reading:
    """What a line says. `amount` is in minor units and of the whole order, `deposit` of what came; `unsure` are words
    that could be an amount or a quantity, and were taken for what is said here; `note` is what is left.
    """

    line: str
    who: str = ""
    friends: tuple[Choice, ...] = ()
    wares: tuple[Ware, ...] = ()
    amount: int | None = None
    paid: Paid = Paid.UNSAID
    deposit: int = 0
    plan: Plan | None = None
    note: str = ""
    unsure: tuple[str, ...] = ()

    @property
    def friend(self) -> Choice | None:
        """The one friend who is meant: the only one, or the only one of exactly that name."""
        return _only(self.friends)

    @property
    def clear(self) -> bool:
        """Whether nothing has to be chosen before it is taken."""
        return self.friend is not None and all(len(ware.choices) <= 1 or _only(ware.choices) for ware in self.wares)

    def with_friend(self, choice: Choice) -> "Reading":
        """As the seller chose."""
        return replace(self, friends=(choice,))

    def with_ware(self, place: int, choice: Choice) -> "Reading":
        """As the seller chose."""
        wares = list(self.wares)
        wares[place] = replace(wares[place], choices=(choice,))
        return replace(self, wares=tuple(wares))


def only(choices: Sequence[Choice]) -> Choice | None:
    """The one that is meant: the only one, or the only one of exactly that name."""
    if len(choices) == 1:
        return choices[0]
    sure = [choice for choice in choices if choice.sure]
    return sure[0] if len(sure) == 1 else None


_only = only
_UNITS = "盒箱份个個件套支只隻条條瓶包袋罐张張片对對双雙斤组組"
_WIDE = {ord(wide): chr(ord(wide) - 0xFEE0) for wide in map(chr, range(0xFF01, 0xFF5F))} | {0x3000: " "}
_LISTED = re.compile(r"^\s*(?:[-*·•]|\d{1,3}\s*[.、)])\s+")
_SPLIT = re.compile(r"[\s,;、，；]+")
_ALL_PAID = re.compile(
    "已付(?:款|清|了)?|付(?:了|清|款了)|已(?:收|转)款?|收到款|paid|已轉帳?|已匯款?|匯款了", re.IGNORECASE
)
_NOT_PAID = re.compile("未付款?|没付款?|沒付款?|还没付|還沒付|欠(?:着|著)?|赊账?|unpaid|not paid", re.IGNORECASE)
_DEPOSIT = re.compile(
    r"(?:已?付?)?(?:定金|订金|訂金|deposit)\s*[:：]?\s*[¥$￥]?(\d+(?:\.\d{1,2})?)\s*(?:元|块|塊)?", re.IGNORECASE
)
_MONEY = re.compile(r"([¥￥$])?(\d{1,9}(?:\.\d{1,2})?)(元|块|塊|rmb|nt|twd)?", re.IGNORECASE)
_COUNTED = re.compile(rf"(?P<name>.*?[^\dx×*.])\s*[x×*]?(?P<count>\d{{1,4}})[{_UNITS}]?")
_COUNTED_WORD = re.compile(rf"(?P<name>.{{2,}}?)(?P<count>{COUNT})[{_UNITS}]")
_BEFORE = re.compile(rf"(?P<count>{COUNT})\s*[{_UNITS}x×*](?:的)?(?P<name>[^\d{_UNITS}].*)", re.IGNORECASE)
_PROMISED = re.compile("^(?:我)?(?:答应|答應|promised?)(?:了|过|過)?(?:她|他|你|to)?\\s*", re.IGNORECASE)
_MOST_UNSURE = 20
"""A bare number up to this after a product may be how many."""


def read_line(line: str, today: date, currency: Currency, who: Look, what: Look) -> Reading:
    """What a line says, seen from `today`. Never raises; what could not be told stands in `note`."""
    text = _LISTED.sub("", line.translate(_WIDE)[:LONGEST]).strip()
    text, paid, deposit = _money_words(text, currency)
    text, plan = _plan(text, today, what)
    return _tokens(Reading(line.strip(), plan=plan, paid=paid, deposit=deposit), text, currency, who, what)


def _money_words(text: str, currency: Currency) -> tuple[str, Paid, int]:
    """The text without the words that say what was paid, and what they say."""
    if found := _DEPOSIT.search(text):
        return _cut(text, *found.span()), Paid.DEPOSIT, _minor(found[1], currency) or 0
    for form, paid in ((_NOT_PAID, Paid.NOTHING), (_ALL_PAID, Paid.ALL)):
        for found in form.finditer(text):
            alone = not text[: found.start()].strip() or text[found.start() - 1] in " ,;、" or found.start() == 0
            if alone or text[found.start() - 1].isdigit():
                return _cut(text, *found.span()), paid, 0
    return text, Paid.UNSAID, 0


def _plan(text: str, today: date, what: Look) -> tuple[str, Plan | None]:
    """The text without what is to be done on a day to come, and that."""
    coming = [told for told in find_dates(text, today) if told.day >= today]
    if not coming:
        return text, None
    told: SpokenDate = coming[0]
    begin = told.start
    while begin and text[begin - 1] not in " ,;、":
        begin -= 1
    ends = [place for mark in ",;\n" if (place := text.find(mark, told.end)) >= 0]
    end = min(ends, default=len(text))
    for word in re.finditer(r"\S+", text[told.end : end]):
        money, ware = _MONEY.fullmatch(word[0]), _COUNTED.fullmatch(word[0])
        if word.start() and ((money and len(money[2]) > 1) or (ware and what(ware["name"]))):
            end = told.end + word.start()  # an amount or goods behind it belong to the order
            break
    before, after = text[begin : told.start], text[told.end : end]
    promised = _PROMISED.match(before) or _PROMISED.match(after.strip())
    words = f"{_PROMISED.sub('', before)}{_PROMISED.sub('', after.strip())}".strip(" :：的")
    return _cut(text, begin, end), Plan(told.day, words, bool(promised))


def _tokens(read: Reading, text: str, currency: Currency, who: Look, what: Look) -> Reading:
    tokens = [token for token in _SPLIT.split(text) if token]
    wares: list[Ware] = []
    left: list[str] = []
    unsure: list[str] = []
    counted = amount = None
    place = 0
    while place < len(tokens):
        token = tokens[place]
        place += 1
        if not read.who and (found := _friend(tokens, place - 1, who)):
            words, friends, used = found
            read = replace(read, who=words, friends=friends)
            place += used - 1
        elif money := _MONEY.fullmatch(token):
            bare = not money[1] and not money[3] and "." not in token
            more = any(_MONEY.fullmatch(other) for other in tokens[place:])
            small = bare and int(money[2]) in range(1, _MOST_UNSURE + 1)
            if wares and small and counted is None and wares[-1].quantity == 1 and (more or amount is None):
                counted = int(money[2])
                wares[-1] = replace(wares[-1], quantity=counted)
                unsure += [] if more else [token]
            elif amount is None:
                amount = _minor(money[2], currency)
            else:
                left.append(token)
        elif ware := _ware(token, what):
            wares.append(ware)
            counted = None
        else:
            left.append(token)
    return replace(read, wares=tuple(wares), amount=amount, note=" ".join(left), unsure=tuple(unsure))


def _friend(tokens: Sequence[str], place: int, who: Look) -> tuple[str, tuple[Choice, ...], int] | None:
    """Who is meant by this word, or by it and the next: a name may have two."""
    for many in (2, 1):
        words = " ".join(tokens[place : place + many])
        if len(tokens) - place >= many and not any(token[0].isdigit() for token in tokens[place : place + many]):
            found = tuple(who(words))
            if found and (many == 1 or any(choice.sure for choice in found)):
                return words, found, many
    return None


def _ware(token: str, what: Look) -> Ware | None:
    """So many of something that the shop sells."""
    for form in (_COUNTED, _COUNTED_WORD, _BEFORE):
        if (found := form.fullmatch(token)) and (choices := tuple(what(found["name"]))):
            return Ware(found["name"], choices, max(1, number_of(found["count"])))
    choices = tuple(what(token))
    return Ware(token, choices) if choices else None


def _minor(text: str, currency: Currency) -> int | None:
    try:
        return parse_amount(text, currency)
    except AmountError:
        return None


def _cut(text: str, start: int, end: int) -> str:
    return f"{text[:start]} {text[end:]}".strip()
