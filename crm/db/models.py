"""The tables. Product modules build queries from them; nothing above the product modules sees them."""

from peewee import BigIntegerField, BooleanField, DateField, DoubleField, ForeignKeyField, IntegerField, TextField

from crm.db.row import JsonField, MomentField, Row


class Account(Row):
    """One of the seller's own accounts."""

    name = TextField()
    platform = TextField()
    handle = TextField(default="")
    friend_cap = IntegerField(null=True)
    position = IntegerField(default=0)


class Tier(Row):
    """A level of agents with prices of its own; `least` units are the fewest of an order."""

    name = TextField()
    least = IntegerField(default=0)
    position = IntegerField(default=0)


class Contact(Row):
    """A person the seller knows. `binned`: the seller deleted them, which undoing how they came does not."""

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
    merged_into = ForeignKeyField("self", null=True, index=False)
    binned = BooleanField(default=False)
    tier = ForeignKeyField(Tier, null=True, index=False)

    name_key = TextField(default="")
    remark = TextField(default="")
    birthday_key = TextField(null=True)
    last_contact_at = MomentField(null=True)
    quiet_since = DateField(null=True)
    next_on = DateField(null=True)
    rhythm_days = IntegerField(null=True)
    unanswered = IntegerField(default=0)
    selling = IntegerField(default=0)
    orders_count = IntegerField(default=0)
    channels = IntegerField(default=0)
    first_handle = TextField(default="")
    first_tag = TextField(default="")
    first_account = IntegerField(null=True)
    spent = BigIntegerField(default=0)
    owed = BigIntegerField(default=0)
    bond_level = DoubleField(null=True)
    bond_drift = DoubleField(null=True)
    interest_on = DateField(null=True)
    counted_for = IntegerField(null=True)
    counted_on = DateField(null=True)

    derived = frozenset(
        {
            "name_key",
            "remark",
            "birthday_key",
            "last_contact_at",
            "quiet_since",
            "next_on",
            "rhythm_days",
            "unanswered",
            "selling",
            "orders_count",
            "channels",
            "first_handle",
            "first_tag",
            "first_account",
            "spent",
            "owed",
            "bond_level",
            "bond_drift",
            "interest_on",
            "counted_for",
            "counted_on",
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
    """A word that groups friends, and the rhythm that they want, where the word says one."""

    name = TextField()
    name_key = TextField(default="")
    cadence_days = IntegerField(null=True)

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
    """A stage that was declined, and is not suggested again before the day `until`; older files have other states."""

    contact = ForeignKeyField(Contact, backref="suggestions")
    stage = TextField()
    evidence = TextField()
    evidence_row = IntegerField(null=True)
    state = TextField(default="declined")
    until = DateField(null=True)


class Conversation(Row):
    """One logged exchange. `marks`: what tells each message of an imported record from others, in their order, so that
    a record that overlaps with this one adds nothing twice.
    """

    contact = ForeignKeyField(Contact, backref="conversations", index=False)
    account = ForeignKeyField(Account, null=True, index=False)
    platform = TextField()
    direction = TextField()
    kind = TextField()
    at = MomentField()
    day = DateField()
    text = TextField(default="")
    marks = JsonField(default=list)


class Speaker(Row):
    """What a friend is called in records of talks on a platform."""

    contact = ForeignKeyField(Contact, backref="speakers")
    platform = TextField()
    name = TextField()


class FollowUp(Row):
    """Something the seller wants to do with a friend on a day; of the kind `promise` it was promised to them."""

    contact = ForeignKeyField(Contact, backref="follow_ups")
    kind = TextField(default="plan")
    due = DateField()
    text = TextField(default="")
    state = TextField(default="open")
    closed_on = DateField(null=True)


class Rest(Row):
    """A friend whom the seller settled on Today: done, skipped or put off, until when they rest, and which reason was
    the strongest then.
    """

    contact = ForeignKeyField(Contact, backref="rests")
    day = DateField()
    how = TextField()
    until = DateField()
    why = TextField(default="")


class Product(Row):
    """What is sold. A `variant` (a shade, a size) belongs to its `parent`, which is then not sold itself.

    `recommend` is why the seller stands for it. `stock` is on the shelf, `reserved` of it is ordered and not sent yet;
    both only where stock is kept (`stocked`), and it is low up to `low_stock`.
    """

    name = TextField()
    name_key = TextField(default="")
    unit = TextField(default="")
    price = BigIntegerField(default=0)
    cost = BigIntegerField(null=True)
    days_per_unit = IntegerField(null=True)
    note = TextField(default="")
    sort = TextField(default="")
    parent = ForeignKeyField("self", null=True, backref="variants")
    variant = TextField(default="")
    story = TextField(default="")
    recommend = TextField(default="")
    origin = TextField(default="")
    authorisation = TextField(default="")
    stocked = BooleanField(default=False)
    low_stock = IntegerField(null=True)

    stock = IntegerField(default=0)
    reserved = IntegerField(default=0)

    derived = frozenset({"name_key", "stock", "reserved"})


class Price(Row):
    """Another price than the retail one: of a tier, of one friend, or of everybody, from `at_least` units on."""

    product = ForeignKeyField(Product, backref="prices")
    tier = ForeignKeyField(Tier, null=True, index=False)
    contact = ForeignKeyField(Contact, null=True, backref="prices")
    at_least = IntegerField(default=1)
    price = BigIntegerField()


class PriceChange(Row):
    """What a product cost everybody, and the seller, from `day` on."""

    product = ForeignKeyField(Product, backref="price_changes")
    day = DateField()
    price = BigIntegerField()
    cost = BigIntegerField(null=True)


class BundlePart(Row):
    """So many of a product are in one of a bundle."""

    bundle = ForeignKeyField(Product, backref="parts")
    part = ForeignKeyField(Product, index=False)
    quantity = IntegerField()


class Batch(Row):
    """Units of a product that came together: what stands on them, and until when they keep."""

    product = ForeignKeyField(Product, backref="batches")
    code = TextField(default="")
    expires_on = DateField(null=True)
    received_on = DateField()


class Supplier(Row):
    """From whom the seller buys, or who ships for them; `template` is how they want an order to be written."""

    name = TextField()
    note = TextField(default="")
    template = TextField(default="")
    position = IntegerField(default=0)


class SupplierPrice(Row):
    """What a product costs the seller there."""

    supplier = ForeignKeyField(Supplier, backref="prices")
    product = ForeignKeyField(Product, index=False)
    price = BigIntegerField()


class Purchase(Row):
    """What the seller bought in one go; `returned`: it went back."""

    supplier = ForeignKeyField(Supplier, null=True, backref="purchases")
    day = DateField()
    note = TextField(default="")
    returned = BooleanField(default=False)


class PurchaseLine(Row):
    """So many units of a product in a purchase, and what one cost."""

    purchase = ForeignKeyField(Purchase, backref="lines")
    product = ForeignKeyField(Product, index=False)
    quantity = IntegerField()
    unit_cost = BigIntegerField()


class SupplierPayment(Row):
    """Money that the seller paid to a supplier; below zero it came back."""

    supplier = ForeignKeyField(Supplier, backref="payments")
    amount = BigIntegerField()
    method = TextField(default="")
    day = DateField()
    note = TextField(default="")


class StockMove(Row):
    """Units that came in (above zero) or went out otherwise than by an order: `kind` says why."""

    product = ForeignKeyField(Product, backref="moves")
    batch = ForeignKeyField(Batch, null=True, index=False)
    purchase_line = ForeignKeyField(PurchaseLine, null=True)
    quantity = IntegerField()
    kind = TextField()
    day = DateField()
    note = TextField(default="")


class Order(Row):
    """What a friend ordered. What is sent to somebody else for an agent has their `recipient` and the agent's `sender`.

    `shipping_cost` is what the seller pays for sending, `fee` is what the channel keeps of the money; `on_delivery`: it
    is paid when it arrives. `cost` is what its lines cost the seller as far as that is known, `uncosted` are the lines
    of which it is not.
    """

    contact = ForeignKeyField(Contact, backref="orders")
    account = ForeignKeyField(Account, null=True)
    number = TextField()
    at = MomentField()
    day = DateField()
    channel = TextField(default="")
    note = TextField(default="")
    shipping_fee = BigIntegerField(default=0)
    shipping_cost = BigIntegerField(default=0)
    discount = BigIntegerField(default=0)
    fee = BigIntegerField(default=0)
    address = TextField(default="")
    sender = TextField(default="")
    recipient = ForeignKeyField(Contact, null=True, backref="received_orders")
    courier = TextField(default="")
    tracking = TextField(default="")
    shipped_on = DateField(null=True)
    received_on = DateField(null=True)
    cancelled_on = DateField(null=True)
    on_delivery = BooleanField(default=False)

    total = BigIntegerField(default=0)
    paid = BigIntegerField(default=0)
    owed = BigIntegerField(default=0)
    summary = TextField(default="")
    cost = BigIntegerField(default=0)
    uncosted = IntegerField(default=0)

    derived = frozenset({"total", "paid", "owed", "summary", "cost", "uncosted"})

    class Meta:
        table_name = "shop_order"


class OrderLine(Row):
    """A product in an order, with the name and price it had then, and what a unit cost the seller.

    `supplier` ships it where that is not the seller, and was told so on `reported_on`; `batch` is where it was taken
    from. `counted` units of it are in the product's stock as sent, `held` as reserved.
    """

    contact = ForeignKeyField(Contact, index=False)
    order = ForeignKeyField(Order, backref="lines")
    product = ForeignKeyField(Product, null=True, index=False)
    name = TextField()
    quantity = IntegerField()
    unit_price = BigIntegerField()
    unit_cost = BigIntegerField(null=True)
    gift = BooleanField(default=False)
    supplier = ForeignKeyField(Supplier, null=True)
    reported_on = DateField(null=True)
    batch = ForeignKeyField(Batch, null=True)

    counted = IntegerField(default=0)
    held = IntegerField(default=0)

    derived = frozenset({"counted", "held"})


class Payment(Row):
    """Money that came for an order; below zero it went back. Several with one `receipt` came together."""

    contact = ForeignKeyField(Contact, index=False)
    order = ForeignKeyField(Order, backref="payments")
    amount = BigIntegerField()
    method = TextField(default="")
    at = MomentField()
    day = DateField()
    receipt = TextField(default="")


class Advance(Row):
    """Money that a friend left with the seller; below zero it was used, for `order`, or went back."""

    contact = ForeignKeyField(Contact, backref="advances")
    order = ForeignKeyField(Order, null=True)
    amount = BigIntegerField()
    method = TextField(default="")
    at = MomentField()
    day = DateField()
    note = TextField(default="")


class Parcel(Row):
    """A part of an order that was sent by itself."""

    contact = ForeignKeyField(Contact, index=False)
    order = ForeignKeyField(Order, backref="parcels")
    courier = TextField(default="")
    tracking = TextField(default="")
    shipped_on = DateField()
    received_on = DateField(null=True)


class ParcelLine(Row):
    """So many units of a line are in a parcel."""

    contact = ForeignKeyField(Contact, index=False)
    order = ForeignKeyField(Order, index=False)
    parcel = ForeignKeyField(Parcel, backref="lines")
    line = ForeignKeyField(OrderLine, index=False)
    quantity = IntegerField()


class OrderSketch(Row):
    """An order that is being written and not saved yet, as its form has it: never lost, and no step to undo."""

    contact = ForeignKeyField(Contact, null=True)
    data = JsonField()


class AfterSale(Row):
    """Something to make right (or praise) of an order or a product: what was agreed, until when, and how it ended."""

    contact = ForeignKeyField(Contact, backref="cases")
    order = ForeignKeyField(Order, null=True)
    product = ForeignKeyField(Product, null=True, index=False)
    kind = TextField()
    opened_on = DateField()
    text = TextField(default="")
    remedy = TextField(default="")
    due = DateField(null=True)
    quantity = IntegerField(default=0)
    refund = BigIntegerField(default=0)
    result = TextField(default="")
    closed_on = DateField(null=True)


class Attachment(Row):
    """A file in the data folder, named by what is in it (SHA-256), of an order, a product, a case or a talk."""

    contact = ForeignKeyField(Contact, null=True, backref="attachments")
    order = ForeignKeyField(Order, null=True)
    product = ForeignKeyField(Product, null=True)
    case = ForeignKeyField(AfterSale, null=True)
    conversation = ForeignKeyField(Conversation, null=True)
    name = TextField()
    sha256 = TextField()
    size = IntegerField()
    kind = TextField()
    position = IntegerField(default=0)


class CustomField(Row):
    """Something the seller wants to know of each friend; `choices` holds the words of a field that one picks from."""

    name = TextField()
    kind = TextField()
    choices = JsonField(default=list)
    position = IntegerField(default=0)


class FieldValue(Row):
    """What a custom field says of a friend, as the code of its kind (a decimal, an ISO day, yes or no …)."""

    contact = ForeignKeyField(Contact, backref="field_values")
    field = ForeignKeyField(CustomField, backref="values")
    value = TextField()


class FormerName(Row):
    """What a friend was called until `day`: their name (no tie), or the 备注 of that tie."""

    contact = ForeignKeyField(Contact, backref="former_names")
    tie = ForeignKeyField(Tie, null=True, index=False)
    text = TextField()
    day = DateField()


class Photo(Row):
    """A small picture of a friend: a JPEG of at most 256 × 256 pixels, in base64."""

    contact = ForeignKeyField(Contact, backref="photos")
    data = TextField()


class NotSame(Row):
    """Two friends of whom the seller said that they are not the same person; `contact` has the lower number."""

    contact = ForeignKeyField(Contact, index=False)
    other = ForeignKeyField(Contact)


class SmartList(Row):
    """A filter with a name, in the search grammar, and how its list is ordered."""

    name = TextField()
    query = TextField()
    sort = TextField(default="name")
    descending = BooleanField(default=False)
    position = IntegerField(default=0)


class Phrase(Row):
    """Words to send, with {variables}; `uses` counts how often they were copied."""

    name = TextField(default="")
    name_key = TextField(default="")
    heading = TextField(default="")
    text = TextField()
    uses = IntegerField(default=0)
    position = IntegerField(default=0)

    derived = frozenset({"name_key"})


class Sequence(Row):
    """Steps to take with a friend, one after the other, from a beginning on.

    `starts` says when it begins by itself, since the day `since` on (not at all while that is none), `after_days` after
    which silence or so many days before a festival, and only for friends with `tag`. It ends when the friend answers,
    or orders, where these say so.
    """

    name = TextField()
    starts = TextField(default="by_hand")
    after_days = IntegerField(default=0)
    since = DateField(null=True)
    tag = ForeignKeyField(Tag, null=True, index=False)
    until_answer = BooleanField(default=True)
    until_order = BooleanField(default=False)
    position = IntegerField(default=0)


class SequenceStep(Row):
    """What to write `days` after the beginning of a sequence."""

    sequence = ForeignKeyField(Sequence, backref="steps")
    days = IntegerField()
    text = TextField()


class SequenceRun(Row):
    """A friend in a sequence: how many steps were taken, and on which day the next one is due.

    `state` is what the seller, or the last step, made of it; `why` it was stopped. `halted` says of a running one
    that the friend answered or ordered.
    """

    contact = ForeignKeyField(Contact, backref="sequence_runs")
    sequence = ForeignKeyField(Sequence, index=False)
    started_at = MomentField()
    started_on = DateField()
    taken = IntegerField(default=0)
    due = DateField(null=True)
    state = TextField(default="running")
    why = TextField(default="")
    halted = TextField(default="")

    derived = frozenset({"halted"})


class ImportBatch(Row):
    """One imported file, and the undo step that takes it back."""

    file = TextField()
    kind = TextField()
    step = IntegerField()
    counts = JsonField(default=dict)


class ExportLog(Row):
    """A file that was written: of what, of how many, with which columns; of one friend, of whom. Not a step to undo."""

    contact = ForeignKeyField(Contact, null=True, backref="exports")
    at = MomentField()
    what = TextField()
    format = TextField()
    count = IntegerField()
    columns = JsonField(default=list)
    masked = BooleanField(default=False)
    file = TextField()


class Setting(Row):
    """A choice that belongs to the shop."""

    key = TextField(unique=True)
    value = JsonField()


TABLES: tuple[type[Row], ...] = (
    Account,
    Tier,
    Contact,
    Identity,
    Tie,
    Tag,
    ContactTag,
    Address,
    StageChange,
    Suggestion,
    Conversation,
    Speaker,
    FollowUp,
    Rest,
    Product,
    Price,
    PriceChange,
    BundlePart,
    Batch,
    Supplier,
    SupplierPrice,
    Purchase,
    PurchaseLine,
    SupplierPayment,
    StockMove,
    Order,
    OrderLine,
    Payment,
    Advance,
    Parcel,
    ParcelLine,
    OrderSketch,
    AfterSale,
    Attachment,
    CustomField,
    FieldValue,
    FormerName,
    Photo,
    NotSame,
    SmartList,
    Phrase,
    Sequence,
    SequenceStep,
    SequenceRun,
    ImportBatch,
    ExportLog,
    Setting,
)
"""All tables whose rows undo remembers."""
