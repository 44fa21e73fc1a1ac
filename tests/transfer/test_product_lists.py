"""Lists of products out and in: nothing that they can hold is lost, twice is once, and what cannot be is told."""

import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from crm.bringing import Asked, bringer_for
from crm.contacts import ContactDraft
from crm.errors import ShukeError
from crm.money import Currency
from crm.orders import LineDraft, OrderDraft
from crm.prices import PriceDraft
from crm.products import Part, ProductDraft, full_name
from crm.products.verbs import draft_of
from crm.progress import Cancelled, unheard
from crm.transfer.errors import NoProductsError, UnknownFieldError, UnknownFormatError, UnknownHeaderError
from crm.transfer.kinds import kind_of_file, kind_of_rows
from crm.transfer.planning import Fate
from crm.transfer.product_fields import ProductField, recognise_products, remap_products
from crm.transfer.products_in import Issue, ProductsIn, ProductWishes
from crm.transfer.products_out import ProductsOut
from crm.transfer.reading import open_table
from crm.transfer.tables import Row
from crm.wording.product_lists import issue_word, product_field_word, product_issue_sentence, product_words
from crm.workspace import Workspace, open_workspace


@contextmanager
def read_here(path, choices, progress):
    yield open_table(path, choices, progress)


def bringing(shop: Workspace) -> ProductsIn:
    return ProductsIn(shop.store, shop.settings, read_here)


def bring(shop: Workspace, path: Path, **wishes):
    plan = bringing(shop).plan(path, ProductWishes(**wishes))
    return plan, bringing(shop).store(plan)


def take_out(shop: Workspace, path: Path) -> int:
    return ProductsOut(shop.store, Currency.CNY, product_words()).write(path, unheard)


def table(folder: Path, *rows: tuple[str, ...], name: str = "list.csv") -> Path:
    path = folder / name
    path.write_text("\n".join(",".join(f'"{cell}"' for cell in row) for row in rows), "utf-8")
    return path


def everything(shop: Workspace):
    """All that a list can hold, by name."""
    names = {row.id: row.name for row in shop.products.everything()}
    tiers = {tier.id: tier.name for tier in shop.prices.tiers()}
    return {
        row.name: (
            row.price, row.cost, row.unit, row.sort, row.days_per_unit, row.low_stock, row.stock, row.stocked,
            names.get(row.parent or 0), row.variant, row.origin, row.authorisation, row.recommend, row.story, row.note,
            {(names[part.product], part.quantity) for part in row.parts},
            {(p.price, tiers.get(p.tier or 0), p.at_least) for p in shop.prices.of(row.id) if p.contact is None},
        )
        for row in shop.products.everything()
    }  # fmt: skip


def fill(shop: Workspace) -> None:
    prices, products = shop.prices, shop.products
    agent, star = prices.add_tier("总代"), prices.add_tier("星级: 甲; 乙")
    lips = products.add(ProductDraft("口红", price=11_900, cost=5_400, unit="支", sort="彩妆"))
    coral, _ = products.add_variants(lips, ["01 珊瑚", "=2+3"])
    mask = products.add(
        ProductDraft(
            "面膜 × 2", price=123_456, cost=0, unit="盒", days_per_unit=10, low_stock=3, stocked=True, count=20,
            origin="韩国", authorisation="授权书 9 号", recommend="-自己用了\n三年", story="=1+1", note="'无",
        )
    )  # fmt: skip
    tea = products.add(ProductDraft("5 × 7 茶", price=1))
    products.add(ProductDraft("礼盒", price=5, parts=(Part(mask, 2), Part(coral, 1), Part(tea, 10))))
    prices.set(
        mask,
        [
            PriceDraft(7_000, agent), PriceDraft(6_550, agent, at_least=10), PriceDraft(1, star, at_least=5),
            PriceDraft(8_800, at_least=20), PriceDraft(0, at_least=1_000),
        ],
    )  # fmt: skip
    friend = shop.contacts.add(ContactDraft("王芳"))
    prices.set_own(friend, mask, 5_000)
    shop.orders.ship(shop.orders.add(OrderDraft(friend, (LineDraft(mask, "x", 3, 100),))))


