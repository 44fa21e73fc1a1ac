"""Uniting what several friends have: what says the same twice becomes one, everything else becomes the kept one's."""

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from crm.db.models import (
    Address,
    Contact,
    ContactTag,
    FieldValue,
    FormerName,
    Identity,
    NotSame,
    Order,
    Photo,
    Suggestion,
    Tie,
)
from crm.db.row import Row
from crm.db.write import Write
from crm.errors import MissingError
from crm.ids import ContactId
from crm.sequences import keep_one

OWN_FIELD = "field:"
Choices = Mapping[str, ContactId]
"""Of whom each of these is taken; what is not named is the kept friend's.

A photo and values of own fields that the kept friend lacks are those of the first other who has them.
"""


def unite(write: Write, keep: ContactId, others: Sequence[ContactId], choices: Choices, today: date) -> None:
    """Everything but the rows that were handed over already: what says the same twice, and the friends themselves."""
    everybody = [keep, *others]
    friends = {
        row[0]: dict(zip(COLUMNS, row[1:], strict=True))
        for row in write.rows(Contact.select(Contact.id, *COLUMNS.values()).where(Contact.id.in_(everybody)))
    }
    if missing := [contact for contact in everybody if contact not in friends]:
        raise MissingError("contact", str(missing[0]))

    def of(what: str) -> ContactId:
        chosen = choices.get(what, keep)
        return chosen if chosen in friends else keep

    _unite_handles(write, keep, others, today)
    for model, same in ((ContactTag, ("tag_id",)), (Address, ("detail", "region", "recipient", "phone"))):
        _unite_rows(write, model, keep, others, same)
    _unite_suggestions(write, keep, others)
    _unite_values(write, keep, others, choices)
    _keep_one_photo(write, keep, others, of("photo"))
    _repoint_not_same(write, keep, others)
    keep_one(write, keep)
    _repoint_recipients(write, keep, others)
    changes: dict[str, Any] = {what: friends[of(what)][what] for what in ("name", "source", "birthday", "cadence_days")}
    changes |= {what: friends[of("stage")][what] for what in ("stage", "stage_on", "tier")}
    changes |= {what: friends[of("standing")][what] for what in ("standing", "standing_reason")}
    changes["added_on"] = min(friend["added_on"] for friend in friends.values())
    changes["note"] = "\n".join(dict.fromkeys(friends[c]["note"] for c in everybody if friends[c]["note"].strip()))
    changes["introduced_by"] = _introducer(write, [of("introduced_by"), *everybody], friends)
    for name in dict.fromkeys(friends[contact]["name"] for contact in everybody):
        if name != changes["name"]:
            write.insert(FormerName, contact=keep, text=name, day=today)
    for (number,) in write.rows(
        Contact.select(Contact.id).where(
            Contact.introduced_by.in_(list(others)), Contact.id.not_in(everybody), Contact.deleted_at.is_null()
        )
    ):
        write.update(Contact, number, introduced_by=keep)
    write.update(Contact, keep, **changes)
    for contact in others:
        write.update(Contact, contact, merged_into=keep, introduced_by=None, deleted_at=write.now)


COLUMNS = {
    "name": Contact.name,
    "note": Contact.note,
    "source": Contact.source,
    "added_on": Contact.added_on,
    "introduced_by": Contact.introduced_by,
    "stage": Contact.stage,
    "stage_on": Contact.stage_on,
    "tier": Contact.tier,
    "standing": Contact.standing,
    "standing_reason": Contact.standing_reason,
    "cadence_days": Contact.cadence_days,
    "birthday": Contact.birthday,
}


def _repoint_recipients(write: Write, keep: ContactId, others: Sequence[ContactId]) -> None:
    """What was ordered for one of them is for the kept friend."""
    query = Order.select(Order.id).where(Order.recipient.in_(list(others)), Order.deleted_at.is_null())
    write.update_all(Order, [number for (number,) in write.rows(query)], recipient=keep)


def _live(write: Write, model: type[Row], contacts: Sequence[int], columns: Sequence[str]) -> list[tuple[Any, ...]]:
    """The number, the friend and these columns of rows that are not in the bin, in their order."""
    names = "".join(f', "{column}"' for column in columns)
    sql = f"""SELECT id, contact_id{names} FROM "{model._meta.table_name}" WHERE deleted_at IS NULL
      AND contact_id IN (SELECT value FROM json_each(?)) ORDER BY id"""
    return write.rows((sql, (json.dumps(list(contacts)),)))


def _unite_rows(
    write: Write, model: type[Row], keep: ContactId, others: Sequence[ContactId], same: Sequence[str]
) -> None:
    """Rows that are the same in these columns become one; the others become the kept friend's."""
    seen = {tuple(row[2:]) for row in _live(write, model, [keep], same)}
    for number, _, *columns in _live(write, model, others, same):
        if tuple(columns) in seen:
            write.delete(model, number)
        else:
            seen.add(tuple(columns))
            write.hand_over(model, [number], keep)


