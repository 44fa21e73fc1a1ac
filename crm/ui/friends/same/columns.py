"""The comparison itself: a column a friend, a line a field; where they differ, a choice."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QRadioButton, QWidget

from crm.ids import ContactId
from crm.merging import CHOSEN, OWN_FIELD, Side, says
from crm.money import format_amount
from crm.ui.desk import Desk
from crm.ui.plain import menu_text, one_line, tooltip
from crm.ui.widgets.label import PlainLabel
from crm.wording import tr, trc, trn
from crm.wording.days import date_words, moment_words
from crm.wording.friends import birthday_words, platform_word, stage_word, standing_word
from crm.wording.same import compared_word

LONGEST = 60
WIDE = 200


class Columns(QWidget):
    """Says in `choices` of whom each field is taken, and in `kept` who stays."""

    def __init__(self, desk: Desk, sides: Sequence[Side], kept: ContactId, choices: Mapping[str, ContactId]) -> None:
        super().__init__()
        self._desk = desk
        self._sides = list(sides)
        self._groups: list[QButtonGroup] = []
        self.kept = kept
        self.choices: dict[str, ContactId] = dict(choices)
        self._grid = QGridLayout(self)
        self._grid.setHorizontalSpacing(desk.theme.px(14))
        self._grid.setVerticalSpacing(desk.theme.px(6))
        self._grid.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._heads = self._head()
        for what in [*CHOSEN, *self._own_fields()]:
            self._field(what)
        self._told(tr("Handles"), self._handles)
        self._told(tr("Tags"), lambda side: ", ".join(side.card.row.tags))
        self._told(trc("field", "Note"), lambda side: side.card.note)
        self._told(tr("Talks"), self._talks)
        self._told(tr("Orders"), self._orders)
        self._told(trc("field", "Added"), self._added)
        self._told(tr("Introduced"), lambda side: ", ".join(name for _, name in side.card.introduced))
        self._mark_kept()

    @property
    def others(self) -> list[ContactId]:
        """Who is merged into the one who stays."""
        return [side.card.row.id for side in self._sides if side.card.row.id != self.kept]

    def begin(self) -> None:
        """The first choice gets the keys."""
        buttons = self.findChildren(QRadioButton)
        if buttons:
            buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def keep_next(self) -> None:
        """The next one stays; what was taken of the one who stayed is taken of them where they have it."""
        ids = [side.card.row.id for side in self._sides]
        before, self.kept = self.kept, ids[(ids.index(self.kept) + 1) % len(ids)]
        following = next(side for side in self._sides if side.card.row.id == self.kept)
        for group in self._groups:
            what = str(group.property("what"))
            if self.choices[what] == before and what != "stage" and says(following, what):
                group.button(int(self.kept)).setChecked(True)
        for what, chosen in self.choices.items():
            if chosen == before and what != "stage" and says(following, what):
                self.choices[what] = self.kept
        self._mark_kept()

    # parts

    def _own_fields(self) -> list[str]:
        return [OWN_FIELD + name for name in dict.fromkeys(name for side in self._sides for name in side.fields)]

    def _head(self) -> list[PlainLabel]:
        heads = []
        for column, side in enumerate(self._sides, start=1):
            label = PlainLabel(look="heading", elide=True)
            label.setMinimumWidth(self._desk.theme.px(WIDE))
            label.setToolTip(tooltip(side.card.row.name))
            self._grid.addWidget(label, 0, column)
            heads.append(label)
        return heads

    def _mark_kept(self) -> None:
        for label, side in zip(self._heads, self._sides, strict=True):
            name = one_line(side.card.row.name, LONGEST)
            label.setText(tr("{name} (stays)", name=name) if side.card.row.id == self.kept else name)

    def _field(self, what: str) -> None:
        values = [self._value(side, what) for side in self._sides]
        said = {value for value in values if value}
        if not said:
            return
        row = self._grid.rowCount()
        word = compared_word(what)
        self._grid.addWidget(PlainLabel(word, look="dim"), row, 0, Qt.AlignmentFlag.AlignVCenter)
        if len(said) == 1 and all(values):
            self._grid.addWidget(PlainLabel(one_line(values[0], LONGEST)), row, 1, 1, len(self._sides))
            return
        group = QButtonGroup(self)
        group.setProperty("what", what)
        self._groups.append(group)
        for column, (side, value) in enumerate(zip(self._sides, values, strict=True), start=1):
            shown = one_line(value, LONGEST) or "—"
            button = QRadioButton(menu_text(shown))
            button.setAccessibleName(f"{word}: {shown}")
            button.setToolTip(tooltip(value))
            button.setChecked(self.choices[what] == side.card.row.id)
            button.toggled.connect(partial(self._on_chosen, what, side.card.row.id))
            group.addButton(button, int(side.card.row.id))
            self._grid.addWidget(button, row, column)

    def _on_chosen(self, what: str, contact: ContactId, chosen: bool) -> None:
        if chosen:
            self.choices[what] = contact

    def _told(self, word: str, tell: Callable[[Side], str]) -> None:
        texts = [tell(side) for side in self._sides]
        if not any(texts):
            return
        row = self._grid.rowCount()
        self._grid.addWidget(PlainLabel(word, look="dim"), row, 0, Qt.AlignmentFlag.AlignTop)
        for column, text in enumerate(texts, start=1):
            label = PlainLabel(one_line(text, LONGEST * 3) or "—")
            label.setWordWrap(True)
            self._grid.addWidget(label, row, column)

    # words

    def _value(self, side: Side, what: str) -> str:
        card, row = side.card, side.card.row
        if what.startswith(OWN_FIELD):
            return side.fields.get(what.removeprefix(OWN_FIELD), "")
        match what:
            case "name":
                return row.name
            case "stage":
                return stage_word(row.stage)
            case "standing":
                return standing_word(row.standing)
            case "source":
                return row.source
            case "birthday":
                return birthday_words(card.birthday) if card.birthday else ""
            case "cadence_days":
                return trn("every {n} day", "every {n} days", card.cadence_days) if card.cadence_days else ""
            case "introduced_by":
                return card.introduced_by[1] if card.introduced_by else ""
            case _:
                return tr("has a photo") if side.has_photo else ""

    def _handles(self, side: Side) -> str:
        parts = []
        for identity in side.card.identities:
            remarks = [tie.remark for tie in identity.ties if tie.remark]
            said = f"{platform_word(identity.handle.platform)} {identity.handle.text}".strip()
            parts.append(f"{said} ({', '.join(remarks)})" if remarks else said)
        return ", ".join(parts)

    def _talks(self, side: Side) -> str:
        clock, row = self._desk.workspace.clock, side.card.row
        if not side.talks:
            return ""
        when = moment_words(row.last_contact_at, clock) if row.last_contact_at else ""
        return " · ".join(part for part in (str(side.talks), when, one_line(side.last_words, LONGEST)) if part)

    def _orders(self, side: Side) -> str:
        row = side.card.row
        if not row.orders_count:
            return ""
        currency = self._desk.workspace.settings.shop().currency
        return f"{row.orders_count} · {format_amount(row.spent, currency, short=True)}"

    def _added(self, side: Side) -> str:
        return date_words(side.card.row.added_on, self._desk.workspace.clock.today())
