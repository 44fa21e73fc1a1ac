"""What was done, what was deleted, what is forgotten for good. Each sheet is made when it is first asked for."""

from pathlib import Path

from PySide6.QtWidgets import QWidget

from crm.ids import ContactId
from crm.progress import Progress
from crm.ui.desk import Desk
from crm.ui.file_dialogs import ask_for_file
from crm.ui.plain import one_line
from crm.wording import tr


def open_steps(desk: Desk, parent: QWidget) -> None:
    """What was done, to be taken back."""
    from crm.ui.history.steps_sheet import StepsSheet

    StepsSheet(desk, parent).open()


def open_history(desk: Desk, contact: ContactId, name: str, parent: QWidget) -> None:
    """What was changed about a friend."""
    from crm.ui.history.friend_sheet import FriendHistorySheet

    FriendHistorySheet(desk, contact, name, parent).open()


def open_bin(desk: Desk, parent: QWidget) -> None:
    """Who was deleted, to be brought back."""
    from crm.ui.history.bin_sheet import BinSheet

    BinSheet(desk, parent).open()


def open_erase(desk: Desk, contact: ContactId, parent: QWidget) -> None:
    """Explain what erasing a friend takes, and ask."""
    from crm.ui.history.erase_sheet import EraseSheet

    EraseSheet.ask(desk, contact, parent)


def give_data(desk: Desk, contact: ContactId, name: str, parent: QWidget) -> None:
    """Ask where to, and write everything about a friend: a page to read or to print, or JSON for programs."""
    kinds = {
        tr("A page to read (*.html)"): ".html",
        tr("A page to print (*.pdf)"): ".pdf",
        tr("For programs (*.json)"): ".json",
    }
    begin = Path.home() / f"{_file_name(name)}.html"
    title = tr("Everything about {name}", name=one_line(name))
    chosen, kind = ask_for_file(parent, title, at=begin, kinds=";;".join(kinds), save=True)
    if chosen is not None:
        if chosen.suffix.lower() not in kinds.values():
            chosen = chosen.with_name(f"{chosen.name}{kinds.get(kind, '.html')}")
        elif kinds.get(kind, ".html") != ".html":
            chosen = chosen.with_suffix(kinds[kind])
        write_data(desk, contact, chosen)


def write_data(desk: Desk, contact: ContactId, target: Path) -> None:
    """Write everything about a friend, beside the window, as the ending of the file says."""
    from crm.transfer.everything import write_everything
    from crm.transfer.export_notes import ExportNotes
    from crm.ui.history.person_pdf import write_pdf
    from crm.wording.person import write_person

    shop = desk.workspace

    def work(progress: Progress) -> Path:
        match target.suffix.lower():
            case ".json":
                count = write_everything(shop.store, shop.settings.shop().currency, target, progress, of=contact)
            case ".pdf":
                count = write_pdf(shop, contact, target, progress)
            case _:
                count = write_person(shop, contact, target, progress)
        ExportNotes(shop.store).add("friend", target.name, count, contact)
        return target

    def told(written: Path) -> None:
        desk.say(tr("Written to “{file}”.", file=written.name), undo=False)

    desk.jobs.run(work, done=told, failed=desk.failed.emit, title=tr("Writing “{file}” …", file=target.name))


def _file_name(name: str) -> str:
    """A name that every system takes for a file."""
    kept = "".join(ch for ch in one_line(name, 40) if ch.isalnum() or ch in " -_")
    return kept.strip() or "shuke"
