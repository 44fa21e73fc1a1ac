"""The history of a friend's stages as one reads it."""

from collections.abc import Sequence
from datetime import date

from crm.stages import StageMove
from crm.wording import tr, trn
from crm.wording.days import date_words
from crm.wording.friends import stage_word


def history_lines(moves: Sequence[StageMove], today: date) -> list[str]:
    """A line a move, newest first as given: since when, which stage, for how many days, and why."""
    lines = []
    until = today
    for move in moves:
        days = trn("{n} day", "{n} days", max(0, (until - move.day).days))
        day = date_words(move.day, today)
        line = tr("{stage}: since {day}, {days}", stage=stage_word(move.after), day=day, days=days)
        lines.append(tr("{move} — {reason}", move=line, reason=move.reason) if move.reason else line)
        until = move.day
    return lines
