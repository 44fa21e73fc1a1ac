"""Who the strip is about: name and stage, why they are due, the last words, and what was promised."""

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from crm.clock import Clock
from crm.promises import PromiseRow
from crm.reasons import ByHand
from crm.settings import Shop
from crm.today import Item
from crm.ui.plain import one_line, tooltip
from crm.ui.strip.keys import key_button
from crm.ui.theme import Theme
from crm.ui.today.words import last_words
from crm.ui.tokens import Tone
from crm.ui.widgets.chip import Chip
from crm.ui.widgets.label import PlainLabel
from crm.wording import tr, trn
from crm.wording.days import by_words
from crm.wording.friends import stage_word
from crm.wording.today import sentence

SHOWN_WORDS = 110
SHOWN_PROMISES = 2


class FriendView(QWidget):
    """Shows a friend as the queue knows them; `card` opens everything about them."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        px = theme.px
        self.name = PlainLabel(look="heading", elide=True)
        self.stage = Chip(theme)
        self.card = key_button("card")
        self.card.setProperty("look", "link")
        self.why = PlainLabel(look="warn")
        self.words = PlainLabel(look="dim")
        self.promises = PlainLabel()
        head = QHBoxLayout()
        head.setSpacing(px(6))
        head.addWidget(self.name, 1)
        head.addWidget(self.stage)
        head.addWidget(self.card)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(px(3))
        box.addLayout(head)
        for label in (self.why, self.words, self.promises):
            label.setWordWrap(True)
            box.addWidget(label)

    def show_item(self, item: Item, promises: Sequence[PromiseRow], shop: Shop, clock: Clock) -> None:
        """Show this friend."""
        today = clock.today()
        self.name.setText(item.row.name)
        self.stage.show_word(stage_word(item.row.stage), Tone(item.row.stage.value))
        why = " · ".join(sentence(reason, shop.currency) for reason in item.reasons)
        words = last_words(item, clock, today)
        told = [
            tr("Promised by {day}: {text}", day=by_words(one.due, today), text=one_line(one.text, SHOWN_WORDS))
            for one in promises
            if not _told_why(item, one)
        ]
        shown = told[:SHOWN_PROMISES]
        if len(told) > len(shown):
            shown.append(trn("and {n} more promise", "and {n} more promises", len(told) - len(shown)))
        for label, text, whole in (
            (self.why, one_line(why, SHOWN_WORDS), why),
            (self.words, one_line(words, SHOWN_WORDS), words),
            (self.promises, "\n".join(shown), "\n".join(told)),
        ):
            label.setText(text)
            label.setToolTip(tooltip(whole if text != whole else ""))
            label.setVisible(bool(text))


def _told_why(item: Item, promise: PromiseRow) -> bool:
    """Whether the promise stands there already, as the reason why they are due."""
    return any(isinstance(why, ByHand) and why.promised and why.text == promise.text for why in item.reasons)
