"""The one friend that a command means."""

from collections.abc import Callable
from typing import Any

from crm.accounts import Platform
from crm.db.models import Contact, Identity, Tie
from crm.db.store import Store
from crm.errors import AmbiguousError, MissingError
from crm.ids import ContactId
from crm.names import fold, normal_handle, normal_phone
from crm.names.codes import code_of


def who(store: Store, text: str) -> ContactId:
    """The one friend that is meant: by UUID, `platform:handle`, handle or phone, exact name, exact 备注, and the
    short code alone or at the end of a 备注.

    Raises `MissingError`, or `AmbiguousError` when several fit the first of these that fits anybody.
    """
    for way in WAYS:
        found = sorted(set(way(store, text.strip())))
        if len(found) == 1:
            return ContactId(found[0])
        if found:
            uuids = store.rows(
                Contact.select(Contact.uuid)
                .where(Contact.id.in_(found))
                .order_by(Contact.last_contact_at.desc(), Contact.id)
            )
            raise AmbiguousError(text, tuple(uuid for (uuid,) in uuids))
    raise MissingError("contact", text)


def _by_uuid(store: Store, text: str) -> list[int]:
    """The friend of this UUID, or whom they were merged into, by whatever way."""
    found = store.rows(
        Contact.select(Contact.id, Contact.deleted_at, Contact.merged_into).where(Contact.uuid == text.lower())
    )
    while found and found[0][1] is not None and found[0][2] is not None:
        found = store.rows(
            Contact.select(Contact.id, Contact.deleted_at, Contact.merged_into).where(Contact.id == found[0][2])
        )
    return [found[0][0]] if found and found[0][1] is None else []


def _by_platform_handle(store: Store, text: str) -> list[int]:
    code, colon, handle = text.partition(":")
    if not colon or code.strip().lower() not in tuple(Platform):
        return []
    platform = Platform.of(code)
    key = (normal_phone(handle) or "") if platform is Platform.PHONE else normal_handle(handle)
    return _by_key(store, key, Identity.platform == platform)


def _by_handle(store: Store, text: str) -> list[int]:
    phone = normal_phone(text)
    return [
        *_by_key(store, normal_handle(text), Identity.platform != Platform.PHONE),
        *(_by_key(store, phone, Identity.platform == Platform.PHONE) if phone else ()),
    ]


def _by_key(store: Store, key: str, where: Any) -> list[int]:
    if not key:
        return []
    rows = store.rows(
        Identity.select(Identity.contact)
        .join(Contact)
        .where(Identity.handle_key == key, where, Identity.deleted_at.is_null(), Contact.deleted_at.is_null())
    )
    return [number for (number,) in rows]


def _by_name(store: Store, text: str) -> list[int]:
    return _numbers(store, Contact.name == text)


def _by_remark(store: Store, text: str) -> list[int]:
    if not fold(text):
        return []
    rows = store.rows(
        Tie.select(Tie.contact)
        .join(Contact)
        .where(Tie.remark == text, Tie.deleted_at.is_null(), Contact.deleted_at.is_null())
    )
    return [number for (number,) in rows]


def _numbers(store: Store, where: Any) -> list[int]:
    return [number for (number,) in store.rows(Contact.select(Contact.id).where(where, Contact.deleted_at.is_null()))]


def _by_code(store: Store, text: str) -> list[int]:
    number = code_of(text)
    return [] if number is None else _numbers(store, Contact.id == number)


WAYS: tuple[Callable[[Store, str], list[int]], ...] = (
    _by_uuid,
    _by_platform_handle,
    _by_handle,
    _by_name,
    _by_remark,
    _by_code,
)
