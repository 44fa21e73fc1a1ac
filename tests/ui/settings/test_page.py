"""Settings are kept as they are chosen, refused when they cannot be, and come back."""

from dataclasses import replace

import pytest

from crm.autostart import Autostart
from crm.contacts import ContactDraft
from crm.custom_fields import FieldKind
from crm.money import Currency
from crm.products import ProductDraft
from crm.reasons import ReasonKind
from crm.settings import Preferences, Wish
from crm.stages import Stage
from crm.ui.desk import Desk
from crm.ui.settings.page import SettingsPage
from crm.ui.settings.tag_rhythms_sheet import TagRhythmsSheet
from crm.workspace import Workspace
from tests.ui.walk import unnamed


@pytest.fixture
def page(desk: Desk, qtbot):
    shown = SettingsPage(desk)
    qtbot.addWidget(shown)
    shown.show()
    qtbot.waitExposed(shown)
    return shown


def test_what_is_chosen_is_shown(page: SettingsPage):
    assert page.capacity.value() == 30
    assert page.currency.currentData() == "CNY"
    assert page.zone.currentData() == "Asia/Shanghai"
    assert unnamed(page) == []


def test_the_shops_choices_are_kept_at_once_and_can_be_undone(page: SettingsPage, workspace: Workspace, desk, qtbot):
    page.cadences[Stage.CUSTOMER].setValue(45)
    with qtbot.waitSignal(desk.said):
        page.cadences[Stage.CUSTOMER].editingFinished.emit()
    assert workspace.settings.shop().cadences[Stage.CUSTOMER] == 45
    workspace.undo.undo()
    assert page.cadences[Stage.CUSTOMER].value() == 30


def test_reasons_days_off_and_fields_are_chosen_and_come_back(page: SettingsPage, workspace: Workspace):
    field = workspace.fields.add("宝宝生日", FieldKind.DATE)
    workspace.fields.add("口味")
    box = page.reasons
    assert list(box.fields) == [field]
    birthdays = box.wishes[ReasonKind.BIRTHDAY]
    birthdays.setCurrentIndex(birthdays.findData(Wish.MORE))
    box.days_off[6].click()
    box.fields[field].click()
    box.cooldown.setValue(4)
    box.cooldown.editingFinished.emit()
    shop = workspace.settings.shop()
    assert (shop.wish(ReasonKind.BIRTHDAY), shop.days_off, shop.day_fields) == (Wish.MORE, (6,), (field,))
    assert shop.cooldown_days == 4
    assert shop.wishes == {ReasonKind.BIRTHDAY: Wish.MORE}  # what is as usual is not written down
    for _ in range(4):
        workspace.undo.undo()
    assert birthdays.currentData() == Wish.USUAL
    assert not box.days_off[6].isChecked()
    assert not box.fields[field].isChecked()
    assert ReasonKind.BY_HAND not in box.wishes


def test_starting_with_the_computer(page: SettingsPage, desk, monkeypatch: pytest.MonkeyPatch, tmp_path, qtbot):
    monkeypatch.setattr(page, "_starter", lambda: Autostart("linux", tmp_path, ["shuke"]))
    with qtbot.waitSignal(desk.said):
        page.autostart.setCurrentIndex(page.autostart.findData(True))
    assert Autostart("linux", tmp_path).is_on()
    page.refresh()
    assert page.autostart.currentData() is True
    page.autostart.setCurrentIndex(page.autostart.findData(False))
    assert not Autostart("linux", tmp_path).is_on()
    (tmp_path / ".config" / "autostart").rmdir()
    (tmp_path / ".config" / "autostart").write_text("in the way")
    page.autostart.setCurrentIndex(page.autostart.findData(True))
    assert page.autostart.currentData() is False


def test_the_rhythm_of_a_tag(page: SettingsPage, workspace: Workspace, desk: Desk, qtbot):
    friend = workspace.contacts.add(ContactDraft("王芳"))
    workspace.contacts.tag([friend], "宝妈")
    ((tag, _),) = workspace.contacts.tags()
    page.tag_rhythms.click()
    sheet = page.findChild(TagRhythmsSheet)
    assert sheet is not None
    assert unnamed(sheet) == []
    sheet.days[tag].setValue(10)
    sheet.accept_button.click()
    qtbot.waitUntil(lambda: not desk.jobs.busy)
    assert workspace.contacts.tag_cadences() == {tag: 10}
    workspace.undo.undo()
    assert workspace.contacts.tag_cadences() == {}


def test_the_currency_stays_when_prices_are_written_in_it(page: SettingsPage, workspace: Workspace, desk, qtbot):
    workspace.products.add(ProductDraft("面膜", price=9900))
    with qtbot.waitSignal(desk.failed):
        page.currency.setCurrentIndex(page.currency.findData("TWD"))
    assert workspace.settings.shop().currency is Currency.CNY
    assert page.currency.currentData() == "CNY"


def test_language_and_look_ask_for_a_new_window(page: SettingsPage, workspace: Workspace, qtbot):
    with qtbot.waitSignal(page.redraw_wanted):
        page.language.setCurrentIndex(page.language.findData("zh_TW"))
    with qtbot.waitSignal(page.redraw_wanted):
        page.theme_choice.setCurrentIndex(page.theme_choice.findData("dark"))
    kept = Preferences.read(workspace.folder)
    assert (kept.language, kept.theme) == ("zh_TW", "dark")


def test_a_broken_preferences_file_is_as_at_first(workspace: Workspace):
    replace(Preferences(), theme="dark").write(workspace.folder)
    assert Preferences.read(workspace.folder).theme == "dark"
    for broken in ("{", "[]", '{"theme": 5}'):
        (workspace.folder / "preferences.json").write_text(broken)
        assert Preferences.read(workspace.folder) == Preferences()


def test_a_backup_is_made_and_its_day_shown(page: SettingsPage, workspace: Workspace, desk, qtbot):
    before = page.backed_up.text()
    page.backup_button.click()
    qtbot.waitUntil(lambda: not desk.jobs.busy and page.backup_button.isEnabled(), timeout=10_000)
    assert len(list((workspace.folder / "backups").glob("*.db"))) == 1
    assert page.backed_up.text() != before
