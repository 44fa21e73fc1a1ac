"""The word lists that demo shops are made of, from `resources/demo`."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum, auto
from functools import cache
from pathlib import Path
from typing import Any

import crm

FOLDER = Path(crm.__file__).parent.parent / "resources" / "demo"


class Folk(StrEnum):
    """Where a friend is at home, which decides their names, phones and platforms."""

    HANS = auto()
    HANT = auto()
    EN = auto()
    MY = auto()
    VI = auto()

    @property
    def language(self) -> str:
        """The language of talks with them: hans, hant or en."""
        return self.value if self in (Folk.HANS, Folk.HANT) else Folk.EN.value


@dataclass(frozen=True, slots=True)
class Good:
    """A product: its name in the languages of talks, its unit, price and cost in cents, and of what sort it is."""

    names: Mapping[str, str]
    unit: str
    price: int
    cost: int
    days: int | None
    sort: str


@cache
def people() -> Mapping[str, Any]:
    """Everything that friends are made of."""
    found: Mapping[str, Any] = json.loads((FOLDER / "people.json").read_text(encoding="utf-8"))
    return found


@cache
def goods() -> Sequence[Good]:
    """What the demo shop sells; at most 64, so that events can hold a product's number in six bits."""
    found = json.loads((FOLDER / "products.json").read_text(encoding="utf-8"))
    return [
        Good({"hans": hans, "hant": hant, "en": en}, unit, price, cost, days, sort)
        for hans, hant, en, unit, price, cost, days, sort in found
    ]
