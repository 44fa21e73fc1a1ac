"""A talk with pictures: one step, all or nothing."""

from pathlib import Path

import pytest

from crm.attachments import AttachmentError, Owner
from crm.contacts import ContactDraft
from crm.timeline import TalkEntry
from crm.workspace import Workspace
from tests.test_evidence import PNG


def test_a_talk_and_its_pictures_are_one_step(workspace: Workspace, tmp_path: Path):
    friend = workspace.contacts.add(ContactDraft("王芳"))
    shot, bad = tmp_path / "a.png", tmp_path / "b.svg"
    shot.write_bytes(PNG)
    bad.write_text("<svg/>")
    steps = len(workspace.undo.steps())
    talk = workspace.pictured.log(friend, "截图", [shot])
    assert len(workspace.undo.steps()) == steps + 1
    (kept,) = workspace.attachments.list(Owner(conversation=talk))
    assert workspace.attachments.path(kept.id).read_bytes() == PNG
    (entry,) = (e for e in workspace.timeline.entries(workspace.timeline.keys(friend)).values() if hasattr(e, "files"))
    assert isinstance(entry, TalkEntry)
    assert entry.files == 1
    with pytest.raises(AttachmentError):
        workspace.pictured.log(friend, "坏的", [shot, bad])
    assert len(workspace.undo.steps()) == steps + 1
    workspace.undo.undo()
    assert workspace.conversations.last_words([friend]) == {}
