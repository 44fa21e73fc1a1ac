"""Words for addresses that were pasted."""

from typing import assert_never

from crm.addresses import Field
from crm.wording import trc


def address_part_word(field: Field) -> str:
    """What a part of an address is called."""
    match field:
        case Field.NAME:
            return trc("field", "Recipient")
        case Field.PHONE:
            return trc("field", "Phone")
        case Field.PROVINCE:
            return trc("column", "Province")
        case Field.CITY:
            return trc("column", "City")
        case Field.DISTRICT:
            return trc("column", "District")
        case Field.STREET:
            return trc("column", "Street")
        case Field.DETAIL:
            return trc("field", "Address")
        case Field.POSTCODE:
            return trc("field", "Postcode")
        case _:
            assert_never(field)
