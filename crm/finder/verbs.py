"""Questions about who fits: a few letters, or a filter of many parts."""

import json
from array import array
from typing import Any

from peewee import SQL, fn

from crm.db import search
from crm.db.models import Account, Contact, CustomField, Product, Tag, Tie
from crm.db.store import Store
from crm.finder.filter import Condition, Facet, Filter
from crm.finder.matching import Matching, narrowed
from crm.finder.sorting import COLUMNS, Sort, SortKey, by_birthday, order
from crm.finder.who import who
from crm.ids import AccountId, ContactId
from crm.names import parse_query
from crm.names.codes import typed_code
from crm.settings import Settings
from crm.stages import Stage

EVERYONE = 2**31
FEW = 30_000
"""So many friends are sorted by the database in less time than an index takes to list 200,000."""

NAMED = {Facet.TAG: Tag.name, Facet.ACCOUNT: Account.name, Facet.BOUGHT: Product.name, Facet.FIELD: CustomField.name}
"""Facets that speak of something which can be renamed or deleted."""


class Finder:
    """Questions about who fits."""

    def __init__(self, store: Store, settings: Settings) -> None:
        self._store = store
        self._settings = settings

    def search(self, words: str, limit: int = 50) -> list[ContactId]:
        """The friends that best fit what was typed, best first; nobody for nothing typed."""
        return self.search_beginnings(words, limit) or self.search_inside(words, limit)

    def search_beginnings(self, words: str, limit: int = 50) -> list[ContactId]:
        """Those that fit by the beginnings of words, best first, and before them whose short code was typed: a few
        milliseconds.
        """
        query = parse_query(words)
        found = self._store.rows(search.ranked(query, words, limit)) if query.fts else []
        coded = self._coded(words)
        return [*coded, *(ContactId(number) for (number,) in found if number not in coded)][:limit]

    def search_inside(self, words: str, limit: int = 50) -> list[ContactId]:
        """Those that fit anywhere inside of words, for when none fits by beginnings: looks everybody through."""
        query = parse_query(words)
        found = self._store.rows(search.inside(query, limit)) if query.like else []
        return [ContactId(number) for (number,) in found]

    def ids(
        self, which: Filter, sort: SortKey = Sort.NAME, *, descending: bool = False, limit: int | None = None
    ) -> "array[int]":
        """All friends that fit, in order. With words and no other sort asked for, see `search` for ranking."""
        if sort is Sort.BIRTHDAY:
            return self._by_birthday(which, descending=descending, limit=limit)
        if limit is None and sort in COLUMNS and not which.empty:
            fitting = self._store.ids(self._matching(which, Contact.select(Contact.id)))
            return self._sorted(fitting, order(which, sort, descending=descending), sort, descending=descending)
        query = self._matching(which, Contact.select(Contact.id)).order_by(*order(which, sort, descending=descending))
        return self._store.ids(query if limit is None else query.limit(limit))

    def _sorted(self, fitting: "array[int]", by: list[Any], sort: SortKey, *, descending: bool) -> "array[int]":
        """These friends in order. The database sorts a few; of many, an index lists everybody faster."""
        if len(fitting) > FEW:
            chosen = set(fitting)
            return array(
                "q", [number for number in self.ids(Filter(), sort, descending=descending) if number in chosen]
            )
        some = SQL('"t1"."id" IN (SELECT value FROM json_each(?))', (json.dumps(fitting.tolist()),))
        return self._store.ids(Contact.select(Contact.id).where(some).order_by(*by))

    def _by_birthday(self, which: Filter, *, descending: bool, limit: int | None) -> "array[int]":
        """Those whose birthday is known by the day on which it comes next, then the others."""
        everybody = self._matching(which, Contact.select(Contact.id, Contact.birthday_key))
        born = self._store.rows(everybody.where(SQL('"t1"."birthday_key" IS NOT NULL')))
        found = array("q", by_birthday(born, self._store.clock.today(), descending=descending)[:limit])
        if limit is not None and len(found) >= limit:
            return found
        rest = self._matching(which, Contact.select(Contact.id)).where(SQL('"t1"."birthday_key" IS NULL'))
        found.extend(self._store.ids(rest.order_by(Contact.id.desc() if descending else Contact.id)))
        return found[:limit]

    def among(self, which: Filter, query: Any) -> Any:
        """A query of friends (called `t1`), narrowed to those who fit."""
        return self._matching(which, query)

    def count(self, which: Filter) -> int:
        """How many fit."""
        return int(self._store.rows(self._matching(which, Contact.select(fn.COUNT(Contact.id))))[0][0])

    def lanes(self, which: Filter) -> dict[AccountId | None, dict[Stage, int]]:
        """Of those who fit, how many each of my accounts has in each stage; none: those on no account that is known."""
        counted = Contact.select(Contact.stage, Tie.account, fn.COUNT(fn.DISTINCT(Contact.id)))  # friends are `t1`
        tied = counted.join(Tie, on=(Tie.contact == Contact.id)).join(Account, on=(Tie.account == Account.id))
        lanes: dict[AccountId | None, dict[Stage, int]] = {}
        query = self._matching(which, tied).where(Tie.deleted_at.is_null(), Account.deleted_at.is_null())
        for stage, account, count in self._store.rows(query.group_by(Contact.stage, Tie.account)):
            lanes.setdefault(AccountId(account), {})[Stage(stage)] = count
        known = tuple(
            name for (name,) in self._store.rows(Account.select(Account.name).where(Account.deleted_at.is_null()))
        )
        nowhere = which.also(Condition(Facet.ACCOUNT, known, negated=True)) if known else which
        query = self._matching(nowhere, Contact.select(Contact.stage, fn.COUNT(Contact.id))).group_by(Contact.stage)
        lanes[None] = {Stage(stage): count for stage, count in self._store.rows(query)}
        return lanes

    def unknown(self, which: Filter) -> tuple[Condition, ...]:
        """The conditions that name a tag, account, product or own field that is not there (any more)."""
        return tuple(condition for condition in which.conditions if self._names(condition) - self._known(condition))

    def who(self, text: str) -> ContactId:
        """The one friend that is meant: by UUID, `platform:handle`, handle or phone, exact name, exact 备注.

        Raises `MissingError`, or `AmbiguousError` when several fit the first of these that fits anybody.
        """
        return who(self._store, text)

    def _names(self, condition: Condition) -> set[str]:
        if condition.facet is Facet.FIELD:
            return {condition.field}
        return set(condition.values) if condition.facet in NAMED else set()

    def _known(self, condition: Condition) -> set[str]:
        names = self._names(condition)
        if not names:
            return set()
        column = NAMED[condition.facet]
        rows = self._store.rows(column.model.select(column).where(column.in_(names), column.model.deleted_at.is_null()))
        return {name for (name,) in rows}

    def _matching(self, which: Filter, query: Any) -> Any:
        query = query.where(Contact.deleted_at.is_null())
        if which.words.strip():
            query = query.where(Contact.id.in_(self._worded(which.words)))
        return narrowed(query, which.groups, Matching(self._store.clock, self._settings.shop().currency))

    def _coded(self, words: str) -> list[ContactId]:
        """The friend whose short code this is, if there is one."""
        number = typed_code(words)
        if number is None:
            return []
        there = Contact.select(Contact.id).where(Contact.id == number, Contact.deleted_at.is_null())
        return [ContactId(found) for (found,) in self._store.rows(there)]

    def _worded(self, words: str) -> Any:
        query = parse_query(words)
        if coded := self._coded(words):
            return [*coded, *(number for (number,) in self._store.rows((search.MATCHING, (query.fts,))))]
        if query.fts and self._store.rows((search.MATCHING + " LIMIT 1", (query.fts,))):
            return SQL(f"({search.MATCHING})", (query.fts,))
        if not query.like:
            return [-1]
        return [number for (number,) in self._store.rows(search.inside(query, EVERYONE))]
