"""What a file brings, told by what is in it."""

import json
from pathlib import Path
from typing import Any

import pytest

from crm.transfer.kinds import kind_of_file
from crm.transfer.reading import Choices, open_table
from tests.talk_samples import ARRAY, CHATLAB, LINES, MHT, SESSION, TELEGRAM, TEXTS
from tests.transfer.test_sheets import JSON


class Here:
    """A table that is read in this very process."""

    def __init__(self, path: Path, choices: Choices, progress: Any) -> None:
        self._table = open_table(path, choices, progress)

    def __enter__(self):
        return self._table

    def __exit__(self, *_: object) -> None:
        pass


def kind(path: Path, text: str) -> str:
    path.write_text(text, "utf-8")
    return kind_of_file(path, read=Here)


@pytest.mark.parametrize("name", JSON)
def test_lists_of_friends_in_json(tmp_path: Path, name: str):
    assert kind(tmp_path / "a.json", JSON[name][0]) == "contacts"


@pytest.mark.parametrize("value", [TELEGRAM, CHATLAB, ARRAY, SESSION, {"chats": {"list": [TELEGRAM]}}])
def test_talks_in_json(tmp_path: Path, value: Any):
    assert kind(tmp_path / "a.json", json.dumps(value, ensure_ascii=False)) == "talk"


def test_talks_line_by_line_and_in_a_mail(tmp_path: Path):
    assert kind(tmp_path / "a.jsonl", "\n".join(json.dumps(line) for line in LINES)) == "talk"
    assert kind(tmp_path / "a.mht", MHT) == "talk"


@pytest.mark.parametrize("name", TEXTS)
def test_talks_in_text(tmp_path: Path, name: str):
    assert kind(tmp_path / "a.txt", TEXTS[name][2]) == "talk"


def test_other_texts(tmp_path: Path):
    assert kind(tmp_path / "a.txt", "#接龙\n草莓\n1. 小王 2盒\n") == "signup"
    assert kind(tmp_path / "b.txt", "小王\n李姐\n赵六\n") == "contacts"
