"""The tables. Product modules build queries from them; nothing above the product modules sees them.

Every row carries what sharing and the bin need: a time-ordered UUID, when and by whom it was made and last
changed, a version that only ever grows, and the moment it was put into the bin. Columns named in a model's
`derived` are computed from other rows by `crm.db.derived`: they are never logged for undo.
"""

import json
from datetime import datetime
from typing import Any, ClassVar

from peewee import (
    AutoField,
    BigIntegerField,
    BooleanField,
    DateField,
    ForeignKeyField,
    IntegerField,
    Model,
    TextField,
)

from crm.clock import to_ms


class MomentField(BigIntegerField):
    """A moment, stored as UTC milliseconds since 1970."""

    def db_value(self, value: Any) -> Any:
        """Accept an aware moment or the number itself."""
        return to_ms(value) if isinstance(value, datetime) else value


class JsonField(TextField):
    """A small value of lists, texts and numbers, stored as JSON; peewee's own field needs an open database for that."""

    def db_value(self, value: Any) -> Any:
        """Write the value down."""
        return json.dumps(value, ensure_ascii=False)


class Row(Model):
    """What every table has."""

    id = AutoField()
    uuid = TextField(unique=True)
    created = MomentField()
    updated = MomentField()
    updated_by = TextField(default="")
    version = IntegerField(default=1)
    deleted_at = MomentField(null=True)

    derived: ClassVar[frozenset[str]] = frozenset()

    class Meta:
        legacy_table_names = False


HOUSEKEEPING = frozenset({"id", "uuid", "created", "updated", "updated_by", "version"})
"""Columns that undo never writes back: the row's identity, and version and moment, which only grow."""


class Account(Row):
    """One of the seller's own accounts."""

    name = TextField()
    platform = TextField()
    handle = TextField(default="")
    friend_cap = IntegerField(null=True)
    position = IntegerField(default=0)


class Contact(Row):
    """A person the seller knows."""

    name = TextField()
    note = TextField(default="")
    source = TextField(default="")
    added_on = DateField()
    introduced_by = ForeignKeyField("self", null=True, backref="introduced")
    stage = TextField(default="added")
    stage_on = DateField()
    standing = TextField(default="active")
    standing_reason = TextField(default="")
    cadence_days = IntegerField(null=True)
    birthday = TextField(default="")

    name_key = TextField(default="")
    remark = TextField(default="")
    birthday_key = TextField(null=True)
    last_contact_at = MomentField(null=True)
    quiet_since = DateField(null=True)
    next_on = DateField(null=True)
    orders_count = IntegerField(default=0)
    spent = BigIntegerField(default=0)
    owed = BigIntegerField(default=0)

    derived = frozenset(
        {
            "name_key",
            "remark",
            "birthday_key",
            "last_contact_at",
            "quiet_since",
            "next_on",
            "orders_count",
            "spent",
            "owed",
        }
    )


class Identity(Row):
    """A friend on one platform. The same handle on two friends is allowed, and flagged."""

    contact = ForeignKeyField(Contact, backref="identities")
    platform = TextField()
    handle = TextField(default="")
    handle_key = TextField(default="")
    nickname = TextField(default="")


class Tie(Row):
    """An identity joined to one of the seller's accounts (none: it is not known which), with its 备注."""

    contact = ForeignKeyField(Contact, backref="ties")
    identity = ForeignKeyField(Identity, backref="ties")
    account = ForeignKeyField(Account, null=True, backref="ties")
    state = TextField(default="accepted")
    since = DateField(null=True)
    remark = TextField(default="")


class Tag(Row):
    """A word that groups friends."""

    name = TextField()
    name_key = TextField(default="")

    derived = frozenset({"name_key"})


class ContactTag(Row):
    """A tag on a friend."""

    contact = ForeignKeyField(Contact, backref="tags")
    tag = ForeignKeyField(Tag, backref="contacts")


class Address(Row):
    """Where parcels to a friend go."""

    contact = ForeignKeyField(Contact, backref="addresses")
    recipient = TextField(default="")
    phone = TextField(default="")
    region = TextField(default="")
    detail = TextField(default="")
    postcode = TextField(default="")


class StageChange(Row):
    """A move from one stage to another, kept for ever."""

    contact = ForeignKeyField(Contact, backref="stage_changes")
    from_stage = TextField(default="")
    to_stage = TextField()
    at = MomentField()
    day = DateField()
    reason = TextField(default="")


class Suggestion(Row):
    """A stage that the evidence speaks for; the seller accepts or declines."""

    contact = ForeignKeyField(Contact, backref="suggestions")
    stage = TextField()
    evidence = TextField()
    evidence_row = IntegerField(null=True)
    state = TextField(default="open")


