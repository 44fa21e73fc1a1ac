"""Products in the window: the list, the sheet with its tabs, stocktaking, agent levels, by keyboard."""

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent, QImage
from PySide6.QtWidgets import QWidget

from crm.attachments import Owner
from crm.contacts import ContactDraft
from crm.orders import LineDraft, OrderDraft
from crm.prices import PriceDraft, PriceRow
from crm.products import Part, ProductDraft
from crm.stock import StockKind
from crm.ui.desk import Desk
from crm.ui.friends.known import read_known
from crm.ui.friends.tier_choice import TierChoice
from crm.ui.jobs import Jobs
from crm.ui.live import Live
from crm.ui.orders.picker import Choice
from crm.ui.products.columns import stock_text
from crm.ui.products.page import ProductsPage
from crm.ui.products.sheet import ProductSheet
from crm.ui.products.tabs import Buyer

ENTER, CTRL = Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def desk(qtbot, theme, workspace):
    live, jobs = Live(), Jobs()
    live.attach(workspace.store.listen)
    made = Desk(workspace, theme, live, jobs)
    made.heard = []
    made.wrong = []
    made.said.connect(lambda words, undo: made.heard.append((words, undo)))
    made.failed.connect(made.wrong.append)
    yield made
    jobs.close()


@pytest.fixture
def mask(workspace):
    return workspace.products.add(ProductDraft("面膜", price=9_800, unit="盒", sort="护肤", stocked=True, count=10))


@pytest.fixture
def page(qtbot, desk):
    return shown(qtbot, ProductsPage(desk))


def shown(qtbot, widget: QWidget, width: int = 1093, height: int = 614) -> QWidget:
    qtbot.addWidget(widget)
    widget.resize(width, height)
    widget.show()
    qtbot.waitExposed(widget)
    return widget


def complaint(sheet) -> str:
    return sheet._complaint.text()


# ---------------------------------------------------------------- the list


def test_the_list_says_what_is_left_and_filters(qtbot, desk, workspace, mask, page):
    friend = workspace.contacts.add(ContactDraft("王芳"))
    lips = workspace.products.add(ProductDraft("口红", sort="彩妆"))
    coral, rose = workspace.products.add_variants(lips, ["01 珊瑚", "02 玫瑰"])
    workspace.orders.add(OrderDraft(friend, (LineDraft(mask, "面膜", 12, 100),)))
    page.refresh()
    assert list(page.model.ids) == [lips, coral, rose, mask]
    assert stock_text(workspace.products.row(mask)) == "2 short"
    assert [page.sort.itemData(place) for place in range(page.sort.count())] == ["", "彩妆", "护肤"]
    page.sort.setCurrentIndex(page.sort.findData("彩妆"))
    page.sort.activated.emit(1)
    assert list(page.model.ids) == [lips, coral, rose]
    page.show_product(mask)
    qtbot.keyClick(page, Qt.Key.Key_L, Qt.KeyboardModifier.AltModifier)
    assert (page.low.text(), list(page.model.ids)) == ("1 low", [mask])
    qtbot.keyClick(page, Qt.Key.Key_L, Qt.KeyboardModifier.AltModifier)
    qtbot.keyClicks(page.search, "kh02")
    page.refresh()
    assert list(page.model.ids) == [rose]
    page.search.setText("zzz")
    page.refresh()
    assert page.results.currentWidget() is page.nothing
    page._on_all()
    page._on_sort("free", True)
    assert page.model.ids[0] == mask
    page._on_sort("sort", False)
    assert page.model.ids[0] == mask


def test_what_expires_is_told(workspace, mask, page):
    assert not page.expiring.isVisible()
    for number in range(5):
        workspace.stock.take_in(mask, 1, code=f"A{number}", expires_on=date(2026, 4, 1 + number))
    assert "A0" in page.expiring.text()
    assert page.expiring.text().endswith(" …")


def test_an_order_elsewhere_changes_what_is_shown(workspace, mask, page):
    friend = workspace.contacts.add(ContactDraft("王芳"))
    order = workspace.orders.add(OrderDraft(friend, (LineDraft(mask, "面膜", 4, 100),)))
    workspace.orders.ship(order)
    assert page.model.row(0).free == 6


