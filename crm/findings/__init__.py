"""What a talk contains that could be kept: phones, addresses, promises, orders."""

from crm.findings.finds import Amount, Finding, Promised, Wanted
from crm.findings.offers import Offer, Proposed, ProposedOrder
from crm.findings.reading import find
from crm.findings.verbs import Findings
from crm.findings.wares import Wares

__all__ = [
    "Amount",
    "Finding",
    "Findings",
    "Offer",
    "Promised",
    "Proposed",
    "ProposedOrder",
    "Wanted",
    "Wares",
    "find",
]
