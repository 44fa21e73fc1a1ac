"""Everything a person reads, without Qt: one catalogue for the window and the command line."""

import gettext
import locale
import os
import re
from collections.abc import Iterable
from pathlib import Path

import crm

LANGUAGES = {"zh_CN": "简体中文", "zh_TW": "繁體中文", "en": "English"}
"""The languages there are, each by its own name."""

TRADITIONAL = frozenset({"hant", "tw", "hk", "mo", "traditional", "taiwan", "hong", "macao", "macau"})
"""Words in the name of a locale where 繁體 is read; the longer ones are those of Windows."""

CATALOGUES = Path(crm.__file__).parent.parent / "resources" / "compiled" / "i18n"
SOURCE = gettext.NullTranslations()
"""The English texts stand in the code."""

_chosen: tuple[str, gettext.NullTranslations] = ("en", SOURCE)


def use(language: str) -> None:
    """Speak this language from now on; one that there is no catalogue for is spoken in English."""
    global _chosen  # noqa: PLW0603 - a process speaks one language, like its locale
    path = CATALOGUES / f"{language}.mo"
    if language not in LANGUAGES or not path.exists():
        _chosen = ("en", SOURCE)
        return
    with path.open("rb") as file:
        _chosen = (language, gettext.GNUTranslations(file))


def language() -> str:
    """The language that is spoken: zh_CN, zh_TW or en."""
    return _chosen[0]


def best_language(wanted: Iterable[str]) -> str:
    """The first language that there is among those wanted, as systems name them: `zh-Hant-HK`, `zh_SG.UTF-8`, `en`,
    `Chinese (Traditional)_Taiwan`.
    """
    for name in wanted:
        first, *where = re.findall("[a-z]+", name.lower()) or [""]
        if first in {"zh", "chinese"}:
            return "zh_CN" if TRADITIONAL.isdisjoint(where) else "zh_TW"
        if first in {"en", "english"}:
            return "en"
    return "en"


def system_languages() -> list[str]:
    """What the system says the person reads, best first."""
    named = [os.environ.get(name, "") for name in ("LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")]
    found = [part for value in named for part in value.split(":") if part and part not in ("C", "C.UTF-8", "POSIX")]
    if not found and (here := locale.getlocale()[0]):
        found.append(here)
    return found


def tr(text: str, /, **values: object) -> str:
    """A text in the language that is spoken, with `{names}` filled in."""
    said = _chosen[1].gettext(text)
    return said.format(**values) if values else said


def trn(one: str, many: str, n: int, /, **values: object) -> str:
    """A text that counts: English knows one and many; `{n}` is filled in, with thousands apart."""
    return _chosen[1].ngettext(one, many, n).format(n=f"{n:,}", **values)


def trc(context: str, text: str, /, **values: object) -> str:
    """A text that needs its context to be translated, like a word with two meanings."""
    said = _chosen[1].pgettext(context, text)
    return said.format(**values) if values else said
