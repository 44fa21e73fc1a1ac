"""Finding: friends by a few letters, by a filter of many parts, or the one friend that a command means."""

import re
from array import array
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum, auto
from typing import Any

from peewee import SQL, Case, fn

from crm.accounts import Platform
from crm.contacts import Standing
from crm.db import search
from crm.db.models import Account, Contact, ContactTag, Identity, Tag, Tie
from crm.db.store import Store
from crm.errors import AmbiguousError, MissingError, UnknownValueError
from crm.ids import ContactId
from crm.names import fold, normal_handle, normal_phone, parse_query
from crm.stages import Stage

EVERYONE = 2**31


class Sort(StrEnum):
    """The orders in which friends can be listed."""

    NAME = auto()
    LAST_CONTACT = auto()
    STAGE = auto()
    ADDED = auto()
    NEXT = auto()
    SPENT = auto()
    OWED = auto()


@dataclass(frozen=True, slots=True)
class Filter:
    """Which friends a list shows. Parts are combined with AND, several values of one part with OR.

    `quiet_days` asks for friends not contacted for so many days, 0 for never contacted at all.
    """

    words: str = ""
    stages: tuple[Stage, ...] = ()
    tags: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    platforms: tuple[Platform, ...] = ()
    standings: tuple[Standing, ...] = ()
    sources: tuple[str, ...] = ()
    quiet_days: int | None = None
    next_step: bool | None = None
    owing: bool | None = None

    @classmethod
    def parse(cls, text: str) -> "Filter":
        """The search grammar: `stage:customer tag:宝妈 quiet:30 next:no owing:yes zhang`.

        Parts are `stage tag account platform standing source quiet next owing`; a value with blanks stands in
        double quotes; several values are joined by `|`; everything else is words to find. Raises
        `UnknownValueError`.
        """
        found = cls()
        words = []
        for key, quoted, bare in PART.findall(text):
            value = quoted or bare
            if key == "":
                words.append(value)
            else:
                found = found._with(key.lower(), tuple(part for part in value.split("|") if part))
        return replace(found, words=" ".join(words))

    def _with(self, key: str, values: tuple[str, ...]) -> "Filter":
        match key:
            case "stage":
                return replace(self, stages=tuple(Stage.of(v) for v in values))
            case "tag":
                return replace(self, tags=values)
            case "account":
                return replace(self, accounts=values)
            case "platform":
                return replace(self, platforms=tuple(Platform.of(v) for v in values))
            case "standing":
                return replace(self, standings=tuple(Standing.of(v) for v in values))
            case "source":
                return replace(self, sources=values)
            case "quiet":
                return replace(self, quiet_days=_days("".join(values)))
            case "next":
                return replace(self, next_step=_yes("".join(values)))
            case _:
                return replace(self, owing=_yes("".join(values)))

    @property
    def empty(self) -> bool:
        """Whether everybody fits."""
        return self == Filter()


PART = re.compile(
    r'(?:\b(stage|tag|account|platform|standing|source|quiet|next|owing):)?(?:"([^"]{1,200})"|([^\s"]{1,200}))',
    re.IGNORECASE,
)


def _days(text: str) -> int:
    if not text.isascii() or not text.isdigit():
        raise UnknownValueError("days", text)
    return min(int(text), 100_000)


def _yes(text: str) -> bool:
    if text.lower() not in ("yes", "no"):
        raise UnknownValueError("yes or no", text, ("yes", "no"))
    return text.lower() == "yes"


