"""One open file and everything you can do with it."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from crm.accounts import Accounts
from crm.backups import Backups, Why
from crm.bin import Bin
from crm.clock import Clock
from crm.coming import Coming
from crm.contacts import Contacts
from crm.conversations import Conversations
from crm.custom_fields import CustomFields
from crm.db import files, shelf
from crm.db.owner import Owner, guard_folder, keep_private
from crm.db.store import Store
from crm.duplicates import Duplicates
from crm.erasing import Erasing
from crm.evening import Evening
from crm.finder import Anything, Finder
from crm.findings import Findings
from crm.follow_ups import FollowUps
from crm.history import History
from crm.merging import Merging
from crm.one_line import OneLine
from crm.orders import Orders
from crm.photos import Photos
from crm.phrases import Phrases
from crm.products import Products
from crm.progress import Progress, unheard
from crm.promises import Promises
from crm.returning import Returning
from crm.sequences import Sequences
from crm.settings import DEFAULT_ZONE, Settings
from crm.smart_lists import SmartLists
from crm.stages import Stages
from crm.timeline import Timeline
from crm.today import Today
from crm.undo import Undo


@dataclass(frozen=True, slots=True)
class Workspace:
    """A shop's file, open, with the verbs on each of its nouns. Made by `open_workspace` only."""

    folder: Path
    store: Store
    settings: Settings
    undo: Undo
    bin: Bin
    backups: Backups
    returning: Returning
    erasing: Erasing
    history: History
    duplicates: Duplicates
    merging: Merging
    accounts: Accounts
    contacts: Contacts
    fields: CustomFields
    stages: Stages
    products: Products
    orders: Orders
    finder: Finder
    anything: Anything
    smart_lists: SmartLists
    conversations: Conversations
    follow_ups: FollowUps
    promises: Promises
    one_line: OneLine
    photos: Photos
    timeline: Timeline
    findings: Findings
    phrases: Phrases
    sequences: Sequences
    today: Today
    coming: Coming
    evening: Evening
    owner: Owner | None

    @property
    def clock(self) -> Clock:
        """The one source of now and today, in the shop's zone as it is now."""
        return self.store.clock

    def last_backup(self) -> datetime | None:
        """When the newest checked copy among the backups of this folder was made; none where there is none."""
        return self.backups.last()

    def backup(self, target: Path | None = None, progress: Progress = unheard) -> Path:
        """A checked copy of the file, to `target` or among the backups of this folder. Returns where it is.

        Raises `Cancelled` when `progress` does, or the `FileProblemError` that kept it from being made.
        """
        if target is None:
            return self.backups.make(Why.BY_HAND, progress).path
        return self.store.backup(target, progress, {"at": self.clock.now().isoformat(), "why": Why.BY_HAND})

    def tidy(self, progress: Progress = unheard) -> None:
        """Forget what nobody needs any more: friends whose days in the bin are over, and steps of long ago.

        For a quiet moment; works in small pieces, so that other changes wait for none of them.
        """
        self.erasing.empty_bin(progress)
        while self.undo.prune():
            progress(0, 0)

    def close(self) -> None:
        """Let go of the file, then of the folder."""
        self.store.close()
        if self.owner is not None:
            self.owner.release()


def open_workspace(
    folder: Path,
    *,
    clock: Clock | None = None,
    owned: bool = True,
    anew: bool = False,
    reader_patience_ms: int = 5000,
) -> Workspace:
    """Open the shop in a folder, making it when there is none; where there are backups of one, only `anew`.

    `owned`: as the one process that may change it; reading verbs of the command line need no ownership, but then
    the file must be there. Raises `InUseError`, `UnsafeFolderError` or the `FileProblemError` that says why not.
    """
    guard_folder(folder)
    owner = Owner(folder) if owned else None
    if owned:
        keep_private(folder)
    try:
        path = folder / files.FILE_NAME
        now = (clock or Clock(ZoneInfo(DEFAULT_ZONE))).now()
        if owned:
            files.prepare(path, now, anew=anew, about=shelf.about(folder, Why.BEFORE_UPDATE, now))
        else:
            files.inspect(path)
        store = Store(path, clock or Clock(ZoneInfo(DEFAULT_ZONE)), reader_patience_ms=reader_patience_ms)
        settings = Settings(store)
        if clock is None:
            store.clock = Clock(settings.zone())
    except BaseException:
        if owner is not None:
            owner.release()
        raise
    bin_ = Bin(store)
    fields = CustomFields(store)
    contacts = Contacts(store)
    conversations = Conversations(store)
    stages = Stages(store)
    products = Products(store)
    orders = Orders(store, stages, products)
    promises = Promises(store)
    phrases = Phrases(store)
    sequences = Sequences(store, settings)
    finder = Finder(store, settings)
    follow_ups = FollowUps(store)
    today = Today(store, settings, contacts, conversations, sequences)
    backups = Backups(store, folder)
    erasing = Erasing(store, folder, bin_)
    if owned:
        erasing.again()
    return Workspace(
        folder=folder,
        store=store,
        settings=settings,
        undo=Undo(store),
        bin=bin_,
        backups=backups,
        returning=Returning(store),
        erasing=erasing,
        history=History(store),
        duplicates=Duplicates(store),
        merging=Merging(store, contacts, fields),
        accounts=Accounts(store),
        contacts=contacts,
        fields=fields,
        stages=stages,
        products=products,
        orders=orders,
        finder=finder,
        anything=Anything(store, finder, contacts, products, phrases, orders),
        smart_lists=SmartLists(store),
        conversations=conversations,
        follow_ups=follow_ups,
        promises=promises,
        one_line=OneLine(store, settings, finder, contacts, products, orders, conversations, follow_ups, promises),
        photos=Photos(store),
        timeline=Timeline(store),
        findings=Findings(store, settings, contacts, products, orders, promises),
        phrases=phrases,
        sequences=sequences,
        today=today,
        coming=Coming(store, settings, follow_ups, promises, sequences),
        evening=Evening(store, today),
        owner=owner,
    )
