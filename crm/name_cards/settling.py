"""What was found about one person, put in order: each thing once, the surest name, one address."""

from collections.abc import Sequence

from crm.accounts import Platform
from crm.lunar import parse_birthday
from crm.name_cards import words
from crm.name_cards.finds import Find, Part
from crm.names import calling, fold


def birthday(value: str, *, sure: bool, said: str = "") -> Find | None:
    """A birthday, where these words say one."""
    return Find(Part.BIRTHDAY, value, said or value, sure=sure) if parse_birthday(value) else None


def settled(finds: Sequence[Find]) -> list[Find]:
    """Each find once; a name that is a guess gives way to one that is sure, and a handle is called by itself."""
    kept: list[Find] = []
    seen: set[tuple[Part, Platform | None, str]] = set()
    for find in finds:
        key = (find.part, find.platform, fold(find.text))
        if find.text and key not in seen:
            seen.add(key)
            kept.append(find)
    kept = _one_address(kept)
    names = [find for find in kept if find.part is Part.NAME]
    better = next(
        (find for find in kept if find.part is Part.NOTE and not find.sure and words.is_name(find.text)), None
    )
    if names and not any(find.sure for find in names) and better is not None:
        first = names[0]
        kept = [find for find in kept if find not in (first, better)]
        kept += [
            Find(Part.NAME, better.text, better.words),
            Find(Part.NOTE, first.text, first.words, sure=False),
        ]
    elif not names:
        handle = next((find for find in kept if find.part is Part.HANDLE and find.platform is not Platform.EMAIL), None)
        remark = next((find for find in kept if find.part is Part.REMARK), None)
        if remark is not None and (called := calling(remark.text)):
            kept.append(Find(Part.NAME, called, remark.words, sure=False))
        elif handle is not None:
            kept.append(Find(Part.NAME, handle.text, handle.words, sure=False))
    order = list(Part)
    return sorted(kept, key=lambda find: order.index(find.part))


def _one_address(finds: list[Find]) -> list[Find]:
    """Region and street in one address, and the city of it as a place they are in."""
    found = [find for find in finds if find.part is Part.ADDRESS]
    if len(found) < 2:
        return finds
    whole = Find(
        Part.ADDRESS,
        ("" if words.is_chinese(found[0].text) else ", ").join(find.text for find in found),
        "\n".join(find.words for find in found),
        sure=all(find.sure for find in found),
    )
    return [*(find for find in finds if find.part is not Part.ADDRESS), whole]
