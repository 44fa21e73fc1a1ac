"""What is coming, as a calendar (RFC 5545): plans and promises on their days, birthdays of the next ten years.

All of it are events of whole days, since the calendars of phones leave out what is only to be done; each has the same
identifier whenever it is written, so that a second import changes it instead of doubling it.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from crm.coming import celebrations, open_plans
from crm.db.models import Contact, FollowUp
from crm.db.store import Store
from crm.lunar import Birthday
from crm.progress import Progress, unheard
from crm.transfer.replacing import replacing

YEARS = 10
BLOCK = 500
_WIDTH = 75
"""Bytes of a line; the rest goes on in the next (RFC 5545, 3.1)."""


@dataclass(frozen=True, slots=True)
class CalendarWords:
    """How the entries are called: the calendar, a birthday (with the age where it is known), a promise, a plan."""

    name: str
    birthday: Callable[[str, int | None], str]
    promise: Callable[[str, str], str]
    plan: Callable[[str, str], str]


@dataclass(frozen=True, slots=True)
class _Event:
    uid: str
    day: date
    summary: str


class CalendarOut:
    """Writes calendars."""

    def __init__(self, store: Store, words: CalendarWords) -> None:
        self._store = store
        self._words = words

    def write(self, ids: Sequence[int], target: Path, progress: Progress = unheard) -> int:
        """Write what is coming with these friends; how many entries that were. The file appears whole or not at all.

        Raises a `FileProblemError`; what `progress` raises passes through and leaves nothing behind.
        """
        stamp = f"{self._store.clock.now():%Y%m%dT%H%M%SZ}"
        count = 0
        with replacing(target) as file:
            head = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Shuke//Shuke//EN", "CALSCALE:GREGORIAN")
            file.write("".join(map(_folded, (*head, f"X-WR-CALNAME:{_escaped(self._words.name)}"))).encode())
            for start in range(0, len(ids), BLOCK):
                for event in self._events(list(ids[start : start + BLOCK])):
                    file.write("".join(map(_folded, _lines(event, stamp))).encode())
                    count += 1
                progress(min(start + BLOCK, len(ids)), len(ids))
            file.write(_folded("END:VCALENDAR").encode())
        return count

    def _events(self, ids: list[int]) -> Iterator[_Event]:
        today = self._store.clock.today()
        rows = self._store.rows(
            Contact.select(Contact.id, Contact.uuid, Contact.name, Contact.birthday).where(
                Contact.id.in_(ids), Contact.deleted_at.is_null()
            )
        )
        names = {number: name for number, _, name, _ in rows}
        for _, uuid, name, code in rows:
            if code:
                yield from self._birthdays(uuid, name, Birthday.parse(code), today)
        for plan in open_plans(self._store, FollowUp.contact.in_(ids)):
            if plan.contact in names:
                words = self._words.promise if plan.promised else self._words.plan
                yield _Event(f"{plan.uuid}@shuke", plan.due, words(names[plan.contact], plan.text))

    def _birthdays(self, uuid: str, name: str, birthday: Birthday, today: date) -> Iterator[_Event]:
        for day in celebrations(birthday, today, YEARS):
            yield _Event(f"{uuid}-{day:%Y%m%d}@shuke", day, self._words.birthday(name, birthday.age_on(day)))


def _lines(event: _Event, stamp: str) -> tuple[str, ...]:
    return (
        "BEGIN:VEVENT", f"UID:{event.uid}", f"DTSTAMP:{stamp}", f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}",
        f"DTEND;VALUE=DATE:{event.day + timedelta(days=1):%Y%m%d}", f"SUMMARY:{_escaped(event.summary)}",
        "TRANSP:TRANSPARENT", "END:VEVENT",
    )  # fmt: skip


def _escaped(text: str) -> str:
    """A text as a value: RFC 5545, 3.3.11. Controls that no calendar takes are left out."""
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    text = text.replace("\r\n", "\\n").replace("\n", "\\n").replace("\r", "\\n")
    return "".join(character for character in text if character >= " " and character != "\x7f")


def _folded(line: str) -> str:
    """The line in pieces of at most 75 bytes, none of them cut within a character."""
    pieces, now, width = [], "", 0
    for character in line:
        size = len(character.encode())
        if width + size > _WIDTH:
            pieces.append(now)
            now, width = " ", 1
        now += character
        width += size
    return "\r\n".join([*pieces, now]) + "\r\n"
