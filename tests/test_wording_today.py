"""Every reason has its sentence and its phrase, in every language."""

from datetime import date

import pytest

from crm import wording
from crm.contacts import ContactDraft
from crm.festivals import Festival
from crm.lunar import Birthday
from crm.money import Currency
from crm.reasons import (
    KINDS,
    BirthdayNear,
    ByHand,
    FestivalNear,
    Happened,
    NamedDay,
    NewFriend,
    Quiet,
    ReasonKind,
    Unpaid,
    Weight,
)
from crm.settings import Shop
from crm.today import Item
from crm.wording.today import festival_word, message, ranking_words, reason_word, sentence
from crm.workspace import Workspace

REASONS = [
    ByHand(0, ""), ByHand(1, "发图"), ByHand(4, ""),
    ByHand(0, "发图", promised=True), ByHand(1, "发图", promised=True), ByHand(5, "发图", promised=True),
    BirthdayNear(0, Birthday(3, 4, None)),
    BirthdayNear(1, Birthday(8, 15, None, lunar=True)), BirthdayNear(3, Birthday(3, 7, 1990)), Unpaid(2, 12_800),
    Quiet(12, 7), NewFriend(0, 3), NewFriend(2, 3),
    NamedDay(0, "宝宝生日"), NamedDay(1, "宝宝生日"), NamedDay(3, "宝宝生日"),
    *(Happened(kind, 4, 20, 3, "面膜") for kind in KINDS.values()), Happened(ReasonKind.RUNS_OUT, 0, 30, 0, "面膜"),
    Happened(ReasonKind.IN_USE, 0), FestivalNear(0, Festival.SPRING), FestivalNear(1, Festival.QIXI),
]  # fmt: skip


@pytest.mark.usefixtures("language")
def test_every_festival_has_its_name():
    assert len({festival_word(festival) for festival in Festival}) == len(Festival)


@pytest.mark.parametrize("language", ["en", "zh_CN", "zh_TW"])
@pytest.mark.parametrize("reason", REASONS, ids=repr)
def test_every_reason_is_said_with_its_facts(workspace: Workspace, reason, language: str):
    wording.use(language)
    try:
        said = sentence(reason, Currency.CNY)
        row = workspace.contacts.row(workspace.contacts.add(ContactDraft("王芳", added_on=date(2026, 3, 1))))
        assert said
        assert "{" not in said
        item = Item(row, (reason,), None, Weight(1, 1, 1))
        written = message(item)
        assert "{" not in written
        assert "王芳" in written or reason.kind is ReasonKind.REQUESTED  # they see who it is from
        assert said in ranking_words(item, Shop())
        assert reason_word(reason.kind)
        if language == "en" and isinstance(reason, Unpaid):
            assert said == "¥128 unpaid for 2 days"
        if language == "zh_CN" and isinstance(reason, Quiet):
            assert "12" in said
            assert "7" in said
        if isinstance(reason, BirthdayNear) and reason.birthday.lunar:
            assert "八月十五" in said
    finally:
        wording.use("en")
