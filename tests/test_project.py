"""The project's own tools keep their promises: compiling, checking, and what `run.py` makes of its words."""

import ast
import os
import stat
import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import polib
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from PySide6.QtWidgets import QLabel

import run
from resources import checks, compile, machine, release, traces, translations  # noqa: A004 - the module's name is its verb

ROOT = Path(__file__).resolve().parent.parent


def catalogue(path: Path, *entries: polib.POEntry) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    file = polib.POFile()
    file.metadata = {"Content-Type": "text/plain; charset=UTF-8"}
    file.extend(entries)
    file.save(str(path))
    return path


def every_file(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# ---------------------------------------------------------------- run.py


@pytest.mark.parametrize(
    "arguments",
    [
        ["today"],
        ["--data", "shop", "today"],
        ["search", "张三"],
        ["--help"],
        ["--data=x", "doctor", "--json"],
    ],
)
def test_a_verb_needs_no_window(arguments):
    assert run.is_verb(arguments)


@pytest.mark.parametrize("arguments", [[], ["--demo"], ["--data", "shop"], ["--data=shop", "--stay"]])
def test_without_a_verb_the_window_opens(arguments):
    assert not run.is_verb(arguments)


def test_an_old_python_gets_as_far_as_the_sentence_that_names_the_needed_one():
    ast.parse((ROOT / "run.py").read_text(encoding="utf-8"), feature_version=(3, 7))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux has machines without a screen")
def test_a_linux_screen_is_x11_or_wayland():
    assert run.has_screen({"DISPLAY": ":0"})
    assert run.has_screen({"WAYLAND_DISPLAY": "wayland-0"})
    assert not run.has_screen({"DISPLAY": ""})


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no executable bit")
def test_double_clickable_starters_are_executable():
    for name in ("启动熟客.command", ".ci/run"):
        assert (ROOT / name).stat().st_mode & stat.S_IXUSR, name


def test_without_the_right_to_install_the_exact_command_is_said(monkeypatch, capsys):
    monkeypatch.setenv("PATH", "")
    for language in ("C.UTF-8", "zh_CN.UTF-8", "zh_HK.UTF-8"):
        monkeypatch.setenv("LC_ALL", language)
        with pytest.raises(SystemExit) as ended:
            machine.install_packages(["libegl1", "fonts-wqy-microhei"])
        said = capsys.readouterr()
        assert ended.value.code == 1
        assert said.out == ""
        assert "sudo apt-get install -y --no-install-recommends libegl1 fonts-wqy-microhei\n" in said.err


@pytest.mark.parametrize(
    ("spoken", "language"),
    [
        ("zh_CN.UTF-8", "zh_CN"),
        ("zh_SG", "zh_CN"),
        ("zh_TW.UTF-8", "zh_TW"),
        ("zh_HK", "zh_TW"),
        ("de_DE", "en"),
    ],
)
def test_the_set_up_speaks_the_persons_language(monkeypatch, spoken, language):
    monkeypatch.setenv("LC_ALL", spoken)
    assert machine.language() == language


# ---------------------------------------------------------------- compiling


def test_one_text_in_two_areas_is_refused(tmp_path):
    one = catalogue(tmp_path / "a.po", polib.POEntry(msgid="Today", msgstr="今天"))
    two = catalogue(tmp_path / "b.po", polib.POEntry(msgid="Today", msgstr="今日"))
    with pytest.raises(compile.CompileError, match=r"a\.po and in b\.po"):
        compile.merge([one, two])


def test_one_text_in_two_contexts_is_two_texts(tmp_path):
    one = catalogue(tmp_path / "a.po", polib.POEntry(msgid="Open", msgctxt="verb", msgstr="打开"))
    two = catalogue(tmp_path / "b.po", polib.POEntry(msgid="Open", msgctxt="state", msgstr="未结"))
    assert len(compile.merge([one, two])) == 2


@pytest.mark.parametrize(
    "entry",
    [
        polib.POEntry(msgid="Hello {name}", msgstr="你好 {nam}"),
        polib.POEntry(msgid="Hello {name}", msgstr="你好 {name"),
        polib.POEntry(msgid="{n} friend", msgid_plural="{n} friends", msgstr_plural={0: "朋友"}),
        polib.POEntry(msgid="{n} day", msgid_plural="{n} days", msgstr_plural={0: "{n} 天", 1: "{n} 天"}),
    ],
    ids=["other field", "open brace", "lost field", "two plural forms"],
)
def test_a_translation_that_would_break_at_run_time_does_not_compile(tmp_path, entry):
    with pytest.raises(compile.CompileError):
        compile.merge([catalogue(tmp_path / "zh_CN" / "a.po", entry)])


def test_every_listed_icon_is_drawn_and_its_licence_lies_beside_it(tmp_path):
    compile.write_icons(tmp_path / "icons")
    names = {path.stem for path in (tmp_path / "icons").glob("*.svg")}
    assert names == set(compile.icon_names())
    assert (tmp_path / "icons" / "undo-2.svg").read_text(encoding="utf-8").lstrip().startswith("<")
    assert "ISC" in (tmp_path / "icons" / "LICENSE.txt").read_text(encoding="utf-8")


def test_an_icon_lucide_does_not_have_is_refused(tmp_path):
    with pytest.raises(compile.CompileError, match="no-such-drawing"):
        compile.write_icons(tmp_path / "icons", ["users", "no-such-drawing"])


def test_compiling_twice_gives_the_same_bytes(tmp_path):
    for name in ("one", "two"):
        compile.compile_all(tmp_path / name)
        assert compile.is_fresh(tmp_path / name)
    assert every_file(tmp_path / "one") == every_file(tmp_path / "two")
    assert {path.name for path in tmp_path.iterdir()} == {"one", "two"}


def test_what_cannot_be_compiled_leaves_the_old_folder(tmp_path):
    target = tmp_path / "compiled"
    good = compile.Part("a.txt", (), lambda path: path.mkdir())
    compile.compile_all(target, [good])
    before = every_file(target)

    def fail(path: Path) -> None:
        path.mkdir()
        raise compile.CompileError("wrong")

    with pytest.raises(compile.CompileError, match="wrong"):
        compile.compile_all(target, [good, compile.Part("b", (), fail)])
    assert every_file(target) == before
    assert [path.name for path in tmp_path.iterdir()] == ["compiled"]


# ---------------------------------------------------------------- translations


def project(root: Path, code: str, *entries: polib.POEntry) -> Path:
    (root / "crm").mkdir()
    (root / "crm" / "page.py").write_text(code, encoding="utf-8")
    for language in translations.LANGUAGES:
        catalogue(root / "resources" / "i18n" / language / "page.po", *entries)
    return root


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ('tr(f"Hello {name}")', "literal"),
        ("wording.tr(text)", "literal"),
        ('tr("Hello {name}")', "nothing is given for name"),
        ('trn("{n} friend", n)', "literal"),
        ('tr("Hello {name")', "expected '}'"),
        ('tr("Today")', "missing"),
    ],
)
def test_a_text_nobody_could_translate_is_reported(tmp_path, code, said):
    found = translations.problems(project(tmp_path, code))
    assert found
    assert all(said in problem for problem in found)


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (polib.POEntry(msgid="Today", msgstr=""), "not translated"),
        (polib.POEntry(msgid="Today", msgstr="今天", flags=["fuzzy"]), "fuzzy"),
        (polib.POEntry(msgid="Today", msgstr="今天 {day}"), "fields"),
        (polib.POEntry(msgid="Today", msgid_plural="Days", msgstr_plural={0: "今天"}), "another plural"),
    ],
)
def test_an_unfinished_translation_is_reported_in_both_languages(tmp_path, entry, said):
    found = translations.problems(project(tmp_path, 'tr("Today")', entry))
    assert len(found) == 2
    assert all(said in problem for problem in found)


