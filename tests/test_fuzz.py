"""A short run of the fuzzer, always with the same inputs; `python3 run.py fuzz` feeds more."""

from pathlib import Path

import pytest

from fuzz.feeding import feed
from fuzz.targets import TARGETS


@pytest.mark.parametrize("name", sorted(set(TARGETS) - {"shops"}))
def test_broken_files_are_read_or_refused(tmp_path: Path, name: str):
    fed = feed(TARGETS[name], tmp_path, 1, inputs=30)
    assert [(fault.said, fault.kept.name) for fault in fed.faults] == []
