"""Gets this machine ready for Shuke: system packages, the private environment, compiled resources.

Standard library only. Proved on Debian 12. The Windows and macOS ways are written with the same care but
untested so far.
"""

import ctypes
import hashlib
import locale
import os
import shutil
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

from resources.compile import is_fresh

ROOT = Path(__file__).resolve().parent.parent
ENV = ROOT / ".venv"
PYTHON = ENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
MARKS = ENV / ".shuke"  # what was set up, and for which inputs
LINUX = sys.platform.startswith("linux")

LIBRARIES = {  # soname: Debian package; the first eight are needed even without a screen
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libX11.so.6": "libx11-6",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}
CHINESE_FONT = "fonts-wqy-microhei"
CHINESE_FONTS = (
    CHINESE_FONT,
    "fonts-noto-cjk",
    "fonts-wqy-zenhei",
    "fonts-droid-fallback",
    "fonts-arphic-ukai",
)


def language() -> str:
    """zh_CN, zh_TW or en, from the environment or what Windows says its own windows speak."""
    names = [os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG")]
    spoken = next((name for name in names if name), "")
    if sys.platform == "win32" and not spoken:
        spoken = locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage(), "")
    if not spoken.startswith("zh"):
        return "en"
    return "zh_TW" if any(part in spoken for part in ("TW", "HK", "MO", "Hant")) else "zh_CN"


def words(english: str, simplified: str, traditional: str) -> str:
    """The sentence in the person's language."""
    return {"en": english, "zh_CN": simplified, "zh_TW": traditional}[language()]


def say(english: str, simplified: str, traditional: str) -> None:
    """Tell what the set-up does. Always on stderr: stdout belongs to the answer of a verb."""
    print("[setup]", words(english, simplified, traditional), file=sys.stderr, flush=True)


def stop(english: str, simplified: str, traditional: str) -> NoReturn:
    """End with 1 and one sentence."""
    print(words(english, simplified, traditional), file=sys.stderr, flush=True)
    raise SystemExit(1)


# ---------------------------------------------------------------- system packages


def missing_libraries() -> list[str]:
    """Debian packages of the system libraries Qt would not find."""
    missing = []
    for soname, package in LIBRARIES.items():
        try:
            ctypes.CDLL(soname)
        except OSError:
            missing.append(package)
    return missing


def has_chinese_font() -> bool:
    """Would Chinese show as more than boxes? Systems we cannot ask are trusted to bring a font."""
    if shutil.which("fc-list"):
        listed = subprocess.run(["fc-list", ":lang=zh"], capture_output=True, text=True, check=False)
        return bool(listed.stdout.strip())
    if shutil.which("dpkg-query"):
        asked = ["dpkg-query", "-W", "-f", "${db:Status-Abbrev}\n", *CHINESE_FONTS]
        return "ii" in subprocess.run(asked, capture_output=True, text=True, check=False).stdout
    return True


def missing_build_tools() -> list[str]:
    """Debian packages PyInstaller needs besides Python's own."""
    missing = [] if shutil.which("objdump") else ["binutils"]
    library = str(sysconfig.get_config_var("INSTSONAME") or "")
    beside = Path(str(sysconfig.get_config_var("LIBDIR") or "")) / library
    if ".so" in library and not beside.exists():
        try:
            ctypes.CDLL(library)
        except OSError:
            missing.append("libpython{}.{}".format(*sys.version_info))
    return missing


def right_to_install() -> list[str] | None:
    """The words before apt-get that make it work ([] for root), or None without the right to."""
    if not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo"):
        silent = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0
        if silent or sys.stdin.isatty():
            return ["sudo"]
    return None


def install_packages(packages: list[str]) -> None:
    """Install Debian packages, naming them first; without the right to, say the exact command and stop."""
    command = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    before = right_to_install()
    if before is None:
        typed = "sudo apt-get update && sudo " + " ".join(command)
        stop(
            f"Shuke needs system packages missing here. Install them and start again:\n    {typed}",
            f"熟客还缺几个系统软件包。请先装好(别的系统请装对应的包),再打开一次:\n    {typed}",
            f"熟客還缺幾個系統套件。請先裝好(其他系統請裝對應的套件),再開一次:\n    {typed}",
        )
    names = " ".join(packages)
    say(f"installing system packages: {names}", f"正在安装系统软件包:{names}", f"正在安裝系統套件:{names}")
    wait = ["-o", "DPkg::Lock::Timeout=120", "-qq"]
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")

    def apt(arguments: list[str], *, quiet: bool) -> bool:
        errors = subprocess.DEVNULL if quiet else None
        done = subprocess.run(
            [*before, *arguments, *wait],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=errors,
            check=False,
        )
        return done.returncode == 0

    # the first try is quiet: a fresh machine has no package lists yet
    if apt(command, quiet=True) or (apt(["apt-get", "update"], quiet=False) and apt(command, quiet=False)):
        return
    typed = " ".join([*before, *command])
    stop(
        f"The system packages could not be installed. Try by hand, then start again:\n    {typed}",
        f"系统软件包没有装上。请手动试试,再打开一次:\n    {typed}",
        f"系統套件沒有裝上。請手動試試,再開一次:\n    {typed}",
    )


def machine() -> str:
    """Names this machine and the state of its libraries: the checkout may lie on a shared disk."""
    cache = Path("/etc/ld.so.cache")
    state = cache.stat() if cache.exists() else None
    return f"{os.uname().nodename} {state.st_ino if state else 0} {state.st_mtime_ns if state else 0}"


def knows_machine() -> bool:
    """Were Qt's libraries and a font seen here before? Looking again would take longer than starting."""
    return not LINUX or read(MARKS / "system") == machine()


def prepare_system(*, window: bool, build: bool) -> None:
    """Qt's system libraries and a Chinese font for a window, PyInstaller's tools for a build."""
    if not LINUX:
        return
    tools = missing_build_tools() if build else []
    if tools:
        install_packages(tools)
    if not window or knows_machine():
        return
    needed = missing_libraries() + ([] if has_chinese_font() else [CHINESE_FONT])
    if needed:
        install_packages(needed)
        missing = " ".join(missing_libraries())
        if missing:
            stop(
                f"Installed, but still not found: {missing}",
                f"装好了,但还是找不到:{missing}",
                f"裝好了,但還是找不到:{missing}",
            )


# ---------------------------------------------------------------- the private environment


def read(path: Path) -> str:
    """The text of a mark, empty when there is none."""
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return ""


def write(path: Path, text: str) -> None:
    """Leave a mark. A checkout that cannot be written works without."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError:
        return


def wanted(requirements: str) -> str:
    """What the environment must have been made from to count as ready."""
    made_of = f"{sys.version_info[:2]} {sys.platform} ".encode() + (ROOT / requirements).read_bytes()
    return hashlib.sha256(made_of).hexdigest()


def is_ready(requirements: str) -> bool:
    """Is the environment complete for these requirements?"""
    installing = (MARKS / "installing").exists()
    return PYTHON.exists() and not installing and read(MARKS / requirements) == wanted(requirements)


@contextmanager
def alone() -> Iterator[None]:
    """Two first starts at once: the second waits here until the first is through."""
    # beside the environment itself: several checkouts may link to one
    with (ENV.resolve().parent / ".venv.lock").open("a+b") as file:
        if sys.platform == "win32":
            import msvcrt

            while True:
                try:
                    file.seek(0)
                    msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
                    break
                except OSError:
                    time.sleep(0.5)
        else:
            import fcntl

            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                say(
                    "another start is setting up, waiting",
                    "另一个窗口正在准备,请稍等",
                    "另一個視窗正在準備,請稍候",
                )
                fcntl.flock(file, fcntl.LOCK_EX)
        yield  # closing the file gives the lock back


def answers(command: list[str]) -> bool:
    """Does this program start and end well?"""
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def remove_environment() -> None:
    """Away with a half or broken environment; of a linked one only the link goes."""
    if ENV.is_symlink():
        ENV.unlink()
    elif ENV.exists():
        shutil.rmtree(ENV)


def create_environment() -> None:
    """A fresh `.venv`, with its own pip where Python brings one (Debian keeps ensurepip elsewhere)."""
    import venv

    say("creating a private environment in .venv", "正在准备运行环境(.venv)", "正在準備執行環境(.venv)")
    if find_spec("ensurepip"):
        try:
            venv.EnvBuilder(with_pip=True).create(ENV)
        except (subprocess.CalledProcessError, SystemExit):
            remove_environment()  # some systems ship half of ensurepip
        else:
            return
    venv.EnvBuilder(with_pip=False).create(ENV)


def pip() -> list[str]:
    """The pip that fills the environment: its own, else the one of the Python that runs this file."""
    own = [str(PYTHON), "-m", "pip"]
    if answers([*own, "--version"]):
        return own
    # an activated environment may have no pip either, but the Python it was made from does
    beneath = str(getattr(sys, "_base_executable", sys.executable))
    for python in (sys.executable, beneath):
        outer = [python, "-m", "pip", "--python", str(PYTHON)]
        if answers([*outer, "--version"]):
            return outer
    stop(
        "This Python has no pip. On Debian or Ubuntu: sudo apt-get install python3-pip",
        "这个 Python 没有 pip。Debian 或 Ubuntu 请运行:sudo apt-get install python3-pip",
        "這個 Python 沒有 pip。Debian 或 Ubuntu 請執行:sudo apt-get install python3-pip",
    )


def prepare_environment(requirements: str) -> None:
    """The environment with exactly the locked packages. Killed or failed half-way, it is made anew."""
    if is_ready(requirements):
        return
    same_python = f"{sys.version_info[0]}.{sys.version_info[1]}"
    healthy = (
        PYTHON.exists()
        and not (MARKS / "installing").exists()
        and answers([str(PYTHON), "-c", f"import sys; sys.exit(sys.version[:4] != '{same_python}')"])
    )
    if not healthy:
        remove_environment()
        create_environment()
    write(MARKS / "installing", requirements)
    say(
        f"installing {requirements} (about 90 MB the first time)",
        f"正在安装 {requirements}(第一次约 90 MB)",
        f"正在安裝 {requirements}(第一次約 90 MB)",
    )
    # the lock names every package: resolving again would only let a newer release of an extra get in the way
    exact = ["--require-hashes", "--no-deps", "--only-binary", ":all:", "--disable-pip-version-check", "--no-input"]
    quiet = [] if sys.stderr.isatty() else ["-q"]
    command = [*pip(), "install", *exact, *quiet, "-r", str(ROOT / requirements)]
    if subprocess.run(command, stdout=sys.stderr, check=False).returncode != 0:
        stop(
            "The packages could not be installed: see above. Is the network there? Just start again.",
            "软件包没有装上,原因见上面。网络通吗?请再打开一次。",
            "套件沒有裝上,原因見上面。網路通嗎?請再開一次。",
        )
    write(MARKS / requirements, wanted(requirements))
    (MARKS / "installing").unlink(missing_ok=True)


def prepare_resources() -> None:
    """Translations, icons and tables, compiled anew when their sources changed."""
    if is_fresh():
        return
    command = [str(PYTHON), "-m", "resources.compile"]
    if subprocess.run(command, cwd=ROOT, stdout=sys.stderr, check=False).returncode != 0:
        raise SystemExit(1)


def prepare(*requirements: str, window: bool, build: bool = False) -> None:
    """All set-up for one command; when nothing is to do it takes no lock and writes nothing.

    System packages come first: without the right to install them nothing is downloaded in vain.
    """
    ready = all(is_ready(name) for name in requirements) and is_fresh()
    if ready and not build and (not window or knows_machine()):
        return
    with alone():
        prepare_system(window=window, build=build)
        for name in requirements:
            prepare_environment(name)
        if window and LINUX:
            write(MARKS / "system", machine())
        prepare_resources()
