"""Figures on paper: as PDF, as a picture, or printed; always dark on white, whatever the window wears."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRect, QSizeF, Qt, QUrl
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QImage,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextDocument,
)

from crm.insights import OFTEN
from crm.money import Currency
from crm.transfer.replacing import replacing
from crm.ui.desk import Desk
from crm.ui.insights.chart import PAPER, Bars, paint_chart
from crm.ui.insights.month import BY, MonthPane
from crm.ui.insights.run import PLACES, RunPane
from crm.wording import tr, trn
from crm.wording.friends import month_word, stage_word
from crm.wording.insights import (
    PARTS,
    before_word,
    doubts,
    earned_title,
    kept_words,
    lately_word,
    like_word,
    money,
    month_spoken,
    often_word,
    part_amount,
    part_word,
    period_word,
)
from crm.wording.orders import list_word

MARGIN, DOTS = 16.0, 144
"""Millimetres around the page, and dots to the inch."""
WIDE, TALL, SHARP = 640, 190, 2
"""Pixels of a picture and of the chart in it, and how many dots each of them is."""
MOST = 20
"""So many products, channels and friends stand on paper."""
CHART = "chart:months"


@dataclass(frozen=True, slots=True)
class Paper:
    """A page of figures: its title, its words as HTML, and the picture in it, if any."""

    title: str
    html: str
    chart: QImage | None
    family: str

    def document(self) -> QTextDocument:
        """As a document that can be printed."""
        document = QTextDocument()
        document.setDefaultStyleSheet(
            f"body, td, th {{ font-family: '{self.family}'; color: #1a1f1c; }} th {{ color: #59635d; }}"
        )
        if self.chart is not None:
            document.addResource(QTextDocument.ResourceType.ImageResource, QUrl(CHART), self.chart)
        document.setHtml(self.html)
        return document


def save_paper(paper: Paper, target: Path) -> None:
    """Write a PDF or PNG, as the ending says, whole or not at all. Raises a `FileProblemError`."""
    held = QBuffer()
    held.open(QIODevice.OpenModeFlag.WriteOnly)
    if target.suffix.lower() == ".png":
        picture(paper).save(held, "PNG")  # type: ignore[call-overload]  # Qt takes a device, too
    else:
        writer = QPdfWriter(held)
        writer.setTitle(paper.title)
        writer.setResolution(DOTS)
        writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
        writer.setPageMargins(QMarginsF(MARGIN, MARGIN, MARGIN, MARGIN), QPageLayout.Unit.Millimeter)
        paper.document().print_(writer)
        del writer  # it ends the file
    with replacing(target) as file:
        file.write(bytes(held.data().data()))


def picture(paper: Paper) -> QImage:
    """The page as a picture of its own height."""
    document = paper.document()
    document.setDocumentMargin(24)
    document.setPageSize(QSizeF(WIDE + 48, -1))
    document.setTextWidth(WIDE + 48)
    size = document.size()
    image = QImage(round(size.width()) * SHARP, round(size.height()) * SHARP, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    with QPainter(image) as painter:
        painter.scale(SHARP, SHARP)
        document.documentLayout().draw(painter, QAbstractTextDocumentLayout.PaintContext())
    return image


def paper_of(desk: Desk, currency: Currency, month: MonthPane, run: RunPane, *, whole: bool) -> Paper:
    """The month, or (`whole`) the long run, on paper."""
    family = desk.theme.font(12).families()[0]
    if whole:
        title = tr("In the long run")
        return Paper(title, _run_html(title, currency, run), _chart(desk, currency, run), family)
    title = period_word(month.period, desk.workspace.clock.today())
    return Paper(title, _month_html(title, desk, currency, month), None, family)


def _month_html(title: str, desk: Desk, currency: Currency, month: MonthPane) -> str:
    told = month.told
    if told is None:
        return _page(title, [])
    whole = told.whole
    large = ("≤ " if whole.uncosted else "") + money(whole.earned, currency)
    parts = [
        f"<p>{escape(earned_title(told.period, desk.workspace.clock.today()))}</p>",
        f"<p style='font-size: 26pt'><b>{escape(large)}</b></p>",
        *(f"<p>{escape(words)}</p>" for words in doubts(whole, currency)),
        _table(
            ("", title, before_word(told.period), like_word(told.period)),
            [
                (part_word(part), *(part_amount(one, part, currency) for one in (whole, told.before, told.like)))
                for part in PARTS
            ],
        ),
    ]
    for by, words in zip(BY, (tr("By product"), tr("By channel"), tr("By friend")), strict=True):
        rows = month.brought[by][:MOST]
        if rows:
            parts.append(f"<h3>{escape(words)}</h3>")
            parts.append(
                _table(
                    ("", tr("How many"), tr("Sold"), tr("Costs"), tr("Earned")),
                    [
                        (row.name, row.count, money(row.sold, currency), money(row.less, currency),
                         ("≤ " if row.doubt else "") + money(row.earned, currency))
                        for row in rows
                    ],
                )
            )  # fmt: skip
    return _page(title, parts)


def _run_html(title: str, currency: Currency, run: RunPane) -> str:
    told = run.told
    if told is None:
        return _page(title, [])
    figure, note = kept_words(told.kept)
    owed = sum(age.owed for age in told.ages)
    parts = [
        f"<p><img src='{CHART}' width='{WIDE}' height='{TALL}'></p>",
        _table(
            (tr("Month"), tr("Orders"), tr("Sold"), tr("Earned")),
            [
                (
                    tr("{month} {year}", month=month_word(one.first.month), year=one.first.year), f"{one.orders:,}",
                    money(one.sold, currency), ("≤ " if one.uncosted else "") + money(one.earned, currency),
                )
                for one in told.months
            ],
        ),
        f"<h3>{escape(tr('The path of trust'))}</h3>",
        _table(
            (tr("Stage"), tr("Now there"), tr("So far or further")),
            [(stage_word(step.stage), f"{step.there:,}", f"{step.reached:,}") for step in told.funnel],
        ),
        f"<h3>{escape(tr('Who buys how often, and how lately'))}</h3>",
        _table(("", *map(lately_word, PLACES)), _cells(currency, run)),
        "<p>" + "<br>".join(
            escape(words)
            for words in (
                tr("{amount} owed in all", amount=money(owed, currency)),
                *(f"{list_word(which)}: {count:,}" for which, count in told.to_do.items()),
                f"{tr('Open cases')}: {len(told.cases):,}",
                f"{tr('Promises kept')}: {figure} ({note})",
            )
        ) + "</p>",
    ]  # fmt: skip
    return _page(title, parts)


def _cells(currency: Currency, run: RunPane) -> list[tuple[str, ...]]:
    rows = []
    for often in range(len(OFTEN), -1, -1):
        row = [often_word(often)]
        for lately in PLACES:
            cell = run.cells.get((lately, often))
            friends = "" if cell is None else trn("{n} friend", "{n} friends", cell.friends)
            row.append("" if cell is None else f"{friends}, {money(cell.paid, currency)}")
        rows.append(tuple(row))
    return rows


def _chart(desk: Desk, currency: Currency, run: RunPane) -> QImage:
    image = QImage(WIDE * SHARP, TALL * SHARP, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    months = run.told.months if run.told is not None else []
    bars = [
        Bars(month_word(one.first.month), one.sold, one.earned, month_spoken(one, currency)) for one in months
    ]  # fmt: skip
    with QPainter(image) as painter:
        painter.scale(SHARP, SHARP)
        fonts = (desk.theme.font(11), 6)
        paint_chart(painter, QRect(0, 0, WIDE, TALL), bars, PAPER, fonts, lambda minor: money(minor, currency))
    return image


def _page(title: str, parts: Sequence[str]) -> str:
    return f"<html><body><h2>{escape(title)}</h2>{''.join(parts)}</body></html>"


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    def cells(words: Sequence[str], kind: str) -> str:
        return "".join(
            f"<{kind} align='{'right' if place else 'left'}'>{escape(word)}</{kind}>"
            for place, word in enumerate(words)
        )

    lines = [f"<tr>{cells(heads, 'th')}</tr>", *(f"<tr>{cells(row, 'td')}</tr>" for row in rows)]
    return f"<table width='100%' cellspacing='0' cellpadding='4'>{''.join(lines)}</table>"