def test_a_text_nobody_says_any_more_is_reported(tmp_path):
    found = translations.problems(project(tmp_path, "", polib.POEntry(msgid="Today", msgstr="今天")))
    assert len(found) == 2
    assert all("nowhere" in problem for problem in found)


def test_complete_translations_are_content(tmp_path):
    code = 'tr("Hi {name}", name=x); trn("{n} friend", "{n} friends", 3); trc("verb", "Open"); tr("A {b}", **c)'
    entries = [
        polib.POEntry(msgid="Hi {name}", msgstr="{name},你好"),
        polib.POEntry(msgid="{n} friend", msgid_plural="{n} friends", msgstr_plural={0: "{n} 位朋友"}),
        polib.POEntry(msgid="Open", msgctxt="verb", msgstr="打开"),
        polib.POEntry(msgid="A {b}", msgstr="一个 {b}"),
    ]
    assert translations.problems(project(tmp_path, code, *entries)) == []


# ---------------------------------------------------------------- hosts, paths, all checks


@pytest.mark.parametrize(
    "line",
    [
        "https://" + "py" + "pi.org/simple",
        "see files.py" + "thonhosted.org",
        "-" + "-index-url something",
        "index = mir" + "rors.example.com",
        'open("' + "/ro" + 'ot/notes.txt")',
        "cd " + "/ho" + "me/xiaomei/shuke",
        "/Us" + "ers/xiaomei/shuke",
        "C:" + "\\Us" + "ers\\xiaomei",
    ],
)
def test_hosts_and_machine_paths_are_caught(line):
    assert len(list(traces.traces("docs/notes.md", f"first\n{line}\n"))) == 1


