"""Talks in: a record is read apart, planned without storing anything, then stored as one step."""

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

from crm.clock import to_ms
from crm.conversations import Direction
from crm.db.models import Conversation, ImportBatch, Speaker
from crm.db.store import Store
from crm.db.write import Write
from crm.ids import StepId
from crm.progress import Progress, unheard
from crm.talks import Answers, Talk
from crm.topics import Action, Topic, Verb
from crm.transfer.buyer_matching import MatchKind
from crm.transfer.child import talks_apart
from crm.transfer.errors import NotATableError
from crm.transfer.habits import Habits
from crm.transfer.imports import Imported
from crm.transfer.new_rows import NewRows
from crm.transfer.planning import Fate
from crm.transfer.talks_planning import MY_NAMES, Exchange, TalkPlan, TalkPlanner, TalkWishes

ReadTalks = Callable[[Path, Answers, ZoneInfo, Progress], tuple[Talk, ...]]
NO_WISHES = TalkWishes()
TAUGHT = "layouts of talks that were taught"
MOST_TAUGHT = 20
_COLUMNS = {
    Conversation: ("contact_id", "account_id", "platform", "direction", "kind", "at", "day", "text", "marks"),
    Speaker: ("contact_id", "platform", "name"),
}
_TOPICS = Topic.CONVERSATIONS | Topic.CONTACTS


class TalksIn:
    """Verbs of bringing in records of talks. `read` is how a file becomes talks; by default in a process of its own."""

    def __init__(self, store: Store, read: ReadTalks = talks_apart) -> None:
        self._store = store
        self._read = read
        self._habits = Habits(store)

    def plan(self, path: Path, wishes: TalkWishes = NO_WISHES, progress: Progress = unheard) -> TalkPlan:
        """What bringing in this record would do. Nothing is stored; while the plan `asks`, nothing would be.

        Raises a `FileProblemError` for a file that cannot be read or holds no talk, `Cancelled` when `progress` does.
        """
        talks, pattern = self._talks(path, wishes.answers, progress)
        plan = TalkPlan(path, talks, wishes.account, taught=pattern)
        TalkPlanner(self._store, wishes).fill(plan)
        return plan

    def taught(self) -> tuple[str, ...]:
        """The layouts that were taught, the newest first."""
        known = self._habits.get(TAUGHT)
        return tuple(one for one in known if isinstance(one, str)) if isinstance(known, list) else ()

    def _talks(self, path: Path, answers: Answers, progress: Progress) -> tuple[tuple[Talk, ...], str]:
        """The talks of a record, and the pattern of its layout where the seller taught that: a text that is written
        in no layout we know may be in one of hers.
        """
        zone = self._store.clock.zone
        assert isinstance(zone, ZoneInfo)
        try:
            return self._read(path, answers, zone, progress), answers.taught
        except NotATableError:
            if answers.layout or answers.taught:
                raise
            for pattern in self.taught():
                with suppress(NotATableError):
                    return self._read(path, replace(answers, taught=pattern), zone, progress), pattern
            raise

    def store(self, plan: TalkPlan, progress: Progress = unheard) -> Imported:
        """Do what the plan says, as one step, whole or not at all. Raises `Cancelled`, or why it was not saved."""
        counts = plan.counts
        known = self._habits.get(MY_NAMES)
        names = list(dict.fromkeys([*(known if isinstance(known, list) else []), *plan.my_names]))
        if names != known and plan.my_names:
            self._habits.put(MY_NAMES, names[-50:])
        if plan.taught and self.taught()[:1] != (plan.taught,):
            self._habits.put(TAUGHT, list(dict.fromkeys((plan.taught, *self.taught())))[:MOST_TAUGHT])
        work = [exchange for exchange in plan.exchanges if exchange.fate is not Fate.SAME]
        if not work:
            return Imported(counts, None)
        action = Action(Verb.IMPORT_TALKS, detail=plan.path.suffix.lower())
        with self._store.batch(_TOPICS, action, rows=len(work), progress=progress) as batch:
            waiting, done = iter(work), 0
            while block := list(islice(waiting, batch.size)):
                with batch.write() as write:
                    rows = NewRows(write, _COLUMNS)
                    for exchange in block:
                        if exchange.conversation is None:
                            rows.add(Conversation, *_values(exchange, plan.account))
                        else:
                            _go_on(write, exchange, exchange.conversation)
                        write.touched.add(exchange.contact)
                    rows.store(batch)
                done += len(block)
                progress(done, len(work))
            with batch.write() as write:
                rows = NewRows(write, _COLUMNS)
                for speaker in plan.speakers:
                    if speaker.contact is not None and speaker.match.kind is not MatchKind.KNOWN_NAME:
                        rows.add(Speaker, speaker.contact, speaker.platform, speaker.name)
                rows.store(batch)
                number = write.insert(
                    ImportBatch, file=plan.path.name, kind="talk", step=batch.step,
                    counts={fate.value: counts[fate] for fate in Fate},
                )  # fmt: skip
                batch.made(write, ImportBatch, range(number, number + 1))
            batch.count = len({exchange.contact for exchange in work})
        return Imported(counts, StepId(batch.step))


def _values(exchange: Exchange, account: int | None) -> tuple[object, ...]:
    return (
        exchange.contact, account, exchange.platform.value, exchange.direction.value, "chat", to_ms(exchange.at),
        exchange.day.isoformat(), exchange.text, json.dumps(exchange.marks),
    )  # fmt: skip


def _go_on(write: Write, exchange: Exchange, conversation: int) -> None:
    """Add what is new to a talk that is there, below what may have been edited since."""
    query = Conversation.select(Conversation.text, Conversation.marks, Conversation.direction)
    text, marks, direction = write.rows(query.where(Conversation.id == conversation))[0]
    write.update(
        Conversation, conversation, text=f"{text}\n{exchange.text}", marks=[*json.loads(marks), *exchange.marks],
        direction=direction if direction == exchange.direction else Direction.BOTH, at=to_ms(exchange.at),
        day=exchange.day,
    )  # fmt: skip
