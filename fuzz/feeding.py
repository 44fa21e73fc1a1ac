"""Feeds one parser, and keeps what it chokes on."""

import random
import tempfile
import time
import traceback
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from crm.errors import ShukeError
from crm.wording.errors import explain
from fuzz.mutating import long_lines, mutated
from fuzz.targets import Shop, Target

LONGEST = 5.0
"""Seconds that one input may take."""
TIMES = 60
"""An input may take so many times as long as its sample."""
SHORT = 1.0
"""Seconds below which nothing counts as slow."""
PER_BYTE = 20e-6
"""Nor does what takes no longer than this for each byte: thousands of friends, each stored."""


@dataclass(frozen=True, slots=True)
class Fault:
    """An input that is no fact of the product's: what happened, and where it is kept."""

    kept: Path
    said: str


@dataclass(slots=True)
class Fed:
    """How many inputs were read, how many of them were refused with a reason, and the faults."""

    files: int = 0
    refused: int = 0
    seconds: float = 0.0
    slowest: float = 0.0
    faults: list[Fault] = field(default_factory=list)


class Feeder:
    """One parser and a folder for what it is fed."""

    def __init__(self, target: Target, kept: Path, folder: Path) -> None:
        self.fed = Fed()
        self._target = target
        self._kept = kept
        self._shop = Shop(folder)
        self._folder = folder
        self._known: set[str] = set()

    def give(self, name: str, data: bytes, chance: random.Random, *, own: float = 0.0, label: str = "") -> float:
        """Feed one input; how long it took. `own` is how long its sample took; 0 for a sample."""
        path = self._folder / name
        path.write_bytes(data)
        self.fed.files += 1
        started, used = time.perf_counter(), time.process_time()
        said = ""
        try:
            self._target.feed(self._shop, path, chance)
        except ShukeError as error:
            self.fed.refused += 1
            explain(error)
        except Exception as error:  # noqa: BLE001 - this is what is looked for
            said = _where(error) + "\n\n" + traceback.format_exc()
        took, used = time.perf_counter() - started, time.process_time() - used
        self.fed.slowest = max(self.fed.slowest, took)
        if not said and used > max(SHORT, PER_BYTE * len(data), min(LONGEST, TIMES * own if own else LONGEST)):
            said = f"slow\n\n{used:.1f} s, its sample {own:.3f} s"
        if said:
            self._keep(f"{label}{path.suffix}", data, said)
        path.unlink(missing_ok=True)
        return took

    def _keep(self, name: str, data: bytes, said: str) -> None:
        what = said.partition("\n")[0]
        if what in self._known:
            return
        self._known.add(what)
        self._kept.mkdir(parents=True, exist_ok=True)
        place = self._kept / f"{self._target.name}-{name}"
        place.write_bytes(data)
        place.with_name(place.name + ".said").write_text(said, encoding="utf-8")
        self.fed.faults.append(Fault(place, what))

    def close(self) -> None:
        """Let go of the shop."""
        self._shop.close()


def _where(error: BaseException) -> str:
    """The error and where in the product it arose, so that one fault is told once."""
    own = [frame for frame in traceback.extract_tb(error.__traceback__) if "crm" in Path(frame.filename).parts]
    last = own[-1] if own else traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} {Path(last.filename).name}:{last.lineno} {last.name}"


def feed(target: Target, kept: Path, seed: int, *, seconds: float = 0.0, inputs: int = 0, lines: bool = False) -> Fed:
    """Feed a parser its samples, then what was made of them: for so many seconds, or so many inputs, or with lines of a
    megabyte.
    """
    with tempfile.TemporaryDirectory() as made:
        feeder = Feeder(target, kept, Path(made))
        started = time.perf_counter()
        try:
            for name, data, own, label, chance in _inputs(feeder, target, seed, lines=lines):
                fed = feeder.fed
                if (inputs and fed.files >= inputs) or (seconds and time.perf_counter() - started > seconds):
                    break
                feeder.give(name, data, chance, own=own, label=label)
        finally:
            feeder.close()
        feeder.fed.seconds = time.perf_counter() - started
        return feeder.fed


def _inputs(
    feeder: Feeder, target: Target, seed: int, *, lines: bool
) -> Iterator[tuple[str, bytes, float, str, random.Random]]:
    samples = list(target.samples())
    others = [sample.data for sample in samples]
    own = [feeder.give(_plain(sample.name), sample.data, random.Random(0), label="sample") for sample in samples]
    if lines:
        longest = sorted(samples, key=lambda sample: len(sample.data))[-1:]
        for sample in {Path(sample.name).suffix: sample for sample in [*samples, *longest]}.values():
            for what, data in long_lines(sample.data):
                yield _plain(sample.name), data, LONGEST, f"line-{abs(hash(what))}", random.Random(0)
        return
    number = 0
    while True:
        number += 1
        chance = random.Random(f"{seed}-{number}")
        place = chance.randrange(len(samples))
        data = mutated(chance, samples[place].data, others)
        yield _plain(samples[place].name), data, max(own[place], 0.001), f"{seed}-{number}", chance


def _plain(name: str) -> str:
    return "".join(char if char.isalnum() or char in "._- " else "_" for char in name)[:80]


def again(target: Target, paths: Iterable[Path], kept: Path) -> Fed:
    """Feed files that were kept."""
    with tempfile.TemporaryDirectory() as made:
        feeder = Feeder(target, kept, Path(made))
        for path in paths:
            for seed in range(4):  # whether it is stored too depends on chance
                feeder.give(path.name, path.read_bytes(), random.Random(seed), label="again")
        feeder.close()
        return feeder.fed
