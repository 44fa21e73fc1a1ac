"""What each verb of the command line does with an open shop, and how it answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from crm import checkup
from crm.accounts import Platform
from crm.bringing import KINDS, Asked, bringer_for
from crm.contacts import ContactDraft, ContactRow, Handle
from crm.conversations import Direction, Kind, parse_moment
from crm.db import files
from crm.demo import make_demo
from crm.errors import NotEmptyError, UnknownValueError
from crm.finder import Filter
from crm.ids import ContactId, OrderId, StepId
from crm.one_line import Problem, Taken
from crm.orders import OrderList
from crm.progress import Progress
from crm.stages import Stage
from crm.transfer.calendar_out import CalendarOut
from crm.transfer.errors import UnknownFormatError
from crm.transfer.everything import write_everything
from crm.transfer.everything_schema import write_schema
from crm.transfer.export_notes import ExportNotes
from crm.transfer.lists_out import Form, ListsOut, Sparing
from crm.transfer.parcel_columns import TEMPLATES, ParcelSheet
from crm.transfer.parcels_out import ParcelsOut
from crm.transfer.planning import Fate
from crm.transfer.products_out import ProductsOut
from crm.undo import StepRow
from crm.wording import tr, trn
from crm.wording.actions import step_words
from crm.wording.calendar_words import calendar_words
from crm.wording.friends import stage_word
from crm.wording.one_line import chips, problem_words
from crm.wording.person import write_person
from crm.wording.product_lists import product_words
from crm.wording.taking_out import left_out_sentence
from crm.wording.today import message, sentence
from crm.wording.transfer import out_words
from crm.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Answer:
    """What a verb says: an object for scripts, lines for people. `fine` is false when the exit code should be 1."""

    data: dict[str, Any]
    text: str
    fine: bool = True


def today(workspace: Workspace, day: date | None, limit: int | None) -> Answer:
    """The day's queue."""
    queue = workspace.today.queue(day, limit)
    shop = workspace.settings.shop()
    items = [
        {
            "contact": item.row.uuid,
            "name": item.row.name,
            "stage": item.row.stage,
            "reasons": [{"kind": r.kind, "text": sentence(r, shop.currency)} for r in item.reasons],
            "message": message(item),
        }
        for item in queue.items
    ]
    lines = [
        f"{item.row.name}  {'; '.join(sentence(reason, shop.currency) for reason in item.reasons)}"
        for item in queue.items
    ]
    lines.append(trn("{n} more waiting", "{n} more waiting", queue.waiting or 0))
    data = {"date": queue.day.isoformat(), "capacity": queue.capacity, "waiting": queue.waiting, "items": items}
    return Answer(data, "\n".join(lines))


def search(workspace: Workspace, words: str, limit: int) -> Answer:
    """Friends that fit, best first."""
    found = workspace.finder.search(words, max(0, limit))
    rows = workspace.contacts.rows(found)
    contacts = [_contact(rows[number]) for number in found if number in rows]
    lines = [f"{rows[n].id}  {rows[n].name}  {rows[n].remark}  {stage_word(rows[n].stage)}".rstrip() for n in found]
    return Answer({"contacts": contacts}, "\n".join(lines) or tr("Nobody fits “{text}”.", text=words))


def _contact(row: ContactRow) -> dict[str, Any]:
    return {
        "id": row.uuid,
        "name": row.name,
        "stage": row.stage,
        "remark": row.remark,
        "standing": row.standing,
        "handles": [{"platform": handle.platform, "handle": handle.text} for handle in row.handles],
        "tags": list(row.tags),
        "added_on": row.added_on.isoformat(),
        "last_contact_at": None if row.last_contact_at is None else row.last_contact_at.isoformat(),
        "spent": row.spent,
        "owed": row.owed,
    }


def add(workspace: Workspace, name: str, stage_code: str | None, handles: Sequence[str], tags: Sequence[str]) -> Answer:
    """A new friend."""
    draft = ContactDraft(
        name,
        stage=None if stage_code is None else Stage.of(stage_code),
        handles=tuple(_handle(text) for text in handles),
        tags=tuple(tags),
    )
    return _made(workspace, workspace.contacts.add(draft))


