"""Everything that is kept about one person, as a page they can read."""

from datetime import date
from pathlib import Path

from crm.contacts import AddressText, ContactDraft
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
