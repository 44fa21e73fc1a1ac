"""A simulated year: the seller works the queue every day, and nobody is forgotten and nobody is nagged.

The friends answer, order, wait and fall silent by chance (of a seed); `python3 run.py test --long` plays it with 3,000.
"""

import random
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from crm.clock import Clock
from crm.contacts import ContactDraft
from crm.conversations import Direction
from crm.db.models import Order, OrderLine, Payment, Product
from crm.ids import ContactId
from crm.lunar import Birthday
from crm.reasons import ReasonKind
from crm.stages import Stage
from crm.topics import Action, Topic, Verb
from crm.workspace import Workspace, open_workspace
from tests.conftest import StoppedTime

START = datetime(2026, 1, 1, 1, 0, tzinfo=UTC)
COOLDOWN = 2
NOT_NAGGING = {ReasonKind.BY_HAND, ReasonKind.BIRTHDAY, ReasonKind.ASKED, ReasonKind.UNPAID}
"""What may be told sooner after a contact: it was planned, it has its day, or they wait for an answer or owe."""


@dataclass(slots=True)
class Year:
    """What the year showed."""

    shown: Counter[ReasonKind] = field(default_factory=Counter)
    longest_wait: int = 0
    most_a_day: int = 0
    nagged: int = 0
    birthdays: int = 0
    missed: int = 0


@dataclass(slots=True)
class Friend:
    """How a friend behaves: how likely they answer and order."""

    contact: ContactId
    birthday: Birthday | None
    answers: float
    orders: float
    touched: date | None = None
    waits_since: date | None = None
    told: set[date] = field(default_factory=set)


def people(workspace: Workspace, chance: random.Random, many: int) -> list[Friend]:
    """Friends of all stages, added over the two years before."""
    today = workspace.clock.today()
    drafts = []
    for number in range(many):
        birthday = None
        if chance.random() < 0.3:
            birthday = Birthday(chance.randint(1, 12), chance.randint(1, 29), lunar=chance.random() < 0.4)
        stage = chance.choices(list(Stage), [30, 25, 20, 23, 2])[0]
        added = today - timedelta(days=chance.randint(1, 700))
        drafts.append(ContactDraft(f"友{number}", stage=stage, birthday=birthday, added_on=added))
    return [
        Friend(contact, draft.birthday, chance.uniform(0.1, 0.9), chance.uniform(0, 0.25))
        for contact, draft in zip(workspace.contacts.add_all(drafts), drafts, strict=True)
    ]


def sell(workspace: Workspace, friend: ContactId, product: int) -> None:
    """Two masks, to be paid later."""
    now, today = workspace.clock.now(), workspace.clock.today()
    with workspace.store.write(Topic.ORDERS, Action(Verb.ADD_ORDER, friend)) as write:
        order = write.insert(Order, contact=friend, number="1", at=now, day=today)
        write.insert(OrderLine, contact=friend, order=order, product=product, name="面膜", quantity=2, unit_price=9_900)


def settle(workspace: Workspace, friend: ContactId) -> None:
    """They paid, and the parcel came."""
    now, today = workspace.clock.now(), workspace.clock.today()
    with workspace.store.write(Topic.ORDERS, Action(Verb.PAY_ORDER, friend)) as write:
        for (order,) in write.rows(Order.select(Order.id).where(Order.contact == friend, Order.owed > 0)):
            write.insert(Payment, contact=friend, order=order, amount=19_800, at=now, day=today)
            write.update(Order, order, shipped_on=today, received_on=today)


def everybody_due(workspace: Workspace) -> set[ContactId]:
    """Whoever has a reason, however many there are."""
    today, day = workspace.today, workspace.clock.today()
    shop = today._shop(day)
    return set(map(ContactId, today._strongest(today._due(day, shop), day, 1_000_000, shop)))


def play(folder: Path, many: int, capacity: int, days: int, seed: int) -> Year:
    """The seller works all of the queue every day and writes down what comes of it."""
    chance, time, year = random.Random(seed), StoppedTime(START), Year()
    workspace = open_workspace(folder, clock=Clock(ZoneInfo("Asia/Shanghai"), time))
    workspace.settings.change(replace(workspace.settings.shop(), capacity=capacity))
    with workspace.store.write(Topic.PRODUCTS) as write:
        product = write.insert(Product, name="面膜", price=9_900, days_per_unit=15)
    friends = {friend.contact: friend for friend in people(workspace, chance, many)}
    for _ in range(days):
        today = workspace.clock.today()
        queue = workspace.today.queue(counted=False)
        year.most_a_day = max(year.most_a_day, len(queue.items))
        for item in queue.items:
            friend = friends[ContactId(item.row.id)]
            kinds = {reason.kind for reason in item.reasons}
            year.shown.update(kinds)
            if ReasonKind.BIRTHDAY in kinds:
                friend.told.add(today)
            too_soon = friend.touched is not None and (today - friend.touched).days < COOLDOWN
            year.nagged += too_soon and not kinds & NOT_NAGGING
            workspace.today.sent(friend.contact, "…")
            friend.touched, friend.waits_since = today, None
            if ReasonKind.UNPAID in kinds and chance.random() < 0.6:
                settle(workspace, friend.contact)
            if chance.random() < friend.answers:
                words = "还有货吗？" if chance.random() < 0.3 else "好的，谢谢"
                workspace.conversations.log(friend.contact, words, direction=Direction.IN)
                if chance.random() < friend.orders:
                    sell(workspace, friend.contact, product)
        due = everybody_due(workspace)
        for friend in friends.values():
            if friend.contact not in due:
                friend.waits_since = None
            elif friend.waits_since is None:
                friend.waits_since = today
            else:
                year.longest_wait = max(year.longest_wait, (today - friend.waits_since).days)
            if friend.birthday is not None and friend.birthday.next_on(today) == today:
                lead = workspace.settings.shop().birthday_lead_days
                year.birthdays += 1
                year.missed += not any(today - timedelta(days=n) in friend.told for n in range(lead + 1))
        time.advance(days=1)
    workspace.close()
    return year


def judge(year: Year, capacity: int, starves_after: int) -> None:
    assert year.most_a_day == capacity
    assert year.nagged == 0
    assert year.birthdays
    assert year.missed == 0
    assert year.longest_wait <= starves_after
    assert year.shown[ReasonKind.CADENCE]
    assert {ReasonKind.NEW_FRIEND, ReasonKind.RUNS_OUT, ReasonKind.IN_USE, ReasonKind.UNPAID} <= set(year.shown)


def test_a_year_of_a_small_shop(tmp_path: Path):
    judge(play(tmp_path / "shop", many=40, capacity=3, days=90, seed=7), 3, starves_after=60)


@pytest.mark.long
def test_a_year_of_three_thousand_friends(tmp_path: Path):
    judge(play(tmp_path / "shop", many=3_000, capacity=30, days=365, seed=7), 30, starves_after=365)
