"""Where the header of a table stands, which field each column fills, and what each row is."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from crm.transfer.errors import UnknownFieldError, UnknownHeaderError
from crm.transfer.fields import NAMING, Field
from crm.transfer.headings import field_of, fields_of, plain_heading
from crm.transfer.shapes import Shape, fields_in, shape_of
from crm.transfer.tables import Row
from crm.transfer.vocabulary import plain_word, words

#: rows that are looked at to find the header; the longest known preamble has 25
HEADER_WITHIN = 31
#: rows worth handing to `recognise`: the preamble and enough after it to tell what columns hold
SAMPLE_ROWS = 80

_PHONE = re.compile(r"(?:\+?86[- ]?)?1[3-9]\d{9}|09\d{8}|\+\d[\d -]{6,16}\d")
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}\.[A-Za-z]{2,24}")
_WECHAT = re.compile(r"wxid_\w{4,40}|[a-zA-Z][-_a-zA-Z0-9]{5,19}")
_DAY = re.compile(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}.{0,20}")
# a cell with one of these is data, not a heading: a date, a long number, an address of mail
_DATA = re.compile(r"\d{5,}|\d{1,4}[-/年]\d{1,2}[-/月]\d|@\w+\.")
_TOTALS = words(
    """
    合计 总计 小计 汇总 共计 总数 本页合计 本页小计 合計 總計 小計 彙總 匯總 共計 總數 本頁合計
    total totals subtotal grandtotal sum
    """
)
_COUNT_LINE = re.compile(
    r"(?:总?共|總?共|合[计計]|[总總][计計]|total:?)\s?[::]?\s?[\d,.]{1,15}\s?\S{0,6}", re.IGNORECASE
)
_SUM = re.compile(r"(?:\d{1,4}|[¥￥$]?[\d,]{1,12}\.\d{1,2}|)")
_LUNAR_HEADING = re.compile("农历|農曆|阴历|陰曆|lunar", re.IGNORECASE)


class Skip(StrEnum):
    """Why a row holds no friend."""

    PREAMBLE = "preamble"
    HEADER = "header"
    BLANK = "blank"
    TOTAL = "total"
    INDEX = "index"
    JOINED = "joined"
    NOT_A_FRIEND = "not_a_friend"


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its place from 0, its heading, the field it fills (None: nobody knows), and the group
    of columns that make one address or one handle with it.
    """

    place: int
    heading: str
    field: Field | None
    group: str = ""
    lunar: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """How to read the rows of a table.

    `header` and `first` are row numbers in the file: of the (last) header row, 0 without one, and of
    the first row of data. `day_first` says how to take dates like 03/04/1990; None leaves them out. `because` are
    the headings by which the shape was told.
    """

    columns: tuple[Column, ...]
    header: int
    first: int
    header_rows: tuple[int, ...] = ()
    day_first: bool | None = None
    shape: Shape = Shape.TABLE
    because: tuple[str, ...] = ()

    def places(self, field: Field) -> tuple[int, ...]:
        """The columns that fill this field, leftmost first."""
        return tuple(column.place for column in self.columns if column.field is field)

    @property
    def headings(self) -> tuple[str, ...]:
        """The headings in their order."""
        return tuple(column.heading for column in self.columns)

    @property
    def usable(self) -> bool:
        """Whether any column can say who a friend is; without one the seller must choose."""
        return any(column.field in NAMING for column in self.columns)


def recognise(rows: Sequence[Row], named: Iterable[str] = (), *, header: int | None = None) -> Layout:
    """The layout of a table from its first rows (`SAMPLE_ROWS` of them are enough).

    The header is the row with most known headings; the rows before it are preamble. A second header row
    under or above it is joined to it. Without a header the columns are told by what they hold, and their
    headings are their numbers from 1. `named` are headings that the seller says the table has, `header` is the
    number of the row where the seller says they stand, 0 for nowhere.
    """
    if header is not None:
        best = next((place for place, row in enumerate(rows) if row.number == header), None)
    else:
        best = _header_place(rows, frozenset(map(plain_heading, named)) - {""})
    if best is None:
        return _without_header(rows)
    places = [best]
    headings = rows[best].cells
    above = rows[best - 1].cells if best else ()
    below = rows[best + 1].cells if best + 1 < len(rows) else ()
    if _completes(headings, below):
        places.append(best + 1)
        headings = _joined(headings, below)
    elif _completes(headings, above):
        places.insert(0, best - 1)
        headings = _joined(above, headings)
    numbers = tuple(rows[place].number for place in places)
    fields = fields_of(headings)
    shape, because = shape_of(headings, fields)
    fields = _title_as_name(shape, headings, fields_in(shape, headings, fields), rows[places[-1] + 1 :])
    return Layout(
        columns=_columns(headings, fields),
        header=numbers[-1],
        first=numbers[-1] + 1,
        header_rows=numbers,
        day_first=_day_first(rows[places[-1] + 1 :], headings),
        shape=shape,
        because=because,
    )


