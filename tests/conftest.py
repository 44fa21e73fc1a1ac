"""What every test may ask for: a real file in a folder of its own, and a clock that stands still."""

import faulthandler
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import settings

from crm import wording
from crm.clock import Clock
from crm.db.files import FILE_NAME
from crm.workspace import Workspace, open_workspace

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def pytest_configure(config: pytest.Config) -> None:
    """Hypothesis keeps no stopwatch, for a busy machine is no failure. The same commit gives the same answer: only the
    long run tries other examples each time.
    """
    settings.register_profile("shuke", deadline=None, derandomize=config.getoption("markexpr") == "not long")
    settings.load_profile("shuke")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """A long test may take its time: what ends a test that hangs does not watch it."""
    if item.get_closest_marker("long"):
        faulthandler.cancel_dump_traceback_later()


class StoppedTime:
    """A moment that only a test moves."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def __call__(self) -> datetime:
        return self.moment

    def advance(self, **by: float) -> None:
        self.moment += timedelta(**by)


@pytest.fixture
def time() -> StoppedTime:
    """Wednesday, 4 March 2026, nine in the morning in Shanghai."""
    return StoppedTime(datetime(2026, 3, 4, 1, 0, tzinfo=UTC))


@pytest.fixture
def clock(time: StoppedTime) -> Clock:
    return Clock(ZoneInfo("Asia/Shanghai"), time)


@pytest.fixture(scope="session")
def new_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a shop that was never used. Making one takes far longer than copying it, and thousands of tests
    want one; how it is made has tests of its own.
    """
    folder = tmp_path_factory.mktemp("new") / "shop"
    open_workspace(folder).close()
    return folder / FILE_NAME


@pytest.fixture
def workspace(tmp_path: Path, clock: Clock, new_file: Path) -> Iterator[Workspace]:
    folder = tmp_path / "shop"
    folder.mkdir(mode=0o700)
    (folder / FILE_NAME).touch(mode=0o600)
    shutil.copyfile(new_file, folder / FILE_NAME)
    shop = open_workspace(folder, clock=clock)
    yield shop
    shop.close()


@pytest.fixture(params=["en", "zh_CN", "zh_TW"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    """Each language in turn, spoken until the test ends."""
    wording.use(request.param)
    yield request.param
    wording.use("en")
