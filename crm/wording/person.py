"""Everything that is kept about one person as a page they can read (PIPL article 45), in the seller's language."""

from base64 import b64encode
from collections.abc import Iterator
from html import escape
from pathlib import Path

from crm.contacts import Card
from crm.custom_fields import NO, YES
from crm.ids import ContactId
from crm.progress import Progress, unheard
from crm.timeline import Entry
from crm.transfer.replacing import replacing
from crm.wording import language, tr, trc
from crm.wording.days import date_words
from crm.wording.friends import birthday_words, platform_word, stage_word, standing_word, tie_word
from crm.wording.talks import entry_text, entry_title
from crm.workspace import Workspace

BLOCK = 500
PICTURE = 128
STYLE = (
    "body{font:16px/1.6 'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif;max-width:46em;margin:2em auto;"
    "padding:0 1em;color:#1a1f1c}h1{font-size:1.6em;color:#12784b}h2{font-size:1.15em;color:#12784b;margin-top:1.6em}"
    "dt{color:#59635d;font-size:.88em}dd{margin:0 0 .6em}img{float:right;border-radius:8px;margin:0 0 1em 1em}"
    "@page{size:A4;margin:18mm}@media print{body{margin:0;max-width:none}dd{break-inside:avoid}}"
)


def write_person(workspace: Workspace, contact: ContactId, target: Path, progress: Progress = unheard) -> int:
    """Write the page, whole or not at all; how many entries of the timeline it has.

    Raises `MissingError` or a `FileProblemError`; what `progress` raises leaves nothing behind.
    """
    card = workspace.contacts.card(contact)
    keys = workspace.timeline.keys(contact)
    written = 0
    with replacing(target) as file:
        for part in _head(workspace, card):
            file.write(part.encode())
        for start in range(0, len(keys), BLOCK):
            progress(start, len(keys))
            block = keys[start : start + BLOCK]
            entries = workspace.timeline.entries(block)
            there = [entries[key] for key in block if key in entries]  # one may have been deleted meanwhile
            file.writelines(_entry(workspace, entry).encode() for entry in there)
            written += len(there)
        file.write(b"</dl></body></html>\n")
    return written


def _head(workspace: Workspace, card: Card) -> Iterator[str]:
    today = workspace.clock.today()
    title = escape(tr("What is kept about {name}", name=card.row.name))
    tongue = {"zh_CN": "zh-Hans", "zh_TW": "zh-Hant"}.get(language(), "en")
    yield f'<!doctype html><html lang="{tongue}"><head><meta charset="utf-8"><title>{title}</title>'
    yield f"<style>{STYLE}</style></head><body>"
    photo = workspace.photos.of(card.row.id)
    if photo is not None:
        yield f'<img width="{PICTURE}" alt="" src="data:image/jpeg;base64,{b64encode(photo.jpeg).decode()}">'
    yield f"<h1>{title}</h1><dl>"
    row = card.row
    facts = [
        (trc("field", "Name"), row.name),
        (trc("field", "Stage"), stage_word(row.stage)),
        (trc("field", "Standing"), " ".join((standing_word(row.standing), card.standing_reason))),
        (trc("field", "Source"), row.source),
        (trc("field", "Added"), date_words(row.added_on, today)),
        (trc("field", "Birthday"), birthday_words(card.birthday) if card.birthday else ""),
        (tr("Tags"), ", ".join(row.tags)),
        (trc("field", "Note"), card.note),
        (tr("Introduced by"), card.introduced_by[1] if card.introduced_by else ""),
        *_own(workspace, card.row.id),
        (tr("Introduced"), ", ".join(name for _, name in card.introduced)),
    ]
    accounts = workspace.accounts.names()
    for identity in card.identities:
        facts.append((platform_word(identity.handle.platform), identity.handle.text))
        for tie in identity.ties:
            account = accounts.get(tie.account, "") if tie.account is not None else ""
            since = date_words(tie.since, today) if tie.since else ""
            words = (account, tie_word(tie.state), since, tie.remark)
            facts.append((tr("Account and remark"), " · ".join(word for word in words if word)))
    for address in card.addresses:
        text = address.text
        parts = (text.recipient, text.phone, text.region, text.detail, text.postcode)
        facts.append((tr("Address"), " ".join(part for part in parts if part)))
    for name, value in facts:
        if value.strip():
            yield f"<dt>{escape(name)}</dt><dd>{_lines(value)}</dd>"
    promises = workspace.promises.of(card.row.id, kept=True)
    if promises:
        yield f"</dl><h2>{escape(trc('person', 'Promised'))}</h2><dl>"
        for promise in promises:
            kept = tr("kept {day}", day=date_words(promise.kept_on, today)) if promise.kept_on else ""
            said = " · ".join(part for part in (promise.text, kept) if part)
            yield f"<dt>{escape(date_words(promise.due, today))}</dt><dd>{_lines(said)}</dd>"
    yield f"</dl><h2>{escape(tr('Timeline'))}</h2><dl>"


def _own(workspace: Workspace, contact: ContactId) -> Iterator[tuple[str, str]]:
    """What the seller's own fields say."""
    said = workspace.fields.values([contact]).get(contact, {})
    for field in workspace.fields.all():
        if field.id in said:
            yield field.name, {YES: tr("Yes"), NO: tr("No")}.get(said[field.id], said[field.id])


def _entry(workspace: Workspace, entry: Entry) -> str:
    currency, today = workspace.settings.shop().currency, workspace.clock.today()
    when = date_words(entry.day, today)
    return f"<dt>{escape(when)} · {escape(entry_title(entry))}</dt><dd>{_lines(entry_text(entry, currency))}</dd>"


def _lines(text: str) -> str:
    return "<br>".join(escape(line) for line in text.splitlines())
