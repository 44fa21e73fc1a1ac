"""Writing the friends of a demo shop, with all that belongs to them beside talks and orders."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

from crm.accounts import Platform
from crm.contacts import Handle, Standing, TieState
from crm.custom_fields import FieldKind
from crm.db.models import (
    Address,
    Contact,
    ContactTag,
    CustomField,
    FieldValue,
    FollowUp,
    Identity,
    StageChange,
    Tag,
    Tie,
)
from crm.db.row import Row
from crm.demo.paths import AGENT, CUSTOMER, DAYS, LAST, Path, Role
from crm.demo.pen import Calendar, Pen
from crm.demo.people import Person, address, birthday, birthday_today, lunar_birthday_tomorrow, person
from crm.demo.talks import decks
from crm.demo.words import Folk, goods, people
from crm.follow_ups import DONE, OPEN, PLAN, PROMISE
from crm.stages import Stage

CHUNK = 5_000
STAGES = tuple(stage.value for stage in Stage)
INTERACTING = Stage.INTERACTING.rank
COLUMNS: dict[type[Row], tuple[str, ...]] = {
    Contact: (
        "name", "note", "source", "added_on", "introduced_by_id", "stage", "stage_on", "standing", "standing_reason",
        "cadence_days", "birthday", "tier_id",
    ),
    Identity: ("contact_id", "platform", "handle", "handle_key"),
    Tie: ("contact_id", "identity_id", "account_id", "state", "since", "remark"),
    ContactTag: ("contact_id", "tag_id"),
    Address: ("contact_id", "recipient", "phone", "region", "detail"),
    StageChange: ("contact_id", "from_stage", "to_stage", "at", "day", "reason"),
    FollowUp: ("contact_id", "kind", "due", "text", "state", "closed_on"),
    FieldValue: ("contact_id", "field_id", "value"),
}  # fmt: skip
DUE = {Role.DUE_TODAY: 0, Role.OVERDUE: -3, Role.COMING: 2}
"""In how many days the follow-ups of these roles are due."""


class Friends:
    """Writes friends in blocks, and knows afterwards what talks and orders ask of them."""

    def __init__(
        self,
        pen: Pen,
        rng: Random,
        calendar: Calendar,
        accounts: Mapping[Platform, Sequence[int]],
        tiers: Sequence[int],
    ) -> None:
        self._pen = pen
        self._rng = rng
        self._calendar = calendar
        self._accounts = accounts
        self._tiers = tiers
        names = [*people()["general_tags"], "老客户", "台湾", "海外"]
        self._tags = dict(zip(names, pen.named(Tag, names, (), [()] * len(names)), strict=True))
        self._fields = own_fields(pen)
        self.first = pen.next(Contact)
        self._rows: defaultdict[type[Row], list[tuple[Any, ...]]] = defaultdict(list)
        self._identity = pen.next(Identity)
        self._known: list[tuple[int, int, Platform, str]] = []
        self._addresses: dict[int, str] = {}
        self._agents: list[int] = []
        self._agent_since: dict[int, int] = {}
        self._customers = bytearray()
        self._tied = 0

    def known(self, number: int) -> tuple[int, int, Platform, str]:
        """The row, account, platform and language of the friend of this number."""
        return self._known[number]

    def deck(self, number: int) -> Mapping[str, range]:
        """The scripts in the language of a friend."""
        return decks()[self._known[number][3]]

    def customer(self, number: int) -> bool:
        """Whether a friend stands among customers or agents."""
        return bool(self._customers[number])

    def agent_on(self, number: int, day: int) -> bool:
        """Whether a friend was an agent on a day."""
        return self._agent_since.get(number, day + 1) <= day

    def address(self, number: int) -> str:
        """Where parcels to a friend go, as an order keeps it."""
        return self._addresses.get(number, "")

    def add(self, number: int, path: Path) -> None:
        """One more friend; their numbers count up from 0."""
        rnd = self._rng.random
        who = person(self._rng, self.first + number)
        contact = self.first + number
        account = self._account(who.handles[0][0])
        self._known.append((contact, account, who.handles[0][0], who.folk.language))
        self._customers.append(path.rank >= CUSTOMER)
        self._friend(path, who)
        days = self._calendar.days
        for place, (platform, text) in enumerate(who.handles):
            self._rows[Identity].append((contact, platform, text, Handle(platform, text).key))
            if place == 0:
                state = TieState.DELETED if path.standing is Standing.LOST and rnd() < 0.5 else TieState.ACCEPTED
                self._rows[Tie].append((contact, self._identity, account, state, days[path.added], who.remark))
            self._identity += 1
        self._rows[ContactTag] += [(contact, self._tags[tag]) for tag in self._tagged(path, who)]
        if path.first_order is not None:
            where = address(self._rng, who, contact)
            self._rows[Address].append((contact, *where))
            self._addresses[number] = f"{where[0]} {where[1]} {where[2]} {where[3]}"
        self._history(contact, path)
        self._follow_ups(contact, path)
        self._own_fields(contact, path)
        if path.rank == AGENT:
            self._agents.append(contact)
            self._agent_since[number] = path.moves[-1]
        if len(self._rows[Contact]) >= CHUNK:
            self.flush()

    def flush(self) -> None:
        """Write what is waiting."""
        for model, columns in COLUMNS.items():
            self._pen.write(model, columns, self._rows[model])
            self._rows[model].clear()

    def _account(self, platform: Platform) -> int:
        """The next of the seller's accounts there, in turn."""
        some = self._accounts[platform]
        self._tied += 1
        return some[self._tied % len(some)]

    def _friend(self, path: Path, who: Person) -> None:
        rnd, days, words = self._rng.random, self._calendar.days, people()
        introducer = None
        if self._agents and rnd() < 0.14:
            introducer = self._agents[int(rnd() * len(self._agents))]
        reason = ""
        if path.standing is not Standing.ACTIVE:
            reasons = words["lost_reasons" if path.standing is Standing.LOST else "paused_reasons"]
            reason = reasons[int(rnd() * len(reasons))]
        match path.role:
            case Role.BIRTHDAY_TODAY:
                born = birthday_today(self._calendar.today).code()
            case Role.LUNAR_BIRTHDAY_TOMORROW:
                born = lunar_birthday_tomorrow(self._calendar.today).code()
            case _:
                born = birthday(self._rng).code() if rnd() < 0.3 else ""
        self._rows[Contact].append(
            (
                who.name,
                words["notes"][int(rnd() * len(words["notes"]))] if rnd() < 0.25 else "",
                "朋友介绍" if introducer else words["sources"][int(rnd() * len(words["sources"]))],
                days[path.added],
                introducer,
                STAGES[path.rank],
                days[(path.added, *path.moves)[-1]],
                path.standing,
                reason,
                (10, 15, 45, 60, 90)[int(rnd() * 5)] if rnd() < 0.04 else None,
                born,
                # one in three agents is of the highest level
                self._tiers[min(len(self._agents) % 3, 1)] if path.rank == AGENT else None,
            )
        )

    def _tagged(self, path: Path, who: Person) -> dict[str, None]:
        """The tags of a friend: where they are from, that they buy again, and what else the seller noticed."""
        rnd, general = self._rng.random, people()["general_tags"]
        found = dict.fromkeys(general[int(rnd() ** 2 * len(general))] for _ in range(int(rnd() * 3)))
        if path.rank >= CUSTOMER and rnd() < 0.4:
            found["老客户"] = None
        if who.folk is Folk.HANT:
            found["台湾"] = None
        elif who.folk is not Folk.HANS:
            found["海外"] = None
        return found

    def _history(self, contact: int, path: Path) -> None:
        rnd, calendar = self._rng.random, self._calendar
        before = ""
        for stage, day in zip(STAGES, (path.added, *path.moves), strict=False):
            # the first order comes at eight and is paid within half an hour; then the stage follows
            at = calendar.midnights[day] + (34_000 if before else 25_000) * 1_000
            reasons = people()["stage_reasons"].get(stage, [""])
            self._rows[StageChange].append(
                (contact, before, stage, at, calendar.days[day], reasons[int(rnd() * len(reasons))])
            )
            before = stage

    def _follow_ups(self, contact: int, path: Path) -> None:
        rnd, days = self._rng.random, self._calendar.days
        due = DUE.get(path.role) if path.role else None
        if due is None and path.role is None and path.standing is Standing.ACTIVE and rnd() < 0.05:
            due = int(rnd() * 16) - 4
        if due is not None:
            self._rows[FollowUp].append((contact, PLAN, days[DAYS + due], self._about("follow_ups"), OPEN, None))
        if path.rank >= CUSTOMER and path.end < LAST and rnd() < 0.4:
            closed = path.moves[-1] + int(rnd() * (path.end - path.moves[-1] + 1))
            kind, words = (PROMISE, "promises") if rnd() < 0.3 else (PLAN, "follow_ups")
            self._rows[FollowUp].append((contact, kind, days[closed], self._about(words), DONE, days[closed]))
        if path.role is None and path.standing is Standing.ACTIVE and path.rank >= INTERACTING and rnd() < 0.04:
            due = int(rnd() * 8) - 1
            self._rows[FollowUp].append((contact, PROMISE, days[DAYS + due], self._about("promises"), OPEN, None))

    def _own_fields(self, contact: int, path: Path) -> None:
        """What the own fields say of one friend in four, a thing or two."""
        rnd = self._rng.random
        if rnd() >= 0.25:
            return
        for number, values in self._fields:
            if rnd() < 0.4:
                joined = path.added + int(rnd() * (DAYS - path.added))
                said = values[int(rnd() * len(values))] if values else self._calendar.days[joined]
                self._rows[FieldValue].append((contact, number, said))

    def _about(self, which: str) -> str:
        words, some = people()[which], goods()
        text: str = words[int(self._rng.random() * len(words))]
        return text.replace("{p}", some[int(self._rng.random() * len(some))].names["hans"])


def own_fields(pen: Pen) -> list[tuple[int, Sequence[str]]]:
    """The numbers of the own fields and what they may say (nothing: a day); those that a shop has already are taken,
    but for one of another kind.
    """
    wanted = people()["own_fields"]
    as_stored = CustomField.choices.db_value  # rows are written as they are
    known = {name: (number, kind) for number, name, kind in pen.fields()}
    missing = [
        (name, kind, as_stored(values if kind == FieldKind.CHOICE else []), len(known) + place)
        for place, (name, kind, values) in enumerate(wanted, 1)
        if name not in known
    ]
    made = pen.write(CustomField, ("name", "kind", "choices", "position"), missing)
    known.update((name, (number, kind)) for number, (name, kind, *_) in zip(made, missing, strict=True))
    return [(known[name][0], values) for name, kind, values in wanted if known[name][1] == kind]
