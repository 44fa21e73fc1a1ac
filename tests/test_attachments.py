"""Files that belong to something: copied once, within bounds, whatever they claim to be, gone with who is erased."""

import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm import attachments
from crm.attachments import LARGEST_FILE, MOST, AttachmentError, AttachmentProblem, Owner
from crm.contacts import ContactDraft
from crm.db.models import AfterSale, Attachment
from crm.errors import MissingError, TooManyError
from crm.ids import AttachmentId, ProductId
from crm.orders import OrderDraft
from crm.pictures import BMP, GIF, JPEG, PDF, PNG, WEBP, Look, look_at
from crm.products import ProductDraft
from crm.topics import Action, Topic, Verb
from crm.workspace import Workspace
from tests.test_orders import line


def png(width: int = 2, height: int = 3, seed: bytes = b"") -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"tEXt", b"k\0" + seed) + chunk(b"IEND", b"")


def jpeg(width: int, height: int) -> bytes:
    app = b"\xff\xe0" + struct.pack(">H", 16) + bytes(14)
    table = b"\xff\xc4" + struct.pack(">H", 4) + bytes(2)
    frame = b"\xff\xc2" + struct.pack(">HBHH", 11, 8, height, width) + bytes(4)
    return b"\xff\xd8" + app + table + b"\xff" + frame + b"\xff\xd9"


def webp(kind: bytes, rest: bytes) -> bytes:
    return b"RIFF\0\0\0\0WEBP" + kind + rest


@pytest.mark.parametrize(
    ("data", "look"),
    [
        (png(7, 9), Look(PNG, 7, 9)),
        (jpeg(640, 480), Look(JPEG, 640, 480)),
        (b"GIF89a" + struct.pack("<HH", 5, 6), Look(GIF, 5, 6)),
        (b"BM" + bytes(16) + struct.pack("<ii", 5, -6), Look(BMP, 5, 6)),
        (webp(b"VP8 ", bytes(10) + struct.pack("<HH", 8, 9)), Look(WEBP, 8, 9)),
        (webp(b"VP8L", bytes(5) + struct.pack("<I", 7 | 8 << 14)), Look(WEBP, 8, 9)),
        (webp(b"VP8X", bytes(8) + b"\x07\0\0\x08\0\0"), Look(WEBP, 8, 9)),
        (webp(b"VP8X", bytes(8) + b"\x07\0\0\x08"), None),
        (webp(b"ALPH", bytes(20)), None),
        (b"%PDF-1.7", Look(PDF)),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", None),
        (b"MZ", None),
        (b"", None),
        (png(0, 9), None),
        (b"GIF89a\1", None),
        (b"\xff\xd8\xff", None),
        (b"\xff\xd8\xff\xe0\0\0" + bytes(20), None),
        (b"\xff\xd8\xff\xe0\0\x02" + bytes(20), None),
        (b"\xff\xd8\xff\xe0\0\x02\xff\xc0" + b"\0\x0b\x08", None),
    ],
)
def test_what_a_file_is(data: bytes, look: Look | None):
    assert look_at(data) == look


@given(
    st.binary(max_size=60),
    st.sampled_from([b"", b"\xff\xd8\xff", b"RIFF\0\0\0\0WEBPVP8X", b"BM", b"GIF89a", png()[:20]]),
)
def test_no_bytes_are_a_surprise(data: bytes, head: bytes):
    look = look_at(head + data)
    assert look is None or look.kind == PDF or (look.width > 0 and look.height > 0)


@pytest.fixture
def product(workspace: Workspace) -> ProductId:
    return workspace.products.add(ProductDraft("面膜"))


