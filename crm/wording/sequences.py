"""The words of sequences: when one begins and ends, how far a friend is, and ready examples."""

from collections.abc import Mapping
from datetime import date
from typing import assert_never

from crm.ids import TagId
from crm.phrases import Variable
from crm.sequences import RunRow, SequenceDraft, SequenceRow, Starts, State, StepDraft, Why
from crm.wording import tr, trc, trn
from crm.wording.days import date_words
from crm.wording.phrases import token


def starts_word(starts: Starts) -> str:
    """When a sequence begins, as a choice."""
    match starts:
        case Starts.BY_HAND:
            return trc("sequence begins", "only when I begin it")
        case Starts.NEW_FRIEND:
            return trc("sequence begins", "with a new friend")
        case Starts.FIRST_ORDER:
            return trc("sequence begins", "after the first order")
        case Starts.RECEIVED:
            return trc("sequence begins", "when goods have arrived")
        case Starts.QUIET:
            return trc("sequence begins", "after days of silence")
        case Starts.FESTIVAL:
            return trc("sequence begins", "before a festival")
        case unknown:
            assert_never(unknown)


def beginning(row: SequenceRow, tags: Mapping[TagId, str]) -> str:
    """When a sequence begins and for whom, in a sentence."""
    if row.since is None:
        return tr("Begins only when you begin it.")
    match row.starts:
        case Starts.QUIET:
            said = trn("Begins after {n} day of silence.", "Begins after {n} days of silence.", row.after_days)
        case Starts.FESTIVAL:
            said = trn("Begins {n} day before a festival.", "Begins {n} days before a festival.", row.after_days)
        case Starts.NEW_FRIEND:
            said = tr("Begins by itself with every new friend.")
        case Starts.FIRST_ORDER:
            said = tr("Begins by itself after the first order.")
        case _:
            said = tr("Begins by itself when goods have arrived.")
    tag = tags.get(row.tag) if row.tag is not None else None
    return f"{said} {tr('Only for friends tagged {tag}.', tag=tag)}" if tag else said


def ending(row: SequenceRow) -> str:
    """What ends a sequence before its last step."""
    if row.until_answer and row.until_order:
        return tr("Ends when they answer or order, or when you pause them.")
    if row.until_answer:
        return tr("Ends when they answer, or when you pause them.")
    if row.until_order:
        return tr("Ends when they order, or when you pause them.")
    return tr("Ends after its last step, or when you pause them.")


def in_short(row: SequenceRow) -> str:
    """A sequence in a line: how many steps, and how many friends are in it."""
    steps = trn("{n} step", "{n} steps", len(row.steps))
    inside = trn("{n} friend in it", "{n} friends in it", row.running) if row.running else tr("nobody in it")
    return tr("{steps} · {inside}", steps=steps, inside=inside)


def step_day(days: int) -> str:
    """When a step comes."""
    return tr("At once") if days == 0 else trn("After {n} day", "After {n} days", days)


def step_words(step: StepDraft) -> str:
    """When a step comes, and what it says."""
    return tr("{when}: {text}", when=step_day(step.days), text=step.text)


def progress(run: RunRow, today: date) -> str:
    """How far a friend is."""
    match run.state:
        case State.RUNNING:
            day = date_words(run.due, today) if run.due is not None else ""
            return tr("step {number} of {count}: {day}", number=run.taken + 1, count=run.count, day=day)
        case State.FINISHED:
            return tr("all {count} steps done", count=run.count)
        case State.HALTED | State.STOPPED:
            return _why(run.why)
        case unknown:
            assert_never(unknown)


def _why(why: Why | None) -> str:
    match why:
        case Why.ANSWERED:
            return tr("ended: they answered")
        case Why.ORDERED:
            return tr("ended: they ordered")
        case Why.PAUSED:
            return tr("ended: you paused them")
        case Why.REPLACED:
            return tr("ended: another one was begun")
        case Why.MERGED:
            return tr("ended: made one with another friend")
        case _:
            return tr("ended by you")


def examples() -> list[SequenceDraft]:
    """Ready ones to begin with, in the language that is spoken; none begins by itself until the seller says so."""
    called, product, days, last = map(token, (Variable.CALLED, Variable.PRODUCT, Variable.DAYS, Variable.LAST))
    return [
        SequenceDraft(
            trc("sequence", "New friend"),
            (
                StepDraft(0, tr("Hi {called}, good to have you here! I am here whenever you need me.", called=called)),
                StepDraft(2, tr("{called}, what matters most to you at the moment? I like to know.", called=called)),
                StepDraft(
                    6, tr("{called}, a small tip that many liked this week. Shall I send it to you?", called=called)
                ),
            ),
            Starts.NEW_FRIEND,
        ),
        SequenceDraft(
            trc("sequence", "First order"),
            (
                StepDraft(
                    0,
                    tr(
                        "{called}, thank you for your trust! I pack the {product} myself.",
                        called=called,
                        product=product,
                    ),
                ),
                StepDraft(
                    5,
                    tr(
                        "{called}, did the {product} arrive well? Tell me if anything is off.",
                        called=called,
                        product=product,
                    ),
                ),
            ),
            Starts.FIRST_ORDER,
            until_answer=False,
        ),
        SequenceDraft(
            trc("sequence", "After it arrived"),
            (
                StepDraft(
                    3, tr("{called}, how are the first days with the {product}?", called=called, product=product)
                ),
                StepDraft(
                    10,
                    tr(
                        "{called}, {days} days with the {product} now. May I ask for a few honest words?",
                        called=called,
                        days=days,
                        product=product,
                    ),
                ),
                StepDraft(
                    30,
                    tr("{called}, if a friend of yours could use it too, I will look after them well.", called=called),
                ),
            ),
            Starts.RECEIVED,
            until_answer=False,
            until_order=True,
        ),
        SequenceDraft(
            trc("sequence", "Waking up"),
            (
                StepDraft(
                    0,
                    tr(
                        "{called}, we last spoke {last}. I just thought of you. How are things?",
                        called=called,
                        last=last,
                    ),
                ),
                StepDraft(7, tr("{called}, something new has come in that made me think of you.", called=called)),
                StepDraft(21, tr("{called}, I do not want to be a bother. If you need me, I am here.", called=called)),
            ),
            Starts.QUIET,
            90,
            until_order=True,
        ),
        SequenceDraft(
            trc("sequence", "Before a festival"),
            (
                StepDraft(0, tr("{called}, the festival is near. Shall I keep a gift box for you?", called=called)),
                StepDraft(4, tr("{called}, today is the last day to send it in time.", called=called)),
            ),
            Starts.FESTIVAL,
            7,
            until_order=True,
        ),
    ]
