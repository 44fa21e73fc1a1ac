"""Talks with pictures: a screenshot or a photo that was sent, kept with the words of that moment, in one step."""

from collections.abc import Sequence
from pathlib import Path

from crm.attachments import Attachments, Owner
from crm.conversations import Conversations, Direction
from crm.db.store import Store
from crm.ids import ContactId, ConversationId
from crm.topics import Action, Topic, Verb


class Pictured:
    """Logs talks with files."""

    def __init__(self, store: Store, conversations: Conversations, attachments: Attachments) -> None:
        self._store = store
        self._conversations = conversations
        self._attachments = attachments

    def log(
        self, contact: ContactId, text: str, files: Sequence[Path], *, direction: Direction = Direction.BOTH
    ) -> ConversationId:
        """Note a talk of now with copies of these files, all or nothing.

        Raises `MissingError`, `AttachmentError`, `TooManyError`. Reads whole files: not for the window's thread.
        """
        with self._store.write(Topic.CONVERSATIONS | Topic.CONTACTS, Action(Verb.LOG_CONVERSATION, contact)):
            talk = self._conversations.log(contact, text, direction=direction)
            self._attachments.add(Owner(conversation=talk), files)
        return talk
