"""On which day every birthday there can be comes next, solar and lunar."""

from datetime import date
from functools import lru_cache

from crm.lunar import Birthday

MONTH_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
LUNAR_DAYS = 30


@lru_cache(maxsize=2)
def days_ahead(today: date) -> dict[str, date]:
    """The next day, from `today` on, of each `Contact.birthday_key`."""
    every = [
        Birthday(month, day, None, lunar=False, leap=False)
        for month, days in enumerate(MONTH_DAYS, start=1)
        for day in range(1, days + 1)
    ]
    every += [
        Birthday(month, day, None, lunar=True, leap=leap)
        for leap in (False, True)
        for month in range(1, 13)
        for day in range(1, LUNAR_DAYS + 1)
    ]
    return {birthday.code(): birthday.next_on(today) for birthday in every}
