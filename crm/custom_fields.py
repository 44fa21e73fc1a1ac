"""Own fields: what a seller wants to know of each friend beside what every friend has, and what is known so far."""

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum, auto
from itertools import islice
from typing import Any, assert_never

from peewee import fn

from crm.db.derived import blocks
from crm.db.models import Contact, CustomField, FieldValue
from crm.db.store import SMALL, Store
from crm.db.write import Write
from crm.errors import (
    ConflictError,
    EmptyNameError,
    FieldMisfitError,
    MissingError,
    TakenError,
    TooLongError,
    TooManyError,
    UnknownValueError,
)
from crm.ids import ContactId, FieldId
from crm.names import fold
from crm.progress import Progress, unheard
from crm.topics import Action, Topic, Verb
from crm.transfer.dates import BadDateError, date_of

MOST_FIELDS = 50
MOST_CHOICES = 100
LONGEST_NAME = 40
"""characters of a field's name, and of one of its choices"""
LONGEST_TEXT = 500
TOLD = 5
"""so many misfits are named"""

YES, NO = "yes", "no"
_NUMBER = re.compile(r"([+-]?)(\d{1,12}|\d{1,3}(?:,\d{3}){1,3})(?:\.(\d{1,6}))?")
_YES = frozenset({"yes", "y", "true", "1", "是", "有", "对", "對", "✓", "√"})
_NO = frozenset({"no", "n", "false", "0", "否", "不是", "没有", "沒有", "无", "無", "不", "✗", "×"})


class FieldKind(StrEnum):
    """What an own field takes."""

    TEXT = auto()
    NUMBER = auto()
    DATE = auto()
    CHOICE = auto()
    YES_NO = auto()


@dataclass(frozen=True, slots=True)
class FieldRow:
    """An own field. `choices` are the words of a field of the kind CHOICE."""

    id: FieldId
    version: int
    name: str
    kind: FieldKind
    choices: tuple[str, ...]

    def code(self, text: str) -> str:
        """What somebody typed as the code it is kept as, "" for nothing; the code of a code is itself.

        Text on one line; a number as a plain decimal (`-12.5`); a day as an ISO date; `yes` or `no`; a choice as it is
        spelled among the choices. Raises `UnknownValueError` of the kind's name, `TooLongError`.
        """
        typed = " ".join(text.split())
        if not typed:
            return ""
        match self.kind:
            case FieldKind.TEXT:
                if len(typed) > LONGEST_TEXT:
                    raise TooLongError("text", LONGEST_TEXT)
                return typed
            case FieldKind.NUMBER:
                found = _number(typed)
            case FieldKind.DATE:
                found = _day(typed)
            case FieldKind.YES_NO:
                word = _meeting(typed)
                found = YES if word in _YES else NO if word in _NO else None
            case FieldKind.CHOICE:
                found = next((c for c in self.choices if c == typed), None) or next(
                    (c for c in self.choices if _meeting(c) == _meeting(typed)), None
                )
            case unknown:
                assert_never(unknown)
        if found is None:
            raise UnknownValueError(self.kind, typed, self.choices if self.kind is FieldKind.CHOICE else ())
        return found


