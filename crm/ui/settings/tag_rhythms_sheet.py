"""How often friends with a tag want contact."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QFrame, QScrollArea, QSpinBox, QWidget

from crm.ids import TagId
from crm.ui.desk import Desk
from crm.ui.widgets.label import PlainLabel
from crm.ui.widgets.sheet import Sheet
from crm.wording import tr, trc, trn

MOST_DAYS = 3650


class TagRhythmsSheet(Sheet):
    """Every tag with the days between contacts that it asks for; none where it does not."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(
            desk.theme, tr("Rhythm of tags"), accept_text=tr("Save"), cancel_text=tr("Cancel"), parent=parent
        )
        self._desk = desk
        contacts = desk.workspace.contacts
        self._before = contacts.tag_cadences()
        said = PlainLabel(
            tr(
                "Whoever has one of these tags wants contact so often, whatever their stage says; a rhythm of their own"
                " comes first, and of several tags the shortest."
            ),
            look="dim",
        )
        said.setWordWrap(True)
        self.body.addWidget(said)
        self.days: dict[TagId, QSpinBox] = {}
        inside = QWidget()
        form = QFormLayout(inside)
        form.setHorizontalSpacing(desk.theme.px(20))
        for tag, name in contacts.tags():
            days = QSpinBox()
            days.setRange(0, MOST_DAYS)
            days.setSpecialValueText(trc("rhythm of a tag", "as the stage"))
            days.setValue(self._before.get(tag, 0))
            days.setAccessibleName(name)
            days.setAlignment(Qt.AlignmentFlag.AlignRight)
            days.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.days[tag] = days
            form.addRow(PlainLabel(name), days)
        if not self.days:
            form.addRow(PlainLabel(tr("No friend has a tag yet."), look="dim"))
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(inside)
        area.setMinimumHeight(desk.theme.px(220))
        self.body.addWidget(area, 1)

    def accept(self) -> None:
        """Keep what was changed, each tag as a step of its own, beside the window: many friends may have one."""
        contacts, before = self._desk.workspace.contacts, self._before
        chosen = {tag: days.value() for tag, days in self.days.items() if days.value() != before.get(tag, 0)}
        for tag, days in chosen.items():
            self._desk.jobs.run(
                partial(contacts.set_tag_cadence, tag, days or None),
                failed=self._desk.failed.emit,
                title=tr("Rhythm of tags"),
            )
        if chosen:
            self._desk.say(trn("{n} tag has another rhythm.", "{n} tags have another rhythm.", len(chosen)))
        super().accept()
