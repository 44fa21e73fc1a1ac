"""What stands in the seller's template for a 备注, in their words."""

from crm.remarks import PARTS, slots
from crm.wording import tr, trc


def slot_word(part: str) -> str:
    """What a part of a template is called between its braces."""
    words = {
        "call": trc("template", "call"),
        "name": trc("template", "name"),
        "city": trc("template", "city"),
        "tag": trc("template", "tag"),
        "stage": trc("template", "stage"),
        "code": trc("template", "code"),
    }
    return words[part]


def shown_template(template: str) -> str:
    """A template with its parts in the language that is spoken, as one reads and writes it."""
    for part in PARTS:
        template = template.replace(f"{{{part}}}", f"{{{slot_word(part)}}}")
    return template


def template_help() -> str:
    """What can stand in a template."""
    return tr("Possible: {parts}", parts=" ".join(f"{{{slot_word(part)}}}" for part in PARTS))


def unknown_parts(template: str) -> list[str]:
    """What a template asks for and nobody knows."""
    return [part for part in slots(template) if part not in PARTS]