class CustomFields:
    """Verbs on own fields, and on what they say of friends."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def all(self) -> list[FieldRow]:
        """Every own field, in the seller's order."""
        rows = self._store.rows(
            CustomField.select(
                CustomField.id, CustomField.version, CustomField.name, CustomField.kind, CustomField.choices
            )
            .where(CustomField.deleted_at.is_null())
            .order_by(CustomField.position, CustomField.id)
        )
        return [
            FieldRow(FieldId(number), version, name, FieldKind(kind), tuple(json.loads(choices)))
            for number, version, name, kind, choices in rows
        ]

    def row(self, field: FieldId) -> FieldRow:
        """One field. Raises `MissingError`."""
        for row in self.all():
            if row.id == field:
                return row
        raise MissingError("custom_field", str(field))

    def used(self) -> dict[FieldId, int]:
        """Of how many friends each field says something; takes long where that are very many."""
        rows = self._store.rows(
            FieldValue.select(FieldValue.field, fn.COUNT(FieldValue.id))
            .where(FieldValue.deleted_at.is_null())
            .group_by(FieldValue.field)
        )
        return {FieldId(field): count for field, count in rows}

    # the fields

    def add(self, name: str, kind: FieldKind = FieldKind.TEXT, choices: Iterable[str] = ()) -> FieldId:
        """A new field, the last one. Raises `EmptyNameError`, `TakenError`, `TooLongError`, `TooManyError`."""
        with self._store.write(Topic.FIELDS, Action(Verb.EDIT_FIELDS)) as write:
            fields = self.all()
            if len(fields) >= MOST_FIELDS:
                raise TooManyError("custom_field", MOST_FIELDS)
            position = write.rows(CustomField.select(fn.COALESCE(fn.MAX(CustomField.position), 0) + 1))[0][0]
            return FieldId(
                write.insert(
                    CustomField,
                    name=_free(fields, name),
                    kind=kind,
                    choices=_choices(choices) if kind is FieldKind.CHOICE else [],
                    position=position,
                )
            )

    def edit(
        self,
        field: FieldId,
        *,
        name: str,
        kind: FieldKind,
        choices: Iterable[str] = (),
        seen: int | None = None,
        progress: Progress = unheard,
    ) -> None:
        """Everything about a field as a form has it, in one step: see `rename`, `retype` and `set_choices`.

        Where one single choice is spelled anew in its place, it is renamed wherever it is said, see `rename_choice`.
        """
        row, words = self.row(field), tuple(_choices(choices))
        if seen is not None and seen != row.version:
            raise ConflictError("custom_field", field)
        if kind is not row.kind:
            self.retype(field, kind, words, progress, name=name)
            return
        anew = [(old, new) for old, new in zip(row.choices, words, strict=False) if old != new]
        if kind is FieldKind.CHOICE and len(row.choices) == len(words) and len(anew) == 1:
            self.rename_choice(field, *anew[0], progress, field_name=name)
            return
        with self._store.write(Topic.FIELDS, Action(Verb.EDIT_FIELDS)):
            if kind is FieldKind.CHOICE and words != row.choices:
                self.set_choices(field, words)
            if name != row.name:
                self.rename(field, name)

    def rename(self, field: FieldId, name: str, *, seen: int | None = None) -> None:
        """Another name. Raises `EmptyNameError`, `TakenError`, `TooLongError`, `MissingError`, `ConflictError`."""
        with self._store.write(Topic.FIELDS, Action(Verb.EDIT_FIELDS)) as write:
            write.update(CustomField, field, seen=seen, name=_free(self.all(), name, field))

    def retype(
        self,
        field: FieldId,
        kind: FieldKind,
        choices: Iterable[str] = (),
        progress: Progress = unheard,
        *,
        name: str | None = None,
    ) -> None:
        """Another kind, and perhaps another name. What the field says already is put as the new kind would, and becomes
        a choice of its own.

        Raises `FieldMisfitError` when something does not fit the new kind: then nothing is changed; also `TooManyError`
        (choices), `TooLongError`, `TakenError`, `MissingError`, and `Cancelled` when `progress` does.
        """
        row = self.row(field)
        said = self._said(field)
        words = _choices([*choices, *sorted(set(said.values()))]) if kind is FieldKind.CHOICE else []
        called = row.name if name is None else _free(self.all(), name, field)
        wanted = FieldRow(row.id, row.version, called, kind, tuple(words))
        codes, misfits = _fitted(wanted, said)
        if misfits:
            raise FieldMisfitError(tuple(misfits[:TOLD]), len(misfits))
        self._put(
            Action(Verb.EDIT_FIELDS),
            field,
            {contact: code for contact, code in codes.items() if code != said[contact]},
            progress,
            lambda write: write.update(CustomField, field, seen=row.version, name=called, kind=kind, choices=words),
        )

    def set_choices(self, field: FieldId, choices: Iterable[str], *, seen: int | None = None) -> None:
        """Other choices, in this order. Raises `FieldMisfitError` when one that is left out is said of a friend;
        also `TooManyError`, `TooLongError`, `MissingError`, `ConflictError`.
        """
        words = _choices(choices)
        with self._store.write(Topic.FIELDS, Action(Verb.EDIT_FIELDS)) as write:
            if self.row(field).kind is not FieldKind.CHOICE:
                raise UnknownValueError("kind", FieldKind.CHOICE)
            lost = sorted(set(self._said(field).values()) - set(words))
            if lost:
                raise FieldMisfitError(tuple(lost[:TOLD]), len(lost))
            write.update(CustomField, field, seen=seen, choices=words)

    def rename_choice(
        self, field: FieldId, choice: str, name: str, progress: Progress = unheard, *, field_name: str | None = None
    ) -> None:
        """Another word for a choice, wherever it is said, and perhaps another name for the field.

        Raises `MissingError` for a choice that is not there, `EmptyNameError`, `TakenError`, `TooLongError`, and
        `Cancelled` when `progress` does.
        """
        row = self.row(field)
        if choice not in row.choices:
            raise MissingError("choice", choice)
        word = _word(name, "choice")
        if word in row.choices and word != choice:
            raise TakenError("choice", word)
        words = [word if known == choice else known for known in row.choices]
        called = row.name if field_name is None else _free(self.all(), field_name, field)
        said = {contact: word for contact, value in self._said(field).items() if value == choice != word}
        self._put(
            Action(Verb.EDIT_FIELDS),
            field,
            said,
            progress,
            lambda write: write.update(CustomField, field, seen=row.version, name=called, choices=words),
        )

    def move(self, field: FieldId, place: int) -> None:
        """To another place in the seller's order, 0 for the first. Raises `MissingError`."""
        with self._store.write(Topic.FIELDS, Action(Verb.EDIT_FIELDS)) as write:
            self.row(field)
            order = [row.id for row in self.all() if row.id != field]
            order.insert(max(place, 0), field)
            for position, number in enumerate(order, start=1):
                write.update(CustomField, number, position=position)

    def delete(self, field: FieldId, progress: Progress = unheard) -> None:
        """Into the bin with all that it says; undo brings both back. Raises `MissingError`, and `Cancelled` when
        `progress` does.
        """
        self.row(field)
        self._put(
            Action(Verb.EDIT_FIELDS),
            field,
            dict.fromkeys(self._said(field), ""),
            progress,
            lambda write: write.delete(CustomField, field),
        )

    # what they say

    def values(self, contacts: Iterable[int]) -> dict[int, dict[FieldId, str]]:
        """What the fields say of these friends, as codes; friends of whom they say nothing are left out."""
        found: dict[int, dict[FieldId, str]] = {}
        for block in blocks(list(contacts)):
            for contact, field, value in self._store.rows(
                FieldValue.select(FieldValue.contact, FieldValue.field, FieldValue.value)
                .join(CustomField)
                .where(FieldValue.contact.in_(block), FieldValue.deleted_at.is_null(), CustomField.deleted_at.is_null())
                .order_by(FieldValue.id)
            ):
                found.setdefault(contact, {})[FieldId(field)] = value
        return found

    def set(
        self, contacts: Sequence[ContactId], field: FieldId, value: str | None, progress: Progress = unheard
    ) -> None:
        """What the field says of these friends from now on, as typed or as a code; none or "" takes it away.

        One step; more than `SMALL` friends in a batch that lets others write in between. Raises what `FieldRow.code`
        raises, `MissingError`, and `Cancelled` when `progress` does; then nothing was changed.
        """
        code = self.row(field).code(value or "")
        action = Action(Verb.SET_FIELD, contacts[0] if len(contacts) == 1 else None, str(field), len(contacts))
        self._put(action, field, dict.fromkeys(contacts, code), progress)

    def change(self, contact: ContactId, field: FieldId, value: str, *, seen: str) -> None:
        """`set` for one friend, of whom the field said `seen` when that was decided ("" for nothing).

        Raises `ConflictError` when it says something else by now, and what `set` raises.
        """
        with self._store.write(Topic.CONTACTS | Topic.FIELDS, Action(Verb.SET_FIELD, contact, str(field))):
            if self.values([contact]).get(contact, {}).get(field, "") != seen:
                raise ConflictError("field_value", contact)
            self.set([contact], field, value)

    def _said(self, field: FieldId) -> dict[int, str]:
        """Friends of whom the field says something, and what."""
        query = FieldValue.select(FieldValue.contact, FieldValue.value)
        return dict(self._store.rows(query.where(FieldValue.field == field, FieldValue.deleted_at.is_null())))

    def _put(
        self,
        action: Action,
        field: FieldId,
        wanted: Mapping[int, str],
        progress: Progress,
        field_too: Callable[[Write], None] = lambda _write: None,
    ) -> None:
        """Write codes ("" for nothing) in one step; `field_too` changes the field itself, before what it says, so that
        whoever writes in between a long change writes what fits the field as it will be.
        """
        topics = Topic.CONTACTS | Topic.FIELDS
        if len(wanted) <= SMALL:
            with self._store.write(topics, action) as write:
                field_too(write)
                self._put_block(write, field, wanted)
            return
        with self._store.batch(topics, action) as batch:
            batch.count = action.count
            with batch.write() as write:
                field_too(write)
            waiting = iter(wanted.items())
            done = 0
            while block := dict(islice(waiting, batch.size)):
                with batch.write() as write:
                    first = write.next_number(FieldValue)
                    self._put_block(write, field, block)
                    batch.made(write, FieldValue, range(first, write.next_number(FieldValue)))
                    write.touched.update(block)
                done += len(block)
                progress(done, len(wanted))

    def _put_block(self, write: Write, field: FieldId, wanted: Mapping[int, str]) -> None:
        for block in blocks(list(wanted)):
            friends = write.rows(Contact.select(Contact.id).where(Contact.id.in_(block), Contact.deleted_at.is_null()))
            there = {number for (number,) in friends}
            known: dict[int, tuple[int, str]] = {
                contact: (number, value)
                for number, contact, value in write.rows(
                    FieldValue.select(FieldValue.id, FieldValue.contact, FieldValue.value).where(
                        FieldValue.field == field, FieldValue.contact.in_(block), FieldValue.deleted_at.is_null()
                    )
                )
            }
            for contact in block:
                if contact not in there:
                    raise MissingError("contact", str(contact))
                number, said = known.get(contact, (0, ""))
                _put_one(write, number, said, wanted[contact], contact=contact, field=field)


