"""A filter as SQL, over friends called `t1`. Values are always parameters."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from peewee import SQL

from crm.clock import Clock
from crm.finder.birthdays import days_ahead
from crm.finder.filter import MOST_BOND, NEVER, NO, NOW, OVERDUE, YES, Condition, Facet, Range
from crm.money import Currency
from crm.trust import COLD, COLD_FROM, READY_DAYS, READY_FROM, STRONGER, STRONGER_FROM, Trend, drift_of, floor_of

Bare = tuple[str, tuple[object, ...]]
"""A condition in SQL, and its values."""

TAGGED = """"t1"."id" IN (SELECT l.contact_id FROM contact_tag l JOIN tag t ON t.id = l.tag_id
  WHERE t.name IN ({}) AND t.deleted_at IS NULL AND l.deleted_at IS NULL)"""
TIED = """"t1"."id" IN (SELECT i.contact_id FROM tie i JOIN account a ON a.id = i.account_id
  WHERE a.name IN ({}) AND a.deleted_at IS NULL AND i.deleted_at IS NULL)"""
REACHED = """"t1"."id" IN (SELECT contact_id FROM identity WHERE platform IN ({}) AND deleted_at IS NULL)"""
BOUGHT = """"t1"."id" IN (SELECT l.contact_id FROM product p CROSS JOIN order_line l ON l.product_id = p.id
  WHERE p.name IN ({}) AND p.deleted_at IS NULL AND l.deleted_at IS NULL
  AND l.order_id NOT IN (SELECT id FROM shop_order WHERE cancelled_on IS NOT NULL))"""
SAID = """"t1"."id" IN (SELECT v.contact_id FROM field_value v JOIN custom_field f ON f.id = v.field_id
  WHERE f.name = ? AND f.deleted_at IS NULL AND v.deleted_at IS NULL AND {})"""
BORN = '"t1"."birthday_key" IN ({})'


class Matching:
    """Turns conditions into SQL, by today's day and the shop's currency."""

    def __init__(self, clock: Clock, currency: Currency) -> None:
        self._clock = clock
        self._currency = currency

    def group(self, conditions: tuple[Condition, ...]) -> Bare:
        """All of the conditions."""
        parts = [self.condition(condition) for condition in conditions]
        return " AND ".join(sql for sql, _ in parts), tuple(value for _, values in parts for value in values)

    def condition(self, condition: Condition) -> Bare:
        """One condition; what it says nothing about does not fit it, and fits its opposite."""
        sql, values = self._any(condition)
        return (f"NOT ifnull({sql}, 0)" if condition.negated else sql), values

    def _any(self, condition: Condition) -> Bare:
        match condition.facet:
            case Facet.STAGE | Facet.STANDING | Facet.SOURCE:
                column = f'"t1"."{condition.facet}"'  # an index serves an equation better than a list of one
                return _among(
                    f"{column} IN ({{}})" if len(condition.values) > 1 else f"{column} = {{}}", condition.values
                )
            case Facet.TAG:
                return _among(TAGGED, condition.values)
            case Facet.ACCOUNT:
                return _among(TIED, condition.values)
            case Facet.PLATFORM:
                return _among(REACHED, condition.values)
            case Facet.BOUGHT:
                return _among(BOUGHT, condition.values)
            case Facet.FIELD:
                return self._field(condition)
            case _:
                return _either(condition.values, self._one[condition.facet])

    @property
    def _one(self) -> dict[Facet, Callable[[str], Bare]]:
        return {
            Facet.STAGE_DAYS: lambda value: self._days('"t1"."stage_on"', value),
            Facet.ADDED: lambda value: self._days('"t1"."added_on"', value),
            Facet.QUIET: self._quiet,
            Facet.NEXT: self._next,
            Facet.BIRTHDAY: self._birthday,
            Facet.SPENT: lambda value: self._amount('"t1"."spent"', value),
            Facet.OWED: lambda value: self._amount('"t1"."owed"', value),
            Facet.BOND: self._bond,
            Facet.TREND: self._trend,
            Facet.READY: self._ready,
            Facet.CHANNELS: lambda value: _between('"t1"."channels"', Range.of(value), int),
        }

    def _ago(self, days: str) -> date:
        try:
            return self._clock.today() - timedelta(days=int(days))
        except OverflowError:
            return date.min

    def _days(self, column: str, value: str) -> Bare:
        """So many days ago: the larger the number, the earlier the day."""
        ends = Range.of(value)
        return _between(column, Range(ends.most, ends.least), self._ago)

    def _quiet(self, value: str) -> Bare:
        if value == NEVER:
            return '"t1"."last_contact_at" IS NULL', ()
        return self._days('"t1"."quiet_since"', value)

    def _next(self, value: str) -> Bare:
        if value == OVERDUE:
            return '"t1"."next_on" < ?', (self._clock.today(),)
        return f'"t1"."next_on" IS {"NOT " if value == YES else ""}NULL', ()

    def _birthday(self, value: str) -> Bare:
        if value in (YES, NO):
            return f'"t1"."birthday_key" IS {"NOT " if value == YES else ""}NULL', ()
        today = self._clock.today()
        month = today.month if value == NOW else int(value)
        return _among(BORN, tuple(key for key, day in days_ahead(today).items() if day.month == month))

    def _amount(self, column: str, value: str) -> Bare:
        if value in (YES, NO):
            # written out, since an index of chosen rows serves only a condition with the same literal
            return f"{column} {'>' if value == YES else '<='} 0", ()
        return _between(column, Range.of(value), self._minor)

    def _bond(self, value: str) -> Bare:
        """What fades is stored as of one day, see `crm.trust`: today's number is a level that only today has."""
        today = self._clock.today().toordinal()
        ends = Range.of(value)
        if ends.least and int(ends.least) > MOST_BOND:
            return "0", ()
        parts: list[str] = []
        values: list[object] = []
        if ends.least and int(ends.least) > 0:
            parts.append('"t1"."bond_level" >= ?')
            values.append(floor_of(int(ends.least), today))
        if ends.most and int(ends.most) < MOST_BOND:
            parts.append('("t1"."bond_level" IS NULL OR "t1"."bond_level" < ?)')
            values.append(floor_of(int(ends.most) + 1, today))
        return " AND ".join(parts) or "1", tuple(values)

    def _trend(self, value: str) -> Bare:
        today = self._clock.today().toordinal()
        up = value == Trend.UP
        share, least = (STRONGER, STRONGER_FROM) if up else (COLD, COLD_FROM)
        return (
            f'"t1"."bond_level" >= ? AND "t1"."bond_drift" {">=" if up else "<="} ?',
            (floor_of(least, today), drift_of(share, today)),
        )

    def _ready(self, value: str) -> Bare:
        """A strong tie × interest that no order followed × nothing that is in the way: set aside, owing, sold to of
        late, a case of after-sales that is open.
        """
        today = self._clock.today()
        ready = (
            '("t1"."interest_on" >= ? AND "t1"."bond_level" >= ? AND "t1"."standing" = \'active\''
            ' AND "t1"."owed" = 0 AND "t1"."selling" = 0 AND "t1"."id" NOT IN'
            " (SELECT contact_id FROM after_sale WHERE closed_on IS NULL AND kind <> 'praise' AND deleted_at IS NULL))"
        )
        since = today - timedelta(days=READY_DAYS)
        return f"{'' if value == YES else 'NOT ifnull'}({ready}{'' if value == YES else ', 0'})", (
            since,
            floor_of(READY_FROM, today.toordinal()),
        )

    def _minor(self, text: str) -> int:
        whole, _, part = text.partition(".")
        digits = self._currency.decimals
        return int(whole + part[:digits].ljust(digits, "0"))

    def _field(self, condition: Condition) -> Bare:
        if not condition.values:
            return SAID.format("1"), (condition.field,)
        sql, values = _either(condition.values, _said)
        return SAID.format(sql), (condition.field, *values)


