"""Words looked for inside a text, wherever they stand: one Chinese character is enough."""

from dataclasses import dataclass
from itertools import pairwise

from crm.names.characters import fold, fold_by_character, meet

_LONGEST = 100


@dataclass(frozen=True, slots=True)
class Needles:
    """What was typed to look for in texts: its words, folded."""

    words: tuple[str, ...]

    @classmethod
    def of(cls, typed: str) -> "Needles":
        """The needles of what was typed; of a very long text its beginning."""
        return cls(tuple(dict.fromkeys(fold(typed[:_LONGEST]).split())))

    def in_folded(self, folded: str) -> bool:
        """Whether every word stands somewhere in a text that is folded already; no words stand nowhere."""
        return bool(self.words) and all(word in folded for word in self.words)

    def spans(self, text: str) -> tuple[tuple[int, int], ...]:
        """Where the words stand in `text`, as (start, end) in order and apart."""
        if not self.words:
            return ()
        plain, origin = fold_by_character(text)
        folded = meet(plain)
        marked = [False] * (len(text) + 1)
        for word in self.words:
            at = folded.find(word)
            while at >= 0:
                end = at + len(word)
                for place in range(origin[at], origin[end - 1] + 1):
                    marked[place] = True
                at = folded.find(word, end)
        borders = [at for at, (one, two) in enumerate(pairwise([False, *marked])) if one != two]
        return tuple(zip(borders[::2], borders[1::2], strict=True))
