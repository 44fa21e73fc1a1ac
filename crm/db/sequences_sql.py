"""For whom a sequence begins by itself, and what its due steps say, asked in this database's own dialect."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from peewee import SQL

Query = tuple[str, dict[str, Any] | tuple[Any, ...]]

COUNT = SQL("(SELECT count(*) FROM sequence_step p WHERE p.sequence_id = t1.sequence_id AND p.deleted_at IS NULL)")
"""How many steps the sequence of a run has."""

WORDS = """
SELECT r.contact_id, p.text FROM sequence_run r JOIN sequence s ON s.id = r.sequence_id
JOIN (SELECT sequence_id, text, row_number() OVER (PARTITION BY sequence_id ORDER BY days, id) - 1 AS place
  FROM sequence_step WHERE deleted_at IS NULL) p ON p.sequence_id = s.id AND p.place = r.taken
WHERE r.contact_id IN (SELECT value FROM json_each(?)) AND r.state = 'running' AND r.halted = '' AND r.due <= ?
  AND r.deleted_at IS NULL AND s.deleted_at IS NULL ORDER BY r.due, r.id"""

FREE = """c.standing = 'active' AND c.deleted_at IS NULL
  AND NOT EXISTS (SELECT 1 FROM sequence_run g WHERE g.contact_id = c.id AND g.state = 'running' AND g.halted = ''
    AND g.deleted_at IS NULL)
  AND (:tag IS NULL OR EXISTS (SELECT 1 FROM contact_tag l WHERE l.contact_id = c.id AND l.tag_id = :tag
    AND l.deleted_at IS NULL))"""
"""Whether nothing keeps friend `c` from beginning."""
NEVER = """NOT EXISTS (SELECT 1 FROM sequence_run e WHERE e.contact_id = c.id AND e.sequence_id = :sequence
  AND e.deleted_at IS NULL)"""
NOT_LATELY = """NOT EXISTS (SELECT 1 FROM sequence_run e WHERE e.contact_id = c.id AND e.sequence_id = :sequence
  AND e.started_on > :again AND e.deleted_at IS NULL)"""
ROOM = """LIMIT max(0, :limit - (SELECT count(*) FROM sequence_run d WHERE d.sequence_id = :sequence
  AND d.started_on = :today AND d.deleted_at IS NULL))"""


def words(contacts: Sequence[int], day: date) -> Query:
    """Rows (friend, words) of those among them with a step due by `day`."""
    return WORDS, (json.dumps(contacts), day.isoformat())


def standing(contacts: Sequence[int]) -> Query:
    """Rows (friend, standing) of those among them who are there."""
    return (
        "SELECT id, standing FROM contact WHERE id IN (SELECT value FROM json_each(?)) AND deleted_at IS NULL",
        (json.dumps(contacts),),
    )


@dataclass(frozen=True, slots=True)
class Beginning:
    """Which sequence, for friends with which tag; `since` is the first day that counts, `again` the last on which an
    earlier beginning is forgotten, `limit` how many may begin in a day.
    """

    sequence: int
    tag: int | None
    since: date
    again: date
    today: date
    limit: int

    def new_friends(self) -> Query:
        """Who was added since then."""
        return self._query(f"contact c WHERE c.added_on BETWEEN :since AND :today AND {NEVER}")

    def first_orders(self) -> Query:
        """Who ordered for the first time since then."""
        return self._query(
            "contact c WHERE c.orders_count = 1 AND c.id IN (SELECT o.contact_id FROM shop_order o"
            " WHERE o.at >= :since_ms AND o.deleted_at IS NULL AND o.cancelled_on IS NULL AND o.day >= :since)"
            f" AND {NEVER}",
            since_ms=_earliest(self.since),
        )

    def received(self) -> Query:
        """To whom something came since then, after they last began."""
        return self._query(
            "(SELECT o.contact_id, max(o.received_on) AS day FROM shop_order o"
            " WHERE o.received_on BETWEEN :since AND :today AND o.cancelled_on IS NULL AND o.deleted_at IS NULL"
            " GROUP BY o.contact_id) r JOIN contact c ON c.id = r.contact_id"
            " WHERE NOT EXISTS (SELECT 1 FROM sequence_run e WHERE e.contact_id = c.id"
            " AND e.sequence_id = :sequence AND e.started_on >= r.day AND e.deleted_at IS NULL)"
        )

    def quiet(self, until: date) -> Query:
        """Who talked or bought once, and was quiet since `until`."""
        return self._query(
            f"contact c WHERE c.quiet_since <= :until AND c.last_contact_at IS NOT NULL AND {NOT_LATELY}",
            until=until.isoformat(),
        )

    def of_stages(self, stages: Iterable[str]) -> Query:
        """Who is in one of these stages."""
        chosen = ", ".join(f"'{stage}'" for stage in stages)
        return self._query(f"contact c WHERE c.stage IN ({chosen}) AND {NOT_LATELY}")

    def _query(self, who: str, **more: Any) -> Query:
        return (
            f"SELECT c.id FROM {who} AND {FREE} ORDER BY c.spent DESC, c.id {ROOM}",
            {
                "sequence": self.sequence,
                "tag": self.tag,
                "since": self.since.isoformat(),
                "again": self.again.isoformat(),
                "today": self.today.isoformat(),
                "limit": self.limit,
                **more,
            },
        )


def _earliest(day: date) -> int:
    """A moment before which it is `day` nowhere, in milliseconds."""
    return (day.toordinal() - date(1970, 1, 1).toordinal() - 1) * 86_400_000
