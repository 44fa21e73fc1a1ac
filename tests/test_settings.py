"""The shop's choices: as at first when the file says nothing, refused when they cannot be, taken back."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from crm import __version__
from crm.contacts import ContactDraft
from crm.db.models import Product
from crm.errors import CurrencyInUseError, UnknownValueError
from crm.money import Currency
from crm.topics import Topic
from crm.workspace import Workspace


def test_another_zone_tells_days_at_once_and_undo_brings_the_old_one_back(workspace: Workspace, time):
    time.moment = datetime(2026, 3, 4, 17, 0, tzinfo=UTC)
    shop = workspace.settings.shop()
    workspace.settings.change(replace(shop, zone="America/New_York"))
    assert workspace.clock.zone == ZoneInfo("America/New_York")
    assert workspace.clock.today().day == 4
    workspace.undo.undo()
    assert workspace.clock.zone == ZoneInfo("Asia/Shanghai")
    assert workspace.clock.today().day == 5


def test_the_currency_can_be_chosen_until_amounts_are_written_down(workspace: Workspace):
    workspace.contacts.add(ContactDraft("王芳"))
    workspace.settings.change(replace(workspace.settings.shop(), currency=Currency.TWD))
    assert workspace.settings.shop().currency is Currency.TWD
    with workspace.store.write(Topic.PRODUCTS) as write:
        write.insert(Product, name="面膜", price=9900)
    with pytest.raises(CurrencyInUseError) as refused:
        workspace.settings.change(replace(workspace.settings.shop(), currency=Currency.CNY))
    assert refused.value.currency == "TWD"
    assert workspace.settings.shop().currency is Currency.TWD
    workspace.settings.change(replace(workspace.settings.shop(), capacity=12))
    assert workspace.settings.shop().capacity == 12


@pytest.mark.parametrize("wrong", [{"zone": "Mars/Base"}, {"capacity": 0}])
def test_what_cannot_be_is_refused(workspace: Workspace, wrong):
    with pytest.raises(UnknownValueError):
        workspace.settings.change(replace(workspace.settings.shop(), **wrong))


def test_the_last_backup_is_the_newest_that_was_checked(workspace: Workspace, time):
    assert workspace.last_backup() is None
    workspace.backup()
    time.advance(days=1)
    newest = workspace.backup()
    assert workspace.last_backup() == time.moment
    (newest.parent / "20990101-000000-replaced.db").write_bytes(b"unchecked")
    assert workspace.last_backup() == time.moment
    newest.unlink()
    assert workspace.last_backup() == datetime(2026, 3, 4, 1, 0, tzinfo=UTC)


def test_the_version_is_that_of_the_project():
    import tomllib
    from pathlib import Path

    import crm

    project = Path(crm.__file__).parent.parent / "pyproject.toml"
    assert tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"] == __version__


def test_a_choice_can_be_changed_again_and_again(workspace: Workspace):
    for capacity in (12, 15):
        workspace.settings.change(replace(workspace.settings.shop(), capacity=capacity))
    assert workspace.settings.shop().capacity == 15
    workspace.undo.undo()
    assert workspace.settings.shop().capacity == 12


def test_a_choice_that_the_file_says_wrongly_is_as_at_first(workspace: Workspace):
    at_first = workspace.settings.shop()
    workspace.settings.change(replace(at_first, capacity=12, zone="America/New_York"))
    with workspace.store.write(Topic.SETTINGS) as write:
        write.many("UPDATE setting SET value = ?", [("no {json",)])
    assert workspace.settings.shop() == at_first


def test_what_was_chosen_and_taken_back_can_be_chosen_again(workspace: Workspace):
    for capacity in (12, 15):
        workspace.settings.change(replace(workspace.settings.shop(), capacity=capacity))
        assert workspace.settings.shop().capacity == capacity
        workspace.undo.undo()
        assert workspace.settings.shop().capacity == 30
