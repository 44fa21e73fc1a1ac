"""The calendar that goes out: every coming day is in it, and any calendar can read it."""

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.contacts import ContactDraft
from crm.lunar import Birthday
from crm.progress import Cancelled
from crm.transfer.calendar_out import YEARS, CalendarOut, _escaped, _folded
from crm.wording.calendar_words import calendar_words
from crm.workspace import Workspace


def read(path: Path) -> list[dict[str, str]]:
    """The events of a calendar, as RFC 5545 says to read one."""
    given_bytes = path.read_bytes()
    assert all(len(line) <= 75 for line in given_bytes.split(b"\r\n"))
    text = given_bytes.decode()
    assert "\n" not in text.replace("\r\n", "")
    lines = text.replace("\r\n ", "").split("\r\n")
    assert (lines[0], lines[-2], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR", "")
    events: list[dict[str, str]] = []
    for line in lines[1:-2]:
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            events.append({})
        elif events:
            events[-1][name] = unescaped(value)
    return events


def unescaped(value: str) -> str:
    return re.sub(r"\\([nN,;\\])", lambda found: "\n" if found[1] in "nN" else found[1], value)


def out(workspace: Workspace, folder: Path, ids: list[int]) -> list[dict[str, str]]:
    path = folder / "c.ics"
    count = CalendarOut(workspace.store, calendar_words()).write(ids, path)
    events = read(path)
    assert len(events) == count
    assert len({event["UID"] for event in events}) == count
    return events


def test_birthdays_by_sun_and_moon_plans_and_promises(workspace: Workspace, tmp_path: Path):
    sun = workspace.contacts.add(ContactDraft("王芳", birthday=Birthday(2, 29, 1992)))
    moon = workspace.contacts.add(ContactDraft("李四", birthday=Birthday(8, 15, lunar=True)))
    workspace.follow_ups.set(moon, date(2026, 3, 9), "问效果; 再约, 面膜\n第二行")
    workspace.promises.promise(moon, "发照片", date(2026, 3, 5))
    events = out(workspace, tmp_path, [sun, moon])
    days = {event["DTSTART;VALUE=DATE"] for event in events if "王芳" in event["SUMMARY"]}
    assert len(days) == YEARS
    assert {"20270228", "20280229"} <= days
    assert any("35" in event["SUMMARY"] for event in events if "王芳" in event["SUMMARY"])
    lunar = [event["DTSTART;VALUE=DATE"] for event in events if "李四" in event["SUMMARY"]]
    assert {"20260925", "20270915", "20260309", "20260305"} <= set(lunar)
    assert any("问效果; 再约, 面膜\n第二行" in event["SUMMARY"] for event in events)
    assert out(workspace, tmp_path, [sun, moon]) == events
    workspace.follow_ups.done(workspace.store.rows("SELECT id FROM follow_up WHERE kind = 'plan'")[0][0])
    assert len(out(workspace, tmp_path, [sun, moon])) == len(events) - 1
    assert len(out(workspace, tmp_path, [sun])) == YEARS


def test_calling_off_leaves_the_file_that_was_there(workspace: Workspace, tmp_path: Path):
    friend = workspace.contacts.add(ContactDraft("王芳"))
    (tmp_path / "c.ics").write_text("before", encoding="utf-8")

    def stop(_done: int, _total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        CalendarOut(workspace.store, calendar_words()).write([friend], tmp_path / "c.ics", stop)
    assert (tmp_path / "c.ics").read_text(encoding="utf-8") == "before"


@given(st.text())
def test_any_words_stay_the_same_words(text: str):
    line = _folded(f"SUMMARY:{_escaped(text)}")
    assert all(len(piece.encode("utf-8", "surrogatepass")) <= 75 for piece in line.split("\r\n"))
    kept = "".join(c for c in re.sub(r"\r\n?", "\n", text) if c == "\n" or (c >= " " and c != "\x7f"))
    assert unescaped(line.replace("\r\n ", "").removesuffix("\r\n").removeprefix("SUMMARY:")) == kept
