"""The columns that a list of friends can have, own fields among them, and what their cells say."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt

from crm.clock import Clock
from crm.contacts import ContactRow, Standing
from crm.custom_fields import FieldKind, FieldRow
from crm.finder import FieldSort, Sort, SortKey
from crm.ids import AccountId, FieldId
from crm.lunar import Birthday
from crm.money import Currency, format_amount
from crm.trust import Trend
from crm.ui.friends.rows import STAGE_TONES, two_lines
from crm.ui.table import Column
from crm.ui.tokens import Tone
from crm.ui.widgets.columns_view import Arrangement, Cell
from crm.ui.widgets.row_list import TwoLine
from crm.wording import tr, trn
from crm.wording.bonds import bond_figure
from crm.wording.days import date_words, day_words
from crm.wording.fields import value_words
from crm.wording.filters import listed
from crm.wording.friends import birthday_words, platform_word, sort_word, stage_word, standing_word
from crm.workspace import Workspace

FIELD = "field:"
OWN_WIDTH = 120
STANDARD = Arrangement(
    (
        ("name", 190),
        ("stage", 96),
        ("bond", 62),
        ("last_contact", 112),
        ("next", 100),
        ("spent", 86),
        ("owed", 86),
        ("tags", 110),
    )
)
"""What stands in the list until the seller chooses otherwise: it fits beside a card on a common screen."""


@dataclass(frozen=True, slots=True)
class Line:
    """A friend as the list shows them. What no column asks for is empty."""

    contact: ContactRow
    birthday: Birthday | None = None
    accounts: tuple[AccountId, ...] = ()
    said: Mapping[FieldId, str] | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """A column: its title, its width at the base size, what a cell of it says, and the order that it gives."""

    title: str
    width: int
    cell: Callable[[Line], Cell]
    sort: SortKey
    right: bool = False


class FriendColumns:
    """The columns as they are now: by the shop's currency, my accounts and the own fields that there are."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._currency = Currency.CNY
        self._accounts: dict[AccountId, str] = {}
        self._fields: tuple[FieldRow, ...] = ()
        self.kinds: dict[str, Kind] = {}

    def read(self) -> bool:
        """Read the shop's choices again; whether other columns came of it."""
        before = self._fields
        shop = self._workspace
        self._currency, self._accounts = shop.settings.shop().currency, shop.accounts.names()
        self._fields = tuple(shop.fields.all())
        first = not self.kinds
        if first or before != self._fields:
            self.kinds = {**self._common(), **{f"{FIELD}{field.id}": self._own(field) for field in self._fields}}
            return True
        return False

    def columns(self) -> list[Column[Line]]:
        """For the model: the name first, whose tooltip and spoken text are those of the whole row."""
        return [
            Column(
                key,
                lambda kind=kind: kind.title,  # type: ignore[misc] # mypy does not infer a default of a lambda
                lambda line, kind=kind: kind.cell(line).text,  # type: ignore[misc] # as above
                align=_RIGHT if kind.right else _LEFT,
                tooltip=self._tooltip if key == Sort.NAME else lambda line, kind=kind: kind.cell(line).spoken(),  # type: ignore[misc] # as above
                width=kind.width,
                accessible=(lambda line: self.present(line).spoken()) if key == Sort.NAME else None,
            )
            for key, kind in self.kinds.items()
        ]

    def fetch(self, ids: Sequence[int], shown: Sequence[str]) -> dict[int, Line]:
        """The lines of some friends, with what these columns ask for."""
        shop = self._workspace
        born = shop.contacts.birthdays(ids) if Sort.BIRTHDAY in shown else {}
        known = shop.contacts.known_by(ids) if Sort.ACCOUNT in shown else {}
        own = any(key.startswith(FIELD) for key in shown)
        said = shop.fields.values(ids) if own else {}
        return {
            number: Line(row, born.get(number), known.get(number, ()), said.get(number))
            for number, row in shop.contacts.rows(ids).items()
        }

    def cell(self, key: str, line: Line) -> Cell:
        """What a column says of a friend."""
        return self.kinds[key].cell(line)

    def present(self, line: Line) -> TwoLine:
        """A friend in two lines."""
        return two_lines(line.contact, self._workspace.clock, self._currency)

    def key_of(self, sort: SortKey) -> str:
        """The column that gives this order, "" for none."""
        return next((key for key, kind in self.kinds.items() if kind.sort == sort), "")

    def _tooltip(self, line: Line) -> str:
        row = self.present(line)
        return "\n".join(part for part in (row.title, row.subtitle) if part)

    def _common(self) -> dict[str, Kind]:
        kinds = (
            Kind(tr("Friend"), 200, _name, Sort.NAME),
            Kind(sort_word(Sort.STAGE), 96, _stage, Sort.STAGE),
            Kind(sort_word(Sort.BOND), 64, _bond, Sort.BOND, right=True),
            Kind(sort_word(Sort.STAGE_ON), 110, self._days_in_stage, Sort.STAGE_ON),
            Kind(sort_word(Sort.LAST_CONTACT), 112, self._last_contact, Sort.LAST_CONTACT),
            Kind(sort_word(Sort.NEXT), 100, self._next, Sort.NEXT),
            Kind(sort_word(Sort.SPENT), 86, lambda line: self._money(line.contact.spent), Sort.SPENT, right=True),
            Kind(
                sort_word(Sort.OWED), 86, lambda line: self._money(line.contact.owed, Tone.WARN), Sort.OWED, right=True
            ),
            Kind(sort_word(Sort.ORDERS), 74, _orders, Sort.ORDERS, right=True),
            Kind(sort_word(Sort.TAGS), 150, _tags, Sort.TAGS),
            Kind(sort_word(Sort.REMARK), 130, lambda line: Cell(line.contact.remark), Sort.REMARK),
            Kind(sort_word(Sort.HANDLE), 150, _handles, Sort.HANDLE),
            Kind(sort_word(Sort.CHANNELS), 130, _platforms, Sort.CHANNELS),
            Kind(sort_word(Sort.ACCOUNT), 120, self._my_accounts, Sort.ACCOUNT),
            Kind(sort_word(Sort.SOURCE), 110, lambda line: Cell(line.contact.source), Sort.SOURCE),
            Kind(sort_word(Sort.STANDING), 120, _standing, Sort.STANDING),
            Kind(sort_word(Sort.ADDED), 100, self._added, Sort.ADDED),
            Kind(sort_word(Sort.BIRTHDAY), 120, _birthday, Sort.BIRTHDAY),
        )
        return {str(kind.sort): kind for kind in kinds}

    def _own(self, field: FieldRow) -> Kind:
        clock = self._workspace.clock

        def cell(line: Line) -> Cell:
            value = line.said.get(field.id, "") if line.said else ""
            try:
                return Cell(value_words(field, value, clock.today()))
            except ValueError:  # read while the field was of another kind; it is read again at once
                return Cell(value)

        right = field.kind is FieldKind.NUMBER
        return Kind(field.name, OWN_WIDTH, cell, FieldSort(field.name), right=right)

    def _days_in_stage(self, line: Line) -> Cell:
        days = (self._clock.today() - line.contact.stage_on).days
        return Cell(trn("{n} day", "{n} days", max(0, days)))

    def _last_contact(self, line: Line) -> Cell:
        moment = line.contact.last_contact_at
        if moment is None:
            return Cell(beside=tr("no contact yet"))
        return Cell(day_words(self._clock.day_of(moment), self._clock.today()))

    def _next(self, line: Line) -> Cell:
        day, today = line.contact.next_on, self._clock.today()
        if day is None:
            return Cell()
        return Cell(day_words(day, today), tone=Tone.DANGER if day < today else None)

    def _added(self, line: Line) -> Cell:
        return Cell(date_words(line.contact.added_on, self._clock.today()))

    def _money(self, amount: int, tone: Tone | None = None) -> Cell:
        return (
            Cell(format_amount(amount, self._currency, short=True), tone=tone if amount > 0 else None)
            if amount
            else _EMPTY
        )

    def _my_accounts(self, line: Line) -> Cell:
        return Cell(listed(self._accounts[number] for number in line.accounts if number in self._accounts))

    @property
    def _clock(self) -> Clock:
        return self._workspace.clock


