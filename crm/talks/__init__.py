"""Records of talks: what was said, by whom and when, read out of the text of any chat program."""

from crm.talks.corrections import Correction, corrected
from crm.talks.messages import Answers, Ask, Kind, Layout, Message, Order, Problem, Talk
from crm.talks.reading import Guess, read_text, recognise

__all__ = [
    "Answers", "Ask", "Correction", "Guess", "Kind", "Layout", "Message", "Order", "Problem", "Talk", "corrected",
    "read_text", "recognise",
]  # fmt: skip
