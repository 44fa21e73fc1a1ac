"""vCards as a table: a row for each card, so that phones' contacts come in the way every list does.

Every card stands on its own: one that is broken, never ended or stands within another costs no other. What a card says
twice stands in one cell.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from crm.transfer.delimited import MAX_BYTES, blocks
from crm.transfer.encodings import Encoding, recognise
from crm.transfer.errors import Limit, TooBigError, UnknownEncodingError
from crm.transfer.tables import Row, Source, Tally, tidy_row
from crm.transfer.vcard_card import BETWEEN, HEADINGS, PICTURE, Card, cells
from crm.transfer.vcard_lines import as_bytes, properties

__all__ = ["BETWEEN", "card_rows", "cards_of", "open_cards", "picture_rows"]

DEEPEST = 4
"""Cards within cards."""
_BEGINS = re.compile(r"BEGIN\s*:\s*VCARD", re.IGNORECASE)


def open_cards(path: Path, encoding: str) -> tuple[Source, Encoding]:
    """What is known of the file before its cards are read. Raises `TooBigError`, `UnknownEncodingError`."""
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise TooBigError(path, Limit.BYTES, size, MAX_BYTES)
    # cards may each have a charset of their own, so that a file need not be in one
    known = Encoding(encoding, damaged=True) if encoding else recognise(lambda: blocks(path)) or Encoding("utf-8")
    try:
        "".encode(known.name)
    except LookupError as error:
        raise UnknownEncodingError(path, encoding) from error
    return Source(kind="vcard", encoding=known.name, total=size), known


def card_rows(path: Path, encoding: Encoding, tally: Tally, at: Callable[[int], None]) -> Iterator[Row]:
    """A row of headings and then one for each card, by its number; `at` hears of the characters that were read."""
    yield Row(1, HEADINGS)
    with _lines(path, encoding) as lines:
        for number, card in enumerate(_cards(lines, _charset(encoding), at), 2):
            yield tidy_row(number, cells(card.said(told=True)), tally)


def picture_rows(path: Path, encoding: Encoding, at: Callable[[int], None]) -> Iterator[Row]:
    """The pictures alone, in base64, under the same numbers."""
    with _lines(path, encoding) as lines:
        for number, card in enumerate(_cards(lines, _charset(encoding), at), 2):
            for value in card.said(told=False).get(PICTURE, ())[:1]:
                yield Row(number, (value,))


def cards_of(lines: Iterable[str], at: Callable[[int], None] = lambda _done: None) -> Iterator[Mapping[str, list[str]]]:
    """What each card in a text says, by our heading; `at` hears of the characters that were read."""
    for card in _cards(as_bytes(lines), "utf-8", at):
        yield card.said(told=True)


def _cards(lines: Iterable[str], charset: str, at: Callable[[int], None]) -> Iterator[Card]:
    """The cards in the order in which they end. A card within a card is a card; one of an `AGENT` is none, but part of
    the other.
    """
    open_cards: list[Card] = []
    agent = False
    for found, done in properties(lines, charset):
        if found.name == "BEGIN":
            open_cards.append(Card(agent=agent))
            agent = False
            if len(open_cards) > DEEPEST:  # those below were never ended
                yield from _told(open_cards.pop(0))
        elif found.name == "END" and open_cards:
            at(done)
            yield from _told(open_cards.pop())
        elif open_cards:
            value = found.value.strip()
            agent = found.name == "AGENT" and not value
            if found.name == "AGENT" and _BEGINS.fullmatch(value):
                open_cards.append(Card(agent=True))
            else:
                open_cards[-1].take(found)
    for card in open_cards:
        if card:
            yield from _told(card)


def _told(card: Card) -> Iterator[Card]:
    """The card; nothing for one that is part of another."""
    if not card.agent:
        yield card


@contextmanager
def _lines(path: Path, encoding: Encoding) -> Iterator[Iterable[str]]:
    """Lines of a file with one character a byte, whatever is in them."""
    wide = encoding.name.startswith("utf-16")
    with path.open(encoding=encoding.name if wide else "latin-1", errors="replace") as file:
        yield as_bytes(file) if wide else file


def _charset(encoding: Encoding) -> str:
    return "utf-8" if encoding.name.startswith("utf-") else encoding.name
