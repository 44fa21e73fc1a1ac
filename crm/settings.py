"""Choices: those that belong to the shop live in its file, those that belong to this computer beside it."""

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields, replace
from enum import StrEnum, auto
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from crm.db import files
from crm.db.models import Advance, Order, Product, Setting
from crm.db.store import Store
from crm.errors import CurrencyInUseError, FileProblemError, UnknownValueError
from crm.festivals import USUAL, Festival
from crm.money import Currency
from crm.stages import Stage
from crm.topics import Action, Topic, Verb

WHOLE = 10_000
"""Shares are hundredths of a percent: 600 are 6 %."""
DEFAULT_ZONE = "Asia/Shanghai"
CADENCES = {Stage.ADDED: 3, Stage.INTERESTED: 7, Stage.INTERACTING: 14, Stage.CUSTOMER: 30, Stage.AGENT: 7}
"""Days between contacts that a stage wants, until the seller says otherwise."""


class Wish(StrEnum):
    """How much of one kind of reason the seller wants on Today."""

    NEVER = auto()
    FEWER = auto()
    USUAL = auto()
    MORE = auto()


@dataclass(frozen=True, slots=True)
class Shop:
    """The shop's choices. `capacity` is how many friends a day Today shows; days are whole days; for `cooldown_days`
    after a contact nobody is written to without need; `wishes` say of which reasons the seller wants more, fewer or
    none (by their codes, see `wish`), `day_fields` which fields of one's own hold days that come back every year,
    `days_off` the weekdays (0: Monday) without a queue, `festivals` on which customers and agents are greeted.
    `hidden_lists` are the filters of suggested lists that are not to be suggested, `remark_template` is how a new 备注
    is made ("": as the program proposes, see `crm.remarks`); between `quiet_from` and `quiet_until` (`22:00`; "":
    never) nobody is to be written to. `channel_fees` is what channels keep of an order, by their codes, in hundredths
    of a percent.

    A stage is suggested (see `crm.suggestions`): interested after `reacted_times` days on which a friend reacted or
    asked; chatting after `talked_days` (at most 5) on which both spoke within `talked_within_days`; customer after
    `paid_orders`; agent after `agent_orders`, `agent_introductions` and days of praise, `agent_praises`. One that was
    declined rests for `not_yet_days`.
    """

    zone: str = DEFAULT_ZONE
    currency: Currency = Currency.CNY
    capacity: int = 30
    cadences: Mapping[Stage, int] = field(default_factory=lambda: dict(CADENCES))
    birthday_lead_days: int = 3
    unpaid_after_days: int = 1
    cooldown_days: int = 2
    wishes: Mapping[str, Wish] = field(default_factory=dict)
    day_fields: tuple[int, ...] = ()
    days_off: tuple[int, ...] = ()
    festivals: tuple[str, ...] = USUAL
    hidden_lists: tuple[str, ...] = ()
    remark_template: str = ""
    quiet_from: str = ""
    quiet_until: str = ""
    reacted_times: int = 1
    talked_days: int = 2
    talked_within_days: int = 30
    paid_orders: int = 1
    agent_orders: int = 3
    agent_introductions: int = 1
    agent_praises: int = 1
    not_yet_days: int = 90
    channel_fees: Mapping[str, int] = field(default_factory=dict)

    def wish(self, reason: str) -> Wish:
        """How much of this kind of reason is wanted."""
        return self.wishes.get(reason, WISHES.get(reason, Wish.USUAL))


WISHES = {"no_next_step": Wish.NEVER}
"""What is wanted at first where it is not the usual: nearly everybody has no next step then."""