def remap(layout: Layout, wishes: Mapping[str, str]) -> Layout:
    """The layout with what the seller wants: field word → heading (or a column's number from 1).

    Columns proposed for that field lose it. An empty heading takes the field off all columns. Raises
    `UnknownFieldError` and `UnknownHeaderError`.
    """
    columns = list(layout.columns)
    for word, heading in wishes.items():
        try:
            field = Field(word.strip().casefold().replace("-", "_"))
        except ValueError as error:
            raise UnknownFieldError(word) from error
        chosen = _find(columns, heading) if heading else None
        for place, column in enumerate(columns):
            if place == chosen:
                columns[place] = replace(column, field=field)
            elif column.field is field and field is not Field.IGNORE:
                columns[place] = replace(column, field=None)
    return replace(layout, columns=tuple(columns))


def skip_reason(layout: Layout, row: Row) -> Skip | None:
    """Why this row holds no friend, None if it is to be read as one."""
    if row.number < layout.first:
        return Skip.HEADER if row.number in layout.header_rows else _before(row)
    filled = [cell for cell in row.cells if cell]
    if not filled:
        return Skip.BLANK
    if plain_word(filled[0].rstrip(":：")) in _TOTALS and not _has_handle(layout, row):
        return Skip.TOTAL
    if len(filled) == 1 and len(layout.columns) > 1 and _COUNT_LINE.fullmatch(filled[0]):
        return Skip.TOTAL
    # programs repeat the header at the top of every printed page
    if layout.header and row.cells[: len(layout.columns)] == layout.headings:
        return Skip.HEADER
    return None


def _before(row: Row) -> Skip:
    return Skip.PREAMBLE if any(row.cells) else Skip.BLANK


def _has_handle(layout: Layout, row: Row) -> bool:
    handles = NAMING - {Field.NAME, Field.GIVEN_NAME, Field.NICKNAME, Field.REMARK}
    # a sum or a count stands under handles too, and is no handle
    return any(
        column.field in handles and column.place < len(row.cells) and not _SUM.fullmatch(row.cells[column.place])
        for column in layout.columns
    )


def _header_place(rows: Sequence[Row], named: frozenset[str]) -> int | None:
    first = rows[:HEADER_WITHIN]
    if named:
        places = [place for place, row in enumerate(first) if not named.isdisjoint(map(plain_heading, row.cells))]
        if places:
            return places[0]
    scores = [(_score(row.cells, rows[place + 1 :]), -place) for place, row in enumerate(first)]
    best, place = max(scores, default=(0, 0))
    return -place if best > 0 else None


def _score(cells: tuple[str, ...], below: Sequence[Row]) -> int:
    """How much a row looks like a header: its known headings; 0 if it cannot be one."""
    filled = [cell for cell in cells if cell]
    known = [field for field in map(field_of, filled) if field is not None]
    data = sum(_DATA.search(cell) is not None for cell in filled)
    if data * 2 > len(known) or not any(field in NAMING or field is Field.FAMILY_NAME for field in known):
        return 0
    if len(known) == 1 and (data or (len(filled) > 1 and _lists_words(cells, below))):
        return 0
    return len(known)


def _lists_words(cells: tuple[str, ...], below: Sequence[Row]) -> bool:
    """Whether the one known word of a row is a value: a platform or a source, as in the rows below it."""
    place = next(place for place, cell in enumerate(cells) if field_of(cell) is not None)
    values = [row.cells[place] for row in below if place < len(row.cells) and row.cells[place]]
    return not values or any(field_of(value) is not None for value in values)


