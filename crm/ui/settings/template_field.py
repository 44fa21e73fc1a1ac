"""The field for the seller's template of a new 备注, with what comes of it."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from crm.ids import ContactId
from crm.remarks import TEMPLATE, fill, is_template
from crm.stages import Stage
from crm.ui.desk import Desk
from crm.ui.widgets.label import PlainLabel
from crm.wording import tr
from crm.wording.friends import stage_word
from crm.wording.remarks import shown_template, template_help, unknown_parts

LONGEST = 120
EXAMPLE = ("李姐", ("深圳", "宝妈"))
"""A friend who is made up; names and places are not translated."""


class TemplateField(QWidget):
    """`edited` when another template was written that can be used."""

    edited = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = QLineEdit()
        self.field.setMaxLength(LONGEST)
        self.field.setMinimumWidth(desk.theme.px(260))
        self.field.setAccessibleName(tr("A new remark"))
        self.field.setToolTip(template_help())
        self.said = PlainLabel(look="small")
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(desk.theme.px(2))
        box.addWidget(self.field)
        box.addWidget(self.said)
        self.field.textEdited.connect(self._show_example)
        self.field.editingFinished.connect(self._on_finished)

    def show_template(self, template: str) -> None:
        """Show what is kept; "" for the one the program proposes."""
        if not self.field.hasFocus():
            self.field.setText(shown_template(template if is_template(template) else TEMPLATE))
            self._show_example()

    def template(self, before: str) -> str:
        """What is written, where it can be used; else what was kept before."""
        text = self.field.text().strip()
        if not text or text == shown_template(TEMPLATE):
            return ""
        return text if is_template(text) and text != shown_template(before) else before

    def _show_example(self) -> None:
        text = self.field.text().strip() or shown_template(TEMPLATE)
        if is_template(text):
            made = fill(text, ContactId(27), *EXAMPLE, stage_word(Stage.CUSTOMER))
            self.said.setText(tr("becomes: {remark}", remark=made))
        elif unknown := unknown_parts(text):
            self.said.setText(tr("“{part}” is not known. {help}", part=unknown[0], help=template_help()))
        else:
            self.said.setText(tr("It does not say who is meant. {help}", help=template_help()))

    def _on_finished(self) -> None:
        self.edited.emit()
