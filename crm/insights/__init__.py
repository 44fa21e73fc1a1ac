"""Insights: what was earned and what made it, the long run, costs that are not known.

The bill at month's end is in `crm.insights.bills`, which needs what reads files, and so is no part of every start.
"""

from dataclasses import dataclass

from crm.db.store import Store
from crm.insights.costs import Costs, Uncosted, Ware
from crm.insights.earning import Earned, Earning, FriendEarned, ProductEarned
from crm.insights.numbers import LATELY, OFTEN, PROMISED, Cell, FunnelStep, Kept, MonthSum, Numbers
from crm.insights.periods import Period, last_of

__all__ = [
    "LATELY",
    "OFTEN",
    "PROMISED",
    "Cell",
    "Costs",
    "Earned",
    "Earning",
    "FriendEarned",
    "FunnelStep",
    "Insights",
    "Kept",
    "MonthSum",
    "Numbers",
    "Period",
    "ProductEarned",
    "Uncosted",
    "Ware",
    "insights_of",
    "last_of",
]


@dataclass(frozen=True, slots=True)
class Insights:
    """All questions about figures, and the verbs that put them right."""

    earning: Earning
    numbers: Numbers
    costs: Costs


def insights_of(store: Store) -> Insights:
    """Those of one open file."""
    return Insights(Earning(store), Numbers(store), Costs(store))
