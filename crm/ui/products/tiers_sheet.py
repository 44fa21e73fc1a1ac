"""The levels of agents: add, rename, put in order, delete."""

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from crm.errors import OutOfRangeError, ShukeError
from crm.ids import TierId
from crm.money import AmountError
from crm.prices import TierRow
from crm.ui.amount_field import NumberField
from crm.ui.desk import Desk
from crm.ui.friends.small_sheets import FormSheet
from crm.ui.plain import menu_text, tooltip
from crm.ui.widgets.label import PlainLabel
from crm.ui.widgets.sheet import Sheet
from crm.wording import tr, trc, trn
from crm.wording.errors import explain
from crm.wording.products import range_sentence


class TiersSheet(Sheet):
    """Shows every level; what is done here is done at once, each a step."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(
            desk.theme, tr("Agent levels"), accept_text=tr("Close"), cancel_text=tr("Cancel"), parent=parent
        )
        self._desk = desk
        self.cancel_button.hide()
        told = PlainLabel(
            tr("Each level has prices of its own, in the sheet of a product. A friend's level is set on their card."),
            look="dim",
        )
        told.setWordWrap(True)
        self._list = QVBoxLayout()
        self._list.setContentsMargins(0, 0, 0, 0)
        inside = QWidget()
        inside.setLayout(self._list)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QScrollArea.Shape.NoFrame)
        self._area.setWidget(inside)
        self.new_button = QPushButton(desk.theme.icon("plus"), menu_text(tr("Add level")))
        self.new_button.setAutoDefault(False)
        self.new_button.clicked.connect(lambda: self.edit(None))
        self.body.addWidget(told)
        self.body.addWidget(self._area, 1)
        self.body.addWidget(self.new_button)
        self.names: list[QPushButton] = []
        desk.live.changed.connect(self._on_changed)
        self._show()

    def edit(self, tier: TierRow | None) -> "TierSheet":
        """Change a level, or add one."""
        sheet = TierSheet(self._desk, tier, self)
        sheet.open()
        return sheet

    def put(self, place: int, by: int) -> None:
        """Put a level further up or down."""
        numbers = [tier.id for tier in self._desk.workspace.prices.tiers()]
        if 0 <= place + by < len(numbers):
            numbers.insert(place + by, numbers.pop(place))
            self._desk.did(lambda: self._desk.workspace.prices.reorder(numbers))

    def _on_changed(self, _topics: object) -> None:
        self._show()

    def _show(self) -> None:
        while (item := self._list.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        tiers = self._desk.workspace.prices.tiers()
        self.names = []
        for place, tier in enumerate(tiers):
            self._list.addWidget(self._line(place, tier, len(tiers)))
        self._list.addStretch()
        self._area.setVisible(bool(tiers))
        self._area.setMinimumHeight(min(len(tiers), 6) * self._desk.theme.px(42))

    def _line(self, place: int, tier: TierRow, count: int) -> QWidget:
        holder = QWidget()
        box = QHBoxLayout(holder)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(PlainLabel(tier.name, elide=True), 1)
        least = tr("from {n} on", n=f"{tier.least:,}") if tier.least else ""
        friends = trn("{n} friend", "{n} friends", tier.friends)
        box.addWidget(PlainLabel(" · ".join(part for part in (least, friends) if part), look="dim"))
        for icon, word, by in (
            ("chevron-up", tr("{name} further up", name=tier.name), -1),
            ("chevron-down", tr("{name} further down", name=tier.name), 1),
            ("pencil", tr("Edit {name}", name=tier.name), 0),
        ):
            button = QPushButton()
            button.setAutoDefault(False)
            button.setProperty("look", "quiet")
            button.setIcon(self._desk.theme.icon(icon, "dim"))
            button.setAccessibleName(word)
            button.setToolTip(tooltip(word))
            button.setEnabled(not by or 0 <= place + by < count)
            if by:
                button.clicked.connect(lambda _checked=False, by=by: self.put(place, by))
            else:
                button.clicked.connect(lambda _checked=False: self.edit(tier))
                self.names.append(button)
            box.addWidget(button)
        return holder


class TierSheet(FormSheet):
    """One level: its name, and the fewest units of an order."""

    def __init__(self, desk: Desk, tier: TierRow | None, parent: QWidget | None = None) -> None:
        super().__init__(desk, tr("Edit level") if tier else tr("New level"), tr("Save"), parent)
        self._tier = tier
        self.name = self.line(trc("field", "Name"), tier.name if tier else "", tr("Senior agent"))
        self.least = NumberField(tr("Fewest units of an order"))
        self.least.setText(str(tier.least) if tier and tier.least else "")
        self.add(tr("Fewest units of an order"), self.least)
        if tier is not None:
            remove = QPushButton(menu_text(tr("Delete level")))
            remove.setProperty("look", "danger")
            remove.setAutoDefault(False)
            remove.clicked.connect(self._on_remove)
            self.buttons.insertWidget(0, remove)

    def ready(self) -> bool:
        """Save; what cannot be saved stays here."""
        prices, tier = self.desk.workspace.prices, self._tier
        try:
            least = self.least.number() or 0
            if tier is None:
                prices.add_tier(self.name.text(), least)
            else:
                prices.edit_tier(tier.id, self.name.text(), least)
        except AmountError as error:
            self.complain(tr("“{text}” is not a number.", text=error.text))
            return False
        except OutOfRangeError as error:
            self.complain(range_sentence(error, self.desk.workspace.settings.shop().currency))
            return False
        except ShukeError as error:
            self.complain(explain(error))
            return False
        self.desk.say(tr("Level saved"))
        return True

    def _on_remove(self) -> None:
        tier = self._tier
        if tier is not None and self.desk.did(lambda: self.desk.workspace.prices.delete_tier(TierId(tier.id))):
            self.desk.say(tr("Level deleted; whoever had it pays like everybody"))
            self.reject()
