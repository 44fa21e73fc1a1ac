"""The top of a friend's card: who, how far, how to reach them, and the verbs; the figures and tags stand in it too."""

from functools import partial

from PySide6.QtCore import QPoint, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from crm.contacts import Card, Handle, Standing
from crm.stages import Stage
from crm.ui.desk import Desk
from crm.ui.friends.bond import BondMark, BondSheet, SuggestionStrip
from crm.ui.friends.figures import Figures
from crm.ui.friends.handles import formerly_words
from crm.ui.friends.known import Known
from crm.ui.friends.menus import add_entry
from crm.ui.friends.parts import put_in_order, reached
from crm.ui.friends.portrait import Portrait
from crm.ui.friends.remarks import RemarkStrip
from crm.ui.friends.rows import STAGE_TONES
from crm.ui.friends.small_sheets import StageSheet
from crm.ui.friends.tags import Tags
from crm.ui.plain import menu_text, one_line, tooltip
from crm.ui.widgets.flow import FlowLayout
from crm.ui.widgets.label import PlainLabel
from crm.wording import tr, trn
from crm.wording.friends import platform_word, stage_word, standing_word

WORDS_ON_BUTTONS = 620
"""from this width (at the base size) the verbs show their words"""
LONGEST_HANDLE = 28
MOST_HANDLES = 4


