"""What a seller has that tells who their friends are. Chat programs give nobody away, and this says so."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QWidget

from crm.ui.desk import Desk
from crm.ui.plain import menu_text
from crm.ui.widgets.label import PlainLabel
from crm.ui.widgets.sheet import Sheet
from crm.wording import tr


@dataclass(frozen=True, slots=True)
class Source:
    """Something a seller may have; `key` is what the window knows it by."""

    key: str
    icon: str
    word: Callable[[], str]
    sentence: Callable[[], str]


SOURCES = (
    Source(
        "bill",
        "wallet",
        lambda: tr("A payment bill"),
        lambda: tr("Everyone who paid you, with days and amounts. WeChat Pay and Alipay mail it to you."),
    ),
    Source(
        "parcels",
        "truck",
        lambda: tr("Courier sheets, order books"),
        lambda: tr("Everyone who got a parcel, with phone and address."),
    ),
    Source(
        "phone",
        "phone",
        lambda: tr("My phone's contacts"),
        lambda: tr("Export them on the phone as a vCard file (.vcf) and choose it here."),
    ),
    Source(
        "paste",
        "clipboard-paste",
        lambda: tr("A copied list of names"),
        lambda: tr("One a line, or the text a phone reads out of a screenshot. Copy it, then press here."),
    ),
    Source(
        "ten",
        "pencil",
        lambda: tr("Today's ten by hand"),
        lambda: tr("The ten you wrote with today. A name and Enter, the rest comes by and by."),
    ),
)


class FirstSheet(Sheet):
    """`chosen(key)` when one of them is there."""

    chosen = Signal(str)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(
            desk.theme,
            tr("What do you have?"),
            accept_text=tr("Choose a file…"),
            cancel_text=tr("Close"),
            parent=parent,
        )
        px = desk.theme.px
        said = PlainLabel(
            tr(
                "WeChat lets nobody take their friends out, and Shuke reads no other program."
                " But you have more than you think:"
            ),
            look="dim",
        )
        said.setWordWrap(True)
        self.body.addWidget(said)
        self.buttons_of: dict[str, QPushButton] = {}
        for source in SOURCES:
            button = QPushButton(menu_text(source.word()))
            button.setIcon(desk.theme.icon(source.icon))
            button.setAutoDefault(False)
            button.setStyleSheet(f"QPushButton {{ text-align: left; padding: {px(6)}px {px(10)}px; }}")
            button.clicked.connect(partial(self._on_chosen, source.key))
            words = PlainLabel(source.sentence(), look="small")
            words.setWordWrap(True)
            words.setContentsMargins(px(12), 0, 0, px(4))
            button.setAccessibleDescription(source.sentence())
            self.buttons_of[source.key] = button
            self.body.addWidget(button)
            self.body.addWidget(words)
        self.setMinimumWidth(px(480))
        self.accepted.connect(lambda: self.chosen.emit("file"))

    def _on_chosen(self, key: str) -> None:
        self.reject()
        self.chosen.emit(key)
