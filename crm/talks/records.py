"""Records that are no plain text: tables, and the JSON that programs write."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, tzinfo
from typing import Any

from crm.talks.kinds import CHATLAB, kind_of, kind_of_word
from crm.talks.lines import ME, who_is_me
from crm.talks.messages import Answers, Ask, Kind, Layout, Message, Problem, Talk
from crm.talks.stamps import Calendar, read_stamp

_HEADER_WITHIN = 12
_COLUMNS = {
    "time": "strtime time 时间 時間 发送时间 發送時間 消息时间 日期 date createtime timestamp",
    "sender": "发送者昵称 發送者暱稱 发送者 发送人 發送者 sendername sender_name nickname 昵称 暱稱 姓名 from talker",
    "remark": "发送者备注 remark 备注",
    "id": "sender 发送者微信id wxid 账号",
    "self": "issender is_sender isself issend 发送者身份 是否自己",
    "text": "strcontent content msg 内容 消息内容 內容 訊息內容 message text 消息",
    "kind": "type_name 消息类型 訊息類型 类型 type",
    "chat": "talkername 会话 room_name chat",
}
_BY_HEADING = {word: part for part, words in _COLUMNS.items() for word in words.split()}
_MINE = frozenset({"1", "true", "是", "我", "我方", "自己", "self", "me"})
_THEIRS = frozenset({"0", "false", "否", "对方", "對方"})
_XML = re.compile(r"\s*<(?:\?xml|msg|voipmsg|sysmsg)\b")
_EPOCH = re.compile(r"1[0-9]{9}(?:[0-9]{3})?(?:\.[0-9]+)?")


@dataclass(slots=True)
class _Said:
    """A message before anybody knows whose moments and names these are."""

    line: int
    sender: str
    text: str
    moment: str
    sender_id: str = ""
    me: bool | None = None
    kind: Kind = Kind.TEXT


# tables


def read_rows(rows: Iterable[Sequence[str]], answers: Answers, zone: tzinfo) -> Talk | None:
    """The talk of a table with columns for the time, who spoke and the words; none for another table."""
    every = list(rows)
    for place, cells in enumerate(every[:_HEADER_WITHIN]):
        parts = [_BY_HEADING.get(cell.strip().lower().replace(" ", "")) for cell in cells]
        if "time" in parts and "text" in parts and ("sender" in parts or "self" in parts or "id" in parts):
            return _table(every, place, parts, answers, zone)
    return None


def _table(
    rows: Sequence[Sequence[str]], header: int, parts: Sequence[str | None], answers: Answers, zone: tzinfo
) -> Talk:
    said: list[_Said] = []
    problems: list[Problem] = []
    chat = ""
    for number, cells in enumerate(rows[header + 1 :], header + 2):
        found: dict[str, str] = {}
        for part, cell in zip(parts, cells, strict=False):
            # the first column of a kind that says something; a readable moment rather than seconds
            if part and cell.strip() and (part not in found or (part == "time" and _EPOCH.fullmatch(found[part]))):
                found[part] = cell.strip()
        if not found:
            continue
        if "time" not in found:
            problems.append(Problem(number, " ".join(cells).strip()[:200]))
            continue
        mark = found.get("self", "").lower()
        me = True if mark in _MINE else False if mark in _THEIRS else None
        sender = found.get("remark") or found.get("sender") or (found.get("self", "") if me is None else "")
        kind = kind_of_word(found.get("kind", ""))
        text = found.get("text", "")
        if kind is Kind.TEXT:
            kind = kind_of(text)
        elif _XML.match(text):
            text = ""  # what is not text is told by its kind
        chat = chat or found.get("chat", "")
        said.append(_Said(number, sender or ("我" if me else ""), text, found["time"], found.get("id", ""), me, kind))
    return _talk(Layout.TABLE, "wechat", chat, said, problems, answers, zone)


# JSON


def read_json(value: Any, answers: Answers, zone: tzinfo) -> tuple[Talk, ...]:
    """The talks of a JSON record; none for other JSON. What has another shape than it should is told as a problem."""
    if isinstance(value, Mapping):
        if "chatlab" in value:
            return (_chatlab(value.get("meta"), value.get("members"), value.get("messages"), answers, zone),)
        if isinstance(value.get("chats"), Mapping):
            return tuple(_telegram(chat, answers, zone) for chat in _maps(value["chats"].get("list")))
        messages = value.get("messages")
        if isinstance(messages, list) and ("session" in value or "weflow" in value):
            session = value.get("session") if isinstance(value.get("session"), Mapping) else {}
            return (_records(messages, _word(session, "remark", "displayName", "nickname"), answers, zone),)
        if isinstance(messages, list) and any("from_id" in one or "date_unixtime" in one for one in _maps(messages)):
            return (_telegram(value, answers, zone),)
        return ()
    if isinstance(value, list):
        told = list(_maps(value))
        if any("_type" in one for one in told):
            head = next((one for one in told if one.get("_type") == "header"), {})
            members = [one for one in told if one.get("_type") == "member"]
            messages = [one for one in value if not isinstance(one, Mapping) or one.get("_type") == "message"]
            return (_chatlab(head.get("meta"), members, messages, answers, zone),)
        if any({"sender", "content"} <= one.keys() or {"senderName", "content"} <= one.keys() for one in told):
            return (_records(value, "", answers, zone),)
    return ()


def _maps(value: Any) -> Iterator[Mapping[str, Any]]:
    if isinstance(value, list):
        yield from (one for one in value if isinstance(one, Mapping))


def _word(value: Any, *keys: str) -> str:
    """The first of these that says something, as text."""
    if isinstance(value, Mapping):
        for key in keys:
            said = value.get(key)
            if isinstance(said, str | int | float) and not isinstance(said, bool) and str(said).strip():
                return str(said).strip()
    return ""


def _chatlab(meta: Any, members: Any, messages: Any, answers: Answers, zone: tzinfo) -> Talk:
    names = {_word(one, "platformId"): _word(one, "groupNickname", "accountName") for one in _maps(members)}
    owner = _word(meta, "ownerId")
    said: list[_Said] = []
    problems: list[Problem] = []
    for number, one in enumerate(messages if isinstance(messages, list) else [], 1):
        moment = _word(one, "timestamp")
        if not moment:
            problems.append(Problem(number, str(one)[:200]))
            continue
        known = _word(one, "sender")
        code = one.get("type")
        kind = CHATLAB.get(code, Kind.OTHER) if isinstance(code, int) else Kind.TEXT
        name = _word(one, "groupNickname", "accountName") or names.get(known, "") or known
        said.append(
            _Said(number, name, _word(one, "content"), moment, known, True if owner and known == owner else None, kind)
        )
    return _talk(Layout.CHATLAB, _word(meta, "platform").lower(), _word(meta, "name"), said, problems, answers, zone)


def _telegram(chat: Any, answers: Answers, zone: tzinfo) -> Talk:
    said: list[_Said] = []
    problems: list[Problem] = []
    messages = chat.get("messages") if isinstance(chat, Mapping) else None
    for number, one in enumerate(messages if isinstance(messages, list) else [], 1):
        moment = _word(one, "date_unixtime", "date")
        if not moment:
            problems.append(Problem(number, str(one)[:200]))
            continue
        if one.get("type") == "service":
            said.append(_Said(number, "", _word(one, "action"), moment, "", None, Kind.SYSTEM))
            continue
        text = _telegram_text(one.get("text"))
        kind = Kind.TEXT
        if one.get("photo"):
            kind = Kind.IMAGE
        elif media := _word(one, "media_type"):
            kind = next((known for word, known in _TELEGRAM.items() if word in media), Kind.FILE)
        elif one.get("file"):
            kind = Kind.FILE
        said.append(
            _Said(number, _word(one, "from") or _word(one, "from_id"), text, moment, _word(one, "from_id"), None, kind)
        )
    return _talk(Layout.TELEGRAM, "telegram", _word(chat, "name"), said, problems, answers, zone)


_TELEGRAM = {
    "voice": Kind.VOICE,
    "video": Kind.VIDEO,
    "sticker": Kind.STICKER,
    "audio": Kind.VOICE,
    "animation": Kind.STICKER,
}


def _telegram_text(text: Any) -> str:
    """A text is a text, or a list of texts and of pieces with one."""
    if isinstance(text, list):
        return "".join(piece if isinstance(piece, str) else _raw(piece) for piece in text)
    return text if isinstance(text, str) else ""


def _raw(piece: Any) -> str:
    said = piece.get("text") if isinstance(piece, Mapping) else None
    return said if isinstance(said, str) else ""


def _records(messages: Sequence[Any], chat: str, answers: Answers, zone: tzinfo) -> Talk:
    said: list[_Said] = []
    problems: list[Problem] = []
    for number, one in enumerate(messages, 1):
        moment = _word(one, "time", "formattedTime", "createTime", "timestamp")
        if not moment:
            problems.append(Problem(number, str(one)[:200]))
            continue
        mark = one.get("isSelf", one.get("isSend"))
        me = bool(mark) if isinstance(mark, bool | int) else None
        kind = kind_of_word(_word(one, "type"))
        text = _word(one, "content", "text")
        chat = chat or _word(one, "talkerName")
        said.append(
            _Said(
                number, _word(one, "senderDisplayName", "senderName", "sender") or ("我" if me else ""), text, moment,
                _word(one, "senderUsername", "sender"), me, kind_of(text) if kind is Kind.TEXT else kind,
            )
        )  # fmt: skip
    return _talk(Layout.RECORD_JSON, "wechat", chat, said, problems, answers, zone)


# moments and names


def _talk(
    layout: Layout, platform: str, chat: str, said: Sequence[_Said], problems: Sequence[Problem], answers: Answers,
    zone: tzinfo,
) -> Talk:  # fmt: skip
    stamps = {one.line: read_stamp(one.moment.replace("T", " ")) for one in said if _exact(one.moment, zone) is None}
    calendar = Calendar((stamp.numbers for stamp in stamps.values() if stamp and stamp.numbers), answers)
    messages: list[Message] = []
    wrong = list(problems)
    for one in said:
        at = _exact(one.moment, zone)
        stamp = stamps.get(one.line)
        if at is None and stamp is None:
            wrong.append(Problem(one.line, one.moment[:200]))
            continue
        if at is None and stamp is not None:
            at = calendar.moment(stamp)
        exact = stamp is None or stamp.to_the_second
        messages.append(Message(one.line, one.sender, one.text, at, exact, one.sender_id, one.me, one.kind))
    asks = set(calendar.asks)
    if all(message.me is None for message in messages):
        told = who_is_me(messages, chat, answers)
        if told is None and any(message.sender for message in messages):
            asks.add(Ask.ME)
        elif told is not None:
            messages = [_mine(message, told) for message in messages]
    else:
        messages = [_mine(message, frozenset()) if message.me is None else message for message in messages]
    messages.sort(key=lambda message: message.line)
    wrong.sort(key=lambda problem: problem.line)
    return Talk(layout, answers.platform or platform, chat, tuple(messages), tuple(wrong), frozenset(asks))


def _mine(message: Message, told: frozenset[str]) -> Message:
    if not message.sender:
        return message
    return replace(message, me=message.sender in told or message.sender in ME or message.sender_id in ME)


def _exact(moment: str, zone: tzinfo) -> datetime | None:
    """The moment of seconds since 1970, or of a text that names its zone, in the clock of this zone."""
    if _EPOCH.fullmatch(moment):
        seconds = float(moment) / (1000 if len(moment.partition(".")[0]) == 13 else 1)
        return datetime.fromtimestamp(seconds, UTC).astimezone(zone).replace(tzinfo=None)
    if re.search(r"(?:Z|[+-][0-9]{2}:[0-9]{2})$", moment):
        try:
            read = datetime.fromisoformat(moment)
        except ValueError:
            return None
        return read.astimezone(zone).replace(tzinfo=None) if read.tzinfo else None
    return None
