"""What the command line brings in: for each kind of file how it is planned, stored, and told of."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from crm.progress import Progress
from crm.talks import Answers
from crm.transfer.addresses_in import AddressesIn
from crm.transfer.bills_in import BillPlan, BillsIn, BillWishes
from crm.transfer.contacts_in import ContactsIn, Wishes
from crm.transfer.everything_in import EverythingIn, ShopPlan
from crm.transfer.imports import Imported
from crm.transfer.kinds import kind_of_file
from crm.transfer.orders_in import OrdersIn, OrderWishes
from crm.transfer.orders_planning import OrdersPlan
from crm.transfer.planning import ContactsPlan
from crm.transfer.products_in import ProductsIn, ProductsPlan, ProductWishes
from crm.transfer.signups_in import SignUpPlan, SignUpsIn, SignUpWishes
from crm.transfer.talks_in import TalksIn
from crm.transfer.talks_planning import TalkPlan, TalkWishes
from crm.wording import tr, trc
from crm.wording.money_in import money_doubt_sentence, money_problem_sentence
from crm.wording.product_lists import product_issue_sentence
from crm.wording.talk_records import ask_sentence
from crm.wording.transfer import doubt_sentence, problem_sentence
from crm.workspace import Workspace

AUTO = "auto"


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for: whose friends they are, which heading fills which field, and whether buyers who may be a
    friend are left out instead of becoming new ones; of a talk, with whom it was, under which names the seller speaks,
    and on which day it was.
    """

    account: str = ""
    headings: Mapping[str, str] = field(default_factory=dict)
    leave_unsure: bool = False
    friend: str = ""
    me: tuple[str, ...] = ()
    day: date | None = None


class Bringer(ABC):
    """Brings in one kind of file. A plan is what its verbs make of a file; only they look into it."""

    def __init__(self, workspace: Workspace, asked: Asked) -> None:
        self.workspace = workspace
        self.asked = asked

    @abstractmethod
    def plan(self, path: Path, progress: Progress) -> Any:
        """What bringing in the file would do."""

    @abstractmethod
    def store(self, plan: Any, progress: Progress) -> Imported:
        """Do it."""

    def late(self, plan: Any) -> bool:
        """Whether other files of the same lot have to come before this one."""
        del plan
        return False

    @abstractmethod
    def data(self, plan: Any) -> dict[str, Any]:
        """What would be done, for scripts."""

    @abstractmethod
    def problems(self, plan: Any) -> list[str]:
        """A sentence for every row that cannot be taken."""


class BringContacts(Bringer):
    """Friends."""

    def plan(self, path: Path, progress: Progress) -> ContactsPlan:
        """What would come in."""
        wishes = Wishes(headings=self.asked.headings, account=self.asked.account)
        return self._verbs().plan(path, wishes, progress)

    def store(self, plan: ContactsPlan, progress: Progress) -> Imported:
        """Store them."""
        return self._verbs().store(plan, progress)

    def data(self, plan: ContactsPlan) -> dict[str, Any]:
        """Rows and their doubts."""
        return {
            "kind": "contacts",
            "records": plan.records,
            "problems": [{"row": p.row, "reason": p.reason, "text": problem_sentence(p)} for p in plan.problems],
            "warnings": [
                {
                    "row": planned.row,
                    "field": doubt.field,
                    "reason": doubt.reason,
                    "text": doubt_sentence(planned.row, doubt),
                }
                for planned in plan.planned
                for doubt in planned.doubts
            ],
            "skipped": [{"row": skipped.row, "reason": skipped.reason} for skipped in plan.skipped],
        }

    def problems(self, plan: ContactsPlan) -> list[str]:
        """Rows without a name, and the like."""
        return [problem_sentence(problem) for problem in plan.problems]

    def _verbs(self) -> ContactsIn:
        return ContactsIn(self.workspace.store, self.workspace.accounts)


class BringAddresses(BringContacts):
    """Friends out of a text of addresses."""

    def plan(self, path: Path, progress: Progress) -> ContactsPlan:
        """Who would come in, and where they live."""
        return AddressesIn(self.workspace.store, self.workspace.accounts).plan(path, progress)

    def data(self, plan: ContactsPlan) -> dict[str, Any]:
        """People and their doubts."""
        return {**super().data(plan), "kind": "address"}


