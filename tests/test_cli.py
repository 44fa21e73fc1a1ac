"""The command line: its exact shape, because other tools rely on it, and a seller's day without the window."""

import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import redirect_stdout
from datetime import date
from pathlib import Path

import pytest

from crm import cli, wording
from crm.accounts import Platform
from crm.contacts import AddressText, ContactDraft, Handle
from crm.finder import Filter
from crm.orders import LineDraft, OrderDraft
from crm.places import data_folder, demo_folder
from crm.products import ProductDraft
from crm.progress import unheard
from crm.settings import Preferences
from crm.transfer.export_notes import ExportNotes
from crm.workspace import Workspace, open_workspace

ROOT = Path(__file__).parent.parent

ENVIRONMENT = {
    **{name: value for name, value in os.environ.items() if name.startswith("COVERAGE_")},
    "PYTHONPATH": str(ROOT),
    "PATH": "/usr/bin:/bin",
    "LANGUAGE": "en",
    "PYTHONWARNINGS": "error",
}


def run(*words: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """The command line as a script calls it."""
    return subprocess.run(
        [sys.executable, "-m", "crm", *words],
        cwd=cwd,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        env=ENVIRONMENT,
    )


def ask(workspace: Workspace, *words: str, cwd: Path = Path()) -> dict:
    said = cli.answered([*words, "--json"], workspace, cwd, unheard)
    answer = json.loads(said.out)
    assert said.code == (1 if "error" in answer else 0), said
    assert said.out.count("\n") == 1
    return answer


def sheet(folder: Path, text: str, name: str = "friends.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8-sig")
    return path


def test_add_log_stage_and_search(workspace: Workspace):
    added = ask(workspace, "add", "王芳", "--stage", "interested", "--handle", "wechat:wf_88", "--tag", "宝妈")
    assert set(added) == {"id", "done"}
    found = ask(workspace, "search", "wf")["contacts"][0]
    assert (found["id"], found["name"], found["stage"]) == (added["id"], "王芳", "interested")
    assert found["tags"] == ["宝妈"]
    logged = ask(workspace, "log", "wechat:wf_88", "问了价格", "--direction", "in", "--at", "2026-03-03T21:07")
    assert set(logged) == {"id", "done"}
    assert logged["id"] != added["id"]
    moved = ask(workspace, "stage", "王芳", "customer", "--reason", "bought")
    assert moved["id"] == added["id"]
    assert ask(workspace, "search", "wang", "--limit", "1")["contacts"][0]["stage"] == "customer"


def test_who_is_found_in_the_promised_order(workspace: Workspace):
    by_handle = ask(workspace, "add", "甲", "--handle", "qq:乙")["id"]
    by_name = ask(workspace, "add", "乙", "--handle", "phone:138 0013 8000")["id"]
    assert ask(workspace, "stage", "乙", "agent")["id"] == by_handle
    assert ask(workspace, "stage", by_name, "agent")["id"] == by_name
    assert ask(workspace, "stage", "+86 138-0013-8000", "customer")["id"] == by_name
    ask(workspace, "add", "丙")
    ask(workspace, "add", "丙")
    error = ask(workspace, "log", "丙", "hello")["error"]
    assert error["code"] == "ambiguous"
    ids = [c["id"] for c in ask(workspace, "search", "丙")["contacts"]]
    assert all(number in error["text"] for number in ids)
    assert ask(workspace, "log", "nobody", "hello")["error"]["code"] == "missing"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["stage", "王芳", "friend"], "unknown_value"),
        (["add", "x", "--handle", "icq:1"], "unknown_value"),
        (["add", "x", "--handle", "noplatform"], "unknown_value"),
        (["add", "  "], "empty_name"),
        (["log", "王芳", "x", "--direction", "up"], "unknown_value"),
        (["log", "王芳", "x", "--kind", "dream"], "unknown_value"),
        (["log", "王芳", "x", "--at", "yesterday"], "unknown_value"),
        (["today", "--date", "2026-13-01"], "unknown_value"),
        (["import", "nothing.csv"], "no_file"),
        (["import", "x.csv", "--kind", "dreams"], "unknown_value"),
        (["undo", "99"], "missing"),
        (["export", "contacts", "x.doc"], None),
        (["export", "contacts", "x.csv", "--filter", "stage:friend"], "unknown_value"),
    ],
)
def test_bad_words_are_told_in_one_sentence_and_change_nothing(
    workspace: Workspace, words: list[str], code: str | None
):
    workspace.contacts.add(ContactDraft("王芳"))
    error = ask(workspace, *words)["error"]
    assert code is None or error["code"] == code
    assert error["text"]
    assert "\n" not in error["text"]
    assert len(workspace.undo.steps()) == 1


