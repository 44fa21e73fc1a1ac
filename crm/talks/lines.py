"""Layouts of plain text: a line that begins a message, lines of its words, lines that belong to the layout."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from crm.talks.kinds import kind_of
from crm.talks.messages import Answers, Ask, Kind, Layout, Message, Problem, Talk
from crm.talks.stamps import CLOCK, DAY, MOMENT, STAMP, Calendar, Stamp, read_day, read_stamp

ME = frozenset({"我", "Me", "me"})
"""What programs call whoever saved the record."""
_LONGEST_NAME = 64
_ID = r"(?:[(（](?P<id>[^()（）]{1,64})[)）]|<(?P<mail>[^<>]{3,80})>)?"
_DAY_NAMES = "[（(]?(?:周|週|星期|Mon|Tue|Wed|Thu|Fri|Sat|Sun|[日月火水木金土一二三四五六]).{0,8}"


@dataclass(frozen=True, slots=True)
class LineLayout:
    """One layout. `head` begins a message (groups: name, id, mail, stamp, rest); `frames` say the day or the chat, or
    nothing; `mark` is a line by which the layout is told at once. `apart`: a head stands after an empty line only.
    """

    layout: Layout
    platform: str
    head: re.Pattern[str]
    frames: tuple[re.Pattern[str], ...] = ()
    mark: re.Pattern[str] | None = None
    apart: bool = False
    quoted: bool = False
    """Words of several lines stand in quotation marks."""


def _of(*forms: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(form) for form in forms)


LAYOUTS: tuple[LineLayout, ...] = (
    LineLayout(
        Layout.WHATSAPP,
        "whatsapp",
        re.compile(rf"(?:\[(?P<a>{MOMENT})\] ?|(?P<b>{MOMENT}) - )(?P<rest>.*)", re.DOTALL),
    ),
    LineLayout(
        Layout.LINE_PHONE,
        "line",
        re.compile(rf"(?P<stamp>{CLOCK})\t(?P<name>[^\t]{{0,64}})\t(?P<rest>.*)"),
        _of(
            r"\[LINE\] ?(?:[與与] ?(?P<chat>.{1,64}?) ?的聊天[記记][錄录]"
            r"|Chat history (?:with|in) (?P<chat2>.{1,64})|(?P<chat3>.{1,64})とのトーク履歴)",
            r"(?:儲存日期|保存日期|储存日期|Saved on|保存日時) ?[:：].*",
            rf"(?P<day>{DAY}) ?{_DAY_NAMES}[)）]?",
            rf"(?:{_DAY_NAMES}, )?(?P<day2>{DAY})",
        ),
        re.compile(r"\[LINE\] .{1,90}"),
        quoted=True,
    ),
    LineLayout(
        Layout.LINE_PC,
        "line",
        re.compile(r"(?P<stamp>[0-2]?[0-9]:[0-5][0-9]) (?P<words>\S.*)"),
        _of(r"(?P<day>[0-9]{4}\.[0-9]{2}\.[0-9]{2}) (?:星期[一二三四五六日]|[A-Z][a-z]{5,8}|.曜日)"),
        re.compile(r"[0-9]{4}\.[0-9]{2}\.[0-9]{2} (?:星期[一二三四五六日]|[A-Z][a-z]{5,8}|.曜日)"),
    ),
    LineLayout(
        Layout.QQ_FILE,
        "qq",
        re.compile(rf"(?P<stamp>{MOMENT}) (?:【.{{1,12}}】)?(?P<name>.{{1,64}}?){_ID}"),
        _of(r"消息记录（.*", r"={8,}", r"消息分组:.*", r"消息对象:(?P<chat>.{0,80})", r"日期: ?(?P<day>[0-9-]{8,10})"),
        re.compile(r"消息记录（此消息记录.*|消息对象:.*"),
    ),
    LineLayout(
        Layout.WECHAT_MAIL,
        "wechat",
        re.compile(rf"(?P<name>.{{1,64}}?) (?P<stamp>{CLOCK})"),
        _of(
            r"Dear ?[:：]?",
            r"(?:微信群)?[“\"「]?(?P<chat>.{1,80}?)[”\"」]?的聊天[记記紀][录錄]如下[:：]?",
            rf"[—─-]{{2,}} *(?P<day>{DAY}) *[—─-]{{2,}}",
            r"(?:发自|發自|Sent from).{1,40}",
        ),
        re.compile(rf".{{1,90}}的聊天[记記紀][录錄]如下[:：]?|—{{2,}} *{DAY} *—{{2,}}"),
    ),
    LineLayout(
        Layout.RECORD_DAYS,
        "wechat",
        re.compile(r"(?P<name>[^:：*]{1,64})[:：](?P<rest>.*)"),
        _of(rf"\*{{5,}} ?(?P<day>{DAY}) ?\*{{5,}}"),
        re.compile(rf"\*{{5,}} ?{DAY} ?\*{{5,}}"),
    ),
    LineLayout(
        Layout.RECORD_INLINE,
        "wechat",
        re.compile(rf"(?P<name>.{{1,64}}?) ?[(（](?P<stamp>{MOMENT})[)）] ?[:：](?P<rest>.*)"),
        _of(r"(?P<chat>.{1,80}) - 微信聊天[记記][录錄]"),
        re.compile(r".{1,80} - 微信聊天[记記][录錄]"),
    ),
    LineLayout(
        Layout.TELEGRAM_COPY,
        "telegram",
        re.compile(rf"(?:> )?(?P<name>.{{1,64}}), \[(?P<stamp>{STAMP})\]|> (?P<only>.{{1,64}}):"),
    ),
    LineLayout(
        Layout.RECORD,
        "wechat",
        re.compile(rf"(?P<stamp>[0-9]{{4}}[-/][0-9]{{1,2}}[-/][0-9]{{1,2}} {CLOCK}) '?(?P<name>[^':]{{1,64}}?)'?{_ID}"),
    ),
    LineLayout(
        Layout.TIMED_COPY,
        "wechat",
        re.compile(rf"(?P<name>.{{1,64}}?){_ID}:?(?:[ ]{{1,4}}|(?=[(（]))[(（]?(?P<stamp>{STAMP})[)）]?"),
        _of(
            rf"(?:— ?){{2,}} *(?P<day>{DAY}) *(?:— ?){{2,}}", r"-{6,} *(?P<day2>[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}) *-{6,}"
        ),
    ),
    LineLayout(Layout.WECHAT_COPY, "wechat", re.compile(r"(?P<name>[^:：]{1,64}):"), apart=True),
    LineLayout(
        Layout.FORWARD,
        "wechat",
        re.compile(r"(?P<name>[^:：\s][^:：]{0,31})[:：] ?(?P<rest>.+)"),
        _of(r"(?P<chat>.{1,80})的聊天[记記紀][录錄]"),
    ),
)
BY_LAYOUT = {one.layout: one for one in LAYOUTS}
_PLAIN = str.maketrans(
    dict.fromkeys("\u202f\xa0\u2009\u3000", " ")
    | dict.fromkeys("\ufeff\u200e\u200f\u202a\u202b\u202c\u2066\u2069", None)
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line: its number, its words, and what it is to the layout."""

    number: int
    text: str
    head: re.Match[str] | None = None
    frame: re.Match[str] | None = None


