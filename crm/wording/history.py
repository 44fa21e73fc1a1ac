"""The words for what was changed: which thing, which of its fields, from what to what."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import assert_never

from crm.accounts import Platform
from crm.contacts import Standing, TieState
from crm.conversations import Direction, Kind
from crm.history import ChangeKind, RowChange, Value
from crm.lunar import Birthday
from crm.money import Currency, format_amount
from crm.stages import Stage
from crm.wording import tr, trc, trn
from crm.wording.days import date_words
from crm.wording.friends import birthday_words, platform_word, stage_word, standing_word, tie_word
from crm.wording.orders import channel_word
from crm.wording.talks import direction_word, kind_word

LONGEST = 80
"""Characters of a value that are told; the rest is an ellipsis."""


def change_words(change: RowChange, currency: Currency, today: date) -> str:
    """One change in a line: `Tag added: 宝妈`, `Note: likes pink → likes red`."""
    thing = _thing(change.table)
    caption = _short(_caption(change, currency))
    match change.kind:
        case ChangeKind.ADDED:
            return (
                tr("{thing} added: {what}", thing=thing, what=caption) if caption else tr("{thing} added", thing=thing)
            )
        case ChangeKind.DELETED:
            return (
                tr("{thing} deleted: {what}", thing=thing, what=caption)
                if caption
                else tr("{thing} deleted", thing=thing)
            )
        case ChangeKind.BROUGHT_BACK:
            return tr("{thing} brought back: {what}", thing=thing, what=caption)
        case ChangeKind.CHANGED:
            field = _field(change)
            before, after = (_short(_value(change, value, currency, today)) for value in (change.before, change.after))
            said = tr("{field}: {before} → {after}", field=field, before=before, after=after)
            if change.table == "contact":
                return said
            return tr("{thing} {what}: {change}", thing=thing, what=caption, change=said)
        case unknown:
            assert_never(unknown)


def _caption(change: RowChange, currency: Currency) -> str:
    if change.table in {"payment", "advance"} and change.caption.lstrip("-").isdigit():
        return format_amount(int(change.caption), currency)
    if change.table == "suggestion":
        return stage_word(Stage.of(change.caption))
    return change.caption


def _thing(table: str) -> str:
    return {
        "contact": trc("changed thing", "Friend"),
        "identity": trc("changed thing", "Handle"),
        "tie": trc("changed thing", "Account and remark"),
        "contact_tag": trc("changed thing", "Tag"),
        "address": trc("changed thing", "Address"),
        "conversation": trc("changed thing", "Talk"),
        "follow_up": trc("changed thing", "Plan"),
        "shop_order": trc("changed thing", "Order"),
        "order_line": trc("changed thing", "Product in an order"),
        "payment": trc("changed thing", "Payment"),
        "price": trc("changed thing", "Own price"),
        "advance": trc("changed thing", "Advance"),
        "parcel": trc("changed thing", "Parcel"),
        "field_value": trc("changed thing", "Own field"),
        "suggestion": trc("changed thing", "Stage suggestion"),
    }[table]


def _field(change: RowChange) -> str:
    words = {
        "name": trc("changed field", "Name"),
        "note": trc("changed field", "Note"),
        "source": trc("changed field", "Source"),
        "added_on": trc("changed field", "Added"),
        "introduced_by_id": trc("changed field", "Introduced by"),
        "merged_into_id": trc("changed field", "Merged into"),
        "tier_id": trc("changed field", "Agent level"),
        "stage": trc("changed field", "Stage"),
        "standing": trc("changed field", "Standing"),
        "standing_reason": trc("changed field", "Reason"),
        "cadence_days": trc("changed field", "Rhythm"),
        "birthday": trc("changed field", "Birthday"),
        "platform": trc("changed field", "Platform"),
        "handle": trc("changed field", "Handle"),
        "nickname": trc("changed field", "Nickname"),
        "account_id": trc("changed field", "My account"),
        "state": trc("changed field", "State"),
        "since": trc("changed field", "Since"),
        "remark": trc("changed field", "Remark"),
        "text": trc("changed field", "Words"),
        "direction": trc("changed field", "Who spoke"),
        "kind": trc("changed field", "Kind"),
        "due": trc("changed field", "Day"),
        "closed_on": trc("changed field", "Done on"),
        "value": trc("changed field", "Value"),
        "recipient": trc("changed field", "Recipient"),
        "phone": trc("changed field", "Phone"),
        "region": trc("changed field", "Region"),
        "detail": trc("changed field", "Street"),
        "postcode": trc("changed field", "Postcode"),
        "number": trc("changed field", "Number"),
        "channel": trc("changed field", "Channel"),
        "fee": trc("changed field", "Fee of the channel"),
        "sender": trc("changed field", "Sender"),
        "recipient_id": trc("changed field", "For"),
        "on_delivery": trc("changed field", "Paid on delivery"),
        "gift": trc("changed field", "Gift"),
        "unit_cost": trc("changed field", "Cost"),
        "shipping_cost": trc("changed field", "What sending cost"),
        "shipping_fee": trc("changed field", "Shipping fee"),
        "discount": trc("changed field", "Discount"),
        "address": trc("changed field", "Address"),
        "courier": trc("changed field", "Courier"),
        "tracking": trc("changed field", "Tracking number"),
        "shipped_on": trc("changed field", "Shipped"),
        "received_on": trc("changed field", "Received"),
        "cancelled_on": trc("changed field", "Cancelled"),
        "quantity": trc("changed field", "Quantity"),
        "unit_price": trc("changed field", "Price"),
        "price": trc("changed field", "Price"),
        "amount": trc("changed field", "Amount"),
        "method": trc("changed field", "Way of paying"),
    }
    return words.get(change.column, change.column)


CODES: Mapping[tuple[str, str], Callable[[str], str]] = {
    ("shop_order", "channel"): channel_word,
    ("contact", "stage"): lambda code: stage_word(Stage.of(code)),
    ("contact", "standing"): lambda code: standing_word(Standing.of(code)),
    ("contact", "birthday"): lambda code: birthday_words(Birthday.parse(code)),
    ("identity", "platform"): lambda code: platform_word(Platform.of(code)),
    ("conversation", "platform"): lambda code: platform_word(Platform.of(code)),
    ("conversation", "direction"): lambda code: direction_word(Direction(code)),
    ("conversation", "kind"): lambda code: kind_word(Kind(code)),
    ("tie", "state"): lambda code: tie_word(TieState(code)),
    ("follow_up", "state"): lambda code: trc("plan", "open") if code == "open" else trc("plan", "done"),
    ("follow_up", "kind"): lambda code: trc("plan", "promise") if code == "promise" else trc("plan", "plan"),
}
"""How a code of a column is said."""
DAYS = frozenset({"added_on", "since", "due", "closed_on", "shipped_on", "received_on", "cancelled_on"})
AMOUNTS = frozenset({"shipping_fee", "shipping_cost", "fee", "discount", "unit_price", "unit_cost", "price", "amount"})
FLAGS = frozenset({"on_delivery", "gift"})


def _value(change: RowChange, value: Value, currency: Currency, today: date) -> str:
    if value is None or value == "":
        return trc("value", "nothing")
    if change.column == "cadence_days":
        return trn("every {n} day", "every {n} days", int(value))
    if change.column in AMOUNTS:
        return format_amount(int(value), currency)
    if change.column in FLAGS:
        return trc("value", "yes") if int(value) else trc("value", "no")
    text = str(value)
    if change.column in DAYS:
        return date_words(date.fromisoformat(text), today)
    said = CODES.get((change.table, change.column))
    return said(text) if said else text


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST else f"{line[:LONGEST]}…"
