"""Where there is no sequence yet: what they are for, and a few to begin with."""

from crm.ui.desk import Desk
from crm.wording import tr, trn
from crm.wording.sequences import examples


def empty_words() -> tuple[str, str]:
    """A title and a sentence that say what sequences are for."""
    return (
        tr("One step after the other"),
        tr(
            "Write down once what a new friend, a first order or a silent customer gets to hear, and on which day."
            " Today reminds you of each step with its words; you send it, and an answer ends it."
        ),
    )


def add_examples(desk: Desk) -> bool:
    """Begin with ready ones; whether that went well."""
    drafts = examples()
    if desk.attempt(lambda: desk.workspace.sequences.add_all(drafts)) is None:
        return False
    desk.say(trn("{n} sequence added", "{n} sequences added", len(drafts)))
    return True
