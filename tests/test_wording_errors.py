"""Whatever can go wrong is told in the seller's language, with the facts that help, and never by its code."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crm import errors as e
from crm.after_sales import CaseStateError
from crm.attachments import AttachmentError, AttachmentProblem
from crm.db.files import FILE_NAME
from crm.money import AmountError
from crm.orders import (
    InvalidOrderError,
    InvalidParcelError,
    InvalidPaymentError,
    OrderProblem,
    OrderState,
    OrderStateError,
    ParcelProblem,
    PaymentProblem,
)
from crm.payments import AlreadySettledError
from crm.prices import InvalidPriceError, PriceProblem
from crm.products import InvalidProductError, ProductProblem
from crm.stock import NoOwnStockError
from crm.suppliers import InvalidPurchaseError, PurchaseProblem, SupplierBusyError
from crm.topics import Verb
from crm.transfer import errors as t
from crm.wording.errors import explain

FILE = Path("/shop/friends.csv")

TOLD: list[tuple[e.ShukeError, tuple[str, ...]]] = [
    (e.MissingError("contact", "Wang"), ("Wang",)),
    (e.MissingError("step", "99"), ("99",)),
    (e.MissingError("order", "7"), ()),
    (e.AmbiguousError("Wang", ("u1", "u2")), ("Wang", "u1", "u2", "2")),
    *((e.UnknownValueError(kind, "odd", ("a", "b")), ("odd", "a, b")) for kind in
      ("stage", "platform", "standing", "direction", "kind", "date", "amount", "zone", "anything")),
    (e.UnknownValueError("date", "odd"), ("odd",)),
    (e.FutureMomentError(datetime(2030, 1, 1, tzinfo=UTC)), ()),
    (e.EmptyNameError("contact"), ()),
    (e.ConflictError("contact", 1), ()),
    (e.TakenError("account", "Wang"), ("Wang",)),
    (e.OutOfRangeError("price", -1, 0, 100), ()),
    (e.CurrencyInUseError("TWD"), ("TWD",)),
    (e.TooLongError("field", 40), ("40",)),
    (e.TooManyError("field", 50), ("50",)),
    (e.NoPictureError(), ()),
    (e.NoPictureError(large=True), ()),
    (e.EmptyNameError("promise"), ()),
    (e.FieldMisfitError(("often", "rarely"), 7), ("often", "rarely", "7")),
    (e.OwnIntroducerError(1), ()),
    (e.SamePersonError(1), ()),
    (e.LaterMergeError("Wang"), ("Wang",)),
    (e.NothingToUndoError(), ()),
    (e.NothingToUndoError(redo=True), ()),
    (e.CutOffError(3), ()),
    (e.StillRunningError(3), ()),
    (e.ShopNotEmptyError(FILE), ()),
    *((kind(FILE), ("friends.csv",)) for kind in (
        e.NewerFileError, e.DamagedFileError, e.NotOursError, e.NoFileError, e.FileExistsAsFolderError, e.ReadOnlyError,
        e.MovedFileError, e.EmptyFileError, e.CutShortError,
        t.FileDeniedError, t.FileEmptyError, t.PasswordProtectedError, t.UnreadableFileError, t.UnknownEncodingError,
    )),
    (e.NoFileError(FILE.with_name(FILE_NAME)), ("shop",)),
    *((kind(FILE), ()) for kind in (e.DiskFullError, e.StorageError, e.BusyError, e.NotEmptyError, e.InUseError)),
    (e.UnsafeFolderError(FILE.parent), (str(FILE.parent),)),
    (e.GoneFileError(FILE), (str(FILE.parent),)),
    (e.NoFolderError(FILE.parent), (str(FILE.parent),)),
    (e.SecondPlaceError(FILE.parent), ()),
    (AmountError("1.2.3"), ("1.2.3",)),
    (InvalidOrderError(OrderProblem.NO_LINES), ()),
    (e.OverdrawnError("Anna"), ("Anna",)),
    (InvalidParcelError(ParcelProblem.MORE_THAN_LEFT, "Soap", 5, 2), ("Soap", "2")),
    (InvalidParcelError(ParcelProblem.NOTHING), ()),
    (InvalidPaymentError(PaymentProblem.MORE_THAN_OWED, 200, 100), ()),
    (AlreadySettledError("20260304-001"), ("20260304-001",)),
    (OrderStateError("20260304-001", OrderState.CANCELLED, Verb.SHIP_ORDER), ("20260304-001",)),
    (SupplierBusyError("Acme", 0, 3), ("Acme", "3")),
    (InvalidPurchaseError(PurchaseProblem.NO_LINES), ()),
    (t.NotATableError(FILE, t.FileKind.TEXT), ("friends.csv",)),
    (t.NotATableError(FILE, t.FileKind.PDF), ("friends.csv",)),
    (t.NoOrdersError(FILE), ("friends.csv",)),
    (t.NoProductsError(FILE), ("friends.csv",)),
    (InvalidProductError(ProductProblem.PART_TWICE, "Soap"), ("Soap",)),
    (InvalidPriceError(PriceProblem.NEGATIVE), ()),
    (NoOwnStockError("Soap"), ("Soap",)),
    (AttachmentError(AttachmentProblem.NOT_KEPT, "a.svg"), ("a.svg",)),
    (e.MissingError("file", "a.png"), ("a.png",)),
    (e.EmptyNameError("variant"), ()),
    (e.EmptyNameError("case"), ()),
    (e.EmptyNameError("sequence"), ()),
    (CaseStateError(is_open=True), ()),
    (CaseStateError(is_open=False), ()),
    (t.NoAddressError(FILE), ("friends.csv",)),
    (t.NoParcelColumnsError(FILE), ("friends.csv",)),
    (t.NoSignUpsError(FILE), ("friends.csv",)),
    (t.NoBillError(FILE), ("friends.csv",)),
    (t.UnclosedQuoteError(FILE, 12), ("friends.csv", "12")),
    (t.TooBigError(FILE, t.Limit.BYTES, 2, 1), ("friends.csv",)),
    (t.SheetMissingError(FILE, "May", ("June",)), ("friends.csv", "May")),
    (t.UnknownFormatError(FILE, (".csv", ".xlsx")), ("friends.csv", ".csv, .xlsx")),
    (t.UnknownFieldError("shoe"), ("shoe",)),
    (t.UnknownHeaderError("Shoe", ("Name", "Phone")), ("Shoe", "Name, Phone")),
]  # fmt: skip


def kinds(of: type[e.ShukeError]) -> Iterator[type[e.ShukeError]]:
    for kind in of.__subclasses__():
        yield kind
        yield from kinds(kind)


def is_chinese(text: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in text)


@pytest.mark.parametrize(("error", "facts"), TOLD, ids=lambda value: repr(value)[:60])
def test_every_error_is_told_with_its_facts(language: str, error: e.ShukeError, facts: tuple[str, ...]):
    said = explain(error)
    assert all(fact in said for fact in facts)
    assert "{" not in said
    assert "\n" not in said
    assert f"({error.code})" not in said
    assert is_chinese(said) == (language != "en")


def test_no_error_of_ours_is_left_without_words():
    ours = {
        kind
        for kind in kinds(e.ShukeError)
        if kind.__module__.startswith("crm.") and not kind.__module__.startswith("crm.ui.")
    }
    assert ours - {e.FileProblemError} == {type(error) for error, _ in TOLD}


def test_an_error_that_nobody_put_into_words_yet_says_that_nothing_was_lost(language: str):
    said = explain(e.FileProblemError(FILE))
    assert "file_problem" in said
    assert is_chinese(said) == (language != "en")


def test_a_table_without_known_columns_and_no_table_at_all_ask_for_different_things():
    assert "choose the columns" in explain(t.NotATableError(FILE, t.FileKind.TEXT))
    assert "Excel or CSV" in explain(t.NotATableError(FILE, t.FileKind.IMAGE))
