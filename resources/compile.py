"""Compiles what the program reads at run time: translations, icons and the table of characters.

Everything goes to `resources/compiled/`, which is never committed. A part is made anew when its sources or
the locked packages changed; the whole folder is then swapped, so that nobody reads a half-written one.
"""

import hashlib
import json
import shutil
import sqlite3
import string
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module, resources
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polib  # run.py reads this file before the private environment exists

HERE = Path(__file__).resolve().parent
PLURAL_FORMS = "nplurals=1; plural=0;"  # Chinese has one form for every number
LUCIDE = """The icons in this folder are drawings of Lucide (https://lucide.dev), unchanged, under the ISC
licence.

Copyright (c) for portions of Lucide are held by Cole Bemis 2013-2022 as part of Feather (MIT).
All other copyright (c) for Lucide are held by Lucide Contributors.

Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee
is hereby granted, provided that the above copyright notice and this permission notice appear in all
copies.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH REGARD TO THIS
SOFTWARE INCLUDING ALL IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS. IN NO EVENT SHALL THE
AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT, INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES
WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR PROFITS, WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE
OR OTHER TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF THIS
SOFTWARE.
"""


class CompileError(Exception):
    """A source cannot be compiled; the text says which one and why."""


def fields(text: str) -> set[str]:
    """Names of the `{fields}` of a text. Raises CompileError where braces do not match."""
    try:
        return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError as error:
        raise CompileError(f"{text!r}: {error}") from error


def check_entry(entry: "polib.POEntry") -> None:
    """Raise CompileError where a translation has other fields than its source, or not one plural form."""
    forms = [entry.msgstr]
    if entry.msgid_plural:
        if set(entry.msgstr_plural) != {0}:
            raise CompileError(f"{entry.msgid!r}: Chinese has exactly one plural form, msgstr[0]")
        forms = [entry.msgstr_plural[0]]
    source = entry.msgid_plural or entry.msgid
    for form in forms:
        if form and fields(form) != fields(source):
            raise CompileError(f"{entry.msgid!r}: fields {fields(form)} instead of {fields(source)}")


def merge(files: Iterable[Path]) -> "polib.POFile":
    """All areas of one language as one catalogue, ordered. Raises CompileError for a text said twice."""
    import polib

    seen: dict[tuple[str | None, str], Path] = {}
    entries: list[polib.POEntry] = []
    for path in sorted(files):
        for entry in polib.pofile(str(path), encoding="utf-8"):
            if entry.obsolete or "fuzzy" in entry.flags:
                continue
            key = (entry.msgctxt, entry.msgid)
            if key in seen:
                raise CompileError(f"{entry.msgid!r} stands in {seen[key].name} and in {path.name}")
            seen[key] = path
            try:
                check_entry(entry)
            except CompileError as error:
                raise CompileError(f"{path.parent.name}/{path.name}: {error}") from error
            entries.append(entry)
    catalogue = polib.POFile()
    catalogue.metadata = {"Content-Type": "text/plain; charset=UTF-8", "Plural-Forms": PLURAL_FORMS}
    catalogue.extend(sorted(entries, key=lambda entry: (entry.msgctxt or "", entry.msgid)))
    return catalogue


def write_translations(target: Path) -> None:
    """One `.mo` per language."""
    target.mkdir()
    for folder in sorted(path for path in (HERE / "i18n").glob("*") if path.is_dir()):
        merge(folder.glob("*.po")).save_as_mofile(str(target / f"{folder.name}.mo"))


def icon_names() -> list[str]:
    """The icons the program uses, by their Lucide names (also older ones Lucide keeps as aliases)."""
    return (HERE / "icons.txt").read_text(encoding="utf-8").split()


def write_icons(target: Path, names: Iterable[str] | None = None) -> None:
    """One SVG per name, and the licence. Raises CompileError for a name Lucide does not have."""
    target.mkdir()
    with resources.as_file(resources.files("lucide") / "data" / "lucide-icons.db") as path:
        lucide = sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)
        try:
            for name in icon_names() if names is None else names:
                found = lucide.execute(
                    "SELECT svg FROM icons WHERE name = ?1 UNION ALL SELECT svg FROM icons WHERE name IN"
                    " (SELECT name FROM icon_aliases WHERE alias = ?1)",
                    (name,),
                ).fetchone()
                if found is None:
                    raise CompileError(f"resources/icons.txt: Lucide has no icon {name!r}")
                (target / f"{name}.svg").write_text(found[0], encoding="utf-8", newline="\n")
        finally:
            lucide.close()
    (target / "LICENSE.txt").write_text(LUCIDE, encoding="utf-8", newline="\n")


def write_characters(target: Path) -> None:
    """The table of readings and variants, where the product has one."""
    if (HERE / "characters.py").exists():
        import_module("resources.characters").write(target)


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that is compiled: its name in the target folder, its sources, and how."""

    name: str
    sources: tuple[str, ...]  # globs below resources/
    write: Callable[[Path], None]

    def fingerprint(self) -> str:
        """Changes with the sources, the locked packages and the way of compiling."""
        digest = hashlib.sha256()
        paths = [path for glob in self.sources for path in HERE.glob(glob)]
        for path in sorted([*paths, Path(__file__).resolve(), HERE.parent / "requirements.txt"]):
            digest.update(f"{path.name} {path.parent.name} {path.stat().st_size} ".encode())
            digest.update(path.read_bytes())
        return digest.hexdigest()


PARTS = (
    Part("i18n", ("i18n/*/*.po",), write_translations),
    Part("icons", ("icons.txt",), write_icons),
    Part("characters.json", ("characters.py",), write_characters),
)


def compiled_from(target: Path) -> dict[str, str]:
    """Fingerprints of the parts that stand in the folder."""
    try:
        known: dict[str, str] = json.loads((target / "made_from.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return known


def is_fresh(target: Path = HERE / "compiled") -> bool:
    """Is everything compiled from the sources as they are now?"""
    return compiled_from(target) == {part.name: part.fingerprint() for part in PARTS}


def compile_all(target: Path = HERE / "compiled", parts: Iterable[Part] = PARTS) -> None:
    """Make the folder fresh; unchanged parts are taken over. Raises CompileError, leaving the old folder."""
    known = compiled_from(target)
    made = Path(tempfile.mkdtemp(prefix="compiled-", dir=target.parent))
    try:
        fingerprints = {}
        for part in parts:
            fingerprints[part.name] = part.fingerprint()
            old, new = target / part.name, made / part.name
            if known.get(part.name) != fingerprints[part.name]:
                part.write(new)
            elif old.is_dir():
                shutil.copytree(old, new)
            elif old.exists():
                shutil.copy2(old, new)
        text = json.dumps(fingerprints, indent=1, sort_keys=True) + "\n"
        (made / "made_from.json").write_text(text, encoding="utf-8", newline="\n")
        made.chmod(0o755)  # mkdtemp keeps others out, the program's user may be another
        swap(made, target)
    finally:
        shutil.rmtree(made, ignore_errors=True)


def swap(made: Path, target: Path) -> None:
    """Put the new folder where the old one stood."""
    away = Path(tempfile.mkdtemp(prefix="compiled-", dir=target.parent))
    try:
        if target.exists():
            target.replace(away / "old")
        made.replace(target)
    finally:
        shutil.rmtree(away, ignore_errors=True)


def main() -> int:
    """Compile; 1 and one line where a source is wrong."""
    try:
        compile_all()
    except CompileError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
