"""The page of phrases and the picker on the card: found by a few letters, filled for a friend, copied with Enter."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from crm import wording
from crm.contacts import ContactDraft
from crm.phrases import PhraseDraft, Variable, variable_of
from crm.ui.friends.card import ContactCard
from crm.ui.phrases.page import PhrasesPage
from crm.ui.phrases.pick import PhrasePicker
from crm.wording.phrases import examples, missing_words, variable_hint, variable_word
from tests.ui.walk import markup_labels, unnamed


@pytest.fixture
def friend(workspace):
    return workspace.contacts.add(ContactDraft("王芳", remark="A芳姐-杭州"))


@pytest.fixture
def phrases(workspace):
    for text, name, heading in (
        ("Hi {称呼}!", "打招呼", "新好友"),
        ("{产品} {x}", "回访", "客户"),
        ("再见", "", "客户"),
    ):
        workspace.phrases.add(PhraseDraft(text, name, heading))
    return workspace.phrases


@pytest.fixture
def page(desk, qtbot, phrases):
    made = PhrasesPage(desk)
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    return made


def shown(page: PhrasesPage) -> list[str]:
    return [page.model.known(number).title for number in page.model.ids]


def test_an_empty_page_offers_examples_in_one_step(desk, workspace, qtbot):
    made = PhrasesPage(desk)
    qtbot.addWidget(made)
    made.show()
    assert made.empty.isVisible()
    made.add_examples()
    assert len(workspace.phrases.all()) == len(examples())
    assert made.list.isVisible()
    workspace.undo.undo()
    assert made.empty.isVisible()


def test_found_by_pinyin_and_copied_with_enter(page, workspace, friend, qtbot):
    page._on_friend(friend)
    qtbot.keyClicks(page.search, "dzh")
    qtbot.keyClick(page.search, Qt.Key.Key_Return)
    assert shown(page) == ["打招呼"]
    assert QApplication.clipboard().text() == "Hi 芳姐!"
    assert workspace.phrases.search("dzh")[0].uses == 1
    assert page.text.toPlainText() == "Hi 芳姐!"


def test_what_is_not_known_is_said_and_stays(page, desk, friend, qtbot):
    page._on_friend(friend)
    page.list.choose(page.model.ids[1])
    assert "{product}" in page.missing.text()
    assert "{x}" in page.missing.text()
    with qtbot.waitSignal(desk.said) as said:
        qtbot.keyClick(page.list, Qt.Key.Key_Return)
    assert QApplication.clipboard().text() == "{产品} {x}"
    assert "Not known yet" in said.args[0]


def test_a_group_shows_its_own(page):
    page.groups.setCurrentIndex(page.groups.findData("客户"))
    assert shown(page) == ["回访", "再见"]
    page.search.setText("zzz")
    page.search._say()
    assert page.nothing.isVisible()
    page.show_all()
    assert len(shown(page)) == 3


def test_written_changed_moved_and_deleted(page, workspace, qtbot):
    sheet = page.add_phrase()
    sheet.accept()
    assert sheet.isVisible()
    sheet.words.setPlainText("Hello ")
    sheet.words.moveCursor(sheet.words.textCursor().MoveOperation.End)
    sheet.variables[Variable.NAME].click()
    sheet.heading.setCurrentText("客户")
    assert "Not known yet" in sheet.missing.text()
    sheet.accept()
    assert workspace.phrases.all()[-1].text == "Hello {name}"
    page.shift(-1)
    assert shown(page)[2] == "Hello {name}"
    sheet = page.edit_phrase()
    sheet.name.setText("greeting")
    sheet.accept()
    assert shown(page)[2] == "greeting"
    page.list.setFocus()
    qtbot.keyClick(page.list, Qt.Key.Key_Delete)
    assert len(shown(page)) == 3
    workspace.undo.undo()
    assert shown(page)[2] == "greeting"


def test_two_who_edit_do_not_take_each_other_back(page, desk, workspace, qtbot):
    sheet = page.edit_phrase()
    row = workspace.phrases.all()[0]
    workspace.phrases.edit(row.id, PhraseDraft("other"))
    sheet.words.setPlainText("mine")
    with qtbot.waitSignal(desk.failed):
        sheet.accept()
    assert workspace.phrases.row(row.id).text == "other"
    sheet.reject()


def test_one_phrase_can_be_asked_for(page):
    wanted = page.model.ids[2]
    page.search.setText("dzh")
    page.search._say()
    page.show_phrase(wanted)
    assert page.list.current_id == wanted


def test_copied_from_the_card_by_a_key(desk, workspace, friend, phrases, qtbot):
    card = ContactCard(desk)
    qtbot.addWidget(card)
    card.show()
    card.show_contact(friend)
    assert desk.contact == friend
    picker = card.copy_phrase()
    qtbot.keyClicks(picker.search, "dzh")
    qtbot.keyClick(picker.search, Qt.Key.Key_Return)
    assert QApplication.clipboard().text() == "Hi 芳姐!"
    picker = card.copy_phrase()
    picker.search.setText("zzz")
    picker.search._say()
    picker.accept()
    assert picker.isVisible()
    with qtbot.waitSignal(desk.asked_page):
        picker.all_button.click()


def test_everything_has_a_name_for_a_screen_reader_and_nothing_is_markup(page):
    assert unnamed(page) == []
    assert markup_labels(page) == []


@pytest.mark.parametrize("language", ["en", "zh_CN", "zh_TW"])
def test_variables_are_understood_as_they_are_called(language, workspace, friend):
    wording.use(language)
    try:
        assert [variable_of(variable_word(variable)) for variable in Variable] == list(Variable)
        assert all(map(variable_hint, Variable))
        for draft in examples():
            filled = workspace.phrases.filled(draft.text, friend)
            assert filled.unknown == ()
            assert Variable.CALLED not in filled.empty
        assert missing_words(workspace.phrases.filled("ok", friend)) == ""
    finally:
        wording.use("en")


def test_the_picker_of_a_shop_without_phrases_offers_a_few(desk, workspace, friend, qtbot):
    picker = PhrasePicker(desk, friend)
    qtbot.addWidget(picker)
    picker.show()
    assert picker.empty.isVisible()
    assert not picker.list.isVisible()
    assert not picker.accept_button.isVisible()
    qtbot.waitActive(picker)
    assert picker.focusWidget() is picker.examples
    qtbot.keyClick(picker.examples, Qt.Key.Key_Return)
    assert len(picker.model.ids) == len(examples())
    assert picker.list.isVisible()
    assert not picker.empty.isVisible()
