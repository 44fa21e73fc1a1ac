"""What friends were called before: kept by whoever changes a name or a 备注, in the same transaction."""

from datetime import date

from crm.db.models import FormerName, Tie
from crm.db.write import Write


def keep_name(write: Write, contact: int, old: str, new: str, day: date, *, tie: int | None = None) -> None:
    """Remember that until `day` a friend was called `old`, by name or in the 备注 of that tie; not when it stays so."""
    if old and old != new:
        write.insert(FormerName, contact=contact, tie=tie, text=old, day=day)


def keep_remarks(write: Write, contact: int, day: date, *, identity: int | None = None, tie: int | None = None) -> None:
    """Remember the 备注 of a tie that goes, or of all ties of a handle that goes."""
    which = Tie.identity == identity if tie is None else Tie.id == tie
    for number, remark in write.rows(Tie.select(Tie.id, Tie.remark).where(which, Tie.deleted_at.is_null())):
        keep_name(write, contact, remark, "", day, tie=number)
