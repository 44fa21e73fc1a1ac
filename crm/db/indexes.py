"""What the tables are found by. The schema of a file is made by the migrations, and a test holds both together."""

from peewee import SQL

from crm.db.models import (
    AfterSale,
    Attachment,
    Contact,
    ContactTag,
    Conversation,
    FieldValue,
    FollowUp,
    Identity,
    NotSame,
    Order,
    OrderLine,
    Payment,
    Rest,
    SequenceRun,
    Speaker,
    StageChange,
    Suggestion,
    Tag,
)

for columns, name in (
    ((Contact.name_key,), "contact_by_name"),
    ((Contact.last_contact_at,), "contact_by_contact"),
    ((Contact.stage, Contact.stage_on), "contact_by_stage"),
    ((Contact.added_on,), "contact_by_added"),
    ((Contact.next_on,), "contact_by_next"),
    ((Contact.spent,), "contact_by_spent"),
    ((Contact.owed,), "contact_by_owed"),
    ((Contact.bond_level,), "contact_by_bond"),
):
    # a sorted list of friends is read from its index alone, which therefore holds the column of the bin too
    Contact.add_index(
        Contact.index(*columns, Contact.id, Contact.deleted_at, name=name, where=Contact.deleted_at.is_null())
    )
Contact.add_index(
    Contact.index(
        Contact.birthday_key,
        Contact.id,
        name="contact_by_birthday",
        where=SQL('"birthday_key" IS NOT NULL AND "deleted_at" IS NULL'),
    )
)
Contact.add_index(
    Contact.index(
        Contact.interest_on,
        Contact.bond_level,
        Contact.id,
        name="contact_by_interest",
        where=SQL('"interest_on" IS NOT NULL AND "deleted_at" IS NULL'),
    )
)
Contact.add_index(Contact.index(Contact.deleted_at, name="contact_binned", where=Contact.binned == 1))
# whoever is erased is looked for here, by the file too
Contact.add_index(Contact.index(Contact.merged_into, name="contact_merged", where=SQL('"merged_into_id" IS NOT NULL')))
IN_TOUCH = '"standing" = \'active\' AND "deleted_at" IS NULL'
"""Of whom Today may speak; its queries say the same words, so that these indexes answer them alone."""

Contact.add_index(
    Contact.index(
        Contact.birthday_key,
        name="today_birthday",
        where=SQL(f'"birthday_key" IS NOT NULL AND {IN_TOUCH}'),
    )
)
Contact.add_index(
    Contact.index(
        Contact.stage,
        Contact.quiet_since,
        name="today_cadence",
        where=SQL(f'"rhythm_days" IS NULL AND "next_on" IS NULL AND "unanswered" < 3 AND {IN_TOUCH}'),
    )
)
Contact.add_index(
    Contact.index(
        Contact.rhythm_days,
        Contact.quiet_since,
        name="today_own_cadence",
        where=SQL(f'"rhythm_days" IS NOT NULL AND "next_on" IS NULL AND "unanswered" < 3 AND {IN_TOUCH}'),
    )
)
Contact.add_index(
    Contact.index(
        Contact.stage,
        Contact.quiet_since,
        Contact.rhythm_days,
        Contact.next_on,
        Contact.unanswered,
        Contact.selling,
        name="today_owing",
        where=SQL(f'"owed" > 0 AND {IN_TOUCH}'),
    )
)
Contact.add_index(
    Contact.index(Contact.next_on, name="today_planned", where=SQL(f'"next_on" IS NOT NULL AND {IN_TOUCH}'))
)
Identity.add_index(Identity.index(Identity.handle_key, Identity.platform, name="identity_by_handle"))
Tag.add_index(Tag.index(Tag.name, name="tag_by_name", unique=True, where=Tag.deleted_at.is_null()))
ContactTag.add_index(
    ContactTag.index(
        ContactTag.tag,
        ContactTag.contact,
        name="contact_tag_once",
        unique=True,
        where=ContactTag.deleted_at.is_null(),
    )
)
Conversation.add_index(Conversation.index(Conversation.contact, Conversation.at, name="conversation_by_contact"))
# what a day brought is found by the day
Conversation.add_index(
    Conversation.index(
        Conversation.at, Conversation.contact, name="conversation_by_moment", where=Conversation.deleted_at.is_null()
    )
)
Payment.add_index(Payment.index(Payment.day, name="payment_by_day", where=Payment.deleted_at.is_null()))
StageChange.add_index(
    StageChange.index(StageChange.day, name="stage_change_by_day", where=StageChange.deleted_at.is_null())
)
FollowUp.add_index(
    FollowUp.index(
        FollowUp.closed_on,
        name="follow_up_closed",
        where=SQL('"closed_on" IS NOT NULL AND "deleted_at" IS NULL'),
    )
)
FollowUp.add_index(FollowUp.index(FollowUp.state, FollowUp.due, FollowUp.contact, name="follow_up_by_day"))
Rest.add_index(Rest.index(Rest.until, Rest.contact, name="rest_until"))
Rest.add_index(Rest.index(Rest.day, Rest.how, name="rest_by_day"))
Order.add_index(Order.index(Order.at, Order.id, name="order_by_moment", where=Order.deleted_at.is_null()))
for name, where in (
    ("order_to_pay", '"owed" > 0'),
    (
        "order_to_ship",
        '"cancelled_on" IS NULL AND "received_on" IS NULL AND "shipped_on" IS NULL AND ("owed" = 0 OR "on_delivery")',
    ),
    ("order_on_the_way", '"cancelled_on" IS NULL AND "received_on" IS NULL AND "shipped_on" IS NOT NULL'),
    ("order_done", '"cancelled_on" IS NULL AND "received_on" IS NOT NULL AND "owed" = 0'),
):
    Order.add_index(Order.index(Order.at, Order.id, name=name, where=SQL(f'{where} AND "deleted_at" IS NULL')))
