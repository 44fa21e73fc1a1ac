"""The words for why two friends may be one person, and for what is compared."""

from typing import assert_never

from crm.accounts import Platform
from crm.duplicates import Hint, Reason
from crm.lunar import Birthday
from crm.merging import OWN_FIELD
from crm.wording import tr, trc
from crm.wording.friends import birthday_words, platform_word


def reason_words(reason: Reason) -> str:
    """Why two friends may be one: `the same phone 138…`, `the same birthday, 15 August`."""
    match reason.hint:
        case Hint.HANDLE:
            platform, _, handle = reason.value.partition(":")
            return tr("same {platform} {handle}", platform=platform_word(Platform(platform)), handle=handle)
        case Hint.PHONE:
            return tr("same phone {number}", number=reason.value)
        case Hint.NAME:
            return tr("names that sound the same: {names}", names=reason.value)
        case Hint.REMARK:
            return tr("same remark {remark}", remark=reason.value)
        case Hint.BIRTHDAY:
            return tr("same birthday, {day}", day=birthday_words(Birthday.parse(reason.value)))
        case Hint.INTRODUCER:
            return tr("both introduced by {name}", name=reason.value)
        case Hint.ADDRESS:
            return tr("same address {address}", address=reason.value)
        case unknown:
            assert_never(unknown)


def compared_word(what: str) -> str:
    """What is compared, as the first column of the comparison says it."""
    if what.startswith(OWN_FIELD):
        return what.removeprefix(OWN_FIELD)
    return {
        "name": trc("field", "Name"),
        "stage": trc("field", "Stage"),
        "standing": trc("field", "Standing"),
        "source": trc("field", "Source"),
        "birthday": trc("field", "Birthday"),
        "cadence_days": trc("field", "Rhythm"),
        "introduced_by": tr("Introduced by"),
        "photo": trc("field", "Photo"),
    }[what]
