"""A friend has one small picture; another one takes its place, and both can be taken back."""

import base64

import pytest

from crm.contacts import ContactDraft
from crm.db.models import Photo
from crm.errors import MissingError, NoPictureError
from crm.photos import LARGEST
from crm.topics import Topic

JPEG = b"\xff\xd8\xff\xe0 a picture"


@pytest.fixture
def friend(workspace):
    return workspace.contacts.add(ContactDraft("王芳"))


def test_a_picture_takes_the_place_of_the_one_before(workspace, friend):
    assert workspace.photos.of(friend) is None
    workspace.photos.set(friend, JPEG)
    workspace.photos.set(friend, JPEG + b"2")
    assert workspace.photos.of(friend).jpeg == JPEG + b"2"
    workspace.undo.undo()
    assert workspace.photos.of(friend).jpeg == JPEG
    workspace.photos.remove(friend)
    assert workspace.photos.of(friend) is None
    workspace.undo.undo()
    assert workspace.photos.of(friend).jpeg == JPEG


@pytest.mark.parametrize("data", [b"", b"<svg/>", b"\x89PNG", b"\xff\xd8\xff" + bytes(LARGEST)])
def test_only_a_small_jpeg_is_a_picture(workspace, friend, data):
    with pytest.raises(NoPictureError):
        workspace.photos.set(friend, data)
    with pytest.raises(MissingError):
        workspace.photos.set(friend + 1, JPEG)


def test_what_another_program_wrote_and_cannot_be_read_is_no_picture(workspace, friend):
    with workspace.store.write(Topic.CONTACTS) as write:
        write.insert(Photo, contact=friend, data="…")
    assert workspace.photos.of(friend) is None
    with workspace.store.write(Topic.CONTACTS) as write:
        write.insert(Photo, contact=friend, data=base64.b64encode(JPEG).decode())
    assert workspace.photos.of(friend).jpeg == JPEG
