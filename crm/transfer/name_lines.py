"""Names one below the other, typed or taken from a screenshot: numbers, letters of the index and headings of the screen
are passed over, and what stands beside a name (phones, handles, places) is read as on a name card.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from unicodedata import category

from crm.accounts import Platform
from crm.name_cards import NameCard, Part, read_cards
from crm.name_cards.known import LABELS
from crm.name_cards.labels import first_label
from crm.name_cards.numbers import EMAIL, PHONE, WXID
from crm.transfer.columns import Skip
from crm.transfer.entries import (
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
from crm.transfer.fields import Field
from crm.transfer.tables import Row
from crm.transfer.vocabulary import plain_word, words

LONGEST_NAME = 24
"""Characters of a line that says nothing but a name."""
_NUMBER = re.compile(
    r"^\s*(?:[(\uff08]?\d{1,4}[)\uff09]?\s*[.、\uff0e,\uff0c)\uff09:\uff1a]\s*|\d{1,3}\s+(?=\D)|[①-⑳❶-❿]\s*|[-*•·●■□◆☐✓✔√]\s*)+"
)
_INDEX = re.compile("[A-Z#☆★✩↑]")
_COUNT = re.compile(
    r"(?:共|[全总總]共)?\s*[\d,]+\s*(?:个|個|位|名)?\s*(?:朋友|好友|联系人|聯絡人|friends?|contacts?)", re.IGNORECASE
)
_SCREEN = words(
    """
    新的朋友 仅聊天的朋友 群聊 标签 公众号 服务号 通讯录 企业微信联系人 我的企业及企业联系人 文件传输助手
    微信团队 搜索 星标朋友 常用联系人
    仅聊天的朋友 僅聊天的朋友 群組 標籤 官方帳號 服務號 通訊錄 檔案傳輸 新的好友 好友 群组 我的最愛 星標朋友
    搜尋 返回 取消 完成 添加朋友 发现 我
    newfriends groupchats tags officialaccounts contacts search chat-onlyfriends starredfriends discover me filetransfer
    """
)
_MORE = re.compile(
    rf"{PHONE.pattern}|{EMAIL.pattern}|{WXID.pattern}|[:\uff1a@\t]|\d{{5}}|[\u3400-\u9fff]\s+\S|[,\uff0c;\uff1b]"
)


def line_outcomes(rows: Iterable[Row]) -> Iterator[Outcome]:
    """What becomes of every line."""
    last: Record | None = None
    joined: list[Outcome] = []
    for row in rows:
        text = ", ".join(cell for cell in row.cells if cell).strip()
        bare = _NUMBER.sub("", text, count=1) or text
        skip = _skip(text)
        if skip is None and last is not None and _goes_with(bare, last.entry) and (told := read_cards(bare)):
            last = _joined(last, told[0])
            joined.append(Skipped(row.number, Skip.JOINED))
            continue
        if last is not None:
            yield from (last, *joined)
            last, joined = None, []
        if skip is not None:
            yield Skipped(row.number, skip)
            continue
        *others, final = _read(row.number, bare)
        yield from others
        if isinstance(final, Record):
            last = final
        else:
            yield final
    if last is not None:
        yield from (last, *joined)


def _skip(text: str) -> Skip | None:
    if not text:
        return Skip.BLANK
    if _INDEX.fullmatch(text):
        return Skip.INDEX
    if _COUNT.fullmatch(text):
        return Skip.TOTAL
    if plain_word(text) in _SCREEN:
        return Skip.NOT_A_FRIEND
    return None


def _read(number: int, text: str) -> list[Outcome]:
    if not any(category(sign)[0] in "LN" or category(sign) == "So" for sign in text):  # pictures may be a name
        return [Problem(number, Reason.NO_NAME, text[:80])]
    if _MORE.search(text):
        found: list[Outcome] = [Record(number, *_entry(card)) for card in read_cards(text) if card.name]
        handles = any(isinstance(each, Record) and each.entry.handles for each in found)
        if found and (handles or len(text) <= LONGEST_NAME):
            return found
    if len(text) > LONGEST_NAME:
        return [Problem(number, Reason.NOT_A_NAME, text[:80])]
    return [Record(number, ContactEntry(name=text))]


def _goes_with(text: str, entry: ContactEntry) -> bool:
    """Whether a line tells more of the one before it: it begins with a label that is none of names, or it is nothing
    but a number that they do not have yet.
    """
    label = first_label(text)
    if label is not None and label["colon"]:
        return LABELS[label["label"]][0] is not Part.NAME
    return PHONE.fullmatch(text) is not None and all(handle.platform != Platform.PHONE for handle in entry.handles)


def _entry(card: NameCard) -> tuple[ContactEntry, tuple[Doubt, ...]]:
    entry = ContactEntry(
        name=card.name,
        remark=card.first(Part.REMARK),
        handles=tuple(HandleEntry(handle.platform.value, handle.text) for handle in card.handles),
        tags=card.tags,
        source=card.first(Part.SOURCE),
        birthday=_birthday(card),
        note=card.note,
        addresses=tuple(AddressEntry(text) for text in card.all(Part.ADDRESS)),
    )
    fields = {Part.HANDLE: Field.HANDLE, Part.PHONE: Field.PHONE, Part.ADDRESS: Field.ADDRESS}
    doubts = [
        Doubt(fields[find.part], Reason.GUESS, find.text)
        for find in card.finds
        if not find.sure and find.part in fields
    ]
    doubts += [Doubt(Field.PHONE, Reason.MASKED_PHONE, text) for text in card.all(Part.HIDDEN)]
    return entry, tuple(doubts)


def _birthday(card: NameCard) -> str:
    return "" if card.birthday is None else card.birthday.code()


def _joined(record: Record, card: NameCard) -> Record:
    """A friend with what the next line told of them."""
    more, doubts = _entry(card)
    entry = record.entry
    return replace(
        record,
        doubts=(*record.doubts, *doubts),
        entry=replace(
            entry,
            remark=entry.remark or more.remark,
            handles=tuple(dict.fromkeys((*entry.handles, *more.handles))),
            tags=tuple(dict.fromkeys((*entry.tags, *more.tags))),
            source=entry.source or more.source,
            birthday=entry.birthday or more.birthday,
            note="\n".join(filter(None, (entry.note, more.note))),
            addresses=(*entry.addresses, *more.addresses),
        ),
    )