class BringOrders(Bringer):
    """Orders of a shop, of a book, or of a courier sheet."""

    def plan(self, path: Path, progress: Progress) -> OrdersPlan:
        """What would come in."""
        wishes = OrderWishes(headings=self.asked.headings, leave_unsure=self.asked.leave_unsure)
        return self._verbs().plan(path, wishes, progress)

    def store(self, plan: OrdersPlan, progress: Progress) -> Imported:
        """Store them."""
        return self._verbs().store(plan, progress)

    def late(self, plan: OrdersPlan) -> bool:
        """The sheet of what was in the orders."""
        return plan.layout is not None and plan.layout.shop.details

    def data(self, plan: OrdersPlan) -> dict[str, Any]:
        """Rows and their doubts, and of which shop."""
        return {**_money_data(plan), "shop": plan.channel}

    def problems(self, plan: OrdersPlan) -> list[str]:
        """Rows of orders that cannot be."""
        return [money_problem_sentence(problem) for problem in plan.problems]

    def _verbs(self) -> OrdersIn:
        return OrdersIn(self.workspace.store, self.workspace.settings)


class BringProducts(Bringer):
    """A list of products."""

    def plan(self, path: Path, progress: Progress) -> ProductsPlan:
        """What would come in."""
        return self._verbs().plan(path, ProductWishes(headings=self.asked.headings), progress)

    def store(self, plan: ProductsPlan, progress: Progress) -> Imported:
        """Store it."""
        return self._verbs().store(plan, progress)

    def data(self, plan: ProductsPlan) -> dict[str, Any]:
        """Rows, and those that cannot be taken."""
        return {
            "kind": "products",
            "records": plan.records,
            "problems": [{"row": p.row, "reason": p.issue, "text": product_issue_sentence(p)} for p in plan.problems],
            "warnings": [],
            "skipped": [],
        }

    def problems(self, plan: ProductsPlan) -> list[str]:
        """Rows without a name, and with amounts that are none."""
        return [product_issue_sentence(problem) for problem in plan.problems]

    def _verbs(self) -> ProductsIn:
        return ProductsIn(self.workspace.store, self.workspace.settings)


class BringBills(Bringer):
    """Payment bills."""

    def plan(self, path: Path, progress: Progress) -> BillPlan:
        """What would come in."""
        return self._verbs().plan(path, BillWishes(leave_unsure=self.asked.leave_unsure), progress)

    def store(self, plan: BillPlan, progress: Progress) -> Imported:
        """Store it."""
        return self._verbs().store(plan, progress)

    def data(self, plan: BillPlan) -> dict[str, Any]:
        """Rows, and everyone who paid; amounts are minor units."""
        people = [
            {
                "name": payer.name,
                "count": payer.count,
                "total": payer.total,
                "first": payer.first.isoformat(),
                "last": payer.last.isoformat(),
                "match": payer.match.kind,
            }
            for payer in self._verbs().people(plan)
        ]
        return {**_money_data(plan), "service": plan.memory, "stated": plan.stated, "people": people}

    def problems(self, plan: BillPlan) -> list[str]:
        """Rows of payments that cannot be."""
        return [money_problem_sentence(problem) for problem in plan.problems]

    def _verbs(self) -> BillsIn:
        return BillsIn(self.workspace.store, self.workspace.settings)


