"""What is fed: every parser of the product on its own samples, as far as the shop where it leads there."""

import json
import random
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from crm.addresses import read_addresses
from crm.bringing import Asked, BringBills, BringContacts, Bringer, BringOrders, BringSignUps, BringTalks
from crm.contacts import ContactDraft
from crm.errors import ShukeError
from crm.finder import Filter
from crm.lunar import parse_birthday
from crm.money import Currency
from crm.name_cards import read_cards
from crm.names import parse_query
from crm.one_line import Choice, read_line
from crm.one_line.verbs import MOST_LINES
from crm.progress import Progress, unheard
from crm.remarks import read_remark
from crm.signups import read_sign_ups
from crm.talks import Answers, Talk
from crm.transfer.bills_in import BillsIn
from crm.transfer.card_pictures import picture
from crm.transfer.child import read_apart
from crm.transfer.contacts_in import ContactsIn
from crm.transfer.everything_in import EverythingIn
from crm.transfer.kinds import kind_of_file
from crm.transfer.orders_in import OrdersIn
from crm.transfer.reading import Choices, Table, open_table
from crm.transfer.tables import Row
from crm.transfer.talk_files import heard, read_talks, told
from crm.transfer.talks_in import TalksIn
from crm.wording.errors import explain
from crm.workspace import Workspace, open_workspace
from tests import every_sample, test_signups
from tests.every_sample import File

USES = 150
"""Inputs for one shop."""


