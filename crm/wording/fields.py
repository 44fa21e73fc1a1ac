"""The words for own fields: kinds, and what a field says."""

from datetime import date
from typing import assert_never

from crm.custom_fields import NO, YES, FieldKind, FieldRow
from crm.wording import tr, trc
from crm.wording.days import date_words


def kind_word(kind: FieldKind) -> str:
    """What a field takes."""
    match kind:
        case FieldKind.TEXT:
            return trc("own field", "Text")
        case FieldKind.NUMBER:
            return trc("own field", "Number")
        case FieldKind.DATE:
            return trc("own field", "Date")
        case FieldKind.CHOICE:
            return trc("own field", "Choice")
        case FieldKind.YES_NO:
            return trc("own field", "Yes or no")
        case unknown:
            assert_never(unknown)


def value_words(field: FieldRow, code: str, today: date) -> str:
    """What a field says, from its code."""
    match field.kind:
        case FieldKind.YES_NO:
            return {YES: tr("Yes"), NO: tr("No")}.get(code, code)
        case FieldKind.DATE if code:
            return date_words(date.fromisoformat(code), today)
        case _:
            return code
