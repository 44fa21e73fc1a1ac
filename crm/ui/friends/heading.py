"""The top of a friend's card: who, how far, how to reach them, the figures, the tags, and the verbs."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from crm.contacts import Card, Standing
from crm.money import Currency, format_amount
from crm.stages import Stage
from crm.ui.desk import Desk
from crm.ui.friends.bulk_sheets import tag_completer
from crm.ui.friends.menus import add_entry
from crm.ui.friends.rows import STAGE_TONES
from crm.ui.friends.small_sheets import StageSheet
from crm.ui.plain import menu_text, one_line, tooltip
from crm.ui.tokens import Tone
from crm.ui.widgets.chip import Avatar
from crm.ui.widgets.flow import FlowLayout
from crm.ui.widgets.label import PlainLabel
from crm.ui.widgets.stat_card import StatCard
from crm.wording import tr, trc, trn
from crm.wording.days import day_words, moment_words
from crm.wording.friends import birthday_words, platform_word, stage_word, standing_word

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
        self.back = self._verb(self.back_wanted)
        self.back.setProperty("look", "quiet")
        self.avatar = Avatar(desk.theme, size=44)
        self.name = PlainLabel(look="title", elide=True)
        self.stage = QPushButton()
        self.stage.clicked.connect(self._on_stage)
        self.standing = QPushButton()
        self.standing.clicked.connect(self._on_standing)
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
        for part in (self.back, self.avatar):
            top.addWidget(part)
        top.addWidget(self.name, 1)
        for part in (self.log, self.order, self.remind, self.more):
            top.addWidget(part)
        state = QHBoxLayout()
        state.setSpacing(px(8))
        for part in (self.stage, self.standing):
            state.addWidget(part)
        state.addStretch()
        self._handles = QWidget()
        self._handle_flow = FlowLayout(self._handles, px(2))
        self.spent = StatCard(desk.theme, trc("figure", "Spent"))
        self.last = StatCard(desk.theme, trc("figure", "Last contact"))
        self.next = StatCard(desk.theme, trc("figure", "Next step"))
        self.birthday = StatCard(desk.theme, trc("figure", "Birthday"))
        self._figures = QWidget()
        figures = QGridLayout(self._figures)
        figures.setContentsMargins(0, 0, 0, 0)
        figures.setSpacing(px(6))
        for place, figure in enumerate((self.spent, self.last, self.next, self.birthday)):
            figures.addWidget(figure, 0, place)
            figures.setColumnStretch(place, 1)
        self._tags = QWidget()
        self._tag_flow = FlowLayout(self._tags, px(5))
        self.new_tag = TagField(desk)
        self.new_tag.tagged.connect(self._on_tagged)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(6))
        box.addLayout(top)
        box.addLayout(state)
        box.addWidget(self._handles)
        box.addWidget(self._figures)
        box.addWidget(self._tags)

    def show_card(self, card: Card, currency: Currency) -> None:
        """Show this friend."""
        self._card = card
        self.avatar.show_name(card.row.name)
        self.name.setText(card.row.name)
        self.name.setAccessibleName(one_line(card.row.name))
        self._show_state()
        self._show_handles(card)
        self._show_figures(card, currency)
        self._show_tags(card.row.tags)

    def show_figures(self, *, wanted: bool) -> None:
        """Whether there is room for the figures and the tags."""
        self._figures.setVisible(wanted)
        self._tags.setVisible(wanted)

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
        self._handle_flow.clear()
        handles = [identity.handle for identity in card.identities if identity.handle.text]
        for handle in handles[:MOST_HANDLES]:
            shown = handle.text if len(handle.text) <= LONGEST_HANDLE else f"{handle.text[: LONGEST_HANDLE - 1]}…"
            button = self._quiet(f"{platform_word(handle.platform)} {shown}", partial(self._copy, handle.text))
            button.setToolTip(tooltip(tr("Copy {handle}", handle=handle.text)))
            self._handle_flow.addWidget(button)
        if card.row.remark and card.row.remark != card.row.name:
            button = self._quiet(
                tr("Remark: {remark}", remark=card.row.remark[:40]), partial(self._copy, card.row.remark)
            )
            button.setToolTip(tooltip(tr("Copy {handle}", handle=card.row.remark)))
            self._handle_flow.addWidget(button)
        self._handles.setVisible(self._handle_flow.count() > 0)

    def _show_figures(self, card: Card, currency: Currency) -> None:
        row, clock = card.row, self._desk.workspace.clock
        today = clock.today()
        note = trn("{n} order", "{n} orders", row.orders_count)
        if row.owed > 0:
            owes = tr("owes {amount}", amount=format_amount(row.owed, currency, short=True))
            note = f"{owes} · {note}"
        self.spent.show_figure(format_amount(row.spent, currency, short=True), note)
        last = moment_words(row.last_contact_at, clock) if row.last_contact_at else tr("no contact yet")
        self.last.show_figure(last, trc("since", "added {day}", day=day_words(row.added_on, today)))
        plan = day_words(row.next_on, today) if row.next_on else trc("figure", "nothing planned")
        rhythm = card.cadence_days or self._desk.workspace.settings.shop().cadences[row.stage]
        self.next.show_figure(plan, trn("every {n} day", "every {n} days", rhythm))
        self._show_birthday(card, today)

    def _show_birthday(self, card: Card, today: date) -> None:
        if card.birthday is None:
            self.birthday.show_figure("—", trc("birthday", "not known"))
            return
        following = card.birthday.next_on(today)
        age = card.birthday.age_on(following)
        when = day_words(following, today)
        note = when if age is None else trn("{when}: turns {n}", "{when}: turns {n}", age, when=when)
        self.birthday.show_figure(birthday_words(replace(card.birthday, year=None)), note)

    def _show_tags(self, tags: Sequence[str]) -> None:
        typed, focused = self.new_tag.text(), self.new_tag.hasFocus()
        # the field itself stays: it may hold half a word
        self.new_tag.setParent(self)
        while self._tag_flow.count():
            item = self._tag_flow.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None and widget is not self.new_tag:
                widget.hide()
                widget.deleteLater()
        for tag in tags:
            button = self._quiet(f"{one_line(tag, 24)} ×", partial(self._untag, tag))
            button.setToolTip(tooltip(tr("Take off the tag {tag}", tag=tag)))
            button.setAccessibleName(tr("Take off the tag {tag}", tag=tag))
            ink = self._desk.theme.tokens.tones[Tone.NEUTRAL]
            button.setStyleSheet(
                f"QPushButton {{ background: {ink.fill}; color: {ink.text}; padding: 0 {self._desk.theme.px(9)}px; }}"
            )
            self._tag_flow.addWidget(button)
        self._tag_flow.addWidget(self.new_tag)
        self.new_tag.setText(typed)
        self.new_tag.show()
        if focused:
            self.new_tag.setFocus(Qt.FocusReason.OtherFocusReason)

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

    def _untag(self, tag: str) -> None:
        if self._card is not None:
            row, shop = self._card.row, self._desk.workspace
            if self._desk.did(lambda: shop.contacts.untag([row.id], tag)):
                self._desk.say(tr("Tag {tag} taken off", tag=tag))

    def _on_tagged(self, tag: str) -> None:
        if self._card is not None:
            row, shop = self._card.row, self._desk.workspace
            if self._desk.did(lambda: shop.contacts.tag([row.id], tag)):
                self.new_tag.clear()
                self._desk.say(tr("Tagged {tag}", tag=tag))

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


class TagField(QLineEdit):
    """A small field for one more tag; says `tagged(name)` on Enter or when a known tag is chosen."""

    tagged = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setPlaceholderText(tr("+ tag"))
        self.setAccessibleName(tr("Add a tag"))
        self.setFixedWidth(desk.theme.px(110))
        self.returnPressed.connect(self._on_entered)
        self.textEdited.connect(self._on_edited)

    def _on_edited(self, text: str) -> None:
        # tags are asked for when somebody begins to type, not for every card that is looked at
        if text and self.completer() is None:
            completer = tag_completer(self._desk, self)
            self.setCompleter(completer)
            completer.activated.connect(self._on_chosen)
        elif not text:
            self.setCompleter(None)  # type: ignore[arg-type] # Qt takes none for "no completer"

    def _on_chosen(self, name: str) -> None:
        self.tagged.emit(name)

    def _on_entered(self) -> None:
        name = self.text().strip()
        if name:
            self.tagged.emit(name)
