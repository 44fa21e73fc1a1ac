"""The page of cases, its sheets and papers: by hand, from the order, from the card."""

import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage

from crm.after_sales import CaseDraft, CaseKind, CaseResult
from crm.attachments import Owner
from crm.contacts import ContactDraft
from crm.ids import ContactId, OrderId, ProductId
from crm.orders import LineDraft, OrderDraft
from crm.products import ProductDraft
from crm.ui.after_sales.page import AfterSalesPage
from crm.ui.desk import Desk
from crm.ui.friends.card import ContactCard
from crm.ui.orders.panel import OrderPanel
from crm.ui.papers.of_orders import evidence, guarantee
from crm.ui.papers.paper import HIGHEST, Paper
from crm.ui.papers.sheet import PaperSheet


@pytest.fixture
def said(desk: Desk) -> list[str]:
    told: list[str] = []
    desk.said.connect(lambda sentence, _undo: told.append(sentence))
    return told


@pytest.fixture
def friend(desk: Desk) -> ContactId:
    return desk.workspace.contacts.add(ContactDraft("王芳", added_on=date(2020, 1, 1)))


@pytest.fixture
def mask(desk: Desk) -> ProductId:
    return desk.workspace.products.add(ProductDraft("面膜", price=9800))


@pytest.fixture
def order(desk: Desk, friend: ContactId, mask: ProductId) -> OrderId:
    order = desk.workspace.orders.add(OrderDraft(friend, (LineDraft(mask, "面膜 <b>x</b>", 2, 9800),), paid=19600))
    desk.workspace.orders.ship(order, courier="顺丰", tracking="SF123")
    desk.workspace.orders.receive(order)
    return order


@pytest.fixture
def page(qtbot, desk: Desk) -> AfterSalesPage:
    made = AfterSalesPage(desk)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    made.show()
    return made


