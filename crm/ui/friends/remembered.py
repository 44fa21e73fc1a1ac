"""What the page of friends keeps on this computer from one start to the next."""

from dataclasses import dataclass, field
from typing import Any

from crm.errors import UnknownValueError
from crm.finder import Filter, Sort, SortKey, sort_of
from crm.ids import SmartListId
from crm.ui.friends.columns import STANDARD
from crm.ui.widgets.columns_view import Arrangement


@dataclass(frozen=True, slots=True)
class Remembered:
    """How the list was left; the words of a search are not kept."""

    columns: bool = False
    arrangement: Arrangement = STANDARD
    sort: SortKey = Sort.NAME
    descending: bool = False
    filter: Filter = field(default_factory=Filter)
    smart_list: SmartListId | None = None

    @classmethod
    def read(cls, said: object) -> "Remembered":
        """What `said` wrote; as at first where it says nothing, or what nobody can read any more."""
        if not isinstance(said, dict):
            return cls()
        number = said.get("list")
        return cls(
            said.get("look") == "columns",
            Arrangement.read(said.get("columns")) or STANDARD,
            _sort(said.get("sort")),
            said.get("descending") is True,
            _filter(said.get("filter")),
            SmartListId(number) if type(number) is int else None,
        )

    def said(self) -> dict[str, Any]:
        """For a file of choices."""
        return {
            "look": "columns" if self.columns else "lines",
            "columns": self.arrangement.said(),
            "sort": str(self.sort),
            "descending": self.descending,
            "filter": self.filter.text(),
            "list": self.smart_list,
        }


def _sort(text: object) -> SortKey:
    try:
        return sort_of(text) if isinstance(text, str) else Sort.NAME
    except UnknownValueError:
        return Sort.NAME


def _filter(text: object) -> Filter:
    try:
        return Filter.parse(text).with_words("") if isinstance(text, str) else Filter()
    except UnknownValueError:
        return Filter()
