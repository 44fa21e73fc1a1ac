"""What is said of backups, in each language."""

from pathlib import Path

import pytest

from crm.backups import BackupRow, Why
from crm.clock import EPOCH
from crm.errors import (
    CutShortError,
    DamagedFileError,
    EmptyFileError,
    GoneFileError,
    MovedFileError,
    NoFileError,
    NoFolderError,
    SecondPlaceError,
)
from crm.returning import Now, OldFriend
from crm.wording.backups import elsewhere_words, last_words, now_words, size_words, what_words, why_words
from crm.wording.errors import explain


@pytest.mark.parametrize(
    ("size", "words"),
    [(1, "1 kB"), (340_400, "340 kB"), (2_700_000, "2.7 MB"), (12_300_000, "12 MB"), (1_420_000_000, "1.4 GB")],
)
def test_sizes_are_said_as_people_say_them(size: int, words: str):
    assert size_words(size) == words


def test_every_reason_and_fate_has_its_words(language: str):
    said = [why_words(why) for why in Why if why is not Why.UNKNOWN]
    assert len(set(said)) == len(said)
    assert all(said)
    assert why_words(Why.UNKNOWN) == ""
    fates = [now_words(OldFriend(1, "x", "", 0, 0, now)) for now in Now]
    assert len(set(fates)) == len(Now)


def test_what_a_backup_holds(language: str):
    row = lambda *counts: BackupRow(Path("x"), EPOCH, Why.DAILY, 1, True, False, *counts)  # noqa: E731 - three times
    assert "3" in what_words(row(3, 0, 0))
    assert what_words(row(3, 4, 5)).count("·") == 2
    assert what_words(row(None, None, None))


def test_the_last_one_is_said_and_that_there_is_none(language: str):
    assert "10:00" in last_words("10:00", late=False)
    assert last_words("", late=True)
    assert last_words("", late=False) == ""


def test_each_fact_has_a_sentence_of_its_own(language: str):
    path = Path("/somewhere/shuke.db")
    errors = (
        EmptyFileError, CutShortError, DamagedFileError, GoneFileError, NoFolderError, MovedFileError, SecondPlaceError,
    )  # fmt: skip
    assert len({explain(error(path)) for error in errors}) == len(errors)
    assert "somewhere" in elsewhere_words(NoFileError(Path("/somewhere")))
    assert elsewhere_words(DamagedFileError(path)) != elsewhere_words(NoFileError(path))
