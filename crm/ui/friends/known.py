"""Everything the card shows of a friend beside the timeline, read in one go."""

from dataclasses import dataclass

from crm.after_sales import CaseRow
from crm.bonds import Bond
from crm.contacts import Card
from crm.conversations import Words
from crm.custom_fields import FieldRow
from crm.ids import ContactId, FieldId
from crm.money import Currency
from crm.photos import PhotoRow
from crm.prices import TierRow
from crm.promises import PromiseRow
from crm.sequences import RunRow
from crm.stages import StageMove
from crm.suggestions import SuggestionRow
from crm.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Known:
    """A friend's card, and what the seller's other nouns know of them. `words` are the last ones exchanged."""

    card: Card
    currency: Currency
    cadence_days: int
    words: Words | None
    promises: tuple[PromiseRow, ...]
    run: RunRow | None
    cases: tuple[CaseRow, ...]
    moves: tuple[StageMove, ...]
    fields: list[FieldRow]
    values: dict[FieldId, str]
    photo: PhotoRow | None
    bond: Bond
    suggestion: SuggestionRow | None
    tiers: list[TierRow]
    tier: TierRow | None


def read_known(shop: Workspace, contact: ContactId) -> Known:
    """Read a friend. Raises `MissingError`, `BusyError`."""
    card = shop.contacts.card(contact)
    settings = shop.settings.shop()
    return Known(
        card=card,
        currency=settings.currency,
        cadence_days=card.cadence_days or settings.cadences[card.row.stage],
        words=shop.conversations.last_words([contact]).get(contact),
        promises=tuple(shop.promises.of(contact)),
        run=shop.sequences.of(contact),
        cases=tuple(case for case in shop.after_sales.of(contact) if case.is_open),
        moves=tuple(shop.stages.history(contact)),
        fields=(fields := shop.fields.all()),
        values=shop.fields.values([contact]).get(contact, {}) if fields else {},
        photo=shop.photos.of(contact),
        bond=shop.bonds.of(contact),
        suggestion=shop.suggestions.of(contact),
        tiers=(tiers := shop.prices.tiers()),
        tier=shop.prices.tier_of(contact) if tiers else None,
    )
