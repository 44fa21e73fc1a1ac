"""The bin: friends who were deleted, for thirty days."""

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QWidget

from crm.bin import KEPT_DAYS, BinRow
from crm.ids import ContactId
from crm.ui.desk import Desk
from crm.ui.history.erase_sheet import EraseSheet
from crm.ui.history.list_sheet import ListSheet
from crm.ui.widgets.row_list import TwoLine
from crm.wording import tr, trc, trn
from crm.wording.days import day_words


class BinSheet(ListSheet[BinRow]):
    """Everybody in the bin."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(
            desk,
            tr("Bin"),
            (
                "trash-2",
                tr("The bin is empty"),
                trn(
                    "Friends you delete stay here for {n} day, with everything that belongs to them.",
                    "Friends you delete stay here for {n} days, with everything that belongs to them.",
                    KEPT_DAYS,
                ),
            ),
            parent,
        )
        self._back = self.add_verb(tr("Bring back"), "B", self.bring_back)
        self._gone = self.add_verb(tr("Erase for good…"), "Del", self.erase)
        self._on_chosen()

    def ids(self) -> Sequence[int]:
        """Everybody in the bin."""
        return self.desk.workspace.bin.ids()

    def rows(self, ids: Sequence[int]) -> Mapping[int, BinRow]:
        """What the bin shows of them."""
        return self.desk.workspace.bin.rows(ids)

    def present(self, row: BinRow) -> TwoLine:
        """Who, since when, and what went with them."""
        today = self.desk.workspace.clock.today()
        parts = [tr("Remark: {remark}", remark=row.remark)] if row.remark else []
        parts += [trn("{n} talk", "{n} talks", row.talks)] if row.talks else []
        parts += [trn("{n} order", "{n} orders", row.orders)] if row.orders else []
        return TwoLine(
            row.name,
            " · ".join(parts),
            right_top=trc("bin", "deleted {day}", day=day_words(row.day, today)),
            right_bottom=trn("{n} day left", "{n} days left", row.days_left),
            avatar=row.name,
        )

    def may(self, chosen: Sequence[int]) -> None:
        """Any number can come back; erasing is one at a time, since it is explained each time."""
        if hasattr(self, "_gone"):
            self._back.setEnabled(bool(chosen))
            self._gone.setEnabled(len(chosen) == 1)

    def bring_back(self) -> None:
        """Take the chosen friends out of the bin."""
        chosen, shop = [ContactId(number) for number in self.chosen()], self.desk.workspace
        if chosen and self.desk.did(lambda: shop.bin.bring_back(chosen)):
            self.desk.say(trn("{n} friend is back", "{n} friends are back", len(chosen)))

    def erase(self) -> EraseSheet | None:
        """Explain what erasing takes, and ask."""
        chosen = self.chosen()
        if len(chosen) != 1:
            return None
        return EraseSheet.ask(self.desk, ContactId(chosen[0]), self)
