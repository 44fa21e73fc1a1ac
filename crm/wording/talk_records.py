"""Words for records of talks that come in: what has to be asked, what was passed over and why."""

from typing import assert_never

from crm.talks import Ask
from crm.transfer.talks_planning import PassedTalk
from crm.wording import tr


def ask_sentence(ask: Ask) -> str:
    """What the record does not say."""
    match ask:
        case Ask.DAY:
            return tr("On which day was this? The record says only the time.")
        case Ask.YEAR:
            return tr("In which year was this? The record says only day and month.")
        case Ask.ORDER:
            return tr("Is 3/8 the 3rd of August or the 8th of March here?")
        case Ask.ME:
            return tr("Which of them is you?")
        case _:
            assert_never(ask)


def passed_sentence(reason: PassedTalk) -> str:
    """Why a message is not stored."""
    match reason:
        case PassedTalk.NOBODY:
            return tr("nobody among your friends is called so")
        case PassedTalk.LEFT_OUT:
            return tr("you left them out")
        case PassedTalk.IN_A_GROUP:
            return tr("said in a group, not to one friend")
        case PassedTalk.NOT_YET:
            return tr("it lies in the future")
        case _:
            assert_never(reason)
