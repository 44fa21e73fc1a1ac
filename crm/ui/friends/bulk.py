"""What can be done to many friends at once: tag, move, set aside, export, delete. Each is one undo step."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QWidget

from crm.backups import MANY
from crm.contacts import Standing
from crm.custom_fields import FieldRow
from crm.ids import AccountId, ContactId
from crm.progress import Cancelled, Progress
from crm.stages import Stage
from crm.ui.desk import Desk
from crm.ui.friends.bulk_sheets import FieldSheet, RhythmSheet, TagSheet
from crm.ui.friends.menus import add_entry
from crm.ui.friends.same import open_merge
from crm.ui.sequences.begin_sheet import BeginSheet
from crm.ui.widgets.label import PlainLabel
from crm.wording import tr, trn
from crm.wording.friends import stage_word, standing_word

AT_ONCE = 500
"""more friends than this are done beside the window"""
MOST_TAGS_IN_MENU = 8
"""the others stand one menu further: all of them would be as high as a small screen"""

Chosen = Callable[[], Sequence[ContactId]]


class Bulk(QObject):
    """Verbs on the friends that are chosen when they are called. `export_wanted` asks the page to export them."""

    export_wanted = Signal()

    def __init__(self, desk: Desk, chosen: Chosen, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self._chosen = chosen
        self._window = parent

    def tag(self, name: str) -> None:
        """Put a tag on them."""
        who, contacts = self._who(), self._desk.workspace.contacts
        done = trn("{n} friend tagged {tag}", "{n} friends tagged {tag}", len(who), tag=name)
        self._do(who, partial(contacts.tag, who, name), done)

    def untag(self, name: str) -> None:
        """Take a tag off them."""
        who, contacts = self._who(), self._desk.workspace.contacts
        done = trn("Tag {tag} taken off {n} friend", "Tag {tag} taken off {n} friends", len(who), tag=name)
        self._do(who, partial(contacts.untag, who, name), done)

    def move(self, stage: Stage) -> None:
        """Move them to a stage."""
        who, stages = self._who(), self._desk.workspace.stages
        done = trn("{n} friend moved to {stage}", "{n} friends moved to {stage}", len(who), stage=stage_word(stage))
        self._do(who, partial(stages.move_many, who, stage), done)

    def set_standing(self, standing: Standing) -> None:
        """In touch, not now, or lost."""
        who, contacts = self._who(), self._desk.workspace.contacts
        word = standing_word(standing)
        done = trn("{n} friend: {standing}", "{n} friends: {standing}", len(who), standing=word)
        self._do(who, partial(contacts.set_standing, who, standing), done)

    def set_rhythm(self, days: int | None) -> None:
        """How often they want contact; none for what their stage says."""
        who, contacts = self._who(), self._desk.workspace.contacts
        done = trn("Rhythm of {n} friend set", "Rhythm of {n} friends set", len(who))
        self._do(who, partial(contacts.set_cadences, who, days), done)

    def set_account(self, account: AccountId, name: str) -> None:
        """They are on this account of mine."""
        who, contacts = self._who(), self._desk.workspace.contacts
        done = trn("{n} friend on {account}", "{n} friends on {account}", len(who), account=name)
        self._do(who, partial(contacts.set_account, who, account), done)

    def set_field(self, field: FieldRow, value: str) -> None:
        """What an own field says of them."""
        who, fields = self._who(), self._desk.workspace.fields
        done = trn("{field} set for {n} friend", "{field} set for {n} friends", len(who), field=field.name)
        self._do(who, partial(fields.set, who, field.id, value or None), done)

    def merge(self) -> None:
        """Make one friend of them, side by side first."""
        open_merge(self._desk, self._who(), self._window)

    def delete(self) -> None:
        """Into the bin, with an Undo instead of a question."""
        who, contacts = self._who(), self._desk.workspace.contacts
        done = trn("{n} friend deleted", "{n} friends deleted", len(who))
        self._do(who, partial(contacts.delete, who), done, at_once=MANY)

    def ask_tag(self) -> None:
        """Ask for a tag, old or new."""
        sheet = TagSheet(self._desk, self._window)
        sheet.tagged.connect(self.tag)
        sheet.open()

    def ask_rhythm(self) -> None:
        """Ask how often they want contact."""
        sheet = RhythmSheet(self._desk, self._window)
        sheet.chosen.connect(self.set_rhythm)
        sheet.open()

    def begin_sequence(self) -> None:
        """Ask which sequence to begin with them."""
        if who := self._who():
            BeginSheet(self._desk, who, self._window).open()

    def ask_field(self, field: FieldRow) -> None:
        """Ask what an own field says of them."""
        sheet = FieldSheet(self._desk, field, self._window)
        sheet.chosen.connect(partial(self.set_field, field))
        sheet.open()

    def fill(self, menu: QMenu) -> None:
        """Every verb as an entry of a menu."""
        icon = self._desk.theme.icon
        menu.addMenu(self.tag_menu(menu))
        menu.addMenu(self.stage_menu(menu))
        menu.addMenu(self.standing_menu(menu))
        self.fill_more(menu)
        add_entry(menu, tr("Export…"), self.export_wanted.emit, icon=icon("download"))
        menu.addSeparator()
        add_entry(menu, tr("Delete"), self.delete, icon=icon("trash-2", "danger"), keys="Del")

    def tag_menu(self, parent: QWidget) -> QMenu:
        """Put on a tag, or take one off."""
        menu = QMenu(tr("Tag"), parent)
        menu.setIcon(self._desk.theme.icon("tag"))
        add_entry(menu, tr("New tag…"), self.ask_tag)
        names = [name for _, name in self._desk.workspace.contacts.tags()]
        if names:
            menu.addSeparator()
            off = QMenu(tr("Take off"), menu)
            _add_tags(menu, names, self.tag)
            _add_tags(off, names, self.untag)
            menu.addSeparator()
            menu.addMenu(off)
        return menu

    def stage_menu(self, parent: QWidget) -> QMenu:
        """Every stage."""
        menu = QMenu(tr("Move to"), parent)
        menu.setIcon(self._desk.theme.icon("sprout"))
        for stage in Stage:
            add_entry(menu, stage_word(stage), partial(self.move, stage))
        return menu

    def standing_menu(self, parent: QWidget) -> QMenu:
        """Every standing."""
        menu = QMenu(tr("Standing"), parent)
        menu.setIcon(self._desk.theme.icon("bell-off"))
        for standing in Standing:
            add_entry(menu, standing_word(standing), partial(self.set_standing, standing))
        return menu

    def fill_more(self, menu: QMenu) -> None:
        """The verbs that stand behind *More* on the bar."""
        icon, shop = self._desk.theme.icon, self._desk.workspace
        add_entry(menu, tr("Rhythm…"), self.ask_rhythm, icon=icon("clock"))
        add_entry(menu, tr("Begin a sequence…"), self.begin_sequence, icon=icon("list-checks"))
        accounts = QMenu(tr("My account"), menu)
        accounts.setIcon(icon("users"))
        for account, name in shop.accounts.names().items():
            add_entry(accounts, name, partial(self.set_account, account, name))
        if accounts.actions():
            menu.addMenu(accounts)
        fields = QMenu(tr("Own field"), menu)
        fields.setIcon(icon("sticky-note"))
        for field in shop.fields.all():
            add_entry(fields, field.name, partial(self.ask_field, field))
        if fields.actions():
            menu.addMenu(fields)
        if len(self._who()) > 1:
            add_entry(menu, tr("Merge into one…"), self.merge, icon=icon("user-plus"))

    def _who(self) -> list[ContactId]:
        return list(self._chosen())

    def _do(self, who: list[ContactId], verb: Callable[..., None], done: str, at_once: int = AT_ONCE) -> None:
        """Do it at once, or beside the window with progress when they are many; `verb` takes a `progress`."""
        if not who:
            return
        if len(who) > at_once:  # more of them are deleted after a backup
            self._desk.jobs.run(
                partial(_work, verb), done=_Told(self._desk, done).tell, failed=self._on_failed, title=done
            )
        elif self._desk.did(verb):
            self._desk.say(done)

    def _on_failed(self, error: Exception) -> None:
        if isinstance(error, Cancelled):
            self._desk.say(tr("Called off. Nothing was changed."), undo=False)
        else:
            self._desk.failed.emit(error)


def _add_tags(menu: QMenu, names: Sequence[str], act: Callable[[str], None]) -> None:
    for name in names[:MOST_TAGS_IN_MENU]:
        add_entry(menu, name, partial(act, name))
    if others := names[MOST_TAGS_IN_MENU:]:
        more = menu.addMenu(tr("More tags"))
        for name in others:
            add_entry(more, name, partial(act, name))


class _Told(QObject):
    """What is said when long work is done; goes with the desk."""

    def __init__(self, desk: Desk, sentence: str) -> None:
        super().__init__(desk)
        self._desk = desk
        self._sentence = sentence

    def tell(self, _done: bool) -> None:
        self._desk.say(self._sentence)
        self.deleteLater()


def _work(verb: Callable[..., None], progress: Progress) -> bool:
    verb(progress=progress)
    return True


class BulkBar(QWidget):
    """The verbs as buttons, shown while several friends are chosen."""

    def __init__(self, desk: Desk, bulk: Bulk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._bulk = bulk
        self.setProperty("look", "panel")
        px = desk.theme.px
        self._count = PlainLabel(look="dim", elide=True)
        box = QHBoxLayout(self)
        box.setContentsMargins(px(12), px(6), px(8), px(6))
        box.setSpacing(px(4))
        box.addWidget(self._count, 1)
        self._icons: list[tuple[QPushButton, str, str]] = []
        self.tag_button = self._add("tag", tr("Tag"))
        self.stage_button = self._add("sprout", tr("Move to"))
        self.standing_button = self._add("bell-off", tr("Standing"))
        self.more_button = self._add("more-horizontal", tr("More"))
        self.export_button = self._add("download", tr("Export…"))
        self.delete_button = self._add("trash-2", tr("Delete"), "danger")
        self.tag_button.clicked.connect(self._on_tag)
        self.stage_button.clicked.connect(self._on_stage)
        self.standing_button.clicked.connect(self._on_standing)
        self.more_button.clicked.connect(self._on_more)
        self.export_button.clicked.connect(bulk.export_wanted)
        self.delete_button.clicked.connect(bulk.delete)
        for button in (
            self.tag_button,
            self.stage_button,
            self.standing_button,
            self.more_button,
            self.export_button,
            self.delete_button,
        ):
            box.addWidget(button)
        desk.theme.changed.connect(self._on_theme)
        self._on_theme()

    def show_count(self, chosen: int) -> None:
        """How many friends are chosen; hidden up to one, whose card has everything."""
        self._count.setText(trn("{n} chosen", "{n} chosen", chosen))
        self.setVisible(chosen > 1)

    def _add(self, icon: str, word: str, ink: str = "text") -> QPushButton:
        button = QPushButton(self)
        keys = " (Del)" if icon == "trash-2" else ""
        button.setToolTip(f"{word}{keys}")
        button.setAccessibleName(word)
        self._icons.append((button, icon, ink))
        return button

    def _on_tag(self) -> None:
        self._open(self._bulk.tag_menu(self), self.tag_button)

    def _on_stage(self) -> None:
        self._open(self._bulk.stage_menu(self), self.stage_button)

    def _on_standing(self) -> None:
        self._open(self._bulk.standing_menu(self), self.standing_button)

    def _on_more(self) -> None:
        menu = QMenu(self)
        self._bulk.fill_more(menu)
        self._open(menu, self.more_button)

    def _open(self, menu: QMenu, button: QPushButton) -> None:
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(button.mapToGlobal(QPoint(0, -menu.sizeHint().height())))

    def _on_theme(self) -> None:
        for button, icon, ink in self._icons:
            button.setIcon(self._desk.theme.icon(icon, ink))
            button.setStyleSheet(f"QPushButton {{ padding: 0 {self._desk.theme.px(8)}px; }}")
