"""One open file and everything you can do with it."""

from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from crm.accounts import Accounts
from crm.advances import Advances
from crm.after_sales import AfterSales
from crm.backups import Backups, Why
from crm.clock import Clock
from crm.contacts import Contacts
from crm.conversations import Conversations
from crm.db import files, shelf
from crm.db.owner import Owner, guard_folder, keep_private
from crm.db.store import Store
from crm.finder import Finder
from crm.follow_ups import FollowUps
from crm.orders import Orders
from crm.products import Products
from crm.progress import Progress, unheard
from crm.promises import Promises
from crm.sequences import Sequences
from crm.settings import DEFAULT_ZONE, Settings
from crm.smart_lists import SmartLists
from crm.stages import Stages
from crm.stock import Stock
from crm.today import Today
from crm.undo import Undo

if TYPE_CHECKING:
    # what the start does without is imported when it is first asked for, a third of a second in all
    from crm.attachments import Attachments
    from crm.bin import Bin
    from crm.bonds import Bonds
    from crm.coming import Coming
    from crm.custom_fields import CustomFields
    from crm.duplicates import Duplicates
    from crm.erasing import Erasing
    from crm.evening import Evening
    from crm.evidence import Gathering
    from crm.finder.anything import Anything
    from crm.findings import Findings
    from crm.history import History
    from crm.insights import Insights
    from crm.merging import Merging
    from crm.one_line import OneLine
    from crm.orders import Sketches
    from crm.photos import Photos
    from crm.phrases import Phrases
    from crm.pictured import Pictured
    from crm.prices import Prices
    from crm.profit import Profits
    from crm.returning import Returning
    from crm.shipping import Shipping
    from crm.suggestions import Suggestions
    from crm.suppliers import Suppliers
    from crm.timeline import Timeline