def picture(folder: Path, name: str = "a.png", side: int = 40) -> Path:
    image = QImage(side, side, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    image.save(str(folder / name))
    return folder / name


def test_a_case_goes_its_whole_way_by_hand(qtbot, page, desk: Desk, said, friend, mask, order):
    assert page.whole.currentWidget() is page.empty
    sheet = page.add_case()
    sheet.picked.emit(friend)
    sheet.reject()
    form = page.begin_with(friend)
    form.accept()
    assert form.isVisible(), "a case is about something"
    qtbot.keyClicks(form.words, "box broken")
    form.order.setCurrentIndex(form.order.findData(order))
    form.product.setCurrentIndex(form.product.findData(mask))
    form.kind.setCurrentIndex(form.kind.findData(CaseKind.DAMAGE))
    form.accept()
    (row,) = desk.workspace.after_sales.open()
    assert (row.kind, row.order, row.product, row.due) == (CaseKind.DAMAGE, order, mask, None)
    assert "7 days left" in page.law.text()
    form = page.edit()
    assert form is not None
    assert form.product.currentData() == mask
    form.remedy.setText("send again")
    form.dated.setChecked(True)
    form.due.setDate(QDate(2026, 3, 1))
    form.accept()
    assert "send again" in page.facts.text()
    settle = page.settle()
    assert settle is not None
    settle.refund.setText("1e400")
    settle.accept()
    assert settle.isVisible()
    settle.refund.setText("￥98")
    settle.quantity.setValue(1)
    settle.accept()
    row = desk.workspace.after_sales.row(row.id)
    assert (row.result, row.refund, row.quantity) == (CaseResult.REFUNDED, 9800, 1)
    assert list(page.model.ids) == []
    page.closed_button.setChecked(True)
    assert list(page.model.ids) == [row.id]
    assert page.edit() is None
    assert page.settle() is None
    page.buttons["reopen"].click()
    assert desk.workspace.after_sales.row(row.id).is_open
    page.reopen()
    page.list.setFocus()
    qtbot.keyClick(page.list, Qt.Key.Key_Delete)
    assert desk.workspace.after_sales.open() == []
    for act in (page.lay_talks, page.ask_files, page.show_evidence, page.show_friend, page.delete):
        assert act() is None
    assert len(said) >= 5


def test_talks_and_pictures_prove_it(qtbot, page, desk: Desk, said, friend, order, tmp_path, monkeypatch):
    case = desk.workspace.after_sales.begin(CaseDraft(friend, CaseKind.COMPLAINT, "色差", order))
    desk.workspace.conversations.log(friend, "颜色不对")
    sheet = page.lay_talks()
    assert sheet is not None
    sheet.list.item(0).setCheckState(Qt.CheckState.Checked)
    sheet.accept()
    assert len(desk.workspace.after_sales.evidence(case)) == 1
    shot = picture(tmp_path)
    monkeypatch.setattr("crm.ui.after_sales.page.ask_for_file", lambda *_args, **_more: (shot, ""))
    page.ask_files()
    qtbot.waitUntil(lambda: any("kept" in sentence for sentence in said))
    page.ask_files()
    qtbot.waitUntil(lambda: any("already" in sentence for sentence in said))
    shown: list[object] = []
    desk.asked_contact.connect(shown.append)
    page.buttons["friend"].click()
    assert shown == [friend]
    paper = page.show_evidence()
    assert paper is not None
    text = paper._paper.text
    for words in ("颜色不对", "面膜 <b>x</b>", "SF123", "a.png"):
        assert words in text
    paper.save_pack(tmp_path / "all.zip")
    with zipfile.ZipFile(tmp_path / "all.zip") as pack:
        names = pack.namelist()
        assert names[1:] == ["a.png", "SHA256.txt"]
        assert pack.read(names[0]).startswith(b"%PDF")
    paper.save_picture(tmp_path / "one.png")
    assert QImage(str(tmp_path / "one.png")).width() == 1440
    paper.save_pdf(tmp_path / "one.pdf")
    assert (tmp_path / "one.pdf").read_bytes().startswith(b"%PDF")
    target = tmp_path / "asked"
    monkeypatch.setattr("crm.ui.papers.sheet.ask_for_file", lambda *_args, **_more: (target, ""))
    for button in (paper.picture_button, paper.pdf_button, paper.pack_button):
        button.click()
    assert sorted(file.suffix for file in tmp_path.glob("asked*")) == [".pdf", ".png", ".zip"]
    failed: list[object] = []
    desk.failed.connect(failed.append)
    paper.save_picture(tmp_path)
    assert len(failed) == 1
    monkeypatch.setattr("crm.ui.papers.sheet.ask_for_file", lambda *_args, **_more: (None, ""))
    paper.pdf_button.click()
    paper.accept()
    assert not QGuiApplication.clipboard().image().isNull()
    for file in desk.workspace.evidence.of(case).files:
        file.path.unlink()
    assert "not there any more" in evidence(desk, desk.workspace.evidence.of(case)).text


def test_the_guarantee_card_says_what_was_bought_and_nothing_of_money(desk: Desk, order, language):
    paper = guarantee(desk, order)
    assert "面膜 <b>x</b>" in paper.text
    assert "196" not in paper.text
    assert "§25" in paper.text
    assert guarantee(desk, order, dark=True).image() != paper.image()


def test_from_the_order_and_from_the_card(qtbot, desk: Desk, said, friend, order):
    panel = OrderPanel(desk)
    qtbot.addWidget(panel)
    panel.show_order(order)
    panel.show()
    panel.buttons["guarantee"].click()
    sheet = panel.findChild(PaperSheet)
    assert sheet is not None
    sheet.reject()
    panel._on_case()
    from crm.ui.after_sales.sheets import CaseSheet

    form = panel.findChild(CaseSheet)
    assert form is not None
    assert form.order.currentData() == order
    form.words.setPlainText("慢")
    form.accept()
    assert len(desk.workspace.after_sales.of_order(order)) == 1
    card = ContactCard(desk)
    qtbot.addWidget(card)
    assert card.begin_case() is None
    card.resize(900, 800)
    card.show_contact(friend)
    card.show()
    form = card.begin_case()
    assert form is not None
    form.kind.setCurrentIndex(form.kind.findData(CaseKind.PRAISE))
    form.words.setPlainText("好用")
    form.accept()
    assert len(desk.workspace.after_sales.of(friend)) == 2
    assert card.details.cases.isVisibleTo(card.details), "the other one is open"
    pages: list[str] = []
    desk.asked_page.connect(pages.append)
    card.details.cases._on_page()
    assert pages == ["cases"]
    desk.workspace.after_sales.settle(desk.workspace.after_sales.open()[0].id, CaseResult.EXPLAINED)
    assert not card.details.cases.isVisibleTo(card.details)
    card.close_reading()


def test_a_very_long_paper_is_cut_and_says_so(qtbot, desk: Desk):
    paper = Paper(desk.theme)
    assert not paper.is_cut
    for _ in range(900):
        paper.line("很长\n很长")
    assert paper.is_cut
    assert paper.image().height() <= HIGHEST
    paper.photo(QImage())
    sheet = PaperSheet(desk, "长", paper, "长")
    qtbot.addWidget(sheet)
    sheet.save_pack(Path("nowhere"))  # there is no more than the paper
    sheet.open()
    sheet.reject()


def test_late_cases_are_red_and_every_language_has_its_words(qtbot, desk: Desk, friend, language):
    due = desk.workspace.clock.today() - timedelta(days=3)
    case = desk.workspace.after_sales.begin(CaseDraft(friend, CaseKind.RETURN, "退", due=due, remedy="退款"))
    desk.workspace.attachments.list(Owner(case=case))
    page = AfterSalesPage(desk)
    qtbot.addWidget(page)
    page.show()
    assert page._present(desk.workspace.after_sales.row(case)).chip_kind.value == "danger"
    assert page.facts.text()
