"""What one row of a friend list says about one friend, and what in it could not be understood."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date

from crm.name_cards.numbers import PHONE as PHONE_FORM
from crm.names import normal_phone
from crm.transfer.columns import Column, Layout, Skip, skip_reason
from crm.transfer.dates import BadDateError, birthday_of, date_of
from crm.transfer.entries import (
    EMAIL,
    OTHER,
    PHONE,
    WECHAT,
    AddressEntry,
    ContactEntry,
    Doubt,
    HandleEntry,
    Outcome,
    Problem,
    Reason,
    Record,
    Skipped,
)
from crm.transfer.fields import ADDRESS_PARTS, Field
from crm.transfer.headings import field_of, plain_heading
from crm.transfer.name_lines import line_outcomes
from crm.transfer.shapes import Shape
from crm.transfer.tables import Flaw, Row
from crm.transfer.vocabulary import is_empty, plain_word, platform_of, stage_of, standing_of, words

_PLATFORM_FIELDS = {
    Field.WECHAT: WECHAT,
    Field.WEIBO: "weibo",
    Field.QQ: "qq",
    Field.XIAOHONGSHU: "xiaohongshu",
    Field.DOUYIN: "douyin",
    Field.LINE: "line",
    Field.WHATSAPP: "whatsapp",
    Field.PHONE: PHONE,
    Field.EMAIL: EMAIL,
}
_BETWEEN_VALUES = " ::: "
_BETWEEN_PHONES = re.compile(r"\s*(?::::|[,，、;；/|\n])\s*")
_BETWEEN_TAGS = re.compile(r"\s*(?::::|[,，、;；|｜\n])\s*")
_MARKED = re.compile(r"\s*:::\s*")
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}")
_MASKED = re.compile(r"\d\*{2,}\d?|\*{3,}|[xX]{3,}")
_EXTENSION = re.compile(r"\+?[\d ()-]{5,20}(?:转|轉|#|,|ext\.?|-)\s?\d{1,6}")
# what Excel leaves of a long number: 3.51531E+16, or sixteen digits and more whose last are noughts
_DAMAGED = re.compile(r"\d(?:\.\d{1,15})?[eE]\+\d{1,3}|\d{13,40}000")
_EMOJI = re.compile(r'<span class="emoji emoji([0-9a-f]{2,6})"></span>')
_HAN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\U00020000-\U0003ffff]")
_NO_PERSON = re.compile(r"gh_\w+|\S+@(?:chatroom|im\.chatroom)|filehelper|weixin|fmessage|medianote|newsapp|qmessage")
_PASSING_ID = re.compile("@[0-9a-f]{16,}")
"""How the web called friends: anew at every login."""
_OF_COMPANY = "@openim"
_NO_PERSON_KINDS = words("群聊 群 群组 群組 公众号 公眾號 服务号 订阅号 group chatroom official officialaccount")
_NOT_SO = words("false 0 no 否")
_LUNAR_LABEL = re.compile("农历|農曆|阴历|陰曆|lunar", re.IGNORECASE)
_WORD = re.compile(r"\w")
_PHONE_WORDS = re.compile(
    "手机(?:号码?)?|手機(?:號碼?)?|电话|電話|联系|聯絡|微信同号|微信|同微信|tel|phone|mobile|cell|hp"
    r"|[:\uff1a ()\uff08\uff09]",
    re.IGNORECASE,
)
_AS_PHONE = words("同手机 同手机号 同电话 同手機 同手機號 同電話 手机号 手机同号 手機號 同号 同號 微信同号 微信同號")


def joined_tags(tags: Sequence[str]) -> str:
    """Tags as one cell that is read back as the same tags, whatever marks they hold."""
    if any(_BETWEEN_TAGS.search(tag) for tag in tags):
        # the mark at the end says that other marks are part of a tag
        return _BETWEEN_VALUES.join([*tags, ""]).rstrip()
    return "、".join(tags)


def no_picture(_told: str) -> bool:
    """No picture is kept."""
    return False


def outcomes(layout: Layout, rows: Iterable[Row], pictures: Callable[[str], bool] = no_picture) -> Iterator[Outcome]:
    """What becomes of every row of the table, in its order: one outcome for each row, or several where a line names
    several people. `pictures` says of a picture that was told (see `crm.transfer.card_pictures`) if it can be kept.
    """
    if layout.shape is Shape.NAMES:
        yield from line_outcomes(rows)
        return
    read = _reader(layout, pictures)
    for row in rows:
        yield read(row)


def _reader(layout: Layout, pictures: Callable[[str], bool]) -> Callable[[Row], Outcome]:
    columns = [column for column in layout.columns if column.field not in {None, Field.IGNORE}]
    staged = bool(layout.places(Field.STAGE))
    width = len(layout.columns)
    profile = layout.shape is Shape.FRIEND_LIST
    joins = profile and bool(columns) and layout.columns[-1].field is Field.NICKNAME

    def read(row: Row) -> Outcome:
        skip = skip_reason(layout, row)
        if skip is not None:
            return Skipped(row.number, skip)
        if row.flaw is not Flaw.NONE:
            return Problem(row.number, Reason(row.flaw.value), _glimpse(row))
        said = _Said(layout.day_first, pictures, profile=profile)
        cells = row.cells
        if joins and len(cells) > width:
            said.doubt(Field.NICKNAME, Reason.JOINED_CELLS, ",".join(cells[width - 1 :]))
            cells = (*cells[: width - 1], ",".join(cells[width - 1 :]))
        for column in columns:
            if column.place < len(cells) and not is_empty(cells[column.place]):
                said.hear(column, cells[column.place])
        if said.no_person:
            return Skipped(row.number, Skip.NOT_A_FRIEND)
        extra = " ".join(cell for cell in cells[width:] if cell)
        if extra:
            said.doubt(Field.IGNORE, Reason.EXTRA_CELLS, extra)
        entry = said.entry(kind_is_stage=not staged)
        if entry is None:
            return Problem(row.number, Reason.NO_NAME, _glimpse(row))
        return Record(row.number, entry, tuple(said.doubts))

    return read


def _glimpse(row: Row) -> str:
    return " ".join(cell for cell in row.cells if cell)[:80]


class _Said:
    """What has been heard from the cells of one row."""

    def __init__(self, day_first: bool | None, pictures: Callable[[str], bool], *, profile: bool) -> None:
        self.no_person = False
        self._pictures = pictures
        self._profile = profile
        self._picture = False
        self._custom: dict[str, list[str]] = {}
        self.doubts: list[Doubt] = []
        self._day_first = day_first
        self._texts: dict[Field, str] = {}
        self._notes: list[str] = []
        self._tags: list[str] = []
        self._handles: list[HandleEntry] = []
        self._platforms: list[str] = []
        self._bare_handles: list[str] = []
        self._as_phone: list[str] = []
        self._whole_addresses: dict[str, list[str]] = {}
        self._address_parts: dict[str, dict[Field, list[str]]] = {}
        self._birthday = ""
        self._added_on: date | None = None
        self._stage: str | None = None
        self._standing: str | None = None

    def doubt(self, field: Field, reason: Reason, text: str) -> None:
        """Remember what was not understood."""
        self.doubts.append(Doubt(field, reason, text[:200]))

    def hear(self, column: Column, text: str) -> None:
        """Take in one filled cell."""
        field = column.field
        assert field is not None
        listener = _LISTENERS.get(field)
        if listener is not None:
            listener(self, column, text)
        elif field in _PLATFORM_FIELDS:
            self._handle(field, text)
        else:
            self.no_person = self.no_person or (field is Field.NAME and text.endswith("@chatroom"))
            self._texts.setdefault(field, text)

    def entry(self, *, kind_is_stage: bool) -> ContactEntry | None:
        """All of it together; None if nothing says who it is."""
        texts = self._texts
        kind = texts.get(Field.ROW_KIND, "")
        if kind and kind_is_stage and self._stage is None:
            told = stage_of(kind)
            self._stage = told if told != "added" else None  # that somebody is a friend says nothing of how far
        self._take_custom()
        handles = self._all_handles()
        remark = _shown(texts.get(Field.REMARK, ""))
        nickname = _shown(texts.get(Field.NICKNAME, ""))
        written = next((handle.text for handle in handles if handle.text), "")
        company = texts.get(Field.COMPANY, "")
        name = _shown(texts.get(Field.NAME, "")) or self._joined_name() or remark or nickname
        if company and name:
            self._notes.append(company)
        name = name or _shown(company) or written
        addresses = tuple(self._addresses())
        if self._profile and not self._whole_addresses.get("") and Field.STREET not in self._address_parts.get("", {}):
            # where somebody says they are is not where parcels go
            self._notes += [address.detail for address in addresses]
            addresses = ()
        if not name:
            return None
        return ContactEntry(
            name=name,
            nickname=nickname,
            remark=remark,
            handles=handles,
            tags=tuple(dict.fromkeys(self._tags)),
            stage=self._stage,
            standing=self._standing,
            source=texts.get(Field.SOURCE, ""),
            birthday=self._birthday,
            note="\n".join(self._notes),
            addresses=addresses,
            introduced_by=texts.get(Field.INTRODUCED_BY, ""),
            account=texts.get(Field.ACCOUNT, ""),
            added_on=self._added_on,
            picture=self._picture,
        )

    def _joined_name(self) -> str:
        family, given, middle = (
            _shown(self._texts.get(field, "")) for field in (Field.FAMILY_NAME, Field.GIVEN_NAME, Field.MIDDLE_NAME)
        )
        if _HAN.search(family + middle + given):
            return family + middle + given
        return " ".join(part for part in (given, middle, family) if part)

    def hear_phones(self, _column: Column, text: str) -> None:
        if normal_phone(text) and not _DAMAGED.fullmatch(text):
            self._handles.append(HandleEntry(PHONE, text))
            return
        for part in filter(None, _BETWEEN_PHONES.split(text)):
            if _DAMAGED.fullmatch(part):
                self.doubt(Field.PHONE, Reason.DAMAGED_NUMBER, part)
            elif normal_phone(part) or _EXTENSION.fullmatch(part):
                self._handles.append(HandleEntry(PHONE, part))
            elif _MASKED.search(part):
                self.doubt(Field.PHONE, Reason.MASKED_PHONE, part)
            elif found := PHONE_FORM.search(part):
                self._handles.append(HandleEntry(PHONE, found["phone"]))
                if _WORD.search(_PHONE_WORDS.sub("", part[: found.start()] + part[found.end() :])):
                    self.doubt(Field.PHONE, Reason.WORDS_BESIDE, part)
            else:
                self.doubt(Field.PHONE, Reason.BAD_PHONE, part)

    def hear_emails(self, _column: Column, text: str) -> None:
        for part in filter(None, _BETWEEN_TAGS.split(text)):
            if _EMAIL.fullmatch(part):
                self._handles.append(HandleEntry(EMAIL, part))
            else:
                self.doubt(Field.EMAIL, Reason.BAD_EMAIL, part)

    def _handle(self, field: Field, text: str) -> None:
        platform = _PLATFORM_FIELDS[field]
        if platform == WECHAT:
            if _NO_PERSON.fullmatch(text):
                self.no_person = True
            elif _PASSING_ID.fullmatch(text):
                return
            elif text.endswith(_OF_COMPANY):
                self._texts.setdefault(Field.SOURCE, "企业微信")
        for part in filter(None, text.split(_BETWEEN_VALUES)):
            if _DAMAGED.fullmatch(part):
                self.doubt(field, Reason.DAMAGED_NUMBER, part)
            elif plain_word(part) in _AS_PHONE:
                self._as_phone.append(platform)
            else:
                self._handles.append(HandleEntry(platform, part))

    def _all_handles(self) -> tuple[HandleEntry, ...]:
        """The handles of their own columns and those that stand beside a column for the platform."""
        handles = list(self._handles)
        phone = next((handle.text for handle in handles if handle.platform == PHONE), "")
        handles += [HandleEntry(platform, phone) for platform in self._as_phone if phone]
        count = max(len(self._platforms), len(self._bare_handles))
        for place in range(count):
            told = self._platforms[place] if place < len(self._platforms) else ""
            text = self._bare_handles[place] if place < len(self._bare_handles) else ""
            prefix, _, rest = text.partition(":")
            if not told and rest and platform_of(prefix):
                told, text = prefix, rest.strip()
            platform = platform_of(told) if told else _kind_of_handle(text)
            if platform is None:
                self.doubt(Field.PLATFORM, Reason.UNKNOWN_PLATFORM, told)
                platform = OTHER
            if _DAMAGED.fullmatch(text):
                self.doubt(Field.HANDLE, Reason.DAMAGED_NUMBER, text)
            elif text or all(handle.platform != platform for handle in handles):
                handles.append(HandleEntry(platform, text))
        return tuple(dict.fromkeys(handles))

    def hear_tag(self, _column: Column, text: str) -> None:
        for part in (_MARKED if ":::" in text else _BETWEEN_TAGS).split(text):
            tag = part.strip("# \t")
            # a star marks the groups an address book makes by itself
            if tag and not part.startswith("* ") and not is_empty(tag):
                self._tags.append(tag)

    def hear_date(self, column: Column, text: str) -> None:
        try:
            if column.field is Field.ADDED_ON:
                self._added_on = self._added_on or date_of(text, day_first=self._day_first)
            elif not self._birthday:
                self._birthday = str(birthday_of(text, day_first=self._day_first, lunar=column.lunar))
        except BadDateError as error:
            reason = Reason.AMBIGUOUS_DATE if error.ambiguous else Reason.BAD_DATE
            self.doubt(column.field or Field.IGNORE, reason, text)

    def hear_told_stage(self, _column: Column, text: str) -> None:
        code = stage_of(text)
        self._stage = self._stage or code
        if code is None:
            self.doubt(Field.STAGE, Reason.UNKNOWN_STAGE, text)

    def hear_told_standing(self, _column: Column, text: str) -> None:
        code = standing_of(text)
        self._standing = self._standing or code
        if code is None:
            self.doubt(Field.STANDING, Reason.UNKNOWN_STANDING, text)

    def hear_platform(self, _column: Column, text: str) -> None:
        self._platforms.append(text)

    def hear_bare_handle(self, _column: Column, text: str) -> None:
        self._bare_handles.extend(filter(None, text.split(_BETWEEN_VALUES)))

    def hear_note(self, _column: Column, text: str) -> None:
        self._notes.append(text)

    def hear_kind(self, column: Column, text: str) -> None:
        match plain_heading(column.heading):
            case "isfriend":
                self.no_person = self.no_person or plain_word(text) in _NOT_SO
                return
            case "isgroup":
                self.no_person = self.no_person or plain_word(text) not in _NOT_SO
                return
            case "verifyflag":  # the eighth is the mark of official accounts
                self.no_person = self.no_person or (text.isdecimal() and bool(int(text[:9]) & 8))
                return
        if plain_word(text) in _NO_PERSON_KINDS:
            self.no_person = True
        self._texts[Field.ROW_KIND] = text

    def hear_custom(self, column: Column, text: str) -> None:
        self._custom.setdefault(column.group, []).append(text)

    def _take_custom(self) -> None:
        """Fields of one's own, each a label and what stands there: a handle, a lunar birthday, else a note."""
        for label, *texts in self._custom.values():
            for text in texts:
                platform = platform_of(label)
                if platform is not None:
                    self._handles += [HandleEntry(platform, one.strip()) for one in text.split(_BETWEEN_VALUES)]
                elif field_of(label) is Field.REMARK and Field.REMARK not in self._texts:
                    self._texts[Field.REMARK] = text
                elif _LUNAR_LABEL.search(label) and not self._birthday:
                    self.hear_date(Column(0, label, Field.BIRTHDAY, lunar=True), text)
                else:
                    self._notes.append(f"{label}: {text}")

    def hear_picture(self, _column: Column, text: str) -> None:
        self._picture = self._pictures(text)
        if not self._picture:
            self.doubt(Field.PICTURE, Reason.PICTURE, text)

    def hear_address(self, column: Column, text: str) -> None:
        self._whole_addresses.setdefault(column.group, []).extend(text.split(_BETWEEN_VALUES))

    def hear_address_part(self, column: Column, text: str) -> None:
        parts = self._address_parts.setdefault(column.group, {})
        parts.setdefault(column.field or Field.STREET, []).append(text)

    def _addresses(self) -> Iterator[AddressEntry]:
        for group, parts in self._address_parts.items():
            if group and group in self._whole_addresses:
                if Field.STREET not in parts:
                    continue  # the same address is told as a whole
                del self._whole_addresses[group]
            first = {field: " ".join(dict.fromkeys(texts)) for field, texts in parts.items()}
            region = [
                first[field] for field in (Field.COUNTRY, Field.PROVINCE, Field.CITY, Field.DISTRICT) if field in first
            ]
            whole = self._whole_addresses.pop(group, [])
            detail = first.get(Field.STREET, "") or (whole.pop(0) if whole else "")
            self._whole_addresses[group] = whole
            if detail:
                yield AddressEntry(detail, _run_on(region), first.get(Field.POSTCODE, ""))
            elif region:
                yield AddressEntry(_run_on(region), "", first.get(Field.POSTCODE, ""))
        for texts in self._whole_addresses.values():
            yield from (AddressEntry(text) for text in texts if text)