def _put_one(write: Write, number: int, said: str, code: str, **owner: Any) -> None:
    if code == said:
        return
    if not number:
        write.insert(FieldValue, value=code, **owner)
    elif code:
        write.update(FieldValue, number, value=code)
    else:
        write.delete(FieldValue, number)


def _fitted(field: FieldRow, said: Mapping[int, str]) -> tuple[dict[int, str], list[str]]:
    """What was said as codes of this field, and the texts that are none."""
    known: dict[str, str | None] = {}
    for value in said.values():
        if value not in known:
            known[value] = None
            with suppress(UnknownValueError, TooLongError):
                known[value] = field.code(value)
    misfits = [value for value in said.values() if known[value] is None]
    return {contact: known[value] or "" for contact, value in said.items()}, list(dict.fromkeys(misfits))


def _free(fields: Iterable[FieldRow], name: str, own: FieldId | None = None) -> str:
    """A name on one line that no other field has."""
    word = _word(name, "custom_field")
    if any(_meeting(row.name) == _meeting(word) for row in fields if row.id != own):
        raise TakenError("custom_field", word)
    return word


def _choices(texts: Iterable[str]) -> list[str]:
    """The words of a choice, each once; empty ones are passed over."""
    words = list(dict.fromkeys(_word(text, "choice") for text in texts if text.strip()))
    if len(words) > MOST_CHOICES:
        raise TooManyError("choice", MOST_CHOICES)
    return words


def _word(text: str, what: str) -> str:
    word = " ".join(text.split())
    if not word:
        raise EmptyNameError(what)
    if len(word) > LONGEST_NAME:
        raise TooLongError(what, LONGEST_NAME)
    return word


def _meeting(text: str) -> str:
    """What two spellings of a word share."""
    return fold(text).strip()


def _number(text: str) -> str | None:
    found = _NUMBER.fullmatch(unicodedata.normalize("NFKC", text).replace(" ", "").replace("−", "-"))
    if found is None:
        return None
    sign, whole, part = found.groups()
    number = Decimal(f"{sign}{whole.replace(',', '')}.{part or 0}")
    return f"{number.normalize():f}" if number else "0"


def _day(text: str) -> str | None:
    if text.isdigit() and len(text) < 8:
        return None  # a count of days, as worksheets have them, is no day that a person types
    try:
        return date_of(text).isoformat()
    except BadDateError:
        return None
