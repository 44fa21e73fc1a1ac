"""The words for files: every field, every reason and every fate has one of its own, in each language."""

import pytest

from crm.transfer.columns import Skip
from crm.transfer.entries import Doubt, Problem, Reason
from crm.transfer.fields import Field
from crm.transfer.lists_out import Told
from crm.transfer.planning import Fate
from crm.wording.transfer import (
    doubt_sentence,
    fate_word,
    field_word,
    problem_sentence,
    reason_word,
    skip_word,
    told_word,
)


@pytest.mark.parametrize(
    ("codes", "word"),
    [(Field, field_word), (Told, told_word), (Reason, reason_word), (Skip, skip_word), (Fate, fate_word)],
)
def test_every_code_has_a_word_of_its_own(language, codes, word):
    words = [word(code) for code in codes]
    assert all(words)
    assert len(set(words)) == len(words)


@pytest.mark.parametrize("reason", Reason)
def test_a_row_that_was_not_taken_is_told_with_its_number_and_what_stood_there(language, reason: Reason):
    problem = problem_sentence(Problem(12, reason, "138****0001"))
    doubt = doubt_sentence(12, Doubt(Field.PHONE, reason, "138****0001"))
    for said in (problem, doubt):
        assert "12" in said
        assert reason_word(reason) in said
        assert "138****0001" in said
    assert field_word(Field.PHONE) in doubt
