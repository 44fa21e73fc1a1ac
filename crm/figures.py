"""What `shuke figures` says: what is owed, sold and earned."""

from crm.money import format_amount
from crm.profit import Profit
from crm.verbs import Answer
from crm.wording import tr, trn
from crm.wording.orders import channel_word, turnover_words
from crm.workspace import Workspace


def figures(workspace: Workspace) -> Answer:
    """What is owed since when, what this month sold and earned, by channel and by product, and the year's turnover."""
    shop, today, profits = workspace.settings.shop(), workspace.clock.today(), workspace.profits
    month = today.replace(day=1)
    channels, year = profits.by_channel(month, today), profits.turnover(today.year, shop.currency)
    whole = sum(channels.values(), Profit())
    products = profits.by_product(month, today)
    sold = workspace.products.rows([one.product for one in products])
    data = {
        "currency": shop.currency.code,
        "owed": [
            {"from": age.first and str(age.first), "to": age.last and str(age.last), "owed": age.owed,
             "orders": age.orders}
            for age in profits.ages()
        ],
        "month": {"from": str(month), **_profit(whole)},
        "channels": [{"channel": code, **_profit(profit)} for code, profit in channels.items()],
        "products": [
            {"name": sold[one.product].name if one.product in sold else None, "units": one.units, "sold": one.sold,
             "cost": one.cost, "uncosted": one.uncosted, "earned": one.earned}
            for one in products
        ],
        "advances": sum(workspace.advances.balances().values()),
        "year": {"year": year.year, "turnover": year.turnover, "free": year.free, "over": year.over},
    }  # fmt: skip

    def money(minor: int) -> str:
        return format_amount(minor, shop.currency)

    lines = [
        tr("{amount} owed in all", amount=money(workspace.orders.owed())),
        *(f"  {age.first or '…'} – {age.last or today}  {money(age.owed)}" for age in profits.ages()),
        f"{tr('Sold this month')}  {money(whole.turnover)}",
        f"{tr('Earned this month')}  {money(whole.earned)}",
        *([trn("cost of {n} product unknown", "cost of {n} products unknown", whole.uncosted)] * bool(whole.uncosted)),
        *(f"  {channel_word(code) or '–'}  {money(one.turnover - one.fee)}" for code, one in channels.items()),
        turnover_words(year, shop.currency),
    ]
    return Answer(data, "\n".join(lines))


def _profit(profit: Profit) -> dict[str, int]:
    names = ("orders", "waiting", "turnover", "paid", "cost", "shipping_cost", "fee", "uncosted", "earned")
    return {name: getattr(profit, name) for name in names}