def lines_of(text: str) -> list[str]:
    """The lines of a record, without the marks that only steer how it is shown."""
    return text.translate(_PLAIN).replace("\r\n", "\n").replace("\r", "\n").split("\n")


def sorted_lines(lines: Sequence[str], spec: LineLayout) -> list[Line]:
    """Which line begins a message, and which belongs to the layout. A line that could be either begins a message only
    where the layout leaves no doubt: a name with a time alone has to be somebody who is named so twice.
    """
    found: list[Line] = []
    named: dict[str, int] = {}
    for number, line in enumerate(lines, 1):
        bare = line.rstrip()
        frame = next((match for form in spec.frames if (match := form.fullmatch(bare))), None)
        head = None if frame is not None or len(bare) > 20_000 else spec.head.fullmatch(line if "\t" in line else bare)
        if head is not None:
            named[_name(head)] = named.get(_name(head), 0) + 1
        found.append(Line(number, line, head, frame))
    for place, one in enumerate(found):
        if one.head is None:
            continue
        after_gap = place == 0 or not found[place - 1].text.strip() or found[place - 1].frame is not None
        told_by_time = spec.layout is not Layout.TIMED_COPY or _is_plain_head(one.head) or named[_name(one.head)] > 1
        if not (after_gap or (told_by_time and not spec.apart)) or (_stamp(one.head) and not _is_stamp(one.head)):
            found[place] = replace(one, head=None)
    return found


def _is_stamp(head: re.Match[str]) -> bool:
    return read_stamp(_stamp(head)) is not None


def _groups(match: re.Match[str]) -> dict[str, str]:
    return {name: value for name, value in match.groupdict().items() if value is not None}


def _name(head: re.Match[str]) -> str:
    groups = _groups(head)
    return (groups.get("name") or groups.get("only") or "").strip()


def _stamp(head: re.Match[str]) -> str:
    groups = _groups(head)
    return groups.get("stamp") or groups.get("a") or groups.get("b") or ""


def _is_plain_head(head: re.Match[str]) -> bool:
    """Whether this can hardly be words that end with a time: it has a day, seconds, or a number behind the name."""
    stamp, groups = read_stamp(_stamp(head)), _groups(head)
    told = stamp is not None and (bool(stamp.numbers) or stamp.back is not None or stamp.to_the_second)
    return told or bool(groups.get("id") or groups.get("mail"))


@dataclass(slots=True)
class _Draft:
    """A message while its lines are read."""

    line: int
    name: str
    sender_id: str
    stamp: Stamp | None
    day: tuple[int, ...]
    words: list[str]
    system: bool = False