@pytest.mark.parametrize("ending", [".csv", ".xlsx"])
def test_round_trip(language, workspace: Workspace, tmp_path: Path, clock, ending: str):
    fill(workspace)
    path = tmp_path / f"list{ending}"
    assert take_out(workspace, path) == 6
    assert kind_of_file(path, read=read_here) == "products"
    other = open_workspace(tmp_path / "other", clock=clock)
    plan, done = bring(other, path)
    assert (plan.problems, done.counts) == ([], {Fate.NEW: 6})
    assert everything(other) == everything(workspace)
    # twice is once, there and here
    assert bring(other, path)[1].step is None
    assert bring(workspace, path)[1].step is None
    other.undo.undo()
    assert other.products.everything() == []
    other.close()


def test_every_heading_is_read_back(language):
    headings = [product_words().tier("总代") if f is ProductField.TIER else product_field_word(f) for f in FIELDS]
    layout = recognise_products([Row(1, tuple(headings))])
    assert [column.field for column in layout.columns] == FIELDS
    assert layout.columns[FIELDS.index(ProductField.TIER)].tier == "总代"


FIELDS = [field for field in ProductField if field is not ProductField.IGNORE]
NAMES = st.text("口红面膜ab12×x+:'= ", min_size=1, max_size=6).map(lambda text: " ".join(text.split())).filter(bool)
TEXTS = st.text("口红ab12×+:'=-\n", max_size=8).map(str.strip)
MAYBE = st.none() | st.integers(0, 10**6)


