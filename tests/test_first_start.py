"""`run.py` where nothing was set up yet, in a small checkout of its own without any package to download."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = "import os, sys, tempfile; print(sys.argv[1:], os.getcwd()); sys.exit(7)"

pytestmark = [
    pytest.mark.long,  # each makes a private environment: seconds, not milliseconds
    pytest.mark.skipif(os.name == "nt", reason="looks into .venv the Unix way"),
]


@pytest.fixture
def checkout(tmp_path):
    root = tmp_path / "有 空格的 checkout"
    (root / "crm").mkdir(parents=True)
    (root / "crm" / "__main__.py").write_text(PROGRAM, encoding="utf-8")
    (root / "requirements.txt").write_text("# nothing\n", encoding="utf-8")
    shutil.copy(ROOT / "run.py", root)
    shutil.copytree(ROOT / "resources", root / "resources", ignore=shutil.ignore_patterns("compiled*", "i18n"))
    compiled = subprocess.run([sys.executable, "-m", "resources.compile"], cwd=root, check=False)
    assert compiled.returncode == 0
    return root


def start(checkout: Path, *words: str) -> list[str]:
    return [sys.executable, str(checkout / "run.py"), *words]


def run(checkout: Path, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        start(checkout, *words), cwd=folder, capture_output=True, text=True, check=False, encoding="utf-8"
    )


def test_a_verb_answers_alone_on_stdout_from_the_callers_folder(checkout, tmp_path):
    (tmp_path / "tempfile.py").write_text("raise SystemExit('a file of the caller was imported')")
    first = run(checkout, tmp_path, "--", "today", "--limit", "3")
    assert first.returncode == 7
    assert first.stdout == f"['today', '--limit', '3'] {tmp_path}\n"
    assert "[setup]" in first.stderr
    began = time.perf_counter()
    second = run(checkout, tmp_path, "today")
    assert time.perf_counter() - began < 2
    assert (second.returncode, second.stdout, second.stderr) == (7, f"['today'] {tmp_path}\n", "")


def test_a_half_made_or_broken_environment_is_made_anew(checkout, tmp_path):
    python = checkout / ".venv" / "bin" / "python"
    assert run(checkout, tmp_path, "today").returncode == 7
    (checkout / ".venv" / ".shuke" / "installing").write_text("killed here")
    (checkout / ".venv" / "leftover").write_text("half")
    assert run(checkout, tmp_path, "today").returncode == 7
    assert not (checkout / ".venv" / "leftover").exists()
    python.unlink()
    assert run(checkout, tmp_path, "today").returncode == 7
    assert python.exists()


def test_two_first_starts_at_once_both_succeed(checkout, tmp_path):
    both = [
        subprocess.Popen(start(checkout, "today"), cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for _ in range(2)
    ]
    said = [program.communicate(timeout=120)[1].decode() for program in both]
    assert [program.returncode for program in both] == [7, 7]
    assert sum("creating" in text or "准备运行" in text or "準備執行" in text for text in said) == 1


def test_packages_that_cannot_be_installed_end_in_one_sentence_and_1(checkout, tmp_path):
    (checkout / "requirements.txt").write_text("shuke-no-such-package==1 --hash=sha256:" + "0" * 64)
    environment = {**os.environ, "PIP_NO_INDEX": "1", "LANG": "zh_TW.UTF-8", "LC_ALL": "zh_TW.UTF-8"}
    done = subprocess.run(start(checkout, "today"), cwd=tmp_path, capture_output=True, check=False, env=environment)
    assert done.returncode == 1
    assert done.stdout == b""
    assert "Traceback" not in done.stderr.decode()
    assert "套件沒有裝上" in done.stderr.decode().splitlines()[-1]
