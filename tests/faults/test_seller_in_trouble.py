"""The seller of `tests/test_seller_machine.py`, on a disk that fails and with a program that dies: the model knows what
was told as saved, and the shop holds just that.
"""

import shutil
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack, contextmanager
from copy import deepcopy
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from crm.db import files
from crm.errors import FileProblemError
from crm.finder import Filter
from crm.ids import ContactId
from crm.transfer.contacts_in import ContactsIn
from crm.transfer.reading import open_table
from crm.workspace import open_workspace
from tests.faults.disk import DISK, library, troubled
from tests.test_seller_machine import Seller

pytestmark = pytest.mark.skipif(library() is None, reason="needs a SQLite beside Python that can be put around")

EARLY, LATE = st.integers(1, 60), st.integers(50, 110)
"""A small action asks some hundred things of the disk."""
ALWAYS = ("add",)
OF_FRIENDS = (
    "edit",
    "tag",
    "untag",
    "move",
    "set_standing",
    "add_handle",
    "log",
    "order",
    "set_field",
    "promise",
    "delete",
)


class InTrouble(Seller):
    """Every action of the seller's may meet a full or failing disk, or the end of the program."""

    counts: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        self.stack = ExitStack()
        self.stack.enter_context(troubled())
        super().__init__()
        self.home = Path(self.folder.name)
        self.kept: Any = None
        self.number = 0

    def teardown(self) -> None:
        super().teardown()
        self.stack.close()

    def model(self) -> Any:
        return deepcopy((self.now, self.bin, self.past, self.future))

    def back_to(self, model: Any) -> None:
        self.now, self.bin, self.past, self.future = deepcopy(model)

    def action(self, data: st.DataObject) -> Callable[[], object]:
        """Something that the seller can do now."""
        can = list(ALWAYS)
        if self.now:
            can += OF_FRIENDS
        if len(self.now) > 1:
            can.append("merge")
        if self.bin:
            can.append("bring_back")
        if self.past:
            can.append("undo")
        if self.future:
            can.append("redo")
        name = data.draw(st.sampled_from(can))
        InTrouble.counts[name] += 1
        return lambda: self.take(name, data)

    def take(self, name: str, data: st.DataObject) -> None:
        texts = st.sampled_from(["a", "宝妈", "é"])
        given: dict[str, dict[str, Any]] = {
            "add": {"name": texts},
            "edit": {"data": data, "name": texts, "note": texts},
            "move": {"stage": st.sampled_from(list(type(next(iter(self.now.values()))["stage"])) if self.now else [])},
            "set_standing": {
                "standing": st.sampled_from(list(type(next(iter(self.now.values()))["standing"])) if self.now else [])
            },
            "tag": {"tag": st.sampled_from(["宝妈", "VIP"])},
            "untag": {"tag": st.sampled_from(["宝妈", "VIP"])},
            "add_handle": {"handle": st.sampled_from(["wx_1", "wx_2"])},
            "log": {"text": texts},
            "order": {"price": st.integers(1, 500)},
            "set_field": {"value": st.sampled_from(["", "M", "L"])},
            "promise": {"text": texts},
        }
        words = {
            key: data.draw(value) if isinstance(value, st.SearchStrategy) else value
            for key, value in given.get(name, {}).items()
        }
        if name not in ("add", "undo", "redo"):
            words["data"] = data
        plain = getattr(Seller, name)
        getattr(plain, "__wrapped__", plain)(self, **words)

    @rule(data=st.data(), nth=EARLY)
    def the_disk_is_full(self, data: st.DataObject, nth: int) -> None:
        self.fails(data, nth, "full", lasts=True)

    @rule(data=st.data(), nth=LATE)
    def the_disk_fails_at_the_commit(self, data: st.DataObject, nth: int) -> None:
        self.fails(data, nth, "ioerr", lasts=False)

    @rule(data=st.data(), nth=EARLY | LATE)
    def the_disk_fails_for_good(self, data: st.DataObject, nth: int) -> None:
        self.fails(data, nth, "ioerr", lasts=True)

    @rule(data=st.data(), nth=EARLY)
    def the_program_dies_early(self, data: st.DataObject, nth: int) -> None:
        self.dies(data, nth)

    @rule(data=st.data(), nth=LATE)
    def the_program_dies_late(self, data: st.DataObject, nth: int) -> None:
        self.dies(data, nth)

    def fails(self, data: st.DataObject, nth: int, trouble: str, *, lasts: bool) -> None:
        """What was told as failed is not there, also after a sudden end; what was not, is."""
        before = self.model()
        act = self.action(data)
        DISK.watch(self.home)
        DISK.arm(nth, trouble, lasts=lasts)
        try:
            act()
        except FileProblemError:
            self.back_to(before)
            InTrouble.counts["told"] += 1
        finally:
            InTrouble.counts["met"] += DISK.met
            DISK.disarm()
            DISK.root = ""
        if data.draw(st.booleans()):
            self.ends_suddenly(self.home / "shop")

    def dies(self, data: st.DataObject, nth: int) -> None:
        """In the middle of an action: it is done or not begun."""
        before = self.model()
        act = self.action(data)
        found = self.home / f"dead{self.number}"
        DISK.watch(self.home)
        DISK.arm(nth, "")
        DISK.before = lambda: shutil.copytree(self.home / "shop", found)
        try:
            act()
        finally:
            met = DISK.met
            DISK.disarm()
            DISK.root = ""
        if not met:
            return
        InTrouble.counts["died"] += 1
        after = self.model()
        self.ends_suddenly(found)
        for model in (before, after):
            self.back_to(model)
            if self.agrees():
                return
        raise AssertionError("neither done nor not begun")

    def agrees(self) -> bool:
        try:
            self.the_shop_is_as_the_model_says()
        except AssertionError:
            return False
        done = self.shop.undo.steps(1000)
        return len(done) == len(self.past) + 1  # the own field was added before the first action

    def ends_suddenly(self, found: Path) -> None:
        """The next start finds the folder as it was at that moment."""
        self.number += 1
        home = self.home / f"home{self.number}"
        shutil.copytree(found, home / "shop")
        self.shop.close()
        self.home = home
        self.shop = open_workspace(home / "shop")
        assert self.shop.store.health().integrity == "ok"

    @rule()
    def restart(self) -> None:
        self.shop.close()
        self.shop = open_workspace(self.home / "shop")

    @rule()
    def back_up(self) -> None:
        self.kept = (self.shop.backup(self.home / "kept.db"), self.model())

    @precondition(lambda self: self.kept)
    @rule()
    def put_back(self) -> None:
        self.shop.close()
        backup, model = self.kept
        files.restore(self.home / "shop" / files.FILE_NAME, backup, self.shop.clock.now())
        self.shop = open_workspace(self.home / "shop")
        self.back_to(model)

    @rule(count=st.integers(1, 3))
    def bring_in(self, count: int) -> None:
        """A list that nobody knows yet; the second time it changes nothing."""

        @contextmanager
        def here(path: Path, choices: Any, progress: Any) -> Any:
            yield open_table(path, choices, progress)

        self.number += 1
        path = self.home / "in.csv"
        names = [f"in {self.number} {place}" for place in range(count)]
        path.write_text("姓名,QQ\n" + "".join(f"{name},{name}\n" for name in names), encoding="utf-8")
        imports = ContactsIn(self.shop.store, self.shop.accounts, here)
        self.begin()
        imports.store(imports.plan(path))
        there = list(self.shop.finder.ids(Filter()))
        for number, row in self.shop.contacts.rows(set(there) - set(self.now)).items():
            assert row.name in names
            self.now[number] = {
                "name": row.name, "note": "", "tags": [], "stage": row.stage, "standing": row.standing,
                "handles": [row.name], "orders": [], "talks": [], "cadence": None, "field": "", "promises": [],
            }  # fmt: skip
        assert {self.now[ContactId(number)]["name"] for number in there} >= set(names)
        imports.store(imports.plan(path))
        assert list(self.shop.finder.ids(Filter())) == there


TestInTrouble = InTrouble.TestCase
TestInTrouble.settings = settings(max_examples=5, stateful_step_count=20, deadline=None)


@pytest.mark.long
class TestInTroubleAtLength(InTrouble.TestCase):
    """The same, for some minutes."""

    settings = settings(max_examples=150, stateful_step_count=50, deadline=None)