class Workspace:
    """A shop's file, open, with the verbs on each of its nouns. Made by `open_workspace` only."""

    def __init__(self, folder: Path, store: Store, settings: Settings, owner: Owner | None) -> None:
        self.folder = folder
        self.store = store
        self.settings = settings
        self.owner = owner
        self.undo = Undo(store)
        self.backups = Backups(store, folder)
        self.accounts = Accounts(store)
        self.contacts = Contacts(store)
        self.conversations = Conversations(store)
        self.stages = Stages(store)
        self.products = Products(store)
        self.advances = Advances(store)
        self.orders = Orders(store, settings, self.products, self.advances)
        self.after_sales = AfterSales(store, self.orders, self.stock)
        self.finder = Finder(store, settings)
        self.smart_lists = SmartLists(store)
        self.follow_ups = FollowUps(store)
        self.promises = Promises(store)
        self.sequences = Sequences(store, settings)
        self.today = Today(store, settings, self.contacts, self.conversations, self.sequences)

    @cached_property
    def anything(self) -> "Anything":
        """Finding anything: what was said, orders, products, phrases, tags."""
        from crm.finder.anything import Anything

        return Anything(self.store, self.finder, self.contacts, self.products, self.phrases, self.orders)

    @cached_property
    def bin(self) -> "Bin":
        """What was deleted."""
        from crm.bin import Bin

        return Bin(self.store)

    @cached_property
    def bonds(self) -> "Bonds":
        """How strong the ties are."""
        from crm.bonds import Bonds

        return Bonds(self.store)

    @cached_property
    def coming(self) -> "Coming":
        """What is coming, day by day."""
        from crm.coming import Coming

        return Coming(self.store, self.settings, self.follow_ups, self.promises, self.sequences)

    @cached_property
    def duplicates(self) -> "Duplicates":
        """Who is there twice."""
        from crm.duplicates import Duplicates

        return Duplicates(self.store)

    @cached_property
    def erasing(self) -> "Erasing":
        """Forgetting for good."""
        from crm.erasing import Erasing

        return Erasing(self.store, self.folder, self.bin)

    @cached_property
    def evening(self) -> "Evening":
        """The day at its end."""
        from crm.evening import Evening

        return Evening(self.store, self.today)

    @cached_property
    def fields(self) -> "CustomFields":
        """Fields of the seller's own."""
        from crm.custom_fields import CustomFields

        return CustomFields(self.store)

    @cached_property
    def findings(self) -> "Findings":
        """What a talk contains."""
        from crm.findings import Findings

        return Findings(self.store, self.settings, self.contacts, self.products, self.orders, self.promises)

    @cached_property
    def history(self) -> "History":
        """What was changed."""
        from crm.history import History

        return History(self.store)

    @cached_property
    def merging(self) -> "Merging":
        """Two friends who are one."""
        from crm.merging import Merging

        return Merging(self.store, self.contacts, self.fields)

    @cached_property
    def one_line(self) -> "OneLine":
        """A jotted line."""
        from crm.one_line import OneLine

        return OneLine(
            self.store,
            self.settings,
            self.finder,
            self.contacts,
            self.products,
            self.orders,
            self.conversations,
            self.follow_ups,
            self.promises,
        )

    @cached_property
    def photos(self) -> "Photos":
        """Pictures of friends."""
        from crm.photos import Photos

        return Photos(self.store)

    @cached_property
    def phrases(self) -> "Phrases":
        """Words to say again."""
        from crm.phrases import Phrases

        return Phrases(self.store)

    @cached_property
    def returning(self) -> "Returning":
        """Friends back out of a backup."""
        from crm.returning import Returning

        return Returning(self.store)

    @cached_property
    def timeline(self) -> "Timeline":
        """Everything with a friend, by day."""
        from crm.timeline import Timeline

        return Timeline(self.store)

    @cached_property
    def attachments(self) -> "Attachments":
        """Files that belong to something."""
        from crm.attachments import Attachments

        return Attachments(self.store, self.folder)

    @cached_property
    def evidence(self) -> "Gathering":
        """What speaks for the truth of a case."""
        from crm.evidence import Gathering

        return Gathering(self.store, self.settings, self.orders, self.after_sales, self.attachments)

    @cached_property
    def insights(self) -> "Insights":
        """What selling brought, in figures."""
        from crm.insights import insights_of

        return insights_of(self.store)

    @cached_property
    def pictured(self) -> "Pictured":
        """Talks with pictures."""
        from crm.pictured import Pictured

        return Pictured(self.store, self.conversations, self.attachments)

    @cached_property
    def prices(self) -> "Prices":
        """Tiers and prices."""
        from crm.prices import Prices

        return Prices(self.store)

    @cached_property
    def profits(self) -> "Profits":
        """What selling brings."""
        from crm.profit import Profits

        return Profits(self.store)

    @cached_property
    def shipping(self) -> "Shipping":
        """Parcels out, and their numbers back."""
        from crm.shipping import Shipping

        return Shipping(self.store, self.orders, self.contacts)

    @cached_property
    def sketches(self) -> "Sketches":
        """Orders that are being written."""
        from crm.orders import Sketches

        return Sketches(self.store)

    @cached_property
    def stock(self) -> Stock:
        """What is on the shelf."""
        return Stock(self.store)

    @cached_property
    def suggestions(self) -> "Suggestions":
        """Stages that the evidence speaks for."""
        from crm.suggestions import Suggestions

        return Suggestions(self.store, self.settings, self.finder, self.stages)

    @cached_property
    def suppliers(self) -> "Suppliers":
        """Who supplies."""
        from crm.suppliers import Suppliers

        return Suppliers(self.store, self.shipping, self.products)

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
            files.prepare(path, now, anew=anew, about=lambda: shelf.about(folder, Why.BEFORE_UPDATE, now))
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
    workspace = Workspace(folder, store, settings, owner)
    if owned:
        workspace.erasing.again()
    return workspace
