"""Words for records of talks that come in: what has to be asked, what was passed over and why."""

from typing import assert_never

from crm.talks import Ask, Layout
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


def layout_word(layout: Layout) -> str:  # noqa: C901 - one word a case, checked for completeness
    """What a layout is called: the program it comes from, or how it looks."""
    match layout:
        case Layout.WECHAT_COPY:
            return tr("copied, names without times")
        case Layout.TIMED_COPY:
            return tr("copied, names with times")
        case Layout.WECHAT_MAIL:
            return tr("mailed from WeChat")
        case Layout.FORWARD:
            return tr("“name: words”, a line each")
        case Layout.RECORD:
            return tr("time and name, words below")
        case Layout.RECORD_INLINE:
            return tr("“name (time): words”")
        case Layout.RECORD_DAYS:
            return tr("days between stars")
        case Layout.QQ_FILE:
            return tr("saved from QQ")
        case Layout.LINE_PHONE:
            return tr("LINE on a phone")
        case Layout.LINE_PC:
            return tr("LINE on a computer")
        case Layout.WHATSAPP:
            return "WhatsApp"
        case Layout.TELEGRAM_COPY:
            return tr("copied from Telegram")
        case Layout.TELEGRAM:
            return "Telegram"
        case Layout.CHATLAB:
            return "ChatLab"
        case Layout.TABLE:
            return tr("a table")
        case Layout.RECORD_JSON:
            return tr("a record in JSON")
        case Layout.TAUGHT:
            return tr("a layout of your own")
        case _:
            assert_never(layout)


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
