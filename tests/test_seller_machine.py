"""Any sequence of edits, bulk edits, deletions, bringing back, merges, undo and redo ends as a plain model says."""

from copy import deepcopy
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from crm.accounts import Platform
from crm.contacts import ContactDraft, Handle, Standing
from crm.finder import Filter
from crm.ids import ContactId, OrderId
from crm.orders import OrderDraft
from crm.stages import Stage
from crm.workspace import Workspace, open_workspace
from tests.test_orders import line

NAMES = st.sampled_from(["王芳", "李四", "Bob", "é <b>", "x" * 300])
TAGS = st.sampled_from(["宝妈", "VIP", "a|b"])
Friend = dict[str, Any]


class Seller(RuleBasedStateMachine):
    """Plays the seller on a real file beside a dictionary of friends."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.shop: Workspace = open_workspace(Path(self.folder.name) / "shop")
        self.now: dict[int, Friend] = {}
        self.bin: dict[int, Friend] = {}
        self.field = self.shop.fields.add("尺码")
        self.past: list[tuple[dict[int, Friend], dict[int, Friend]]] = []
        self.future: list[tuple[dict[int, Friend], dict[int, Friend]]] = []

    def teardown(self) -> None:
        self.shop.close()
        self.folder.cleanup()

    def begin(self) -> None:
        """The step that follows can be taken back to here."""
        self.past.append(deepcopy((self.now, self.bin)))
        self.future.clear()

    def some(self, data: st.DataObject, most: int = 3) -> list[ContactId]:
        chosen = st.lists(st.sampled_from(sorted(self.now)), min_size=1, max_size=most, unique=True)
        return [ContactId(number) for number in data.draw(chosen)]

    @initialize(name=NAMES)
    def first(self, name: str) -> None:
        self.add(name)

    @rule(name=NAMES)
    def add(self, name: str) -> None:
        self.begin()
        made = self.shop.contacts.add(ContactDraft(name))
        self.now[made] = {
            "name": name, "note": "", "tags": [], "stage": Stage.ADDED, "standing": Standing.ACTIVE, "handles": [],
            "orders": [], "talks": [], "cadence": None, "field": "", "promises": [],
        }  # fmt: skip

    @precondition(lambda self: self.now)
    @rule(data=st.data(), name=NAMES, note=st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=5))
    def edit(self, data: st.DataObject, name: str, note: str) -> None:
        (who,) = self.some(data, 1)
        if (self.now[who]["name"], self.now[who]["note"]) != (name, note):
            self.begin()
        self.shop.contacts.edit(who, name=name, note=note)
        self.now[who] |= {"name": name, "note": note}

    @precondition(lambda self: self.now)
    @rule(data=st.data(), tag=TAGS)
    def tag(self, data: st.DataObject, tag: str) -> None:
        who = self.some(data)
        if any(tag not in self.now[number]["tags"] for number in who):
            self.begin()
        self.shop.contacts.tag(who, tag)
        for number in who:
            if tag not in self.now[number]["tags"]:
                self.now[number]["tags"].append(tag)

    @precondition(lambda self: self.now)
    @rule(data=st.data(), tag=TAGS)
    def untag(self, data: st.DataObject, tag: str) -> None:
        who = self.some(data)
        if any(tag in self.now[number]["tags"] for number in who):
            self.begin()
        self.shop.contacts.untag(who, tag)
        for number in who:
            if tag in self.now[number]["tags"]:
                self.now[number]["tags"].remove(tag)

    @precondition(lambda self: self.now)
    @rule(data=st.data(), stage=st.sampled_from(list(Stage)))
    def move(self, data: st.DataObject, stage: Stage) -> None:
        who = self.some(data)
        if any(self.now[number]["stage"] is not stage for number in who):
            self.begin()
        self.shop.stages.move_many(who, stage)
        for number in who:
            self.now[number]["stage"] = stage

    @precondition(lambda self: self.now)
    @rule(data=st.data(), standing=st.sampled_from(list(Standing)))
    def set_standing(self, data: st.DataObject, standing: Standing) -> None:
        who = self.some(data)
        if any(self.now[number]["standing"] is not standing for number in who):
            self.begin()
        self.shop.contacts.set_standing(who, standing)
        for number in who:
            self.now[number]["standing"] = standing

    @precondition(lambda self: self.now)
    @rule(data=st.data(), handle=st.sampled_from(["wx_1", "wx_2"]))
    def add_handle(self, data: st.DataObject, handle: str) -> None:
        (who,) = self.some(data, 1)
        self.begin()
        self.shop.contacts.add_identity(who, Handle(Platform.WECHAT, handle))
        self.now[who]["handles"].append(handle)

    @precondition(lambda self: self.now)
    @rule(data=st.data(), text=st.sampled_from(["hello", "再见"]))
    def log(self, data: st.DataObject, text: str) -> None:
        (who,) = self.some(data, 1)
        self.begin()
        self.shop.conversations.log(who, text)
        self.now[who]["talks"].append(text)

    @precondition(lambda self: self.now)
    @rule(data=st.data(), price=st.integers(1, 500))
    def order(self, data: st.DataObject, price: int) -> None:
        (who,) = self.some(data, 1)
        self.begin()
        number = self.shop.orders.add(OrderDraft(who, (line(price),)))
        self.now[who]["orders"].append((number, price))

    @precondition(lambda self: self.now)
    @rule(data=st.data(), value=st.sampled_from(["", "M", "L"]))
    def set_field(self, data: st.DataObject, value: str) -> None:
        who = self.some(data)
        if any(self.now[number]["field"] != value for number in who):
            self.begin()
        self.shop.fields.set(who, self.field, value)
        for number in who:
            self.now[number]["field"] = value

    @precondition(lambda self: self.now)
    @rule(data=st.data(), text=st.sampled_from(["photos", "试用装"]))
    def promise(self, data: st.DataObject, text: str) -> None:
        (who,) = self.some(data, 1)
        self.begin()
        self.shop.promises.promise(who, text, self.shop.clock.today())
        self.now[who]["promises"].append(text)

    @precondition(lambda self: any(friend["promises"] for friend in self.now.values()))
    @rule(data=st.data())
    def keep_promise(self, data: st.DataObject) -> None:
        who = data.draw(st.sampled_from(sorted(n for n, friend in self.now.items() if friend["promises"])))
        first = self.shop.promises.of(ContactId(who))[0]
        self.begin()
        self.shop.promises.keep(first.id)
        self.now[who]["promises"].remove(first.text)

    @precondition(lambda self: len(self.now) > 1)
    @rule(data=st.data())
    def merge(self, data: st.DataObject) -> None:
        chosen = st.lists(st.sampled_from(sorted(self.now)), min_size=2, max_size=3, unique=True)
        keep, *others = (ContactId(number) for number in data.draw(chosen))
        self.begin()
        self.shop.merging.merge(keep, others, {})
        kept, gone = self.now[keep], [self.now.pop(number) for number in others]
        kept["note"] = "\n".join(dict.fromkeys(f["note"] for f in (kept, *gone) if f["note"].strip()))
        kept["field"] = next((f["field"] for f in (kept, *gone) if f["field"]), "")
        for other in gone:
            kept["tags"] += [tag for tag in other["tags"] if tag not in kept["tags"]]
            kept["handles"] += [text for text in dict.fromkeys(other["handles"]) if text not in kept["handles"]]
            for what in ("orders", "talks", "promises"):
                kept[what] += other[what]

    @precondition(lambda self: any(friend["orders"] for friend in self.now.values()))
    @rule(data=st.data())
    def delete_order(self, data: st.DataObject) -> None:
        who = data.draw(st.sampled_from(sorted(n for n, friend in self.now.items() if friend["orders"])))
        gone = data.draw(st.sampled_from(self.now[who]["orders"]))
        self.begin()
        self.shop.orders.delete(OrderId(gone[0]))
        self.now[who]["orders"].remove(gone)

    @precondition(lambda self: self.now)
    @rule(data=st.data())
    def delete(self, data: st.DataObject) -> None:
        who = self.some(data)
        self.begin()
        self.shop.contacts.delete(who)
        self.bin |= {number: self.now.pop(number) for number in who}

    @precondition(lambda self: self.bin)
    @rule(data=st.data())
    def bring_back(self, data: st.DataObject) -> None:
        number = data.draw(st.sampled_from(sorted(self.bin)))
        self.begin()
        self.shop.bin.bring_back([ContactId(number)])
        self.now[number] = self.bin.pop(number)

    @precondition(lambda self: self.past)
    @rule()
    def undo(self) -> None:
        self.shop.undo.undo()
        self.future.append((self.now, self.bin))
        self.now, self.bin = self.past.pop()

    @precondition(lambda self: self.future)
    @rule()
    def redo(self) -> None:
        self.shop.undo.redo()
        self.past.append((self.now, self.bin))
        self.now, self.bin = self.future.pop()

    @rule()
    def restart(self) -> None:
        self.shop.close()
        self.shop = open_workspace(Path(self.folder.name) / "shop")

    @invariant()
    def the_shop_is_as_the_model_says(self) -> None:
        ids = list(self.shop.finder.ids(Filter()))
        assert sorted(ids) == sorted(self.now)
        assert sorted(self.shop.bin.ids()) == sorted(self.bin)
        for number, row in self.shop.contacts.rows(ids).items():
            friend = self.now[number]
            card = self.shop.contacts.card(ContactId(number))
            texts = self.shop.store.rows(
                ("SELECT text FROM conversation WHERE contact_id = ? AND deleted_at IS NULL ORDER BY id", (number,))
            )
            assert (row.name, card.note, row.stage, row.standing) == (
                friend["name"], friend["note"], friend["stage"], friend["standing"],
            )  # fmt: skip
            assert sorted(row.tags) == sorted(friend["tags"])
            assert sorted(handle.text for handle in row.handles) == sorted(friend["handles"])
            assert sorted(text for (text,) in texts) == sorted(friend["talks"])
            assert self.shop.fields.values([number]).get(number, {}).get(self.field, "") == friend["field"]
            assert sorted(p.text for p in self.shop.promises.of(ContactId(number))) == sorted(friend["promises"])
            assert (row.orders_count, row.owed) == (len(friend["orders"]), sum(p for _, p in friend["orders"]))
            assert number in self.shop.finder.ids(Filter(words=row.name[:20]))


TestSeller = Seller.TestCase
TestSeller.settings = settings(max_examples=12, stateful_step_count=25, deadline=None)


@pytest.mark.long
class TestSellerAtLength(Seller.TestCase):
    """The same, played for some minutes."""

    settings = settings(max_examples=150, stateful_step_count=60, deadline=None)
