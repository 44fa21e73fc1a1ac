"""Everything that can be undone has a name of its own, in every language."""

import pytest

from crm import wording
from crm.topics import Action, Verb
from crm.wording.actions import describe


@pytest.mark.parametrize("language", ["en", "zh_CN", "zh_TW"])
@pytest.mark.parametrize("verb", Verb)
def test_every_verb_is_said(verb: Verb, language: str):
    wording.use(language)
    try:
        said = describe(Action(verb, count=2, detail=f"{Verb.MOVE_STAGE} 7"), "王芳")
        assert "王芳" in said
        assert "{" not in said
        assert (language == "en") == said.replace("王芳", "").isascii()
    finally:
        wording.use("en")


def test_taking_back_says_what_and_bringing_back_that_it_is_that():
    assert describe(Action(Verb.TAKE_BACK, detail="import_contacts 7", count=2)) == "taking back: import of 2 friends"
    assert describe(Action(Verb.TAKE_BACK, detail="take_back 8", count=2)) == "bringing back what was taken back"
