"""The one source of "now" and "today". Moments are UTC, days are the shop's, and they are different types."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def utc_now() -> datetime:
    """The system's moment, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Clock:
    """Tells the moment and the shop's day. Tests pass a `read` that stands still or jumps."""

    zone: ZoneInfo
    read: Callable[[], datetime] = utc_now

    def now(self) -> datetime:
        """This moment, UTC, to the millisecond that the file can hold."""
        moment = self.read()
        return moment.replace(microsecond=moment.microsecond // 1000 * 1000)

    def today(self) -> date:
        """The shop's day of this moment."""
        return self.day_of(self.now())

    def day_of(self, moment: datetime) -> date:
        """The shop's day on which a moment falls."""
        return moment.astimezone(self.zone).date()

    def moment_of(self, day: date, at: time = time(12)) -> datetime:
        """The moment of a day and wall-clock time in the shop's zone; noon where the time is not known."""
        return datetime.combine(day, at, self.zone).astimezone(UTC)

    def when(self, day: date | None) -> tuple[datetime, date]:
        """The moment and day of something that happened on `day`; now where that is none or today."""
        now = self.now()
        today = self.day_of(now)
        return (now, today) if day is None or day == today else (self.moment_of(day), day)


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def to_ms(moment: datetime) -> int:
    """UTC milliseconds since 1970, as moments are stored. Needs an aware moment."""
    return (moment - EPOCH) // timedelta(milliseconds=1)


def from_ms(ms: int) -> datetime:
    """The moment that was stored as milliseconds."""
    return EPOCH + timedelta(milliseconds=ms)
