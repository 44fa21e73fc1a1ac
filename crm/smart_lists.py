"""Smart lists: filters with a name, kept in the seller's order."""

from dataclasses import dataclass

from peewee import fn

from crm.db.models import SmartList
from crm.db.store import Store
from crm.db.write import Write
from crm.errors import EmptyNameError, TakenError, UnknownValueError
from crm.finder import Filter, Sort, SortKey, sort_of
from crm.ids import SmartListId
from crm.topics import Action, Topic, Verb


@dataclass(frozen=True, slots=True)
class SmartListRow:
    """A filter with a name, and the order in which it lists its friends."""

    id: SmartListId
    version: int
    name: str
    filter: Filter
    sort: SortKey
    descending: bool


class SmartLists:
    """Verbs on smart lists."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def all(self) -> list[SmartListRow]:
        """Every smart list, in the seller's order."""
        rows = self._store.rows(
            SmartList.select(
                SmartList.id, SmartList.version, SmartList.name, SmartList.query, SmartList.sort, SmartList.descending
            )
            .where(SmartList.deleted_at.is_null())
            .order_by(SmartList.position, SmartList.id)
        )
        return [
            SmartListRow(SmartListId(number), version, name, _filter(query), _sort(sort), bool(descending))
            for number, version, name, query, sort, descending in rows
        ]

    def add(self, name: str, which: Filter, sort: SortKey = Sort.NAME, *, descending: bool = False) -> SmartListId:
        """A new list, the last one. Raises `EmptyNameError`, `TakenError`."""
        with self._store.write(Topic.LISTS, Action(Verb.EDIT_LIST)) as write:
            values = {"name": _free(write, name), "query": which.text(), "sort": str(sort), "descending": descending}
            position = write.rows(SmartList.select(fn.COALESCE(fn.MAX(SmartList.position), 0) + 1))[0][0]
            return SmartListId(write.insert(SmartList, position=position, **values))

    def rename(self, smart_list: SmartListId, name: str) -> None:
        """Another name. Raises `EmptyNameError`, `TakenError`, `MissingError`."""
        with self._store.write(Topic.LISTS, Action(Verb.EDIT_LIST)) as write:
            write.update(SmartList, smart_list, name=_free(write, name, smart_list))

    def change(
        self, smart_list: SmartListId, which: Filter, sort: SortKey = Sort.NAME, *, descending: bool = False
    ) -> None:
        """Another filter and order under the same name. Raises `MissingError`."""
        with self._store.write(Topic.LISTS, Action(Verb.EDIT_LIST)) as write:
            write.update(SmartList, smart_list, query=which.text(), sort=str(sort), descending=descending)

    def move(self, smart_list: SmartListId, place: int) -> None:
        """To another place in the seller's order, 0 for the first. Raises `MissingError`."""
        with self._store.write(Topic.LISTS, Action(Verb.EDIT_LIST)) as write:
            query = SmartList.select(SmartList.id).where(SmartList.deleted_at.is_null())
            self._store.row(query.where(SmartList.id == smart_list), "smart_list", smart_list)
            order = [n for (n,) in write.rows(query.order_by(SmartList.position, SmartList.id)) if n != smart_list]
            order.insert(max(place, 0), smart_list)
            for position, number in enumerate(order, start=1):
                write.update(SmartList, number, position=position)

    def remove(self, smart_list: SmartListId) -> None:
        """Into the bin; its friends stay. Raises `MissingError`."""
        with self._store.write(Topic.LISTS, Action(Verb.EDIT_LIST)) as write:
            write.delete(SmartList, smart_list)


def _free(write: Write, name: str, own: SmartListId | None = None) -> str:
    """A name on one line that no other list has."""
    clean = " ".join(name.split())
    if not clean:
        raise EmptyNameError("smart_list")
    query = SmartList.select(SmartList.id).where(SmartList.name == clean, SmartList.deleted_at.is_null())
    if [number for (number,) in write.rows(query) if number != own]:
        raise TakenError("smart_list", clean)
    return clean


def _filter(query: str) -> Filter:
    """The filter of a list; one that a newer program wrote and this one cannot read is taken as words, and so finds
    nobody rather than everybody.
    """
    try:
        return Filter.parse(query)
    except UnknownValueError:
        return Filter(words=query)


def _sort(text: str) -> SortKey:
    try:
        return sort_of(text)
    except UnknownValueError:
        return Sort.NAME
