"""Everything that is kept about one person, as a page they can read."""

from datetime import date
from pathlib import Path

from crm.contacts import AddressText, ContactDraft
from crm.custom_fields import FieldKind
from crm.wording.person import write_person
from crm.workspace import Workspace


def test_the_page_has_what_is_kept_and_nothing_that_reads_as_markup(workspace: Workspace, tmp_path: Path):
    address = AddressText("1 <West> Lake", "杭州", recipient="王芳", phone="13800138000", postcode="310000")
    wang = workspace.contacts.add(
        ContactDraft("王芳", note="two\nlines", tags=("VIP",), addresses=(address, AddressText("elsewhere")))
    )
    workspace.conversations.log(wang, "hello & welcome")
    page = tmp_path / "wang.html"
    assert write_person(workspace, wang, page) == 2
    told = page.read_text(encoding="utf-8")
    for said in (
        "王芳 13800138000 杭州 1 &lt;West&gt; Lake 310000",
        "<dd>elsewhere</dd>",
        "two<br>lines",
        "VIP",
        "hello &amp; welcome",
    ):
        assert said in told, said
    assert "<West>" not in told


def test_a_talk_that_is_deleted_while_the_page_is_written_does_not_stand_on_it(workspace: Workspace, tmp_path: Path):
    wang = workspace.contacts.add(ContactDraft("王芳", added_on=date(2026, 1, 1)))
    talk = workspace.conversations.log(wang, "not to be told")
    page = tmp_path / "wang.html"
    assert write_person(workspace, wang, page, lambda _done, _total: workspace.conversations.delete(talk)) == 1
    assert "not to be told" not in page.read_text(encoding="utf-8")


def test_own_fields_promises_and_the_picture_stand_there_too(workspace: Workspace, tmp_path: Path):
    wang = workspace.contacts.add(ContactDraft("王芳"))
    workspace.fields.set([wang], workspace.fields.add("会员", FieldKind.YES_NO), "yes")
    workspace.photos.set(wang, b"\xff\xd8\xff\xe0 picture")
    today = workspace.clock.today()
    workspace.promises.promise(wang, "photos of <new> colours", today)
    workspace.promises.keep(workspace.promises.promise(wang, "a sample", today))
    page = tmp_path / "wang.html"
    write_person(workspace, wang, page)
    told = page.read_text(encoding="utf-8")
    for said in (
        "<dt>会员</dt><dd>Yes</dd>",
        "photos of &lt;new&gt; colours",
        "a sample · kept",
        "data:image/jpeg;base64,",
    ):
        assert said in told, said
    assert "http" not in told
