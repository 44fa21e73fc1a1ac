"""How what a line was understood as is put right, chip by chip, before it is taken."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta

from crm.money import AmountError, format_amount, parse_amount
from crm.one_line import OneLine, Paid, Plan, Reading, Ware
from crm.spoken_dates import find_dates
from crm.wording import one_line as said
from crm.wording import tr
from crm.wording.days import day_words

MOST_QUANTITY = 9_999
LATER = (0, 1, 3, 7, 30)
"""Days until what is to be done, to choose from."""
EARLIER = (0, 1, 2)
"""Days since it was."""

Become = Callable[[str], Reading | None]
"""What the line becomes by what was typed; none where that makes no sense."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A chip: what the line becomes by each choice, and by what is typed into a field of this name."""

    words: str
    field: str
    typed: str
    become: Become
    choices: Sequence[tuple[str, Reading]] = ()


class Corrections:
    """The chips of a line that can be put right."""

    def __init__(self, reading: Reading, one_line: OneLine, today: date) -> None:
        self._reading = reading
        self._one_line = one_line
        self._today = today

    def __iter__(self) -> Iterator[Correction]:
        """In the order in which they are taken."""
        read, currency = self._reading, self._one_line.currency
        yield self._friend()
        for place, ware in enumerate(read.wares):
            yield self._ware(place, ware)
            if (price := said.price_chip(ware, read, currency)) is not None:
                yield self._price(place, ware, price)
        if read.amount is not None:
            yield self._amount(said.amount_chip(read, currency), read.amount)
        elif (total := self._one_line.total(read)) is not None:
            shown = format_amount(total, currency, short=True)
            yield self._amount(tr("{amount} by the list", amount=shown), total)
        if read.wares or read.paid is not Paid.UNSAID:
            yield self._paid()
        if read.day is not None:
            yield self._day(read.day)
        for place, plan in enumerate(read.plans):
            yield self._plan(place, plan)

    def _friend(self) -> Correction:
        read = self._reading

        def become(text: str) -> Reading | None:
            found = tuple(self._one_line.who(text.strip()))
            return replace(read, who=text.strip(), friends=found) if found else None

        choices = [(choice.name, read.with_friend(choice)) for choice in read.friends] if len(read.friends) > 1 else []
        return Correction(said.friend_chip(read), tr("Another friend"), read.who, become, choices)

    def _ware(self, place: int, ware: Ware) -> Correction:
        def become(text: str) -> Reading | None:
            quantity = int(text) if text.strip().isdecimal() else 0
            fits = 1 <= quantity <= MOST_QUANTITY
            return self._reading.with_ware(place, replace(ware, quantity=quantity)) if fits else None

        choices = [
            (choice.name, self._reading.with_ware(place, replace(ware, choices=(choice,))))
            for choice in (ware.choices if len(ware.choices) > 1 else ())
        ]
        if str(ware.quantity) in self._reading.unsure and len(self._reading.wares) == 1:
            minor = self._minor(str(ware.quantity))
            amount = replace(self._reading.with_ware(place, replace(ware, quantity=1)), amount=minor)
            choices.append((said.amount_chip(amount, self._one_line.currency), amount))
        choices.append((tr("Not ordered"), self._reading.with_ware(place, None)))
        words = said.ware_chip(ware, self._reading)
        return Correction(words, tr("How many"), str(ware.quantity), become, choices)

    def _price(self, place: int, ware: Ware, words: str) -> Correction:
        def become(text: str) -> Reading | None:
            minor = self._minor(text)
            if minor is None:
                return None
            new = replace(ware, amount=minor) if ware.each is None else replace(ware, each=minor)
            return self._reading.with_ware(place, new)

        listed = self._reading.with_ware(place, replace(ware, amount=None, each=None))
        typed = self._shown((ware.each if ware.amount is None else ware.amount) or 0)
        return Correction(words, tr("How much"), typed, become, [(tr("As the list says"), listed)])

    def _amount(self, words: str, amount: int) -> Correction:
        def become(text: str) -> Reading | None:
            minor = self._minor(text)
            return None if minor is None else replace(self._reading, amount=minor, unsure=())

        listed = replace(self._reading, amount=None, unsure=())
        choices = [(tr("As the list says"), listed)] if self._reading.wares else []
        if self._reading.unsure and len(self._reading.wares) == 1:
            counted = replace(self._reading.wares[0], quantity=int(self._reading.unsure[0]))
            choices.append((said.ware_chip(counted, listed), listed.with_ware(0, counted)))
        return Correction(words, tr("How much"), self._shown(amount), become, choices)

    def _paid(self) -> Correction:
        def become(text: str) -> Reading | None:
            minor = self._minor(text)
            return replace(self._reading, paid=Paid.PART, part=minor) if minor else None

        currency = self._one_line.currency
        states = [replace(self._reading, paid=paid, part=0) for paid in (Paid.ALL, Paid.NOTHING)]
        choices = [(said.paid_chip(state, currency), state) for state in states]
        typed = self._shown(self._reading.part) if self._reading.part else ""
        return Correction(said.paid_chip(self._reading, currency), tr("How much came"), typed, become, choices)

    def _day(self, day: date) -> Correction:
        def become(text: str) -> Reading | None:
            told = self._told(text)
            return None if told is None or told > self._today else self._on(told)

        days = [self._today - timedelta(days=days) for days in EARLIER]
        choices = [(day_words(one, self._today), self._on(one)) for one in days]
        return Correction(said.day_chip(day, self._today), tr("Which day"), day.isoformat(), become, choices)

    def _plan(self, place: int, plan: Plan) -> Correction:
        def become(text: str) -> Reading | None:
            told = self._told(text)
            fits = told is not None and told >= self._today
            return self._reading.with_plan(place, replace(plan, day=told or plan.day)) if fits else None

        days = [self._today + timedelta(days=days) for days in LATER]
        choices = [
            (day_words(one, self._today), self._reading.with_plan(place, replace(plan, day=one))) for one in days
        ]
        other = tr("Only a reminder") if plan.promised else tr("It was promised")
        choices.append((other, self._reading.with_plan(place, replace(plan, promised=not plan.promised))))
        choices.append((tr("Nothing to do"), self._reading.with_plan(place, None)))
        return Correction(said.plan_chip(plan, self._today), tr("Which day"), plan.day.isoformat(), become, choices)

    def _on(self, day: date) -> Reading:
        return replace(self._reading, day=None if day == self._today else day)

    def _told(self, text: str) -> date | None:
        return next((told.day for told in find_dates(text, self._today)), None)

    def _minor(self, text: str) -> int | None:
        with suppress(AmountError):
            minor = parse_amount(text, self._one_line.currency)
            return minor if minor >= 0 else None
        return None

    def _shown(self, minor: int) -> str:
        return format_amount(minor, self._one_line.currency, symbol=False, short=True)
