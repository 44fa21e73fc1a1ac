"""Words about backups."""

from typing import assert_never

from crm.backups import BackupRow, Why
from crm.clock import Clock
from crm.errors import FileProblemError, NoFileError
from crm.returning import Now, OldFriend
from crm.wording import tr, trc, trn
from crm.wording.days import date_words, day_words, time_words
from crm.wording.errors import explain

MEGABYTE = 1_000_000


def when_words(row: BackupRow, clock: Clock) -> str:
    """The day and time of a backup: today 09:30, 4 March 18:05."""
    day, today = clock.day_of(row.at), clock.today()
    near = day_words(day, today) if 0 <= (today - day).days <= 1 else date_words(day, today)
    return tr("{day} {time}", day=near, time=time_words(row.at, clock))


def why_words(why: Why) -> str:
    """What a backup was made for."""
    match why:
        case Why.BY_HAND:
            return tr("made by you")
        case Why.DAILY:
            return tr("the day's backup")
        case Why.AT_THE_END:
            return tr("when Shuke was closed")
        case Why.BEFORE_IMPORT:
            return tr("before an import")
        case Why.BEFORE_DELETING:
            return tr("before many were deleted or merged")
        case Why.BEFORE_RESTORE:
            return tr("before going back")
        case Why.BEFORE_UPDATE:
            return tr("before an update")
        case Why.DAMAGED:
            return tr("damaged, kept as it was")
        case _:
            return ""


def what_words(row: BackupRow) -> str:
    """What a backup holds."""
    if row.friends is None:
        return tr("not looked through")
    parts = [trn("{n} friend", "{n} friends", row.friends)]
    parts += [trn("{n} talk", "{n} talks", row.talks)] if row.talks else []
    parts += [trn("{n} order", "{n} orders", row.orders)] if row.orders else []
    return " · ".join(parts)


def size_words(size: int) -> str:
    """Bytes as people say them: 340 kB, 12 MB, 1.4 GB."""
    if size < MEGABYTE:
        return f"{max(1, round(size / 1000))} kB"
    if size < 1000 * MEGABYTE:
        return f"{size / MEGABYTE:.0f} MB" if size >= 10 * MEGABYTE else f"{size / MEGABYTE:.1f} MB"
    return f"{size / 1000 / MEGABYTE:.1f} GB"


def now_words(friend: OldFriend) -> str:
    """What became of a friend since the backup."""
    match friend.now:
        case Now.GONE:
            return tr("not in the shop now")
        case Now.BINNED:
            return tr("in the bin now")
        case Now.MERGED:
            return tr("merged into another since")
        case Now.THERE:
            return ""
        case _ as never:
            assert_never(never)


def elsewhere_words(error: FileProblemError) -> str:
    """Why the copy in the second place could not be made."""
    if isinstance(error, NoFileError):
        return tr(
            "The second place for backups, “{folder}”, is not there just now. The backup itself is made; its copy"
            " follows when the place is back.",
            folder=str(error.path),
        )
    return tr("The backup is made, but not its copy in the second place. {why}", why=explain(error))


def last_words(row_at: str, *, late: bool) -> str:
    """The last backup, as it stands below the pages."""
    if not row_at:
        return tr("No backup yet") if late else ""
    return trc("last backup", "Backup: {when}", when=row_at)
