"""What stands in the list of finds: headings, finds of each kind with what was matched, and the way to more."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import assert_never

from PySide6.QtGui import QKeySequence

from crm.clock import Clock
from crm.contacts import ContactRow
from crm.finder import Group, Hit, HitKind, TagHit, TalkHit
from crm.money import Currency, format_amount
from crm.names import highlight
from crm.orders import OrderRow
from crm.phrases import PhraseRow
from crm.products import ProductRow
from crm.ui.commands import Command
from crm.ui.friends.rows import two_lines
from crm.ui.plain import one_line
from crm.ui.widgets.row_list import TwoLine
from crm.wording import tr, trc, trn
from crm.wording.days import day_words
from crm.wording.orders import state_word
from crm.wording.talks import direction_word


@dataclass(frozen=True, slots=True)
class Heading:
    """The name of a kind, and how many there are of it."""

    text: str
    count: str = ""


@dataclass(frozen=True, slots=True)
class Find:
    """Something to open; `key` tells it from others while the list changes around it."""

    key: tuple[str, object]
    line: TwoLine
    open: Callable[[], object]


@dataclass(frozen=True, slots=True)
class More:
    """The way to all finds of a kind, in place."""

    key: tuple[str, object]
    text: str
    open: Callable[[], object]


@dataclass(frozen=True, slots=True)
class Note:
    """A word where nothing was found."""

    text: str


Entry = Heading | Find | More | Note


def heading(group: Group) -> Heading:
    """The heading of a group with its count."""
    return Heading(kind_words(group.kind), f"{group.count}+" if group.more else str(group.count))


def kind_words(kind: HitKind) -> str:
    """The name of a kind."""
    match kind:
        case HitKind.FRIEND:
            return trc("finds", "Friends")
        case HitKind.PRODUCT:
            return trc("finds", "Products")
        case HitKind.PHRASE:
            return trc("finds", "Phrases: Enter copies")
        case HitKind.TAG:
            return trc("finds", "Tags")
        case HitKind.ORDER:
            return trc("finds", "Orders")
        case HitKind.TALK:
            return trc("finds", "Talks")
        case unknown:
            assert_never(unknown)


def more_words(group: Group) -> str:
    """What opens the rest of a group."""
    if group.more:
        return tr("The first {n}…", n=group.count)
    n = group.count
    match group.kind:
        case HitKind.FRIEND:
            return trn("All {n} friend…", "All {n} friends…", n)
        case HitKind.ORDER:
            return trn("All {n} order…", "All {n} orders…", n)
        case HitKind.TALK:
            return trn("All {n} talk…", "All {n} talks…", n)
        case HitKind.PRODUCT | HitKind.PHRASE | HitKind.TAG:
            return tr("All {n}…", n=n)
        case unknown:
            assert_never(unknown)


def hit_key(hit: Hit) -> tuple[str, object]:
    """What tells a hit from others."""
    return type(hit).__name__, hit.name if isinstance(hit, TagHit) else hit.id


def hit_line(hit: Hit, words: str, clock: Clock, currency: Currency) -> TwoLine:
    """How a hit stands in the list, with what was matched marked."""
    match hit:
        case ContactRow():
            line = two_lines(hit, clock, currency)
        case ProductRow():
            line = TwoLine(hit.name, hit.note, right_top=format_amount(hit.price, currency, short=True), icon="package")
        case PhraseRow():
            line = TwoLine(hit.title, hit.text, right_top=hit.heading, icon="copy")
        case TagHit():
            line = TwoLine(f"#{hit.name}", tr("Friends with this tag"), icon="tag")
        case OrderRow():
            line = TwoLine(
                f"{hit.number} · {hit.friend}",
                " · ".join(part for part in (hit.tracking, hit.summary) if part),
                chip_text=state_word(hit.state),
                right_top=day_words(hit.day, clock.today()),
                right_bottom=format_amount(hit.total, currency, short=True),
                icon="receipt",
            )
        case TalkHit():
            line = TwoLine(
                hit.snippet,
                f"{hit.friend} · {direction_word(hit.direction)}",
                right_top=day_words(hit.day, clock.today()),
                icon="message-circle",
            )
        case unknown:
            assert_never(unknown)
    return replace(
        line,
        title_marks=highlight(one_line(line.title), words),
        subtitle_marks=() if isinstance(hit, TalkHit | TagHit) else highlight(one_line(line.subtitle), words),
    )


def command_line(command: Command, words: str) -> TwoLine:
    """How a command stands in the list."""
    word = command.word()
    shown = QKeySequence(command.keys).toString(QKeySequence.SequenceFormat.NativeText)
    return TwoLine(word, right_top=shown, icon=command.icon, title_marks=highlight(word, words))


def new_friend_line(name: str) -> TwoLine:
    """The offer to add who was looked for."""
    return TwoLine(tr("New friend “{name}”", name=name), tr("Only the name is needed."), icon="user-plus")
