"""Fields for amounts of money and whole numbers: what was typed stays, and what is wrong with it can be asked."""

import unicodedata

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from crm.money import AmountError, Currency, format_amount, parse_amount


class AmountField(QLineEdit):
    """An amount in one currency, as people write it: `99`, `￥1,234.50`, `1.2万`."""

    def __init__(self, currency: Currency, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._currency = currency
        self.setAccessibleName(name)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def amount(self) -> int | None:
        """The minor units typed, none for nothing. Raises `AmountError`."""
        typed = self.text().strip()
        return parse_amount(typed, self._currency) if typed else None

    def amount_or_zero(self) -> int:
        """The minor units typed; 0 for nothing and for what is no amount (yet)."""
        try:
            return self.amount() or 0
        except AmountError:
            return 0

    def set_amount(self, minor: int | None) -> None:
        """Show an amount, or nothing, ready to be typed over."""
        self.setText("" if minor is None else format_amount(minor, self._currency, symbol=False, short=True))


class NumberField(QLineEdit):
    """A whole number, in any digits: `2`, `１２`, `1,000`."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def number(self) -> int | None:
        """The number typed, none for nothing. Raises `AmountError` for what is no whole number of 18 digits at most."""
        return number_of(self.text())


def number_of(text: str) -> int | None:
    """The whole number that somebody typed, none for nothing. Raises `AmountError`."""
    typed = unicodedata.normalize("NFKC", text).strip()
    digits = typed.removeprefix("-").replace(",", "")
    if not typed:
        return None
    if not (digits.isascii() and digits.isdigit()) or len(digits) > 18:
        raise AmountError(text)
    return -int(digits) if typed.startswith("-") else int(digits)
