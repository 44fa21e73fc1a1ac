"""What is typed and not saved yet: it outlives pages, windows and failures, and the end of the program."""

import json
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from crm.errors import FileProblemError, ShukeError
from crm.ids import ContactId
from crm.reasons import ReasonKind
from crm.transfer.replacing import replacing
from crm.workspace import Workspace

FILE_NAME = "drafts.json"
_OF_FRIENDS = ("talks", "messages", "copied")


@dataclass(slots=True)
class Copies:
    """How often which proposed words were copied on a day, wherever that was."""

    day: date | None = None
    counts: Counter[tuple[ReasonKind, int]] = field(default_factory=Counter)

    def begin(self, day: date) -> None:
        """Another day begins with none."""
        if day != self.day:
            self.day = day
            self.counts.clear()


@dataclass(slots=True)
class Drafts:
    """By friend: `talks` that are not logged yet, `messages` made one's own, and those `copied` and not confirmed yet
    as sent. `line` is what stands in the field for one line. `copies` are of today only and not kept longer.
    """

    talks: dict[ContactId, str] = field(default_factory=dict)
    messages: dict[ContactId, str] = field(default_factory=dict)
    copied: dict[ContactId, str] = field(default_factory=dict)
    line: str = ""
    copies: Copies = field(default_factory=Copies, compare=False)
    _kept: tuple[object, ...] = field(default=(), compare=False, repr=False)

    @classmethod
    def read(cls, workspace: Workspace) -> "Drafts":
        """Those of the folder; nothing where there is no file, or one that cannot be read. Friends who are gone are
        left out, those who were merged are known by who was kept.
        """
        drafts = cls()
        try:
            said: Any = json.loads((workspace.folder / FILE_NAME).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return drafts
        if not isinstance(said, dict):
            return drafts
        for name in _OF_FRIENDS:
            there = said.get(name)
            for uuid, text in (there if isinstance(there, dict) else {}).items():
                with suppress(ShukeError):
                    if isinstance(text, str) and text:
                        getattr(drafts, name)[workspace.finder.who(uuid)] = text
        if isinstance(said.get("line"), str):
            drafts.line = said["line"]
        return drafts

    @property
    def changed(self) -> bool:
        """Whether something was typed since they were written."""
        return self._kept != self._now()

    def _now(self) -> tuple[object, ...]:
        return (dict(self.talks), dict(self.messages), dict(self.copied), self.line)

    def forget(self, contact: ContactId) -> None:
        """Nothing that was typed about this friend stays."""
        for name in _OF_FRIENDS:
            getattr(self, name).pop(contact, None)

    def write(self, workspace: Workspace) -> None:
        """Into the folder, for nobody else to read; of friends who are there only. A folder that cannot be written to
        keeps what it had. Raises `BusyError`.
        """
        texts: Mapping[str, Mapping[ContactId, str]] = {name: getattr(self, name) for name in _OF_FRIENDS}
        rows = workspace.contacts.rows({contact for some in texts.values() for contact in some})
        said: dict[str, Any] = {
            name: {rows[contact].uuid: text for contact, text in some.items() if contact in rows}
            for name, some in texts.items()
        }
        said["line"] = self.line
        self._kept = self._now()
        path, text = workspace.folder / FILE_NAME, json.dumps(said, ensure_ascii=False)
        with suppress(OSError, FileProblemError):
            if not any(said.values()):
                path.unlink(missing_ok=True)
            elif not path.exists() or path.read_text(encoding="utf-8") != text:
                with replacing(path) as file:
                    file.write(text.encode("utf-8", "ignore"))
