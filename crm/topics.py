"""What the news after a change is about, and what the seller did to cause it."""

from dataclasses import dataclass
from enum import Flag, StrEnum, auto


class Topic(Flag):
    """Parts of the shop that a change touched; a page refreshes when its topics overlap."""

    CONTACTS = auto()
    STAGES = auto()
    CONVERSATIONS = auto()
    FOLLOW_UPS = auto()
    ORDERS = auto()
    PRODUCTS = auto()
    ACCOUNTS = auto()
    TAGS = auto()
    SETTINGS = auto()
    UNDO = auto()
    FIELDS = auto()
    LISTS = auto()
    PHRASES = auto()
    SUPPLIERS = auto()
    EVERYTHING = (
        CONTACTS | STAGES | CONVERSATIONS | FOLLOW_UPS | ORDERS | PRODUCTS | ACCOUNTS | TAGS | SETTINGS | UNDO
        | FIELDS | LISTS | PHRASES | SUPPLIERS
    )  # fmt: skip


class Verb(StrEnum):
    """What the seller did, as undo remembers it. `crm.wording.actions` has the words."""

    ADD_CONTACT = auto()
    EDIT_CONTACT = auto()
    DELETE_CONTACT = auto()
    BRING_BACK_CONTACT = auto()
    MERGE_CONTACTS = auto()
    NOT_SAME = auto()
    TAG_CONTACT = auto()
    UNTAG_CONTACT = auto()
    ADD_IDENTITY = auto()
    EDIT_IDENTITY = auto()
    REMOVE_IDENTITY = auto()
    SET_TIE = auto()
    SET_STANDING = auto()
    SET_INTRODUCER = auto()
    SET_BIRTHDAY = auto()
    SET_CADENCE = auto()
    SET_FIELD = auto()
    SET_PHOTO = auto()
    EDIT_FIELDS = auto()
    EDIT_LIST = auto()
    EDIT_ADDRESS = auto()
    EDIT_ACCOUNT = auto()
    MOVE_STAGE = auto()
    DECLINE_SUGGESTION = auto()
    LOG_CONVERSATION = auto()
    EDIT_CONVERSATION = auto()
    DELETE_CONVERSATION = auto()
    SET_FOLLOW_UP = auto()
    PROMISE = auto()
    KEEP_PROMISE = auto()
    DROP_PROMISE = auto()
    EDIT_PHRASE = auto()
    DELETE_PHRASE = auto()
    EDIT_SEQUENCE = auto()
    DELETE_SEQUENCE = auto()
    START_SEQUENCE = auto()
    STOP_SEQUENCE = auto()
    OPEN_CASE = auto()
    EDIT_CASE = auto()
    CLOSE_CASE = auto()
    DELETE_CASE = auto()
    DONE = auto()
    SNOOZE = auto()
    SKIP = auto()
    ADD_PRODUCT = auto()
    EDIT_PRODUCT = auto()
    DELETE_PRODUCT = auto()
    EDIT_PRICES = auto()
    EDIT_TIERS = auto()
    SET_TIER = auto()
    MOVE_STOCK = auto()
    COUNT_STOCK = auto()
    ATTACH = auto()
    DETACH = auto()
    ADD_ORDER = auto()
    EDIT_ORDER = auto()
    DELETE_ORDER = auto()
    PAY_ORDER = auto()
    ADVANCE = auto()
    SHIP_ORDER = auto()
    RECEIVE_ORDER = auto()
    CANCEL_ORDER = auto()
    ADDRESS_ORDER = auto()
    WHO_SHIPS = auto()
    REPORT_ORDER = auto()
    EDIT_SUPPLIER = auto()
    DELETE_SUPPLIER = auto()
    BUY = auto()
    PAY_SUPPLIER = auto()
    TIE_PAYMENT = auto()
    SET_ASIDE = auto()
    ENTER_COSTS = auto()
    IMPORT_CONTACTS = auto()
    IMPORT_ORDERS = auto()
    IMPORT_BILL = auto()
    IMPORT_TALKS = auto()
    IMPORT_PRODUCTS = auto()
    TAKE_BACK = auto()
    CHANGE_SETTINGS = auto()
    MAKE_DEMO = auto()


@dataclass(frozen=True, slots=True)
class Action:
    """One thing the seller did: a verb and the numbers of the rows it was done to, never a name or a sentence.

    `detail` is a code that the words may need beside the rows (a stage, a file name's suffix …); for `TAKE_BACK` it is
    the verb of the step that was taken back and, after a blank, that step's number.
    """

    verb: Verb
    contact: int | None = None
    detail: str = ""
    count: int = 1
