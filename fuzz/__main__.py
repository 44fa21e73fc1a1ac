"""`python3 run.py fuzz [--seconds 20] [--only vcard,talks] [--seed 1] [--lines] [--input FILE …]`

Every parser is fed what was made of its samples, for so many seconds each, in a process of its own with a bound on its
memory; with `--lines`, lines of a megabyte. An input fails that raises anything but an error the product tells the
seller, takes more than 5 s of work or 60 times what its sample takes, or ends the process; it is kept in `build/fuzz/`,
named by parser, seed and number, and `--only PARSER --input FILE` feeds it again.
"""

import argparse
import dataclasses
import faulthandler
import json
import subprocess
import sys
import time
from pathlib import Path

from crm.transfer.child import MEMORY
from fuzz.feeding import again, feed
from fuzz.targets import TARGETS

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / "build" / "fuzz"
HANGS = 60
"""Seconds without a new input after which the process ends itself."""


def main() -> int:
    """Feed what was asked for; 0 when there was no fault."""
    parser = argparse.ArgumentParser(prog="fuzz", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--only", default="", help=", ".join(TARGETS))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--lines", action="store_true")
    parser.add_argument("--input", type=Path, nargs="*", default=[])
    parser.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    names = [name.strip() for name in asked.only.split(",") if name.strip()] or list(TARGETS)
    if asked.worker:
        return _work(names[0], asked)
    faults = 0
    print(f"{'parser':14} {'files':>8} {'refused':>8} {'seconds':>8} {'slowest':>8} {'faults':>7}")
    for name in names:
        fed = dataclasses.asdict(again(TARGETS[name], asked.input, KEPT)) if asked.input else _apart(name, asked)
        faults += len(fed["faults"])
        print(
            f"{name:14} {fed['files']:8} {fed['refused']:8} {fed['seconds']:8.0f} {fed['slowest']:8.2f}"
            f" {len(fed['faults']):7}",
            flush=True,
        )
        for fault in fed["faults"]:
            print(f"  {fault['said']}\n    {fault['kept']}", flush=True)
    return 1 if faults else 0


def _apart(name: str, asked: argparse.Namespace) -> dict[str, object]:
    """Feed one parser in a process of its own; when it ends before its time, what it was fed last is a fault."""
    command = [
        sys.executable, "-m", "fuzz", "--worker", "--only", name, "--seconds", str(asked.seconds), "--seed", str(asked.seed),
        *(["--lines"] if asked.lines else []),
    ]  # fmt: skip
    started = time.perf_counter()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        told: dict[str, object] = json.loads(done.stdout)
        return told
    KEPT.mkdir(parents=True, exist_ok=True)
    kept = KEPT / f"{name}-{asked.seed}.said"
    kept.write_text(done.stderr, encoding="utf-8")
    seconds = time.perf_counter() - started
    fault = {"said": f"the process ended with {done.returncode}", "kept": str(kept)}
    return {"files": 0, "refused": 0, "seconds": seconds, "slowest": seconds, "faults": [fault]}


def _work(name: str, asked: argparse.Namespace) -> int:
    """Be the process that feeds one parser; what is being fed is kept until the next input."""
    if sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    faulthandler.enable()
    # an input that never ends has to end the process, or nobody would hear of it
    faulthandler.dump_traceback_later(HANGS + asked.seconds, exit=True)
    fed = feed(TARGETS[name], KEPT, asked.seed, seconds=asked.seconds, lines=asked.lines)
    print(json.dumps(dataclasses.asdict(fed), default=str))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
