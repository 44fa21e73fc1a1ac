"""Figures and the bill at month's end, said in every language."""

from dataclasses import replace
from datetime import UTC, date, datetime

from crm.ids import ContactId, OrderId
from crm.insights import Earned, Kept, MonthSum, Period
from crm.insights.laying import Lay, Missing, Offer, Paid
from crm.money import Currency
from crm.payments import PayMethod
from crm.transfer.buyer_matching import MatchKind
from crm.wording import insights as words

TODAY = date(2026, 3, 4)
CNY = Currency.CNY
PAID = Paid("wechat_pay:1", "芳", "草莓", datetime(2026, 3, 4, tzinfo=UTC), TODAY, 5_000, 0, PayMethod.WECHAT)
OFFER = Offer(OrderId(1), "20260304-001", ContactId(1), "王芳", TODAY, 6_000, fits=False)
MISSING = Missing(OrderId(1), "20260304-001", ContactId(1), "王芳", TODAY, 6_000, said=False)


def test_everything_has_words_that_differ(language: str):
    month, day = Period(TODAY), Period(TODAY, whole=False)
    earlier = Period(date(2025, 12, 1))
    earned = Earned(9, 90_000, 2, 5_000, 100, 200, 300, 400, 500, 3)
    kept = (Kept(0, 0, 0), Kept(2, 0, 1), Kept(2, 1, 1))
    named = replace(PAID, contact=ContactId(1), friend="王芳", why=MatchKind.NAME)
    payers = (PAID, replace(PAID, why=MatchKind.SEVERAL), named, replace(named, sure=True))
    groups: list[list[str]] = [
        [words.period_word(month, TODAY), words.period_word(day, TODAY)],
        [words.short_word(month, TODAY), words.short_word(earlier, TODAY), words.short_word(day, TODAY)],
        [words.before_word(month), words.before_word(day), words.like_word(month), words.like_word(day)],
        [words.part_word(part) for part in words.PARTS],
        [words.earned_title(one, TODAY) for one in (month, day, earlier, Period(date(2026, 3, 1), whole=False))],
        [words.beside(200, 100), words.beside(50, 100)],
        words.doubts(earned, CNY),
        [words.summary(earned, CNY), words.month_spoken(MonthSum(TODAY, 1, 2, 3, 4, 5), CNY)],
        [words.lately_word(place) for place in range(4)],
        [words.often_word(place) for place in range(4)],
        [note for _, note in map(words.kept_words, kept)],
        [words.lay_word(one) for one in Lay],
        [words.payer_words(PAID), words.payer_words(replace(PAID, payer=""))],
        [words.why_words(one) for one in payers],
        [words.offer_words(OFFER, TODAY), words.offer_words(replace(OFFER, payments=(1,)), TODAY)],
        [words.difference(PAID, OFFER, CNY), words.difference(PAID, replace(OFFER, amount=1_000), CNY)],
        [words.missing_words(MISSING), words.missing_words(replace(MISSING, said=True))],
    ]
    for group in groups:
        assert len(set(group)) == len(group), group
        assert all(said and "{" not in said for said in group)
    assert words.beside(100, 0) == words.beside(5, 5) == words.difference(PAID, replace(OFFER, fits=True), CNY) == ""
    assert words.doubts(Earned(), CNY) == []
    assert words.why_words(replace(named, said=True)) == words.why_words(replace(named, sure=True))
    assert words.part_amount(earned, "goods", CNY) == "-¥2"
    assert words.part_amount(earned, "sold", CNY) == "¥900"
    assert [figure for figure, _ in map(words.kept_words, kept)] == ["–", "67 %", "75 %"]
