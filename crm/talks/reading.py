"""Tells how a record is laid out, and reads it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from crm.talks.lines import BY_LAYOUT, LAYOUTS, Line, LineLayout, lines_of, read_lines, sorted_lines
from crm.talks.messages import Answers, Layout, Talk
from crm.talks.taught import layout_of

LONGEST = 50_000_000
_SEEN = 4000
"""Lines that are looked at to tell the layout."""
_FEWEST_SHARE = 0.04
_NO_TIMES = frozenset({Layout.WECHAT_COPY, Layout.FORWARD, Layout.RECORD_DAYS})


@dataclass(frozen=True, slots=True)
class Guess:
    """A layout that a record may have: how many messages it would have, and the line that speaks for it."""

    layout: Layout
    platform: str
    messages: int
    line: int
    text: str


def recognise(text: str) -> tuple[Guess, ...]:
    """The layouts that a text may have, the likeliest first; none for a text that is no talk."""
    lines = lines_of(text[: LONGEST // 10])[:_SEEN]
    filled = sum(bool(line.strip()) for line in lines)
    found: list[tuple[float, Guess]] = []
    for rank, spec in enumerate(LAYOUTS):
        told = sorted_lines(lines, spec)
        heads = [line for line in told if line.head is not None]
        marks = [] if spec.mark is None else [line for line in told if spec.mark.fullmatch(line.text.rstrip())]
        if not heads or len(heads) < filled * _FEWEST_SHARE:
            continue
        if spec.mark is not None and not marks and spec.layout in _NEEDS_MARK:
            continue
        if spec.layout in _NO_TIMES and not _plausible(spec, heads, filled):
            continue
        first = (marks or heads)[0]
        share = len(heads) / filled
        sure = (4.0 if marks else 0.0) + (1.0 if spec.layout not in _NO_TIMES else 0.0) - rank / 100 + share
        found.append((sure, Guess(spec.layout, spec.platform, len(heads), first.number, first.text.strip()[:120])))
    return tuple(guess for _, guess in sorted(found, key=lambda pair: -pair[0]))


_NEEDS_MARK = frozenset({Layout.LINE_PC, Layout.QQ_FILE, Layout.WECHAT_MAIL, Layout.RECORD_DAYS})
"""Layouts whose lines could be those of another one, and that are told by their mark only."""


def _plausible(spec: LineLayout, heads: Sequence[Line], filled: int) -> bool:
    """Without times, names have to come back: a list of `word: words` is no talk."""
    names = [line.head["name"] for line in heads if line.head is not None]
    if spec.layout is Layout.RECORD_DAYS:
        return True
    distinct = len(set(names))
    if spec.layout is Layout.WECHAT_COPY:
        return len(heads) * 3 <= filled * 2 + 1 and (distinct < len(heads) or distinct <= 2)
    return len(heads) >= 2 and distinct * 2 <= len(heads) + 1 and len(heads) >= filled * 0.6


def read_text(text: str, answers: Answers = Answers(), *, name: str = "") -> tuple[Talk, ...]:  # noqa: B008 - a frozen value
    """The talks of a text, in the layout that was answered or else is likeliest; none where there is none.

    `name` is the file's, which some programs give the name of the chat.
    """
    text = text[:LONGEST]
    if answers.taught:
        found = read_lines(text, layout_of(answers.taught), answers, _chat_of(name))
        return tuple(talk for talk in found if talk.messages)
    layout = answers.layout
    if layout is None:
        guesses = recognise(text)
        if not guesses:
            return ()
        layout = guesses[0].layout
    return tuple(read_lines(text, BY_LAYOUT[layout], answers, _chat_of(name)))


_NAMES = (
    ("WhatsApp Chat with ", ""), ("WhatsApp Chat - ", ""), ("与", "的 WhatsApp 聊天"), ("與", "的WhatsApp對話"),
    ("與", "的 WhatsApp 對話"), ("[LINE] 與", "的聊天"), ("[LINE]與", "的聊天"), ("[LINE] Chat with ", ""),
)  # fmt: skip


def _chat_of(name: str) -> str:
    """The chat that the name of a file tells."""
    stem = PurePath(name).stem
    for before, after in _NAMES:
        if stem.startswith(before) and stem.endswith(after) and len(stem) > len(before) + len(after):
            return stem[len(before) : len(stem) - len(after) or None].strip()
    return ""
