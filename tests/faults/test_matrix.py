"""`docs/faults.md` names every case, and every test that it names is there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
CASES = {"A": 10, "B": 13, "C": 16, "D": 9, "E": 25, "F": 8, "H": 8, "I": 10, "J": 4, "K": 6}
"""Of J also the twelfth: what lies between is about locking and encryption, which are not built."""
WANTED = {f"{group}{number}" for group, count in CASES.items() for number in range(1, count + 1)} | {"J12"}


def rows() -> dict[str, str]:
    text = (ROOT / "docs" / "faults.md").read_text(encoding="utf-8")
    found = re.findall(r"^\| ([A-K][0-9]+) \| [^|]+ \| (.+) \|$", text, re.MULTILINE)
    assert len(found) == len({case for case, _ in found})
    return dict(found)


def named(text: str) -> list[str]:
    return re.findall(r"`(tests/[^`]+)`", text)


def test_every_case_is_there_with_its_tests_or_the_reason_why_not():
    cases = rows()
    assert set(cases) == WANTED
    assert [
        case for case, said in cases.items() if not named(said) and not said.startswith(("open: ", "untested: "))
    ] == []


def test_every_test_that_is_named_exists():
    missing = []
    for name in named((ROOT / "docs" / "faults.md").read_text(encoding="utf-8")):
        path, _, test = name.partition("::")
        there = (ROOT / path).read_text(encoding="utf-8") if (ROOT / path).exists() else ""
        if not there or (test and not re.search(rf"^(def|class) {test}\b|^{test} =", there, re.MULTILINE)):
            missing.append(name)
    assert missing == []
