"""The one table of colours: what each thing is called, and how it looks by day and by night."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


class Tone(Enum):
    """What a chip, a dot or a card is about; never shown by colour alone, always beside its word."""

    ADDED = "added"
    INTERESTED = "interested"
    INTERACTING = "interacting"
    CUSTOMER = "customer"
    AGENT = "agent"
    NEUTRAL = "neutral"
    WARN = "warn"
    DANGER = "danger"


@dataclass(frozen=True, slots=True)
class Ink:
    """A text colour and the fill it stands on; the pair has a contrast of at least 4.5:1."""

    text: str
    fill: str


@dataclass(frozen=True, slots=True)
class Tokens:
    """All colours of one theme, as `#rrggbb`."""

    dark: bool
    bg: str
    """the page, lists, cards"""
    panel: str
    """bars and side panels beside the page"""
    nav: str
    """the navigation at the left"""
    field: str
    """what one types into"""
    line: str
    """hairlines and quiet borders"""
    edge: str
    """borders of what can be pressed or typed into"""
    text: str
    dim: str
    """secondary text"""
    accent: str
    on_accent: str
    """text on the accent colour"""
    accent_hover: str
    accent_bg: str
    """a pale accent: the current place in the navigation"""
    hover: str
    selection: str
    """the selected row; text, dim and accent are readable on it"""
    danger: str
    warn: str
    toast: Ink
    toast_action: str
    tones: Mapping[Tone, Ink]
    avatars: tuple[Ink, ...]


LIGHT = Tokens(
    dark=False,
    bg="#ffffff",
    panel="#f6f8f7",
    nav="#eef1ef",
    field="#ffffff",
    line="#e3e8e5",
    edge="#cdd5d0",
    text="#1a1f1c",
    dim="#59635d",
    accent="#12784b",
    on_accent="#ffffff",
    accent_hover="#0e653e",
    accent_bg="#dcefe4",
    hover="#f0f4f2",
    selection="#e0f2e8",
    danger="#b3261e",
    warn="#865300",
    toast=Ink("#f4f7f5", "#26302b"),
    toast_action="#6fdca5",
    tones={
        Tone.ADDED: Ink("#23598f", "#e1edf9"),
        Tone.INTERESTED: Ink("#7d5200", "#fdf0d2"),
        Tone.INTERACTING: Ink("#0b6470", "#d8f0f3"),
        Tone.CUSTOMER: Ink("#126440", "#d6f0e1"),
        Tone.AGENT: Ink("#6d3fa8", "#efe6fb"),
        Tone.NEUTRAL: Ink("#4c5650", "#e9eeeb"),
        Tone.WARN: Ink("#7d4a00", "#ffecc9"),
        Tone.DANGER: Ink("#a3211a", "#fde5e3"),
    },
    avatars=(
        Ink("#126440", "#d6f0e1"),
        Ink("#23598f", "#e1edf9"),
        Ink("#7d5200", "#fbeccb"),
        Ink("#6d3fa8", "#efe6fb"),
        Ink("#9c2f4f", "#fce4ea"),
        Ink("#0b6470", "#d8f0f3"),
        Ink("#8a4519", "#fae6da"),
        Ink("#4a5568", "#e6eaf0"),
    ),
)

DARK = Tokens(
    dark=True,
    bg="#1e2321",
    panel="#191d1b",
    nav="#151917",
    field="#262c29",
    line="#2f3633",
    edge="#434c47",
    text="#e8edea",
    dim="#a3aea8",
    accent="#4ec78d",
    on_accent="#0a2016",
    accent_hover="#68d6a1",
    accent_bg="#1f3d2f",
    hover="#272d2a",
    selection="#24422f",
    danger="#ff968c",
    warn="#f0b956",
    toast=Ink("#1a1f1c", "#e4ebe7"),
    toast_action="#0e653e",
    tones={
        Tone.ADDED: Ink("#9cc7f5", "#233a52"),
        Tone.INTERESTED: Ink("#f2c568", "#463715"),
        Tone.INTERACTING: Ink("#7fd6e0", "#173f45"),
        Tone.CUSTOMER: Ink("#7bdcab", "#1c4733"),
        Tone.AGENT: Ink("#cdb0f7", "#3d2f57"),
        Tone.NEUTRAL: Ink("#bcc6c1", "#343c38"),
        Tone.WARN: Ink("#f6c25c", "#4a3610"),
        Tone.DANGER: Ink("#ffaaa2", "#552723"),
    },
    avatars=(
        Ink("#7bdcab", "#1c4733"),
        Ink("#9cc7f5", "#233a52"),
        Ink("#f2c568", "#463715"),
        Ink("#cdb0f7", "#3d2f57"),
        Ink("#ffa9bd", "#53283a"),
        Ink("#7fd6e0", "#173f45"),
        Ink("#f5b48d", "#4e301f"),
        Ink("#bcc8dc", "#343c4a"),
    ),
)
