"""Which characters of a text a search matched, so that a list can show why a friend was found."""

import re
from collections.abc import Iterator

from crm.names.characters import HAN, fold_by_character, meet
from crm.names.keys import typed
from crm.names.mixed import mixed
from crm.names.query import Run, runs
from crm.names.surnames import spelling

_HAN_RUN = re.compile(f"[{HAN}]+")
_SHORTEST_INSIDE = 3
_LONGEST_TEXT = 500


def highlight(text: str, query: str) -> tuple[tuple[int, int], ...]:
    """The stretches of `text` that `query` matched, as (start, end) in order and apart: literally, folded, or
    by pinyin or its initials. Only the first 500 characters are looked at.
    """
    text = text[:_LONGEST_TEXT]
    folded, origin = fold_by_character(text)
    marked = sorted(
        span
        for run in runs(query)
        for span in list(_literal(meet(folded), origin, run))
        or list(_literal(folded, origin, run))
        or list(_by_pinyin(text, run))
    )
    joined: list[tuple[int, int]] = []
    for start, end in marked:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return tuple(joined)


def _literal(folded: str, origin: list[int], run: Run) -> Iterator[tuple[int, int]]:
    """Where the run stands in the text: at the beginning of words, or else anywhere."""
    found = [match.start() for match in re.finditer(re.escape(run.text), folded)]
    if not run.chinese and not run.symbols:
        begins = [at for at in found if at == 0 or not (folded[at - 1].isascii() and folded[at - 1].isalnum())]
        found = begins or (found if len(run.text) >= _SHORTEST_INSIDE else [])
    for at in found:
        yield origin[at], origin[at + len(run.text) - 1] + 1


def _by_pinyin(text: str, run: Run) -> Iterator[tuple[int, int]]:
    """Where a stretch of Chinese characters is spelled, or has initials, as the run says."""
    if not (run.text.isascii() and run.text.isalpha()):
        return
    for name in _HAN_RUN.finditer(text):
        said = [typed(readings) for readings in spelling(name[0])]
        for start in range(len(said)):
            length = max(_spelled(said[start:], run.text), _initials(said[start:], run.text))
            length = length or (_mixed(said[start:], run.text) if mixed(run.text) else 0)
            if length:
                yield name.start() + start, name.start() + start + length


def _spelled(said: list[tuple[str, ...]], rest: str) -> int:
    """How many characters from the first on spell `rest`, the last perhaps in part; 0 where they do not."""
    for syllable in said[0] if said else ():
        if syllable.startswith(rest):
            return 1
        if rest.startswith(syllable) and (more := _spelled(said[1:], rest[len(syllable) :])):
            return 1 + more
    return 0


def _mixed(said: list[tuple[str, ...]], rest: str) -> int:
    """How many characters from the first on are typed as `rest`, each in full or by its initial; 0 where not."""
    for syllable in said[0] if said else ():
        if syllable.startswith(rest):
            return 1
        for piece in (syllable, syllable[0]):
            if rest.startswith(piece) and (more := _mixed(said[1:], rest[len(piece) :])):
                return 1 + more
    return 0


def _initials(said: list[tuple[str, ...]], letters: str) -> int:
    if len(letters) > len(said):
        return 0
    fits = (
        any(syllable[0] == letter for syllable in syllables) for syllables, letter in zip(said, letters, strict=False)
    )
    return len(letters) if all(fits) else 0
