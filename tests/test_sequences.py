"""Sequences: begun by hand or by themselves, a step after the other, and ended by an answer."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from crm import wording
from crm.contacts import ContactDraft, Standing
from crm.conversations import Direction, Kind
from crm.errors import ConflictError, EmptyNameError, MissingError, UnknownValueError
from crm.festivals import Festival
from crm.ids import ContactId, OrderId, SequenceId
from crm.merging.uniting import Choices
from crm.orders import LineDraft, OrderDraft
from crm.reasons import Happened, ReasonKind
from crm.sequences import MOST_DAYS, SequenceDraft, Starts, State, StepDraft, Why
from crm.stages import Stage
from crm.wording.sequences import beginning, ending, examples, in_short, progress, starts_word, step_day
from crm.wording.today import sentence
from crm.workspace import Workspace
from tests.conftest import StoppedTime

TODAY = date(2026, 3, 4)
STEPS = (StepDraft(0, "一"), StepDraft(3, "二"), StepDraft(10, "三"))


def friend(shop: Workspace, name: str = "王芳", added_on: date = date(2026, 1, 1)) -> ContactId:
    return shop.contacts.add(ContactDraft(name, added_on=added_on))


def sequence(shop: Workspace, **more: object) -> SequenceId:
    return shop.sequences.add(SequenceDraft(**{"name": "欢迎", "steps": STEPS, **more}))  # type: ignore[arg-type]


def step(shop: Workspace, contact: ContactId) -> tuple[int, int] | None:
    """The number of the step that is due, and for how many days."""
    found = [one for one in shop.today.why(contact) if one.kind is ReasonKind.STEP]
    return (found[0].number, found[0].days) if found and isinstance(found[0], Happened) else None


def sell(shop: Workspace, contact: ContactId) -> OrderId:
    return shop.orders.add(OrderDraft(contact, (LineDraft(None, "面膜", 1, 100),)))


def test_steps_come_on_their_days_one_after_the_other(workspace: Workspace, time: StoppedTime):
    contact, seq = friend(workspace), sequence(workspace)
    assert workspace.sequences.start(seq, [contact]) == 1
    assert step(workspace, contact) == (1, 0)
    item = next(item for item in workspace.today.queue().items if item.row.id == contact)
    assert (item.reasons[0].kind, item.step) == (ReasonKind.STEP, "一")
    workspace.today.sent(contact, "一")
    assert step(workspace, contact) is None
    time.advance(days=3)
    assert step(workspace, contact) == (2, 0)
    time.advance(days=2)
    workspace.today.done(contact)  # two days late: the next comes seven days after this one, as was planned
    run = workspace.sequences.of(contact)
    assert run is not None
    assert (run.taken, run.due) == (2, TODAY + timedelta(days=12))
    time.advance(days=7)
    workspace.today.done(contact)
    assert workspace.sequences.of(contact) is None
    (run,) = workspace.sequences.runs(seq)
    assert (run.state, run.due, run.taken) == (State.FINISHED, None, 3)


def test_a_step_that_is_not_the_strongest_reason_waits(workspace: Workspace, time: StoppedTime):
    contact = friend(workspace)
    workspace.sequences.start(sequence(workspace, until_answer=False), [contact])
    for _ in range(2):
        workspace.promises.promise(contact, "照片", TODAY)
    time.advance(days=1)
    assert [one.kind for one in workspace.today.why(contact)][:2] == [ReasonKind.BY_HAND, ReasonKind.STEP]
    workspace.today.done(contact)
    time.advance(days=2)
    assert step(workspace, contact) == (1, 3)


def test_a_step_is_not_seen_to_by_other_words(workspace: Workspace, time: StoppedTime):
    contact = friend(workspace)
    workspace.sequences.start(sequence(workspace), [contact])
    workspace.conversations.log(contact, "别的事", direction=Direction.OUT)
    assert step(workspace, contact) == (1, 0)
    time.advance(days=2)
    assert step(workspace, contact) == (1, 2)


@pytest.mark.parametrize(
    ("kind", "direction", "ends"),
    [
        (Kind.CHAT, Direction.IN, True),
        (Kind.CALL, Direction.BOTH, True),
        (Kind.COMMENT, Direction.IN, True),
        (Kind.LIKE, Direction.IN, False),
        (Kind.CHAT, Direction.OUT, False),
    ],
)
def test_an_answer_ends_it(workspace: Workspace, time: StoppedTime, kind: Kind, direction: Direction, ends: bool):
    contact, seq = friend(workspace), sequence(workspace)
    workspace.conversations.log(contact, "以前", direction=Direction.IN)
    time.advance(minutes=1)
    workspace.sequences.start(seq, [contact])
    time.advance(minutes=1)
    workspace.conversations.log(contact, "好呀", kind=kind, direction=direction)
    assert (workspace.sequences.of(contact) is None) is ends
    (run,) = workspace.sequences.runs(seq)
    assert (run.state, run.why) == ((State.HALTED, Why.ANSWERED) if ends else (State.RUNNING, None))
    workspace.undo.undo()
    assert workspace.sequences.of(contact) is not None


def test_an_order_ends_it_where_it_says_so(workspace: Workspace, time: StoppedTime):
    for until_order in (False, True):
        contact, seq = friend(workspace), sequence(workspace, until_order=until_order)
        sell(workspace, contact)
        time.advance(minutes=1)
        workspace.sequences.start(seq, [contact])
        time.advance(minutes=1)
        sell(workspace, contact)
        (run,) = workspace.sequences.runs(seq)
        assert (run.why is Why.ORDERED) is until_order


def test_who_is_paused_is_out_of_it_for_good(workspace: Workspace):
    contact, seq = friend(workspace), sequence(workspace)
    workspace.sequences.start(seq, [contact])
    workspace.contacts.set_standing([contact], Standing.PAUSED)
    workspace.contacts.set_standing([contact], Standing.ACTIVE)
    (run,) = workspace.sequences.runs(seq)
    assert (run.state, run.why, step(workspace, contact)) == (State.STOPPED, Why.PAUSED, None)
    workspace.undo.undo()
    workspace.undo.undo()
    assert step(workspace, contact) == (1, 0)
    workspace.contacts.set_standing([contact], Standing.LOST)
    assert workspace.sequences.start(seq, [contact]) == 0


def test_a_friend_is_in_one_at_a_time(workspace: Workspace, time: StoppedTime):
    contact, other = friend(workspace), friend(workspace, "李四")
    first, second = sequence(workspace), sequence(workspace, name="唤醒")
    assert workspace.sequences.start(first, [contact, other, contact]) == 2
    assert workspace.sequences.start(first, [contact], instead=True) == 0
    assert workspace.sequences.start(second, [contact]) == 0
    assert workspace.sequences.start(second, [contact], instead=True) == 1
    assert [(run.contact, run.why) for run in workspace.sequences.runs(first)] == [
        (other, None),
        (contact, Why.REPLACED),
    ]
    workspace.undo.undo()
    run = workspace.sequences.of(contact)
    assert run is not None
    assert run.sequence == first
    time.advance(minutes=1)
    workspace.conversations.log(contact, "好", direction=Direction.IN)
    assert workspace.sequences.start(second, [contact]) == 1
    assert [run.why for run in workspace.sequences.runs(first) if run.contact == contact] == [Why.ANSWERED]
    workspace.sequences.stop(contact)
    assert workspace.sequences.of(contact) is None


def test_friends_who_are_made_one_stay_in_the_latest(workspace: Workspace, time: StoppedTime):
    keep, other = friend(workspace), friend(workspace, "李四")
    first, second = sequence(workspace), sequence(workspace, name="唤醒")
    workspace.sequences.start(first, [keep])
    time.advance(minutes=1)
    workspace.sequences.start(second, [other])
    choices: Choices = {}
    workspace.merging.merge(keep, [other], choices)
    run = workspace.sequences.of(keep)
    assert run is not None
    assert run.sequence == second
    assert [run.why for run in workspace.sequences.runs(first)] == [Why.MERGED]
    workspace.undo.undo()
    assert [workspace.sequences.of(contact) is not None for contact in (keep, other)] == [True, True]


def test_a_sequence_that_is_deleted_has_no_further_step(workspace: Workspace):
    contact, seq = friend(workspace), sequence(workspace)
    workspace.sequences.start(seq, [contact])
    workspace.sequences.delete(seq)
    assert (step(workspace, contact), workspace.sequences.of(contact), workspace.sequences.all()) == (None, None, [])
    for act in (
        lambda: workspace.sequences.delete(seq),
        lambda: workspace.sequences.start(seq, [contact]),
        lambda: workspace.sequences.edit(seq, SequenceDraft("x", STEPS)),
    ):
        with pytest.raises(MissingError):
            act()
    workspace.undo.undo()
    assert step(workspace, contact) == (1, 0)


def test_a_friend_in_the_bin_is_in_no_list(workspace: Workspace):
    contact, seq = friend(workspace), sequence(workspace)
    workspace.sequences.start(seq, [contact])
    workspace.contacts.delete([contact])
    assert workspace.sequences.runs(seq) == []
    workspace.undo.undo()
    assert step(workspace, contact) == (1, 0)


def test_said_anew_everybody_goes_on_where_they_are(workspace: Workspace):
    done, fresh = friend(workspace), friend(workspace, "李四")
    seq = sequence(workspace)
    workspace.sequences.start(seq, [done, fresh])
    workspace.today.done(done)
    (row,) = workspace.sequences.all()
    assert row.draft == SequenceDraft("欢迎", STEPS)
    workspace.sequences.edit(seq, SequenceDraft(" 新 名 ", (StepDraft(1, " 只有这步 "),)), seen=row.version)
    states = {run.contact: (run.state, run.name) for run in workspace.sequences.runs(seq)}
    assert states == {done: (State.FINISHED, "新 名"), fresh: (State.RUNNING, "新 名")}
    assert [one.text for one in workspace.today.why(fresh) if isinstance(one, Happened)] == ["新 名"]
    assert workspace.sequences.words([fresh], TODAY) == {fresh: "只有这步"}
    with pytest.raises(ConflictError):
        workspace.sequences.edit(seq, SequenceDraft("x", STEPS), seen=row.version)


@pytest.mark.parametrize(
    ("draft", "error"),
    [
        (SequenceDraft(" ", STEPS), EmptyNameError),
        (SequenceDraft("x", ()), EmptyNameError),
        (SequenceDraft("x", (StepDraft(0, " "),)), EmptyNameError),
        (SequenceDraft("x", (StepDraft(-1, "a"),)), UnknownValueError),
        (SequenceDraft("x", (StepDraft(MOST_DAYS + 1, "a"),)), UnknownValueError),
        (SequenceDraft("x", STEPS, Starts.QUIET, -1), UnknownValueError),
    ],
)
def test_what_cannot_be_a_sequence_is_told(workspace: Workspace, draft: SequenceDraft, error: type[Exception]):
    with pytest.raises(error):
        workspace.sequences.add(draft)
    assert workspace.sequences.all() == []


def test_what_is_coming_is_told_by_day(workspace: Workspace, time: StoppedTime):
    contact = friend(workspace)
    workspace.sequences.start(sequence(workspace), [contact])
    workspace.today.done(contact)
    (run,) = workspace.sequences.coming(TODAY, TODAY + timedelta(days=7))
    assert (run.contact, run.due, run.taken, run.count, run.name) == (contact, TODAY + timedelta(days=3), 1, 3, "欢迎")
    assert workspace.sequences.coming(TODAY, TODAY) == []


# ---------------------------------------------------------------- by themselves


def test_nothing_begins_by_itself_until_it_is_switched_on(workspace: Workspace):
    friend(workspace, added_on=TODAY)
    sequence(workspace, starts=Starts.NEW_FRIEND)
    sequence(workspace, on=True)
    assert workspace.sequences.start_due() == 0
    assert [row.since for row in workspace.sequences.all()] == [None, None]


def test_with_a_new_friend(workspace: Workspace, time: StoppedTime):
    friend(workspace, "老朋友", TODAY - timedelta(days=1))
    seq = sequence(workspace, starts=Starts.NEW_FRIEND, on=True)
    assert workspace.sequences.start_due() == 0
    new = friend(workspace, added_on=TODAY)
    steps = workspace.undo.last()
    assert workspace.sequences.start_due() == 1
    assert workspace.undo.last() == steps, "no step of the seller's"
    assert step(workspace, new) == (1, 0)
    assert workspace.sequences.start_due() == 0
    workspace.sequences.stop(new)
    assert workspace.sequences.start_due() == 0, "once is enough"
    (row,) = workspace.sequences.all()
    workspace.sequences.edit(seq, row.draft)
    assert workspace.sequences.all()[0].since == TODAY
    time.advance(days=1)
    workspace.undo.undo()
    workspace.undo.undo()  # the friend who was added goes, whatever began meanwhile
    assert workspace.sequences.start_due() == 0


def test_after_the_first_order_and_not_after_the_second(workspace: Workspace):
    old = friend(workspace, "老客户")
    workspace.orders.add(OrderDraft(old, (LineDraft(None, "面膜", 1, 100),), day=TODAY - timedelta(days=30)))
    sequence(workspace, starts=Starts.FIRST_ORDER, on=True)
    new = friend(workspace)
    for contact in (old, new):
        sell(workspace, contact)
    assert workspace.sequences.start_due() == 1
    assert workspace.sequences.of(new) is not None
    assert workspace.sequences.of(old) is None


def test_when_goods_have_arrived_each_time(workspace: Workspace, time: StoppedTime):
    contact = friend(workspace)
    sequence(workspace, starts=Starts.RECEIVED, on=True, steps=(StepDraft(3, "好用吗"),))
    for _ in range(2):
        order = sell(workspace, contact)
        assert workspace.sequences.start_due() == 0
        workspace.orders.ship(order)
        workspace.orders.receive(order)
        assert [workspace.sequences.start_due() for _ in range(2)] == [1, 0]
        time.advance(days=3)
        assert step(workspace, contact) == (1, 0)
        workspace.today.done(contact)
        time.advance(days=1)


def test_after_silence_those_first_who_bought_most_and_no_more_than_a_day_holds(
    workspace: Workspace, time: StoppedTime
):
    workspace.settings.change(replace(workspace.settings.shop(), capacity=2))
    quiet = [friend(workspace, f"客户{n}") for n in range(4)]
    for spent, contact in enumerate(quiet):
        order = workspace.orders.add(OrderDraft(contact, (LineDraft(None, "面膜", 1, 100 * spent),)))
        if spent:
            workspace.orders.pay(order, 100 * spent)
    friend(workspace, "从没聊过")
    time.advance(days=90)
    sequence(workspace, starts=Starts.QUIET, after_days=90, on=True)
    assert workspace.sequences.start_due() == 2
    assert [workspace.sequences.of(contact) is not None for contact in quiet] == [False, False, True, True]
    assert workspace.sequences.start_due() == 0
    time.advance(days=1)
    assert workspace.sequences.start_due() == 2
    time.advance(days=1)
    for contact in quiet:
        workspace.sequences.stop(contact)
    assert workspace.sequences.start_due() == 0, "not again for half a year"
    time.advance(days=180)
    assert workspace.sequences.start_due() == 2


def test_before_a_festival_for_customers(workspace: Workspace, time: StoppedTime):
    workspace.settings.change(replace(workspace.settings.shop(), festivals=(Festival.WOMEN,)))
    customer = friend(workspace)
    friend(workspace, "新朋友")
    workspace.stages.move(customer, Stage.CUSTOMER)
    sequence(workspace, starts=Starts.FESTIVAL, after_days=3, on=True)
    assert workspace.sequences.start_due() == 0
    time.advance(days=1)
    assert workspace.sequences.start_due() == 1
    assert workspace.sequences.of(customer) is not None


def test_only_for_a_tag_and_never_for_who_is_in_one(workspace: Workspace):
    tagged, busy, other = (friend(workspace, name, TODAY) for name in ("甲", "乙", "丙"))
    workspace.contacts.tag([tagged, busy], "宝妈")
    ((tag, _),) = workspace.contacts.tags()
    workspace.sequences.start(sequence(workspace), [busy])
    sequence(workspace, name="宝妈", starts=Starts.NEW_FRIEND, on=True, tag=tag)
    assert workspace.sequences.start_due() == 1
    assert workspace.sequences.of(tagged) is not None
    assert workspace.sequences.of(other) is None


# ---------------------------------------------------------------- words


def test_the_words_of_a_sequence(workspace: Workspace, language: str):
    contact = friend(workspace)
    for draft in examples():
        number = workspace.sequences.add(draft)
        assert not any("{}" in step.text for step in draft.steps)
        for said in draft.steps:
            filled = workspace.phrases.filled(said.text, contact)
            assert filled.unknown == ()
        for on in (False, True):
            row = next(row for row in workspace.sequences.all() if row.id == number)
            workspace.sequences.edit(number, SequenceDraft(draft.name, draft.steps, draft.starts, 30, on))
            assert beginning(row, {}) != ""
            assert ending(row) != ""
    assert len({starts_word(starts) for starts in Starts}) == len(Starts)
    for until_answer in (False, True):
        for until_order in (False, True):
            seq = sequence(workspace, until_answer=until_answer, until_order=until_order)
    rows = [row for row in workspace.sequences.all() if row.name == "欢迎"]
    assert len({ending(row) for row in rows}) == 4
    workspace.sequences.start(seq, [contact])
    (row,) = [row for row in workspace.sequences.all() if row.id == seq]
    assert "3" in in_short(row)
    assert "1" in in_short(row)
    assert step_day(0) != step_day(3)
    assert "欢迎" in sentence(workspace.today.why(contact)[0], workspace.settings.shop().currency)


def test_for_whom_and_how_far(workspace: Workspace):
    wording.use("en")
    workspace.contacts.tag([friend(workspace)], "VIP")
    tags = dict(workspace.contacts.tags())
    seq = sequence(workspace, starts=Starts.QUIET, after_days=60, on=True, tag=next(iter(tags)))
    (row,) = workspace.sequences.all()
    assert beginning(row, tags) == "Begins after 60 days of silence. Only for friends tagged VIP."
    said = set()
    people = [friend(workspace, f"客户{n}") for n in range(7)]
    workspace.sequences.start(seq, people)
    workspace.sequences.stop(people[0])
    workspace.contacts.set_standing([people[1]], Standing.PAUSED)
    workspace.conversations.log(people[2], "好", direction=Direction.IN)
    other = sequence(workspace, name="二")
    workspace.sequences.start(other, [people[3]], instead=True)
    workspace.merging.merge(people[4], [people[5]], {})
    short = sequence(workspace, name="三", steps=(StepDraft(0, "a"),))
    workspace.sequences.start(short, [people[6]], instead=True)
    workspace.today.done(people[6])
    for which in (seq, other, short):
        said |= {progress(run, TODAY) for run in workspace.sequences.runs(which)}
    assert said == {
        "step 1 of 3: 4 March",
        "ended by you",
        "ended: you paused them",
        "ended: another one was begun",
        "ended: made one with another friend",
        "all 1 steps done",
    } | ({"ended: they answered"} & said)