def test_wrong_usage_is_2(workspace: Workspace):
    for words in (["dance"], ["add"], ["search", "x", "--limit", "many"], ["export", "dreams", "x.csv"]):
        said = cli.answered(words, workspace, Path(), unheard)
        assert (said.code, said.out) == (2, "")
        assert "usage" in said.err


TABLE = (
    "我的客户\n姓名,微信号,手机,生日\n王芳,wf1,13800138000,2月30日\n李四,ls,,\n,,,\n"
    "!!!,,138****0001,\n,,，,\n合计,3,,\n"
)


def test_import_accounts_for_every_row(workspace: Workspace, tmp_path: Path):
    path = sheet(tmp_path, TABLE)
    told = ask(workspace, "import", str(path), "--dry-run")["files"][0]
    assert told["batch"] is None
    assert workspace.finder.count(Filter()) == 0
    told = ask(workspace, "import", path.name, cwd=tmp_path)["files"][0]
    assert set(told) == {
        "file", "kind", "records", "new", "updated", "same", "problems", "warnings", "skipped", "batch"
    }  # fmt: skip
    assert told["records"] == told["new"] + told["updated"] + told["same"] + len(told["problems"])
    assert told["records"] + len(told["skipped"]) == TABLE.count("\n")
    assert {s["reason"] for s in told["skipped"]} >= {"preamble", "header", "blank", "total"}
    assert any(w["reason"] == "bad_date" for w in told["warnings"])
    again = ask(workspace, "import", str(path))["files"][0]
    assert (again["new"], again["updated"], again["batch"]) == (0, 0, None)
    assert again["same"] == told["new"]
    ask(workspace, "undo", told["batch"])
    assert workspace.finder.count(Filter()) == 0


def test_one_unreadable_file_stops_them_all(workspace: Workspace, tmp_path: Path):
    good, bad = sheet(tmp_path, TABLE), tmp_path / "bad.xlsx"
    bad.write_bytes(b"%PDF-1.7 not a table")
    assert "error" in ask(workspace, "import", str(good), str(bad))
    assert workspace.finder.count(Filter()) == 0


def test_a_heading_can_be_mapped(workspace: Workspace, tmp_path: Path):
    path = sheet(tmp_path, "甲,乙\nwf1,王芳\n")
    ask(workspace, "import", str(path), "--map", "name=乙", "--map", "wechat=甲")
    assert ask(workspace, "search", "wf1")["contacts"][0]["name"] == "王芳"
    assert ask(workspace, "import", str(path), "--map", "name")["error"]["code"] == "unknown_value"


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_what_goes_out_comes_in_unchanged(workspace: Workspace, tmp_path: Path, suffix: str):
    ask(workspace, "add", "=cmd()", "--handle", "phone:+86 138 0013 8000", "--tag", "a")
    ask(workspace, "add", "王芳", "--handle", "wechat:wf", "--stage", "customer")
    target = tmp_path / f"out{suffix}"
    target.write_text("old")
    assert ask(workspace, "export", "contacts", target.name, cwd=tmp_path)["records"] == 2
    told = ask(workspace, "import", str(target))["files"][0]
    assert (told["same"], told["problems"], told["warnings"]) == (2, [], [])
    assert ask(workspace, "export", "contacts", str(target), "--filter", "stage:customer")["records"] == 1


