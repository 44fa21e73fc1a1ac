"""How a friend stands in a list: two lines, a chip, the last contact and the money."""

from crm.clock import Clock
from crm.contacts import ContactRow, Standing
from crm.money import Currency, format_amount
from crm.stages import Stage
from crm.ui.tokens import Tone
from crm.ui.widgets.row_list import TwoLine
from crm.wording import tr
from crm.wording.days import moment_words
from crm.wording.friends import platform_word, stage_word, standing_word

STAGE_TONES = {
    Stage.ADDED: Tone.ADDED,
    Stage.INTERESTED: Tone.INTERESTED,
    Stage.INTERACTING: Tone.INTERACTING,
    Stage.CUSTOMER: Tone.CUSTOMER,
    Stage.AGENT: Tone.AGENT,
}


def two_lines(row: ContactRow, clock: Clock, currency: Currency) -> TwoLine:
    """The row of a friend in a list."""
    return TwoLine(
        title=row.name,
        subtitle=_under(row),
        chip_text=stage_word(row.stage),
        chip_kind=STAGE_TONES[row.stage],
        right_top=moment_words(row.last_contact_at, clock) if row.last_contact_at else tr("no contact yet"),
        right_bottom=money_words(row, currency),
        avatar=row.name,
    )


def money_words(row: ContactRow, currency: Currency) -> str:
    """What a friend owes, else what they spent, else nothing."""
    if row.owed > 0:
        return tr("owes {amount}", amount=format_amount(row.owed, currency, short=True))
    return format_amount(row.spent, currency, short=True) if row.spent else ""


def _under(row: ContactRow) -> str:
    parts = [] if row.standing is Standing.ACTIVE else [standing_word(row.standing)]
    if row.remark and row.remark != row.name:
        parts.append(row.remark)
    elif handle := next((h for h in row.handles if h.text), None):
        parts.append(f"{platform_word(handle.platform)} {handle.text}")
    return " · ".join([*parts, *(f"#{tag}" for tag in row.tags[:3])])
