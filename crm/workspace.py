"""One open file and everything you can do with it."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from crm.accounts import Accounts
from crm.advances import Advances
from crm.after_sales import AfterSales
from crm.attachments import Attachments
from crm.bin import Bin
from crm.bonds import Bonds
from crm.clock import Clock
from crm.coming import Coming
from crm.contacts import Contacts
from crm.conversations import Conversations
from crm.custom_fields import CustomFields
from crm.db import files
from crm.db.owner import Owner, guard_folder
from crm.db.store import Store
from crm.duplicates import Duplicates
from crm.erasing import Erasing
from crm.evening import Evening
from crm.evidence import Gathering
from crm.finder import Anything, Finder
from crm.findings import Findings
from crm.follow_ups import FollowUps
from crm.history import History
from crm.insights import Insights, insights_of
from crm.merging import Merging
from crm.one_line import OneLine
from crm.orders import Orders, Sketches
from crm.photos import Photos
from crm.phrases import Phrases
from crm.pictured import Pictured
from crm.prices import Prices
from crm.products import Products
from crm.profit import Profits
from crm.progress import Progress, unheard
from crm.promises import Promises
from crm.sequences import Sequences
from crm.settings import DEFAULT_ZONE, Settings
from crm.shipping import Shipping
from crm.smart_lists import SmartLists
from crm.stages import Stages
from crm.stock import Stock
from crm.suggestions import Suggestions
from crm.suppliers import Suppliers
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
    erasing: Erasing
    history: History
    duplicates: Duplicates
    merging: Merging
    accounts: Accounts
    contacts: Contacts
    fields: CustomFields
    stages: Stages
    suggestions: Suggestions
    products: Products
    prices: Prices
    stock: Stock
    attachments: Attachments
    orders: Orders
    after_sales: AfterSales
    evidence: Gathering
    shipping: Shipping
    suppliers: Suppliers
    sketches: Sketches
    advances: Advances
    profits: Profits
    insights: Insights
    finder: Finder
    anything: Anything
    smart_lists: SmartLists
    conversations: Conversations
    follow_ups: FollowUps
    promises: Promises
    one_line: OneLine
    photos: Photos
    pictured: Pictured
    timeline: Timeline
    findings: Findings
    phrases: Phrases
    sequences: Sequences
    today: Today
    coming: Coming
    evening: Evening
    bonds: Bonds
    owner: Owner | None

    @property
    def clock(self) -> Clock:
        """The one source of now and today, in the shop's zone as it is now."""
        return self.store.clock

    def last_backup(self) -> datetime | None:
        """When the newest checked copy among the backups of this folder was made; none where there is none."""
        return files.newest_backup(self.folder)

    def backup(self, target: Path | None = None, progress: Progress = unheard) -> Path:
        """A checked copy of the file, to `target` or among the backups of this folder. Returns where it is.

        Raises `Cancelled` when `progress` does, or the `FileProblemError` that kept it from being made.
        """
        where = target or self.folder / files.BACKUPS / f"{self.clock.now():%Y%m%d-%H%M%S}.db"
        return self.store.backup(where, progress)

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
    folder: Path, *, clock: Clock | None = None, owned: bool = True, reader_patience_ms: int = 5000
) -> Workspace:
    """Open the shop in a folder, making it when there is none.

    `owned`: as the one process that may change it; reading verbs of the command line need no ownership, but then
    the file must be there. Raises `InUseError`, `UnsafeFolderError` or the `FileProblemError` that says why not.
    """
    guard_folder(folder)
    owner = Owner(folder) if owned else None
    try:
        path = folder / files.FILE_NAME
        now = (clock or Clock(ZoneInfo(DEFAULT_ZONE))).now()
        if owned:
            files.prepare(path, now)
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
    advances = Advances(store)
    orders = Orders(store, settings, products, advances)
    shipping = Shipping(store, orders, contacts)
    promises = Promises(store)
    phrases = Phrases(store)
    sequences = Sequences(store, settings)
    finder = Finder(store, settings)
    follow_ups = FollowUps(store)
    today = Today(store, settings, contacts, conversations, sequences)
    stock = Stock(store)
    after_sales = AfterSales(store, orders, stock)
    attachments = Attachments(store, folder)
    erasing = Erasing(store, folder, bin_)
    if owned:
        erasing.again()
    return Workspace(
        folder=folder,
        store=store,
        settings=settings,
        undo=Undo(store),
        bin=bin_,
        erasing=erasing,
        history=History(store),
        duplicates=Duplicates(store),
        merging=Merging(store, contacts, fields),
        accounts=Accounts(store),
        contacts=contacts,
        fields=fields,
        stages=stages,
        suggestions=Suggestions(store, settings, finder, stages),
        products=products,
        prices=Prices(store),
        stock=stock,
        attachments=attachments,
        orders=orders,
        after_sales=after_sales,
        evidence=Gathering(store, settings, orders, after_sales, attachments),
        shipping=shipping,
        suppliers=Suppliers(store, shipping, products),
        sketches=Sketches(store),
        advances=advances,
        profits=Profits(store),
        insights=insights_of(store),
        finder=finder,
        anything=Anything(store, finder, contacts, products, phrases, orders),
        smart_lists=SmartLists(store),
        conversations=conversations,
        follow_ups=follow_ups,
        promises=promises,
        one_line=OneLine(store, settings, finder, contacts, products, orders, conversations, follow_ups, promises),
        photos=Photos(store),
        pictured=Pictured(store, conversations, attachments),
        timeline=Timeline(store),
        findings=Findings(store, settings, contacts, products, orders, promises),
        phrases=phrases,
        sequences=sequences,
        today=today,
        coming=Coming(store, settings, follow_ups, promises, sequences),
        evening=Evening(store, today),
        bonds=Bonds(store),
        owner=owner,
    )
