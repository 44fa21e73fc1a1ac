"""Papers about what is sold: the prices of one tier and of no other, a product's card, a friend's month."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage

from crm.attachments import Owner
from crm.contacts import ContactDraft
from crm.errors import MissingError
from crm.ids import ProductId
from crm.orders import LineDraft, OrderDraft
from crm.prices import PriceDraft
from crm.products import ProductDraft
from crm.ui.desk import Desk
from crm.ui.friends.card import ContactCard
from crm.ui.papers.of_products import last_month, price_list, product_card, statement
from crm.ui.papers.sheet import PaperSheet
from crm.ui.products.page import ProductsPage


def test_a_price_list_shows_one_tier_and_no_other(desk: Desk, language: str):
    shop = desk.workspace
    gold, silver = shop.prices.add_tier("金牌"), shop.prices.add_tier("银牌")
    mask = shop.products.add(ProductDraft("面膜 <b>", price=9800, unit="盒"))
    shop.products.add(ProductDraft("口红", price=12800))
    shop.prices.set(
        mask,
        [
            PriceDraft(7100, tier=gold),
            PriceDraft(6100, tier=gold, at_least=10),
            PriceDraft(8200, tier=silver),
            PriceDraft(9300, at_least=5),
        ],
    )
    text = price_list(desk, gold).text
    assert all(word in text for word in ("金牌", "面膜 <b>", "71", "61", "10 盒", "128"))
    assert not any(word in text for word in ("银牌", "82", "98", "93"))
    text = price_list(desk).text
    assert all(word in text for word in ("98", "93", "5 盒", "128"))
    assert not any(word in text for word in ("金牌", "银牌", "71", "61", "82"))
    assert price_list(desk, gold, dark=True).image() != price_list(desk, gold).image()


def test_a_product_card_says_why_it_is_recommended(desk: Desk, tmp_path: Path, language: str):
    shop = desk.workspace
    draft = ProductDraft(
        "面膜", price=9800, cost=3000, story="夏天用", recommend="我自己用了三年", origin="杭州", authorisation="总代",
        days_per_unit=10,
    )  # fmt: skip
    mask = shop.products.add(draft)
    shop.stock.take_in(mask, 5, code="B01", expires_on=date(2027, 5, 1))
    image = QImage(30, 30, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    image.save(str(tmp_path / "a.png"))
    shop.attachments.add(Owner(product=mask), [tmp_path / "a.png"])
    paper = product_card(desk, mask)
    assert all(word in paper.text for word in ("面膜", "夏天用", "我自己用了三年", "杭州", "总代", "B01", "2027"))
    assert "30" not in paper.text.replace("2027", "")
    with_photo = paper.image().height()
    (kept,) = shop.attachments.list(Owner(product=mask))
    shop.attachments.path(kept.id).unlink()
    assert product_card(desk, mask).image().height() < with_photo
    with pytest.raises(MissingError):
        product_card(desk, ProductId(99))


def test_a_statement_counts_the_month_and_what_is_owed_in_all(desk: Desk, language: str):
    shop = desk.workspace
    friend = shop.contacts.add(ContactDraft("王芳", added_on=date(2025, 1, 1)))
    for day, price, paid in (
        (date(2026, 2, 3), 10000, 4000),
        (date(2026, 2, 20), 5000, 5000),
        (date(2026, 1, 9), 7000, 0),
    ):
        shop.orders.add(OrderDraft(friend, (LineDraft(None, f"货{price}", 1, price),), day=day, paid=paid))
    gone = shop.orders.add(OrderDraft(friend, (LineDraft(None, "不要了", 1, 100),), day=date(2026, 2, 9)))
    shop.orders.cancel(gone)
    text = statement(desk, friend, 2026, 2).text
    assert all(word in text for word in ("王芳", "150", "90", "60", "130", "货10000", "货5000"))
    assert "货7000" not in text
    assert "不要了" not in text
    assert "货" not in statement(desk, friend, 2025, 12).text


def test_the_month_before():
    assert last_month(date(2026, 1, 31)) == (2025, 12)
    assert last_month(date(2026, 3, 1)) == (2026, 2)


def test_a_statement_is_shown_from_the_card(qtbot, desk: Desk):
    friend = desk.workspace.contacts.add(ContactDraft("王芳"))
    card = ContactCard(desk)
    qtbot.addWidget(card)
    assert card.show_statement() is None
    card.show_contact(friend)
    card.show()
    for last in (False, True):
        sheet = card.show_statement(last=last)
        assert sheet is not None
        assert ("2026-02" in sheet.windowTitle()) is last
        sheet.reject()
    card.close_reading()


def test_papers_and_quotes_are_one_click_away(qtbot, desk: Desk):
    shop = desk.workspace
    gold = shop.prices.add_tier("金牌")
    mask = shop.products.add(ProductDraft("mask", price=9_800))
    page = ProductsPage(desk)
    qtbot.addWidget(page)
    page.show()
    page.table.choose(mask)
    page.card_button.click()
    (sheet,) = page.findChildren(PaperSheet)
    assert "mask" in sheet._paper.text
    sheet.reject()
    assert page.show_card(ProductId(99)) is None
    menu = page.price_list_menu()
    assert [action.text() for action in menu.actions()] == ["Prices for everybody", "Prices for 金牌"]
    sheet = page.show_price_list(gold, "金牌")
    sheet.reject()
    page._on_price_list()
    card = ContactCard(desk)
    qtbot.addWidget(card)
    assert card.quote() is None
    card.show_contact(shop.contacts.add(ContactDraft("王芳")))
    card.show()
    quote = card.quote()
    assert quote is not None
    qtbot.keyClicks(quote.pane.product, "mask")
    qtbot.keyClick(quote.pane.product, Qt.Key.Key_Return)
    assert QGuiApplication.clipboard().text() == quote.said.text() == "mask: ¥98"
    quote.accept()
    card.close_reading()
    assert mask