def _said(value: str) -> Bare:
    ends = Range.of(value)
    sql, values = "v.value = ?", [value]
    if ".." in value and ends != Range(None, None):
        number, numbers = _between("CAST(v.value AS REAL)", ends, _number)
        day, days = _between("v.value", ends, str)
        sql = f"CASE f.kind WHEN 'number' THEN {number} WHEN 'date' THEN {day} ELSE {sql} END"
        return sql, (*numbers, *days, *values)
    text = f"CASE f.kind WHEN 'text' THEN instr(lower(v.value), lower(?)) > 0 ELSE {sql} END"
    return text, (value, *values)


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return float("nan")  # which no number reaches


def _among(sql: str, values: tuple[str, ...]) -> Bare:
    return sql.format(", ".join("?" * len(values))), values


def _either(values: tuple[str, ...], one: Callable[[str], Bare]) -> Bare:
    parts = [one(value) for value in values]
    return (
        f"({' OR '.join(sql for sql, _ in parts)})" if parts else "0",
        tuple(value for _, some in parts for value in some),
    )


def _between(column: str, ends: Range, read: Callable[[str], object]) -> Bare:
    parts = [(f"{column} {sign} ?", read(end)) for sign, end in ((">=", ends.least), ("<=", ends.most)) if end]
    return " AND ".join(sql for sql, _ in parts), tuple(value for _, value in parts)


def narrowed(query: Any, groups: tuple[tuple[Condition, ...], ...], matching: Matching) -> Any:
    """The query with the friends of any of these groups only."""
    if not groups:
        return query
    parts = [matching.group(group) for group in groups]
    sql = " OR ".join(f"({part})" for part, _ in parts)
    return query.where(SQL(f"({sql})", [value for _, values in parts for value in values]))
