"""Evidence: everything about a case, and a pack whose list proves what is in it."""

import hashlib
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest

from crm.after_sales import CaseDraft, CaseKind, CaseResult
from crm.attachments import Owner
from crm.contacts import ContactDraft
from crm.conversations import Direction
from crm.errors import FileExistsAsFolderError
from crm.evidence import LIST, write_pack
from crm.money import Currency
from crm.orders import LineDraft, OrderDraft
from crm.products import ProductDraft
from crm.wording.after_sales import clock_words, exceptions_words, in_short, kind_word, result_word
from crm.workspace import Workspace
from tests.conftest import StoppedTime

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c6360606060000000050001a5f645400000000049454e44ae426082"
)
TODAY = date(2026, 3, 4)


def test_everything_about_a_case_is_gathered(workspace: Workspace, tmp_path: Path, time: StoppedTime):
    friend = workspace.contacts.add(ContactDraft("王芳"))
    order = workspace.orders.add(OrderDraft(friend, (LineDraft(None, "面膜", 1, 9800),), paid=9800))
    workspace.orders.ship(order)
    workspace.orders.receive(order)
    case = workspace.after_sales.begin(CaseDraft(friend, CaseKind.DAMAGE, "压坏了", order))
    said = workspace.conversations.log(friend, "盒子坏了", direction=Direction.IN)
    workspace.after_sales.lay_beside(case, [said])
    photo, slip = tmp_path / "盒子.png", tmp_path / "面单.png"
    photo.write_bytes(PNG)
    slip.write_bytes(PNG[:-12] + PNG[-12:])
    workspace.attachments.add(Owner(case=case), [photo])
    workspace.attachments.add(Owner(order=order), [slip])
    facts = workspace.evidence.of(case)
    assert facts.order is not None
    assert facts.clock is not None
    assert (facts.order.row.id, facts.clock.until) == (order, date(2026, 3, 11))
    assert [(talk.text, talk.direction) for talk in facts.talks] == [("盒子坏了", Direction.IN)]
    assert [(file.name, file.picture) for file in facts.files] == [("盒子.png", True), ("面单.png", True)]
    facts.files[0].path.unlink()
    workspace.orders.delete([order])
    facts = workspace.evidence.of(case)
    assert (facts.order, facts.clock, facts.lost) == (None, None, ("盒子.png", "面单.png"))
    bare = workspace.after_sales.begin(CaseDraft(friend, CaseKind.COMPLAINT, "慢"))
    facts = workspace.evidence.of(bare)
    assert (facts.order, facts.talks, facts.files, facts.lost) == (None, (), (), ())


def test_a_pack_proves_what_is_in_it(tmp_path: Path):
    target = tmp_path / "证据.zip"
    names = ["单.pdf", "图.png", "图.png", "../..\\x", LIST, "", "图"]
    parts = [(name, bytes([at])) for at, name in enumerate(names)]
    write_pack(target, parts)
    with zipfile.ZipFile(target) as pack:
        names = pack.namelist()
        listed = pack.read(LIST).decode().splitlines()
        assert names[-1] == LIST
        assert len(set(names)) == len(parts) + 1
        assert not any("/" in name or "\\" in name or name.startswith("..") for name in names)
        for line in listed:
            digest, _, name = line.partition("  ")
            assert hashlib.sha256(pack.read(name)).hexdigest() == digest
        assert len(listed) == len(parts)
        assert pack.read("图-2.png") == bytes([2])
    before = target.read_bytes()
    write_pack(target, parts)
    assert target.read_bytes() == before, "the same facts make the same bytes"
    with pytest.raises(FileExistsAsFolderError):
        write_pack(tmp_path, parts)


def test_the_words_of_cases(workspace: Workspace, language: str, time: StoppedTime):
    assert len({kind_word(kind) for kind in CaseKind}) == len(CaseKind)
    assert len({result_word(result) for result in CaseResult}) == len(CaseResult)
    assert exceptions_words()
    friend = workspace.contacts.add(ContactDraft("王芳"))
    mask = workspace.products.add(ProductDraft("面膜", price=9800))
    order = workspace.orders.add(OrderDraft(friend, (LineDraft(mask, "面膜", 2, 9800),), paid=19600))
    workspace.orders.receive(order)
    case = workspace.after_sales.begin(CaseDraft(friend, CaseKind.RETURN, "不合适", order, mask))
    row = workspace.after_sales.row(case)
    assert in_short(row, TODAY, Currency.CNY) == "不合适"
    clock = workspace.evidence.of(case).clock
    assert "§25" in clock_words(clock, TODAY)
    assert len({clock_words(clock, TODAY + timedelta(days=days)) for days in (0, 7, 8)}) == 3
    assert clock_words(None, TODAY) == ""
    workspace.after_sales.edit(case, CaseDraft(friend, CaseKind.RETURN, "不合适", order, mask, "退一半", TODAY))
    assert in_short(workspace.after_sales.row(case), TODAY, Currency.CNY).startswith("退一半")
    workspace.after_sales.settle(case, CaseResult.REFUNDED, refund=9800, quantity=1)
    assert "98" in in_short(workspace.after_sales.row(case), TODAY, Currency.CNY)
