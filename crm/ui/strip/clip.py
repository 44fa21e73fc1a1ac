"""What was copied or dropped, as far as the strip must know: words, a picture, or a file."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QMimeData

from crm.errors import BusyError
from crm.transfer.kinds import kind_of_text
from crm.transfer.short_texts import HEAD
from crm.transfer.talks_in import TalksIn
from crm.workspace import Workspace

PICTURES = frozenset({".jpg", ".jpeg", ".png", ".gif", ".webp", ".bmp", ".heic", ".tif", ".tiff"})


@dataclass(frozen=True, slots=True)
class Clip:
    """Words, else a file, else pictures: as files, or one as it was copied; nothing of it where there is none."""

    text: str = ""
    file: Path | None = None
    pictures: tuple[Path, ...] = ()
    image: bool = False


def clip_of(given: QMimeData | None) -> Clip:
    """What is given. Pictures are only noticed here. The names of files are no words."""
    if given is None:  # an empty clipboard
        return Clip()
    files = [Path(url.toLocalFile()) for url in given.urls() if url.isLocalFile()]
    if files:
        others = [file for file in files if file.suffix.lower() not in PICTURES]
        return Clip(file=others[0]) if others else Clip(pictures=tuple(files))
    if given.hasText() and given.text().strip():
        return Clip(given.text())
    return Clip(image=given.hasImage())


def says_who(text: str, workspace: Workspace) -> bool:
    """Whether the words are a record that names who said what, or a sign-up list: such a text is looked at as a whole
    first.
    """
    try:
        taught = TalksIn(workspace.store).taught()
    except BusyError:
        taught = ()
    return bool(kind_of_text(text[:HEAD], taught))
