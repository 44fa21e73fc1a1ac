"""Products, their prices and their stock in the seller's words."""

from typing import assert_never

from crm.attachments import LARGEST_FILE, MOST_PIXELS, AttachmentError, AttachmentProblem
from crm.errors import OutOfRangeError
from crm.money import Currency, format_amount
from crm.prices import MOST_AT_LEAST, InvalidPriceError, PriceProblem
from crm.products import MOST_PRICE, InvalidProductError, ProductProblem
from crm.stock import StockKind
from crm.wording import tr, trc


def stock_kind_word(kind: StockKind) -> str:  # noqa: C901 - one line a kind, checked for completeness
    """Why units came or went."""
    match kind:
        case StockKind.OPENING:
            return trc("stock", "There at the beginning")
        case StockKind.COUNT:
            return trc("stock", "Counted")
        case StockKind.CAME:
            return trc("stock", "Came in")
        case StockKind.LOSS:
            return trc("stock", "Lost or broken")
        case StockKind.SAMPLE:
            return trc("stock", "Sample")
        case StockKind.GIFT:
            return trc("stock", "Given away")
        case StockKind.USED:
            return trc("stock", "Used myself")
        case StockKind.PURCHASE:
            return trc("stock", "Bought")
        case StockKind.RETURNED:
            return trc("stock", "Came back from a friend")
        case StockKind.SENT_BACK:
            return trc("stock", "Sent back to the supplier")
        case StockKind.BEFORE:
            return trc("stock", "Sold before stock was kept")
        case StockKind.RECIPE:
            return trc("stock", "A bundle is packed otherwise")
        case StockKind.FORGOTTEN:
            return trc("stock", "Sent to friends who were erased")
        case StockKind.OTHER:
            return trc("stock", "Something else")
        case _:
            assert_never(kind)


def stock_words(free: int, wanted: int = 0) -> str:
    """How many can be sold; of more that are wanted, how many are missing."""
    if free - wanted < 0:
        return tr("{n} to sell, {short} short", n=f"{max(free, 0):,}", short=f"{wanted - free:,}")
    return tr("{n} to sell", n=f"{free:,}")


def product_problem(error: InvalidProductError) -> str:
    """Why a product cannot be so, and what would do."""
    name = error.name
    match error.problem:
        case ProductProblem.VARIANT_OF_VARIANT:
            return tr("“{name}” is or has a variant itself; variants go one level deep.", name=name)
        case ProductProblem.BUNDLE_IN_BUNDLE:
            return tr("“{name}” is a bundle, or in one; a bundle holds single products.", name=name)
        case ProductProblem.BUNDLE_OF_VARIANTS:
            return tr("A bundle has no variants, and holds one of them: please choose which “{name}”.", name=name)
        case ProductProblem.PART_TWICE:
            return tr("“{name}” is in the bundle twice. Please give its number once.", name=name)
        case ProductProblem.PART_OF_ITSELF:
            return tr("“{name}” cannot be in itself.", name=name)
        case _:
            assert_never(error.problem)


def price_problem(error: InvalidPriceError, currency: Currency | None = None) -> str:
    """Why a price cannot be, and what would do."""
    match error.problem:
        case PriceProblem.TWICE:
            return tr("The same buyers from the same number on have two prices. Please keep one.")
        case PriceProblem.RETAIL:
            return tr(
                "For everybody from 1 on that is the retail price itself. Please choose for whom, or from how many."
            )
        case PriceProblem.NEGATIVE:
            return tr("A price is not below zero.")
        case PriceProblem.TOO_HIGH:
            if currency is None:
                return tr("This price is too high. Is it mistyped?")
            most = format_amount(MOST_PRICE, currency, short=True)
            return tr("Please give an amount from 0 to {most}.", most=most)
        case PriceProblem.AT_LEAST:
            return tr("Please give a number from 1 to {most}.", most=f"{MOST_AT_LEAST:,}")
        case _:
            assert_never(error.problem)


def range_sentence(error: OutOfRangeError, currency: Currency) -> str:
    """Which numbers would do."""
    if error.kind == "days":
        return tr("One lasts from {least} to {most} days.", least=error.least, most=f"{error.most:,}")
    if error.kind in {"price", "cost"}:
        return tr("Please give an amount from 0 to {most}.", most=format_amount(error.most, currency, short=True))
    return tr("Please give a number from {least} to {most}.", least=f"{error.least:,}", most=f"{error.most:,}")


def attachment_problem(error: AttachmentError) -> str:
    """Why a file cannot be kept, and what would do."""
    name = error.name
    match error.problem:
        case AttachmentProblem.MISSING:
            return tr("There is no file “{file}” any more. Please choose it again.", file=name)
        case AttachmentProblem.EMPTY:
            return tr("“{file}” is empty.", file=name)
        case AttachmentProblem.TOO_LARGE:
            most = f"{LARGEST_FILE // 1024 // 1024:,}"
            return tr("“{file}” is larger than {most} MB. A smaller copy of it will do.", file=name, most=most)
        case AttachmentProblem.TOO_MANY_PIXELS:
            most = f"{MOST_PIXELS // 1_000_000:,}"
            return tr(
                "“{file}” has more than {most} million pixels. A smaller copy of it will do.", file=name, most=most
            )
        case AttachmentProblem.NOT_KEPT:
            return tr("“{file}” is no picture (JPEG, PNG, WebP, GIF, BMP) and no PDF, or it is damaged.", file=name)
        case AttachmentProblem.UNREADABLE:
            return tr("“{file}” could not be read. Is it open in another program?", file=name)
        case AttachmentProblem.DISK:
            return tr("“{file}” could not be copied into the data folder. Is the disk full?", file=name)
        case _:
            assert_never(error.problem)
