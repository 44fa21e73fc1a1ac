"""Insights: what was earned and what made it, the long run, and the bill at month's end beside the orders."""

from dataclasses import dataclass

from crm.contacts import Contacts
from crm.db.store import Store
from crm.insights.bills import AlreadySettledError, Bills
from crm.insights.costs import Costs, Uncosted, Ware
from crm.insights.earning import Earned, Earning, FriendEarned, ProductEarned
from crm.insights.laying import Laid, LaidRow, Lay, Missing, Offer, Paid
from crm.insights.numbers import LATELY, OFTEN, PROMISED, Cell, FunnelStep, Kept, MonthSum, Numbers
from crm.insights.periods import Period, last_of
from crm.orders import Orders
from crm.settings import Settings

__all__ = [
    "LATELY",
    "OFTEN",
    "PROMISED",
    "AlreadySettledError",
    "Bills",
    "Cell",
    "Costs",
    "Earned",
    "Earning",
    "FriendEarned",
    "FunnelStep",
    "Insights",
    "Kept",
    "Laid",
    "LaidRow",
    "Lay",
    "Missing",
    "MonthSum",
    "Numbers",
    "Offer",
    "Paid",
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
    bills: Bills


def insights_of(store: Store, settings: Settings, contacts: Contacts, orders: Orders) -> Insights:
    """Those of one open file."""
    return Insights(Earning(store), Numbers(store), Costs(store), Bills(store, settings, contacts, orders))
