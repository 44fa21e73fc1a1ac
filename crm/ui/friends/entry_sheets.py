"""What is changed about an entry of the timeline: a talk in all its parts, the day and the words of a reminder."""

from datetime import datetime

from PySide6.QtWidgets import QDateEdit, QPlainTextEdit, QWidget

from crm.accounts import Platform
from crm.conversations import Direction, Kind
from crm.timeline import FollowUpEntry, TalkEntry
from crm.ui.desk import Desk
from crm.ui.friends.moment_field import DayTimeField, day_in, qt_day
from crm.ui.friends.small_sheets import FormSheet
from crm.wording import tr, trc
from crm.wording.days import day_words
from crm.wording.friends import platform_word
from crm.wording.talks import direction_word, kind_word


class TalkSheet(FormSheet):
    """Changes a talk that is logged already: its words, where, who wrote, what it was and when."""

    def __init__(self, desk: Desk, talk: TalkEntry, parent: QWidget | None = None) -> None:
        super().__init__(desk, tr("Edit talk"), tr("Save"), parent)
        px = desk.theme.px
        self._talk = talk
        self.setMinimumWidth(px(520))
        self.words = QPlainTextEdit(talk.text)
        self.words.setTabChangesFocus(True)
        self.words.setMinimumHeight(px(150))
        self.add(trc("field", "Words"), self.words)
        self.platform = self.choice(
            trc("field", "Platform"), [(p, platform_word(p)) for p in Platform], Platform(talk.platform)
        )
        self.direction = self.choice(
            trc("field", "Who wrote"), [(d, direction_word(d)) for d in Direction], talk.direction
        )
        self.kind = self.choice(trc("field", "Kind"), [(k, kind_word(k)) for k in Kind], talk.kind)
        self.when = DayTimeField(desk.theme, desk.workspace.clock)
        self.when.show_moment(talk.at)
        self.add(trc("field", "When"), self.when)

    def ready(self) -> bool:
        """Save; what cannot be saved stays here."""
        shop, talk = self.desk.workspace, self._talk
        at: datetime | None = self.when.moment if self.when.moment != talk.at else None
        saved = self.desk.did(
            lambda: shop.conversations.edit(
                talk.id,
                seen=talk.version,
                text=self.words.toPlainText(),
                platform=Platform(self.platform.currentData()),
                direction=Direction(self.direction.currentData()),
                kind=Kind(self.kind.currentData()),
                at=at,
            )
        )
        if saved:
            self.desk.say(tr("Talk saved"))
        return bool(saved)


class MoveSheet(FormSheet):
    """Another day for what is planned."""

    def __init__(self, desk: Desk, planned: FollowUpEntry, parent: QWidget | None = None) -> None:
        super().__init__(desk, tr("Another day"), tr("Save"), parent)
        self._planned = planned
        today = desk.workspace.clock.today()
        self.day = QDateEdit()
        self.day.setMinimumDate(qt_day(today))
        self.day.setDate(qt_day(max(planned.due, today)))
        self.day.setCalendarPopup(True)
        self.add(trc("field", "Day"), self.day)

    def ready(self) -> bool:
        """Save; what cannot be saved stays here."""
        shop, day = self.desk.workspace, day_in(self.day)
        if not self.desk.did(lambda: shop.follow_ups.move(self._planned.id, day)):
            return False
        self.desk.say(tr("Back {day}", day=day_words(day, shop.clock.today())))
        return True
