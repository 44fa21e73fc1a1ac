"""What the channels keep of an order: a share in percent for each."""

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDoubleSpinBox, QFormLayout, QWidget

from crm.orders import Channel
from crm.ui.desk import Desk
from crm.ui.widgets.label import PlainLabel
from crm.ui.widgets.sheet import Sheet
from crm.wording import tr
from crm.wording.orders import channel_word


class ChannelFeesSheet(Sheet):
    """A share for each channel; orders that are there keep what they have."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(
            desk.theme, tr("What channels keep"), accept_text=tr("Save"), cancel_text=tr("Close"), parent=parent
        )
        self._desk = desk
        hint = PlainLabel(
            tr("New orders count this as the channel's fee, and it can be typed over there. Older orders stay."),
            look="dim",
        )
        hint.setWordWrap(True)
        self.body.addWidget(hint)
        form = QFormLayout()
        self.body.addLayout(form)
        shares = desk.workspace.settings.shop().channel_fees
        self.shares: dict[Channel, QDoubleSpinBox] = {}
        for channel in Channel:
            field = QDoubleSpinBox()
            field.setRange(0, 100)
            field.setDecimals(2)
            field.setSuffix(" %")
            field.setValue(shares.get(channel.value, 0) / 100)
            field.setAccessibleName(channel_word(channel))
            field.setAlignment(Qt.AlignmentFlag.AlignRight)
            form.addRow(PlainLabel(channel_word(channel)), field)
            self.shares[channel] = field

    def ready(self) -> bool:
        """Keep the shares; those of shops that have no field here stay."""
        settings = self._desk.workspace.settings
        shop = settings.shop()
        shares = dict(shop.channel_fees)
        for channel, field in self.shares.items():
            shares[channel.value] = round(field.value() * 100)
        kept = {code: share for code, share in shares.items() if share}
        if kept == shop.channel_fees:
            return True
        done = self._desk.did(lambda: settings.change(replace(shop, channel_fees=kept)))
        if done:
            self._desk.say(tr("Settings are kept."))
        return done