def written(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def test_a_file_is_copied_once_and_outlives_the_original(workspace: Workspace, product: ProductId, tmp_path: Path):
    mine = Owner(product=product)
    first, second = written(tmp_path, "正面.png", png()), written(tmp_path, "b.png", png(seed=b"b"))
    one, two = workspace.attachments.add(mine, [first, second])
    assert workspace.attachments.add(mine, [second]) == ()
    rows = workspace.attachments.list(mine)
    assert [(row.id, row.name, row.kind, row.picture) for row in rows] == [
        (one, "正面.png", PNG, True), (two, "b.png", PNG, True),
    ]  # fmt: skip
    first.unlink()
    assert workspace.attachments.path(one).read_bytes() == png()
    other = workspace.products.add(ProductDraft("精华"))
    workspace.attachments.add(Owner(product=other), [second])
    assert len([path for path in (workspace.folder / attachments.FOLDER).rglob("*") if path.is_file()]) == 2
    workspace.attachments.remove([one])
    assert [row.id for row in workspace.attachments.list(mine)] == [two]
    workspace.undo.undo()
    assert [row.id for row in workspace.attachments.list(mine)] == [one, two]
    assert workspace.attachments.sweep() == 0


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", AttachmentProblem.EMPTY),
        (b"<svg/>", AttachmentProblem.NOT_KEPT),
        (png(100_000, 100_000), AttachmentProblem.TOO_MANY_PIXELS),
        (b"\x89PNG" + bytes(LARGEST_FILE), AttachmentProblem.TOO_LARGE),
    ],
)
def test_what_is_not_kept(workspace: Workspace, product: ProductId, tmp_path: Path, data: bytes, problem):
    good, bad = written(tmp_path, "good.png", png()), written(tmp_path, "bad", data)
    with pytest.raises(AttachmentError) as told:
        workspace.attachments.add(Owner(product=product), [good, bad])
    assert (told.value.problem, told.value.name) == (problem, "bad")
    assert workspace.attachments.list(Owner(product=product)) == ()


def test_files_that_are_not_there_or_cannot_be_read(
    workspace: Workspace, product: ProductId, tmp_path: Path, monkeypatch
):
    for path in (tmp_path / "nowhere.png", tmp_path):
        with pytest.raises(AttachmentError) as told:
            workspace.attachments.add(Owner(product=product), [path])
        assert told.value.problem is AttachmentProblem.MISSING
    good = written(tmp_path, "good.png", png())

    def denied(*_args: object, **_more: object) -> None:
        raise PermissionError

    with monkeypatch.context() as patched:
        patched.setattr(Path, "open", denied)
        with pytest.raises(AttachmentError) as told:
            workspace.attachments.add(Owner(product=product), [good])
    assert told.value.problem is AttachmentProblem.UNREADABLE
    (workspace.folder / attachments.FOLDER).write_text("in the way")
    with pytest.raises(AttachmentError) as told:
        workspace.attachments.add(Owner(product=product), [good])
    assert told.value.problem is AttachmentProblem.DISK
    assert workspace.attachments.sweep() == 0


def test_for_what_is_not_there_nothing_is_kept(workspace: Workspace, tmp_path: Path):
    with pytest.raises(MissingError):
        workspace.attachments.add(Owner(product=99), [written(tmp_path, "a.png", png())])
    with pytest.raises(MissingError):
        workspace.attachments.path(AttachmentId(99))


def test_no_more_than_fit(workspace: Workspace, product: ProductId, tmp_path: Path):
    some = [written(tmp_path, f"{n}.png", png(seed=str(n).encode())) for n in range(MOST + 1)]
    with pytest.raises(TooManyError):
        workspace.attachments.add(Owner(product=product), some)
    assert workspace.attachments.list(Owner(product=product)) == ()


def test_a_row_from_elsewhere_leads_out_of_the_folder_nowhere(workspace: Workspace, product: ProductId):
    with workspace.store.write(Topic.PRODUCTS, Action(Verb.ATTACH)) as write:
        bad = write.insert(Attachment, product=product, name="x", sha256="../../../etc/passwd", size=1, kind=PNG)
        gone = write.insert(Attachment, product=product, name="y", sha256="0" * 64, size=1, kind=PNG)
    for number in (bad, gone):
        with pytest.raises(MissingError):
            workspace.attachments.path(AttachmentId(number))


def test_files_of_orders_cases_and_talks_are_erased_with_the_friend(workspace: Workspace, tmp_path: Path):
    friend = workspace.contacts.add(ContactDraft("王芳"))
    order = workspace.orders.add(OrderDraft(friend, (line(100),)))
    talk = workspace.conversations.log(friend, "看图")
    with workspace.store.write(Topic.ORDERS, Action(Verb.EDIT_ORDER, friend)) as write:
        case = write.insert(AfterSale, contact=friend, order=order, kind="return", opened_on=workspace.clock.today())
    for number, owner in enumerate((Owner(order=order), Owner(case=case), Owner(conversation=talk))):
        workspace.attachments.add(owner, [written(tmp_path, f"{number}.pdf", b"%PDF-" + bytes([number]))])
        assert not workspace.attachments.list(owner)[0].picture
    folder = workspace.folder / attachments.FOLDER
    workspace.contacts.delete([friend])
    assert len(list(folder.glob("*/*"))) == 3
    workspace.erasing.erase(friend)
    assert list(folder.glob("*/*")) == []
