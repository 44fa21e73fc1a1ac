"""What one line says, by the words of the line alone; who and what there is, is asked of two functions."""

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta

from crm.money import AmountError, Currency, parse_amount
from crm.names import fold
from crm.names.characters import meet
from crm.one_line import vocabulary as words
from crm.one_line.parts import Look, Paid, Plan, Reading, Ware
from crm.one_line.vocabulary import GOODS, TAKEN
from crm.one_line.wares import WareSpan, find_wares
from crm.spoken_dates import SpokenDate, find_dates

LONGEST = 500
"""Characters of a line that are read; what stands behind them is left as it is."""
_LONGEST_NAME = 4
_MOST_UNSURE = 20
"""A bare number up to this after a product may be how many."""
_MOST_BESIDE = 99
"""And up to this, where another number beside it is how much."""
_NEAR = 0.4
"""An amount is that near to the price of one."""
_EDGES = words.EDGES + "."


def read_line(line: str, today: date, currency: Currency, who: Look, what: Look) -> Reading:
    """What a line says, seen from `today`. Never raises; what could not be told stands in `note`.

    `who` is asked for words as they are written, `what` for folded ones.
    """
    text = line.strip()
    return _Line(text[:LONGEST], today, currency).read(Reading(text), text[LONGEST:], who, what)


@dataclass(slots=True)
class _Number:
    """A number that may be an amount; `count` where it may be how many."""

    start: int
    end: int
    minor: int
    count: int | None


