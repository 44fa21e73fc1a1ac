"""Phrases 话术: messages with {variables} that are filled for one friend from what is known, and never from more."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, auto
from functools import cache
from typing import Any

from peewee import fn

from crm.clock import from_ms
from crm.db.models import Contact, Order, OrderLine, Phrase
from crm.db.store import Store
from crm.errors import EmptyNameError
from crm.ids import ContactId, PhraseId
from crm.names import calling, fits, fold
from crm.topics import Action, Topic, Verb


class Variable(StrEnum):
    """What can be filled in: how they are called, their name, what they bought last, the days since then, and when
    there was last contact.
    """

    CALLED = auto()
    NAME = auto()
    PRODUCT = auto()
    DAYS = auto()
    LAST = auto()


SPELLINGS: dict[Variable, tuple[str, ...]] = {
    Variable.CALLED: ("称呼", "稱呼", "called"),
    Variable.NAME: ("名字", "姓名", "name"),
    Variable.PRODUCT: ("产品", "商品", "產品", "product"),
    Variable.DAYS: ("天数", "天數", "days"),
    Variable.LAST: ("上次", "last"),
}
"""How each may be written between the braces, in any language, whatever language is spoken now; the first is 简体."""

_SLOT = re.compile(r"[{｛]([^{}｛｝\n]{1,24})[}｝]")


def variable_of(word: str) -> Variable | None:
    """The variable that is written so, Traditional or Simplified, in any case; none for any other word."""
    return _known().get(fold(word).strip())


@cache
def _known() -> dict[str, Variable]:
    """By how each is written, folded: what folds is read from the disk, and not before it is needed."""
    return {fold(word): variable for variable, words in SPELLINGS.items() for word in words}


@dataclass(frozen=True, slots=True)
class PhraseDraft:
    """What a form says about a phrase; `heading` is the group it stands under. Only the text is needed."""

    text: str
    name: str = ""
    heading: str = ""


@dataclass(frozen=True, slots=True)
class PhraseRow:
    """A phrase; `uses` is how often it was copied."""

    id: PhraseId
    version: int
    name: str
    heading: str
    text: str
    uses: int
    position: int

    @property
    def title(self) -> str:
        """Its name, or the beginning of its text where it has none."""
        return self.name or " ".join(self.text.split())[:40]


@dataclass(frozen=True, slots=True)
class Filled:
    """A text with everything filled in that is known. `empty` are the variables nothing is known for, `unknown` the
    words between braces that are no variable; both still stand in the text as they were written.
    """

    text: str
    empty: tuple[Variable, ...] = ()
    unknown: tuple[str, ...] = ()


COLUMNS = (Phrase.id, Phrase.version, Phrase.name, Phrase.heading, Phrase.text, Phrase.uses, Phrase.position)


class Phrases:
    """Verbs on phrases."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def all(self) -> list[PhraseRow]:
        """Every phrase: the groups in the order of their first phrase, and in them the seller's order."""
        rows = [
            PhraseRow(PhraseId(number), *rest)
            for number, *rest in self._store.rows(
                Phrase.select(*COLUMNS).where(Phrase.deleted_at.is_null()).order_by(Phrase.position, Phrase.id)
            )
        ]
        groups = {heading: place for place, heading in enumerate(dict.fromkeys(row.heading for row in rows))}
        return sorted(rows, key=lambda row: groups[row.heading])

    def row(self, phrase: PhraseId) -> PhraseRow:
        """One phrase. Raises `MissingError`."""
        number, *rest = self._store.row(
            Phrase.select(*COLUMNS).where(Phrase.id == phrase, Phrase.deleted_at.is_null()), "phrase", phrase
        )
        return PhraseRow(PhraseId(number), *rest)

    def headings(self) -> list[str]:
        """The names of the groups, in their order."""
        return list(dict.fromkeys(row.heading for row in self.all()))

    def search(self, words: str, limit: int = 200) -> list[PhraseRow]:
        """The phrases whose name, group (both by pinyin and initials too) or text fit what was typed.

        Those that fit by name come first; nothing typed finds all.
        """
        typed = fold(words).strip()
        found = [row for row in self.all() if fits(f"{row.name} {row.heading}", typed, row.text)]
        if typed:
            found.sort(key=lambda row: (not fits(row.name, typed), -row.uses))
        return found[:limit]

    def add(self, draft: PhraseDraft) -> PhraseId:
        """A new phrase, the last of its group. Raises `EmptyNameError` without a text."""
        with self._store.write(Topic.PHRASES, Action(Verb.EDIT_PHRASE)) as write:
            last = write.rows(Phrase.select(fn.MAX(Phrase.position)))[0][0]
            return PhraseId(write.insert(Phrase, position=(last or 0) + 1, **_values(draft)))

    def add_all(self, drafts: Sequence[PhraseDraft]) -> list[PhraseId]:
        """Several new phrases in one step (ready examples). Raises what `add` raises."""
        with self._store.write(Topic.PHRASES, Action(Verb.EDIT_PHRASE, count=len(drafts))):
            return [self.add(draft) for draft in drafts]

    def edit(self, phrase: PhraseId, draft: PhraseDraft, *, seen: int | None = None) -> None:
        """Say it anew. Raises what `add` raises, and `MissingError`, `ConflictError`."""
        with self._store.write(Topic.PHRASES, Action(Verb.EDIT_PHRASE)) as write:
            write.update(Phrase, phrase, seen=seen, **_values(draft))

    def delete(self, phrases: Sequence[PhraseId]) -> None:
        """Put them into the bin. Raises `MissingError`."""
        with self._store.write(Topic.PHRASES, Action(Verb.DELETE_PHRASE, count=len(phrases))) as write:
            for phrase in phrases:
                write.delete(Phrase, phrase)

    def move(self, phrase: PhraseId, place: int) -> None:
        """To this place in its group, 0 the first; beyond the ends is the end. Raises `MissingError`."""
        with self._store.write(Topic.PHRASES, Action(Verb.EDIT_PHRASE)) as write:
            moved = self.row(phrase)
            group = [row for row in self.all() if row.heading == moved.heading]
            positions = [row.position for row in group]
            group.remove(moved)
            group.insert(max(place, 0), moved)
            for row, position in zip(group, positions, strict=True):
                if row.position != position:
                    write.update(Phrase, row.id, position=position)

    def used(self, phrase: PhraseId) -> None:
        """It was copied once more: counted, and no step that undo would stop at. Raises `MissingError`."""
        with self._store.write(Topic.PHRASES) as write:
            write.update(Phrase, phrase, uses=self.row(phrase).uses + 1)

    def filled(
        self, text: str, contact: ContactId | None, *, say_day: Callable[[date], str] = date.isoformat
    ) -> Filled:
        """The text for one friend, days told by `say_day`; for nobody every variable is empty.

        Raises `MissingError` for a friend who is not there.
        """
        known = {} if contact is None or not _SLOT.search(text) else self._known(contact, say_day)
        empty: dict[Variable, None] = {}
        unknown: dict[str, None] = {}

        def fill(found: "re.Match[str]") -> str:
            variable = variable_of(found[1])
            if variable is None:
                unknown[found[1]] = None
                return found[0]
            if not known.get(variable):
                empty[variable] = None
                return found[0]
            return known[variable]

        return Filled(_SLOT.sub(fill, text), tuple(empty), tuple(unknown))

    def _known(self, contact: ContactId, say_day: Callable[[date], str]) -> dict[Variable, str]:
        """What each variable says of a friend; those nothing is known for are left out or empty."""
        name, remark, last = self._store.row(
            Contact.select(Contact.name, Contact.remark, Contact.last_contact_at).where(
                Contact.id == contact, Contact.deleted_at.is_null()
            ),
            "contact",
            contact,
        )
        known = {Variable.NAME: name, Variable.CALLED: calling(remark) or calling(name) or name}
        if last is not None:
            known[Variable.LAST] = say_day(self._store.clock.day_of(from_ms(last)))
        bought = self._store.rows(
            OrderLine.select(OrderLine.name, Order.day)
            .join(Order)
            .where(
                Order.contact == contact,
                Order.cancelled_on.is_null(),
                Order.deleted_at.is_null(),
                OrderLine.deleted_at.is_null(),
            )
            .order_by(Order.at.desc(), Order.id.desc(), OrderLine.id)
            .limit(1)
        )
        for product, day in bought:
            days = (self._store.clock.today() - date.fromisoformat(day)).days
            known |= {Variable.PRODUCT: product, Variable.DAYS: str(days)}
        return known


def _values(draft: PhraseDraft) -> dict[str, Any]:
    text = draft.text.strip()
    if not text:
        raise EmptyNameError("phrase")
    return {"name": " ".join(draft.name.split()), "heading": " ".join(draft.heading.split()), "text": text}
