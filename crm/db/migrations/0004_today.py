"""What Today asks: the rhythm that counts, messages without an answer, occasions, and why somebody was written to."""

IN_TOUCH = """"standing" = 'active' AND "deleted_at" IS NULL"""
STATEMENTS = (
    """ALTER TABLE "contact" ADD COLUMN "rhythm_days" INTEGER""",
    """ALTER TABLE "contact" ADD COLUMN "unanswered" INTEGER NOT NULL DEFAULT 0""",
    """ALTER TABLE "contact" ADD COLUMN "selling" INTEGER NOT NULL DEFAULT 0""",
    """ALTER TABLE "tag" ADD COLUMN "cadence_days" INTEGER""",
    """ALTER TABLE "rest" ADD COLUMN "why" TEXT NOT NULL DEFAULT ''""",
    """CREATE TABLE "occasion" ("contact_id" INTEGER NOT NULL, "kind" TEXT NOT NULL, "first" TEXT NOT NULL, "last" TEXT NOT NULL, "number" INTEGER NOT NULL, "count" INTEGER NOT NULL, "text" TEXT NOT NULL, PRIMARY KEY ("contact_id", "kind")) WITHOUT ROWID""",
    """CREATE INDEX "occasion_by_day" ON "occasion" ("kind", "first", "contact_id", "last")""",
    """CREATE INDEX "value_by_month_day" ON "field_value" ("field_id", substr("value", 6))""",
    """CREATE INDEX "order_owing" ON "shop_order" ("contact_id", "day") WHERE "owed" > 0""",
    "DROP INDEX today_cadence",
    "DROP INDEX today_own_cadence",
    "DROP INDEX today_owing",
    """UPDATE "contact" SET "rhythm_days" = "cadence_days\"""",
    f"""CREATE INDEX "today_cadence" ON "contact" ("stage", "quiet_since") WHERE "rhythm_days" IS NULL AND "next_on" IS NULL AND "unanswered" < 3 AND {IN_TOUCH}""",
    f"""CREATE INDEX "today_own_cadence" ON "contact" ("rhythm_days", "quiet_since") WHERE "rhythm_days" IS NOT NULL AND "next_on" IS NULL AND "unanswered" < 3 AND {IN_TOUCH}""",
    f"""CREATE INDEX "today_owing" ON "contact" ("stage", "quiet_since", "rhythm_days", "next_on", "unanswered") WHERE "owed" > 0 AND {IN_TOUCH}""",
)


def up(migrator, db):
    for statement in STATEMENTS:
        db.execute_sql(statement)
