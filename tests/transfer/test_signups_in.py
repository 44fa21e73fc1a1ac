"""Sign-up lists in: an order an entry, lines that cannot be read are told, and the same list again adds nothing."""

from pathlib import Path

import pytest

from crm.contacts import ContactDraft
from crm.finder import Filter
from crm.transfer.errors import NoSignUpsError
from crm.transfer.kinds import kind_of_file
from crm.transfer.planning import Fate
from crm.transfer.signups_in import SignUpsIn, SignUpWishes
from crm.workspace import Workspace

LIST = """#接龙
3月8日 草莓 58元/盒

1. 小王 2盒
2. 李姐 大1小2
3. 赵六
4. 孙七 1盒
收件人 孙七 13800000001
广东省深圳市南山区科苑路1号
"""


def verbs(workspace: Workspace) -> SignUpsIn:
    return SignUpsIn(workspace.store, workspace.settings)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "接龙.txt"
    path.write_bytes(LIST.encode("gb18030"))
    return path


def orders(workspace: Workspace) -> list[tuple[str, str, int, int]]:
    return workspace.store.rows(
        "SELECT c.name, o.summary, o.total, o.owed FROM shop_order o JOIN contact c ON c.id = o.contact_id"
        " WHERE o.deleted_at IS NULL ORDER BY o.number"
    )


def test_every_entry_becomes_an_order_to_be_paid(workspace: Workspace, file: Path):
    friend = workspace.contacts.add(ContactDraft("小王"))
    assert kind_of_file(file) == "signup"
    plan = verbs(workspace).plan(file, SignUpWishes(answers={"name:小王": friend}))
    assert (plan.product, plan.price) == ("草莓", 5800)
    assert [(problem.row, problem.text) for problem in plan.problems] == [(6, "赵六")]
    assert plan.counts == {Fate.NEW: 3}
    done = verbs(workspace).store(plan)
    assert orders(workspace) == [
        ("小王", "草莓 × 2", 11600, 11600),
        ("李姐", "草莓 大、草莓 小 × 2", 17400, 17400),
        ("孙七", "草莓", 5800, 5800),
    ]
    assert workspace.store.rows("SELECT region, detail, phone FROM address") == [
        ("广东省深圳市南山区", "科苑路1号", "13800000001")
    ]
    assert workspace.finder.count(Filter()) == 3
    assert done.step is not None
    workspace.undo.take_back(done.step)
    assert orders(workspace) == []
    assert workspace.finder.count(Filter()) == 1


def test_the_same_list_again_adds_nothing_and_a_longer_one_what_is_new(workspace: Workspace, file: Path):
    verbs(workspace).store(verbs(workspace).plan(file))
    again = verbs(workspace).plan(file)
    assert again.counts == {Fate.SAME: 3}
    file.write_text(LIST + "5. 周八 4盒\n", encoding="utf-8")
    longer = verbs(workspace).plan(file)
    assert (longer.counts[Fate.SAME], longer.counts[Fate.NEW]) == (3, 1)
    verbs(workspace).store(longer)
    assert len(orders(workspace)) == 4
    assert workspace.finder.count(Filter()) == 4  # whoever signed up before is known by their name


def test_what_is_sold_and_what_it_costs_can_be_said(workspace: Workspace, file: Path):
    plan = verbs(workspace).plan(file, SignUpWishes(product="红颜草莓", price=6000))
    verbs(workspace).store(plan)
    assert orders(workspace)[0][1:3] == ("红颜草莓 × 2", 12000)


def test_other_texts_are_refused(workspace: Workspace, tmp_path: Path):
    path = tmp_path / "a.txt"
    path.write_text("小王 2盒", encoding="utf-8")
    with pytest.raises(NoSignUpsError):
        verbs(workspace).plan(path)
