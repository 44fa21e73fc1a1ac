"""The page of figures on a real shop: by keys, told to a screen reader, and every number opens what is behind it."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

from crm.contacts import ContactDraft
from crm.errors import BusyError, StorageError
from crm.finder import Facet
from crm.insights import Earned, Period, Ware
from crm.insights.bills import Bills
from crm.insights.laying import Lay
from crm.orders import LineDraft, OrderDraft, OrderList, OrderState
from crm.products import ProductDraft
from crm.stages import Stage
from crm.ui.insights import costs_sheet
from crm.ui.insights.bill import BillPane, Part
from crm.ui.insights.chart import Bars, Chart, step_of
from crm.ui.insights.friends_sheet import FriendsSheet
from crm.ui.insights.month import MonthPane
from crm.ui.insights.page import InsightsPage
from crm.ui.theme import Appearance
from tests.test_month_end import row
from tests.transfer import bill_samples as samples
from tests.transfer.test_bills_in import kept, read_here

TODAY = date(2026, 3, 4)
ENTER = Qt.Key.Key_Return


@pytest.fixture
def desk(desk):
    desk.heard, desk.wrong, desk.orders, desk.filters, desk.shown, desk.cards = [], [], [], [], [], []
    desk.said.connect(lambda words, _undo: desk.heard.append(words))
    desk.failed.connect(desk.wrong.append)
    desk.asked_orders.connect(lambda *what: desk.orders.append(what))
    desk.asked_filter.connect(desk.filters.append)
    desk.asked_order_shown.connect(desk.shown.append)
    desk.asked_contact.connect(desk.cards.append)
    return desk


@pytest.fixture
def shop(workspace):
    wang, li = workspace.contacts.add(ContactDraft("王小明")), workspace.contacts.add(ContactDraft("李姐"))
    mask = workspace.products.add(ProductDraft("面膜", 9_800, cost=4_000))
    lipstick = workspace.products.add(ProductDraft("口红", 12_800))
    gift = LineDraft(mask, "面膜", 1, 0, gift=True)
    orders = workspace.orders
    orders.add(OrderDraft(wang, (LineDraft(mask, "面膜", 2, 9_800), gift), paid=19_600, channel="live", fee=1_000))
    orders.add(OrderDraft(li, (LineDraft(lipstick, "口红", 1, 12_800),), paid=12_800))
    orders.add(OrderDraft(li, (LineDraft(mask, "面膜", 1, 9_800),)))
    old = OrderDraft(wang, (LineDraft(None, "样品", 1, 500),), paid=500, day=date(2026, 2, 10))
    orders.add(old)
    workspace.stages.move(wang, Stage.CUSTOMER)
    return workspace


def shown(qtbot, widget: QWidget) -> QWidget:
    qtbot.addWidget(widget)
    widget.resize(1090, 700)
    widget.show()
    qtbot.waitExposed(widget)
    return widget


@pytest.fixture
def page(qtbot, desk, shop):
    made = shown(qtbot, InsightsPage(desk))
    qtbot.waitUntil(lambda: made.month.told is not None and bool(made.run.cells) and bool(made.month.brought["friend"]))
    yield made
    made.close_reading()


def waited(qtbot, told: list[object], count: int = 1) -> list[object]:
    qtbot.waitUntil(lambda: len(told) >= count)
    return told


def test_the_large_figure_and_what_made_it(page):
    month = page.month
    assert (month.what.text(), month.large.text()) == ("Earned this month", "≤ ¥194")
    assert month.large.accessibleName() == "Earned this month ≤ ¥194"
    assert "The cost of 1 line is unknown" in month.doubt.text()
    assert "1 order of ¥98 is not paid in full" in month.doubt.text()
    assert month.compared.text().splitlines() == ["Month before  ¥5  (3,780 % more)", "Year before  ¥0"]
    model = month.parts.model()
    rows = [[model.index(n, c).data() for c in range(4)] for n in range(model.rowCount())]
    assert rows == [
        ["Sold", "¥422", "¥5", "¥0"],
        ["less not paid yet", "-¥98", "¥0", "¥0"],
        ["less refunds", "¥0", "¥0", "¥0"],
        ["less goods", "-¥80", "¥0", "¥0"],
        ["less gifts and samples", "-¥40", "¥0", "¥0"],
        ["less sending", "¥0", "¥0", "¥0"],
        ["less channel fees", "-¥10", "¥0", "¥0"],
        ["Earned", "¥194", "¥5", "¥0"],
    ]
    assert month.today_line.text() == "Today: 3 orders · sold ¥422 · earned ¥194"


def test_by_product_channel_and_friend(page):
    month = page.month

    def told() -> list[list[str]]:
        model = month.by.model()
        return [[model.index(n, c).data() for c in range(5)] for n in range(model.rowCount())]

    assert told() == [["口红", "1", "¥128", "¥0", "≤ ¥128"], ["面膜", "2 and 1 given", "¥196", "¥120", "¥76"]]
    month.chips["channel"].click()
    assert told() == [
        ["no channel said", "2 orders", "¥226", "¥0", "≤ ¥128"],
        ["Live show", "1 order", "¥196", "¥130", "¥66"],
    ]
    month.chips["friend"].click()
    assert told() == [["李姐", "1 order", "¥128", "¥0", "¥128"], ["王小明", "1 order", "¥196", "¥130", "¥66"]]


def test_every_part_opens_its_orders(qtbot, page, desk):
    table = page.month.parts
    table.setFocus()
    for number in range(1, 9):
        table.choose(number)
        qtbot.keyClick(table, ENTER)
    waited(qtbot, desk.orders, 8)
    by_words = {words.split(" · ")[0]: narrowed for _, narrowed, words in desk.orders}
    assert (by_words["Sold"].first, by_words["Sold"].last) == (date(2026, 3, 1), date(2026, 3, 31))
    found = {word: len(narrowed.ids) for word, narrowed in by_words.items() if narrowed.ids is not None}
    assert found == {
        "less not paid yet": 1, "less refunds": 0, "less goods": 2, "less gifts and samples": 1, "less sending": 0,
        "less channel fees": 1, "Earned": 2,
    }  # fmt: skip
    desk.orders.clear()
    table.setCurrentIndex(table.model().index(7, 2))
    qtbot.keyClick(table, ENTER)
    _, narrowed, words = waited(qtbot, desk.orders)[0]
    assert (len(narrowed.ids), words) == (1, "Earned · February 2026")


def test_what_brought_it_opens_its_orders(qtbot, page, desk):
    for by, counts in (("product", [1, 1]), ("channel", [2, 1]), ("friend", [1, 1])):
        desk.orders.clear()
        page.month.show_by(by)
        for number, count in enumerate(counts, 1):
            page.month.by.choose(number)
            qtbot.keyClick(page.month.by, ENTER)
            waited(qtbot, desk.orders, number)
            assert len(desk.orders[-1][1].ids) == count


def test_other_months_and_days_by_keys(qtbot, page):
    month = page.month
    assert not month.on.isEnabled()
    qtbot.keyClick(page, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: month.told.period == Period(date(2026, 2, 1)))
    assert (month.what.text(), month.large.text()) == ("Earned in February 2026", "≤ ¥5")
    qtbot.keyClick(page, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    qtbot.keyClick(page, Qt.Key.Key_Right, Qt.KeyboardModifier.AltModifier)
    assert month.period == Period(TODAY)
    month.day_button.click()
    qtbot.waitUntil(lambda: month.told.period == Period(TODAY, whole=False))
    assert month.what.text() == "Earned today"
    month.back.click()
    qtbot.waitUntil(lambda: month.told.period.day == TODAY - timedelta(days=1))
    assert month.what.text() == "Earned on 3 March"
    month.today_line.click()
    assert month.period == Period(TODAY, whole=False)
    month.month_button.click()
    assert month.period == Period(TODAY)
    month.show_told(month.told)
    before = dict(month.brought)
    month.show_brought(Period(date(2020, 1, 1)), [], [])
    assert month.brought == before


def test_unknown_costs_are_entered_and_taken_back(qtbot, page, desk, workspace, monkeypatch):
    page.month.costs_button.click()
    qtbot.waitUntil(lambda: hasattr(page.month, "costs_sheet"))
    sheet = page.month.costs_sheet
    (field,) = sheet.fields.values()
    sheet.accept()
    assert sheet.isVisible(), "nothing was given"
    field.setText("abc")
    sheet.accept()
    assert sheet.isVisible()
    field.setText("-1")
    sheet.accept()
    assert sheet.isVisible()
    field.setText("50")
    sheet.accept()
    assert desk.heard == ["1 line knows its cost now."]
    qtbot.waitUntil(lambda: page.month.large.text() == "¥144")
    assert not page.month.costs_button.isVisible()
    workspace.undo.undo()
    qtbot.waitUntil(lambda: page.month.large.text() == "≤ ¥194")
    monkeypatch.setattr(costs_sheet, "MANY", 0)
    del page.month.costs_sheet
    page.month.enter_costs()
    qtbot.waitUntil(lambda: hasattr(page.month, "costs_sheet"))
    sheet = page.month.costs_sheet
    sheet.fields[next(iter(sheet.fields))].setText("60")
    sheet.accept()
    qtbot.waitUntil(lambda: len(desk.heard) == 2)
    qtbot.waitUntil(lambda: page.month.large.text() == "¥134")


def test_a_cost_that_is_too_large_is_said(qtbot, page, desk, workspace, monkeypatch):
    unknown = workspace.insights.costs.unknown(date(2026, 3, 1), date(2026, 3, 31))
    sheet = costs_sheet.CostsSheet(desk, Period(TODAY), unknown)
    qtbot.addWidget(sheet)
    sheet.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    field = sheet.fields[unknown[0].ware]
    assert isinstance(unknown[0].ware, Ware)
    field.setText("1000000000")
    assert not sheet.ready()
    monkeypatch.setattr("crm.insights.costs.MOST", 1)
    field.setText("5")
    assert not sheet.ready()


def test_the_long_run_opens_orders_and_friends(qtbot, page, desk, workspace):
    run = page.run
    page.show_pane(run)
    assert run.cards["owed 7"].accessibleName() == "Owed, last 7 days, ¥98, 1 order"
    run.cards["owed 7"].setFocus()
    qtbot.keyClick(run.cards["owed 7"], ENTER)
    which, narrowed, _ = desk.orders[-1]
    assert (which, narrowed.first) == (OrderList.TO_PAY, date(2026, 2, 25))
    qtbot.keyClick(run.cards["to_ship"], ENTER)
    assert desk.orders[-1][:2] == (OrderList.TO_SHIP, None)
    run.funnel.choose(4)
    run._on_stage(4)
    assert desk.filters[-1].conditions[0].values == (Stage.CUSTOMER,)
    run.funnel.setCurrentIndex(run.funnel.model().index(2, 2))
    run._on_stage(3)
    assert set(desk.filters[-1].conditions[0].values) == {Stage.INTERACTING, Stage.CUSTOMER, Stage.AGENT}
    assert desk.filters[-1].conditions[0].facet is Facet.STAGE
    qtbot.keyClick(run.cards["cases"], ENTER)
    assert run.sheet.model.rowCount() == 0
    run.sheet.accept()


def test_the_grid_opens_its_friends_and_a_friend_their_card(qtbot, page, desk, workspace):
    run = page.run
    page.show_pane(run)
    spoken = run.grid.item(2, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "2–3 orders, ≤ 30 days: 2 friends, ¥329"
    run.grid.cellActivated.emit(0, 3)
    run.grid.cellActivated.emit(2, 0)
    qtbot.waitUntil(lambda: hasattr(run, "sheet"))
    sheet: FriendsSheet = run.sheet
    assert list(sheet.model.ids) == [workspace.finder.who("王小明"), workspace.finder.who("李姐")]
    sheet.list.opened.emit(sheet.model.ids[0])
    assert desk.cards == [workspace.finder.who("王小明")]


def test_promises_that_were_broken_open_their_friends(qtbot, page, desk, workspace, time):
    run = page.run
    wang = workspace.finder.who("王小明")
    workspace.promises.promise(wang, "照片", TODAY)
    workspace.promises.keep(workspace.promises.promise(wang, "样品", TODAY))
    time.advance(days=1)
    page.show_pane(run)
    page.refresh()
    qtbot.waitUntil(lambda: run.told.kept.due == 2)
    assert run.cards["kept"].accessibleName() == "Promises kept, 90 days, 50 %, 1 of 2"
    qtbot.keyClick(run.cards["kept"], ENTER)
    qtbot.waitUntil(lambda: hasattr(run, "sheet"))
    assert list(run.sheet.model.ids) == [wang]
    run.sheet.accept()


def test_the_chart_is_gone_along_by_keys_and_read_as_a_table(qtbot, page, desk):
    run = page.run
    page.show_pane(run)
    chart = run.chart
    chart.setFocus()
    assert chart.accessibleName().endswith("March 2026: sold ¥422, earned ¥194, 3 orders")
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    assert "February 2026: sold ¥5, earned ¥5, 1 order" in chart.accessibleName()
    qtbot.keyClick(chart, ENTER)
    assert desk.orders[-1][1].first == date(2026, 2, 1)
    for key, place in ((Qt.Key.Key_Home, 0), (Qt.Key.Key_Right, 1), (Qt.Key.Key_End, 11), (Qt.Key.Key_Right, 11)):
        qtbot.keyClick(chart, key)
        assert chart.current == place
    qtbot.keyClick(chart, Qt.Key.Key_A)
    chart.repaint()
    middle = QPoint(chart._plan.ground.left() + 5, chart._plan.ground.center().y())
    qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=middle)
    assert desk.orders[-1][1].first == date(2025, 4, 1)
    assert chart.place_at(0) is None
    run.as_table.click()
    model = run.months.model()
    assert [model.index(11, c).data() for c in range(5)] == [
        "March 2026", "3", "¥422", "≤ ¥194", "cost of 1 line · 1 order not paid yet",
    ]  # fmt: skip
    run.months.opened.emit(12)
    assert desk.orders[-1][1].first == date(2026, 3, 1)
    run.as_table.click()


def test_lines_of_a_chart_read_well():
    assert [step_of(most) for most in (1, 4, 5, 8, 9, 40, 41, 1_000_000)] == [1, 1, 2, 2, 5, 10, 20, 500_000]


def test_a_chart_paints_losses_and_nothing(qtbot, theme):
    chart = shown(qtbot, Chart(theme, "Chart", str))
    assert chart.place_at(100) is None
    qtbot.keyClick(chart, Qt.Key.Key_Left)
    chart.show_bars([Bars("a", 100, -40, "a"), Bars("b", 0, 0, "b")])
    theme.set_appearance(Appearance.DARK)
    chart.repaint()
    chart.grab()
    assert chart._plan.zero < chart._plan.ground.bottom()
    assert min(chart._plan.marks) < 0


@pytest.mark.parametrize("pane", ["month", "run"])
def test_it_is_saved_as_pdf_and_picture(qtbot, page, desk, tmp_path, pane, monkeypatch):
    page.show_pane(getattr(page, pane))
    page.save_to(tmp_path / "a.pdf")
    page.save_to(tmp_path / "b", picture=True)
    page.save_to(tmp_path / "c")
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "c.pdf").read_bytes().startswith(b"%PDF")
    image = QImage(str(tmp_path / "b.png"))
    assert image.width() > 1_000
    assert image.height() > 600
    assert desk.heard == ["Saved as a.pdf.", "Saved as b.png.", "Saved as c.pdf."]
    page.save_to(tmp_path / "nowhere" / "a.pdf")
    assert len(desk.wrong) == 1
    chosen = tmp_path / "d.pdf"
    monkeypatch.setattr("crm.ui.insights.page.ask_for_file", lambda *_, **__: (chosen, "PDF (*.pdf)"))
    page.save()
    assert chosen.exists()
    monkeypatch.setattr("crm.ui.insights.page.ask_for_file", lambda *_, **__: (None, ""))
    page.save()
    words = page.paper().html
    assert ("Earned this month" in words) == (pane == "month")


def test_it_is_printed_by_the_dialog_of_the_system(page, monkeypatch, tmp_path):
    class Dialog:
        def __init__(self, printer, parent):
            printer.setOutputFileName(str(tmp_path / "printed.pdf"))

        def exec(self):
            return 1

        def deleteLater(self):
            pass

    monkeypatch.setattr("crm.ui.insights.page.QPrintDialog", Dialog)
    page.print_out()
    assert (tmp_path / "printed.pdf").read_bytes().startswith(b"%PDF")


def test_an_empty_shop_says_what_the_page_is_for(qtbot, desk, workspace):
    page = shown(qtbot, InsightsPage(desk))
    qtbot.waitUntil(lambda: page.whole.currentWidget() is page.nothing)
    assert page.paper().html
    page.show_pane(page.run)
    assert page.paper().html
    page.bill.choose_file = lambda: None
    page.choose_bill()
    page.close_reading()


def test_a_busy_file_is_asked_again_and_trouble_is_told(qtbot, page, desk):
    page._on_failed(BusyError(Path("x")))
    assert page._retry.isActive()
    page.hide()
    assert not page._retry.isActive()
    assert page.stale
    page._on_failed(StorageError(Path("x")))
    assert len(desk.wrong) == 1


def test_it_is_narrow_and_wide(qtbot, page, theme):
    page.resize(700, 500)
    qtbot.wait(10)
    assert page.month._halves.direction() is page.month._halves.Direction.TopToBottom
    page.resize(1300, 700)
    theme.set_base_px(21)
    theme.set_appearance(Appearance.DARK)
    QApplication.processEvents()
    assert isinstance(page.month, MonthPane)
    assert page.month.told.whole == Earned(3, 42_200, 1, 9_800, 0, 8_000, 4_000, 0, 1_000, 1)


# the bill


def laid_out(qtbot, page, folder, *rows: str) -> BillPane:
    pane = page.bill
    workspace = page._desk.workspace
    pane.bills = Bills(workspace.store, workspace.settings, workspace.contacts, workspace.orders, read_here)
    pane.choose_file = lambda: kept(folder, samples.wechat_csv(*rows))
    page.choose_bill()
    qtbot.waitUntil(lambda: pane.laid is not None and not pane._reading)
    return pane


def settled(qtbot, pane, count: int) -> None:
    qtbot.waitUntil(lambda: not pane._reading and len(pane.laid.of(Lay.IN_BOOKS)) == count)


def test_a_bill_is_settled_by_keys_and_each_is_one_step(qtbot, page, desk, workspace, tmp_path):
    pane = laid_out(
        qtbot, page, tmp_path,
        row(1, "李姐", "98.00"), row(2, "妈妈", "500.00"), row(3, "王小明", "66.00"), row(4, "/", "1.00"),
    )  # fmt: skip
    assert [chip.text() for chip in pane.chips.values()] == [
        "Money to place  4", "Orders without money", "In the books", "Not mine",
    ]  # fmt: skip
    assert pane.current.row.paid.payer == "李姐"
    assert pane.buttons["P"].text() == "It is for this one (P)"
    qtbot.keyClick(pane.list, Qt.Key.Key_P)
    settled(qtbot, pane, 1)
    assert desk.heard[-1].startswith("¥98 is with order 20260304-003")
    assert pane.current.row.paid.payer == "妈妈"
    qtbot.keyClick(pane.list, Qt.Key.Key_X)
    assert pane.current.row.paid.payer == "王小明"
    qtbot.keyClick(pane.list, Qt.Key.Key_N)
    settled(qtbot, pane, 2)
    assert pane.current.row.paid.payer == ""
    qtbot.keyClick(pane.list, Qt.Key.Key_N)
    pane.sheet.picked.emit(workspace.finder.who("王小明"))
    settled(qtbot, pane, 3)
    pane.sheet.reject()
    assert pane._lists.currentWidget() is pane.nothing
    assert desk.heard[1:] == ["¥500 is set aside.", "¥66 is a new order.", "¥1 is a new order."]
    for _ in range(4):
        workspace.undo.undo()
    settled(qtbot, pane, 0)
    assert pane.chips[Part.TO_SOLVE].text() == "Money to place  4"


def test_what_was_set_aside_can_be_taken_up(qtbot, page, desk, tmp_path):
    pane = laid_out(qtbot, page, tmp_path, row(2, "妈妈", "500.00"))
    pane.set_aside()
    qtbot.waitUntil(lambda: len(pane.laid.of(Lay.ASIDE)) == 1)
    pane.chips[Part.ASIDE].click()
    assert pane.buttons["B"].isVisible()
    qtbot.keyClick(pane.list, Qt.Key.Key_B)
    qtbot.waitUntil(lambda: not pane.laid.of(Lay.ASIDE))
    assert desk.heard == ["¥500 is set aside.", "¥500 is to be placed again."]
    assert "No payment" in pane.nothing._sentence.text()


def test_later_comes_after_all_the_others(qtbot, page, tmp_path):
    pane = laid_out(qtbot, page, tmp_path, row(1, "甲", "1.00"), row(2, "乙", "2.00"), row(3, "丙", "3.00"))
    qtbot.keyClick(pane.list, Qt.Key.Key_S)
    assert pane.current.row.paid.payer == "乙"
    assert [pane.model.known(n).row.paid.payer for n in pane.model.ids] == ["乙", "丙", "甲"]
    pane.list.choose(pane.model.ids[2])
    qtbot.keyClick(pane.list, Qt.Key.Key_S)
    assert pane.current.row.paid.payer == "乙"


def test_amounts_that_differ_say_what_would_be_left(qtbot, page, desk, workspace, tmp_path):
    pane = laid_out(qtbot, page, tmp_path, row(1, "李姐", "100.00"), row(2, "李姐", "90.00"))
    assert pane.left_over.text() == "¥2 more than is owed stays as their advance."
    pane.list.choose(2)
    assert pane.left_over.text() == "¥8 stays owed."
    pane.list.choose(1)
    qtbot.keyClick(pane.list, ENTER)
    settled(qtbot, pane, 1)
    assert desk.heard[-1].endswith("¥2 stays as an advance.")
    qtbot.keyClick(pane.list, ENTER)
    qtbot.keyClick(pane.list, Qt.Key.Key_P)
    assert workspace.advances.balance(workspace.finder.who("李姐")) == 200


def test_orders_without_money(qtbot, page, desk, workspace, tmp_path):
    pane = laid_out(qtbot, page, tmp_path, row(1, "妈妈", "5.00", day="2026-03-04", state="已退款(￥1.00)"))
    assert "of which" in pane.amount.text()
    pane.chips[Part.MISSING].click()
    assert pane.chips[Part.MISSING].text() == "Orders without money  1"
    order = pane.current.missing.order
    assert not pane.buttons["P"].isVisible()
    qtbot.keyClick(pane.list, Qt.Key.Key_P)
    qtbot.keyClick(pane.list, Qt.Key.Key_O)
    qtbot.keyClick(pane.list, ENTER)
    assert desk.shown == [order, order]
    qtbot.keyClick(pane.list, Qt.Key.Key_S)
    qtbot.keyClick(pane.list, Qt.Key.Key_C)
    assert workspace.orders.row(order).state is OrderState.TO_SHIP
    qtbot.waitUntil(lambda: not pane.laid.missing)
    assert "Every order" in pane.nothing._title.text()
    for act in (pane.paid_in_cash, pane.later, pane.open_order, pane.settle, pane.new_order, pane.take_up):
        act()
    assert pane.pick_friend() is None


def test_another_friend_is_named_and_a_new_one_is_made(qtbot, page, desk, workspace, tmp_path):
    pane = laid_out(qtbot, page, tmp_path, row(1, "姐姐", "98.00"), row(2, "陌生人", "7.00"))
    assert pane.why.text() == "No friend is known by this name."
    qtbot.keyClick(pane.list, Qt.Key.Key_F)
    pane.sheet.picked.emit(workspace.finder.who("李姐"))
    qtbot.waitUntil(lambda: bool(pane.laid.of(Lay.READY)) and not pane._reading)
    pane.sheet.reject()
    pane.list.choose(1)
    assert pane.why.text() == "This is 李姐."
    pane.settle()
    settled(qtbot, pane, 1)
    pane.new_order()
    made = next(button for button in pane.sheet.findChildren(type(pane.choose_button)) if "陌生人" in button.text())
    made.click()
    settled(qtbot, pane, 2)
    assert workspace.contacts.row(workspace.finder.who("陌生人")).spent == 700
    workspace.undo.undo()
    settled(qtbot, pane, 1)
    pane.chips[Part.IN_BOOKS].click()
    pane._on_entered()
    assert len(desk.shown) == 1


def test_what_is_no_bill_is_told_and_a_busy_file_asked_again(qtbot, page, desk, tmp_path):
    pane = page.bill
    workspace = page._desk.workspace
    pane.bills = Bills(workspace.store, workspace.settings, workspace.contacts, workspace.orders, read_here)
    pane.refresh()
    pane.choose_file = lambda: kept(tmp_path, "姓名,电话\n王芳,13800138000\n".encode())
    pane.choose()
    qtbot.waitUntil(lambda: len(desk.wrong) == 1)
    pane = laid_out(qtbot, page, tmp_path)
    assert "could not be read" in pane.passed.text()
    pane._on_not_laid(BusyError(tmp_path))
    pane._on_not_laid(StorageError(tmp_path))
    qtbot.waitUntil(lambda: not pane._reading)
    assert len(desk.wrong) == 2
    pane.show_part(Part.IN_BOOKS)
    with pytest.raises(ZeroDivisionError):
        pane._on_not_read(ZeroDivisionError())