def test_an_empty_page_leads_on(qtbot, desk, page):
    asked = []
    desk.asked_page.connect(asked.append)
    assert page.whole.currentWidget() is page.no_products
    page.no_products.steps[1].click() if hasattr(page.no_products, "steps") else desk.asked_page.emit("transfer")
    assert asked == ["transfer"]
    assert page.edit_product(99) is None
    page.delete_chosen()


# ---------------------------------------------------------------- the sheet


def test_everything_of_a_product_is_written_as_one_step(qtbot, desk, workspace, page):
    friend = workspace.contacts.add(ContactDraft("王芳"))
    tier = workspace.prices.add_tier("总代")
    tea = workspace.products.add(ProductDraft("茶", stocked=True, count=9))
    sheet = page.add_product()
    assert sheet.focusWidget() is sheet.name
    sheet.name.setText("礼盒")
    sheet.price.setText("￥1,234.50")
    sheet.cost.setText("９９")
    sheet.sort.setCurrentText("礼品")
    lines = sheet.prices.lines
    for who, least, price in ((Choice(Buyer(tier), "总代"), "", "70"), (Choice(Buyer(), "Everybody"), "1,000", "60")):
        line = lines.lines[-1]
        line.what.take(who)
        line.least.setText(least)
        line.price.setText(price)
    line = lines.lines[-1]
    line.what.setText("王芳")
    line.price.setText("50")
    part = sheet.makeup.parts.lines[0]
    part.what.setText("茶")
    part.quantity.setText("2")
    sheet.words.recommend.setPlainText("自己用")
    sheet.words.story.setPlainText("故事")
    sheet.words.origin.setText("印尼")
    sheet.words.authorisation.setText("9")
    sheet.stock.low.setText("3")
    sheet.accept()
    row = workspace.products.named("礼盒")
    assert (row.price, row.cost, row.sort, row.recommend, row.story, row.origin, row.authorisation, row.low_stock) == (
        123_450, 9_900, "礼品", "自己用", "故事", "印尼", "9", 3,
    )  # fmt: skip
    assert row.parts == (Part(tea, 2),)
    assert row.stock == 4
    assert workspace.prices.of(row.id) == [
        PriceRow(6_000, None, None, 1_000, ""),
        PriceRow(7_000, tier, None, 1, "总代"),
        PriceRow(5_000, None, friend, 1, "王芳"),
    ]
    again = page.edit_product(row.id)
    assert [line.what.text() for line in again.prices.lines.filled] == ["Everybody", "总代", "王芳"]
    assert [line.quantity.text() for line in again.makeup.parts.filled] == ["2"]
    last = workspace.undo.last()
    again.accept()
    assert workspace.undo.last() == last
    again = page.edit_product(row.id)
    again.prices.lines.filled[0].remove.click()
    again.makeup.parts.filled[0].remove.click()
    again.accept()
    assert len(workspace.prices.of(row.id)) == 2
    assert workspace.products.row(row.id).parts == ()
    workspace.undo.undo()
    workspace.undo.undo()
    assert workspace.products.named("礼盒") is None


@pytest.mark.parametrize(
    ("field", "text", "said", "tab"),
    [
        ("price", "abc", "not an amount", 0),
        ("price", "-5", "from 0", 0),
        ("cost", "1e400", "not an amount", 0),
        ("days", "0", "from 1", 0),
        ("count", "x", "not a number", 2),
        ("count", "-3", "from 0", 2),
        ("low", "99999999999", "from 0", 2),
    ],
)
def test_what_cannot_be_is_said_where_it_stands(page, mask, field, text, said, tab):
    sheet = page.edit_product(mask)
    place = sheet.stock if field in {"count", "low"} else sheet
    getattr(place, field).setText(text)
    sheet.tabs.setCurrentIndex(4)
    sheet.accept()
    assert said in complaint(sheet)
    assert sheet.tabs.currentIndex() == tab
    assert getattr(place, field).text() == text


