"""Friends who do not exist: names, 备注, handles, phones, addresses and birthdays of several countries.

Phone numbers come from ranges that are for fiction or given to nobody, as far as such ranges are known.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any, TypeVar, assert_never

from crm.accounts import Platform
from crm.demo.words import Folk, people
from crm.lunar import Birthday, lunar_of

SHARES = ((0.77, Folk.HANS), (0.89, Folk.HANT), (0.94, Folk.MY), (0.97, Folk.EN), (1.0, Folk.VI))
PLATFORMS: dict[Folk, tuple[tuple[float, Platform], ...]] = {
    Folk.HANS: (
        (0.88, Platform.WECHAT),
        (0.92, Platform.WEIBO),
        (0.96, Platform.XIAOHONGSHU),
        (0.98, Platform.DOUYIN),
        (1.0, Platform.QQ),
    ),
    Folk.HANT: ((0.86, Platform.LINE), (1.0, Platform.WECHAT)),
    Folk.MY: ((0.6, Platform.WHATSAPP), (1.0, Platform.WECHAT)),
    Folk.EN: ((0.8, Platform.WHATSAPP), (1.0, Platform.WECHAT)),
    Folk.VI: ((0.7, Platform.WHATSAPP), (1.0, Platform.WECHAT)),
}
T = TypeVar("T")

STEP = 48_271
"""Without common factor with a power of ten, so that multiples walk through every number of a range once."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who a friend is: `name` as they show themselves, `real` as on parcels; the first handle is tied to an account."""

    folk: Folk
    name: str
    real: str
    remark: str
    handles: tuple[tuple[Platform, str], ...]


def person(rng: Random, number: int) -> Person:
    """One more friend; `number` makes handles and phones their own."""
    folk = _drawn(SHARES, rng.random())
    name, real, remark = _names(rng, folk)
    platform = _drawn(PLATFORMS[folk], rng.random())
    handles = [(platform, _handle(rng, platform, number))]
    if folk is Folk.HANS and rng.random() < 0.12:
        handles.append((Platform.XIAOHONGSHU, f"{number * STEP % 10**9:09d}"))
    if rng.random() < 0.42:
        handles.append((Platform.PHONE, phone(folk, number)))
    if folk is Folk.EN and rng.random() < 0.4:
        handles.append((Platform.EMAIL, f"{_pick(rng, people()['handles'])}{number}@example.com"))
    return Person(folk, name, real, remark, tuple(handles))


def phone(folk: Folk, number: int) -> str:
    """A number that rings nowhere."""
    match folk:
        case Folk.HANS:
            return f"154{number * STEP % 10**8:08d}"
        case Folk.HANT:
            digits = f"{number * STEP % 10**6:06d}"
            return f"0940-{digits[:3]}-{digits[3:]}"
        case Folk.MY:
            return f"+60 11 0{number * STEP % 10**7:07d}"
        case Folk.EN:
            return f"+1 {200 + number // 100 % 800} 555 01{number % 100:02d}"
        case Folk.VI:
            return f"+84 20 0{number * STEP % 10**7:07d}"
        case _:
            assert_never(folk)


def _handle(rng: Random, platform: Platform, number: int) -> str:
    if platform is Platform.WECHAT and rng.random() < 0.35:
        return f"wxid_{number * STEP % 36**6:07x}{int(rng.random() * 16**5):05x}"
    return f"{_pick(rng, people()['handles'])}{_pick(rng, '_-' + 'abcdefghjkmnpqrstuvwxyz')}{number * 7 % 10**6}"


def _names(rng: Random, folk: Folk) -> tuple[str, str, str]:
    """What they call themselves, their name, and the 备注 that the seller gave them."""
    words = people()[folk]
    if folk not in (Folk.HANS, Folk.HANT):
        first, last = _pick(rng, words["first"]), _pick(rng, words["last"])
        name = f"{first} {last}" if folk is Folk.EN else f"{last} {first}"
        return name, name, ""
    real = _real_name(rng, words)
    nickname = _pick(rng, words["nicknames"])
    dice = rng.random()
    if dice < 0.52:
        name = real
    elif dice < 0.82:
        name = nickname
    else:
        name = f"A{nickname}" if dice < 0.86 else f"{nickname}{1 + int(rng.random() * 99)}"
    if name == real and rng.random() < 0.5:
        return name, real, ""
    about = _pick(rng, words["about"] if rng.random() < 0.4 else words["cities"])
    return name, real, f"{real} {about}" if rng.random() < 0.8 else f"{about}{real[0]}姐"


def _real_name(rng: Random, words: Any) -> str:
    surname = _pick(rng, words["double"]) if rng.random() < 0.01 else _pick(rng, words["surnames"])
    given = words["women"] if rng.random() * 100 < words["women_share"] else words["men"]
    first = _pick(rng, given)
    return f"{surname}{first}{_pick(rng, given) if rng.random() < 0.78 else ''}"


def address(rng: Random, who: Person, number: int) -> tuple[str, str, str, str]:
    """Recipient, phone, region and street."""
    words = people()[who.folk]
    detail = words["detail"].format(
        street=_pick(rng, words["streets"]),
        a=1 + int(rng.random() * 180),
        b=1 + int(rng.random() * 20),
        c=101 + int(rng.random() * 900),
    )
    return who.real, phone(who.folk, number), _pick(rng, words["regions"]), detail


def birthday(rng: Random) -> Birthday:
    """A day of the year, one in three by the moon, with the year where it was told."""
    year = 1965 + int(rng.random() * 40) if rng.random() < 0.5 else None
    return Birthday(1 + int(rng.random() * 12), 1 + int(rng.random() * 28), year, rng.random() < 0.33)


def birthday_today(today: date) -> Birthday:
    """The birthday of somebody who celebrates today."""
    return Birthday(today.month, today.day)


def lunar_birthday_tomorrow(today: date) -> Birthday:
    """The birthday of somebody who celebrates tomorrow by the moon (by the sun where the lunar tables end)."""
    tomorrow = today + timedelta(days=1)
    found = lunar_of(tomorrow)
    if found is None:
        return birthday_today(tomorrow)
    month, day, leap = found
    return Birthday(month, day, None, lunar=True, leap=leap)


def _drawn(shares: Sequence[tuple[float, T]], dice: float) -> T:
    return next(value for share, value in shares if dice < share)


def _pick(rng: Random, words: Sequence[str]) -> str:
    return words[int(rng.random() * len(words))]
