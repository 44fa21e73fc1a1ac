"""The papers about what is sold: a price list that shows one tier only, a product's card, a friend's month."""

from datetime import date

from crm.attachments import Owner
from crm.errors import MissingError
from crm.ids import ContactId, ProductId, TierId
from crm.money import format_amount
from crm.orders import OrderState
from crm.prices import PriceRow
from crm.products import ProductRow
from crm.ui.desk import Desk
from crm.ui.papers.of_orders import paper_day, small_picture
from crm.ui.papers.paper import Paper
from crm.wording import tr, trc, trn
from crm.wording.friends import month_word

MOST_PHOTOS = 6


def price_list(desk: Desk, tier: TierId | None = None, *, dark: bool = False) -> Paper:
    """What everything costs on one level of agents, or everybody: the prices of no other level stand on it."""
    shop, paper = desk.workspace, Paper(desk.theme, dark=dark)
    currency = shop.settings.shop().currency
    name = next((row.name for row in shop.prices.tiers() if row.id == tier), "")
    title = tr("Prices for {tier}", tier=name) if name else trc("paper", "Prices")
    paper.title(title, paper_day(shop.clock.today()))
    rows: list[list[str]] = []
    for product in shop.products.all():
        if product.sold:
            rows += [
                [product.name if not at else "", amount, format_amount(price, currency)]
                for at, (amount, price) in enumerate(_steps(product, shop.prices.of(product.id), tier))
            ]
    paper.table([trc("paper", "Goods"), trc("paper", "From"), trc("paper", "Price")], rows, widths=(60, 18, 22))
    return paper


def _steps(product: ProductRow, prices: list[PriceRow], tier: TierId | None) -> list[tuple[str, int]]:
    """From how many units on what one costs; the tier's prices, else everybody's, else the retail one alone."""
    of_tier = [row for row in prices if row.contact is None and tier is not None and row.tier == tier]
    everybody = [row for row in prices if row.contact is None and row.tier is None]
    chosen = {row.at_least: row.price for row in of_tier or everybody}
    if 1 not in chosen:
        chosen[1] = product.price
    unit = product.unit
    return [(f"{at_least} {unit}".strip(), chosen[at_least]) for at_least in sorted(chosen)]


def product_card(desk: Desk, product: ProductId, *, dark: bool = False) -> Paper:
    """What the buyer may know of a product: its batch and how long it keeps, where it is from, and why the seller
    stands for it. Raises `MissingError`.
    """
    shop, paper = desk.workspace, Paper(desk.theme, dark=dark)
    row = shop.products.rows([product]).get(product)
    if row is None:
        raise MissingError("product", str(product))
    paper.title(row.name, row.sort)
    shown = 0
    for attachment in shop.attachments.list(Owner(product=product)):
        if attachment.picture and shown < MOST_PHOTOS:
            try:
                paper.photo(small_picture(str(shop.attachments.path(attachment.id))))
            except MissingError:
                continue
            shown += 1
    if row.story:
        paper.line(row.story)
    batches = [batch for batch in shop.stock.batches(product) if batch.left > 0] if row.stocked else []
    paper.pairs(
        [
            (tr("Origin"), row.origin),
            (tr("Authorised by"), row.authorisation),
            *(
                (
                    tr("Batch {code}", code=batch.code).strip(),
                    tr("keeps until {day}", day=paper_day(batch.expires_on)) if batch.expires_on else "–",
                )
                for batch in batches
            ),
            (
                tr("One lasts"),
                trn("about {n} day", "about {n} days", row.days_per_unit) if row.days_per_unit else "",
            ),
        ]
    )
    if row.recommend:
        paper.heading(tr("Why I recommend it"))
        paper.line(row.recommend)
    return paper


def statement(desk: Desk, contact: ContactId, year: int, month: int) -> Paper:
    """A friend's or agent's month: orders, what was paid, what is owed. Raises `MissingError`."""
    shop, paper = desk.workspace, Paper(desk.theme)
    currency = shop.settings.shop().currency
    name = shop.contacts.row(contact).name
    orders = [
        order
        for order in shop.orders.of(contact)
        if (order.day.year, order.day.month) == (year, month) and order.state is not OrderState.CANCELLED
    ]
    paper.title(
        tr("{month} {year}", month=month_word(month), year=year),
        tr("{name} · made on {when}", name=name, when=paper_day(shop.clock.today())),
    )
    if not orders:
        paper.line(tr("Nothing was ordered in this month."), dim=True)
    else:
        paper.table(
            [trc("paper", "Order"), trc("paper", "Together"), trc("paper", "Paid"), trc("paper", "Owed")],
            [
                [
                    f"{paper_day(order.day)}\n{order.summary}",
                    format_amount(order.total, currency),
                    format_amount(order.paid, currency),
                    format_amount(order.owed, currency),
                ]
                for order in reversed(orders)
            ],
            widths=(46, 18, 18, 18),
        )
        paper.rule()
    paper.pairs(
        [
            (tr("Orders together"), format_amount(sum(order.total for order in orders), currency)),
            (tr("Paid together"), format_amount(sum(order.paid for order in orders), currency)),
            (tr("Owed of this month"), format_amount(sum(order.owed for order in orders), currency)),
            (tr("Owed in all"), format_amount(sum(order.owed for order in shop.orders.of(contact)), currency)),
        ]
    )
    return paper


def last_month(today: date) -> tuple[int, int]:
    """The year and number of the month before this one."""
    return (today.year - 1, 12) if today.month == 1 else (today.year, today.month - 1)
