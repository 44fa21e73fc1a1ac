"""What was said, cut for a full-text index: pairs of neighbouring Chinese characters, and words of letters and digits.

Pairs, because an index of single characters must go through every talk that has both of two frequent characters to
see that they never stand together; a pair that nobody said is not in the index at all.
"""

from itertools import pairwise

from crm.names.characters import meet
from crm.names.keys import BORDER, spaced, stands_alone
from crm.names.query import Run, runs

LONGEST = 20_000
"""So many characters of one talk are found by search."""

INDEXED = f'"{BORDER}"'
"""The query that every text in the index fits, also an empty one: each ends with this mark."""


def said_text(text: str) -> str:
    """The words that stand in the index for what was said, for `unicode61` with an index of first letters.

    After the pairs of a run comes its last character: alone it can be found like the others, by its beginning, and no
    phrase of pairs reaches from one run into the next.
    """
    words: list[str] = []
    waiting = ""
    for word in spaced(text[:LONGEST]).split():
        if len(word) == 1 and stands_alone(word):
            if waiting:
                words.append(waiting + word)
            waiting = word
            continue
        if waiting:
            words.append(waiting)
            waiting = ""
        words.append(word)
        if "lv" in word or "nv" in word:
            words.append(meet(word))
    return " ".join([*words, waiting, BORDER])


def said_query(text: str) -> str:
    """The query for what was typed, empty where nothing in it can be found: Chinese characters must follow each other
    as typed, words of letters and digits are beginnings, and all of them must be found.
    """
    return " AND ".join(_asked(run) for run in runs(text) if not run.symbols)


def _asked(run: Run) -> str:
    if run.chinese and len(run.text) > 1:
        return f'"{" ".join(a + b for a, b in pairwise(run.text))}"'
    return f'"{run.text.replace(chr(34), " ")}"*'
