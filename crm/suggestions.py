"""Stages that the evidence speaks for: proposed with what happened, accepted or declined by the seller, never silent.

What speaks is kept of each friend (`crm.trust.Evidence`) as facts; the rules are numbers of the shop, held against the
facts when it is asked. So another rule is true at once, and a suggestion is gone as soon as its evidence is. A friend
is suggested one stage only, the farthest. Who was declined is left alone for `Shop.not_yet_days`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto
from typing import Any

from peewee import SQL

from crm.db.models import Contact, Suggestion
from crm.db.store import Store
from crm.errors import MissingError
from crm.finder import Filter, Finder
from crm.follow_ups import later
from crm.ids import ContactId
from crm.settings import Settings, Shop
from crm.stages import Stage, Stages
from crm.topics import Action, Topic, Verb
from crm.trust import MOST_DAYS

MOST = 200
"""So many are listed of a stage; all of them are counted."""


class Proof(StrEnum):
    """What speaks for a stage."""

    REACTED = auto()
    TALKED = auto()
    PAID = auto()
    INTRODUCED = auto()
    PRAISED = auto()


@dataclass(frozen=True, slots=True)
class ProofRow:
    """How often it happened, on which day first (of `TALKED` last), and of `TALKED` within how many days."""

    proof: Proof
    count: int
    day: date | None = None
    within: int = 0


@dataclass(frozen=True, slots=True)
class SuggestionRow:
    """A stage that the evidence speaks for."""

    contact: ContactId
    name: str
    stage: Stage
    proofs: tuple[ProofRow, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """The first suggestions of each stage, and how many there are."""

    rows: Mapping[Stage, tuple[SuggestionRow, ...]]
    counts: Mapping[Stage, int]

    @property
    def count(self) -> int:
        """Of all stages."""
        return sum(self.counts.values())


BELOW = {
    stage: tuple(one.value for one in Stage if one.rank < stage.rank)
    for stage in (Stage.INTERESTED, Stage.INTERACTING, Stage.CUSTOMER)
} | {Stage.AGENT: (Stage.CUSTOMER.value,)}
"""In which stages a friend is to whom a stage is suggested: only customers become agents."""


class Suggestions:
    """Verbs on suggestions of stages."""

    def __init__(self, store: Store, settings: Settings, finder: Finder, stages: Stages) -> None:
        self._store = store
        self._settings = settings
        self._finder = finder
        self._stages = stages

    def waiting(self, which: Filter | None = None, limit: int = MOST) -> Waiting:
        """What is suggested for friends who fit, of each stage those heard of last first."""
        which = which or Filter()
        shop = self._settings.shop()
        rows: dict[Stage, tuple[SuggestionRow, ...]] = {}
        counts: dict[Stage, int] = {}
        for stage in BELOW:
            found = self._store.ids(self._finder.among(which, self._query(stage, shop)))
            counts[stage] = len(found)
            rows[stage] = tuple(self._rows(found[:limit], stage, shop))
        return Waiting(rows, counts)

    def of(self, contact: ContactId) -> SuggestionRow | None:
        """What is suggested for a friend, if anything."""
        shop = self._settings.shop()
        for stage in reversed(BELOW):
            if self._store.rows(self._query(stage, shop).where(Contact.id == contact, Contact.deleted_at.is_null())):
                return self._rows([contact], stage, shop)[0]
        return None

    def accept(self, contact: ContactId, stage: Stage) -> None:
        """Move the friend to the stage. Raises `MissingError` when it is not suggested (any more)."""
        self._require(contact, stage)
        self._stages.move(contact, stage)

    def decline(self, contact: ContactId, stage: Stage) -> None:
        """Leave the friend where they are, and be quiet about this stage for the shop's days. Raises `MissingError`
        when it is not suggested (any more).
        """
        self._require(contact, stage)
        until = later(self._store.clock.today(), self._settings.shop().not_yet_days)
        with self._store.write(Topic.STAGES, Action(Verb.DECLINE_SUGGESTION, contact, stage)) as write:
            write.insert(Suggestion, contact=contact, stage=stage, evidence=PROOFS[stage], until=until)

    def _require(self, contact: ContactId, stage: Stage) -> None:
        found = self.of(contact)
        if found is None or found.stage is not stage:
            raise MissingError("suggestion", str(contact))

    def _query(self, stage: Stage, shop: Shop) -> Any:
        """The friends to whom a stage is suggested, and no farther one."""
        sql, values = _speaks(stage, shop)
        farther = [_speaks(other, shop) for other in BELOW if other.rank > stage.rank and other is not Stage.AGENT]
        no = "".join(f" AND NOT ({other})" for other, _ in farther)
        today = self._store.clock.today()
        declined = (
            ' AND "t1"."id" NOT IN (SELECT contact_id FROM suggestion WHERE state = \'declined\' AND stage = ?'
            " AND until > ? AND deleted_at IS NULL)"
        )
        below = ", ".join(f"'{one}'" for one in BELOW[stage])
        return (
            Contact.select(Contact.id)
            .where(
                SQL(
                    f'"t1"."stage" IN ({below}) AND "t1"."id" IN'
                    f" (SELECT e.contact_id FROM stage_evidence e WHERE {sql}{no}){declined}",
                    (*values, *(value for _, some in farther for value in some), stage.value, today),
                )
            )
            .order_by(Contact.last_contact_at.desc(), Contact.id.desc())
        )

    def _rows(self, contacts: Iterable[int], stage: Stage, shop: Shop) -> list[SuggestionRow]:
        wanted = list(contacts)
        names = dict(self._store.rows(Contact.select(Contact.id, Contact.name).where(Contact.id.in_(wanted))))
        span = f"span_{_days(shop)}"
        sql = (
            f"SELECT contact_id, reactions, reacted_on, {span}, talked_on, paid, bought_on, introduced, praised"
            f" FROM stage_evidence WHERE contact_id IN ({', '.join('?' * len(wanted))})"
        )
        rows: list[SuggestionRow] = []
        found = {number: row for number, *row in self._store.rows((sql, wanted))}
        for number in wanted:
            reactions, reacted, within, talked, paid, bought, introduced, praised = found[number]
            every = {
                Stage.INTERESTED: (ProofRow(Proof.REACTED, reactions, _day(reacted)),),
                Stage.INTERACTING: (ProofRow(Proof.TALKED, _days(shop), _day(talked), within),),
                Stage.CUSTOMER: (ProofRow(Proof.PAID, paid, _day(bought)),),
                Stage.AGENT: (
                    ProofRow(Proof.PAID, paid, _day(bought)),
                    ProofRow(Proof.INTRODUCED, introduced),
                    ProofRow(Proof.PRAISED, praised),
                ),
            }
            proofs = tuple(proof for proof in every[stage] if proof.count)
            rows.append(SuggestionRow(ContactId(number), names[number], stage, proofs))
        return rows


PROOFS = {
    Stage.INTERESTED: Proof.REACTED,
    Stage.INTERACTING: Proof.TALKED,
    Stage.CUSTOMER: Proof.PAID,
    Stage.AGENT: Proof.INTRODUCED,
}
"""What mainly speaks for each stage."""


def _days(shop: Shop) -> int:
    return max(1, min(MOST_DAYS, shop.talked_days))


def _speaks(stage: Stage, shop: Shop) -> tuple[str, tuple[int, ...]]:
    """Whether the evidence `e` of a friend speaks for a stage, by the shop's numbers."""
    match stage:
        case Stage.INTERESTED:
            return "e.reactions >= ?", (shop.reacted_times,)
        case Stage.INTERACTING:
            return f"e.span_{_days(shop)} BETWEEN 1 AND ?", (shop.talked_within_days,)
        case Stage.CUSTOMER:
            return "e.paid >= ?", (shop.paid_orders,)
        case _:
            return (
                "e.paid >= ? AND e.introduced >= ? AND e.praised >= ?",
                (shop.agent_orders, shop.agent_introductions, shop.agent_praises),
            )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