def _completes(headings: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether the other row is a second header row: headings only, and some where the first has none."""
    filled = [cell for cell in other if cell]
    if not filled or any(field_of(cell) is None or _DATA.search(cell) for cell in filled):
        return False
    return any(
        cell and (place >= len(headings) or field_of(headings[place]) is None) for place, cell in enumerate(other)
    )


def _joined(upper: tuple[str, ...], lower: tuple[str, ...]) -> tuple[str, ...]:
    width = max(len(upper), len(lower))
    above, below = upper + ("",) * (width - len(upper)), lower + ("",) * (width - len(lower))
    return tuple(under or over for over, under in zip(above, below, strict=True))


def _columns(headings: tuple[str, ...], fields: tuple[Field | None, ...]) -> tuple[Column, ...]:
    return tuple(
        Column(place, heading, field, _group(heading), _LUNAR_HEADING.search(heading) is not None)
        for place, (heading, field) in enumerate(zip(headings, fields, strict=True))
    )


def _group(heading: str) -> str:
    """What the headings of one address or one handle have in common: a number, home or business."""
    plain = plain_heading(heading)
    for starts, group in (
        (("住宅", "住家", "家庭", "home"), "home"),
        (("商务", "商務", "business"), "business"),
        (("其他", "other"), "other"),
    ):
        if plain.startswith(starts):
            return group
    numbered = re.match(r"(?:address|im|phone|email|customfield)(\d{1,2})", plain)
    return numbered[1] if numbered else ""


def _title_as_name(
    shape: Shape, headings: tuple[str, ...], fields: tuple[Field | None, ...], rows: Sequence[Row]
) -> tuple[Field | None, ...]:
    """Some write the whole name where Outlook has the title: so it is where rows have one and no name."""
    titles = [place for place, heading in enumerate(headings) if plain_heading(heading) in {"中文称谓称谓", "称谓"}]
    if shape is not Shape.OUTLOOK or not titles:
        return fields
    named = [place for place, field in enumerate(fields) if field in {Field.GIVEN_NAME, Field.FAMILY_NAME}]
    title = titles[0]
    told = [row.cells for row in rows if title < len(row.cells) and row.cells[title]]
    if told and not any(place < len(cells) and cells[place] for cells in told for place in named):
        return (*fields[:title], Field.NAME, *fields[title + 1 :])
    return fields


def _find(columns: Sequence[Column], heading: str) -> int:
    wanted = plain_heading(heading)
    for column in columns:
        if heading == column.heading or (wanted and wanted == plain_heading(column.heading)):
            return column.place
    if heading.isascii() and heading.isdigit() and 1 <= int(heading[:6]) <= len(columns):
        return int(heading) - 1
    raise UnknownHeaderError(heading, tuple(column.heading for column in columns if column.heading))


def _without_header(rows: Sequence[Row]) -> Layout:
    filled = [row for row in rows if any(row.cells)]
    width = max((len(row.cells) for row in filled), default=0)
    fields: list[Field | None] = []
    for place in range(width):
        values = [row.cells[place] for row in filled if place < len(row.cells) and row.cells[place]]
        fields.append(_field_by_content(values))
    for place, field in enumerate(fields):
        # the first words that are nothing else are the names
        if field is None and any(
            place < len(row.cells) and row.cells[place] and not _DATA.search(row.cells[place]) for row in filled
        ):
            fields[place] = Field.NAME
            break
    lines = sum(len([cell for cell in row.cells if cell]) == 1 and bool(row.cells[0]) for row in filled)
    if lines * 10 >= len(filled) * 9:
        columns = (Column(0, "1", Field.NAME), *(Column(place, str(place + 1), None) for place in range(1, width)))
        return Layout(columns, header=0, first=filled[0].number if filled else 1, shape=Shape.NAMES)
    headings = tuple(str(number) for number in range(1, width + 1))
    first = filled[0].number if filled else 1
    return Layout(_columns(headings, tuple(fields)), header=0, first=first)


def _field_by_content(values: Sequence[str]) -> Field | None:
    for pattern, field in (
        (_PHONE, Field.PHONE),
        (_EMAIL, Field.EMAIL),
        (_DAY, None),
        (_WECHAT, Field.WECHAT),
    ):
        fitting = sum(pattern.fullmatch(value) is not None for value in values)
        if values and fitting * 10 >= len(values) * 7:
            return field if field is not Field.WECHAT or _ids(values) else None
    return None


def _ids(values: Sequence[str]) -> bool:
    """Whether words of Latin letters are ids rather than names: most have a digit or an underscore."""
    return sum(any(mark in value for mark in "_0123456789") for value in values) * 2 > len(values)


def _day_first(rows: Sequence[Row], headings: tuple[str, ...]) -> bool | None:
    """Whether 03/04/1990 is in April, if some other date of the table tells it."""
    dated = [place for place, heading in enumerate(headings) if field_of(heading) in {Field.BIRTHDAY, Field.ADDED_ON}]
    told = set()
    for row in rows:
        for place in dated:
            found = re.match(r"(\d{1,2})[-/.](\d{1,2})[-/.]\d{4}", row.cells[place] if place < len(row.cells) else "")
            if found and (int(found[1]) > 12) != (int(found[2]) > 12):
                told.add(int(found[1]) > 12)
    return told.pop() if len(told) == 1 else None