class BringTalks(Bringer):
    """Records of talks."""

    def plan(self, path: Path, progress: Progress) -> TalkPlan:
        """What would come in."""
        asked, workspace = self.asked, self.workspace
        answers = Answers(me=frozenset(asked.me), day=asked.day, year=asked.day.year if asked.day else None)
        wishes = TalkWishes(
            answers,
            friend=workspace.finder.who(asked.friend) if asked.friend else None,
            account=workspace.accounts.named(asked.account) if asked.account else None,
            me_word=trc("who spoke", "Me"),
        )
        return TalksIn(workspace.store).plan(path, wishes, progress)

    def store(self, plan: TalkPlan, progress: Progress) -> Imported:
        """Store them."""
        return TalksIn(self.workspace.store).store(plan, progress)

    def data(self, plan: TalkPlan) -> dict[str, Any]:
        """Messages, who said them, and what has to be asked first."""
        return {
            "kind": "talk",
            "records": plan.records,
            "asks": sorted(plan.asks),
            "speakers": [
                {"name": one.name, "messages": one.count, "me": one.me, "friend": one.contact is not None}
                for one in plan.speakers
            ],
            "problems": [
                {"row": problem.line, "reason": "unreadable", "text": problem.text}
                for talk in plan.talks
                for problem in talk.problems
            ],
            "warnings": [],
            "skipped": [{"row": passed.row, "reason": passed.reason} for passed in plan.passed],
        }

    def problems(self, plan: TalkPlan) -> list[str]:
        """What has to be asked first, and lines of no message."""
        unread = [
            tr("Line {row} belongs to no message: {text}", row=problem.line, text=problem.text)
            for talk in plan.talks
            for problem in talk.problems
        ]
        return [*(ask_sentence(ask) for ask in sorted(plan.asks)), *unread]


class BringSignUps(Bringer):
    """Sign-up lists."""

    def plan(self, path: Path, progress: Progress) -> SignUpPlan:
        """What would come in."""
        return self._verbs().plan(path, SignUpWishes(leave_unsure=self.asked.leave_unsure), progress)

    def store(self, plan: SignUpPlan, progress: Progress) -> Imported:
        """Store it."""
        return self._verbs().store(plan, progress)

    def data(self, plan: SignUpPlan) -> dict[str, Any]:
        """Entries, what is sold, and what one costs in minor units."""
        return {**_money_data(plan), "product": plan.product, "price": plan.price}

    def problems(self, plan: SignUpPlan) -> list[str]:
        """Lines that do not say who, or how much."""
        return [money_problem_sentence(problem) for problem in plan.problems]

    def _verbs(self) -> SignUpsIn:
        return SignUpsIn(self.workspace.store, self.workspace.settings)


class BringShop(Bringer):
    """A whole shop, into an empty one."""

    def plan(self, path: Path, progress: Progress) -> ShopPlan:
        """What it holds."""
        return EverythingIn(self.workspace.store).plan(path, progress)

    def store(self, plan: ShopPlan, progress: Progress) -> Imported:
        """Take it in."""
        return EverythingIn(self.workspace.store).store(plan, progress)

    def data(self, plan: ShopPlan) -> dict[str, Any]:
        """How much of what."""
        return {
            "kind": "shop",
            "records": plan.records,
            "tables": dict(plan.rows),
            "problems": [],
            "warnings": [],
            "skipped": [],
        }

    def problems(self, plan: ShopPlan) -> list[str]:
        """It is taken whole or not at all."""
        del plan
        return []


def _money_data(plan: OrdersPlan) -> dict[str, Any]:
    return {
        "kind": plan.kind,
        "records": plan.records,
        "orders": len(plan.orders),
        "problems": [{"row": p.row, "reason": p.reason, "text": money_problem_sentence(p)} for p in plan.problems],
        "warnings": [
            {"row": doubt.row, "field": doubt.field, "reason": doubt.reason, "text": money_doubt_sentence(doubt)}
            for planned in plan.orders
            for doubt in planned.doubts
        ],
        "skipped": [{"row": passed.row, "reason": passed.reason} for passed in plan.passed],
    }


BRINGERS: dict[str, Callable[[Workspace, Asked], Bringer]] = {
    "contacts": BringContacts,
    "orders": BringOrders,
    "products": BringProducts,
    "bill": BringBills,
    "talk": BringTalks,
    "signup": BringSignUps,
    "address": BringAddresses,
    "shop": BringShop,
}
KINDS = (AUTO, *BRINGERS)


def bringer_for(workspace: Workspace, asked: Asked, kind: str, path: Path, progress: Progress) -> Bringer:
    """Who brings in a file; `AUTO` looks what it is. Raises a `FileProblemError` for a file that cannot be read."""
    if kind == AUTO:
        kind = kind_of_file(path, progress=progress, taught=TalksIn(workspace.store).taught())
    return BRINGERS[kind](workspace, asked)
