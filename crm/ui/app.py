"""The program around the window: opens the folder, wears the language, answers later starts, ends in good order."""

import gc
import os
import sys
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from time import monotonic, sleep

from PySide6.QtCore import QCoreApplication, QEvent, QLibraryInfo, QLocale, QObject, QTimer, QTranslator
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from crm import wording
from crm.backups import Made, Staged, put_back
from crm.db.owner import Owner
from crm.doorway import ring
from crm.errors import BusyError, InUseError, MovedFileError, NoFolderError, ShukeError
from crm.finder import Filter
from crm.places import data_folder, demo_folder
from crm.progress import Cancelled
from crm.reminding import is_due, is_quiet, parse_day, parse_time
from crm.settings import Preferences
from crm.ui import answering, faults, trouble
from crm.ui.ahead import Ahead
from crm.ui.desk import Desk
from crm.ui.doorbell import Doorbell, Reply
from crm.ui.drafts import Drafts
from crm.ui.jobs import Jobs
from crm.ui.live import Live
from crm.ui.main_window import MainWindow
from crm.ui.stylesheet import BASE_PX
from crm.ui.theme import Appearance, Theme
from crm.ui.tray import Tray
from crm.wording import tr
from crm.wording.backups import elsewhere_words
from crm.wording.errors import explain
from crm.wording.today import day_in_a_line
from crm.workspace import Workspace, open_workspace

READER_PATIENCE_MS = 20
"""The window's reads give up so soon when a commit holds the file; the old rows stay and it is asked again."""
QUIET_MS = 60_000
"""So long after the start what is not needed any more is put away."""
MINUTE_MS = 60_000
KEEP_MS = 5_000
"""So often what is typed and not saved is kept, where something was typed."""
COUNT_MS = 2_000
"""So long after the last change the number beside the clock follows."""
LEAVING_S = 20.0
"""So long a second start waits for a first one that is ending and answers no more."""
PICTURE = "shuke-window.png"


