"""Who bought, as the rows of an order tell it: names, numbers that can be dialled, and where the parcel goes."""

import re
from collections.abc import Sequence

from crm.names import normal_handle, normal_phone
from crm.transfer.entries import EMAIL, PHONE, AddressEntry, HandleEntry
from crm.transfer.order_entries import Buyer, MoneyReason
from crm.transfer.order_rows import DAMAGED, RowSaid
from crm.transfer.shops import OrderField, Shop

Masked = list[tuple[OrderField, MoneyReason, str]]
"""What cannot be used to tell the buyer: the field, why, and what stood there."""

_PARTS = (OrderField.COUNTRY, OrderField.PROVINCE, OrderField.CITY, OrderField.DISTRICT)
_NAMES = (OrderField.BUYER, OrderField.RECIPIENT, OrderField.NICKNAME, OrderField.HANDLE)
_HAN = re.compile("[\u3400-\u9fff]")
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}")
_EXTENSION = re.compile(r"(\+?[\d ()]{7,16})\s?(?:转|轉|#|,|ext\.?|-)\s?\d{1,6}")
_BETWEEN = re.compile(r"\s*[,，、;；/|\n]\s*")
_POSTCODE = re.compile(r"[(（](\d{6})[)）]$")
_REGION = re.compile(r"\S{1,10}(?:省|自治区|特别行政区|市|自治州|地区|盟|区|县|旗|台湾|香港|澳门)")
# some files have these words where an address has no district
_NO_PLACE = frozenset({"其它区", "其他区", "其它", "其他", "市辖区", "null"})


def buyer_of(shop: Shop, rows: Sequence[RowSaid]) -> tuple[Buyer | MoneyReason, Masked]:
    """The buyer, and what of them is masked or no number; or why nobody can be told: nobody is named, or several."""
    telling = [row for row in rows if any(row.text(name) for name in (*_NAMES, OrderField.PHONE, OrderField.EMAIL))]
    keys = set()
    buyer: Buyer | None = None
    masked: Masked = []
    for row in telling:
        told, hidden = _one(shop, row)
        if told is not None:
            keys.add(told.key)
            if buyer is None:
                buyer, masked = told, hidden
    if shop.details:
        return Buyer("", ""), []
    if buyer is None:
        return MoneyReason.NO_BUYER, []
    return (buyer, masked) if len(keys) == 1 else (MoneyReason.OTHER_BUYER, [])


def _one(shop: Shop, row: RowSaid) -> tuple[Buyer | None, Masked]:
    masked: Masked = []
    handles: list[HandleEntry] = []
    handle = row.text(OrderField.HANDLE)
    if handle and "*" not in handle and not DAMAGED.fullmatch(handle):
        handles.append(HandleEntry(shop.platform, handle))
    email = row.text(OrderField.EMAIL)
    if email and "*" not in email and _EMAIL.fullmatch(email):
        handles.append(HandleEntry(EMAIL, email))
    own = _phones(row, OrderField.BUYER_PHONE, masked)
    theirs = _phones(row, OrderField.PHONE, masked)
    phones = tuple(dict.fromkeys((*own, *theirs)))
    names = [" ".join(row.text(name).split()) for name in _NAMES]
    name = next((text for text in names if text and "*" not in text), "")
    if not name:
        name = next((text for text in names if text), "") or next(iter(phones), "") or email
        if "*" in name:
            masked.append((OrderField.RECIPIENT, MoneyReason.MASKED_NAME, name))
    if not name:
        return None, masked
    address = _address(row)
    if handles:
        key = f"{handles[0].platform}:{normal_handle(handles[0].text)}"
    elif phones:
        key = f"{PHONE}:{phones[0]}"
    else:
        hidden = [row.text(OrderField.BUYER_PHONE), row.text(OrderField.PHONE)]
        if "*" in name and address is not None:
            hidden.append(f"{address.region}{address.detail}")
        key = "|".join(("name:" + name, *filter(None, hidden)))
    recipient_phone = next(iter(row.every.get(OrderField.PHONE, ())), "")
    return (
        Buyer(
            key,
            name,
            phones,
            tuple(handles),
            row.text(OrderField.NICKNAME),
            address,
            row.text(OrderField.RECIPIENT) or row.text(OrderField.BUYER),
            recipient_phone,
        ),
        masked,
    )


def _phones(row: RowSaid, name: OrderField, masked: Masked) -> list[str]:
    """The numbers of a row that reach somebody, in the form in which they are compared."""
    found = []
    for text in row.every.get(name, ()):
        whole = None if _EXTENSION.fullmatch(text) else normal_phone(text)
        for part in [text] if whole else _BETWEEN.split(text):
            number = None if _EXTENSION.fullmatch(part) and not normal_china(part) else normal_phone(part)
            if number and not DAMAGED.fullmatch(part):
                found.append(number)
            elif "*" in part:
                masked.append((name, MoneyReason.MASKED_PHONE, part))
            elif DAMAGED.fullmatch(part):
                masked.append((name, MoneyReason.DAMAGED_NUMBER, part))
            elif part and not _EXTENSION.fullmatch(part):
                masked.append((name, MoneyReason.BAD_PHONE, part))
    return found


def normal_china(text: str) -> bool:
    """Whether a number with a dash in it is a mobile after its country, `86-13800000001`, and no extension."""
    return re.fullmatch(r"\+?(?:86|886|852|853|60|65)-\d{8,11}|0\d{2,3}-\d{7,8}|\d{3}-\d{4}-\d{4}", text) is not None


def _address(row: RowSaid) -> AddressEntry | None:
    """Where the parcel goes; none where it is not said, or masked."""
    parts = [row.text(name) for name in _PARTS]
    parts = [part for part in dict.fromkeys(parts) if part and "*" not in part and part not in _NO_PLACE]
    street = row.text(OrderField.STREET)
    detail = " ".join(street.split()) or " ".join(row.text(OrderField.ADDRESS).split())
    postcode = row.text(OrderField.POSTCODE)
    if found := _POSTCODE.search(detail):
        detail = detail[: found.start()].rstrip()
        postcode = postcode or ("" if found[1] == "000000" else found[1])
    if not detail or "**" in detail:
        return None
    if not street and not parts:
        parts, detail = _split(detail)
    joined = ("" if _HAN.search("".join(parts)) else " ").join(parts)
    if joined and detail.startswith(joined):
        detail = detail[len(joined) :].lstrip() or detail
    return AddressEntry(detail, joined, postcode)


def _split(text: str) -> tuple[list[str], str]:
    """Province, city and district that stand before an address, blanks between."""
    words = text.split(" ")
    parts: list[str] = []
    while len(words) > 1 and len(parts) < 3 and (_REGION.fullmatch(words[0]) or words[0] in _NO_PLACE):
        parts.append(words.pop(0))
    if len(parts) < 2:
        return [], text
    return [part for part in dict.fromkeys(parts) if part not in _NO_PLACE], " ".join(words)


def order_address(buyer: Buyer) -> str:
    """Where an order goes, in one line."""
    if buyer.address is None:
        return ""
    where = buyer.address
    parts = (buyer.recipient, buyer.recipient_phone, where.region, where.detail, where.postcode)
    return " ".join(part for part in parts if part)
