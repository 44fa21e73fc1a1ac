"""What the page of Today says in its rows and lines."""

from datetime import date

from crm.clock import Clock
from crm.settings import Shop
from crm.today import Item, Preview, Queue
from crm.ui.today.rows import TodayRow
from crm.ui.tokens import Tone
from crm.wording import tr, trn
from crm.wording.bonds import bond_word
from crm.wording.days import by_words
from crm.wording.friends import stage_word
from crm.wording.talks import words_line
from crm.wording.today import ranking_words, sentence


def row_of(
    item: Item, clock: Clock, today: date, shop: Shop, words: str, *, waits: bool, account: str = ""
) -> TodayRow:
    """A friend of the queue as a row; `words` are proposed, or (`waits`) were copied and not confirmed yet."""
    return TodayRow(
        name=item.row.name,
        stage=stage_word(item.row.stage),
        tone=Tone(item.row.stage.value),
        reason=" · ".join(sentence(reason, shop.currency) for reason in item.reasons),
        words=_with_promise(last_words(item, clock, today), item, today),
        message=words,
        waits=tr("to be confirmed") if waits else "",
        ranking=ranking_words(item, shop),
        account=account,
        bond=f"{bond_word()} {item.row.bond}" if item.row.bond else "",
    )


def last_words(item: Item, clock: Clock, today: date) -> str:
    """The last words exchanged, with the day, and who said them."""
    if item.words is None:
        return tr("No words exchanged yet")
    return words_line(item.words, clock, today)


def _with_promise(words: str, item: Item, today: date) -> str:
    if item.promise is None:
        return words
    text, due = item.promise
    return tr("{words} · promised by {day}: {text}", words=words, text=text, day=by_words(due, today))


def progress_words(queue: Queue) -> str:
    """How far the day is: 12 of 30."""
    return tr("{done} of {all} done", done=queue.done, all=queue.done + len(queue.items))


def waiting_words(waiting: int) -> str:
    """How many wait behind those shown; "" for nobody."""
    return trn("{n} more waiting", "{n} more waiting", waiting) if waiting else ""


def preview_words(preview: Preview) -> str:
    """What tomorrow brings."""
    parts = [trn("{n} friend due", "{n} friends due", preview.due)]
    if preview.planned:
        parts.append(trn("{n} planned", "{n} planned", preview.planned))
    if preview.birthdays:
        parts.append(trn("{n} birthday", "{n} birthdays", preview.birthdays))
    return tr("Tomorrow: {what}", what=" · ".join(parts))