class Settings:
    """Verbs on the shop's choices."""

    def __init__(self, store: Store) -> None:
        self._store = store
        store.listen(self._on_news)

    def shop(self) -> Shop:
        """The choices as they are; what the file does not say, or says wrongly, is as at first."""
        said = {key: _read(value) for key, value in self._store.rows((SAID, ()))}
        shop = Shop()
        with suppress(KeyError, TypeError):
            shop = replace(shop, currency=Currency[said["currency"]])
        if isinstance(said.get("zone"), str) and is_zone(said["zone"]):
            shop = replace(shop, zone=said["zone"])
        for name, least in LEAST.items():
            if isinstance(said.get(name), int) and said[name] >= least:
                shop = replace(shop, **{name: said[name]})
        if isinstance(said.get("wishes"), dict):
            known = {key: value for key, value in said["wishes"].items() if value in list(Wish)}
            shop = replace(shop, wishes={key: Wish(value) for key, value in known.items()})
        if isinstance(said.get("day_fields"), list):
            shop = replace(shop, day_fields=_numbers(said["day_fields"]))
        if isinstance(said.get("festivals"), list):
            shop = replace(shop, festivals=tuple(festival for festival in Festival if festival in said["festivals"]))
        if isinstance(said.get("days_off"), list):
            shop = replace(shop, days_off=_numbers(said["days_off"]))
        if isinstance(said.get("hidden_lists"), list):
            shop = replace(shop, hidden_lists=tuple(map(str, said["hidden_lists"])))
        for name in ("remark_template", "quiet_from", "quiet_until"):
            if isinstance(said.get(name), str):
                shop = replace(shop, **{name: said[name]})
        shop = replace(shop, channel_fees=_shares(said.get("channel_fees")))
        if isinstance(said.get("cadences"), dict):
            days = {s: said["cadences"].get(s.value) for s in Stage}
            shop = replace(
                shop,
                cadences={s: d if isinstance(d, int) and d > 0 else CADENCES[s] for s, d in days.items()},
            )
        return shop

    def change(self, shop: Shop) -> None:
        """Choose anew. Raises `UnknownValueError` for a zone, capacity or number of days that cannot be, and
        `CurrencyInUseError` for another currency when amounts were written down already.
        """
        if not is_zone(shop.zone):
            raise UnknownValueError("zone", shop.zone)
        low = [getattr(shop, name) for name, least in LEAST.items() if getattr(shop, name) < least]
        low += [days for days in shop.cadences.values() if days < 1]
        if low:
            raise UnknownValueError("days", str(min(low)))
        for share in shop.channel_fees.values():
            if not _is_share(share):
                raise UnknownValueError("share", str(share / 100))
        before = self.shop()
        if shop.currency is not before.currency and self._has_amounts():
            raise CurrencyInUseError(before.currency.code)
        with self._store.write(Topic.SETTINGS, Action(Verb.CHANGE_SETTINGS)) as write:
            rows = write.rows(Setting.select(Setting.id, Setting.key, Setting.deleted_at))
            known = {key: (number, binned) for number, key, binned in rows}
            for item in fields(Shop):
                value = getattr(shop, item.name)
                if value == getattr(before, item.name):
                    continue
                if isinstance(value, Currency):
                    value = value.code
                number, binned = known.get(item.name, (None, None))
                if number is None:
                    write.insert(Setting, key=item.name, value=value)
                elif binned:  # chosen once, and taken back
                    write.bring_back(Setting, number, value=value)
                else:
                    write.update(Setting, number, value=value)

    def zone(self) -> ZoneInfo:
        """The shop's time zone, by which days are told."""
        return ZoneInfo(self.shop().zone)

    def _has_amounts(self) -> bool:
        orders = Order.select(Order.id).where(Order.deleted_at.is_null()).limit(1)
        prices = Product.select(Product.id).where(Product.deleted_at.is_null(), Product.price > 0).limit(1)
        left = Advance.select(Advance.id).where(Advance.deleted_at.is_null()).limit(1)
        return any(self._store.rows(query) for query in (orders, prices, left))

    def _on_news(self, topics: Topic) -> None:
        """Tell days by the zone that was just chosen, or that an undo brought back."""
        if topics & Topic.SETTINGS and (zone := self.zone()) != self._store.clock.zone:
            self._store.clock = replace(self._store.clock, zone=zone)


LEAST = {"capacity": 1, "birthday_lead_days": 0, "unpaid_after_days": 0, "cooldown_days": 0} | {
    "reacted_times": 1,
    "talked_days": 1,
    "talked_within_days": 1,
    "paid_orders": 1,
    "agent_orders": 1,
    "agent_introductions": 0,
    "agent_praises": 0,
    "not_yet_days": 1,
}
"""Whole numbers among the choices, and the lowest that each may be."""
SAID = "SELECT key, value FROM setting WHERE deleted_at IS NULL"


def is_zone(name: str) -> bool:
    """Whether there is a time zone of that name."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def _shares(said: Any) -> dict[str, int]:
    return {key: share for key, share in said.items() if _is_share(share)} if isinstance(said, dict) else {}


def _is_share(share: object) -> bool:
    """Hundredths of a percent, of at most all."""
    return isinstance(share, int) and 0 <= share <= WHOLE


def _numbers(said: list[Any]) -> tuple[int, ...]:
    return tuple(number for number in said if isinstance(number, int))


def _read(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


@dataclass(frozen=True, slots=True)
class Preferences:
    """What belongs to this computer: language (empty: the system's), theme, text size in percent, places of windows;
    whether a closed window stays beside the clock, when the seller is told of the day (`08:30`; empty: not), and the
    last day they were; whether Today is grouped by the seller's own accounts, and opens the platform after copying;
    the folder that gets a copy of each backup ("": none), and whether the seller was told that it could not be had.
    """

    language: str = ""
    theme: str = "system"
    text_percent: int = 100
    tray: bool = False
    tell_at: str = ""
    told_on: str = ""
    by_account: bool = False
    opens: bool = False
    second_place: str = ""
    second_told: bool = False
    places: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path) -> "Preferences":
        """From the folder; where there is no file, or one that cannot be read, as at first."""
        try:
            said = json.loads((folder / PREFERENCES).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return cls()
        if not isinstance(said, dict):
            return cls()
        kinds = {
            "language": str, "theme": str, "text_percent": int, "tray": bool, "tell_at": str, "told_on": str,
            "by_account": bool, "opens": bool, "second_place": str, "second_told": bool, "places": dict,
        }  # fmt: skip
        return cls(**{name: said[name] for name, kind in kinds.items() if isinstance(said.get(name), kind)})

    def write(self, folder: Path) -> None:
        """Into the folder, whole or not at all; a folder that cannot be written to loses no data, only this."""
        with suppress(FileProblemError):
            files.write_beside(folder / PREFERENCES, json.dumps(asdict(self), ensure_ascii=False, indent=1))


PREFERENCES = "preferences.json"
