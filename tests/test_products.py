"""Products: a name is enough, and a few letters find them."""

from dataclasses import replace

import pytest

from crm.contacts import ContactDraft
from crm.errors import ConflictError, EmptyNameError, MissingError, OutOfRangeError, TakenError
from crm.ids import ProductId
from crm.orders import LineDraft, OrderDraft
from crm.prices import PriceDraft
from crm.products import MOST_DAYS, MOST_PRICE, InvalidProductError, Part, ProductDraft, ProductProblem
from crm.products.verbs import draft_of
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


# ---------------------------------------------------------------- everything else that is said of one


def test_more_is_kept_of_a_product(workspace: Workspace):
    draft = ProductDraft(
        "燕盏", price=1, sort=" 滋补  品 ", story=" 印尼 ", recommend="自己吃了三年 ", origin=" 印尼",
        authorisation="No. 5 ", low_stock=3,
    )  # fmt: skip
    row = workspace.products.row(workspace.products.add(draft))
    assert (row.sort, row.story, row.recommend, row.origin, row.authorisation, row.low_stock) == (
        "滋补 品", "印尼", "自己吃了三年", "印尼", "No. 5", 3,
    )  # fmt: skip
    assert draft_of(row) == replace(
        draft, sort="滋补 品", story="印尼", recommend="自己吃了三年", origin="印尼", authorisation="No. 5"
    )
    workspace.products.add(ProductDraft("b", sort="x"))
    workspace.products.add(ProductDraft("c", sort="x"))
    assert workspace.products.sorts() == ["x", "滋补 品"]
    with pytest.raises(MissingError):
        workspace.products.row(ProductId(99))
    with pytest.raises(OutOfRangeError):
        workspace.products.add(ProductDraft("d", low_stock=-1))


def test_variants_are_sold_and_what_they_are_variants_of_is_not(workspace: Workspace):
    products = workspace.products
    lips = products.add(ProductDraft("口红", price=11_900, cost=5_000, unit="支", sort="彩妆", stocked=True))
    workspace.prices.set(lips, [PriceDraft(9_900, at_least=10)])
    coral, rose = products.add_variants(lips, [" 01  珊瑚", "02 玫瑰", "", "02 玫瑰"])
    assert [row.name for row in products.find("")] == ["口红 · 01 珊瑚", "口红 · 02 玫瑰"]
    assert [row.id for row in products.everything()] == [lips, coral, rose]
    for typed in ("kh01", "khsh", "口红珊瑚", "01", "口红 珊瑚"):
        assert [row.id for row in products.find(typed)] == [coral]
    row = products.row(coral)
    assert (row.price, row.cost, row.unit, row.sort, row.parent, row.variant) == (
        11_900, 5_000, "支", "彩妆", lips, "01 珊瑚",
    )  # fmt: skip
    assert workspace.orders.proposed_price(None, coral, 10).price == 9_900
    assert products.row(lips).variants == 2
    assert products.add_variants(lips, ["01 珊瑚"]) == []
    products.edit(lips, ProductDraft("唇膏", price=1, stocked=True))
    assert products.row(rose).name == "唇膏 · 02 玫瑰"
    products.edit(rose, ProductDraft("", price=5, parent=lips, variant="03"))
    assert products.row(rose).name == "唇膏 · 03"
    products.delete([lips, rose])
    assert products.everything() == []
    workspace.undo.undo()
    assert len(products.everything()) == 3
    products.delete([coral, rose])
    assert [row.id for row in products.all()] == [lips]


def test_what_no_variant_can_be(workspace: Workspace):
    products = workspace.products
    lips, tea = products.add(ProductDraft("口红")), products.add(ProductDraft("茶"))
    (coral,) = products.add_variants(lips, ["珊瑚"])
    with pytest.raises(EmptyNameError):
        products.add_variants(lips, [" "])
    with pytest.raises(EmptyNameError):
        products.add(ProductDraft("x", parent=lips))
    with pytest.raises(TakenError):
        products.add(ProductDraft("", parent=lips, variant="珊瑚"))
    with pytest.raises(MissingError):
        products.add(ProductDraft("", parent=ProductId(99), variant="x"))
    box = products.add(ProductDraft("礼盒", parts=(Part(tea, 1),)))
    for parent, product in ((coral, None), (tea, lips), (lips, lips)):
        draft = ProductDraft("", parent=parent, variant="x")
        with pytest.raises(InvalidProductError) as told:
            products.add(draft) if product is None else products.edit(product, draft)
        assert told.value.problem is ProductProblem.VARIANT_OF_VARIANT
    with pytest.raises(InvalidProductError) as told:
        products.add_variants(box, ["x"])
    assert told.value.problem is ProductProblem.BUNDLE_OF_VARIANTS


def test_what_no_bundle_can_be(workspace: Workspace):
    products = workspace.products
    lips, tea, cup = (products.add(ProductDraft(name)) for name in ("口红", "茶", "杯"))
    products.add_variants(lips, ["珊瑚"])
    box = products.add(ProductDraft("礼盒", parts=(Part(tea, 1),)))
    assert [row.id for row in products.bundles_with(tea)] == [box]
    for product, part, problem in (
        (None, Part(box, 1), ProductProblem.BUNDLE_IN_BUNDLE),
        (tea, Part(cup, 1), ProductProblem.BUNDLE_IN_BUNDLE),
        (None, Part(lips, 1), ProductProblem.BUNDLE_OF_VARIANTS),
        (lips, Part(tea, 1), ProductProblem.BUNDLE_OF_VARIANTS),
        (cup, Part(cup, 1), ProductProblem.PART_OF_ITSELF),
    ):
        draft = ProductDraft("y", parts=(part,))
        with pytest.raises(InvalidProductError) as told:
            products.add(draft) if product is None else products.edit(product, draft)
        assert told.value.problem is problem
    with pytest.raises(InvalidProductError) as told:
        products.add(ProductDraft("y", parts=(Part(tea, 1), Part(tea, 2))))
    assert told.value.problem is ProductProblem.PART_TWICE
    with pytest.raises(OutOfRangeError):
        products.add(ProductDraft("y", parts=(Part(tea, 0),)))
    with pytest.raises(MissingError):
        products.add(ProductDraft("y", parts=(Part(ProductId(99), 1),)))
    products.delete([tea])
    products.edit(box, ProductDraft("礼盒二", parts=(Part(tea, 1),)))
    assert products.row(box).parts == (Part(tea, 1),)