_LISTENERS: Mapping[Field, Callable[[_Said, Column, str], None]] = {
    Field.PHONE: _Said.hear_phones,
    Field.EMAIL: _Said.hear_emails,
    Field.PLATFORM: _Said.hear_platform,
    Field.HANDLE: _Said.hear_bare_handle,
    Field.TAGS: _Said.hear_tag,
    Field.NOTE: _Said.hear_note,
    Field.BIRTHDAY: _Said.hear_date,
    Field.ADDED_ON: _Said.hear_date,
    Field.STAGE: _Said.hear_told_stage,
    Field.STANDING: _Said.hear_told_standing,
    Field.ROW_KIND: _Said.hear_kind,
    Field.ADDRESS: _Said.hear_address,
    Field.CUSTOM: _Said.hear_custom,
    Field.PICTURE: _Said.hear_picture,
} | dict.fromkeys(ADDRESS_PARTS, _Said.hear_address_part)


def _run_on(parts: list[str]) -> str:
    """Region names in a row: without blanks between Chinese ones."""
    parts = list(dict.fromkeys(parts))
    return ("" if _HAN.search("".join(parts)) else " ").join(parts)


def _shown(text: str) -> str:
    """A name with the pictures that old programs wrote as markup put back, on one line."""
    if "<" in text:
        text = _EMOJI.sub(_picture, text)
    return " ".join(text.split("\n"))


def _picture(found: re.Match[str]) -> str:
    point = int(found[1], 16)
    return chr(point) if 0x20 < point <= 0x10FFFF and not 0xD800 <= point <= 0xDFFF else ""


def _kind_of_handle(text: str) -> str:
    if _EMAIL.fullmatch(text):
        return EMAIL
    return PHONE if normal_phone(text) and not text.isalpha() and len(text) >= 8 else OTHER
