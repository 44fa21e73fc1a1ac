"""The page of settings. Everything is kept as soon as it is chosen; what belongs to the shop can be undone."""

import platform
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import PySide6
from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from crm import __version__
from crm.autostart import Autostart, command
from crm.backups import Made
from crm.db.driver import SQLITE
from crm.errors import BusyError, ShukeError
from crm.money import Currency
from crm.places import data_folder
from crm.progress import Cancelled
from crm.settings import Preferences
from crm.stages import Stage
from crm.topics import Topic
from crm.ui.backups import open_backups
from crm.ui.desk import Desk
from crm.ui.file_dialogs import ask_for_folder
from crm.ui.friends.accounts_sheet import AccountsSheet
from crm.ui.friends.fields_sheet import FieldsSheet
from crm.ui.page import Page
from crm.ui.plain import menu_text
from crm.ui.settings.channel_fees_sheet import ChannelFeesSheet
from crm.ui.settings.reasons_box import ReasonsBox
from crm.ui.settings.rules_box import RulesBox
from crm.ui.settings.tag_rhythms_sheet import TagRhythmsSheet
from crm.ui.settings.template_field import TemplateField
from crm.ui.theme import Appearance
from crm.ui.tray import Tray
from crm.ui.widgets.label import PlainLabel
from crm.wording import LANGUAGES, tr, trc
from crm.wording.backups import elsewhere_words
from crm.wording.days import moment_words
from crm.wording.friends import stage_word

TEXT_SIZES = (80, 90, 100, 110, 125, 150, 175, 200)
ZONES = (
    "Asia/Shanghai", "Asia/Taipei", "Asia/Hong_Kong", "Asia/Macau", "Asia/Kuala_Lumpur", "Asia/Singapore", "Asia/Tokyo",
    "Asia/Seoul", "Asia/Bangkok", "Asia/Ho_Chi_Minh", "Asia/Jakarta", "Australia/Sydney", "Europe/London",
    "Europe/Berlin", "America/New_York", "America/Los_Angeles", "America/Toronto", "America/Vancouver", "UTC",
)  # fmt: skip
LIBRARIES = "Qt, PySide6 (LGPL) · peewee (MIT) · Lucide (ISC) · pypinyin (MIT) · OpenCC (Apache-2.0) · borax (MIT)"
TIMES = tuple(f"{hour:02}:{minute:02}" for hour in range(6, 23) for minute in (0, 30))
HOURS = tuple(f"{hour:02}:{minute:02}" for hour in range(24) for minute in (0, 30))
MOST_DAYS = 3650