@given(data=st.data())
@settings(
    max_examples=8,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_list_comes_back_as_it_went_out(clock, data: st.DataObject):
    with tempfile.TemporaryDirectory() as folder:
        one, other = (open_workspace(Path(folder) / name, clock=clock) for name in ("one", "other"))
        tiers = [one.prices.add_tier(name) for name in data.draw(st.lists(NAMES, max_size=2, unique=True))]
        names = data.draw(st.lists(NAMES, min_size=1, max_size=4, unique=True))
        single = []
        for name in names:
            stock = data.draw(MAYBE)
            product = one.products.add(
                ProductDraft(
                    name, price=data.draw(st.integers(0, 10**7)), cost=data.draw(MAYBE), unit=data.draw(TEXTS),
                    note=data.draw(TEXTS), story=data.draw(TEXTS), stocked=stock is not None, count=stock,
                )
            )  # fmt: skip
            steps = data.draw(st.dictionaries(st.integers(1, 99), st.integers(0, 10**6), max_size=3))
            whose = data.draw(st.sampled_from([None, *tiers]))
            one.prices.set(
                product,
                [
                    PriceDraft(price, whose, at_least=least)
                    for least, price in steps.items()
                    if whose is not None or least > 1
                ],
            )
            variants = data.draw(st.lists(NAMES, max_size=2, unique=True)) if stock is None else []
            try:
                made = one.products.add_variants(product, variants) if variants else [product]
            except ShukeError:  # a variant that is called as a product is
                made = [product]
            single += made
        parts = data.draw(st.lists(st.sampled_from(single), max_size=2, unique=True))
        if parts and not one.products.named("box"):
            one.products.add(ProductDraft("box", parts=tuple(Part(part, 2) for part in parts)))
        path = Path(folder) / data.draw(st.sampled_from(["a.csv", "a.xlsx"]))
        take_out(one, path)
        plan, _ = bring(other, path)
        assert plan.problems == []
        assert everything(other) == everything(one)
        assert bring(other, path)[1].step is None
        one.close()
        other.close()


# ---------------------------------------------------------------- lists of others


def test_a_price_list_of_a_supplier(workspace: Workspace, tmp_path: Path):
    tier = workspace.prices.add_tier("总代")
    path = table(
        tmp_path,
        ("2026 春季价目表",),
        ("序号", "商品名称", "规格", "零售价", "总代价", "批发价", "库存", "套装内容"),
        ("1", "面膜", "5片/盒", "￥1,234.50", "７０", "10件起 65；50以上:60", "１２", ""),
        ("2", "口红", "01 珊瑚", "99元", "", "-", "1,000盒", ""),
        ("3", "口红", "02 玫瑰", "99", "", "", "", ""),
        ("4", "礼盒", "", "0", "", "", "", "面膜 5片/盒×2 + 口红 · 01 珊瑚"),
        ("", "", "", "", "", "", "", ""),
    )
    plan, done = bring(workspace, path)
    assert (plan.problems, plan.passed, done.counts[Fate.NEW]) == ([], 3, 4)
    rows = {row.name: row for row in workspace.products.everything()}
    assert list(rows) == ["口红", "口红 · 01 珊瑚", "口红 · 02 玫瑰", "礼盒", "面膜 5片/盒"]
    mask = rows["面膜 5片/盒"]
    assert (mask.price, mask.stock, rows["口红 · 01 珊瑚"].stock, rows["口红"].price) == (123_450, 12, 1_000, 9_900)
    prices = [(price.tier, price.at_least, price.price) for price in workspace.prices.of(mask.id)]
    assert prices == [(None, 10, 6_500), (None, 50, 6_000), (tier, 1, 7_000)]
    assert {part.quantity for part in rows["礼盒"].parts} == {2, 1}
    assert bring(workspace, path)[1].step is None
    last = workspace.undo.last()
    assert (last.action.verb, last.action.count) == ("import_products", 4)


def test_blank_cells_take_nothing_away(workspace: Workspace, tmp_path: Path):
    mask = workspace.products.add(ProductDraft("面膜", price=5, cost=3, note="mine", stocked=True, count=4))
    workspace.prices.set(mask, [PriceDraft(4, at_least=9), PriceDraft(2, workspace.prices.add_tier("总代"))])
    plan, done = bring(workspace, table(tmp_path, ("名称", "成本", "备注", "数量价"), ("面膜", "", "", "10+ 0.03")))
    assert done.counts == {Fate.UPDATED: 1}
    row = workspace.products.row(mask)
    assert (row.price, row.cost, row.note, row.stock) == (5, 3, "mine", 4)
    assert [(price.at_least, price.price) for price in workspace.prices.of(mask)] == [(10, 3), (1, 2)]
    assert plan.planned[0].product == mask


def test_stock_in_a_list_is_a_count(workspace: Workspace, tmp_path: Path):
    mask = workspace.products.add(ProductDraft("面膜", stocked=True, count=4))
    _, done = bring(workspace, table(tmp_path, ("名称", "库存"), ("面膜", "7.0")))
    assert (done.counts, workspace.products.row(mask).stock) == ({Fate.UPDATED: 1}, 7)
    workspace.products.add_variants(mask, ["红"])
    box = workspace.products.add(ProductDraft("礼盒", parts=(Part(workspace.products.named("面膜 · 红").id, 1),)))
    path = table(tmp_path, ("名称", "规格", "库存"), ("面膜", "", "99"), ("面膜", "红", "3"), ("礼盒", "", "99"))
    assert bring(workspace, path)[1].counts == {Fate.SAME: 2, Fate.UPDATED: 1}
    assert workspace.products.row(box).stock == 3


def test_a_full_name_leads_to_the_variant(workspace: Workspace, tmp_path: Path):
    lips = workspace.products.add(ProductDraft("口红"))
    (coral,) = workspace.products.add_variants(lips, ["珊瑚"])
    bring(workspace, table(tmp_path, ("名称", "零售价"), (full_name("口红", "珊瑚"), "5")))
    row = workspace.products.row(coral)
    assert (row.price, row.parent, draft_of(row).variant) == (500, lips, "珊瑚")


def test_a_tier_that_is_not_there_is_made(workspace: Workspace, tmp_path: Path):
    bring(workspace, table(tmp_path, ("名称", "零售价", "代理价：特约"), ("面膜", "9", "8;5+ 7")))
    assert [tier.name for tier in workspace.prices.tiers()] == ["特约"]


BAD = [
    (("", "9", "", "", "", ""), Issue.NO_NAME),
    (("x", "面议", "", "", "", ""), Issue.AMOUNT),
    (("x", "-9", "", "", "", ""), Issue.AMOUNT),
    (("x", "1e400", "", "", "", ""), Issue.AMOUNT),
    (("x", "99999999999", "", "", "", ""), Issue.AMOUNT),
    (("x", "9", "-3", "", "", ""), Issue.NUMBER),
    (("x", "9", "3.5", "", "", ""), Issue.NUMBER),
    (("x", "9", "99999999", "", "", ""), Issue.NUMBER),
    (("x", "9", "1e400", "", "", ""), Issue.NUMBER),
    (("x", "9", "", "88", "", ""), Issue.PRICES),
    (("x", "9", "", "10+ 8, 10+ 7", "", ""), Issue.PRICES),
    (("x", "9", "", "10+ dear", "", ""), Issue.AMOUNT),
    (("x", "9", "", "", "2 × nowhere", ""), Issue.PARTS),
    (("x", "9", "", "", "面膜;面膜", ""), Issue.PARTS),
    (("x", "9", "", "", "0 × 面膜", ""), Issue.PARTS),
    (("x", "9", "", "", "礼盒", ""), Issue.PARTS),
    (("面膜", "9", "", "", "", ""), Issue.TWICE),
    (("x" * 201, "9", "", "", "", ""), Issue.TOO_LONG),
    (("x", "9", "", "", "", "y" * 500_001), Issue.TOO_LONG),
]


@pytest.mark.parametrize(("cells", "issue"), BAD)
def test_rows_that_cannot_be_taken_are_told_and_the_others_are_taken(
    language, workspace: Workspace, tmp_path: Path, cells, issue
):
    head = ("名称", "零售价", "库存", "数量价", "套装内容", "故事")
    path = table(tmp_path, head, ("面膜", "9", "", "", "", ""), cells, ("礼盒", "9", "", "", "1 × 面膜\n", ""))
    plan, done = bring(workspace, path)
    assert [(problem.row, problem.issue) for problem in plan.problems] == [(3, issue)]
    assert done.counts == {Fate.NEW: 2}
    assert plan.records == 3
    sentence = product_issue_sentence(plan.problems[0])
    assert "3" in sentence
    assert issue_word(issue) in sentence


def test_names_that_meet_only_when_they_are_joined(workspace: Workspace, tmp_path: Path):
    path = table(tmp_path, ("名称", "规格", "零售价"), ("面膜", "红", "9"), ("面膜 红", "", "8"))
    plan, _ = bring(workspace, path)
    assert [problem.issue for problem in plan.problems] == [Issue.TWICE]


def test_a_bundle_is_no_variant(workspace: Workspace, tmp_path: Path):
    path = table(
        tmp_path, ("名称", "规格", "零售价", "套装内容"), ("茶", "", "9", ""), ("口红", "红", "9", "1 × 茶"),
        ("口红", "蓝", "9", ""),
    )  # fmt: skip
    assert [problem.issue for problem in bring(workspace, path)[0].problems] == [Issue.PARTS]


def test_columns_are_chosen(workspace: Workspace, tmp_path: Path):
    path = table(tmp_path, ("A", "B", "C"), ("面膜", "9", "8"))
    with pytest.raises(NoProductsError):
        bringing(workspace).plan(path)
    asked = bringing(workspace).plan(path, ProductWishes(asked=True))
    assert (asked.planned, asked.layout.usable) == ([], False)
    _, done = bring(workspace, path, headings={"name": "A", "price": "2", "tier": "C"})
    assert done.counts == {Fate.NEW: 1}
    assert [tier.name for tier in workspace.prices.tiers()] == ["C"]
    layout = recognise_products([Row(1, ("名称", "零售价"))])
    assert remap_products(layout, {"name": "零售价"}).columns[0].field is None
    assert remap_products(layout, {"price": ""}).fields == {ProductField.NAME}
    with pytest.raises(UnknownFieldError):
        remap_products(layout, {"colour": "零售价"})
    with pytest.raises(UnknownHeaderError):
        remap_products(layout, {"name": "nowhere"})
    by_number = recognise_products([Row(1, ("x", "y")), Row(2, ("名称", "零售价"))], header=2)
    assert (by_number.header, by_number.first) == (2, 3)
    assert bring(workspace, path, layout=remap_products(recognise_products([Row(1, ("A", "B"))], ["A"]), {"name": "A"}))


@pytest.mark.parametrize(
    ("headings", "kind"),
    [
        (("名称", "零售价"), "products"),
        (("商品名称", "规格", "库存"), "products"),
        (("Product name", "Cost"), "products"),
        (("姓名", "电话"), "contacts"),
        (("姓名", "产品", "价格", "电话", "地址"), "orders"),
        (("名称", "备注"), "contacts"),
    ],
)
def test_a_list_of_products_is_told_from_others(headings: tuple[str, ...], kind: str):
    assert kind_of_rows([Row(1, headings), Row(2, tuple("x" for _ in headings))]) == kind


def test_in_and_out_by_the_words_of_the_command_line(workspace: Workspace, tmp_path: Path):
    path = table(tmp_path, ("名称", "零售价"), ("面膜", "9"), ("", "5"))
    bringer = bringer_for(workspace, Asked(), "products", path, unheard)
    plan = bringer.plan(path, unheard)
    assert (bringer.data(plan)["records"], len(bringer.problems(plan))) == (2, 1)
    assert bringer.store(plan, unheard).counts[Fate.NEW] == 1
    with pytest.raises(UnknownFormatError):
        take_out(workspace, tmp_path / "a.pdf")


def test_an_import_that_is_called_off_leaves_nothing(workspace: Workspace, tmp_path: Path):
    path = table(tmp_path, ("名称", "零售价"), *((f"p{n}", "9") for n in range(120)))
    plan = bringing(workspace).plan(path)

    def stop(done: int, _total: int) -> None:
        if done > 50:
            raise Cancelled

    with pytest.raises(Cancelled):
        bringing(workspace).store(plan, stop)
    assert workspace.products.everything() == []


def test_what_is_there_already_is_fitted_to_the_list(workspace: Workspace, tmp_path: Path):
    for name in ("礼盒", "口红 · 红", "面膜"):
        workspace.products.add(ProductDraft(name, price=900))
    path = table(
        tmp_path, ("名称", "规格", "零售价", "级别价：新", "套装内容"), ("面膜", "", "9", "8;; 10+ 7", ""),
        ("茶", "", "9", "", ""), ("礼盒", "", "9", "", "2 × 茶\n\n1 × 面膜"), ("口红", "红", "9", "-", ""),
        ("口红", "蓝", "9", "", ""),
    )  # fmt: skip
    _, done = bring(workspace, path)
    assert done.counts == {Fate.UPDATED: 3, Fate.NEW: 2}
    rows = {row.name: row for row in workspace.products.everything()}
    assert rows["口红 · 红"].parent == rows["口红"].id
    assert {part.quantity for part in rows["礼盒"].parts} == {2, 1}
    assert [price.price for price in workspace.prices.of(rows["面膜"].id)] == [800, 700]
    assert bring(workspace, path)[1].step is None


def test_every_field_has_a_word_of_its_own(language):
    assert len({product_field_word(field) for field in ProductField}) == len(ProductField)