# by these alone sums are told, without looking at any order
Order.add_index(Order.index(Order.day, Order.contact, Order.owed, name="order_unpaid", where=SQL('"owed" > 0')))
Order.add_index(
    Order.index(
        Order.contact,
        name="order_on_delivery",
        where=SQL('"on_delivery" AND "received_on" IS NULL AND "owed" > 0'),
    )
)
Order.add_index(Order.index(Order.contact, Order.day, name="order_owing", where=SQL('"owed" > 0')))
Order.add_index(
    Order.index(
        Order.day,
        Order.channel,
        Order.owed,
        Order.total,
        Order.paid,
        Order.cost,
        Order.uncosted,
        Order.shipping_cost,
        Order.fee,
        name="order_sums",
        where=SQL('"cancelled_on" IS NULL AND "deleted_at" IS NULL'),
    )
)
Order.add_index(Order.index(Order.id, name="order_cancelled", where=Order.cancelled_on.is_null(is_null=False)))
Order.add_index(Order.index(Order.received_on, name="order_received", where=Order.received_on.is_null(is_null=False)))
Order.add_index(Order.index(Order.number, name="order_by_number"))
# without the column of the bin, so that the index alone answers where a part of a number stands
Order.add_index(Order.index(Order.tracking, Order.number, name="order_by_parcel"))
Order.add_index(Order.index(SQL('substr("tracking", -4)'), name="order_by_tail", where=Order.tracking != ""))
Suggestion.add_index(
    Suggestion.index(Suggestion.state, Suggestion.stage, Suggestion.contact, name="suggestion_by_stage")
)
# by these the file sees that nobody's line and nobody's payment is left when somebody is erased
OrderLine.add_index(OrderLine.index(OrderLine.contact, name="line_by_contact"))
Payment.add_index(Payment.index(Payment.contact, name="payment_by_contact"))
# by these the figures of a month and of every friend are told without a look at the rows
OrderLine.add_index(
    OrderLine.index(
        OrderLine.order,
        OrderLine.quantity,
        OrderLine.unit_cost,
        name="line_gift",
        where=SQL('"gift" AND "deleted_at" IS NULL'),
    )
)
Payment.add_index(
    Payment.index(
        Payment.order, Payment.amount, name="payment_back", where=SQL('"amount" < 0 AND "deleted_at" IS NULL')
    )
)
Order.add_index(
    Order.index(
        Order.contact,
        Order.day,
        Order.paid,
        name="order_by_friend",
        where=SQL('"cancelled_on" IS NULL AND "deleted_at" IS NULL'),
    )
)
Payment.add_index(Payment.index(Payment.receipt, name="payment_by_receipt", where=SQL("\"receipt\" <> ''")))
Speaker.add_index(Speaker.index(Speaker.name, Speaker.platform, name="speaker_by_name"))
FieldValue.add_index(FieldValue.index(FieldValue.field, FieldValue.value, FieldValue.contact, name="value_by_field"))
FieldValue.add_index(FieldValue.index(FieldValue.field, SQL('substr("value", 6)'), name="value_by_month_day"))
Attachment.add_index(Attachment.index(Attachment.sha256, name="attachment_by_content"))
AfterSale.add_index(
    AfterSale.index(
        AfterSale.due,
        AfterSale.contact,
        name="after_sale_open",
        where=SQL('"closed_on" IS NULL AND "deleted_at" IS NULL'),
    )
)
SequenceRun.add_index(
    SequenceRun.index(SequenceRun.sequence, SequenceRun.state, SequenceRun.due, name="run_by_sequence")
)
NotSame.add_index(
    NotSame.index(NotSame.contact, NotSame.other, name="not_same_once", unique=True, where=NotSame.deleted_at.is_null())
)

INDEXED = (
    Contact, Identity, Tag, ContactTag, Conversation, FollowUp, Rest, Order, OrderLine, Payment, StageChange,
    Suggestion, Speaker, FieldValue, NotSame, SequenceRun, Attachment, AfterSale,
)  # fmt: skip
"""Whose indexes stand here; the columns' own (`index=True`) stand with the models."""
