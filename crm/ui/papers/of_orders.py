"""The papers about an order: the guarantee card for the buyer, and the evidence of a case."""

from datetime import date, datetime

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QImageReader

from crm.after_sales import return_clock
from crm.clock import Clock
from crm.evidence import Evidence
from crm.ids import OrderId
from crm.money import format_amount
from crm.orders import OrderCard
from crm.ui.desk import Desk
from crm.ui.papers.paper import PHOTO, SCALE, Paper
from crm.wording import tr, trc
from crm.wording.after_sales import clock_words, exceptions_words, in_short, kind_word
from crm.wording.days import date_words
from crm.wording.orders import method_word
from crm.wording.talks import direction_word

MOST_PHOTOS = 30


def guarantee(desk: Desk, order: OrderId, *, dark: bool = False) -> Paper:
    """What the seller stands for with one order, to be sent to the buyer. Raises `MissingError`."""
    shop, paper = desk.workspace, Paper(desk.theme, dark=dark)
    card, today = shop.orders.card(order), desk.workspace.clock.today()
    currency = shop.settings.shop().currency
    paper.title(
        tr("My word for your order"), tr("{name} · order {number}", name=card.row.friend, number=card.row.number)
    )
    paper.pairs([(tr("Ordered on"), paper_day(card.row.day)), *_parcel(card)])
    _goods(paper, card, desk, prices=False)
    paper.heading(tr("What I stand for"))
    paper.line(tr("If something is damaged, missing or wrong, tell me with a photo, and I put it right."))
    clock = return_clock(card.row.received_on, currency)
    paper.line(
        clock_words(clock, today)
        or tr("If it does not suit you, tell me within seven days after it has come, and I take it back.")
    )
    paper.line(exceptions_words(), dim=True)
    paper.line(tr("Keep this card: it is enough to show it to me."), dim=True)
    return paper


def evidence(desk: Desk, facts: Evidence) -> Paper:
    """Everything about a case, dated."""
    shop, paper = desk.workspace, Paper(desk.theme)
    clock, currency = shop.clock, shop.settings.shop().currency
    today, case = clock.today(), facts.case
    paper.title(
        tr("Evidence: {kind}", kind=kind_word(case.kind)),
        tr("{name} · made on {when}", name=case.name, when=_moment(clock.now(), clock)),
    )
    paper.pairs(
        [
            (tr("Begun on"), paper_day(case.opened_on)),
            (trc("field", "What it is about"), case.text),
            (trc("field", "Product"), case.product_name),
            (trc("field", "Agreed"), case.remedy),
            (tr("How it stands"), in_short(case, today, currency)),
            (tr("Seven days"), clock_words(facts.clock, today)),
        ]
    )
    if facts.order is not None:
        _order(paper, facts.order, desk)
    if facts.talks:
        paper.heading(tr("What was said"))
        for talk in facts.talks:
            who = direction_word(talk.direction)
            paper.line(f"{_moment(talk.at, clock)} · {who}", dim=True)
            paper.line(talk.text)
    photos = [file for file in facts.files if file.picture][:MOST_PHOTOS]
    if photos:
        paper.heading(tr("Pictures"))
        for file in photos:
            paper.line(file.name, dim=True)
            paper.photo(small_picture(str(file.path)))
    for name in facts.lost:
        paper.line(tr("{file} is not there any more.", file=name), dim=True)
    return paper


def _order(paper: Paper, card: OrderCard, desk: Desk) -> None:
    paper.heading(tr("Order {number}", number=card.row.number))
    paper.pairs([(tr("Ordered on"), paper_day(card.row.day)), *_parcel(card)])
    _goods(paper, card, desk, prices=True)
    if card.payments:
        currency = desk.workspace.settings.shop().currency
        paper.heading(tr("Money"))
        paper.pairs(
            [
                (
                    paper_day(payment.day),
                    " ".join(
                        part
                        for part in (
                            format_amount(payment.amount, currency),
                            method_word(payment.method) if payment.method else "",
                        )
                        if part
                    ),
                )
                for payment in card.payments
            ]
        )


def _parcel(card: OrderCard) -> list[tuple[str, str]]:
    row = card.row
    return [
        (tr("Sent on"), paper_day(row.shipped_on) if row.shipped_on else ""),
        (tr("Parcel"), " ".join(part for part in (row.courier, row.tracking) if part)),
        (tr("Arrived on"), paper_day(row.received_on) if row.received_on else ""),
    ]


def _goods(paper: Paper, card: OrderCard, desk: Desk, *, prices: bool) -> None:
    currency = desk.workspace.settings.shop().currency
    if not prices:
        paper.table(
            [trc("paper", "Goods"), trc("paper", "Quantity")],
            [[line.name, str(line.quantity)] for line in card.lines],
            widths=(80, 20),
        )
        return
    paper.table(
        [trc("paper", "Goods"), trc("paper", "Quantity"), trc("paper", "Each"), trc("paper", "Together")],
        [
            [
                line.name,
                str(line.quantity),
                format_amount(line.unit_price, currency),
                format_amount(line.quantity * line.unit_price, currency),
            ]
            for line in card.lines
        ],
        widths=(46, 14, 20, 20),
    )


def paper_day(day: date) -> str:
    """With its year: papers are read years later."""
    return date_words(day, date.min)


def _moment(moment: datetime, clock: Clock) -> str:
    local = moment.astimezone(clock.zone)
    return f"{paper_day(local.date())} {local:%H:%M}"


def small_picture(path: str) -> QImage:
    """A picture not larger than the paper shows it; what cannot be read is none."""
    reader = QImageReader(path)
    reader.setAutoTransform(True)
    size, most = reader.size(), PHOTO * SCALE
    if size.isValid() and max(size.width(), size.height()) > most:
        size.scale(most, most, Qt.AspectRatioMode.KeepAspectRatio)
        reader.setScaledSize(size)
    return reader.read()