def test_today_answers_as_promised(workspace: Workspace):
    ask(workspace, "add", "王芳")
    told = ask(workspace, "today", "--date", "2026-03-20", "--limit", "5")
    assert set(told) == {"date", "capacity", "waiting", "items"}
    assert told["date"] == "2026-03-20"
    item = told["items"][0]
    assert set(item) == {"contact", "name", "stage", "reasons", "message"}
    assert set(item["reasons"][0]) == {"kind", "text"}
    assert "王芳" in item["message"] or item["message"]
    assert ask(workspace, "today", "--date", "2026-03-20", "--limit", "0")["waiting"] == 1


def test_undo_is_listed_and_done(workspace: Workspace):
    ask(workspace, "add", "王芳")
    steps = ask(workspace, "undo", "--list")["steps"]
    assert steps[0]["verb"] == "add_contact"
    assert "王芳" not in str(workspace.store.rows("SELECT verb, detail FROM undo_step"))
    done = ask(workspace, "undo")
    assert done["id"] == steps[0]["id"]
    assert ask(workspace, "undo")["error"]["code"] == "nothing_to_undo"


def test_doctor_says_that_all_is_well_and_what_is_not(workspace: Workspace):
    ask(workspace, "add", "王芳")
    told = ask(workspace, "doctor")
    assert (told["integrity"], told["search_index"], told["friends"]) == ("ok", True, 1)
    workspace.store._writer.execute("DELETE FROM contact_search")
    said = cli.answered(["doctor", "--json"], workspace, Path(), unheard)
    assert said.code == 1
    assert json.loads(said.out)["search_index"] is False


def test_figures_say_what_is_owed_sold_and_earned(workspace: Workspace):
    friend = workspace.contacts.add(ContactDraft("王芳"))
    mask = workspace.products.add(ProductDraft("面膜", 9_800, cost=4_000))
    lines = (LineDraft(mask, "面膜", 1, 9_800), LineDraft(None, "皂", 1, 200))
    workspace.orders.add(OrderDraft(friend, lines, paid=10_000, channel="live", fee=600))
    workspace.orders.add(OrderDraft(friend, lines, day=date(2026, 1, 1)))
    workspace.advances.leave(friend, 500)
    told = ask(workspace, "figures")
    assert [(age["owed"], age["from"]) for age in told["owed"]] == [
        (0, "2026-02-25"),
        (0, "2026-02-02"),
        (10_000, None),
    ]
    assert told["month"]["earned"] == 10_000 - 4_000 - 600
    assert (told["month"]["uncosted"], told["advances"]) == (1, 500)
    assert [(x["channel"], x["turnover"]) for x in told["channels"]] == [("live", 10_000)]
    assert [(x["name"], x["earned"]) for x in told["products"]] == [("面膜", 5_800)]
    assert told["year"] == {"year": 2026, "turnover": 20_000, "free": 10_000_000, "over": False}
    said = cli.answered(["figures"], workspace, Path(), unheard).out
    assert "¥100.00 owed in all" in said
    assert "Live show  ¥94.00" in said
    assert "cost of 1 product unknown" in said
    workspace.products.delete([mask])
    assert ask(workspace, "figures")["products"][0]["name"] is None


def test_doctor_tells_of_backups_who_may_read_and_what_runs_here(workspace: Workspace):
    told = ask(workspace, "doctor")
    assert told["backups"] == {"count": 0, "checked": 0, "bytes": 0, "newest_checked": None}
    assert told["schema"] == told["newest_schema"]
    assert {"shuke", "python", "sqlite", "system", "peewee", "pyside6-essentials"} <= set(told["versions"])
    kept = workspace.backup()
    (kept.parent / "20260101-000000.db").write_bytes(b"half a file")
    (kept.parent / "20260101-000000.db.json").write_text('{"size": 12}')
    (kept.parent / "20260102-000000.db").write_bytes(b"a copy by hand")
    told = ask(workspace, "doctor")
    assert told["last_backup"] == str(kept)
    assert (told["backups"]["count"], told["backups"]["checked"]) == (3, 1)
    assert told["backups"]["newest_checked"] == "2026-03-04T01:00:00+00:00"
    assert told["backups"]["bytes"] == kept.stat().st_size + 25


