"""A friend's picture: from a file, the clipboard or another window; made small; hostile files do no harm."""

import zlib

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QImage, QKeySequence
from PySide6.QtWidgets import QApplication

from crm.contacts import ContactDraft
from crm.errors import NoPictureError
from crm.photos import LARGEST
from crm.ui.friends.pictures import LARGEST_FILE, SIDE, picture_of, small_jpeg
from crm.ui.friends.portrait import Portrait


def image(width: int, height: int, colour: str = "red") -> QImage:
    made = QImage(width, height, QImage.Format.Format_RGB32)
    made.fill(Qt.GlobalColor.red if colour == "red" else Qt.GlobalColor.transparent)
    return made


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "friend.png"
    assert image(900, 600).save(str(path))
    return path


@pytest.fixture
def friend(workspace):
    return workspace.contacts.add(ContactDraft("王芳"))


@pytest.fixture
def portrait(desk, workspace, friend, qtbot):
    made = Portrait(desk)
    qtbot.addWidget(made)
    made.show()
    made.show_friend(friend, "王芳", None)
    return made


def huge_png(path, width: int, height: int):
    def chunk(kind: bytes, data: bytes) -> bytes:
        return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)

    head = width.to_bytes(4) + height.to_bytes(4) + bytes([8, 2, 0, 0, 0])
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"") + chunk(b"IEND", b""))
    return path


@pytest.mark.parametrize("size", [(900, 600), (30, 4000), (10, 10), (1, 1)])
def test_a_picture_becomes_a_small_jpeg(tmp_path, size):
    path = tmp_path / "x.jpg"
    assert image(*size).save(str(path), "PNG")
    jpeg = small_jpeg(path)
    made = QImage.fromData(jpeg)
    assert jpeg.startswith(b"\xff\xd8\xff")
    assert len(jpeg) < LARGEST
    assert max(made.width(), made.height()) <= SIDE
    assert small_jpeg(image(*size)).startswith(b"\xff\xd8\xff")


def test_what_is_transparent_becomes_white():
    see_through = QImage(8, 8, QImage.Format.Format_ARGB32)
    see_through.fill(Qt.GlobalColor.transparent)
    assert QImage.fromData(small_jpeg(see_through)).pixelColor(4, 4).lightness() > 250


def test_hostile_files_are_no_pictures(tmp_path, file):
    svg = tmp_path / "drawing.jpg"
    svg.write_text('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>')
    text = tmp_path / "text.jpg"
    text.write_text("no picture at all" * 100)
    cut = tmp_path / "cut.png"
    cut.write_bytes(file.read_bytes()[:60])
    for path in (svg, text, cut, tmp_path / "missing.jpg", tmp_path):
        with pytest.raises(NoPictureError) as refused:
            small_jpeg(path)
        assert not refused.value.large
    with pytest.raises(NoPictureError) as refused:
        small_jpeg(huge_png(tmp_path / "huge.png", 100_000, 100_000))
    assert refused.value.large
    heavy = tmp_path / "heavy.jpg"
    with heavy.open("wb") as opened:
        opened.truncate(LARGEST_FILE + 1)
    with pytest.raises(NoPictureError) as refused:
        small_jpeg(heavy)
    assert refused.value.large
    with pytest.raises(NoPictureError):
        small_jpeg(image(1, 1).scaled(10_000, 7_000))


def test_a_picture_is_taken_shown_replaced_and_taken_away(portrait, desk, workspace, friend, file, qtbot):
    with qtbot.waitSignal(desk.said):
        portrait.take(file)
    portrait.show_friend(friend, "王芳", workspace.photos.of(friend))
    assert portrait.has_photo
    qtbot.keyClick(portrait, Qt.Key.Key_Delete)
    assert workspace.photos.of(friend) is None
    workspace.undo.undo()
    portrait.show_friend(friend, "王芳", workspace.photos.of(friend))
    assert portrait.has_photo
    portrait.grab()
    portrait.show_friend(friend, "王芳", None)
    assert not portrait.has_photo
    portrait.grab()


def test_a_picture_is_pasted_and_dropped(portrait, desk, workspace, friend, file, qtbot):
    QApplication.clipboard().setImage(image(50, 50))
    portrait.setFocus()
    with qtbot.waitSignal(desk.said):
        qtbot.keySequence(portrait, QKeySequence(QKeySequence.StandardKey.Paste))
    first = workspace.photos.of(friend)
    assert first is not None
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    drop = QDropEvent(
        QPointF(4, 4), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    with qtbot.waitSignal(desk.said):
        portrait.dropEvent(drop)
    assert workspace.photos.of(friend).id != first.id


def test_what_is_no_picture_is_said_and_nothing_else_happens(portrait, desk, workspace, friend, tmp_path, qtbot):
    path = tmp_path / "notes.txt"
    path.write_text("words")
    with qtbot.waitSignal(desk.failed) as told:
        portrait.take(path)
    assert not told.args[0].large
    with qtbot.waitSignal(desk.failed) as told:
        portrait.take(huge_png(tmp_path / "huge.png", 90_000, 90_000))
    assert told.args[0].large
    assert workspace.photos.of(friend) is None
    words = QMimeData()
    words.setText("words")
    assert picture_of(words) is None
    QApplication.clipboard().setText("words")
    portrait.paste()
    assert [action.isEnabled() for action in portrait.menu().actions()] == [True, False, False]
