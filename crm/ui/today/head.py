"""The line above the queue: the day, how far it is, and how many wait."""

from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QWidget

from crm.today import Queue
from crm.ui.plain import menu_text, tooltip
from crm.ui.theme import Theme
from crm.ui.today.words import progress_words, waiting_words
from crm.ui.widgets.label import PlainLabel
from crm.wording import tr
from crm.wording.days import date_words


class DayHead(QWidget):
    """The name of the page, the date, "12 of 30 done" with its bar, "4,213 more waiting", and how the day went."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        px = theme.px
        self.date = PlainLabel(look="dim", elide=True)
        self.quiet = PlainLabel(look="warn")
        self.progress = PlainLabel()
        self.waiting = PlainLabel(look="dim", elide=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("How far the day is"))
        self.bar.setMaximumWidth(px(220))
        self.evening = QPushButton(menu_text(tr("The day (E)")))
        self.evening.setIcon(theme.icon("moon"))
        self.evening.setProperty("look", "quiet")
        self.evening.setToolTip(tooltip(tr("How the day went, and whom tomorrow brings")))
        box = QHBoxLayout(self)
        box.setContentsMargins(px(14), px(10), px(14), px(8))
        box.setSpacing(px(12))
        box.addWidget(PlainLabel(tr("Today"), look="title"))
        box.addWidget(self.date)
        box.addWidget(self.quiet)
        box.addStretch(1)
        box.addWidget(self.bar, 1)
        box.addWidget(self.progress)
        box.addWidget(self.waiting)
        box.addWidget(self.evening)

    def show_queue(self, queue: Queue, *, nobody: bool) -> None:
        """Tell how far this queue is; a day with nobody to write to has no progress."""
        self.date.setText(date_words(queue.day, queue.day))
        self.progress.setText(progress_words(queue))
        if nobody:
            self.show_waiting(0)
        self.bar.setRange(0, max(1, queue.done + len(queue.items)))
        self.bar.setValue(queue.done)
        told = not nobody and bool(queue.done or queue.items)
        self.progress.setVisible(told)
        self.bar.setVisible(told)
        self.evening.setVisible(not nobody)

    def show_quiet(self, until: str) -> None:
        """Nobody is to be written to until this time; "" for no quiet hours now."""
        self.quiet.setText(tr("Quiet hours until {time}", time=until) if until else "")
        self.quiet.setVisible(bool(until))

    def show_waiting(self, waiting: int) -> None:
        """How many wait behind those shown."""
        self.waiting.setText(waiting_words(waiting))
