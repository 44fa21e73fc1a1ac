"""Which language is spoken: the seller's choice, else what the system says, and English where nothing else fits."""

import locale

import pytest

from crm import wording


@pytest.mark.parametrize(
    ("wanted", "spoken"),
    [
        (["zh-Hant-HK"], "zh_TW"), (["zh_TW.UTF-8"], "zh_TW"), (["zh_SG.UTF-8"], "zh_CN"), (["zh"], "zh_CN"),
        (["en_GB"], "en"), (["fr", "zh_MO", "en"], "zh_TW"), (["de_DE", "en_US", "zh_CN"], "en"), (["ja_JP"], "en"),
        (["Chinese (Traditional)_Taiwan"], "zh_TW"), (["Chinese (Simplified)_China"], "zh_CN"),
        (["Chinese_Hong Kong SAR"], "zh_TW"), (["English_United States", "zh_CN"], "en"), (["", "zh"], "zh_CN"),
        ([], "en"),
    ],
)  # fmt: skip
def test_the_first_language_that_there_is(wanted: list[str], spoken: str):
    assert wording.best_language(wanted) == spoken


@pytest.fixture
def unset(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def test_what_the_environment_says_comes_best_first(unset: pytest.MonkeyPatch):
    unset.setenv("LANG", "en_US.UTF-8")
    unset.setenv("LANGUAGE", "zh_TW:zh_CN")
    assert wording.system_languages() == ["zh_TW", "zh_CN", "en_US.UTF-8"]


def test_a_system_without_those_variables_is_asked_itself(unset: pytest.MonkeyPatch):
    unset.setenv("LANG", "C.UTF-8")
    unset.setattr(locale, "getlocale", lambda: ("Chinese (Traditional)_Taiwan", "950"))
    assert wording.system_languages() == ["Chinese (Traditional)_Taiwan"]  # as Windows writes it
    unset.setattr(locale, "getlocale", lambda: (None, None))
    assert wording.system_languages() == []


@pytest.mark.parametrize("unknown", ["fr", "../zh_CN", ""])
def test_a_language_without_a_catalogue_is_spoken_in_english(unknown: str):
    wording.use("zh_CN")
    wording.use(unknown)
    assert wording.language() == "en"
    assert wording.trn("{n} friend", "{n} friends", 1_200) == "1,200 friends"