class _Line:
    """A line of which is cut out what was understood: `plain` is `text` folded, character for character."""

    def __init__(self, text: str, today: date, currency: Currency) -> None:
        self.text = text
        self.plain = meet("".join(map(_plain, text)))
        self.today = today
        self.currency = currency

    def read(self, read: Reading, rest: str, who: Look, what: Look) -> Reading:
        """Friend, days, goods, money, in this order: each leaves less that could be the next."""
        if bullet := words.BULLET.match(self.plain):
            self.cut(*bullet.span())
        read = self._friend(read, who)
        days = list(find_dates(self.text, self.today))
        wares = find_wares(self._without(days), what)
        past = self._past(days, wares)
        plans = self._plans([day for day in days if self._is_free(day.start, day.end)], wares)
        wares = [ware for ware in wares if self._is_free(ware.start, ware.end)]
        read = self._money(read, wares)
        plans = [(place, self._in_front(place, plan)) for place, plan in sorted(plans, key=lambda one: one[0])]
        kept = [past.words] if past and not wares and words.CALENDAR.search(past.words) else []
        note = " ".join([*kept, *self._left(bool(wares)), *rest.split()])
        day = past.day if past and past.day < self.today else None
        return replace(read, day=day, plans=tuple(plan for _, plan in plans), note=note)

    def cut(self, start: int, end: int, mark: str = TAKEN) -> None:
        """This was understood."""
        self.plain = f"{self.plain[:start]}{mark * (end - start)}{self.plain[end:]}"

    def _is_free(self, start: int, end: int) -> bool:
        return TAKEN not in self.plain[start:end] and GOODS not in self.plain[start:end]

    def _without(self, days: list[SpokenDate]) -> str:
        """The line in which these days are cut out, too."""
        plain = self.plain
        for day in days:
            plain = f"{plain[: day.start]}{TAKEN * (day.end - day.start)}{plain[day.end :]}"
        return plain

    # the friend

    def _friend(self, read: Reading, who: Look) -> Reading:
        """The first words that may be somebody."""
        tokens = list(words.TOKEN.finditer(self.plain))
        for place, token in enumerate(tokens):
            for start, end, wholly in self._names(token, tokens[place + 1 : place + 2]):
                name = self.text[start:end]
                found = tuple(who(name))
                if found and (not wholly or any(choice.sure for choice in found)):
                    self.cut(start, end)
                    return replace(read, who=name, friends=found)
        return read

    def _names(self, token: re.Match[str], following: list[re.Match[str]]) -> Iterator[tuple[int, int, bool]]:
        """What may be a name: this word with the next, it alone, and what it begins with; whether it must be exact."""
        start, end = token.span()
        if self.plain[start].isdigit():
            return
        for other in following:
            if not other[0][0].isdigit():
                yield start, other.end(), True
        yield start, end, False
        if not self.plain[start].isascii():
            for last in range(min(end - 1, start + _LONGEST_NAME), start + 1, -1):
                if words.AFTER_A_NAME.match(self.plain, last):
                    yield start, last, True

    # days

    def _past(self, days: list[SpokenDate], wares: list[WareSpan]) -> SpokenDate | None:
        """When it was: a day that is over, or today where nothing is to be done."""
        for told in days:
            begins = told.start == 0 or self.plain[told.start - 1] in _EDGES
            to_do = words.TO_DO.match(self.plain, told.end) or self._begin(told.start, wares) < told.start
            over = told.day < self.today or (fold(told.words) in words.TODAY and not to_do)
            said = bool(wares) or not self.plain[: told.start].strip(_EDGES) or not words.CALENDAR.search(told.words)
            if begins and over and said and self._is_free(told.start, told.end):
                self.cut(told.start, told.end)
                return told
        return None

    def _plans(self, days: list[SpokenDate], wares: list[WareSpan]) -> list[tuple[int, Plan]]:
        """What is to be done on days to come, each with its place."""
        days = [told for told in days if told.day >= self.today]
        plans: list[tuple[int, Plan]] = []
        for promise in words.PROMISE.finditer(self.plain):
            if not self._is_free(*promise.span()):
                continue
            reach = self._end(promise.end(), wares, [])
            told = next((day for day in days if promise.end() <= day.start < reach or day.end == promise.start()), None)
            days = [day for day in days if day is not told]
            others = [day.start for day in days]
            if told is None or told.end <= promise.start():
                start, end = promise.start(), self._end(promise.end(), wares, others)
                text = self.text[promise.end() : end]
            else:
                start, end = promise.start(), self._end(told.end, wares, others)
                text = self.text[promise.end() : told.start] + self.text[told.end : end]
            start = min(start, told.start) if told else start
            self.cut(start, end)
            due = told.day if told else self.today + timedelta(days=1)
            plans.append((start, Plan(due, _tidy(text), promised=True)))
        for told in days:
            others = [day.start for day in days if day is not told]
            begin = self._begin(told.start, wares)
            end = self._end(told.end, wares, others)
            text = self.text[begin : told.start] + self.text[told.end : end]
            self.cut(begin, end)
            plans.append((begin, Plan(told.day, _tidy(text))))
        return plans

    def _begin(self, start: int, wares: list[WareSpan]) -> int:
        """From where the words before a day say what is to be done on it."""
        token = max((self.plain.rfind(edge, 0, start) for edge in words.EDGES), default=-1) + 1
        floor = max((self.plain.rfind(edge, 0, start) for edge in f"{words.MARKS}{TAKEN}{GOODS}"), default=-1) + 1
        floor = max([floor, *(ware.end for ware in wares if ware.end <= start)])
        doing = next((one for one in words.DOING.finditer(self.plain, floor, start) if one[0].isascii()), None)
        return min(token, doing.start()) if doing else token

    def _end(self, start: int, wares: list[WareSpan], others: list[int]) -> int:
        """To where the words behind a day or a promise say what is to be done: to goods, money, another day."""
        glued = next((at for at in range(start, len(self.plain)) if self.plain[at] in _EDGES), len(self.plain))
        stops = [at for at in range(start, len(self.plain)) if self.plain[at] in f",，;；。{TAKEN}{GOODS}"]
        begins = [ware.start for ware in wares]
        for form in (
            words.NUMBER,
            words.PAID,
            words.UNPAID,
            words.CAME,
            words.DEPOSIT,
            words.OWED,
            words.EACH,
            words.TOTAL,
        ):
            begins += [found.start() for found in form.finditer(self.plain, start) if not self._is_few(found)]
        begins = [at for at in begins if at >= glued]
        begins += [self._begin(other, wares) for other in others]
        return min([*stops, *(at for at in begins if at >= start)], default=len(self.plain))

    def _is_few(self, found: re.Match[str]) -> bool:
        """Whether a number belongs to what is to be done: 3点, 2 samples."""
        if found.re is not words.NUMBER:
            return False
        measured = words.A_MEASURE.match(self.plain, found.end()) is not None
        small = len(found["amount"]) < 2 or self.plain[found.end() : found.end() + 1] not in words.ENDS
        inside = found.start() > 0 and self.plain[found.start() - 1] not in _EDGES
        return measured or inside or (small and words.SIGNED.search(found[0]) is None)

    def _in_front(self, place: int, plan: Plan) -> Plan:
        """With what stands before the day, or behind it and the friend, where nothing stands right behind."""
        end = len(self.plain[:place].rstrip(f" {TAKEN}"))
        start = max((self.plain.rfind(edge, 0, end) for edge in f"{words.MARKS}{TAKEN}{GOODS}"), default=-1) + 1
        behind = re.compile(f"[{TAKEN} ]*([^{words.MARKS}{TAKEN}{GOODS}]*)").match(self.plain, place)
        for first, last in ((start, end), behind.span(1) if behind else (end, end)):
            text = _tidy(self.text[first:last])
            if not plan.text and text and not words.FILLER.fullmatch(fold(text)):
                self.cut(first, last)
                plan = replace(plan, text=text)
        return plan

    # money

    def _money(self, read: Reading, spans: list[WareSpan]) -> Reading:
        """Goods, how much they cost and what of it came."""
        for span in spans:
            self.cut(span.start, span.end, GOODS)
        wares = [span.ware for span in spans]
        counted = [span.counted for span in spans]
        read, came, said = self._came(read, bool(wares))
        for found in words.EACH.finditer(self.plain) if wares else ():
            which = max((at for at, span in enumerate(spans) if span.end <= found.start()), default=0)
            if wares[which].each is None and (minor := self._minor(found)) is not None:
                wares[which] = replace(wares[which], each=minor)
                self.cut(*found.span(), GOODS)
        total = self._total() if wares or read.paid is Paid.ALL else None
        unsure: list[str] = []
        if wares:
            groups = self._beside(spans)
            for at, group in enumerate(groups):
                wares[at] = self._settled(wares[at], group, unsure, counted=counted[at])
            total = self._whole(wares, groups, total)
        elif read.paid is Paid.ALL and total is None:
            total = next((number.minor for number in self._numbers() if self._use(number)), None)
        if came is not None:
            if said and total is None and not any(ware.amount or ware.each for ware in wares):
                total = came
                read = replace(read, paid=Paid.ALL)
            else:
                read = replace(read, paid=Paid.PART, part=came)
        return replace(read, wares=tuple(wares), amount=total, unsure=tuple(unsure))

    def _came(self, read: Reading, ordered: bool) -> tuple[Reading, int | None, bool]:
        """What the line says of money that came, and so much of which is not known yet whether it is all."""
        forms = [(words.DEPOSIT, Paid.DEPOSIT), (words.OWED, Paid.OWED)] if ordered else [(words.DEPOSIT, Paid.DEPOSIT)]
        for form, paid in forms:
            for found in form.finditer(self.plain):
                if (minor := self._minor(found)) is not None:
                    self.cut(*found.span(), GOODS)
                    return replace(read, paid=paid, part=minor), None, False
        came = words.CAME.search(self.plain)
        if came and (minor := self._minor(came)) is not None:
            self.cut(*came.span(), GOODS)
            return read, minor, bool(came["said"]) or not ordered
        for form, paid in ((words.UNPAID, Paid.NOTHING), (words.PAID, Paid.ALL)):
            if (ordered or paid is Paid.ALL) and (state := form.search(self.plain)):
                self.cut(*state.span(), GOODS)
                return replace(read, paid=paid), None, False
        return read, None, False

    def _total(self) -> int | None:
        for found in words.TOTAL.finditer(self.plain):
            if (minor := self._minor(found)) is not None:
                self.cut(*found.span(), GOODS)
                return minor
        return None

    def _beside(self, spans: list[WareSpan]) -> list[list[_Number]]:
        """The numbers behind each of the goods; those before the first belong to it if it stands alone, else to all."""
        groups: list[list[_Number]] = [[] for _ in spans]
        for number in self._numbers():
            which = [at for at, span in enumerate(spans) if span.end <= number.start]
            groups[which[-1] if which else len(spans) - 1].append(number)
        return groups

    def _settled(self, ware: Ware, group: list[_Number], unsure: list[str], *, counted: bool) -> Ware:
        """How many, of the numbers beside it; what is left of them in the group is how much."""
        few = [one for one in group if one.count and one.count <= (_MOST_BESIDE if len(group) > 1 else _MOST_UNSURE)]
        if not counted and len(group) == 1 and not _is_sure(group[0], ware):
            unsure.append(self.plain[group[0].start : group[0].end])
        if not counted and few:
            number = min(few, key=lambda one: one.minor)
            group.remove(number)
            self._use(number)
            ware = replace(ware, quantity=number.count or 1)
        if len(group) > 1 and ware.quantity > 1 and group[0].minor * ware.quantity == group[1].minor:
            self._use(group.pop(0))  # the price of one
        return ware

    def _whole(self, wares: list[Ware], groups: list[list[_Number]], total: int | None) -> int | None:
        """What everything costs; goods that each have an amount get theirs."""
        have = [at for at, group in enumerate(groups) if group]
        if total is None and have == [len(groups) - 1] and wares[-1].each is None:
            number = groups[-1].pop(0)
            self._use(number)
            return number.minor
        for at in have:
            if wares[at].each is None:
                number = groups[at].pop(0)
                self._use(number)
                wares[at] = replace(wares[at], amount=number.minor)
        if total is None and groups[-1]:
            number = groups[-1].pop(0)
            self._use(number)
            return number.minor
        return total

    def _numbers(self) -> list[_Number]:
        """Numbers that stand for themselves, and not for something that words beside them say."""
        found: list[_Number] = []
        for run in words.NUMBERS.finditer(self.plain):
            if self._stands_alone(*run.span()):
                for number in words.NUMBER.finditer(self.plain, *run.span()):
                    minor = self._minor(number)
                    bare = not words.SIGNED.search(number[0]) and "." not in number[0]
                    if minor:
                        count = int(number["amount"]) if bare and number["amount"].isdecimal() else None
                        found.append(_Number(*number.span(), minor, count))
        return found

    def _stands_alone(self, start: int, end: int) -> bool:
        ahead, behind = self.plain[:start].rstrip(" "), self.plain[end:].lstrip(" ")
        if words.NOT_AN_AMOUNT.search(self.plain, 0, start) or words.A_MEASURE.match(self.plain, end):
            return False
        if words.SIGNED.search(self.plain[start:end]):
            return True
        if self.plain[start - 1 : start] not in words.ENDS:
            return False
        free = ahead[-1:] in words.ENDS, behind[:1] in words.ENDS
        return all(free) or ahead[-1:] == GOODS or behind[:1] == GOODS

    def _use(self, number: _Number) -> bool:
        self.cut(number.start, number.end, GOODS)
        return True

    def _minor(self, found: re.Match[str]) -> int | None:
        said = next(amount for amount in found.groupdict().values() if amount and amount[0].isdigit())
        with suppress(AmountError):
            return parse_amount(said, self.currency) or None
        return None

    # what is left

    def _left(self, ordered: bool) -> Iterator[str]:
        for run in re.finditer(f"[^{TAKEN}{GOODS}]+", self.plain):
            if text := self.text[slice(*run.span())].strip(_STRIPPED):
                plain = fold(text)
                if not (ordered and words.FILLER.fullmatch(plain)) and not words.LITTLE.fullmatch(plain):
                    yield " ".join(text.split())


def _is_sure(number: _Number, ware: Ware) -> bool:
    """Whether a number alone beside goods can be only an amount, or only how many, by what one costs."""
    price = max((choice.price for choice in ware.choices), default=0)
    few = number.count is not None and number.count <= _MOST_UNSURE
    if not price or number.count is None:
        return number.count is None
    likely = _NEAR * price <= number.minor <= price / _NEAR
    return number.minor == price or (likely != few and (few or number.minor % price != 0))


_STRIPPED = f"{_EDGES.replace('?', '').replace('!', '')}：，；"


def _tidy(text: str) -> str:
    shown = " ".join(text.split()).strip(f"{_STRIPPED}的")
    return words.LITTLE.sub("", shown).strip()


def _plain(character: str) -> str:
    if character == "，":
        return character  # it never stands within a number
    folded = fold(character)
    return folded if len(folded) == 1 else character if folded else " "
