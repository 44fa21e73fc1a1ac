"""Products: a name is enough, and a few letters find them."""

import pytest

from crm.contacts import ContactDraft
from crm.errors import ConflictError, EmptyNameError, MissingError, OutOfRangeError, TakenError
from crm.orders import LineDraft, OrderDraft
from crm.products import MOST_DAYS, MOST_PRICE, ProductDraft
from crm.workspace import Workspace


@pytest.mark.parametrize(
    "typed", ["mm", "mianmo", "bns", "boniaosuan", "面膜", "玻", "玻尿酸 mm", "玻尿酸mm", "5", "玻尿酸面膜"]
)
def test_found_by(workspace: Workspace, typed: str):
    wanted = workspace.products.add(ProductDraft("玻尿酸面膜 5片"))
    workspace.products.add(ProductDraft("Hand cream"))
    assert [row.id for row in workspace.products.find(typed)] == [wanted]


def test_nothing_typed_finds_all_by_pinyin_and_nonsense_finds_none(workspace: Workspace):
    for name in ("洗发水", "Body oil", "面膜"):
        workspace.products.add(ProductDraft(name))
    assert [row.name for row in workspace.products.find("")] == ["Body oil", "面膜", "洗发水"]
    assert len(workspace.products.find("  ", limit=2)) == 2
    assert workspace.products.find("qqq") == []
    assert workspace.products.find("'\"%_*") == []


def test_the_very_name_comes_first_then_what_begins_so(workspace: Workspace):
    for name in ("白茶面膜", "面膜棒", "面膜", "眠梦"):
        workspace.products.add(ProductDraft(name))
    assert [row.name for row in workspace.products.find("面膜")][:2] == ["面膜", "面膜棒"]
    assert workspace.products.find("mm")[-1].name == "白茶面膜"


def test_everything_said_is_kept(workspace: Workspace):
    draft = ProductDraft(" 面膜\n礼盒 ", price=19_800, unit="盒", cost=9_900, days_per_unit=20, note="a story")
    row = workspace.products.rows([workspace.products.add(draft)]).popitem()[1]
    assert (row.name, row.price, row.unit, row.cost, row.days_per_unit, row.note) == (
        "面膜 礼盒",
        19_800,
        "盒",
        9_900,
        20,
        "a story",
    )
    assert workspace.products.named("面膜  礼盒") == row
    assert workspace.products.named("面膜") is None


@pytest.mark.parametrize(
    "draft",
    [
        ProductDraft("x", price=-1),
        ProductDraft("x", price=MOST_PRICE + 1),
        ProductDraft("x", cost=-1),
        ProductDraft("x", days_per_unit=0),
        ProductDraft("x", days_per_unit=MOST_DAYS + 1),
    ],
)
def test_numbers_out_of_range_are_refused(workspace: Workspace, draft: ProductDraft):
    with pytest.raises(OutOfRangeError):
        workspace.products.add(draft)
    assert workspace.products.all() == []


def test_a_name_is_needed_and_stands_once(workspace: Workspace):
    with pytest.raises(EmptyNameError):
        workspace.products.add(ProductDraft(" \n"))
    first = workspace.products.add(ProductDraft("面膜"))
    with pytest.raises(TakenError):
        workspace.products.add(ProductDraft("面膜 "))
    workspace.products.edit(first, ProductDraft("面膜", price=5))
    workspace.products.delete([first])
    workspace.products.add(ProductDraft("面膜"))


def test_orders_keep_name_and_price_of_their_day(workspace: Workspace):
    product = workspace.products.add(ProductDraft("面膜", price=100))
    friend = workspace.contacts.add(ContactDraft("王芳"))
    order = workspace.orders.add(OrderDraft(friend, (LineDraft(product, "面膜", 2, 100),)))
    workspace.products.edit(product, ProductDraft("面膜二代", price=300))
    workspace.products.delete([product])
    assert workspace.products.all() == []
    row = workspace.orders.row(order)
    assert (row.summary, row.total) == ("面膜 × 2", 200)
    workspace.undo.undo()
    assert [row.name for row in workspace.products.find("mmed")] == ["面膜二代"]


def test_changes_meanwhile_are_not_overwritten(workspace: Workspace):
    product = workspace.products.add(ProductDraft("面膜"))
    seen = workspace.products.rows([product])[product].version
    workspace.products.edit(product, ProductDraft("面膜", price=1), seen=seen)
    with pytest.raises(ConflictError):
        workspace.products.edit(product, ProductDraft("面膜", price=2), seen=seen)
    workspace.products.delete([product])
    with pytest.raises(MissingError):
        workspace.products.delete([product])
