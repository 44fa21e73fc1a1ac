"""What a list of friends is asked for: conditions, each may be negated, in groups of which one must hold."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from crm.accounts import Platform
from crm.contacts import Standing
from crm.errors import UnknownValueError
from crm.finder.grammar import Token, quoted, tokens
from crm.stages import Stage
from crm.trust import Trend

MOST_DAYS = 100_000
MOST_BOND = 100
NEVER = "never"
YES, NO = "yes", "no"
OVERDUE = "overdue"
NOW = "now"
BETWEEN = ".."


class Facet(StrEnum):
    """What a condition asks about. The value is its word in the search grammar."""

    STAGE = "stage"
    STAGE_DAYS = "days"
    TAG = "tag"
    PLATFORM = "platform"
    ACCOUNT = "account"
    SOURCE = "source"
    STANDING = "standing"
    QUIET = "quiet"
    NEXT = "next"
    BIRTHDAY = "birthday"
    SPENT = "spent"
    OWED = "owed"
    BOUGHT = "bought"
    FIELD = "field"
    CHANNELS = "channels"
    ADDED = "added"
    BOND = "bond"
    TREND = "trend"
    READY = "ready"


ALIASES = {"owing": Facet.OWED}
"""Words of the grammar as it was at first; scripts still use them."""


@dataclass(frozen=True, slots=True)
class Range:
    """From `least` to `most`, both included; none where that end is open."""

    least: str | None
    most: str | None

    @classmethod
    def of(cls, text: str) -> "Range":
        """`30..60`, `30..` or `30` (at least so much), `..60` (at most)."""
        least, dots, most = text.partition(BETWEEN)
        return cls(least or None, (most or None) if dots else None)


@dataclass(frozen=True, slots=True)
class Condition:
    """One chip: any of the `values` holds, or, `negated`, none of them.

    What a value is depends on the facet: a code (stage, platform, standing), a name (tag, account, product, source),
    days as a number or `Range` (days, quiet, added: `30` is thirty or more; quiet also `never`), `yes`, `no` or
    `overdue` (next), a month 1–12, `now` for this one, `yes` or `no` (birthday), an amount in whole units of the
    shop's currency as a range, `yes` or `no` (spent, owed), a number of platforms as a range (channels), how
    strong the tie is as a range of 0 to 100 (bond), `up` or `down` (trend), `yes` or `no` (ready: for an offer that was
    not made yet). Of an own
    field (`field` has its name) values are what its kind takes, ranges for numbers and days; no value asks whether it
    says anything.
    """

    facet: Facet
    values: tuple[str, ...] = ()
    negated: bool = False
    field: str = ""

    def text(self) -> str:
        """The condition in the search grammar."""
        values = "|".join(quoted(value) for value in self.values)
        if self.facet is Facet.FIELD:
            values = quoted(self.field) + (f"={values}" if self.values else "")
        return f"{'-' if self.negated else ''}{self.facet}:{values}"


@dataclass(frozen=True, slots=True)
class Filter:
    """Which friends a list shows: those who fit the `words` and every condition of any one of the `groups`."""

    words: str = ""
    groups: tuple[tuple[Condition, ...], ...] = ()

    @classmethod
    def of(cls, *conditions: Condition, words: str = "") -> "Filter":
        """A filter whose conditions all must hold."""
        return cls(words, (conditions,) if conditions else ())

    @classmethod
    def parse(cls, text: str) -> "Filter":
        r"""The search grammar: `stage:customer|agent -tag:宝妈 quiet:30 OR owed:yes zhang`.

        A part is `facet:value`, several values joined by `|`, with `-` before it for whom it does not fit; what has
        blanks or signs stands in double quotes (within them `\` takes the next sign as it is). `OR` between parts
        begins another group. Everything else is words to find. Raises `UnknownValueError`.
        """
        words: list[str] = []
        groups: list[list[Condition]] = [[]]
        for token in tokens(text):
            if token.source == "OR" and groups[-1]:
                groups.append([])
            elif (facet := _facet(token.key)) is None:
                words.append(token.said)
            else:
                groups[-1].append(_condition(facet, token))
        return cls(" ".join(" ".join(words).split()), tuple(tuple(group) for group in groups if group))

    def text(self) -> str:
        """The filter in the search grammar: `Filter.parse(which.text()) == which` for words that are no grammar."""
        groups = " OR ".join(" ".join(condition.text() for condition in group) for group in self.groups)
        return " ".join(part for part in (groups, *map(_word, self.words.split())) if part)

    @property
    def empty(self) -> bool:
        """Whether everybody fits."""
        return not self.words.strip() and not self.groups

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Every condition of every group."""
        return tuple(condition for group in self.groups for condition in group)

    def with_words(self, words: str) -> "Filter":
        """The same conditions and other words."""
        return replace(self, words=words)

    def also(self, condition: Condition) -> "Filter":
        """Of those who fit, the ones whom this condition fits too."""
        return replace(self, groups=tuple((*group, condition) for group in self.groups or ((),)))

    def only(self, facet: Facet) -> tuple[str, ...]:
        """The values that a filter of one group asks of this facet, when it asks nothing else of it."""
        found = [c for c in self.conditions if c.facet is facet]
        alone = len(self.groups) == 1 and len(found) == 1 and not found[0].negated
        return found[0].values if alone else ()


def _word(word: str) -> str:
    """A word so that the grammar takes it for one."""
    try:
        plain = Filter.parse(word) == Filter(word) and word != "OR"
    except UnknownValueError:
        plain = False
    return word if plain else quoted(word, always=True)


def _facet(key: str) -> Facet | None:
    try:
        return ALIASES.get(key) or Facet(key)
    except ValueError:
        return None


def _condition(facet: Facet, token: Token) -> Condition:
    values, field = token.values, ""
    if facet is Facet.FIELD:
        field, values = token.field, token.field_values
    check = CHECKS.get(facet)
    return Condition(facet, tuple(check(value) for value in values) if check else values, token.negated, field)


def _day_range(text: str) -> str:
    ends = Range.of(text)
    for end in (ends.least, ends.most):
        if end is not None and not (end.isascii() and end.isdigit()):
            raise UnknownValueError("days", text)
    if ends == Range(None, None):
        raise UnknownValueError("days", text)
    least, most = (None if end is None else str(min(int(end), MOST_DAYS)) for end in (ends.least, ends.most))
    if BETWEEN not in text:
        return str(least)
    return f"{least or ''}{BETWEEN}{most or ''}"


def _quiet(text: str) -> str:
    return NEVER if text in (NEVER, "0") else _day_range(text)


def _one_of(kind: str, *allowed: str) -> Callable[[str], str]:
    def check(text: str) -> str:
        if text.lower() not in allowed:
            raise UnknownValueError(kind, text, allowed)
        return text.lower()

    return check


def _bond(text: str) -> str:
    ends = Range.of(_day_range(text))
    if any(end is not None and int(end) > MOST_BOND for end in (ends.least, ends.most)):
        raise UnknownValueError("bond", text)
    return text


def _birthday(text: str) -> str:
    if text.lower() in (YES, NO, NOW):
        return text.lower()
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 12):
        raise UnknownValueError("month", text, tuple(map(str, range(1, 13))))
    return str(int(text))


def _amount(text: str) -> str:
    if text.lower() in (YES, NO):
        return text.lower()
    ends = Range.of(text)
    for end in (ends.least, ends.most):
        if end is not None and not _is_amount(end):
            raise UnknownValueError("amount", text)
    if ends == Range(None, None):
        raise UnknownValueError("amount", text)
    return text


def _is_amount(text: str) -> bool:
    whole, _, part = text.partition(".")
    return text.isascii() and whole.isdigit() and len(whole) <= 11 and (part.isdigit() or part == "") and len(part) <= 3


CHECKS: dict[Facet, Callable[[str], str]] = {
    Facet.STAGE: Stage.of,
    Facet.PLATFORM: Platform.of,
    Facet.STANDING: Standing.of,
    Facet.STAGE_DAYS: _day_range,
    Facet.ADDED: _day_range,
    Facet.QUIET: _quiet,
    Facet.NEXT: _one_of("yes or no", YES, NO, OVERDUE),
    Facet.BIRTHDAY: _birthday,
    Facet.SPENT: _amount,
    Facet.OWED: _amount,
    Facet.CHANNELS: _day_range,
    Facet.BOND: _bond,
    Facet.TREND: _one_of("up or down", Trend.UP, Trend.DOWN),
    Facet.READY: _one_of("yes or no", YES, NO),
}
"""How a value of the grammar is looked at; a facet that is not here takes any text."""


def one_of(facet: Facet, values: Iterable[str], *, negated: bool = False) -> Condition:
    """A condition on codes or names. Raises `UnknownValueError` for a value that the facet does not know."""
    check = CHECKS.get(facet)
    return Condition(facet, tuple(check(value) if check else value for value in values), negated)