def _handle(text: str) -> Handle:
    code, colon, handle = text.partition(":")
    if not colon:
        raise UnknownValueError("platform", text, tuple(Platform))
    return Handle(Platform.of(code), handle)


def note(workspace: Workspace, text: str, *, again: bool, dry: bool) -> Answer:
    """Lines as they were jotted down; those that are not clear are told and left."""
    readings = workspace.one_line.read(text)
    if dry:
        taken = [Taken(reading, workspace.one_line.problem(reading, again=again)) for reading in readings]
    else:
        taken = workspace.one_line.take(readings, again=again)
    currency, today = workspace.settings.shop().currency, workspace.clock.today()
    lines, data = [], []
    for one in taken:
        said = " · ".join(chips(one.reading, currency, today))
        lines.append(said if one.problem is None else f"{one.reading.line}\n  {said}\n  {problem_words(one.problem)}")
        data.append(_noted(one))
    fine = all(one.problem in (None, Problem.TAKEN) for one in taken)
    return Answer({"lines": data, "dry_run": dry}, "\n".join(lines), fine)


def _noted(one: Taken) -> dict[str, Any]:
    read = one.reading
    return {
        "line": read.line,
        "friends": [choice.name for choice in ([read.friend] if read.friend else read.friends)],
        "wares": [
            {
                "names": [choice.name for choice in ware.choices],
                "quantity": ware.quantity,
                "amount": ware.amount,
                "each": ware.each,
            }
            for ware in read.wares
        ],
        "amount": read.amount,
        "paid": read.paid,
        "part": read.part,
        "day": None if read.day is None else read.day.isoformat(),
        "plans": [{"day": plan.day.isoformat(), "text": plan.text, "promised": plan.promised} for plan in read.plans],
        "note": read.note,
        "unsure": list(read.unsure),
        "problem": one.problem,
    }


def log(
    workspace: Workspace,
    who: str,
    text: str,
    *,
    platform: str | None,
    direction: str,
    kind: str,
    at: str | None,
) -> Answer:
    """A talk with a friend."""
    contact = workspace.finder.who(who)
    number = workspace.conversations.log(
        contact,
        text,
        platform=None if platform is None else Platform.of(platform),
        direction=Direction.of(direction),
        kind=Kind.of(kind),
        at=None if at is None else parse_moment(at, workspace.clock),
    )
    return Answer({"id": workspace.conversations.uuid(number), "done": True}, tr("Logged."))


def stage(workspace: Workspace, who: str, to: str, reason: str) -> Answer:
    """Move a friend."""
    wanted = Stage.of(to)
    contact = workspace.finder.who(who)
    workspace.stages.move(contact, wanted, reason)
    return _made(workspace, contact)


def _made(workspace: Workspace, contact: ContactId) -> Answer:
    row = workspace.contacts.row(contact)
    return Answer({"id": row.uuid, "done": True}, f"{row.name}  {stage_word(row.stage)}  {row.uuid}")


def bring_in(
    workspace: Workspace,
    chosen: Sequence[Path],
    kind: str,
    account: str,
    maps: Sequence[str],
    *,
    leave_unsure: bool = False,
    friend: str = "",
    me: Sequence[str] = (),
    day: date | None = None,
    dry: bool,
    progress: Progress,
) -> Answer:
    """What files hold, in. All files are read before the first is stored: one that cannot be read stops it all."""
    if kind not in KINDS:
        raise UnknownValueError("kind", kind, KINDS)
    asked = Asked(account, dict(_mapping(text) for text in maps), leave_unsure, friend, tuple(me), day)
    bringers = [bringer_for(workspace, asked, kind, path, progress) for path in chosen]
    plans: dict[int, Any] = {}
    late: set[int] = set()
    for number, (bringer, path) in enumerate(zip(bringers, chosen, strict=True)):
        plan = bringer.plan(path, progress)
        late |= {number} if bringer.late(plan) else set()
        if dry or len(chosen) == 1:
            plans[number] = plan
    told: dict[int, dict[str, Any]] = {}
    lines: dict[int, list[str]] = {}
    for number in sorted(range(len(chosen)), key=late.__contains__):
        bringer, path = bringers[number], chosen[number]
        # a later file is planned anew, because the one before it may have told of the same friends
        plan = plans[number] if plans else bringer.plan(path, progress)
        done = None if dry else bringer.store(plan, progress)
        counts, problems = plan.counts, bringer.problems(plan)
        told[number] = {
            "file": str(path),
            **bringer.data(plan),
            **{fate.value: counts[fate] for fate in Fate},
            "batch": None if done is None or done.step is None else str(done.step),
        }
        lines[number] = [
            tr(
                "{file}: {new} new, {updated} updated, {same} the same, {problems} with problems",
                file=path.name, new=counts[Fate.NEW], updated=counts[Fate.UPDATED], same=counts[Fate.SAME],
                problems=len(problems),
            ),
            *(f"  {problem}" for problem in problems),
        ]  # fmt: skip
    text = "\n".join(line for number in range(len(chosen)) for line in lines[number])
    return Answer({"files": [told[number] for number in range(len(chosen))]}, text)


