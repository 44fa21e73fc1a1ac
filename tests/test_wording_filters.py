"""What chips say of a filter, in every language."""

import pytest

from crm.finder import Condition, Facet, Filter
from crm.wording.filters import condition_words, facet_word, unknown_words, value_words

EVERY = (
    "stage:agent days:7 days:..7 tag:mums platform:line account:mine source:fair standing:lost quiet:30 quiet:never"
    " quiet:..7 quiet:7..30 next:no next:yes next:overdue birthday:now birthday:5 birthday:yes birthday:no spent:yes"
    " spent:no spent:100 spent:..100 spent:1..2.5 owed:yes owed:no owed:5.. bought:cream field:size=XL field:vip=yes"
    " field:vip=no field:age=3..9 field:age channels:..1 channels:2 channels:..0 channels:3 added:..30 -tag:mums"
    " bond:30 bond:..10 bond:20..40 trend:up trend:down ready:yes ready:no"
)


def said(text: str) -> str:
    return condition_words(Filter.parse(text).conditions[0])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("stage:customer|agent", "Stage: Customer, Agent"),
        ("-tag:mums", "not Tag: mums"),
        ("quiet:never", "No contact yet"),
        ("-owed:yes", "not Owes me money"),
        ("next:no", "Nothing planned"),
        ("next:overdue", "Next step: Overdue"),
        ("quiet:..7", "Last contact: at most 7 days ago"),
        ("days:7..30", "Days in stage: 7 to 30 days"),
        ("days:1", "Days in stage: 1 day or more"),
        ("owed:100", "Owes me: 100 or more"),
        ("spent:..50", "Money spent: at most 50"),
        ("spent:1..2", "Money spent: 1 to 2"),
        ("birthday:now|5", "Birthday: this month, May"),
        ("field:size", "size: anything"),
        ("field:age=3..9", "age: 3 to 9"),
        ("field:size=XL", "size: XL"),
        ("field:size=..", "size: .."),
        ("channels:..1", "Ways to reach them: no second channel"),
        ("channels:3", "Ways to reach them: 3"),
        ("bond:30", "Bond: 30 or more"),
        ("trend:down", "Going cold"),
        ("-ready:yes", "not Ready, not asked yet"),
    ],
)
def test_a_condition_is_said_as_one_would(text, words):
    assert said(text) == words


@pytest.mark.usefixtures("language")
def test_every_condition_has_words():
    conditions = Filter.parse(EVERY).conditions
    assert {condition.facet for condition in conditions} == set(Facet)
    for condition in conditions:
        assert condition_words(condition)
        assert facet_word(condition.facet)


def test_what_is_gone_is_told_by_its_name():
    gone = Condition(Facet.TAG, ("mums",))
    assert unknown_words(gone) == "Tag “mums” is not there, so this part fits nobody."
    assert "leaves nobody out" in unknown_words(Condition(Facet.FIELD, ("XL",), negated=True, field="size"))
    assert "“size”" in unknown_words(Condition(Facet.FIELD, ("XL",), field="size"))


def test_names_are_said_as_they_are():
    assert value_words(Facet.TAG, "<b>&") == "<b>&"