class Finder:
    """Questions about who fits."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def search(self, words: str, limit: int = 50) -> list[ContactId]:
        """The friends that best fit what was typed, best first; nobody for nothing typed."""
        query = parse_query(words)
        if query.empty:
            return []
        found = self._store.rows(search.ranked(query, words, limit)) if query.fts else []
        if not found and query.like:
            found = self._store.rows(search.inside(query, limit))
        return [ContactId(number) for (number,) in found]

    def ids(
        self, which: Filter, sort: Sort = Sort.NAME, *, descending: bool = False, limit: int | None = None
    ) -> "array[int]":
        """All friends that fit, in order. With words and no other sort asked for, see `search` for ranking."""
        query = self._matching(which, Contact.select(Contact.id)).order_by(*_order(which, sort, descending=descending))
        if limit is not None:
            query = query.limit(limit)
        return self._store.ids(query)

    def count(self, which: Filter) -> int:
        """How many fit."""
        return int(self._store.rows(self._matching(which, Contact.select(fn.COUNT(Contact.id))))[0][0])

    def _matching(self, which: Filter, query: Any) -> Any:
        query = query.where(Contact.deleted_at.is_null())
        if which.words.strip():
            query = query.where(Contact.id.in_(self._worded(which.words)))
        for column, values in (
            (Contact.stage, which.stages),
            (Contact.standing, which.standings),
            (Contact.source, which.sources),
        ):
            if values:
                query = query.where(column == values[0] if len(values) == 1 else column.in_(values))
        if which.tags:
            tagged = ContactTag.select(ContactTag.contact).join(Tag)
            query = query.where(
                Contact.id.in_(
                    tagged.where(Tag.name.in_(which.tags), Tag.deleted_at.is_null(), ContactTag.deleted_at.is_null())
                )
            )
        if which.accounts:
            tied = Tie.select(Tie.contact).join(Account)
            query = query.where(
                Contact.id.in_(
                    tied.where(
                        Account.name.in_(which.accounts),
                        Account.deleted_at.is_null(),
                        Tie.deleted_at.is_null(),
                    )
                )
            )
        if which.platforms:
            reached = Identity.select(Identity.contact)
            query = query.where(
                Contact.id.in_(reached.where(Identity.platform.in_(which.platforms), Identity.deleted_at.is_null()))
            )
        if which.quiet_days == 0:
            query = query.where(Contact.last_contact_at.is_null())
        elif which.quiet_days is not None:
            query = query.where(Contact.quiet_since <= self._day(which.quiet_days))
        if which.next_step is not None:
            query = query.where(Contact.next_on.is_null(not which.next_step))
        if which.owing is not None:
            query = query.where(SQL('"t1"."owed" > 0' if which.owing else '"t1"."owed" <= 0'))
        return query

    def _worded(self, words: str) -> Any:
        query = parse_query(words)
        if query.fts and self._store.rows((search.MATCHING + " LIMIT 1", (query.fts,))):
            return SQL(f"({search.MATCHING})", (query.fts,))
        if not query.like:
            return [-1]
        return [number for (number,) in self._store.rows(search.inside(query, EVERYONE))]

    def _day(self, days_ago: int) -> date:
        try:
            return self._store.clock.today() - timedelta(days=days_ago)
        except OverflowError:
            return date.min

    def who(self, text: str) -> ContactId:
        """The one friend that is meant: by UUID, `platform:handle`, handle or phone, exact name, exact 备注.

        Raises `MissingError`, or `AmbiguousError` when several fit the first of these that fits anybody.
        """
        for ways in (
            self._by_uuid,
            self._by_platform_handle,
            self._by_handle,
            self._by_name,
            self._by_remark,
        ):
            found = sorted(set(ways(text.strip())))
            if len(found) == 1:
                return ContactId(found[0])
            if found:
                uuids = self._store.rows(
                    Contact.select(Contact.uuid)
                    .where(Contact.id.in_(found))
                    .order_by(Contact.last_contact_at.desc(), Contact.id)
                )
                raise AmbiguousError(text, tuple(uuid for (uuid,) in uuids))
        raise MissingError("contact", text)

    def _by_uuid(self, text: str) -> list[int]:
        return self._numbers(Contact.uuid == text.lower())

    def _by_platform_handle(self, text: str) -> list[int]:
        code, colon, handle = text.partition(":")
        if not colon or code.strip().lower() not in tuple(Platform):
            return []
        platform = Platform.of(code)
        key = (normal_phone(handle) or "") if platform is Platform.PHONE else normal_handle(handle)
        return self._by_key(key, Identity.platform == platform)

    def _by_handle(self, text: str) -> list[int]:
        phone = normal_phone(text)
        return [
            *self._by_key(normal_handle(text), Identity.platform != Platform.PHONE),
            *(self._by_key(phone, Identity.platform == Platform.PHONE) if phone else ()),
        ]

    def _by_key(self, key: str, where: Any) -> list[int]:
        if not key:
            return []
        rows = self._store.rows(
            Identity.select(Identity.contact)
            .join(Contact)
            .where(Identity.handle_key == key, where, Identity.deleted_at.is_null(), Contact.deleted_at.is_null())
        )
        return [number for (number,) in rows]

    def _by_name(self, text: str) -> list[int]:
        return self._numbers(Contact.name == text)

    def _by_remark(self, text: str) -> list[int]:
        if not fold(text):
            return []
        rows = self._store.rows(
            Tie.select(Tie.contact)
            .join(Contact)
            .where(Tie.remark == text, Tie.deleted_at.is_null(), Contact.deleted_at.is_null())
        )
        return [number for (number,) in rows]

    def _numbers(self, where: Any) -> list[int]:
        return [
            number
            for (number,) in self._store.rows(Contact.select(Contact.id).where(where, Contact.deleted_at.is_null()))
        ]


def _order(which: Filter, sort: Sort, *, descending: bool) -> list[Any]:
    by: dict[Sort, list[Any]] = {
        Sort.NAME: [Contact.name_key],
        Sort.LAST_CONTACT: [Contact.last_contact_at],
        Sort.STAGE: [Case(Contact.stage, [(stage, stage.rank) for stage in Stage]), Contact.stage_on],
        Sort.ADDED: [Contact.added_on],
        Sort.NEXT: [Contact.next_on],
        Sort.SPENT: [Contact.spent],
        Sort.OWED: [Contact.owed],
    }
    columns = by[sort]
    if sort is Sort.STAGE and len(which.stages) == 1:
        columns = [Contact.stage_on]  # an index gives this order; the rank of one stage says nothing
    return [column.desc() if descending else column.asc() for column in (*columns, Contact.id)]
