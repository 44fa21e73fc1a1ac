"""The words of phrases: what variables are called, what could not be filled, and ready examples."""

from typing import assert_never

from crm.phrases import Filled, PhraseDraft, Variable
from crm.wording import tr, trc


def variable_word(variable: Variable) -> str:
    """What a variable is called; one of the spellings that are understood between braces."""
    match variable:
        case Variable.CALLED:
            return trc("variable", "called")
        case Variable.NAME:
            return trc("variable", "name")
        case Variable.PRODUCT:
            return trc("variable", "product")
        case Variable.DAYS:
            return trc("variable", "days")
        case Variable.LAST:
            return trc("variable", "last")
        case unknown:
            assert_never(unknown)


def token(variable: Variable) -> str:
    """A variable as it stands in a text."""
    return f"{{{variable_word(variable)}}}"


def variable_hint(variable: Variable) -> str:
    """What a variable is filled with."""
    match variable:
        case Variable.CALLED:
            return tr("How I call them, out of the remark")
        case Variable.NAME:
            return tr("Their name")
        case Variable.PRODUCT:
            return tr("What they bought last")
        case Variable.DAYS:
            return tr("Days since they bought it")
        case Variable.LAST:
            return tr("When we were last in touch")
        case unknown:
            assert_never(unknown)


def missing_words(filled: Filled) -> str:
    """What was not filled in, in a sentence; "" where everything was."""
    parts = []
    listed = trc("between two words of a list", ", ")
    if filled.empty:
        parts.append(tr("Not known yet: {what}.", what=listed.join(map(token, filled.empty))))
    if filled.unknown:
        words = listed.join(f"{{{word}}}" for word in filled.unknown)
        parts.append(tr("No such variable: {what}.", what=words))
    return " ".join(parts)


def examples() -> list[PhraseDraft]:
    """Ready phrases to begin with, in the language that is spoken."""
    called, product, days, last = map(token, (Variable.CALLED, Variable.PRODUCT, Variable.DAYS, Variable.LAST))
    added, interested = trc("phrases", "New friends"), trc("phrases", "Interested")
    customer, after, birthday = trc("phrases", "Customers"), trc("phrases", "After-sales"), trc("phrases", "Birthdays")
    return [
        PhraseDraft(
            tr("Hi {called}, how nice to meet you! Just ask me whatever you like, anytime.", called=called),
            tr("First hello"),
            added,
        ),
        PhraseDraft(
            tr("Hi {called}, may I ask what you are looking for? Then I only send you what suits you.", called=called),
            tr("What suits you"),
            added,
        ),
        PhraseDraft(
            tr("Hi {called}, we talked {last}. Have you thought about it? No hurry at all.", called=called, last=last),
            tr("A gentle reminder"),
            interested,
        ),
        PhraseDraft(
            tr(
                "Hi {called}, you have had the {product} for {days} days now. How do you like it?",
                called=called, product=product, days=days,
            ),
            tr("How is it"),
            customer,
        ),
        PhraseDraft(
            tr(
                "Hi {called}, your {product} should be running low. Shall I put one aside for you?",
                called=called, product=product,
            ),
            tr("Running low"),
            customer,
        ),
        PhraseDraft(
            tr("Hi {called}, I am sorry about that. Please send me a photo, and I will put it right.", called=called),
            tr("I will put it right"),
            after,
        ),
        PhraseDraft(
            tr("Happy birthday, {called}! I wish you joy, health and many lovely surprises.", called=called),
            tr("Happy birthday"),
            birthday,
        ),
    ]  # fmt: skip
