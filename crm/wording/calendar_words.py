"""Words for the calendar that is written."""

from crm.transfer.calendar_out import CalendarWords
from crm.wording import tr


def calendar_words() -> CalendarWords:
    """How its entries are called, in the language that is spoken."""
    return CalendarWords(name=tr("Shuke: what is coming"), birthday=_birthday, promise=_promise, plan=_plan)


def _birthday(name: str, age: int | None) -> str:
    if age is None:
        return tr("{name}’s birthday", name=name)
    return tr("{name}’s birthday, {age} years", name=name, age=age)


def _promise(name: str, text: str) -> str:
    return tr("Promised to {name}: {text}", name=name, text=text)


def _plan(name: str, text: str) -> str:
    return tr("{name}: {text}", name=name, text=text) if text else tr("Write to {name}", name=name)
