"""Questions about who fits: a few letters, or a filter of many parts."""

from array import array
from typing import Any

from peewee import SQL, fn

from crm.db import search
from crm.db.models import Account, Contact, CustomField, Product, Tag
from crm.db.store import Store
from crm.finder.filter import Condition, Facet, Filter
from crm.finder.matching import Matching, narrowed
from crm.finder.sorting import COLUMNS, Sort, SortKey, by_birthday, order
from crm.finder.who import who
from crm.ids import ContactId
from crm.names import parse_query
from crm.settings import Settings

EVERYONE = 2**31

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
        """Those that fit by the beginnings of words, best first: a few milliseconds."""
        query = parse_query(words)
        found = self._store.rows(search.ranked(query, words, limit)) if query.fts else []
        return [ContactId(number) for (number,) in found]

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
            born = self._store.rows(self._matching(which, Contact.select(Contact.id, Contact.birthday_key)))
            return array("q", by_birthday(born, self._store.clock.today(), descending=descending)[:limit])
        if limit is None and sort in COLUMNS and not which.empty:
            # an index lists everybody in order faster than the database sorts those who fit, or looks at each of them
            fitting = set(self._store.ids(self._matching(which, Contact.select(Contact.id))))
            everybody = self.ids(Filter(), sort, descending=descending)
            return array("q", [number for number in everybody if number in fitting])
        query = self._matching(which, Contact.select(Contact.id)).order_by(*order(which, sort, descending=descending))
        return self._store.ids(query if limit is None else query.limit(limit))

    def count(self, which: Filter) -> int:
        """How many fit."""
        return int(self._store.rows(self._matching(which, Contact.select(fn.COUNT(Contact.id))))[0][0])

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

    def _worded(self, words: str) -> Any:
        query = parse_query(words)
        if query.fts and self._store.rows((search.MATCHING + " LIMIT 1", (query.fts,))):
            return SQL(f"({search.MATCHING})", (query.fts,))
        if not query.like:
            return [-1]
        return [number for (number,) in self._store.rows(search.inside(query, EVERYONE))]
