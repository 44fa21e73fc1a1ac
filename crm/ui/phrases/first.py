"""Where there is no phrase yet: what they are for, and a few to begin with."""

from functools import partial

from crm.ui.desk import Desk
from crm.wording import tr, trn
from crm.wording.phrases import examples


def empty_words() -> tuple[str, str]:
    """A title and a sentence that say what phrases are for."""
    return (
        tr("What you write again and again"),
        tr("Write it once, with {braces} for what differs; for each friend it fills in by itself.", braces="{…}"),
    )


def add_examples(desk: Desk) -> bool:
    """Begin with ready ones; whether that went well."""
    drafts = examples()
    if not desk.attempt(partial(desk.workspace.phrases.add_all, drafts)):
        return False
    desk.say(trn("{n} phrase added", "{n} phrases added", len(drafts)))
    return True
