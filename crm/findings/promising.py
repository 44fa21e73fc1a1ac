"""What the seller promised in a talk: their own words, something they will do, and a day."""

import re
from collections.abc import Iterator, Sequence

from crm.findings.finds import Finding, Promised
from crm.names import fold
from crm.spoken_dates import SpokenDate

_SENTENCE = re.compile(r"[^\n。！!；;]+")
_CLAUSE = re.compile(r"[^,，、 ]+(?: [^,，、 ]+)*")
_DO = re.compile(
    "寄|发(?!现|生|烧|朋友圈)|给[你您妳]|告诉[你您]|通知[你您]|联系[你您]|回复?[你您]|送|带给|拍[个张给]?|补[给发]|退[给款]|转给|打给|"
    "安排|准备好|做好|[告带][你您]"
    r"|\b(?:send|ship|mail|post|deliver|bring|tell|show|refund|call|text"
    r"|get back|let you|give|have it ready|pack|drop)\b"
)
_SAID = re.compile(r"(?<!你)(?<!他)(?<!她)(?<!们)答应(?!我)|\bi(?:'ve| have)? promised?\b|^promised?\b")
_OTHERS = re.compile(
    r"给我|发我|寄我|告诉我|转我|通知我|联系我|帮我|麻烦|请[你您]|记得|可以吗|行吗|好吗|吗$|[?？]|"
    r"\b(?:to me|send me|let me|tell me|show me|give me|call me|text me"
    r"|can you|could you|please|you (?:can|could|will|should|send))\b"
)
_YOU = re.compile("(?<![给帮为替跟和向对诉知系复醒发寄转退补送到陪教告带回])[你您妳](?!的|家|们)")
_NOT = re.compile(
    "[不没别]|(?:已经?|刚)|[寄发送](?:出|走|货|过)?了|\\b(?:not|won't|can't|cannot|don't|already|sent|shipped)\\b"
)
_EDGES = " ,，.:：~～-—、"
_BEFORE = re.compile("(?:最[晚迟遲]|大[概约約]|在|于|於|等|by|before|on|until)? ?$", re.IGNORECASE)
_AFTER = re.compile("(?:之前|以前|前|左右|的时候|就|会|會)? ?")
_OPENING = re.compile(
    "^(?:(?:好的?呀?|好[哒滴呢啊]|嗯+|可以的?|没问题|沒問題|行|ok(?:ay)?|sure|亲|那|我|就|会|會"
    r"|i'll|i will|will)[ ,，~～!！]*)+",
    re.IGNORECASE,
)
_LONGEST = 80


def find_promises(text: str, begin: int, end: int, dates: Sequence[SpokenDate], *, mine: bool) -> Iterator[Finding]:
    """What is promised between these places for one of these days. `mine`: it is the seller who speaks; of others only
    what says in so many words that it was promised.
    """
    for sentence in _SENTENCE.finditer(text, begin, end):
        told = next((one for one in dates if sentence.start() <= one.start and one.end <= sentence.end()), None)
        if told is None or not _acts(sentence[0]):
            continue
        start, stop = _clauses(sentence, told)
        words = text[start:stop]
        said = _without(words, told.start - start, told.end - start)
        if said and _is_promised(fold(words), mine=mine):
            yield Finding(start, stop, words, Promised(said, told.day))


def _clauses(sentence: re.Match[str], told: SpokenDate) -> tuple[int, int]:
    """The clause that names the day, with the next one, or the one before, where only that says what is done."""
    clauses = [(sentence.start() + c.start(), sentence.start() + c.end()) for c in _CLAUSE.finditer(sentence[0])]
    text = sentence.string
    at = next((n for n, (start, end) in enumerate(clauses) if start <= told.start < end), 0)
    start, end = clauses[at]
    end = max(end, told.end)
    if _acts(text[start:end]):
        return start, end
    if at + 1 < len(clauses) and _acts(text[slice(*clauses[at + 1])]):
        return start, clauses[at + 1][1]
    if at and _acts(text[slice(*clauses[at - 1])]):
        return clauses[at - 1][0], end
    return start, end


def _acts(words: str) -> bool:
    plain = fold(words)
    return bool(_DO.search(plain) or _SAID.search(plain))


def _is_promised(plain: str, *, mine: bool) -> bool:
    if _OTHERS.search(plain):
        return False
    if _SAID.search(plain):
        return True
    return mine and bool(_DO.search(plain)) and not _YOU.search(plain) and not _NOT.search(plain)


def _without(words: str, start: int, end: int) -> str:
    """The words without the day, which stands beside them."""
    before, after = _BEFORE.sub("", words[:start]), _AFTER.sub("", words[end:], count=1)
    joined = f"{before.rstrip(_EDGES)} {after.lstrip(_EDGES)}" if before.isascii() else f"{before}{after}"
    said = _OPENING.sub("", joined.strip(_EDGES)).strip(_EDGES)
    return " ".join(said.split())[:_LONGEST]
