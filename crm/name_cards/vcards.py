"""vCards as name cards."""

from collections.abc import Mapping, Sequence

from crm.accounts import Platform
from crm.name_cards import numbers
from crm.name_cards.finds import Find, NameCard, Part
from crm.name_cards.settling import birthday, settled

_VCARD: Mapping[str, tuple[Part, Platform | None]] = {
    "Phone": (Part.PHONE, None),
    "Email": (Part.HANDLE, Platform.EMAIL),
    "WeChat": (Part.HANDLE, Platform.WECHAT),
    "Weibo": (Part.HANDLE, Platform.WEIBO),
    "QQ": (Part.HANDLE, Platform.QQ),
    "Xiaohongshu": (Part.HANDLE, Platform.XIAOHONGSHU),
    "Douyin": (Part.HANDLE, Platform.DOUYIN),
    "LINE": (Part.HANDLE, Platform.LINE),
    "WhatsApp": (Part.HANDLE, Platform.WHATSAPP),
    "Handle": (Part.HANDLE, Platform.OTHER),
    "Remark name": (Part.REMARK, None),
    "Address": (Part.ADDRESS, None),
    "Tags": (Part.TAG, None),
    "Note": (Part.NOTE, None),
}


def of_vcard(card: Mapping[str, Sequence[str]]) -> NameCard:
    """A card as the reader of vCards gives it, by heading."""
    finds: list[Find] = []
    names = [*card.get("Name", ()), *card.get("N", ()), *card.get("Nickname", ())]
    finds += [Find(Part.NAME, name, name) for name in names[:1]]
    for heading, (part, platform) in _VCARD.items():
        for value in card.get(heading, ()):
            masked = part is Part.PHONE and numbers.MASKED.fullmatch(value)
            finds.append(Find(Part.HIDDEN if masked else part, value, value, platform=platform))
    for value in card.get("Birthday", ()):
        if (found := birthday(value, sure=True)) is not None:
            finds.append(found)
    return NameCard(tuple(settled(finds)))
