"""Filling in the sheet of an order: from what a friend wrote, and from what was typed once; and what is typed now."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from crm.ids import ContactId
from crm.orders import LineRow
from crm.orders.said import Said
from crm.ui.orders.more import channel_of, show_channel
from crm.ui.orders.picker import Choice

if TYPE_CHECKING:
    from crm.ui.orders.sheet import OrderSheet


def contact_of(choice: Choice | None) -> ContactId | None:
    """The friend that was picked; none where nobody was, or somebody new."""
    return ContactId(choice.value) if choice is not None and isinstance(choice.value, int) else None


def fill_in(sheet: "OrderSheet", said: Said, name: str) -> None:
    """What a text says of an order; `name` is who is meant, as far as that is known."""
    if sheet.friend.choice is None:
        if said.contact is not None:
            sheet.friend.take(Choice(said.contact, name))
        elif name and not sheet.friend.text().strip():
            sheet.friend.setText(name)
    sheet.lines.show_lines([LineRow(one.product, one.name, one.quantity, one.unit_price) for one in said.lines])
    sheet.lines.show_unclear(said.unclear)
    if said.address is not None:
        sheet.address.setEditText(said.address.line)
    for field, amount in ((sheet.discount, said.discount), (sheet.fee, said.shipping_fee)):
        if amount:
            field.set_amount(amount)
    if said.paid:
        sheet.paid_part.setChecked(True)
        sheet.amount.set_amount(said.paid)
    if said.note and not sheet.note.text():
        sheet.note.setText(said.note)


def typed_in(sheet: "OrderSheet") -> dict[str, object]:
    """What stands in the sheet, right or wrong."""
    choice = sheet.friend.choice
    return {
        "paste": sheet.paste.toPlainText(),
        "friend": sheet.friend.text(),
        "contact": contact_of(choice),
        "made": choice is not None and choice.made,
        "lines": sheet.lines.typed(),
        "fee": sheet.fee.text(),
        "discount": sheet.discount.text(),
        "address": sheet.address.currentText(),
        "note": sheet.note.text(),
        "channel": channel_of(sheet.channel),
        "paid": next(name for name, button in sheet.pay_choices() if button.isChecked()),
        "amount": sheet.amount.text(),
        "method": sheet.method.currentData() or "",
        "more": sheet.more.typed(),
    }


def show_typed(sheet: "OrderSheet", typed: Mapping[str, object], there: Callable[[int], bool]) -> None:
    """Show what was typed once; a friend who is not `there` any more is only a name. Anything odd is left out."""

    def text(key: str) -> str:
        value = typed.get(key)
        return value if isinstance(value, str) else ""

    sheet.paste.setPlainText(text("paste"))
    number = typed.get("contact")
    if isinstance(number, int) and there(number):
        sheet.friend.take(Choice(number, text("friend")))
    elif typed.get("made"):
        sheet.friend.take(Choice(None, text("friend"), made=True))
    else:
        sheet.friend.setText(text("friend"))
    sheet.lines.show_typed(typed.get("lines"))
    sheet.fee.setText(text("fee"))
    sheet.discount.setText(text("discount"))
    sheet.address.setEditText(text("address"))
    sheet.note.setText(text("note"))
    show_channel(sheet.channel, text("channel"))
    more = typed.get("more")
    sheet.more.show_typed(more if isinstance(more, dict) else {})
    sheet.more_button.setChecked(sheet.more.filled)
    sheet.amount.setText(text("amount"))
    dict(sheet.pay_choices()).get(text("paid"), sheet.unpaid).setChecked(True)
    sheet.method.setCurrentIndex(max(0, sheet.method.findData(text("method") or None)))
