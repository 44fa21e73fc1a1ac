"""What the seller makes of single messages of a record before it comes in."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from crm.talks.kinds import kind_of
from crm.talks.messages import Message, Talk


@dataclass(frozen=True, slots=True)
class Correction:
    """Who said what, and when, instead; `left_out`: it is not to be stored at all."""

    sender: str
    text: str
    at: datetime | None
    left_out: bool = False


def corrected(talk: Talk, corrections: Mapping[int, Correction]) -> Talk:
    """The talk with these of its messages, told by the lines on which they begin, as they were corrected. A line that
    belonged to no message becomes one.
    """
    if not corrections:
        return talk
    said_by = {message.sender: message for message in talk.messages if message.sender}
    plain = Message(0, "", "")

    def mended(line: int, before: Message) -> Message:
        wanted = corrections.get(line)
        if wanted is None or wanted.left_out:
            return before
        known = said_by.get(wanted.sender, plain)
        kind = before.kind if wanted.text == before.text and wanted.sender else kind_of(wanted.text)
        return replace(
            before, sender=wanted.sender, text=wanted.text, at=wanted.at, sender_id=known.sender_id, me=known.me,
            to_the_second=before.to_the_second and wanted.at == before.at, kind=kind,
        )  # fmt: skip

    taken = {line for line, wanted in corrections.items() if not wanted.left_out}
    found = [mended(problem.line, Message(problem.line, "", "")) for problem in talk.problems if problem.line in taken]
    messages = [*(mended(message.line, message) for message in talk.messages), *found]
    problems = tuple(problem for problem in talk.problems if problem.line not in taken)
    return replace(talk, messages=tuple(sorted(messages, key=lambda message: message.line)), problems=problems)