class SettingsPage(Page):
    """`redraw_wanted` asks for the window to be made anew: another language, look or size of text."""

    redraw_wanted = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(desk.live, Topic.SETTINGS | Topic.ACCOUNTS | Topic.FIELDS, parent)
        self._desk = desk
        self._showing = False
        self._column = QVBoxLayout()
        inside = QWidget()
        inside.setLayout(self._column)
        px = desk.theme.px
        self._column.setContentsMargins(px(24), px(16), px(24), px(24))
        self._column.setSpacing(px(14))
        self._build_here()
        self._build_shop()
        self.reasons = ReasonsBox(desk.theme)
        self.reasons.edited.connect(self._on_shop)
        self._section(tr("Who is on Today, and why")).addRow(self.reasons)
        self.rules = RulesBox(desk.theme)
        self.rules.edited.connect(self._on_shop)
        self._section(tr("When a stage is suggested")).addRow(self.rules)
        self._build_data()
        self._column.addStretch()
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(inside)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(scroll)

    # what it is made of

    def _build_here(self) -> None:
        form = self._section(tr("On this computer"))
        words = {
            Appearance.SYSTEM: trc("theme", "As the system"),
            Appearance.LIGHT: trc("theme", "Light"),
            Appearance.DARK: trc("theme", "Dark"),
        }
        languages = [("", tr("As the system")), *LANGUAGES.items()]
        self.language = self._choice(form, tr("Language"), languages, self._on_here)
        self.theme_choice = self._choice(form, tr("Look"), [(a.value, words[a]) for a in Appearance], self._on_here)
        sizes = [(size, f"{size} %") for size in TEXT_SIZES]
        self.text_size = self._choice(form, tr("Size of text"), sizes, self._on_here)
        closing = [(False, tr("Ends Shuke")), (True, tr("Keeps it beside the clock"))]
        self.tray = self._choice(form, tr("Closing the window"), closing, self._on_desk)
        times = [("", trc("notification", "Not at all")), *((time, time) for time in TIMES)]
        self.tell_at = self._choice(form, tr("Tell me of the day at"), times, self._on_desk)
        begins = [(False, trc("autostart", "No")), (True, trc("autostart", "Yes, beside the clock"))]
        self.autostart = self._choice(form, tr("Start with the computer"), begins, self._on_autostart)
        opening = [(False, trc("after copying", "Nothing more")), (True, trc("after copying", "Open where we chat"))]
        self.opens = self._choice(form, tr("After copying on Today"), opening, self._on_desk)
        if not Tray.is_there():
            for choice in (self.tray, self.tell_at):
                choice.setEnabled(False)
            said = PlainLabel(
                tr("This desktop has no place for icons beside the clock, so closing the window ends Shuke."),
                look="dim",
            )
            said.setWordWrap(True)
            form.addRow("", said)

    def _build_shop(self) -> None:
        form = self._section(tr("How I work"))
        self.capacity = self._number(form, tr("Friends a day on Today"), 1, 500)
        self.cadences = {
            stage: self._number(form, tr("Days between contacts: {stage}", stage=stage_word(stage)), 1, MOST_DAYS)
            for stage in Stage
        }
        hours = [("", trc("quiet hours", "None")), *((time, time) for time in HOURS)]
        self.quiet_from = self._choice(form, tr("Quiet from"), hours, self._on_shop)
        self.quiet_until = self._choice(form, tr("Quiet until"), hours, self._on_shop)
        self.birthday_lead = self._number(form, tr("Days before a birthday"), 0, 60)
        self.unpaid_after = self._number(form, tr("Days until an unpaid order is a reason"), 0, MOST_DAYS)
        self.currency = self._choice(form, tr("Currency"), [(c.code, c.code) for c in Currency], self._on_shop)
        self.zone = self._choice(
            form, tr("Time zone"), [(name, name.replace("_", " ")) for name in ZONES], self._on_shop
        )
        self.remark = TemplateField(self._desk)
        self.remark.edited.connect(self._on_shop)
        form.addRow(PlainLabel(tr("A new remark")), self.remark)
        self.accounts = QPushButton(menu_text(tr("My accounts…")))
        self.accounts.clicked.connect(self._on_accounts)
        self.own_fields = QPushButton(menu_text(tr("My own fields…")))
        self.own_fields.clicked.connect(self._on_own_fields)
        mine = QHBoxLayout()
        mine.addWidget(self.accounts)
        mine.addWidget(self.own_fields)
        self.tag_rhythms = QPushButton(menu_text(tr("Rhythm of tags…")))
        self.tag_rhythms.clicked.connect(self._on_tag_rhythms)
        mine.addWidget(self.tag_rhythms)
        self.channel_fees = QPushButton(menu_text(tr("What channels keep…")))
        self.channel_fees.clicked.connect(self._on_channel_fees)
        mine.addWidget(self.channel_fees)
        mine.addStretch()
        form.addRow("", mine)

    def _build_data(self) -> None:
        form = self._section(tr("My data"))
        self.folder = PlainLabel(elide=True)
        self.backed_up = PlainLabel(elide=True)
        form.addRow(PlainLabel(tr("Folder")), self.folder)
        form.addRow(PlainLabel(tr("Last backup")), self.backed_up)
        self.second = PlainLabel(elide=True)
        self.backup_button = QPushButton(menu_text(tr("Back up now")))
        self.backup_button.clicked.connect(self.back_up)
        self.backups_button = QPushButton(menu_text(tr("Backups…")))
        self.backups_button.clicked.connect(self._on_backups)
        self.choose_second = QPushButton(menu_text(tr("Second place…")))
        self.choose_second.clicked.connect(self._on_second)
        self.no_second = QPushButton(menu_text(tr("No second place")))
        self.no_second.clicked.connect(self._on_no_second)
        show = QPushButton(menu_text(tr("Show the folder")))
        show.clicked.connect(self._on_show)
        form.addRow("", self._beside(self.backup_button, self.backups_button, show))
        second = self._beside(self.choose_second, self.no_second)
        form.addRow(PlainLabel(tr("Second place for backups")), self.second)
        form.addRow("", second)
        hint = PlainLabel(
            tr(
                "Shuke backs up by itself: every day, before an import, before many are deleted, and when it is closed."
                " A second place, on another disk or in a folder of your cloud, keeps a copy of each: whoever can open"
                " that place can read it."
            ),
            look="dim",
        )
        hint.setWordWrap(True)
        hint.setMinimumWidth(self._desk.theme.px(440))
        form.addRow("", hint)
        about = PlainLabel(
            f"Shuke 熟客 {__version__} · Python {platform.python_version()} · SQLite {SQLITE}"
            f" · PySide6 {PySide6.__version__}\n{LIBRARIES}",
            look="small",
        )
        about.setWordWrap(True)
        about.setMinimumWidth(self._desk.theme.px(440))
        form.addRow(PlainLabel(tr("About")), about)

    def _beside(self, *buttons: QPushButton) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self._desk.theme.px(8))
        for button in buttons:
            row.addWidget(button)
        row.addStretch()
        return row

    def _section(self, title: str) -> QFormLayout:
        px = self._desk.theme.px
        self._column.addWidget(PlainLabel(title, look="heading"))
        card = QFrame()
        card.setProperty("look", "card")
        form = QFormLayout(card)
        form.setContentsMargins(px(16), px(14), px(16), px(14))
        form.setHorizontalSpacing(px(20))
        form.setVerticalSpacing(px(8))
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
        self._column.addWidget(card)
        return form

    def _choice(
        self, form: QFormLayout, name: str, values: Sequence[tuple[Any, str]], act: Callable[[], None]
    ) -> QComboBox:
        choice = QComboBox()
        choice.setAccessibleName(name)
        choice.setMinimumWidth(self._desk.theme.px(200))
        choice.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        for value, word in values:
            choice.addItem(word, value)
        choice.currentIndexChanged.connect(act)
        form.addRow(PlainLabel(name), choice)
        return choice

    def _number(self, form: QFormLayout, name: str, least: int, most: int) -> QSpinBox:
        number = QSpinBox()
        number.setAccessibleName(name)
        number.setRange(least, most)
        number.setMinimumWidth(self._desk.theme.px(120))
        number.setAlignment(Qt.AlignmentFlag.AlignRight)
        number.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        number.editingFinished.connect(self._on_shop)
        form.addRow(PlainLabel(name), number)
        return number

    # showing

    def refresh(self) -> None:
        """What is chosen."""
        workspace = self._desk.workspace
        try:
            shop, fields = workspace.settings.shop(), workspace.fields.all()
        except BusyError:
            return
        preferences = Preferences.read(workspace.folder)
        self._showing = True
        for choice, value in (
            (self.language, preferences.language),
            (self.theme_choice, preferences.theme),
            (self.text_size, preferences.text_percent),
            (self.tray, preferences.tray),
            (self.tell_at, preferences.tell_at),
            (self.opens, preferences.opens),
            (self.autostart, self._starter().is_on()),
            (self.currency, shop.currency.code),
            (self.quiet_from, shop.quiet_from),
            (self.quiet_until, shop.quiet_until),
        ):
            choice.setCurrentIndex(max(0, choice.findData(value)))
        if self.zone.findData(shop.zone) < 0:
            self.zone.addItem(shop.zone, shop.zone)
        self.zone.setCurrentIndex(self.zone.findData(shop.zone))
        self.capacity.setValue(shop.capacity)
        self.birthday_lead.setValue(shop.birthday_lead_days)
        self.unpaid_after.setValue(shop.unpaid_after_days)
        self.remark.show_template(shop.remark_template)
        for stage, number in self.cadences.items():
            number.setValue(shop.cadences[stage])
        self.reasons.show_choices(shop, fields)
        self.rules.show_choices(shop)
        self._showing = False
        self.folder.setText(str(workspace.folder))
        self._show_backup()

    def _show_backup(self) -> None:
        last = self._desk.workspace.last_backup()
        self.backed_up.setText(
            tr("none yet")
            if last is None
            else tr("{when}, checked", when=moment_words(last, self._desk.workspace.clock))
        )
        second = self._desk.workspace.backups.second_place()
        there = second is not None and second.is_dir()
        self.second.setText(
            trc("second place", "none")
            if second is None
            else str(second)
            if there
            else tr("{folder} (not there just now)", folder=str(second))
        )
        self.no_second.setVisible(second is not None)

    # choosing

    def _on_here(self) -> None:
        if self._showing:
            return
        folder = self._desk.workspace.folder
        before = Preferences.read(folder)
        after = replace(
            before,
            language=self.language.currentData(),
            theme=self.theme_choice.currentData(),
            text_percent=self.text_size.currentData(),
        )
        if after != before:
            after.write(folder)
            self.redraw_wanted.emit()

    def _on_desk(self) -> None:
        if self._showing:
            return
        folder = self._desk.workspace.folder
        before = Preferences.read(folder)
        after = replace(
            before,
            tray=self.tray.currentData(),
            tell_at=self.tell_at.currentData(),
            opens=self.opens.currentData(),
        )
        if after != before:
            after.write(folder)
            self._desk.say(tr("Settings are kept."), undo=False)

    def _starter(self) -> Autostart:
        folder = self._desk.workspace.folder
        return Autostart(words=command(None if folder == data_folder() else folder))

    def _on_autostart(self) -> None:
        if self._showing:
            return
        try:
            self._starter().turn(on=self.autostart.currentData())
        except OSError:
            self._desk.say(tr("The computer does not allow Shuke to change what it starts."), undo=False)
            self.refresh()
            return
        self._desk.say(tr("Settings are kept."), undo=False)

    def _on_shop(self) -> None:
        if self._showing:
            return
        settings = self._desk.workspace.settings
        before = settings.shop()
        after = replace(
            self.rules.chosen(self.reasons.chosen(before)),
            zone=self.zone.currentData(),
            currency=Currency[self.currency.currentData()],
            capacity=self.capacity.value(),
            cadences={stage: number.value() for stage, number in self.cadences.items()},
            birthday_lead_days=self.birthday_lead.value(),
            unpaid_after_days=self.unpaid_after.value(),
            quiet_from=self.quiet_from.currentData(),
            quiet_until=self.quiet_until.currentData(),
            remark_template=self.remark.template(before.remark_template),
        )
        if after == before:
            return

        def change() -> bool:
            settings.change(after)
            return True

        if self._desk.attempt(change):
            self._desk.say(tr("Settings are kept."))
        else:
            self.refresh()

    def _on_accounts(self) -> None:
        AccountsSheet(self._desk, self.window()).open()

    def _on_own_fields(self) -> None:
        FieldsSheet(self._desk, self.window()).open()

    def _on_channel_fees(self) -> None:
        ChannelFeesSheet(self._desk, self.window()).open()

    def _on_tag_rhythms(self) -> None:
        TagRhythmsSheet(self._desk, self.window()).open()

    def back_up(self) -> None:
        """A checked copy among the backups."""
        self.backup_button.setEnabled(False)
        self._desk.jobs.run(
            lambda progress: self._desk.workspace.backups.make(progress=progress),
            done=self._on_backed_up,
            failed=self._on_not_backed_up,
            title=tr("Backing up …"),
        )

    def _on_backed_up(self, made: Made) -> None:
        self.backup_button.setEnabled(True)
        self._show_backup()
        self._desk.workspace.backups.worth_telling(made.elsewhere)
        said = tr("Backed up and checked.") if made.elsewhere is None else elsewhere_words(made.elsewhere)
        self._desk.say(said, undo=False)

    def _on_not_backed_up(self, error: Exception) -> None:
        self.backup_button.setEnabled(True)
        if isinstance(error, ShukeError):
            self._desk.failed.emit(error)
        elif not isinstance(error, Cancelled):
            raise error

    def _on_backups(self) -> None:
        open_backups(self._desk, self.window())

    def _on_second(self) -> None:
        """Ask for the folder that gets a copy of each backup, and try it with the newest."""
        if (chosen := self.choose_folder()) is None:
            return
        backups = self._desk.workspace.backups
        if self._desk.did(lambda: backups.set_second_place(chosen)):
            self._show_backup()
            self._desk.jobs.run(
                lambda _: backups.copy_newest(),
                done=lambda _: self._desk.say(tr("Each backup goes there too from now on."), undo=False),
                failed=self._on_not_backed_up,
                title=tr("Copying the newest backup …"),
            )

    def choose_folder(self) -> Path | None:
        """The folder that the seller names."""
        return ask_for_folder(self, tr("Second place for backups"))

    def _on_no_second(self) -> None:
        if self._desk.did(lambda: self._desk.workspace.backups.set_second_place(None)):
            self._show_backup()
            self._desk.say(
                tr("Backups stay beside the data from now on. What is in the second place stays there."), undo=False
            )

    def _on_show(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._desk.workspace.folder)))
