"""What one vCard says, property by property, under the headings of our own lists."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from urllib.parse import unquote

from crm.transfer import card_pictures
from crm.transfer.vcard_lines import Property
from crm.transfer.vocabulary import platform_of

BETWEEN = " ::: "
"""Between several values of one cell; whoever reads the cell takes it apart again."""
PICTURE = "Picture"

_PLATFORMS = {
    "wechat": "WeChat",
    "weibo": "Weibo",
    "qq": "QQ",
    "xiaohongshu": "Xiaohongshu",
    "douyin": "Douyin",
    "line": "LINE",
    "whatsapp": "WhatsApp",
}
_PROPERTIES = {
    "NICKNAME": "Nickname",
    "X-NICKNAME": "Nickname",
    "X-REMARK": "Remark name",
    "TEL": "Phone",
    "X-MS-TEL": "Phone",
    "EMAIL": "Email",
    "X-WECHAT": "WeChat",
    "X-WECHAT-ID": "WeChat",
    "X-WEIXIN": "WeChat",
    "X-WX": "WeChat",
    "X-WEIBO": "Weibo",
    "X-QQ": "QQ",
    "X-QQ-ID": "QQ",
    "X-XIAOHONGSHU": "Xiaohongshu",
    "X-DOUYIN": "Douyin",
    "X-LINE": "LINE",
    "X-WHATSAPP": "WhatsApp",
    "X-HANDLE": "Handle",
    "ADR": "Address",
    "BDAY": "Birthday",
    "CATEGORIES": "Tags",
    "X-GROUP-MEMBERSHIP": "Tags",
    "NOTE": "Note",
    "ORG": "Company",
    "TITLE": "Company",
}
HEADINGS = ("Name", *dict.fromkeys(_PROPERTIES.values()), "Postcode", "Type", PICTURE)
_OTHER_MESSENGERS = re.compile(r"X-(SKYPE|MSN|GTALK|GOOGLE-TALK|JABBER|AIM|ICQ|YAHOO|FACEBOOK|TELEGRAM|TWITTER)\b.*")
_LUNAR = re.compile("农历|農曆|阴历|陰曆|旧历|舊曆|lunar|chinese", re.IGNORECASE)
_BIRTHDAY_WORD = re.compile("生日|birth", re.IGNORECASE)
_LABEL = re.compile(r"_\$!<(.*)>!\$_")
_HAN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_OLD_ESCAPED = re.compile(r"\\([;,:\\])")
_TAGS_LINE = re.compile(r"(?:标签|標籤)\s*[:\uff1a]\s*(.+)")
_STORY_LINE = re.compile(r"(?:详细描述|詳細描述)\s*[:\uff1a]\s*(.+)")
# groups that address books make by themselves
_OWN_GROUPS = frozenset({"mycontacts", "starred", "my contacts", "starred in android", "coworkers", "contacts"})

Said = dict[str, list[str]]


class Card:
    """The properties of one card, and what they say."""

    def __init__(self, *, agent: bool = False) -> None:
        self.agent = agent
        """Whether this is part of another card: whom one calls to reach somebody."""
        self._found: list[Property] = []
        self._labels: dict[str, str] = {}
        self._old = False

    def __bool__(self) -> bool:
        return bool(self._found)

    def take(self, found: Property) -> None:
        """Take in one property."""
        if found.name == "X-ABLABEL":
            self._labels[found.group] = _LABEL.sub(r"\1", _plain(found.value))
        elif found.name == "VERSION":
            self._old = found.value.strip().startswith("2")
        else:
            self._found.append(found)

    def said(self, *, told: bool) -> Said:
        """What the card says by our heading; a picture is told in words, or stands there whole."""
        said: Said = defaultdict(list)
        plain = _plain_of_old if self._old else _plain
        for found in self._found:
            self._say(said, found, plain, told=told)
        if self._whole_address(said):
            said["Address"] = [plain(found.value) for found in self._found if found.name == "LABEL"]
        if any(found.name == "X-WECHAT-ID" for found in self._found):
            _take_note_apart(said)
        _settle_name(said)
        return said

    def _whole_address(self, said: Said) -> bool:
        return not said.get("Address") and any(found.name == "LABEL" for found in self._found)

    def _say(self, said: Said, found: Property, plain: Callable[[str], str], *, told: bool) -> None:  # noqa: C901 - a case a property
        value, label = found.value, self._labels.get(found.group, "") if found.group else ""
        match found.name:
            case "FN":
                said["Name"].insert(0, plain(value))
            case "N":
                said["N"] += _names(value, plain)
            case "ADR":
                _say_address(said, found, plain)
            case "NICKNAME":
                said["Nickname"] += [plain(part) for part in _split(value, ",")]
            case "CATEGORIES" | "X-GROUP-MEMBERSHIP":
                said["Tags"] += [tag for part in _split(value, ",;") if (tag := _tag(plain(part)))]
            case "TEL" | "X-MS-TEL":
                _say_phone(said, found, plain(value), label)
            case "EMAIL":
                said["Email"].append(re.sub("^mailto:", "", plain(value), flags=re.IGNORECASE))
            case "BDAY" | "ALTBDAY" | "X-ALTBDAY" | "X-LUNAR-BIRTHDAY" | "X-LUNAR-BDAY":
                _say_birthday(said, found, plain(value))
            case "X-ABDATE" if _BIRTHDAY_WORD.search(label) and _LUNAR.search(label):
                said["Birthday"].append(f"农历{plain(value)}")
            case "IMPP":
                service = found.parameters.get("X-SERVICE-TYPE", "")
                _say_messenger(said, plain(value), (service, *found.kinds, label))
            case "X-SOCIALPROFILE":
                page = found.parameters.get("X-USER") or plain(value)
                user = page.rstrip("/").rsplit("/", 1)[1] if "://" in page else page
                _say_messenger(said, user, (*found.kinds, label))
            case "X-ANDROID-CUSTOM":
                _say_custom(said, [plain(part) for part in _split(value, ";")])
            case "ORG":
                said["Company"].append(" ".join(filter(None, (plain(part) for part in _split(value, ";")))))
            case "KIND" | "X-ADDRESSBOOKSERVER-KIND":
                said["Type"].append("group" if plain(value).lower() == "group" else "")
            case "PHOTO":
                _say_picture(said, value, told=told)
            case name if name in _PROPERTIES:
                said[_PROPERTIES[name]].append(plain(value))
            case name if other := _OTHER_MESSENGERS.fullmatch(name):
                text = plain(value)
                said["Handle"].append(text if "@" in text or not text else f"{other[1].lower()}:{text}")


def cells(said: Mapping[str, Sequence[str]]) -> list[str]:
    """The row of a card. A name for friends that is written beside the nickname is no second nickname."""
    card = dict(said)
    remarks = card.get("Remark name", [])
    if len(card.get("Nickname", ())) > 1 or card.get("Nickname") == remarks:
        card["Nickname"] = [name for name in card["Nickname"] if name not in remarks]
    once = {heading: list(dict.fromkeys(filter(None, values))) for heading, values in card.items()}
    first = ("Name", "Nickname", "Remark name", "Birthday", "Postcode", "Type", PICTURE)
    row = []
    for heading in HEADINGS:
        values = once.get(heading, [])
        if heading == "Name":
            values = values or once.get("N", [])
        elif heading == "Tags" and values:
            values = [*values, ""]  # the mark at the end says that other marks are part of a tag
        elif heading in {"Note", "Company"}:
            values = ["\n".join(values)]
        row.append(BETWEEN.join(values[:1] if heading in first else values))
    return row


def _say_phone(said: Said, found: Property, text: str, label: str) -> None:
    """A number, and a handle of the messenger that its label names."""
    number = re.sub("^tel:", "", text, flags=re.IGNORECASE).split(";")[0]
    if "FAX" in found.kinds and not found.kinds & {"CELL", "VOICE"}:
        return
    custom = [kind.removeprefix("X-") for kind in found.kinds if kind.startswith("X-")]
    platform = next((code for word in (label, *custom) if (code := platform_of(word))), None)
    heading = _PLATFORMS.get(platform or "")
    digits = sum(map(str.isdigit, number))
    if heading is None or digits >= max(5, len(number) - 4):
        said["Phone"].append(number)
    if heading is not None:
        said[heading].append(number)


def _say_birthday(said: Said, found: Property, text: str) -> None:
    """A birthday in the words that `crm.transfer.dates` reads; a time behind the day is passed over."""
    day = re.sub(r"(?<=\d)T\d.*$", "", text)
    omitted = found.parameters.get("X-APPLE-OMIT-YEAR", "")
    if omitted and day.startswith(omitted):
        day = f"--{day[len(omitted) :].lstrip('-')}"
    calendar = found.parameters.get("CALSCALE", "") + found.parameters.get("CALENDAR", "")
    if "LUNAR" in found.name or "ALTBDAY" in found.name or _LUNAR.search(calendar):
        day = re.sub(r"^0?\d{2}-(?=\d{1,2}-\d{1,2}$)", "", day)  # a year of the cycle of sixty says no year
        said["Birthday"].append(day if day.startswith("L") else f"农历{day}")
    else:
        said["Birthday"].insert(0, day)


def _say_messenger(said: Said, text: str, words: Sequence[str]) -> None:
    """A handle that tells its platform by its scheme or by words beside it."""
    scheme, colon, rest = text.partition(":")
    rest = unquote(rest if colon and scheme.isascii() else text)
    told_by = [word for word in (*words, scheme if colon else "") if word]
    platform = next((found for word in told_by if (found := platform_of(word))), None)
    if not rest:
        return
    if heading := _PLATFORMS.get(platform or ""):
        said[heading].append(rest)
    else:
        word = next((word for word in told_by if word.lower() not in {"x-apple", "pref", "home", "work"}), "")
        said["Handle"].append(f"{word.lower()}:{rest}" if word and "@" not in rest else rest)


def _say_custom(said: Said, parts: Sequence[str]) -> None:
    """`vnd.android.cursor.item/nickname;小王;1;…` and its like: the kind, the value, the type."""
    kind, value, type_ = (*parts, "", "", "")[:3]
    kind = kind.lower()
    if not value:
        return
    if kind.endswith("/nickname"):
        said["Nickname"].append(value)
    elif "lunar" in kind:
        said["Birthday"].append(f"农历{value}")
    elif kind.endswith("/contact_event") and type_ == "3":  # the type of birthdays in the contacts of Android
        said["Birthday"].append(value)


def _say_picture(said: Said, value: str, *, told: bool) -> None:
    data = card_pictures.picture(value) if not said.get(PICTURE) else None
    if data is not None:
        said[PICTURE].append(card_pictures.told(data) if told else value)
    elif value and not said.get(PICTURE) and "://" not in value[:12]:
        said[PICTURE].append("broken" if told else "")


def _say_address(said: Said, found: Property, plain: Callable[[str], str]) -> None:
    """An address as we say it, the region before the street; its postcode where it is the first."""
    parts = [plain(part) for part in _split(found.value, ";")]
    box, extended, street, city, region, postcode, country = (*parts, *[""] * 7)[:7]
    above = [part for part in dict.fromkeys((country, region, city)) if part]
    between = "" if _HAN.search("".join(above)) else " "
    address = " ".join(part for part in (between.join(above), street, extended, box) if part)
    address = address or found.parameters.get("LABEL", "")
    if address:
        said["Address"].append(address)
        said["Postcode"] += [postcode] if len(said["Address"]) == 1 else []


def _names(value: str, plain: Callable[[str], str]) -> list[str]:
    """A name in parts (family, given, middle) as it is written, and the ways in which others put it together."""
    family, given, middle = (*(plain(part) for part in _split(value, ";")), "", "", "")[:3]
    if _HAN.search(family + given):
        others = [f"{given} {family}", f"{family} {given}", f"{given}{family}"] if family and given else []
        return [family + middle + given, *others]
    return [" ".join(part for part in (given, middle, family) if part)]


def _settle_name(said: Said) -> None:
    """A Chinese name that a phone wrote the Western way round is turned again."""
    names = said.get("N", [])
    if names and said.get("Name") and said["Name"][0] in names[1:]:
        said["Name"] = [names[0]]
    if names:
        said["N"] = names[:1]


def _take_note_apart(said: Said) -> None:
    """The note of a friend list that came as cards: the 备注 again, tags, and what is known of the friend."""
    kept = []
    for line in "\n".join(said.get("Note", [])).split("\n"):
        if tags := _TAGS_LINE.fullmatch(line.strip()):
            said["Tags"] += [tag.strip() for tag in re.split("[,\uff0c]", tags[1]) if tag.strip()]
        elif story := _STORY_LINE.fullmatch(line.strip()):
            kept.append(story[1])
        elif line.strip() and line.strip() in said.get("Name", ()):
            said["Remark name"].append(line.strip())
        elif line.strip():
            kept.append(line)
    said["Note"] = kept


def _tag(text: str) -> str:
    bare = text.removeprefix("* ").strip()
    return "" if bare.lower().removeprefix("system group:").strip() in _OWN_GROUPS else bare


def _split(value: str, marks: str) -> list[str]:
    """The parts between marks that are not escaped, still escaped themselves."""
    parts = [""]
    for piece in re.findall(rf"\\.|[{marks}]|[^\\{marks}]+|\\", value, re.DOTALL):
        if len(piece) == 1 and piece in marks:
            parts.append("")
        else:
            parts[-1] += piece
    return parts


def _plain(value: str) -> str:
    if "\\" not in value:
        return value.strip()
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value).strip()


def _plain_of_old(value: str) -> str:
    """In version 2.1 a backslash is one, but before the marks that keep parts from each other."""
    return (_OLD_ESCAPED.sub(r"\1", value) if "\\" in value else value).strip()
