"""The words for friends: stages, standings, platforms, ties, and the orders a list can have."""

from typing import assert_never

from crm.accounts import Platform
from crm.contacts import Standing, TieState
from crm.finder import Sort
from crm.lunar import Birthday, lunar_text
from crm.stages import Stage
from crm.wording import language, tr, trc


def stage_word(stage: Stage) -> str:
    """How far trust has grown, in a word."""
    match stage:
        case Stage.ADDED:
            return trc("stage", "New friend")
        case Stage.INTERESTED:
            return trc("stage", "Interested")
        case Stage.INTERACTING:
            return trc("stage", "Chatting")
        case Stage.CUSTOMER:
            return trc("stage", "Customer")
        case Stage.AGENT:
            return trc("stage", "Agent")
        case unknown:
            assert_never(unknown)


def standing_word(standing: Standing) -> str:
    """Whether a friend wants to hear from the seller, in a few words."""
    match standing:
        case Standing.ACTIVE:
            return trc("standing", "In touch")
        case Standing.PAUSED:
            return trc("standing", "Do not disturb for now")
        case Standing.LOST:
            return trc("standing", "Lost")
        case unknown:
            assert_never(unknown)


def platform_word(platform: Platform) -> str:
    """The name of a platform, as people say it."""
    match platform:
        case Platform.WECHAT:
            return trc("platform", "WeChat")
        case Platform.WEIBO:
            return trc("platform", "Weibo")
        case Platform.QQ:
            return "QQ"
        case Platform.XIAOHONGSHU:
            return trc("platform", "Xiaohongshu")
        case Platform.DOUYIN:
            return trc("platform", "Douyin")
        case Platform.LINE:
            return "LINE"
        case Platform.WHATSAPP:
            return "WhatsApp"
        case Platform.PHONE:
            return trc("platform", "Phone")
        case Platform.EMAIL:
            return trc("platform", "E-mail")
        case Platform.OTHER:
            return trc("platform", "Elsewhere")
        case unknown:
            assert_never(unknown)


def tie_word(state: TieState) -> str:
    """How a friend stands with one of the seller's accounts."""
    match state:
        case TieState.REQUESTED:
            return trc("tie", "Requested")
        case TieState.ACCEPTED:
            return trc("tie", "Friends")
        case TieState.BLOCKED:
            return trc("tie", "Blocked me")
        case TieState.DELETED:
            return trc("tie", "Deleted me")
        case unknown:
            assert_never(unknown)


def sort_word(sort: Sort) -> str:  # noqa: C901 - one word a case, checked for completeness
    """What a list is ordered by."""
    match sort:
        case Sort.NAME:
            return trc("sort", "Name")
        case Sort.LAST_CONTACT:
            return trc("sort", "Last contact")
        case Sort.STAGE:
            return trc("sort", "Stage")
        case Sort.ADDED:
            return trc("sort", "Added")
        case Sort.NEXT:
            return trc("sort", "Next step")
        case Sort.SPENT:
            return trc("sort", "Spent")
        case Sort.OWED:
            return trc("sort", "Owes me")
        case Sort.STAGE_ON:
            return trc("sort", "Days in stage")
        case Sort.REMARK:
            return trc("sort", "Remark")
        case Sort.STANDING:
            return trc("sort", "Standing")
        case Sort.SOURCE:
            return trc("sort", "Source")
        case Sort.BIRTHDAY:
            return trc("sort", "Next birthday")
        case Sort.ORDERS:
            return trc("sort", "Orders")
        case Sort.TAGS:
            return trc("sort", "Tag")
        case Sort.HANDLE:
            return trc("sort", "Handle")
        case Sort.ACCOUNT:
            return trc("sort", "My account")
        case Sort.CHANNELS:
            return trc("sort", "Platforms")
        case Sort.BOND:
            return trc("sort", "Bond")
        case unknown:
            assert_never(unknown)


def birthday_words(birthday: Birthday) -> str:
    """A birthday as it is said: `lunar 八月十五`, `15 August 1990`."""
    if birthday.lunar:
        day = lunar_text(birthday, traditional=language() == "zh_TW")
        if birthday.year is None:
            return tr("lunar {day}", day=day)
        return tr("lunar {day}, {year}", day=day, year=birthday.year)
    month = month_word(birthday.month)
    if birthday.year is None:
        return tr("{day} {month}", day=birthday.day, month=month)
    return tr("{day} {month} {year}", day=birthday.day, month=month, year=birthday.year)


def month_word(month: int) -> str:
    """The name of a month, 1 to 12, as it stands in a date."""
    names = (
        trc("month", "January"), trc("month", "February"), trc("month", "March"), trc("month", "April"),
        trc("month", "May"), trc("month", "June"), trc("month", "July"), trc("month", "August"),
        trc("month", "September"), trc("month", "October"), trc("month", "November"), trc("month", "December"),
    )  # fmt: skip
    return names[month - 1]