@pytest.mark.skipif(sys.platform == "win32", reason="modes are POSIX")
def test_doctor_tells_what_others_may_read(workspace: Workspace):
    folder = workspace.folder
    assert ask(workspace, "doctor")["folder_mode"] == "0700"
    (folder / "secret.db").write_bytes(b"")
    (folder / "secret.db").chmod(0o644)
    assert ask(workspace, "doctor")["open_to_others"] == []  # nobody else comes into the folder
    folder.chmod(0o755)
    (folder / "link").symlink_to("/etc/hostname")
    for name, mode in (("open", 0o755), ("shut", 0o700)):
        (folder / name).mkdir(mode=mode)
        (folder / name / "copy.db").write_bytes(b"")
        (folder / name / "copy.db").chmod(0o640)
    told = ask(workspace, "doctor")
    assert told["open_to_others"] == [str(folder / "open" / "copy.db"), str(folder / "secret.db")]
    said = cli.answered(["doctor"], workspace, Path(), unheard)
    assert said.code == 0  # the file itself is sound
    assert "folder_mode: 0755" in said.out
    assert "let nobody else into the folder" in said.out


def test_a_demo_is_never_mixed_among_friends(workspace: Workspace):
    ask(workspace, "add", "王芳")
    assert ask(workspace, "demo", "--contacts", "5")["error"]["code"] == "not_empty"


def test_a_day_in_a_shell_without_qt(tmp_path: Path):
    """Import, search, log, stage, export, undo, backup, restore: by a script, in a folder with a Chinese name."""
    data = tmp_path / "数据 😀"
    path = sheet(tmp_path, "姓名,微信号\n王芳,wf1\n李四,ls1\n")
    told = json.loads(run("--data", str(data), "import", str(path), "--json").stdout)
    assert told["files"][0]["new"] == 2
    assert run("log", "wf1", "聊了面膜", "--data", str(data)).returncode == 0
    assert run("--data", str(data), "stage", "wf1", "customer").returncode == 0
    assert "王芳" in run("--data", str(data), "search", "wangf").stdout
    kept = tmp_path / "kept.db"
    assert run("--data", str(data), "backup", str(kept)).returncode == 0
    assert run("--data", str(data), "undo", told["files"][0]["batch"]).returncode == 0
    assert json.loads(run("--data", str(data), "search", "ls1", "--json").stdout)["contacts"] == []
    assert run("--data", str(data), "restore", str(kept)).returncode == 0
    assert json.loads(run("--data", str(data), "search", "ls1", "--json").stdout)["contacts"][0]["name"] == "李四"
    assert run("--data", str(data), "export", "everything", str(tmp_path / "all.json")).returncode == 0
    everything = json.loads((tmp_path / "all.json").read_text(encoding="utf-8"))
    assert len(everything["contact"] if "contact" in everything else everything["tables"]["contact"]) == 2
    failed = run("--data", str(data), "stage", "wf1", "friend")
    assert (failed.returncode, failed.stdout) == (1, "")
    assert failed.stderr.count("\n") == 1
    assert run("--data", str(tmp_path / "none"), "today").returncode == 1
    assert not (tmp_path / "none").exists()


def test_the_command_line_imports_no_qt(tmp_path: Path):
    open_workspace(tmp_path / "shop").close()
    code = (
        "import sys\n"
        "from crm.__main__ import main\n"
        f"main(['--data', {str(tmp_path / 'shop')!r}, 'today', '--json'])\n"
        "print(sorted(m for m in sys.modules if m.startswith(('PySide6', 'shiboken', 'openpyxl', 'pypinyin'))))"
    )
    said = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout.splitlines()[-1] == "[]"


def test_the_packed_program_can_be_its_own_reader():
    from crm.__main__ import READ_ONE_FILE
    from crm.transfer import child

    assert READ_ONE_FILE == child.WORD


def test_reading_works_while_somebody_owns_the_folder_and_writing_says_why_not(workspace: Workspace):
    workspace.contacts.add(ContactDraft("王芳"))
    data = str(workspace.folder)
    assert "王芳" in run("--data", data, "search", "wf").stdout
    refused = run("--data", data, "add", "李四", "--json")
    assert refused.returncode == 1
    assert json.loads(refused.stdout)["error"]["code"] == "in_use"
    assert run("--data", data, "restore", "x.db").returncode == 1