def _mapping(text: str) -> tuple[str, str]:
    field, equals, heading = text.partition("=")
    if not equals:
        raise UnknownValueError("mapping", text)
    return field, heading


@dataclass(frozen=True, slots=True)
class Export:
    """What is to be written where. `form` says how, where the ending of the file does not: a `Form`, a courier's sheet
    by its word or by a file that has its headings. `sender` is who sends parcels, as one would paste it.
    """

    what: str
    target: Path
    words: str = ""
    form: str = ""
    few: bool = False
    masked: bool = False
    sender: str = ""


def export(workspace: Workspace, wanted: Export, cwd: Path, progress: Progress) -> Answer:
    """A list out to a file, in the format of its suffix."""
    currency = workspace.settings.shop().currency
    lists = ListsOut(workspace.store, currency, out_words())
    friend = workspace.finder.who(wanted.words) if wanted.what == "friend" else None
    chosen = workspace.finder.ids(Filter.parse("" if friend else wanted.words))
    target, sparing = wanted.target, Sparing(wanted.few, wanted.masked)
    without: tuple[str, ...] = ()
    match wanted.what:
        case "contacts":
            count = lists.contacts(chosen, target, progress, _form(wanted.form), sparing)
        case "parcels":
            sheets = ParcelsOut(workspace.store)
            waiting = workspace.orders.ids(OrderList.TO_SHIP, words=wanted.words, descending=False)
            orders = [OrderId(number) for number in waiting]
            sheet = _parcel_sheet(sheets, wanted.form, cwd, progress)
            sent = sheets.write(orders, sheet, target, progress, sender=wanted.sender or None)
            count, without = sent.rows, sent.without
        case "orders":
            count = lists.orders(target, progress, chosen if wanted.words else None)
        case "products":
            count = ProductsOut(workspace.store, currency, product_words()).write(target, progress)
        case "conversations":
            count = lists.conversations(target, progress, chosen if wanted.words else None)
        case "schema":
            count = write_schema(target)
        case "friend" if friend is not None and target.suffix.lower() == ".json":
            count = write_everything(workspace.store, currency, target, progress, of=friend)
        case "friend" if friend is not None:
            if target.suffix.lower() != ".html":
                raise UnknownFormatError(target, (".html", ".json"))
            count = write_person(workspace, friend, target, progress)
        case "calendar":
            count = CalendarOut(workspace.store, calendar_words()).write(chosen, target, progress)
        case _:
            count = lists.everything(target, progress)
    if wanted.what != "schema":  # which tells nothing of anybody
        ExportNotes(workspace.store).add(wanted.what, target.name, count, friend)
    left_out = left_out_sentence(wanted.what, wanted.form or target.suffix.lower(), sparing)
    said = trn("{n} entry written to “{file}”.", "{n} entries written to “{file}”.", count, file=target.name)
    return Answer(
        {
            "file": str(target),
            "kind": wanted.what,
            "records": count,
            "left_out": left_out,
            "without_address": list(without),
        },
        "\n".join([said, left_out, *without]),
    )


def _form(text: str) -> Form | None:
    if not text:
        return None
    if text not in tuple(Form):
        raise UnknownValueError("form", text)
    return Form(text)