def _name(line: Line) -> Cell:
    row = line.contact
    return Cell(row.name, beside=row.remark if row.remark != row.name else "", strong=True)


def _stage(line: Line) -> Cell:
    return Cell(stage_word(line.contact.stage), chip=STAGE_TONES[line.contact.stage])


def _bond(line: Line) -> Cell:
    row = line.contact
    tone = Tone.WARN if row.trend is Trend.DOWN else Tone.CUSTOMER if row.trend else None
    return Cell(bond_figure(row.bond, row.trend), tone=tone) if row.bond else _EMPTY


def _orders(line: Line) -> Cell:
    return Cell(f"{line.contact.orders_count:,}") if line.contact.orders_count else _EMPTY


def _tags(line: Line) -> Cell:
    return Cell(" ".join(f"#{tag}" for tag in line.contact.tags))


def _handles(line: Line) -> Cell:
    return Cell(listed(handle.text for handle in line.contact.handles if handle.text))


def _platforms(line: Line) -> Cell:
    return Cell(listed(dict.fromkeys(platform_word(handle.platform) for handle in line.contact.handles)))


def _standing(line: Line) -> Cell:
    standing = line.contact.standing
    return Cell(standing_word(standing), chip=None if standing is Standing.ACTIVE else Tone.WARN)


def _birthday(line: Line) -> Cell:
    return Cell(birthday_words(line.birthday)) if line.birthday else _EMPTY


_EMPTY = Cell()
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
