"""The tie with a friend as the card tells it, and how the seller kept their word this month."""

from datetime import timedelta

import pytest

from crm.after_sales import CaseDraft, CaseKind
from crm.bonds import Bond, Reputation
from crm.contacts import ContactDraft
from crm.conversations import Direction, Kind
from crm.errors import MissingError
from crm.ids import ContactId
from crm.orders import LineDraft, OrderDraft
from crm.trust import Sign, Trend
from crm.workspace import Workspace


@pytest.fixture
def friend(workspace: Workspace, time) -> ContactId:
    made = workspace.contacts.add(ContactDraft("王芳"))
    time.advance(days=15)  # the middle of a month
    return made


def test_the_card_tells_the_number_its_course_and_what_made_it(workspace: Workspace, friend: ContactId):
    workspace.conversations.log(friend, "真好用", direction=Direction.IN, kind=Kind.CHAT)
    workspace.orders.add(OrderDraft(friend, (LineDraft(None, "面膜", 1, 100),), paid=100))
    found = workspace.bonds.of(friend)
    assert found.number == workspace.contacts.row(friend).bond == sum(line.points for line in found.lines)
    assert (found.before, found.trend, found.weeks[-1], found.weeks[0]) == (0, Trend.UP, found.number, 0)
    assert [line.sign for line in found.lines] == [Sign.FROM_THEM, Sign.ORDER, Sign.PAID_ON_TIME, Sign.PRAISE]
    (order,) = found.lines[1].events
    assert order.event.text == "面膜"


def test_of_who_is_gone_nothing_is_told(workspace: Workspace, friend: ContactId):
    assert workspace.bonds.of(friend) == Bond(0, None, 0, (0,) * 26, ())
    workspace.contacts.delete([friend])
    with pytest.raises(MissingError):
        workspace.bonds.of(friend)


def test_a_month_in_which_nothing_was_to_keep(workspace: Workspace):
    first = workspace.clock.today().replace(day=1)
    found = workspace.bonds.reputation()
    assert found == Reputation(first, 0, 0, 0, None, 0, 0, 0, 0)
    assert found.waits == 0


def test_promises_answers_and_what_is_late(workspace: Workspace, friend: ContactId, time):
    today = workspace.clock.today()
    promises = workspace.promises
    promises.keep(promises.promise(friend, "一", today))
    promises.keep(promises.promise(friend, "二", today - timedelta(days=2)))
    promises.promise(friend, "三", today - timedelta(days=1))
    promises.promise(friend, "四", today + timedelta(days=1))
    other = workspace.contacts.add(ContactDraft("李娜"))
    now = workspace.clock.now()
    for who, direction, hours in (
        (friend, Direction.IN, 9),
        (friend, Direction.IN, 8),
        (friend, Direction.OUT, 7),
        (friend, Direction.OUT, 6),
        (other, Direction.OUT, 9),
        (other, Direction.IN, 8),
        (other, Direction.BOTH, 4),
    ):
        workspace.conversations.log(who, "", direction=direction, at=now - timedelta(hours=hours))
    workspace.orders.add(OrderDraft(friend, (LineDraft(None, "面膜", 1, 100),), paid=100))
    workspace.after_sales.begin(CaseDraft(friend, CaseKind.COMPLAINT, "漏了"))
    time.advance(days=3)
    found = workspace.bonds.reputation()
    assert (found.kept, found.kept_late, found.missed) == (1, 1, 2)
    assert (found.answer_minutes, found.answers) == (180, 2)
    assert (found.late_promises, found.late_parcels, found.cases, found.waits) == (2, 1, 1, 4)
