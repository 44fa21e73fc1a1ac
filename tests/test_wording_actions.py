"""Everything that can be undone has a name of its own, in every language."""

import pytest

from crm import wording
from crm.topics import Action, Verb
from crm.wording.actions import describe

DETAILS = {Verb.MOVE_STAGE: "customer", Verb.SET_STANDING: "paused", Verb.TAKE_BACK: "move_stage 7"}


@pytest.mark.parametrize("language", ["en", "zh_CN", "zh_TW"])
@pytest.mark.parametrize("verb", Verb)
def test_every_verb_is_said(verb: Verb, language: str):
    wording.use(language)
    try:
        detail = {Verb.MOVE_STAGE: "customer", Verb.SET_STANDING: "paused", Verb.TAKE_BACK: "move_stage 7"}.get(
            verb, ""
        )
        for name, thing, count in (("王芳", "", 1), ("王芳", "宝妈", 1), ("", "宝妈", 2), ("", "", 2)):
            said = describe(Action(verb, count=count, detail=detail), name, thing)
            assert name in said
            assert "{" not in said
            assert (language == "en") == said.replace("王芳", "").replace("宝妈", "").isascii()
    finally:
        wording.use("en")


@pytest.mark.parametrize(
    ("verb", "detail", "said"),
    [
        (Verb.MOVE_STAGE, "customer", "move 王芳 to Customer"),
        (Verb.TAG_CONTACT, "", "tag 宝妈 on 王芳"),
        (Verb.UNTAG_CONTACT, "", "tag 宝妈 off 王芳"),
        (Verb.SET_FIELD, "", "宝妈 of 王芳"),
        (Verb.SET_STANDING, "lost", "王芳: Lost"),
    ],
)
def test_what_was_done_to_one_friend_is_said_as_a_person_would(verb: Verb, detail: str, said: str):
    assert describe(Action(verb, 1, detail), "王芳", "宝妈") == said


def test_an_account_of_many_is_told_with_their_number():
    assert describe(Action(Verb.SET_TIE, count=6)) == "account of 6 friends"


def test_taking_back_says_what_and_bringing_back_that_it_is_that():
    assert describe(Action(Verb.TAKE_BACK, detail="import_contacts 7", count=2)) == "taking back: import of 2 friends"
    assert describe(Action(Verb.TAKE_BACK, detail="take_back 8", count=2)) == "bringing back what was taken back"
