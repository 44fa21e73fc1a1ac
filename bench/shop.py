"""The shop that is measured: made once for a scale, seed and schema, then only read or put back."""

import time
from pathlib import Path
from types import TracebackType
from typing import Self

from crm.db.files import FILE_NAME, newest_schema
from crm.demo import make_demo
from crm.workspace import Workspace, open_workspace

FRIENDS, TALKS, ORDERS, SEED = 200_000, 2_000_000, 500_000, 7


class Shop:
    """An open demo shop."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.workspace: Workspace = open_workspace(folder)

    def reopen(self) -> None:
        """After it was closed for somebody else to open."""
        self.workspace = open_workspace(self.folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self.workspace.close()


def build(folder: Path, scale: float) -> tuple[Shop, float | None]:
    """The shop, and how many seconds it took to make when it was not there yet."""
    place = folder / f"scale-{scale:g}-seed-{SEED}-schema-{newest_schema()}"
    if (place / FILE_NAME).exists():
        return Shop(place), None
    shop = Shop(place)
    started = time.perf_counter()
    make_demo(shop.workspace, round(FRIENDS * scale), round(TALKS * scale), round(ORDERS * scale), seed=SEED)
    return shop, time.perf_counter() - started