class Heading(QWidget):
    """Shows the card it was last given. `log_wanted` and the like ask whoever owns it."""

    log_wanted = Signal()
    order_wanted = Signal()
    remind_wanted = Signal()
    more_wanted = Signal()
    back_wanted = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._card: Card | None = None
        self._shown: tuple[object, ...] = ()
        self._buttons: list[QPushButton] = []
        self._ordered = False
        self.back = self._verb(self.back_wanted)
        self.back.setProperty("look", "quiet")
        self.portrait = Portrait(desk)
        self.name = PlainLabel(look="title", elide=True)
        self.stage = QPushButton()
        self.stage.clicked.connect(self._on_stage)
        self.standing = QPushButton()
        self.standing.clicked.connect(self._on_standing)
        self.bond = BondMark(desk)
        self.bond.clicked.connect(self.show_bond)
        self.log, self.order = self._verb(self.log_wanted), self._verb(self.order_wanted)
        self.remind, self.more = self._verb(self.remind_wanted), self._verb(self.more_wanted)
        self.log.setProperty("look", "primary")
        self._verbs = (
            (self.back, "chevron-left", tr("Back to the list"), "", "text"),
            (self.log, "message-square", tr("Log"), "L", "on_accent"),
            (self.order, "receipt", tr("New order"), "O", "text"),
            (self.remind, "clock", tr("Remind me"), "R", "text"),
            (self.more, "more-horizontal", tr("More"), "", "text"),
        )
        self._lay_out()
        desk.theme.changed.connect(self._on_theme)
        self._on_theme()
        self.show_back(wanted=False)

    def _lay_out(self) -> None:
        desk, px = self._desk, self._desk.theme.px
        top = QHBoxLayout()
        top.setSpacing(px(8))
        top.addWidget(self.back)
        top.addWidget(self.portrait)
        top.addWidget(self.name, 1)
        for part in (self.log, self.order, self.remind, self.more):
            top.addWidget(part)
        # the handles stand in the line of the state as long as there is room, and go on below it
        self._state = QWidget()
        self._state_flow = FlowLayout(self._state, px(4))
        self.figures = Figures(desk)
        self.tags = Tags(desk)
        self.remark = RemarkStrip(desk)
        self.suggestion = SuggestionStrip(desk)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(6))
        box.addLayout(top)
        for below in (self._state, self.suggestion, self.figures, self.tags, self.remark):
            box.addWidget(below)

    def show_known(self, known: Known) -> None:
        """Show this friend."""
        self._card = card = known.card
        self.portrait.show_friend(card.row.id, card.row.name, known.photo)
        self.name.setText(card.row.name)
        self.name.setAccessibleName(one_line(card.row.name))
        if card.formerly:
            formerly = formerly_words(card.formerly, self._desk.workspace.clock.today())
            self.name.setToolTip(tooltip(f"{card.row.name}\n{formerly}"))
        self._show_state()
        self.bond.show_bond(known.bond)
        self._show_handles(card)
        self.suggestion.show_suggestion(known.suggestion)
        self.figures.show_known(known)
        self.tags.show_row(card.row)
        self.remark.show_row(card.row)
        if not self._ordered:
            self._ordered = True
            put_in_order(self, reached(self.layout()))
        put_in_order(self.figures.keep, reached(self.tags.layout()))

    def show_short(self, *, wanted: bool) -> None:
        """Whether there is so little height that the figures must do with a line."""
        self.figures.show_short(wanted=wanted)

    def show_back(self, *, wanted: bool) -> None:
        """Whether there is a list to go back to that is not seen."""
        self.back.setVisible(wanted)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Words on the buttons where there is room for them."""
        super().resizeEvent(event)
        self._show_words()

    def stage_menu(self) -> QMenu:
        """Every stage; with a reason on request."""
        menu = QMenu(self.stage)
        current = self._card.row.stage if self._card else None
        for stage in Stage:
            add_entry(menu, stage_word(stage), partial(self._move, stage), ticked=stage is current)
        menu.addSeparator()
        add_entry(menu, tr("Move with a reason…"), self._move_with_reason)
        return menu

    def standing_menu(self) -> QMenu:
        """Every standing."""
        menu = QMenu(self.standing)
        current = self._card.row.standing if self._card else None
        for standing in Standing:
            add_entry(menu, standing_word(standing), partial(self._set_standing, standing), ticked=standing is current)
        return menu

    def show_bond(self) -> BondSheet | None:
        """Tell what made the tie."""
        if self._card is None or self.bond.bond is None:
            return None
        sheet = BondSheet(self._desk, self._card.row.name, self.bond.bond, self.window())
        sheet.open()
        return sheet

    # showing

    def _show_state(self) -> None:
        if self._card is None:
            return
        row, theme = self._card.row, self._desk.theme
        days = (self._desk.workspace.clock.today() - row.stage_on).days
        self.stage.setText(menu_text(f"{stage_word(row.stage)} ▾"))
        since = trn("For {n} day", "For {n} days", max(0, days))
        self.stage.setToolTip(tooltip(since))
        self.stage.setAccessibleName(tr("Stage: {stage}", stage=stage_word(row.stage)))
        ink = theme.tokens.tones[STAGE_TONES[row.stage]]
        self.stage.setStyleSheet(
            f"QPushButton {{ background: {ink.fill}; color: {ink.text}; border-color: {ink.fill};"
            f" padding: 0 {theme.px(10)}px; }} QPushButton:focus {{ border-color: {ink.text}; }}"
        )
        self.standing.setText(menu_text(f"{standing_word(row.standing)} ▾"))
        self.standing.setToolTip(tooltip(self._card.standing_reason))
        self.standing.setAccessibleName(tr("Standing: {standing}", standing=standing_word(row.standing)))
        self.standing.setStyleSheet(f"QPushButton {{ padding: 0 {theme.px(10)}px; }}")
        self.standing.setVisible(row.standing is not Standing.ACTIVE)

    def _show_handles(self, card: Card) -> None:
        shown = (card.row.id, card.identities, card.row.remark, card.row.name)
        if shown == self._shown:
            return
        self._shown = shown
        for button in self._buttons:
            button.hide()
            button.deleteLater()
        handles = [identity.handle for identity in card.identities if identity.handle.text]
        self._buttons = [self._handle(handle) for handle in handles[:MOST_HANDLES]]
        if card.row.remark and card.row.remark != card.row.name:
            words = tr("Remark: {remark}", remark=card.row.remark[:40])
            self._buttons.append(self._copying(words, card.row.remark))
        while self._state_flow.count():
            self._state_flow.takeAt(0)
        for part in (self.stage, self.standing, self.bond, *self._buttons):
            self._state_flow.addWidget(part)
        put_in_order(self.standing, [self.bond, *self._buttons])

    def _handle(self, handle: Handle) -> QPushButton:
        shown = handle.text if len(handle.text) <= LONGEST_HANDLE else f"{handle.text[: LONGEST_HANDLE - 1]}…"
        return self._copying(f"{platform_word(handle.platform)} {shown}", handle.text)

    def _copying(self, words: str, text: str) -> QPushButton:
        button = self._quiet(words, partial(self._copy, text))
        button.setToolTip(tooltip(tr("Copy {handle}", handle=text)))
        return button

    def _quiet(self, text: str, act: object) -> QPushButton:
        button = QPushButton(menu_text(text))
        button.setProperty("look", "quiet")
        button.setStyleSheet(f"QPushButton {{ padding: 0 {self._desk.theme.px(6)}px; }}")
        button.clicked.connect(act)
        return button

    def _verb(self, signal: object) -> QPushButton:
        button = QPushButton()
        button.clicked.connect(signal)
        return button

    # doing

    def _move(self, stage: Stage, reason: str = "") -> None:
        if self._card is None:
            return
        row, shop = self._card.row, self._desk.workspace
        if self._desk.did(lambda: shop.stages.move(row.id, stage, reason)):
            self._desk.say(tr("{name} moved to {stage}", name=row.name, stage=stage_word(stage)))

    def _move_with_reason(self) -> None:
        if self._card is not None:
            sheet = StageSheet(self._desk, self._card.row.stage, self)
            sheet.chosen.connect(self._on_reason)
            sheet.open()

    def _on_reason(self, stage: str, reason: str) -> None:
        self._move(Stage(stage), reason)

    def _set_standing(self, standing: Standing) -> None:
        if self._card is None:
            return
        row, shop = self._card.row, self._desk.workspace
        if self._desk.did(lambda: shop.contacts.set_standing([row.id], standing)):
            self._desk.say(tr("{name}: {standing}", name=row.name, standing=standing_word(standing)))

    def _copy(self, text: str) -> None:
        QApplication.clipboard().setText(text)
        self._desk.say(tr("Copied: {text}", text=one_line(text, 60)), undo=False)

    def _on_stage(self) -> None:
        self._open(self.stage_menu(), self.stage)

    def _on_standing(self) -> None:
        self._open(self.standing_menu(), self.standing)

    def _open(self, menu: QMenu, button: QPushButton) -> None:
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(button.mapToGlobal(QPoint(0, button.height())))

    def _show_words(self) -> None:
        theme = self._desk.theme
        room = self.width() >= theme.px(WORDS_ON_BUTTONS)
        for button, _, word, keys, _ in self._verbs:
            shown = room and bool(keys)
            button.setText(menu_text(word) if shown else "")
            button.setStyleSheet("" if shown else f"QPushButton {{ padding: 0 {theme.px(8)}px; }}")

    def _on_theme(self) -> None:
        for button, icon, word, keys, ink in self._verbs:
            button.setIcon(self._desk.theme.icon(icon, ink))
            button.setToolTip(f"{word} ({keys})" if keys else word)
            button.setAccessibleName(word)
        self._show_words()
        self._show_state()
