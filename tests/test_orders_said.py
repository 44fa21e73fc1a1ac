"""Orders as friends write them, read into what the form shows."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.contacts import ContactDraft
from crm.ids import ContactId, ProductId
from crm.orders import LineDraft, OrderDraft
from crm.orders.said import Said, read_order
from crm.products import ProductDraft
from crm.workspace import Workspace

WHERE = "浙江省杭州市西湖区文三路138号"


@pytest.fixture
def friends(workspace: Workspace) -> dict[str, ContactId]:
    return {name: workspace.contacts.add(ContactDraft(name)) for name in ("李姐", "王芳", "陳怡君")}


@pytest.fixture
def wares(workspace: Workspace) -> dict[str, ProductId]:
    return {
        name: workspace.products.add(ProductDraft(name, price, unit="盒"))
        for name, price in (("草莓", 5_900), ("面膜", 9_800), ("玫瑰精华液", 19_800), ("玫瑰花茶", 3_000))
    }


def read(workspace: Workspace, text: str, contact: ContactId | None = None) -> Said:
    return read_order(text, workspace.one_line, workspace.orders, workspace.products, contact)


@pytest.mark.parametrize(
    ("text", "who", "lines", "detail"),
    [
        ("草莓2盒 李姐", "李姐", [("草莓", 2, 5_900)], None),
        (f"草莓2盒 李姐 地址：{WHERE} 13800138000", "李姐", [("草莓", 2, 5_900)], "文三路138号"),
        (
            f"草莓 2 盒，面膜 1 盒 李姐收 {WHERE} 13800138000",
            "李姐",
            [("草莓", 2, 5_900), ("面膜", 1, 9_800)],
            "文三路138号",
        ),
        (f"我要2盒草莓\n李姐 13800138000\n{WHERE}", "李姐", [("草莓", 2, 5_900)], "文三路138号"),
        (f"王芳,13912345678,{WHERE}\n面膜 x2\n草莓 3", "王芳", [("面膜", 2, 9_800), ("草莓", 3, 5_900)], "文三路138号"),
        ("地址 台北市信義區市府路45號 陳怡君 0912345678 面膜 1", "陳怡君", [("面膜", 1, 9_800)], "市府路45號"),
        ("草莓2盒 李姐 地址 幸福小区3栋", "李姐", [("草莓", 2, 5_900)], "幸福小区3栋"),
        ("你好，我想要两盒面膜", None, [("面膜", 2, 9_800)], None),
        (f"收货人：王芳\n电话：13912345678\n地址：{WHERE}", "王芳", [], "文三路138号"),
    ],
)
def test_who_what_and_where(workspace: Workspace, friends, wares, text, who, lines, detail):
    said = read(workspace, text)
    assert said.contact == friends.get(who)
    assert [(x.name, x.quantity, x.unit_price) for x in said.lines] == lines
    assert (said.address.detail if said.address else None) == detail
    assert all(x.product == wares[x.name] for x in said.lines)


def test_money_that_came_and_a_price_for_all(workspace: Workspace, friends, wares):
    said = read(workspace, "王芳 面膜3盒 260 已付")
    assert (said.contact, said.paid, said.discount) == (friends["王芳"], 26_000, 3_400)


def test_the_friends_own_price_where_none_is_named(workspace: Workspace, friends, wares):
    draft = OrderDraft(friends["王芳"], (LineDraft(wares["面膜"], "面膜", 1, 9_000),), paid=9_000)
    workspace.orders.add(draft)
    assert read(workspace, "面膜2 王芳").lines[0].unit_price == 9_000
    assert read(workspace, "面膜2", friends["王芳"]).lines[0].unit_price == 9_000
    assert read(workspace, "面膜2 单价95 王芳").lines[0].unit_price in (9_000, 9_500)


def test_what_is_not_clear_is_said(workspace: Workspace, friends, wares):
    said = read(workspace, "王芳 玫瑰2")
    assert said.lines == ()
    assert [len(ware.choices) for ware in said.unclear] in ([2], [])
    workspace.contacts.add(ContactDraft("王芳芳"))
    assert read(workspace, "面膜1").friends == ()
    assert read(workspace, "").lines == ()


@given(text=st.text(max_size=200))
def test_any_text_is_read(shop_read, text: str):
    said = shop_read(text)
    assert said.paid >= 0


@pytest.fixture(scope="module")
def shop_read(tmp_path_factory: pytest.TempPathFactory):
    from crm.workspace import open_workspace

    shop = open_workspace(tmp_path_factory.mktemp("said") / "shop")
    shop.contacts.add(ContactDraft("李姐"))
    shop.products.add(ProductDraft("草莓", 5_900))
    yield lambda text: read_order(f"草莓2 {text} 李姐", shop.one_line, shop.orders, shop.products)
    shop.close()
