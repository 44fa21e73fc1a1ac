"""Are all sentences of the program translated? Compares the `tr()` calls in `crm/` with the `.po` files.

`tr(text, **fields)`, `trn(one, many, n, **fields)` and `trc(context, text, **fields)` must be called with
literal texts, because what is put together at run time can never be looked up.
"""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from resources.compile import CompileError, check_entry, fields

if TYPE_CHECKING:
    import polib  # loaded where a catalogue is read

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("zh_CN", "zh_TW")
TEXTS = {"tr": 1, "trn": 2, "trc": 2}  # how many leading arguments are texts


@dataclass(frozen=True, slots=True)
class Message:
    """One text the program says, as catalogues know it, and where the program says it."""

    context: str | None
    text: str
    plural: str
    where: str

    @property
    def key(self) -> tuple[str | None, str]:
        """What a catalogue looks up."""
        return self.context, self.text


def calls(source: str, where: str) -> Iterator[tuple[ast.Call, str, str]]:
    """Every call of a translating function: the call, the function's name, `file:line`."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        match node.func:
            case ast.Name(id=name) | ast.Attribute(attr=name) if name in TEXTS:
                yield node, name, f"{where}:{node.lineno}"
            case _:
                pass


def literal_texts(call: ast.Call, count: int) -> list[str]:
    """The leading arguments of a call as texts, as far as they are literal and not empty."""
    texts = []
    for argument in call.args[:count]:
        match argument:
            case ast.Constant(value=str(text)) if text:
                texts.append(text)
            case _:
                break
    return texts


def read_call(call: ast.Call, name: str, where: str) -> Message | str:
    """The message of one call, or what is wrong with the call."""
    texts = literal_texts(call, TEXTS[name])
    if len(texts) < TEXTS[name]:
        return f"{where}: {name}() needs literal texts, no f-string and no variable"
    message = Message(None, texts[0], "", where)
    if name == "trn":
        message = Message(None, texts[0], texts[1], where)
    elif name == "trc":
        message = Message(texts[0], texts[1], "", where)
    given = {keyword.arg for keyword in call.keywords}
    if None in given:  # a `**fields` that nobody can look into
        return message
    try:
        missing = (fields(message.text) | fields(message.plural)) - given - ({"n"} if name == "trn" else set())
    except CompileError as error:
        return f"{where}: {error}"
    return f"{where}: nothing is given for {', '.join(sorted(missing))}" if missing else message


def messages(package: Path) -> tuple[list[Message], list[str]]:
    """All texts the package says, and what is wrong with the way it says them."""
    said: dict[tuple[str | None, str], Message] = {}
    problems = []
    for path in sorted(package.rglob("*.py")):
        where = path.relative_to(package.parent).as_posix()
        for call in calls(path.read_text(encoding="utf-8"), where):
            match read_call(*call):
                case str(problem):
                    problems.append(problem)
                case message:
                    first = said.setdefault(message.key, message)
                    if first.plural != message.plural:
                        problems.append(f"{message.where}: {message.text!r} has another plural in {first.where}")
    return list(said.values()), problems


def catalogue_problems(said: list[Message], folder: Path) -> list[str]:
    """What is wrong with the catalogues of one language: missing, obsolete, fuzzy, twice, other fields."""
    import polib

    problems = []
    known: dict[tuple[str | None, str], str] = {}
    wanted = {message.key: message for message in said}
    for path in sorted(folder.glob("*.po")):
        where = f"{folder.name}/{path.name}"
        for entry in polib.pofile(str(path), encoding="utf-8"):
            key = (entry.msgctxt, entry.msgid)
            message = wanted.get(key)
            if key in known:
                problems.append(f"{where}: {entry.msgid!r} stands in {known[key]} too")
            known[key] = where
            if entry.obsolete or message is None:
                problems.append(f"{where}: {entry.msgid!r} is said nowhere any more")
            elif "fuzzy" in entry.flags:
                problems.append(f"{where}: {entry.msgid!r} is fuzzy")
            elif (entry.msgid_plural or "") != message.plural:
                problems.append(f"{where}: {entry.msgid!r} has another plural than {message.where}")
            else:
                problems += [f"{where}: {problem}" for problem in entry_problems(entry)]
    for message in said:
        if message.key not in known:
            problems.append(f"{folder.name}: {message.text!r} ({message.where}) is missing")
    return problems


def entry_problems(entry: "polib.POEntry") -> list[str]:
    """What is wrong with one translation."""
    forms = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    if not all(form.strip() for form in forms):
        return [f"{entry.msgid!r} is not translated"]
    try:
        check_entry(entry)
    except CompileError as error:
        return [str(error)]
    return []


def problems(root: Path = ROOT) -> list[str]:
    """Everything that keeps the translations from being complete, a line each."""
    said, found = messages(root / "crm")
    for language in LANGUAGES:
        found += catalogue_problems(said, root / "resources" / "i18n" / language)
    return found
