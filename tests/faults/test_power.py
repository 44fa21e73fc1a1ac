"""The power goes at any moment: what was told as saved is on the platter, and everything there is old or new."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from crm.contacts import ContactDraft
from crm.db import driver, files
from crm.errors import ShukeError
from crm.finder import Filter
from tests.faults.deeds import DEEDS, SHUT, begun, newer, opened, seen, shop_in
from tests.faults.disk import Op, Platter, library, troubled

pytestmark = pytest.mark.skipif(library() is None, reason="needs a SQLite beside Python that can be put around")
FORMS = [pytest.param(1, id="short"), pytest.param(400, marks=pytest.mark.long, id="long")]
"""So many moments at which the power goes."""
WAYS = ("none", "some", "some", "all")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("power") / "base"
    folder.mkdir()
    begun(folder)
    return folder


@pytest.fixture(autouse=True)
def schema(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "MIGRATIONS", files.MIGRATIONS)  # a deed may change it


def recorded(folder: Path, deed: Callable[[Any, list[Op]], object]) -> tuple[Platter, list[Op]]:
    """The platter before a deed, and what was asked of it."""
    with troubled() as disk:
        shop = shop_in(folder)
        try:
            platter = Platter(folder)
            disk.watch(folder)
            disk.recording = True
            deed(shop, disk.log)
            disk.recording = False
            return platter, list(disk.log)
        finally:
            disk.root = ""
            shop.close()


def laid(image: dict[str, bytes], folder: Path, out: Path) -> Path:
    """The folder as it is found."""
    shutil.rmtree(out, ignore_errors=True)
    for path, data in image.items():
        target = out / Path(path).relative_to(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    return out


def moments(log: list[Op], count: int, chance: random.Random) -> list[int]:
    return sorted(chance.sample(range(len(log) + 1), min(count, len(log) + 1)))


SAVES = 12


def saving(told: list[int]) -> Callable[[Any, list[Op]], object]:
    """Friends who are added; where in the log each was told as saved."""

    def deed(shop: Any, log: list[Op]) -> None:
        for number in range(SAVES):
            shop.contacts.add(ContactDraft(f"saved {number}", tags=("x",)))
            told.append(len(log))

    return deed


def saved(folder: Path) -> int:
    with opened(folder) as shop:
        assert shop.store.health().integrity == "ok"
        names = {row.name for row in shop.contacts.rows(shop.finder.ids(Filter())).values()}
    found = {name for name in names if name.startswith("saved")}
    assert found == {f"saved {number}" for number in range(len(found))}  # none without those before it
    return len(found)


@pytest.mark.parametrize("count", FORMS)
def test_what_was_told_as_saved_is_there(base: Path, tmp_path: Path, record_property: Any, count: int):
    folder = tmp_path / "run"
    shutil.copytree(base, folder)
    told: list[int] = []
    platter, log = recorded(folder, saving(told))
    chance = random.Random(3)
    images = at = 0
    for cut in moments(log, count * 4, chance):
        for op in log[at:cut]:
            platter.feed(op)
        at = cut
        least = sum(place <= cut for place in told)
        for way in WAYS:
            images += 1
            assert least <= saved(laid(platter.image(chance, way), folder, tmp_path / "out")) <= least + 1
    record_property("power", {"save": images})


def test_a_shop_that_does_not_wait_for_the_disk_would_be_seen_to_lose(
    base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """That the platter of these tests does lose what was not flushed."""
    monkeypatch.setitem(driver.PRAGMAS, "synchronous", 0)
    folder = tmp_path / "run"
    shutil.copytree(base, folder)
    platter, log = recorded(folder, saving([]))
    assert not [op for op in log if op.kind == "sync" and op.path.endswith(".db")]
    for op in log:
        platter.feed(op)
    assert saved(laid(platter.image(random.Random(1), "none"), folder, tmp_path / "out")) == 0


def test_a_drive_that_only_says_it_has_written_leaves_nothing_that_is_taken_for_sound(base: Path, tmp_path: Path):
    """Some of what was written is there and some is not. It opens and is whole, or it is refused with a reason."""
    folder = tmp_path / "run"
    shutil.copytree(base, folder)
    platter, log = recorded(folder, saving([]))
    for op in log:
        if op.kind != "sync":
            platter.feed(op)
    chance = random.Random(5)
    refused = 0
    for _ in range(10):
        out = laid(platter.image(chance), folder, tmp_path / "out")
        try:
            with opened(out) as shop:
                assert shop.store.health().integrity == "ok"
        except ShukeError:
            refused += 1
    assert refused


WHOLE = ("merge", "erase", "back_up", "take_out", "choose", "put_back", "migrate")


@pytest.mark.parametrize("count", FORMS)
@pytest.mark.parametrize("name", WHOLE)
def test_every_deed_is_done_or_not_begun(base: Path, tmp_path: Path, record_property: Any, name: str, count: int):
    folder, out = tmp_path / "run", tmp_path / "out"
    shutil.copytree(base, folder)
    if name == "migrate":
        newer(base)
    old = seen(shutil.copytree(base, tmp_path / "old"))
    files.MIGRATIONS = base / "migrations" if name == "migrate" else files.MIGRATIONS

    def deed(shop: Any, _: list[Op]) -> None:
        DEEDS[name](shop, folder)

    if name == "migrate":  # the shop is opened by the program that made it
        files.MIGRATIONS = Path(files.__file__).parent / "migrations"
    platter, log = recorded(folder, deed)
    new = seen(shutil.copytree(folder, tmp_path / "new"))
    assert name in SHUT or new != old
    chance = random.Random(name)
    images = at = 0
    for cut in [*moments(log, count, chance), len(log)]:
        for op in log[at:cut]:
            platter.feed(op)
        at = cut
        for way in WAYS[2:] if count == 1 else WAYS:
            images += 1
            found = seen(laid(platter.image(chance, way), folder, out))
            assert found in (old, new), f"{name}: {way} at {cut} of {len(log)}"
    assert found == new
    record_property("power", {name: images})


def test_a_file_that_took_its_place_before_it_was_flushed_would_be_seen(
    base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """That these tests do see a `rename` that came too early."""
    monkeypatch.setattr(files, "_sync", lambda _: None)
    folder, out = tmp_path / "run", tmp_path / "out"
    shutil.copytree(base, folder)
    platter, log = recorded(folder, lambda shop, _: DEEDS["put_back"](shop, folder))
    for op in log:
        platter.feed(op)
    chance = random.Random(1)
    with pytest.raises(ShukeError):
        for _ in range(10):
            seen(laid(platter.image(chance), folder, out))