def _parcel_sheet(sheets: ParcelsOut, form: str, cwd: Path, progress: Progress) -> ParcelSheet:
    """A courier's sheet by its word, or by a file that has its headings."""
    if not form or form in TEMPLATES:
        return ParcelSheet.of(TEMPLATES[form or "plain"])
    return sheets.learn(cwd / form, progress)


def steps(workspace: Workspace) -> Answer:
    """The newest steps that can be taken back."""
    found = workspace.undo.steps()
    said = [_step(workspace, step) for step in found]
    return Answer({"steps": said}, "\n".join(f"{s['id']}  {s['at']}  {s['text']}" for s in said))


def _step(workspace: Workspace, step: StepRow) -> dict[str, Any]:
    return {
        "id": str(step.id),
        "verb": step.action.verb,
        "at": step.at.astimezone(workspace.clock.zone).isoformat(timespec="seconds"),
        "text": step_words(workspace, step),
    }


def undo(workspace: Workspace, step: int | None) -> Answer:
    """Take back the last step, or any one."""
    last = workspace.undo.last()
    if step is None:
        done = workspace.undo.undo()
        said = _step(workspace, done)
        kept: tuple[ContactId, ...] = ()
    else:
        found = next((row for row in workspace.undo.steps(limit=100_000) if row.id == step), last)
        kept = workspace.undo.take_back(StepId(step))
        assert found is not None
        said = _step(workspace, found)
    text = tr("Undone: {what}", what=said["text"])
    if kept:
        text += "\n" + trn("{n} friend with later entries stays.", "{n} friends with later entries stay.", len(kept))
    rows = workspace.contacts.rows(kept)
    return Answer({"id": said["id"], "done": True, "kept": [rows[number].uuid for number in kept]}, text)


def backup(workspace: Workspace, target: Path | None, progress: Progress) -> Answer:
    """A checked copy."""
    made = workspace.backup(target, progress)
    return Answer({"file": str(made), "bytes": made.stat().st_size}, tr("Backed up and checked: {file}", file=made))


def demo(
    workspace: Workspace, contacts: int, conversations: int | None, orders: int | None, seed: int, progress: Progress
) -> Answer:
    """Fill an empty shop."""
    if workspace.finder.count(Filter()):
        raise NotEmptyError(workspace.folder)
    made = make_demo(workspace, contacts, conversations, orders, seed=seed, progress=progress)
    text = tr(
        "A demo shop with {contacts} friends, {conversations} talks and {orders} orders.",
        contacts=made.contacts, conversations=made.conversations, orders=made.orders,
    )  # fmt: skip
    data = {"contacts": made.contacts, "conversations": made.conversations, "orders": made.orders}
    return Answer(data, text)


def doctor(workspace: Workspace) -> Answer:
    """Whether everything is in order."""
    found = checkup.look(workspace)
    health, backups = found.health, found.backups
    data = {
        "file": str(found.file),
        "bytes": found.bytes,
        "schema": health.schema,
        "newest_schema": files.newest_schema(),
        "integrity": health.integrity,
        "broken_references": health.broken_references,
        "search_index": health.unindexed == 0,
        "friends": found.friends,
        "cut_off_steps": found.cut_off,
        "last_backup": str(backups.newest) if backups.newest else None,
        "backups": {
            "count": backups.count,
            "checked": backups.checked,
            "bytes": backups.bytes,
            "newest_checked": backups.newest_checked.isoformat() if backups.newest_checked else None,
        },
        "folder_mode": None if found.mode is None else f"{found.mode:04o}",
        "open_to_others": [str(path) for path in found.open_to_others],
        "versions": found.versions,
    }
    lines = []
    for key, value in data.items():
        inside = {f"{key} {name}": one for name, one in value.items()} if isinstance(value, dict) else {key: value}
        lines += [f"{name}: {one}" for name, one in inside.items()]
    if found.open_to_others:
        lines.append(tr("Other people on this computer can read your data. Please let nobody else into the folder."))
    lines.append(
        tr("All is well.") if found.fine else tr("Something is wrong. Please restore a backup, or ask for help.")
    )
    return Answer(data, "\n".join(lines), found.fine)