def test_prices_that_cannot_be_are_said(qtbot, workspace, page, mask):
    sheet = page.edit_product(mask)
    line = sheet.prices.lines.lines[0]
    qtbot.keyClicks(line.what, "nobody")
    sheet.accept()
    assert "For whom" in complaint(sheet)
    assert sheet.tabs.currentIndex() == 1
    line.what.take(Choice(Buyer(), "Everybody"))
    sheet.accept()
    assert "Which price" in complaint(sheet)
    line.price.setText("x")
    sheet.accept()
    assert "not an amount" in complaint(sheet)
    line.price.setText("5")
    line.least.setText("y")
    sheet.accept()
    assert "not an amount" in complaint(sheet)
    line.least.setText("")
    sheet.accept()
    assert "retail price" in complaint(sheet)
    line.least.setText("0")
    sheet.accept()
    assert "from 1" in complaint(sheet)
    line.least.setText("5")
    sheet.accept()
    assert workspace.prices.of(mask) == [PriceRow(500, None, None, 5, "")]


def test_who_a_price_is_for_is_offered(qtbot, workspace, page, mask):
    workspace.prices.add_tier("总代")
    workspace.contacts.add(ContactDraft("王芳"))
    sheet = page.edit_product(mask)
    offer = sheet.prices._offer
    assert [choice.text for choice in offer("")] == ["Everybody", "总代"]
    assert [choice.text for choice in offer("wf")] == ["王芳"]
    assert [choice.text for choice in offer("总")] == ["总代"]
    sheet.reject()


def test_bundles_that_cannot_be_are_said(qtbot, workspace, page, mask):
    box = workspace.products.add(ProductDraft("礼盒", parts=(Part(mask, 1),)))
    sheet = page.edit_product(box)
    line = sheet.makeup.parts.lines[-1]
    qtbot.keyClicks(line.what, "nothing")
    sheet.accept()
    assert "Which product" in complaint(sheet)
    line.what.take(Choice(mask, "面膜"))
    line.quantity.setText("x")
    sheet.accept()
    assert "not a number" in complaint(sheet)
    line.quantity.setText("2")
    sheet.accept()
    assert "twice" in complaint(sheet)
    assert sheet.tabs.currentIndex() == 3
    assert [choice.text for choice in sheet.makeup._offer("")] == ["面膜"]
    workspace.products.delete([mask])
    sheet.reject()
    sheet = page.edit_product(box)
    assert "deleted" in sheet.makeup.parts.filled[0].what.text()
    sheet.accept()
    assert complaint(sheet) == ""


def test_variants_are_added_and_changed(qtbot, workspace, page):
    lips = workspace.products.add(ProductDraft("口红", price=5, stocked=True, count=3))
    sheet = page.edit_product(lips)
    sheet.makeup.variants.setPlainText("01 珊瑚\n\n02 玫瑰")
    sheet.accept()
    coral, _ = workspace.products.variants(lips)
    assert workspace.undo.last().action.verb == "edit_product"
    sheet = page.edit_product(coral.id)
    assert not sheet.name.isEnabled()
    sheet.makeup.variant.setText("")
    sheet.accept()
    assert "variant" in complaint(sheet)
    sheet.makeup.variant.setText("03")
    sheet.accept()
    assert workspace.products.row(coral.id).name == "口红 · 03"
    whole = page.edit_product(lips)
    assert not whole.stock.kept.isVisibleTo(whole.stock)
    whole.accept()
    assert workspace.products.row(lips).stocked


def test_a_change_elsewhere_is_not_overwritten(workspace, page, mask):
    sheet = page.edit_product(mask)
    workspace.products.edit(mask, ProductDraft("面膜二代", stocked=True))
    sheet.accept()
    assert "elsewhere" in complaint(sheet)


def test_the_sheet_fits_a_small_window_and_its_tabs_are_reached_by_keys(qtbot, page, mask):
    sheet = page.edit_product(mask)
    assert sheet.height() <= 614
    qtbot.waitUntil(sheet.isActiveWindow)
    for key, place in ((Qt.Key.Key_3, 2), (Qt.Key.Key_2, 1), (Qt.Key.Key_1, 0)):
        qtbot.keyClick(sheet, key, Qt.KeyboardModifier.AltModifier)
        assert sheet.tabs.currentIndex() == place
        assert isinstance(sheet.focusWidget(), QWidget)
    sheet.reject()


