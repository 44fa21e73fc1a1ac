"""Every reason has its sentence and its phrase, in every language."""

from datetime import date

import pytest

from crm import wording
from crm.contacts import ContactDraft
from crm.lunar import Birthday
from crm.money import Currency
from crm.reasons import BirthdayNear, ByHand, NewFriend, Quiet, Unpaid
from crm.today import Item
from crm.wording.today import message, sentence
from crm.workspace import Workspace

REASONS = [
    ByHand(0, ""), ByHand(1, "发图"), ByHand(4, ""),
    ByHand(0, "发图", promised=True), ByHand(1, "发图", promised=True), ByHand(5, "发图", promised=True),
    BirthdayNear(0, Birthday(3, 4, None)),
    BirthdayNear(1, Birthday(8, 15, None, lunar=True)), BirthdayNear(3, Birthday(3, 7, 1990)), Unpaid(2, 12_800),
    Quiet(12, 7), NewFriend(0, 3), NewFriend(2, 3),
]  # fmt: skip


@pytest.mark.parametrize("language", ["en", "zh_CN", "zh_TW"])
@pytest.mark.parametrize("reason", REASONS, ids=repr)
def test_every_reason_is_said_with_its_facts(workspace: Workspace, reason, language: str):
    wording.use(language)
    try:
        said = sentence(reason, Currency.CNY)
        row = workspace.contacts.row(workspace.contacts.add(ContactDraft("王芳", added_on=date(2026, 3, 1))))
        assert said
        assert "{" not in said
        assert "王芳" in message(Item(row, (reason,), None))
        if language == "en" and isinstance(reason, Unpaid):
            assert said == "¥128 unpaid for 2 days"
        if language == "zh_CN" and isinstance(reason, Quiet):
            assert "12" in said
            assert "7" in said
        if isinstance(reason, BirthdayNear) and reason.birthday.lunar:
            assert "八月十五" in said
    finally:
        wording.use("en")