class Conversation(Row):
    """One logged exchange."""

    contact = ForeignKeyField(Contact, backref="conversations", index=False)
    account = ForeignKeyField(Account, null=True, index=False)
    platform = TextField()
    direction = TextField()
    kind = TextField()
    at = MomentField()
    day = DateField()
    text = TextField(default="")


class FollowUp(Row):
    """Something the seller wants to do with a friend on a day."""

    contact = ForeignKeyField(Contact, backref="follow_ups")
    due = DateField()
    text = TextField(default="")
    state = TextField(default="open")
    closed_on = DateField(null=True)


class Rest(Row):
    """A friend whom the seller settled on Today: done, skipped or put off, and until when they rest."""

    contact = ForeignKeyField(Contact, backref="rests")
    day = DateField()
    how = TextField()
    until = DateField()


class Product(Row):
    """What is sold."""

    name = TextField()
    name_key = TextField(default="")
    unit = TextField(default="")
    price = BigIntegerField(default=0)
    cost = BigIntegerField(null=True)
    days_per_unit = IntegerField(null=True)
    note = TextField(default="")

    derived = frozenset({"name_key"})


class Order(Row):
    """What a friend ordered."""

    contact = ForeignKeyField(Contact, backref="orders")
    account = ForeignKeyField(Account, null=True)
    number = TextField()
    at = MomentField()
    day = DateField()
    channel = TextField(default="")
    note = TextField(default="")
    shipping_fee = BigIntegerField(default=0)
    discount = BigIntegerField(default=0)
    address = TextField(default="")
    courier = TextField(default="")
    tracking = TextField(default="")
    shipped_on = DateField(null=True)
    received_on = DateField(null=True)
    cancelled_on = DateField(null=True)

    total = BigIntegerField(default=0)
    paid = BigIntegerField(default=0)
    owed = BigIntegerField(default=0)
    summary = TextField(default="")

    derived = frozenset({"total", "paid", "owed", "summary"})

    class Meta:
        table_name = "shop_order"


class OrderLine(Row):
    """A product in an order, with the name and price it had then."""

    contact = ForeignKeyField(Contact, index=False)
    order = ForeignKeyField(Order, backref="lines")
    product = ForeignKeyField(Product, null=True)
    name = TextField()
    quantity = IntegerField()
    unit_price = BigIntegerField()


class Payment(Row):
    """Money that came for an order; below zero it went back."""

    contact = ForeignKeyField(Contact, index=False)
    order = ForeignKeyField(Order, backref="payments")
    amount = BigIntegerField()
    method = TextField(default="")
    at = MomentField()
    day = DateField()


class ImportBatch(Row):
    """One imported file, and the undo step that takes it back."""

    file = TextField()
    kind = TextField()
    step = IntegerField()
    counts = JsonField(default=dict)


class Setting(Row):
    """A choice that belongs to the shop."""

    key = TextField(unique=True)
    value = JsonField()


TABLES: tuple[type[Row], ...] = (
    Account,
    Contact,
    Identity,
    Tie,
    Tag,
    ContactTag,
    Address,
    StageChange,
    Suggestion,
    Conversation,
    FollowUp,
    Rest,
    Product,
    Order,
    OrderLine,
    Payment,
    ImportBatch,
    Setting,
)
"""All tables whose rows undo remembers."""


class UndoStep(Model):
    """One action of the seller's, as Ctrl+Z counts them."""

    id = AutoField()
    verb = TextField()
    contact = IntegerField(null=True)
    detail = TextField(default="")
    count = IntegerField(default=1)
    topics = IntegerField()
    at = MomentField()
    state = TextField(index=True)

    class Meta:
        legacy_table_names = False


class UndoChange(Model):
    """One row's values before and after a step (JSON by column; before is empty for a new row)."""

    id = AutoField()
    step = ForeignKeyField(UndoStep, backref="changes")
    table_name = TextField()
    row = IntegerField()
    contact = IntegerField(null=True, index=True)
    before = TextField(null=True)
    after = TextField(null=True)

    class Meta:
        legacy_table_names = False


class UndoRange(Model):
    """Rows that a long step made (or put into the bin) in one stretch of numbers, without an image of each."""

    id = AutoField()
    step = ForeignKeyField(UndoStep, backref="ranges")
    table_name = TextField()
    first = IntegerField()
    last = IntegerField()
    binned = BooleanField(default=False)
    stamp = MomentField(null=True)

    class Meta:
        legacy_table_names = False


LOG_TABLES: tuple[type[Model], ...] = (UndoStep, UndoChange, UndoRange)