@pytest.mark.parametrize("line", ["https://example.com/work/x", "~/home/x/", "and/work/together", "homework/"])
def test_ordinary_text_is_no_trace(line):
    assert not list(traces.traces("docs/notes.md", line))


def test_any_address_in_a_lock_file_is_caught():
    assert list(traces.traces("requirements-dev.txt", "thing @ https://example.com/thing.whl"))
    assert not list(traces.traces("README.md", "https://example.com/thing.whl"))


def test_a_folder_git_does_not_know_is_said_to_be_one(tmp_path):
    assert "git" in traces.problems(tmp_path)[0]


def test_checks_report_everything_before_they_fail(capsys):
    code = checks.run_checks({"one": lambda: ["bad line"], "two": list, "three": lambda: ["worse line"]})
    said = capsys.readouterr().out
    assert code == 1
    assert all(word in said for word in ("FAILED  one", "ok      two", "FAILED  three", "bad line", "worse line"))
    assert checks.run_checks({"one": list}) == 0


@pytest.mark.skipif(os.name == "nt", reason="the stand-in for the program is a script")
@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("sys.exit(3)", "ended with 3"),
        ("pass", "left nothing"),
        ("open(sys.argv[2] + '/shop', 'w').close()", None),
    ],
)
def test_the_smoke_test_believes_only_a_program_that_leaves_with_0_and_made_a_shop(tmp_path, body, said):
    program = tmp_path / "shuke"
    program.write_text(f"#!{sys.executable}\nimport sys\n{body}\n", encoding="utf-8")
    program.chmod(0o755)
    found = release.smoke(program)
    assert said in found[0] if said else found == []


def test_the_locks_name_every_package_that_a_locked_one_needs():
    """They are installed as they stand, without asking again what belongs to what."""
    locked = {canonicalize_name(line.partition("==")[0]) for line in locked_lines("requirements-dev.txt")}
    for name in locked:
        try:
            needs = distribution(name).requires or []
        except PackageNotFoundError:  # locked for another system
            continue
        for need in map(Requirement, needs):
            if need.marker is None or need.marker.evaluate({"extra": ""}):
                assert canonicalize_name(need.name) in locked, f"{name} needs {need}"
    assert {line.split()[0] for line in locked_lines("requirements.txt")} <= {
        line.split()[0] for line in locked_lines("requirements-dev.txt")
    }


def locked_lines(name: str) -> list[str]:
    return [
        line for line in (ROOT / name).read_text(encoding="utf-8").splitlines() if "==" in line and line[0].isalnum()
    ]


# ---------------------------------------------------------------- the Qt we run on


def test_qt_gives_back_its_references_to_none(qtbot):
    """PySide6 6.12.0 loses one per call and ends in an abort; the lock must never take such a version."""
    label = QLabel()
    qtbot.addWidget(label)
    before = sys.getrefcount(None)
    for _ in range(2000):
        label.setText("熟客")
    assert abs(sys.getrefcount(None) - before) < 200