class Program(QObject):
    """One window over one open folder at a time."""

    def __init__(self, app: QApplication, home: Path) -> None:
        super().__init__(app)
        self.app = app
        self.home = home
        self.theme: Theme | None = None
        self.window: MainWindow | None = None
        self.workspace: Workspace | None = None
        self._jobs: Jobs | None = None
        self._live: Live | None = None
        self._bell: Doorbell | None = None
        self._kept = Drafts()
        self._qt_texts: list[QTranslator] = []
        self.hidden = False
        """Whether the first window waits beside the clock."""
        self._again_at: datetime | None = None
        self._tray: Tray | None = None
        self._minute = QTimer(self)
        self._minute.setInterval(MINUTE_MS)
        self._minute.timeout.connect(self._on_minute)
        self._count = QTimer(self)
        self._count.setSingleShot(True)
        self._count.setInterval(COUNT_MS)
        self._count.timeout.connect(self._on_count)
        self._keep = QTimer(self)
        self._keep.setInterval(KEEP_MS)
        self._keep.timeout.connect(self._on_keep)
        self._begun_on: date | None = None
        """the day on which it was last looked which sequences begin"""
        self._backed_on: date | None = None
        """the day on which the day's backup was last tried"""
        self._in_place = True
        self._quiet = QTimer(self)
        self._quiet.setSingleShot(True)
        self._quiet.setInterval(QUIET_MS)
        self._quiet.timeout.connect(self._on_quiet)
        app.aboutToQuit.connect(self._on_leaving)

    def open(self, folder: Path, *, demo: bool = False, anew: bool = False) -> None:
        """Open a folder and show its window. Raises what `open_workspace` raises; what was open then stays open."""
        workspace = open_workspace(folder, anew=anew, reader_patience_ms=READER_PATIENCE_MS)
        if demo and not workspace.finder.count(Filter()):
            from crm.demo import make_demo

            make_demo(workspace)
        self.close()
        self.workspace = workspace
        faults.log_into(folder)
        self._jobs = Jobs(self)
        self._live = Live(self)
        self._live.attach(workspace.store.listen)
        self._live.changed.connect(self._count.start)
        self._kept = Drafts.read(workspace)
        self._bell = Doorbell(folder, self)
        self._bell.rung.connect(self._on_rung)
        self._bell.asked.connect(self._on_asked)
        self.show(Preferences.read(folder))
        if self.window is not None:
            self.window.offer_cut_off()
        self._quiet.start()
        self._minute.start()
        self._count.start()
        self._keep.start()

    def show(self, preferences: Preferences, page: str = "today") -> None:
        """Make the window anew, in the language and look that are wanted now."""
        assert self.workspace is not None
        assert self._live is not None
        assert self._jobs is not None
        theme = self.dress(preferences)
        old = self.window
        desk = Desk(self.workspace, theme, self._live, self._jobs, kept=self._kept)
        if old is not None:
            desk.contact = old.desk.contact
        self.window = MainWindow(desk, preferences, demo=self.workspace.folder != self.home)
        self.window.redraw_wanted.connect(self._on_redraw)
        self.window.folder_wanted.connect(self._on_folder)
        self.window.restore_wanted.connect(self._on_restore)
        self.window.go(page)
        self._show_tray()
        hidden = old.isHidden() if old is not None else self.hidden and self._tray is not None
        self.hidden = False
        if not hidden:
            self.window.show()
        strip = self.window.beside.was_open and not hidden if old is None else old.beside.open
        QTimer.singleShot(0, self, self._show_backup)  # the first picture need not wait for it
        if (shown := self.window.windowHandle()) is not None:
            Ahead(shown, self.window.page, AHEAD, self.window)
        if old is not None:
            old.leave()
        if strip:
            self.window.beside.show()
            if not hidden:
                self.window.activateWindow()

    def dress(self, preferences: Preferences) -> Theme:
        """Speak the language and wear the look that are wanted."""
        self._speak(preferences.language or wording.best_language(_languages()))
        base = round(BASE_PX * preferences.text_percent / 100)
        appearance = Appearance(preferences.theme) if preferences.theme in _APPEARANCES else Appearance.SYSTEM
        if self.theme is None:
            self.theme = Theme(self.app, appearance=appearance, base_px=base, language=wording.language())
        else:
            self.theme.set_language(wording.language())
            self.theme.set_appearance(appearance)
            self.theme.set_base_px(base)
        return self.theme

    def open_or_mend(self, folder: Path, *, demo: bool) -> bool:
        """Open a folder; while that fails, offer what can be done about it. Whether a window is open in the end. Raises
        `InUseError`.
        """
        anew = False
        while True:
            try:
                if not folder.exists() and not folder.parent.exists():
                    raise NoFolderError(folder)
                self.open(folder, demo=demo, anew=anew)
            except InUseError:
                raise
            except ShukeError as error:
                answer = trouble.mend(error, folder, self.dress(Preferences.read(folder)))
                if answer.choice is trouble.Choice.QUIT:
                    return False
                if answer.folder != folder:
                    self.home = answer.folder
                folder, anew = answer.folder, answer.choice is trouble.Choice.ANEW
            else:
                return True

    def _show_backup(self) -> None:
        if self.window is not None:
            self.window.show_backup()

    def _show_tray(self) -> None:
        """The icon beside the clock, in the language and look of now, where the desktop has a place for it."""
        assert self.window is not None
        assert self.theme is not None
        if self._tray is not None:
            self._tray.leave()
            self._tray = None
        if Tray.is_there():
            self._tray = Tray(self.theme, self)
            self._tray.asked.connect(self._on_tray)
            self.window.stays = True
            self._count.start()

    def _on_tray(self, name: str) -> None:
        if self.window is None:
            return
        if name == "quit":
            self.window.quit()
        elif name == "strip":
            self.window.beside.toggle()
        elif name == "later":
            assert self.workspace is not None
            self._again_at = self.workspace.clock.now() + timedelta(hours=1)
        else:
            self.window.act(name)

    def _on_count(self) -> None:
        """The hand rests: begin the sequences that begin by themselves, and say how many friends wait."""
        self._begin_sequences()
        self._keep_drafts()
        if self._tray is None or self.workspace is None:
            return
        try:
            self._tray.show_number(len(self.workspace.today.queue(counted=False).items))
        except BusyError:
            self._count.start()

    def _on_minute(self) -> None:
        """Tell of the day when it is time; after sleep, or a start later than that, as soon as can be."""
        if self.workspace is not None and self._begun_on != self.workspace.clock.today():
            self._begin_sequences()
        if self.workspace is not None and self.window is not None:
            if self._backed_on != self.workspace.clock.today() and not self._quiet.isActive():
                self._back_up()
                self.window.show_backup()
            there = self.workspace.store.in_place()
            if self._in_place and not there:
                self.window.explain(MovedFileError(self.workspace.store.path))
            self._in_place = there
        if self._tray is None or self.workspace is None:
            return
        preferences = Preferences.read(self.workspace.folder)
        at = parse_time(preferences.tell_at)
        clock = self.workspace.clock
        now = clock.now().astimezone(clock.zone)
        shop = self.workspace.settings.shop()
        if is_quiet(now.time(), parse_time(shop.quiet_from), parse_time(shop.quiet_until)):
            return
        again = self._again_at is not None and now >= self._again_at
        if not again and (at is None or not is_due(now, at, parse_day(preferences.told_on))):
            return
        try:
            queue = self.workspace.today.queue(counted=False)
        except BusyError:
            return  # in a minute
        self._again_at = None
        replace(preferences, told_on=now.date().isoformat()).write(self.workspace.folder)
        self._tray.show_number(len(queue.items))
        if queue.items:
            self._tray.tell(*day_in_a_line(queue, self.workspace.settings.shop().currency))

    def _on_keep(self) -> None:
        if self._kept.changed:
            self._keep_drafts()

    def _keep_drafts(self) -> None:
        """What is typed and not saved outlives also the end of the program."""
        if self.workspace is not None:
            with suppress(BusyError):  # soon, or when all is closed
                self._kept.write(self.workspace)

    def _begin_sequences(self) -> None:
        """Beside the window: it looks through the friends who were quiet for long."""
        if self.workspace is not None and self._jobs is not None:
            self._begun_on = self.workspace.clock.today()
            self._jobs.run(self.workspace.sequences.start_due, failed=_left_for_later)

    def _on_quiet(self) -> None:
        """The day has begun and nothing waits: back up, then put away what nobody needs any more."""
        if self.workspace is not None and self._jobs is not None:
            self._back_up()
            self._jobs.run(self.workspace.tidy, failed=_left_for_later)

    def _back_up(self) -> None:
        """The day's backup, beside the window; of invented friends none is made."""
        if self.workspace is None or self._jobs is None or self.workspace.folder != self.home:
            return
        self._backed_on = self.workspace.clock.today()
        self._jobs.run(self.workspace.backups.make_daily, done=self._on_backed_up, failed=self._on_not_backed_up)

    def _on_backed_up(self, made: Made | None) -> None:
        if made is None or self.workspace is None or self.window is None:
            return
        if self.workspace.backups.worth_telling(made.elsewhere) and made.elsewhere is not None:
            self.window.desk.say(elsewhere_words(made.elsewhere), undo=False)

    def _on_not_backed_up(self, error: Exception) -> None:
        """Called off, it is tried again soon; what went wrong is told, once a day."""
        if isinstance(error, Cancelled):
            self._backed_on = None
        elif self.window is not None:
            self.window.explain(error)

    def _on_restore(self, staged: Staged) -> None:
        QTimer.singleShot(0, self, lambda: self._restore(staged))  # not while the old window still speaks

    def _restore(self, staged: Staged) -> None:
        """Put a backup in the place of the data: what takes long is done, so the window is gone for a moment only."""
        assert self.workspace is not None
        folder, now = self.workspace.folder, self.workspace.clock.now()
        demo, error, before = folder != self.home, None, None
        self.close(back_up=False)
        try:
            owner = Owner(folder)
            try:
                before = put_back(folder, staged, now)
            finally:
                owner.release()
        except ShukeError as raised:
            error = raised
        if not self.open_or_mend(folder, demo=demo):
            self.app.quit()
            return
        assert self.window is not None
        if error is not None:
            self.window.explain(error)
        elif before is not None:
            self.window.show_restored(before)

    def _on_leaving(self) -> None:
        self.close()

    def close(self, *, back_up: bool = True) -> None:
        """End the jobs, put the window away, back up what changed, let go of the file."""
        for timer in (self._quiet, self._minute, self._count, self._keep):
            timer.stop()
        if self._tray is not None:
            self._tray.leave()
            self._tray = None
        if self._bell is not None:
            self._bell.close()
        ended = True
        if self._jobs is not None:
            ended = self._jobs.close(cut_off=None if self.workspace is None else self.workspace.store.break_off)
        if self.window is not None:
            self.window.leave()
            self.window = None
            # gone before the file is: what is still to be laid out must not ask it
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        self._keep_drafts()
        if self.workspace is not None:
            if back_up and ended and self.workspace.folder == self.home:
                self.workspace.backups.make_at_the_end()
            self.workspace.close()
            self.workspace = None

    def _speak(self, language: str) -> None:
        wording.use(language)
        for translator in self._qt_texts:
            self.app.removeTranslator(translator)
            translator.deleteLater()
        self._qt_texts.clear()
        QLocale.setDefault(QLocale(wording.language()))
        texts = QTranslator(self)
        if texts.load(f"qtbase_{wording.language()}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
            self.app.installTranslator(texts)
            self._qt_texts.append(texts)

    def _on_redraw(self, page: str) -> None:
        assert self.workspace is not None
        preferences = Preferences.read(self.workspace.folder)
        QTimer.singleShot(0, self, lambda: self.show(preferences, page))  # not while the old window still speaks

    def _on_folder(self, name: str) -> None:
        QTimer.singleShot(0, self, lambda: self._change_folder(name))  # not while the old window still speaks

    def _change_folder(self, name: str) -> None:
        demo = name == "demo"
        try:
            self.open(self.home / "demo" if demo else self.home, demo=demo)
        except ShukeError as error:
            assert self.window is not None
            self.window.explain(error)

    def _on_rung(self) -> None:
        if self.window is not None:
            self.window.come_up()

    def _on_asked(self, words: list[str], cwd: str, reply: Reply) -> None:
        assert self._jobs is not None
        assert self.workspace is not None
        answering.answer(self._jobs, self.workspace, words, Path(cwd), reply)


AHEAD = ("friends", "board", "orders")
"""Pages that take longest to make, and are opened most; the others are there at once anyway."""
_APPEARANCES = {appearance.value for appearance in Appearance}


def _left_for_later(error: Exception) -> None:
    """What could not be put away now is tried again at the next start; a fault of the program is still one."""
    if not isinstance(error, (ShukeError, Cancelled)):
        raise error


def _languages() -> list[str]:
    return [*wording.system_languages(), *QLocale.system().uiLanguages()]


def run(folder: Path | None, *, demo: bool, smoke: bool, stay: bool, hidden: bool = False) -> int:
    """Open the window (`hidden`: only its icon beside the clock) and stay until it is closed. Without a screen: draw it
    into a picture, say so, and end.
    """
    if os.environ.get("QT_IM_MODULE", "").startswith("fcitx"):
        os.environ["QT_IM_MODULE"] = "ibus"  # the wheel has no plugin for fcitx, which answers as ibus too
    app = QApplication([sys.argv[0]])
    app.setApplicationName("Shuke")
    app.setDesktopFileName("shuke")
    app.setQuitOnLastWindowClosed(True)
    faults.catch_all(app)
    home = folder or data_folder()
    wanted = demo_folder(home) if demo else home
    program = Program(app, home)
    program.hidden = hidden
    wording.use(Preferences.read(wanted).language or wording.best_language(_languages()))
    until = monotonic() + LEAVING_S
    while True:
        try:
            if QGuiApplication.platformName() == "offscreen":
                program.open(wanted, demo=demo)
            elif not program.open_or_mend(wanted, demo=demo):
                return 1
        except InUseError as error:
            if ring(wanted, {"show": True}) is not None:
                return 0
            if monotonic() < until:  # it is just ending, with its backup
                sleep(0.25)
                continue
            print(explain(error), file=sys.stderr)  # noqa: T201 - there is no window to say it in
            return 1
        except ShukeError as error:
            print(explain(error), file=sys.stderr)  # noqa: T201 - as above
            return 1
        break
    # what was made for the start stays until the end: no look through it ever frees anything
    gc.freeze()
    gc.enable()
    if smoke:
        return _smoke(program)
    if QGuiApplication.platformName() == "offscreen" and not stay:
        return _picture(program)
    return app.exec()


def _picture(program: Program) -> int:
    assert program.window is not None
    assert program.workspace is not None
    for _ in range(5):
        program.app.processEvents()
    target = Path.cwd() / PICTURE
    program.window.resize(1280, 800)
    program.app.processEvents()
    program.window.grab().save(str(target))
    count = program.workspace.finder.count(Filter())
    print(  # noqa: T201 - without a screen this is the program's answer
        tr("Opened {folder} with {count} friends. There is no screen here, so the window was drawn into {picture}.",
           folder=program.workspace.folder, count=count, picture=target)
    )  # fmt: skip
    program.close()
    return 0


def _smoke(program: Program) -> int:
    """Whether a built program has what it needs: Qt's Chinese texts, our catalogues, a window that paints."""
    assert program.window is not None
    fine = True
    for language in ("zh_CN", "zh_TW"):
        program._speak(language)  # noqa: SLF001 - part of the program
        fine = fine and wording.language() == language and bool(program._qt_texts)  # noqa: SLF001 - as above
    program.app.processEvents()
    fine = fine and not program.window.grab().isNull()
    program.close()
    return 0 if fine else 1