def _unite_handles(write: Write, keep: ContactId, others: Sequence[ContactId], today: date) -> None:
    """A handle that both have becomes one, with the ties of both; a 备注 that gives way is kept as a former one."""
    known = {(platform, key): number for number, _, platform, key in _live(write, Identity, [keep], HANDLE) if key}
    for number, _, platform, key in _live(write, Identity, others, HANDLE):
        same = known.get((platform, key)) if key else None
        if same is None:
            known[platform, key] = number
            write.hand_over(Identity, [number], keep)
            continue
        for tie, owner, identity in _live(write, Tie, others, ["identity_id"]):
            if owner != keep and identity == number:
                write.update(Tie, tie, identity=same)
        write.delete(Identity, number)
    ties = {(identity, account): (n, remark) for n, _, identity, account, remark in _live(write, Tie, [keep], TIE)}
    for number, _, identity, account, remark in _live(write, Tie, others, TIE):
        if (identity, account) not in ties:
            ties[identity, account] = (number, remark)
            write.hand_over(Tie, [number], keep)
            continue
        same, kept_remark = ties[identity, account]
        if remark and not kept_remark:
            write.update(Tie, same, remark=remark)
            ties[identity, account] = (same, remark)
        elif remark not in ("", kept_remark):
            write.insert(FormerName, contact=keep, tie=same, text=remark, day=today)
        write.delete(Tie, number)


HANDLE = ("platform", "handle_key")
TIE = ("identity_id", "account_id", "remark")


def _unite_suggestions(write: Write, keep: ContactId, others: Sequence[ContactId]) -> None:
    """What was declined of one of them is declined of the kept friend."""
    numbers = [number for number, owner in _live(write, Suggestion, [keep, *others], ()) if owner != keep]
    write.hand_over(Suggestion, numbers, keep)


def _unite_values(write: Write, keep: ContactId, others: Sequence[ContactId], choices: Choices) -> None:
    """Of each own field one value: the chosen friend's, else the first there is."""
    names = dict(write.rows("SELECT id, name FROM custom_field"))
    rows: dict[int, list[tuple[int, int]]] = {}
    for number, owner, field in _live(write, FieldValue, [keep, *others], ["field_id"]):
        rows.setdefault(field, []).append((number, owner))
    for field, values in rows.items():
        wanted = choices.get(OWN_FIELD + names[field], keep)
        owners = [owner for _, owner in values]
        stays = values[owners.index(wanted if wanted in owners else (keep if keep in owners else owners[0]))][0]
        for number, owner in values:
            if number != stays:
                write.delete(FieldValue, number)
            elif owner != keep:
                write.hand_over(FieldValue, [number], keep)


def _keep_one_photo(write: Write, keep: ContactId, others: Sequence[ContactId], wanted: ContactId) -> None:
    photos = _live(write, Photo, [keep, *others], ())
    stays = next((n for n, owner in photos if owner == wanted), photos[0][0] if photos else None)
    for number, owner in photos:
        if number != stays:
            write.delete(Photo, number)
        elif owner != keep:
            write.hand_over(Photo, [number], keep)


def _repoint_not_same(write: Write, keep: ContactId, others: Sequence[ContactId]) -> None:
    """Who is not one of the others is not the kept friend either; between themselves it is settled now."""
    merged = {keep, *others}
    chosen = json.dumps(sorted(merged))
    rows = write.rows(
        (
            """SELECT id, contact_id, other_id FROM not_same WHERE deleted_at IS NULL
            AND (contact_id IN (SELECT value FROM json_each(?1)) OR other_id IN (SELECT value FROM json_each(?1)))
            ORDER BY id""",
            (chosen,),
        )
    )
    seen: set[tuple[int, int]] = set()
    for number, first, second in rows:
        pair = sorted({keep if n in merged else n for n in (first, second)})
        if len(pair) == 1 or (pair[0], pair[1]) in seen:
            write.delete(NotSame, number)
            continue
        seen.add((pair[0], pair[1]))
        if [first, second] != pair:
            write.update(NotSame, number, contact=pair[0], other=pair[1])


def _introducer(write: Write, order: Sequence[ContactId], friends: Mapping[int, Mapping[str, Any]]) -> int | None:
    """The first introducer who is none of them, and was not introduced by one of them himself."""
    for contact in order:
        introducer = friends[contact]["introduced_by"]
        above, seen = introducer, set[int]()
        while above is not None and above not in friends and above not in seen:
            seen.add(above)
            found = write.rows(Contact.select(Contact.introduced_by).where(Contact.id == above))
            above = found[0][0] if found else None
        if introducer is not None and above is None:
            return int(introducer)
    return None