class Shop:
    """A shop that inputs come into; a new one when it was used often."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._uses = 0
        self._made = 0
        self._open: Workspace | None = None

    def workspace(self) -> Workspace:
        """The shop that is open."""
        self._uses += 1
        if self._open is None or self._uses > USES:
            self.close()
            self._uses, self._made = 0, self._made + 1
            self._open = open_workspace(self.folder / f"shop-{self._made}")
            self._open.contacts.add(ContactDraft("小王"))
        return self._open

    def fresh(self) -> Workspace:
        """One that holds nothing."""
        return open_workspace(Path(tempfile.mkdtemp(dir=self.folder)))

    def close(self) -> None:
        """Let go of the file."""
        if self._open is not None:
            self._open.close()
            self._open = None


@dataclass(frozen=True, slots=True)
class Target:
    """A parser: its samples, and what is done with a file."""

    name: str
    samples: Callable[[], Iterator[File]]
    feed: Callable[[Shop, Path, random.Random], None]


@contextmanager
def read_here(path: Path, choices: Choices, progress: Progress) -> Iterator[Table]:
    """A table as the reading process tells it, without a process: an error that it would hide is seen.

    A workbook may end the process that reads it, which the product allows for, and so is read in one of its own.
    """
    if path.read_bytes()[:4] in (b"\xd0\xcf\x11\xe0", b"PK\x03\x04"):
        with read_apart(path, choices, progress) as table:
            yield table
        return
    table = open_table(path, choices, progress)
    yield Table(table.source, map(_sent, table.rows), table.tally)


def _sent(row: Row) -> Row:
    for cell in row.cells:
        cell.encode()
    return row


def talks_here(path: Path, answers: Answers, zone: Any, progress: Progress = unheard) -> tuple[Talk, ...]:
    """Talks as the reading process tells them."""
    del progress
    said = (json.dumps(told(talk), ensure_ascii=False).encode() for talk in read_talks(path, answers, zone))
    return tuple(heard(json.loads(one)) for one in said)


class ContactsHere(BringContacts):
    """Friends, read without a process of their own, as `read_here` does; so below."""

    def _verbs(self) -> ContactsIn:
        return ContactsIn(self.workspace.store, self.workspace.accounts, read_here)


class OrdersHere(BringOrders):
    def _verbs(self) -> OrdersIn:
        return OrdersIn(self.workspace.store, self.workspace.settings, read_here)


class BillsHere(BringBills):
    def _verbs(self) -> BillsIn:
        return BillsIn(self.workspace.store, self.workspace.settings, read_here)


class TalksHere(BringTalks):
    def _verbs(self) -> TalksIn:
        return TalksIn(self.workspace.store, talks_here)


_NOTHING = Asked()


def _bringing(kind: type[Bringer], asked: Asked = _NOTHING) -> Callable[[Shop, Path, random.Random], None]:
    """Plan, say what would be done, and now and then do it and take it back."""

    def feed(shop: Shop, path: Path, chance: random.Random) -> None:
        workspace = shop.workspace()
        bringer = kind(workspace, asked)
        plan = bringer.plan(path, unheard)
        json.dumps(bringer.data(plan), ensure_ascii=False).encode()
        "".join(bringer.problems(plan)).encode()
        if chance.random() < 0.3:
            done = bringer.store(plan, unheard)
            if done.step is not None:
                workspace.undo.undo()

    return feed


def _kinds(shop: Shop, path: Path, chance: random.Random) -> None:
    del shop, chance
    kind_of_file(path, read=read_here)


def _pictures(shop: Shop, path: Path, chance: random.Random) -> None:
    del shop, chance
    table = open_table(path, Choices(pictures=True))
    if table.source.kind == "vcard":
        for row in table.rows:
            picture(row.cells[0])


def _shops(shop: Shop, path: Path, chance: random.Random) -> None:
    del chance
    workspace = shop.workspace()
    EverythingIn(workspace.store).plan(path)
    with_nothing = shop.fresh()
    try:
        EverythingIn(with_nothing.store).bring(path)
        assert with_nothing.store.health() is not None
    finally:
        with_nothing.close()


def _text(read: Callable[[str], object]) -> Callable[[Shop, Path, random.Random], None]:
    def feed(shop: Shop, path: Path, chance: random.Random) -> None:
        del shop, chance
        repr(read(path.read_bytes().decode("utf-8", "replace")))

    return feed


def _words(text: str) -> object:
    """The short words a person types."""
    try:
        found: object = Filter.parse(text)
    except ShukeError as error:
        found = explain(error)
    try:
        return found, parse_query(text), parse_birthday(text)
    except ShukeError as error:
        return explain(error)


def _line(text: str) -> object:
    """A line of which every word may be a friend, a product, or several."""

    def look(words: str) -> list[Choice]:
        return [Choice(number, words, sure=number == 1) for number in range(len(words) % 4)]

    lines = [line for line in text.splitlines() if line.strip()][:MOST_LINES]
    return [read_line(line, date(2026, 3, 4), Currency.CNY, look, look) for line in lines]


def _as_files(texts: Callable[[], Iterator[str]]) -> Callable[[], Iterator[File]]:
    return lambda: (File(f"{number}.txt", "", text.encode()) for number, text in enumerate(texts()))


def _of_words() -> Iterator[str]:
    yield from (
        "stage:customer quiet:30 -tag:宝妈 OR spent:1000..",
        "王芳 138",
        "L1990-08-15",
        "农历八月十五",
        "1990-8-15",
    )


TARGETS: Mapping[str, Target] = {
    target.name: target
    for target in (
        Target("contacts", every_sample.contacts, _bringing(ContactsHere)),
        Target("vcard", every_sample.cards, _bringing(ContactsHere)),
        Target("pictures", every_sample.cards, _pictures),
        Target("orders", every_sample.orders, _bringing(OrdersHere)),
        Target("bills", every_sample.bills, _bringing(BillsHere)),
        Target("talks", every_sample.talks, _bringing(TalksHere, Asked(me=("我", "我的店"), day=date(2026, 3, 8)))),
        Target("signups", every_sample.sign_ups, _bringing(BringSignUps)),
        Target("shops", every_sample.shops, _shops),
        Target("kinds", every_sample.files, _kinds),
        Target("addresses", _as_files(every_sample.addresses), _text(read_addresses)),
        Target("name_cards", _as_files(every_sample.name_cards), _text(read_cards)),
        Target("remarks", _as_files(every_sample.remarks), _text(read_remark)),
        Target("signup_texts", _as_files(lambda: iter((test_signups.LIST,))), _text(read_sign_ups)),
        Target("one_line", _as_files(every_sample.one_lines), _text(_line)),
        Target("words", _as_files(_of_words), _text(_words)),
    )
}