# ---------------------------------------------------------------- stock


def test_what_comes_and_goes_is_taken_down(qtbot, desk, workspace, page, mask):
    sheet = page.edit_product(mask)
    sheet.price.setText("77")
    came = sheet.stock.move_stock(out=False)
    came.units.setText("x")
    came.accept()
    assert "not a number" in complaint(came)
    came.units.setText("0")
    came.accept()
    assert "from 1" in complaint(came)
    came.units.setText("５")
    came.expires.setText("soon")
    came.accept()
    assert "not a date" in complaint(came)
    came.expires.setText("2026/09/01")
    came.code.setText("A1")
    came.accept()
    assert "A1" in sheet.stock.batches.text()
    went = sheet.stock.move_stock(out=True)
    went.kind.setCurrentIndex(went.kind.findData(StockKind.SAMPLE))
    went.batch.setCurrentIndex(1)
    went.units.setText("2")
    went.note.setText("给李姐")
    went.accept()
    assert "给李姐" in sheet.stock.moves.text()
    assert sheet.price.text() == "77"
    sheet.accept()
    row = workspace.products.row(mask)
    assert (row.price, row.stock) == (7_700, 13)
    assert workspace.stock.batches(mask)[0].left == 3
    assert page.add_product().stock.move_stock(out=True) is None


def test_stock_begins_to_be_kept(workspace, page):
    tea = workspace.products.add(ProductDraft("茶"))
    sheet = page.edit_product(tea)
    assert not sheet.stock.count.isEnabled()
    sheet.stock.kept.click()
    sheet.stock.count.setText("6")
    sheet.accept()
    assert workspace.products.row(tea).stock == 6
    workspace.products.delete([tea])
    sheet._on_moved()


def test_stocktaking_by_keyboard(qtbot, desk, workspace, page, mask):
    tea = workspace.products.add(ProductDraft("茶", stocked=True, count=5))
    workspace.products.add(ProductDraft("皂"))
    sheet = page.count_stock()
    assert [sheet.table.item(place, 0).text() for place in range(sheet.table.rowCount())] == ["茶", "面膜"]
    qtbot.waitUntil(sheet.isActiveWindow)
    for typed in ("4", "10"):
        for letter in typed:  # the first of them opens the field
            qtbot.keyClick(sheet.focusWidget(), letter)
        qtbot.keyClick(sheet.focusWidget(), ENTER)
        qtbot.wait(30)
    assert sheet.isVisible()
    assert sheet.accept_button.hasFocus()
    assert [sheet.table.item(place, 3).text() for place in range(2)] == ["-1", ""]
    sheet.table.item(1, 2).setText("x")
    assert sheet.table.item(1, 3).text() == "?"
    sheet.accept()
    assert "not a number" in complaint(sheet)
    for text, said in (("-4", "not a number"), ("99999999999", "from 0")):
        sheet.table.item(1, 2).setText(text)
        sheet.accept()
        assert said in complaint(sheet)
    sheet.table.item(1, 2).setText("")
    sheet.accept()
    assert workspace.products.row(tea).stock == 4
    assert workspace.products.row(mask).stock == 10
    again = page.count_stock()
    again.table.item(0, 2).setText("4")
    again.accept()
    assert "as it should" in desk.heard[-1][0]
    workspace.products.delete([tea, mask])
    empty = page.count_stock()
    assert not empty.accept_button.isEnabled()
    empty.reject()


def test_counting_what_was_deleted_meanwhile_is_said(workspace, page, mask):
    sheet = page.count_stock()
    sheet.table.item(0, 2).setText("4")
    workspace.products.delete([mask])
    sheet.accept()
    assert complaint(sheet)
    sheet.reject()


# ---------------------------------------------------------------- levels


