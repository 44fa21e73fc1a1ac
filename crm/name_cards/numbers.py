"""Numbers and addresses of the net that can be told by their form alone: phones, e-mails, profiles, ids.

Phones: mainland (11 digits from 13 to 19, landlines with their area, 400), Taiwan (09…), Hong Kong and Macau (+852,
+853; eight digits alone are a guess), Malaysia (+60, 01…), Singapore (+65), and what is written with + and a country.
"""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from crm.accounts import Platform
from crm.name_cards.finds import Find, Part
from crm.names import normal_phone

TAKEN = "\x1f"
"""Stands where something was taken out of the text."""

_S = r"[ -]?"
_EDGE = r"(?<![0-9A-Za-z*_.@+/])(?<![0-9]-)"
_END = r"(?![0-9*A-Za-z_@])"
_EXTENSION = r"(?P<extension>[ ]?(?:转|轉|ext\.?|分机|分機)[ ]?[0-9]{1,6}|-[0-9]{3,4}(?![0-9-]))?"
_MOBILE = rf"(?:(?:\+86|0086|86|\(86\)|\(\+86\)){_S})?1[3-9][0-9]{_S}[0-9]{{4}}{_S}[0-9]{{4}}"
_PHONES = "|".join(
    (
        _MOBILE,
        rf"1[3-9][0-9]{{2}}{_S}[0-9]{{3}}{_S}[0-9]{{4}}",
        rf"(?:\+886{_S}\(?0?\)?9[0-9]{{2}}|09[0-9]{{2}}){_S}[0-9]{{3}}{_S}[0-9]{{3}}",
        rf"(?:\+?60{_S}|0)1[0-9]{_S}[0-9]{{3,4}}{_S}[0-9]{{4}}",
        rf"\+?85[23]{_S}[2-9][0-9]{{3}}{_S}[0-9]{{4}}",
        rf"\+65{_S}[3689][0-9]{{3}}{_S}[0-9]{{4}}",
        r"\(0[2-9][0-9]?\)[ ]?[0-9]{3,4}[ -]?[0-9]{4}",
        r"0[1-9][0-9]{0,2}-[0-9]{3,4}-?[0-9]{4}",
        r"400[ -]?[0-9]{3}[ -]?[0-9]{4}",
        r"\+[1-9][0-9]{0,2}(?:[ -]?\(?[0-9]{2,4}\)?){2,4}",
    )
)
PHONE = re.compile(rf"{_EDGE}(?P<phone>{_PHONES}){_EXTENSION}{_END}")
EIGHT = re.compile(rf"{_EDGE}[4-9][0-9]{{3}}[ -]?[0-9]{{4}}{_END}")
DIGITS = re.compile(rf"{_EDGE}[1-9][0-9]{{6,10}}{_END}")
_DATE_LIKE = re.compile(r"(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])[0-3][0-9]")
MASKED = re.compile(r"(?<![0-9A-Za-z])\+?[0-9]{1,5}[*•xX×·]{2,8}[0-9]{0,5}(?![0-9A-Za-z])")
EMAIL = re.compile(r"(?<![A-Za-z0-9.+_-])[A-Za-z0-9.+_-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}")
URL = re.compile(
    r"(?:https?://|www\.)[^\s<>\"'，。；、()（）\x1f]{3,400}"
    r"|(?<![a-z.])(?:[a-z]{1,12}\.){1,3}[a-z]{2,4}/[^\s<>，。；、\x1f]{1,300}",
    re.IGNORECASE,
)
AT = re.compile(r"(?<![A-Za-z0-9_.@/])@(?P<handle>[A-Za-z0-9_.\-\u3400-\u9fff]{2,40})")
WXID = re.compile(r"(?<![A-Za-z0-9_])wxid_[A-Za-z0-9]{6,24}(?![A-Za-z0-9_])")
BARE_ID = re.compile(r"(?=[A-Za-z0-9_-]{0,19}[0-9_])[A-Za-z][A-Za-z0-9_-]{5,19}")
"""What a WeChat id looks like (6 to 20 characters, from a letter on); a digit or a low line says it is no name."""

_PROFILES: tuple[tuple[str, Platform], ...] = (
    (r"weibo\.(?:com|cn)/(?:u/|n/)?(?P<handle>[^/?#]+)", Platform.WEIBO),
    (r"(?:xiaohongshu|rednote)\.com/(?:user/profile|discovery/user)/(?P<handle>[^/?#]+)", Platform.XIAOHONGSHU),
    (r"douyin\.com/user/(?P<handle>[^/?#]+)", Platform.DOUYIN),
    (r"line\.me/(?:r/)?ti/p/(?P<handle>[@~%][^/?#]+)", Platform.LINE),
    (r"(?:wa\.me|api\.whatsapp\.com/send/?\?phone=)/?(?P<handle>\+?[0-9]{6,15})", Platform.WHATSAPP),
)
PROFILES = tuple((re.compile(form, re.IGNORECASE), platform) for form, platform in _PROFILES)
_OTHERS = re.compile(
    r"(?:https?://)?(?:www\.|m\.)?"
    r"(?P<handle>(?:instagram|facebook|fb|threads|tiktok|twitter|x|t)\.(?:com|net|me)/@?[A-Za-z0-9_.]{2,60})",
    re.IGNORECASE,
)


def profile(words: str) -> Find | None:
    """Whose profile an address of the net is; none for one of something else."""
    for form, platform in PROFILES:
        if found := form.search(words):
            return Find(Part.HANDLE, unquote(found["handle"]).lstrip("~"), words, platform=platform)
    if found := _OTHERS.match(words):
        return Find(Part.HANDLE, found["handle"], words, platform=Platform.OTHER)
    return None


def phone(found: "re.Match[str]") -> Find | None:
    """A phone number; one with an extension is a number that will not last, and none that looks so is none."""
    words = found[0].strip()
    if found["extension"]:
        return Find(Part.PHONE, words, words, sure=False)
    return Find(Part.PHONE, words, words) if normal_phone(found["phone"]) else None


def guesses(text: str) -> Iterator[tuple[int, int, Find]]:
    """Numbers that may be a phone of Hong Kong, Macau or Singapore, or else a QQ: where, and what."""
    for found in EIGHT.finditer(text):
        yield *found.span(), Find(Part.PHONE, found[0], found[0], sure=False)
    for found in DIGITS.finditer(text):
        if not EIGHT.fullmatch(found[0]) and not _DATE_LIKE.fullmatch(found[0]):
            yield *found.span(), Find(Part.HANDLE, found[0], found[0], sure=False, platform=Platform.QQ)
