"""Builds the one-folder program a seller gets, and starts the result to see that it lives."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "dist"
PROGRAM = DIST / "shuke" / ("shuke.exe" if os.name == "nt" else "shuke")
PATIENCE = 60  # seconds a built program may take to start, show Today and leave


def build() -> list[str]:
    """Make `dist/shuke/`; what went wrong, nothing if it stands."""
    shutil.rmtree(DIST / "shuke", ignore_errors=True)
    command = [sys.executable, "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "WARN"]
    folders = ["--distpath", str(DIST), "--workpath", str(ROOT / "build")]
    done = subprocess.run([*command, *folders, "build.spec"], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode == 0 and PROGRAM.exists():
        return []
    return [*done.stdout.splitlines(), *done.stderr.splitlines()][-30:] or ["nothing was built"]


def smoke(program: Path = PROGRAM) -> list[str]:
    """Start the built program as 张小美 would; what went wrong, nothing if it made a shop and left with 0."""
    with tempfile.TemporaryDirectory() as somewhere:
        home = Path(somewhere) / "用户 张小美"
        data = home / "熟客"
        data.mkdir(parents=True)
        kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT", "LANG", "TEMP") if name in os.environ}
        environment = {**kept, "HOME": str(home), "USERPROFILE": str(home), "QT_QPA_PLATFORM": "offscreen"}
        command = [str(program), "--data", str(data), "--smoke"]
        try:
            done = subprocess.run(
                command, cwd=home, env=environment, capture_output=True, timeout=PATIENCE, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            return [f"{program.name}: {error}"]
        said = (done.stdout + done.stderr).decode("utf-8", errors="replace").splitlines()
        if done.returncode != 0:
            return [f"{program.name} ended with {done.returncode}", *said]
        return [] if any(data.iterdir()) else [f"{program.name} left nothing in its data folder", *said]


def main() -> int:
    """Build, and say where the program is."""
    found = build()
    for line in found:
        print(line, file=sys.stderr)
    if not found:
        print(PROGRAM.parent)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