def test_levels_of_agents(qtbot, desk, workspace, page):
    sheet = page.show_tiers()
    new = sheet.edit(None)
    new.accept()
    assert "name" in complaint(new)
    new.name.setText("总代")
    new.least.setText("x")
    new.accept()
    assert "not a number" in complaint(new)
    new.least.setText("-1")
    new.accept()
    assert "from 0" in complaint(new)
    new.least.setText("50")
    new.accept()
    workspace.prices.add_tier("特约")
    assert len(sheet.names) == 2
    sheet.put(0, 1)
    sheet.put(0, -1)
    assert [tier.name for tier in workspace.prices.tiers()] == ["特约", "总代"]
    sheet.names[0].click()
    edit = sheet.edit(workspace.prices.tiers()[0])
    edit.name.setText("一级")
    edit.accept()
    gone = sheet.edit(workspace.prices.tiers()[0])
    gone._on_remove()
    assert [tier.name for tier in workspace.prices.tiers()] == ["总代"]
    sheet.accept()


def test_a_friends_level_is_set_on_their_card(qtbot, desk, workspace):
    friend = workspace.contacts.add(ContactDraft("王芳"))
    choice = TierChoice(desk)
    qtbot.addWidget(choice)
    choice._on_chosen()
    known = read_known(workspace, friend)
    choice.show_tier(friend, known.tiers, known.tier)
    assert choice.isHidden()
    tier = workspace.prices.add_tier("总代")
    known = read_known(workspace, friend)
    choice.show_tier(friend, known.tiers, known.tier)
    assert not choice.isHidden()
    choice.choice.setCurrentIndex(1)
    choice._on_chosen()
    assert workspace.prices.tier_of(friend).id == tier
    known = read_known(workspace, friend)
    choice.show_tier(friend, known.tiers, known.tier)
    choice.choice.setCurrentIndex(0)
    choice._on_chosen()
    assert workspace.prices.tier_of(friend) is None


# ---------------------------------------------------------------- photos


def picture(folder: Path, name: str) -> Path:
    path = folder / name
    image = QImage(20, 10, QImage.Format.Format_RGB32)
    image.fill(len(name))
    assert image.save(str(path))
    return path


def test_photos_are_added_shown_and_removed(qtbot, desk, workspace, page, mask, tmp_path):
    sheet = page.edit_product(mask)
    photos = sheet.photos
    photos.choose_files = lambda: [picture(tmp_path, "a.png")]
    photos.add.click()
    qtbot.waitUntil(lambda: photos.list.count() == 1)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(picture(tmp_path, "bcd.png")))])
    event = QDropEvent(
        QPoint(5, 5), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    photos.dropEvent(event)
    qtbot.waitUntil(lambda: photos.list.count() == 2)
    photos.list.setCurrentRow(0)
    qtbot.waitUntil(photos.remove.isEnabled)
    photos.remove.click()
    qtbot.waitUntil(lambda: photos.list.count() == 1)
    bad = tmp_path / "x.svg"
    bad.write_text("<svg/>")
    photos.take([bad])
    qtbot.waitUntil(lambda: bool(desk.wrong))
    assert "x.svg" in photos.told.text()
    photos.take([])
    sheet.reject()
    assert len(workspace.attachments.list(Owner(product=mask))) == 1


def test_a_new_product_has_no_photos_yet(qtbot, desk, page):
    sheet = page.add_product()
    assert sheet.photos.add.isHidden()
    sheet.photos.take([Path("x")])
    sheet.reject()


def test_a_sheet_without_a_window(qtbot, desk, mask, workspace):
    sheet = ProductSheet(desk, None, workspace.products.row(mask))
    qtbot.addWidget(sheet)
    assert sheet.price.text() == "98"


def test_prices_before_are_told(workspace, page, mask, time):
    time.advance(days=1)
    workspace.products.edit(mask, ProductDraft("面膜", price=10_800, cost=5_000, stocked=True))
    workspace.prices.set(mask, [PriceDraft(5, at_least=9)])
    sheet = page.edit_product(mask)
    assert "¥108" in sheet.prices.history.text()
    assert "¥98" in sheet.prices.history.text()
    sheet.reject()
