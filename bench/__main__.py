"""`python3 run.py bench [--scale 1.0] [--only P3,P5] [--json]`: each figure beside its floor, and whether it holds.

The demo shop of the scale (1.0: 200,000 friends, 2,000,000 talks, 500,000 orders) is made once and kept in
`build/bench/`. Every figure first checks its answer against a plain scan of the rows: a fast wrong answer fails.
"""

import argparse
import json
import os
import platform
import sqlite3
import sys
from pathlib import Path

from bench.bring_in import p10, p11
from bench.figures import FIGURES, Figure
from bench.shop import build
from bench.timeline import p13
from bench.whole import WHOLE


def main() -> int:
    """Measure what was asked for; 0 when everything holds."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--only", default="", help="ids of figures, with commas")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    wanted = {name.strip().upper() for name in asked.only.split(",") if name.strip()}
    folder = Path(__file__).resolve().parent.parent / "build" / "bench"
    shop, made = build(folder, asked.scale)
    figures: list[Figure] = []
    if made is not None and (not wanted or "P18" in wanted):
        goal = 180 * asked.scale
        figures.append(Figure("P18", "demo shop made", made, "s", None, goal, made <= goal))
    with shop:
        for measure in (*FIGURES, p13, *WHOLE, p10, p11):
            if not wanted or measure.__name__.upper() in wanted:
                figures.extend(measure(shop))
    _print(figures, asked.scale, as_json=asked.json)
    return 0 if all(figure.holds for figure in figures) else 1


def _print(figures: list[Figure], scale: float, *, as_json: bool) -> None:
    machine = {
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "cores": os.cpu_count(),
        "system": platform.platform(),
    }
    if as_json:
        rows = [
            {
                "id": f.id, "name": f.name, "value": round(f.value, 3), "unit": f.unit,
                "floor": None if f.floor is None else round(f.floor, 3),
                "ratio": None if not f.floor else round(f.value / f.floor, 2), "goal": f.goal, "holds": f.holds,
            }
            for f in figures
        ]  # fmt: skip
        json.dump({"scale": scale, "machine": machine, "figures": rows}, sys.stdout, ensure_ascii=False)
        print()
        return
    print(f"scale {scale}, {machine}")
    print(f"{'':4} {'figure':52} {'value':>10} {'floor':>10} {'ratio':>7} {'goal':>8}  holds")
    for f in figures:
        floor = "" if f.floor is None else f"{f.floor:.2f}"
        ratio = "" if not f.floor else f"{f.value / f.floor:.2f}"
        said = "yes" if f.holds else "NO"
        print(f"{f.id:4} {f.name:52} {f.value:8.2f} {f.unit:2} {floor:>9} {ratio:>7} {f.goal:8.2f}  {said}")


if __name__ == "__main__":
    sys.exit(main())
