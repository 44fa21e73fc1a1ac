"""What the other words of a name card are, by their look and their place: names, 备注, places, addresses."""

import re

from crm.accounts import Platform
from crm.name_cards.finds import Find, Part
from crm.name_cards.known import CITIES, DOUBLE_SURNAMES, NOISE, PROVINCES, SURNAMES, TITLES
from crm.name_cards.numbers import BARE_ID
from crm.names import calling, fold
from crm.names.characters import HAN

_HAN = re.compile(f"[{HAN}]")
_HAN_ONLY = re.compile(f"[{HAN}]+")
_MARKS = re.compile(
    "[省市区區县縣镇鎮乡鄉村路街道巷弄号號楼樓栋棟幢室苑邨座段]|[单單]元|小区|大[厦廈]|[广廣][场場]|花[园園]|[门門]市"
)
_STREET = re.compile(
    r"\b(?:jalan|jln|taman|lorong|street|st\.|road|rd|avenue|ave|lane|flat|block|blk|unit|floor|room|rm|no\.)\b",
    re.IGNORECASE,
)
_CITY = re.compile(f"(?:[省区區]|^)([{HAN}]{{2,4}}?)市")
_NARROW = re.compile("[镇鎮乡鄉村路街道巷弄号號楼樓栋棟室]")
_FEWEST = 5
_APART = re.compile(r"[-－—–_/|｜·•~]+")
_AGE = re.compile(r"^[0-9一二两三四五六七八九十]{1,3}(?:个月|個月|岁|歲|周岁)半?")
_HELLO = re.compile(r"^(?:你好|您好|亲|hi|hello|hey)[!！,，~ ]*", re.IGNORECASE)
_I_AM = re.compile(r"^(?:我是|我叫|叫我|这是|這是|i am|i'm|this is|my name is)[ :：]*", re.IGNORECASE)
_NUMBERED = re.compile(r"^(?:[0-9]{1,3}[.、．)）]|[①-⑳]|[-*•·])[ ]*")
_LONGEST_NAME, _LONGEST_TAG, _LONGEST_HAN_NAME = 24, 8, 4


def bare(words: str) -> str:
    """The words without what stands before a name in a list or a greeting."""
    return _I_AM.sub("", _HELLO.sub("", _NUMBERED.sub("", words.strip()))).strip()


def is_numbered(line: str) -> bool:
    """Whether a line begins as in a list."""
    return bool(_NUMBERED.match(line))


def is_name(words: str) -> bool:
    """Whether this can hardly be anything but what somebody is called."""
    plain = fold(words)
    if _HAN_ONLY.fullmatch(plain):
        if plain.endswith(tuple(TITLES)) and 1 < len(plain) <= _LONGEST_HAN_NAME + 1:
            return True
        known = plain[0] in SURNAMES or plain[:2] in DOUBLE_SURNAMES
        return known and 2 <= len(plain) <= (_LONGEST_HAN_NAME if plain[:2] in DOUBLE_SURNAMES else 3)
    parts = words.split()
    return 1 <= len(parts) <= 3 and all(part.isalpha() and part.isascii() and part[0].isupper() for part in parts)


def may_be_name(words: str) -> bool:
    """Whether somebody may be called so."""
    return 0 < len(words) <= _LONGEST_NAME and any(map(str.isalpha, words)) and len(words.split()) <= 3


def is_address(words: str) -> bool:
    """Whether this is where a parcel would go."""
    if _STREET.search(words) and any(map(str.isdigit, words)):
        return True
    marks = len(_MARKS.findall(words))
    place = fold(words[:3])
    begins = place[:2] in CITIES or place in CITIES
    return len(words) >= _FEWEST and (marks >= 2 or (marks >= 1 and begins)) and is_chinese(words)


def is_chinese(words: str) -> bool:
    """Whether any of it is written with Chinese characters."""
    return bool(_HAN.search(words))


def is_street_in_region(words: str) -> bool:
    """Whether what is said to be a region goes on to a street or a village."""
    return is_address(words) and bool(_NARROW.search(words) or _STREET.search(words))


def is_street(line: str) -> bool:
    """Whether a line is an address as it is written with Latin letters, which commas do not take apart."""
    return bool(_STREET.search(line)) and any(map(str.isdigit, line))


def place(words: str) -> str:
    """The place that these words name; "" for none."""
    plain = fold(words).removesuffix("市").removesuffix("省")
    return words.removesuffix("市").removesuffix("省") if plain in CITIES else ""


def is_noise(words: str) -> bool:
    """Whether these words say nothing of anybody."""
    return fold(words) in NOISE


def nearest(words: str) -> str:
    """The narrowest place of a region (`浙江 杭州`); "" for nothing."""
    parts = [part for part in re.split(r"[\s,，/·-]+", words) if part]
    named = [part for part in parts if place(part) and fold(part) not in PROVINCES] or [p for p in parts if place(p)]
    if not named and (city := _CITY.search(words)):
        return city[1]
    return place(named[-1]) if named else (parts[-1] if parts else "")


def remark(words: str) -> list[Find]:
    """A 备注 as sellers keep them (`A李姐-深圳-3岁宝妈`), and what it proposes; nothing for other words."""
    parts = [part.strip() for part in _APART.split(words) if part.strip()]
    if len(parts) < 2 or not is_chinese(words) or is_address(words):
        return []
    called = calling(words)
    finds = [Find(Part.REMARK, words, words), Find(Part.NAME, called, words, sure=is_name(called))] if called else []
    for part in parts:
        if called and called in part:
            continue
        if where := place(part):
            finds.append(Find(Part.REGION, where, part))
            continue
        tag = _AGE.sub("", part)
        if tag and len(tag) <= _LONGEST_TAG and not any(map(str.isdigit, tag)):
            finds.append(Find(Part.TAG, tag, part, sure=False))
    return finds


def bare_id(words: str) -> Find | None:
    """An id as WeChat gives them, which is a guess; none for other words."""
    if BARE_ID.fullmatch(words):
        return Find(Part.HANDLE, words, words, sure=False, platform=Platform.WECHAT)
    return None