def read_lines(text: str, spec: LineLayout, answers: Answers, chat: str = "") -> list[Talk]:
    """The talks of a text in this layout; a record of several chats gives several."""
    lines = sorted_lines(lines_of(text), spec)
    talks: list[Talk] = []
    drafts: list[_Draft] = []
    problems: list[Problem] = []
    day: tuple[int, ...] = ()
    frame = 0

    def close() -> None:
        if drafts or problems:
            talks.append(_talk(spec, chat, drafts, problems, answers, frame))

    for line in lines:
        if line.frame is not None:
            groups = _groups(line.frame)
            said = groups.get("day") or groups.get("day2")
            named = groups.get("chat") or groups.get("chat2") or groups.get("chat3")
            if named:
                if drafts:
                    close()
                    drafts, problems, frame, day = [], [], 0, ()
                chat = named.strip()
            day = read_day(said) if said else day
            frame += 1
        elif line.head is not None:
            drafts.append(_draft(line, spec, day, chat))
        elif drafts:
            drafts[-1].words.append(line.text)
        elif line.text.strip():
            problems.append(Problem(line.number, line.text.strip()[:200]))
    close()
    return talks


def _draft(line: Line, spec: LineLayout, day: tuple[int, ...], chat: str) -> _Draft:
    assert line.head is not None
    groups = _groups(line.head)
    name, rest = _name(line.head), groups.get("rest", "")
    system = False
    if spec.layout is Layout.WHATSAPP:
        said, colon, words = rest.partition(": ")
        if not colon and rest.endswith(":"):
            said, colon, words = rest[:-1], ":", ""
        system = not colon or len(said) > _LONGEST_NAME + 36
        name, rest = ("", rest) if system else (said.strip(), words)
    elif spec.layout is Layout.LINE_PC:
        words = groups["words"]
        name = chat if chat and words.startswith(f"{chat} ") else words.split(" ", 1)[0]
        rest = words[len(name) :].strip()
    elif spec.layout is Layout.LINE_PHONE:
        system = not name
    sender_id = (groups.get("id") or groups.get("mail") or "").strip()
    if sender_id == "10000" and spec.layout in {Layout.QQ_FILE, Layout.TIMED_COPY}:
        system = True
    written = _stamp(line.head)
    return _Draft(
        line.number, name, sender_id, read_stamp(written) if written else None, day, [rest] if rest else [], system
    )


def _talk(
    spec: LineLayout, chat: str, drafts: list[_Draft], problems: list[Problem], answers: Answers, frame: int
) -> Talk:
    days = [draft.stamp.numbers for draft in drafts if draft.stamp and draft.stamp.numbers]
    days += [draft.day for draft in drafts if draft.day]
    calendar = Calendar(days, answers)
    turned: tuple[int, ...] = ()
    messages = []
    for draft in drafts:
        if draft.day and draft.day != turned:
            calendar.turn_to(draft.day)
            turned = draft.day
        text = _joined(draft.words, quoted=spec.quoted)
        kind = Kind.SYSTEM if draft.system else kind_of(text)
        at = calendar.moment(draft.stamp) if draft.stamp else None
        messages.append(
            Message(
                draft.line,
                draft.name,
                text,
                at,
                bool(draft.stamp and draft.stamp.to_the_second),
                draft.sender_id,
                None,
                kind,
            )
        )
    asks = set(calendar.asks)
    told = who_is_me(messages, chat, answers)
    if told is None and any(message.sender for message in messages):
        asks.add(Ask.ME)
    platform = answers.platform or _platform(spec, messages)
    known = tuple(messages if told is None else (_with_me(message, told) for message in messages))
    return Talk(spec.layout, platform, chat, known, tuple(problems), frozenset(asks), frame)


def _with_me(message: Message, told: frozenset[str]) -> Message:
    return replace(message, me=message.sender in told or message.sender_id in ME) if message.sender else message


def who_is_me(messages: Sequence[Message], chat: str, answers: Answers) -> frozenset[str] | None:
    """The names under which the seller speaks; none while the record does not tell.

    A record says it by *me*, or, between two people, by naming the other one at its head.
    """
    senders = {message.sender for message in messages if message.sender and message.kind is not Kind.SYSTEM}
    mine = (answers.me | ME) & senders
    mine |= {message.sender for message in messages if message.sender_id in ME and message.sender}
    if mine:
        return frozenset(mine)
    if answers.me:
        return frozenset()
    if len(senders) == 2 and chat in senders:
        return frozenset(senders - {chat})
    return frozenset() if senders == {chat} and chat else None


def _platform(spec: LineLayout, messages: Sequence[Message]) -> str:
    """QQ is told by its numbers and addresses behind the names."""
    if spec.platform == "wechat" and any(
        message.sender_id.isdigit() or "@" in message.sender_id for message in messages if message.sender_id
    ):
        return "qq"
    return spec.platform


def _joined(words: list[str], *, quoted: bool) -> str:
    text = "\n".join(words).strip("\n").rstrip()
    if quoted and text.startswith('"') and text.endswith('"') and "\n" in text:
        text = text[1:-1]
    return text
