"""One line 一句话: `wf 面膜2 196 已付 周五问效果` becomes a friend, an order, a payment and a reminder."""

from crm.one_line.parts import Choice, Paid, Plan, Reading, Ware
from crm.one_line.reading import read_line
from crm.one_line.verbs import OneLine, Problem, Taken

__all__ = ["Choice", "OneLine", "Paid", "Plan", "Problem", "Reading", "Taken", "Ware", "read_line"]