# what a person sees


def said(*words: str, data: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    """The command line in this process, in English."""
    everything = ["--data", str(data), *words]
    code = cli.command(cli.parse(everything), everything)
    return (code, *capsys.readouterr())


@pytest.fixture
def english(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("LANGUAGE", "en")
    yield
    wording.use("en")


def test_wrong_usage_ends_with_2_and_how_it_is_meant(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as ended:
        cli.parse(["search"])
    assert ended.value.code == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert "usage: shuke search" in err


@pytest.mark.usefixtures("english")
def test_the_language_is_the_one_that_was_chosen_in_the_window(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    open_workspace(tmp_path).close()
    assert said("search", "nobody", data=tmp_path, capsys=capsys)[1] == "Nobody fits “nobody”.\n"
    Preferences(language="zh_TW").write(tmp_path)
    assert "nobody" in said("search", "nobody", data=tmp_path, capsys=capsys)[1]
    assert wording.language() == "zh_TW"


@pytest.mark.usefixtures("english")
def test_what_is_not_asked_for_as_json_is_caught_as_it_is(tmp_path: Path):
    """A program that runs ours inside itself catches the answer in a stream of its own."""
    open_workspace(tmp_path).close()
    caught = io.StringIO()
    with redirect_stdout(caught):
        assert cli.command(cli.parse(["--data", str(tmp_path), "doctor"]), []) == 0
    assert caught.getvalue().endswith("All is well.\n")


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.usefixtures("english")
def test_long_work_shows_how_far_it_is_where_a_person_watches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "stderr", Screen())
    open_workspace(tmp_path).close()
    path = sheet(tmp_path, "姓名\n" + "".join(f"friend {n}\n" for n in range(1200)))
    assert cli.command(cli.parse(["--data", str(tmp_path), "import", str(path)]), []) == 0
    shown = sys.stderr.getvalue()
    assert len({part for part in shown.split("\r") if " / " in part}) > 2
    assert shown.endswith("\r\033[K")  # the line is gone when all is done


@pytest.mark.usefixtures("english")
def test_a_backup_is_restored_and_what_was_there_before_is_kept(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    data, kept = tmp_path / "shop", tmp_path / "kept.db"
    said("add", "王芳", data=data, capsys=capsys)
    assert said("backup", str(kept), data=data, capsys=capsys)[:2] == (0, f"Backed up and checked: {kept}\n")
    said("add", "李四", data=data, capsys=capsys)
    code, out, err = said("restore", str(kept), data=data, capsys=capsys)
    assert (code, err) == (0, "")
    assert out.startswith("Restored from “kept.db”. What was there before is kept as “")
    assert len(said("search", "王芳", data=data, capsys=capsys)[1].splitlines()) == 1
    assert "Nobody" in said("search", "李四", data=data, capsys=capsys)[1]
    fresh = said("restore", str(kept), "--json", data=tmp_path / "new computer", capsys=capsys)
    assert json.loads(fresh[1]) == {"restored": str(kept), "kept": None}


def test_a_demo_fills_an_empty_shop(workspace: Workspace):
    told = ask(workspace, "demo", "--contacts", "12", "--seed", "3")
    assert told["contacts"] == workspace.finder.count(Filter()) == 12
    assert told["conversations"] > 0


def test_several_files_are_planned_one_after_the_other(workspace: Workspace, tmp_path: Path):
    """The second file tells of a friend that the first brings: one friend, not two."""
    first = sheet(tmp_path, "姓名,微信号\n王芳,wf1\n", "a.csv")
    second = sheet(tmp_path, "姓名,微信号,手机\n王芳,wf1,13800138000\n", "b.csv")
    told = ask(workspace, "import", str(first), str(second))["files"]
    assert [(file["new"], file["updated"]) for file in told] == [(1, 0), (0, 1)]
    assert workspace.finder.count(Filter()) == 1


@pytest.mark.parametrize("what", ["orders", "conversations"])
def test_lists_go_out_for_all_or_for_whom_the_words_fit(workspace: Workspace, tmp_path: Path, what: str):
    for name in ("王芳", "李四"):
        friend = workspace.contacts.add(ContactDraft(name))
        workspace.conversations.log(friend, "hi")
        workspace.orders.add(OrderDraft(friend, (LineDraft(None, "面膜", 1, 100),)))
    target = tmp_path / "out.csv"
    assert ask(workspace, "export", what, str(target))["records"] == 2
    assert ask(workspace, "export", what, str(target), "--filter", "王芳")["records"] == 1
    assert "李四" not in target.read_text(encoding="utf-8-sig")


def test_an_import_that_is_taken_back_tells_who_stays(workspace: Workspace, tmp_path: Path):
    step = ask(workspace, "import", str(sheet(tmp_path, "姓名,微信号\n王芳,wf1\n李四,ls1\n")))["files"][0]["batch"]
    ask(workspace, "log", "wf1", "hi")
    wang = workspace.contacts.row(workspace.finder.who("wf1"))
    plain = cli.answered(["undo", step], workspace, Path(), unheard)
    assert plain.out == "Undone: import of 2 friends\n1 friend with later entries stays.\n"
    workspace.undo.undo()
    assert ask(workspace, "undo", step)["kept"] == [wang.uuid]
    steps = ask(workspace, "undo", "--list")["steps"]
    assert steps[0]["text"] == "taking back: import of 2 friends"


def test_whoever_stops_the_program_or_its_reader_gets_no_traceback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    from crm import __main__ as program

    def stop(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "command", stop)
    assert program.main(["--data", str(tmp_path), "today"]) == 130


def test_a_reader_that_has_seen_enough_ends_the_program_quietly(tmp_path: Path):
    """As `shuke search … | head -1` does."""
    open_workspace(tmp_path).close()
    command = [sys.executable, "-m", "crm", "--data", str(tmp_path), "doctor"]
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        command,
        cwd=ROOT,
        stdout=writing,
        stderr=subprocess.PIPE,
        env={**ENVIRONMENT, "PYTHONUNBUFFERED": "1"},
        check=False,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (1, b"")


def test_the_packed_program_reads_a_file_when_it_is_called_to(tmp_path: Path):
    path = sheet(tmp_path, "姓名\n王芳\n")
    request = json.dumps({"path": str(path), "encoding": "", "delimiter": "", "sheet": ""}).encode() + b"\n"
    done = subprocess.run(
        [sys.executable, "-m", "crm", "--read-one-file"],
        cwd=ROOT,
        input=request,
        capture_output=True,
        env=ENVIRONMENT,
        check=True,
    )
    assert "王芳" in done.stdout.decode()


def test_without_a_screen_the_window_is_drawn_into_a_picture(tmp_path: Path):
    shop = open_workspace(tmp_path / "shop")
    shop.close()
    command = [sys.executable, "-m", "crm", "--data", str(shop.folder)]
    environment = {**ENVIRONMENT, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert "with 0 friends" in done.stdout
    assert (tmp_path / "shuke-window.png").exists()


def test_data_lives_in_the_persons_own_folder_when_nobody_says_otherwise(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert cli.command(cli.parse(["doctor"]), ["doctor"]) == 1
    assert "Shuke" in capsys.readouterr().err
    home = data_folder()
    assert demo_folder(home).parent == home


def test_what_is_understood_of_an_address_is_told_without_a_shop(tmp_path: Path):
    text = tmp_path / "address.txt"
    text.write_bytes(
        "王小明 13800000001 广东省深圳市南山区科苑路1号\n\n李四 13900000002 鼓楼区中山路2号".encode("gb18030")
    )
    said = run("parse", "address", str(text), "--json", "--data", str(tmp_path / "none"))
    assert said.returncode == 0, said.stderr
    first, second = json.loads(said.stdout)["people"]
    assert first == {
        "name": "王小明", "phone": "13800000001", "province": "广东省", "city": "深圳市", "district": "南山区",
        "street": "", "detail": "科苑路1号", "postcode": "", "adcode": "440305", "unsure": [],
    }  # fmt: skip
    assert second["unsure"] == ["province", "city"]
    assert not (tmp_path / "none").exists()
    piped = subprocess.run(
        [sys.executable, "-m", "crm", "parse", "address", "-"], cwd=ROOT, env=ENVIRONMENT, check=True,
        input="王小明 13800000001 深圳市南山区科苑路1号".encode(), capture_output=True,
    )  # fmt: skip
    assert "广东省深圳市南山区科苑路1号" in piped.stdout.decode()
    gone = run("parse", "address", str(tmp_path / "gone.txt"), "--json")
    assert (gone.returncode, json.loads(gone.stdout)["error"]["code"]) == (1, "no_file")


def test_names_come_in_from_standard_input(tmp_path: Path):
    command = [sys.executable, "-m", "crm", "--data", str(tmp_path), "import", "-", "--kind", "contacts", "--json"]
    text = "1. 王小明\n2. 李姐 13800000001\nA\n"
    done = subprocess.run(
        command, cwd=ROOT, input=text, capture_output=True, text=True, check=True, env=ENVIRONMENT, encoding="utf-8"
    )
    (told,) = json.loads(done.stdout)["files"]
    assert (told["new"], told["records"], [skipped["reason"] for skipped in told["skipped"]]) == (2, 2, ["index"])
    assert not Path(told["file"]).exists()
    found = json.loads(run("--data", str(tmp_path), "search", "0001", "--json").stdout)["contacts"]
    assert [each["name"] for each in found] == ["李姐"]


def test_what_is_understood_of_a_talk(tmp_path: Path):
    text = tmp_path / "talk.txt"
    text.write_text("小王 2026/3/8 21:07\n多少钱一盒？\n我的店 2026/3/8 21:08\n[图片]\n", encoding="utf-8")
    said = run("parse", "talk", str(text), "--json", "--me", "我的店")
    assert said.returncode == 0, said.stderr
    answer = json.loads(said.stdout)
    assert (answer["platform"], answer["chat"], answer["problems"], answer["asks"]) == ("wechat", "", [], [])
    assert answer["messages"] == [
        {"at": "2026-03-08T21:07:00", "sender": "小王", "me": False, "kind": "text", "text": "多少钱一盒？"},
        {"at": "2026-03-08T21:08:00", "sender": "我的店", "me": True, "kind": "image", "text": "[图片]"},
    ]
    piped = subprocess.run(
        [sys.executable, "-m", "crm", "parse", "talk", "-", "--day", "2026-03-08"], cwd=ROOT, env=ENVIRONMENT,
        input="小王 21:07\n多少钱\n\n我 21:09\n好\n".encode(), capture_output=True, check=True,
    )  # fmt: skip
    assert piped.stdout.decode().splitlines() == ["2026-03-08 21:07  小王: 多少钱", "2026-03-08 21:09  我: 好"]
    none = run("parse", "talk", str(ROOT / "README.md"), "--json")
    assert (none.returncode, json.loads(none.stdout)["error"]["code"]) == (1, "not_a_table")


def test_a_talk_comes_in(workspace: Workspace, tmp_path: Path):
    friend = ask(workspace, "add", "小王")["id"]
    path = tmp_path / "talk.txt"
    path.write_text(
        "小王 2026-03-01 21:07\n多少钱\n\n店 2026-03-01 21:08\n98\n\n小李 2026-03-01 21:09\n我也要\n", encoding="utf-8"
    )
    dry = ask(workspace, "import", str(path), "--kind", "talk", "--dry-run")["files"][0]
    assert (dry["records"], dry["asks"], dry["new"], dry["batch"]) == (3, ["me"], 0, None)
    told = ask(workspace, "import", str(path), "--kind", "talk", "--me", "店")["files"][0]
    assert (told["kind"], told["records"], told["new"]) == ("talk", 3, 1)
    assert [skipped["reason"] for skipped in told["skipped"]] == ["in_a_group", "nobody"]
    assert told["records"] == told["new"] + len(told["skipped"])
    found = ask(workspace, "search", "小王")["contacts"][0]
    assert (found["id"], found["last_contact_at"][:10]) == (friend, "2026-03-01")
    ask(workspace, "undo", told["batch"])
    assert ask(workspace, "search", "小王")["contacts"][0]["last_contact_at"] is None


def test_a_whole_shop_goes_out_and_comes_into_an_empty_one(workspace: Workspace, tmp_path: Path):
    ask(workspace, "add", "王芳", "--handle", "wechat:wf_88")
    whole = tmp_path / "all.json"
    ask(workspace, "export", "everything", str(whole))
    refused = cli.answered(["import", str(whole), "--json"], workspace, Path(), unheard)
    assert (refused.code, json.loads(refused.out)["error"]["code"]) == (1, "shop_not_empty")
    said = run("import", str(whole), "--json", "--data", str(tmp_path / "other"))
    told = json.loads(said.stdout)["files"][0]
    assert (told["kind"], told["new"], told["batch"]) == ("shop", told["records"], None)
    found = json.loads(run("search", "wf", "--json", "--data", str(tmp_path / "other")).stdout)["contacts"]
    assert [friend["name"] for friend in found] == ["王芳"]


def test_friends_go_out_in_every_form_and_sparingly(workspace: Workspace, tmp_path: Path):
    workspace.contacts.add(ContactDraft("王芳", handles=(Handle(Platform.PHONE, "13800000001"),)))
    told = ask(workspace, "export", "contacts", str(tmp_path / "a.csv"), "--form", "google", "--mask")
    assert "138****0001" in (tmp_path / "a.csv").read_text("utf-8")
    assert "Google" in told["left_out"]
    ask(workspace, "export", "contacts", str(tmp_path / "a.vcf"), "--form", "old_cards")
    assert "VERSION:2.1" in (tmp_path / "a.vcf").read_text("utf-8")
    ask(workspace, "export", "contacts", str(tmp_path / "b.csv"), "--columns", "few")
    assert (tmp_path / "b.csv").read_text("utf-8-sig").count(",") == 8
    assert "unknown_value" in str(ask(workspace, "export", "contacts", "x.csv", "--form", "morse"))
    assert [one.what for one in ExportNotes(workspace.store).last()] == ["contacts"] * 3


def test_parcels_go_out_under_any_headings(workspace: Workspace, tmp_path: Path):
    home = AddressText("文三路9号", region="浙江省杭州市西湖区")
    ours = workspace.contacts.add(ContactDraft("王芳", addresses=(home,)))
    theirs = workspace.contacts.add(ContactDraft("赵六"))
    for friend in (ours, theirs):
        workspace.orders.add(OrderDraft(friend, (LineDraft(None, "面膜", 1, 100),), paid=100))
    told = ask(workspace, "export", "parcels", "p.xlsx", "--sender", "店主 13900000009 北京市朝阳区1号", cwd=tmp_path)
    assert (told["records"], told["without_address"]) == (1, ["赵六"])
    (tmp_path / "mine.csv").write_text("姓名,电话,地址,寄件人\n", "utf-8")
    command = ("export", "parcels", "q.csv", "--form", "mine.csv", "--sender", "店主 13900000009 北京市朝阳区1号")
    ask(workspace, *command, cwd=tmp_path)
    lines = (tmp_path / "q.csv").read_text("utf-8-sig").splitlines()
    assert lines == ["姓名,电话,地址,寄件人", "王芳,,浙江省杭州市西湖区文三路9号,店主"]
    ask(workspace, "export", "parcels", "r.csv", "--form", "shentong", "--filter", "赵六", cwd=tmp_path)


def test_everything_about_one_friend_goes_out(workspace: Workspace, tmp_path: Path):
    for name in ("王芳", "李四"):
        workspace.contacts.add(ContactDraft(name))
    told = ask(workspace, "export", "friend", "a.html", "--filter", "王芳", cwd=tmp_path)
    assert told["kind"] == "friend"
    assert "王芳" in (tmp_path / "a.html").read_text("utf-8")
    ask(workspace, "export", "friend", "a.json", "--filter", "王芳", cwd=tmp_path)
    assert "李四" not in (tmp_path / "a.json").read_text("utf-8")
    ask(workspace, "export", "friend", "a.doc", "--filter", "王芳", cwd=tmp_path)
    assert not (tmp_path / "a.doc").exists()
