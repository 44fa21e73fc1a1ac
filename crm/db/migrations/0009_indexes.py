"""Indexes on days: what a day brought is found by the day."""

STATEMENTS = (
    """CREATE INDEX "conversation_by_moment" ON "conversation" ("at", "contact_id") WHERE ("deleted_at" IS NULL)""",
    """CREATE INDEX "payment_by_day" ON "payment" ("day") WHERE ("deleted_at" IS NULL)""",
    """CREATE INDEX "stage_change_by_day" ON "stage_change" ("day") WHERE ("deleted_at" IS NULL)""",
    """CREATE INDEX "follow_up_closed" ON "follow_up" ("closed_on") WHERE ("closed_on" IS NOT NULL AND "deleted_at" IS NULL)""",
)


def up(migrator, db):
    for statement in STATEMENTS:
        db.execute_sql(statement)
