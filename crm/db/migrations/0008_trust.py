"""Trust: how strong the tie with a friend is, what speaks for their next stage, and until when the seller said no."""

ROWS = """"contact_id" INTEGER NOT NULL PRIMARY KEY, "reactions" INTEGER NOT NULL, "reacted_on" TEXT, "span_1" INTEGER NOT NULL, "span_2" INTEGER NOT NULL, "span_3" INTEGER NOT NULL, "span_4" INTEGER NOT NULL, "span_5" INTEGER NOT NULL, "talked_on" TEXT, "paid" INTEGER NOT NULL, "bought_on" TEXT, "introduced" INTEGER NOT NULL, "praised" INTEGER NOT NULL"""
STATEMENTS = (
    """ALTER TABLE "contact" ADD COLUMN "bond_level" REAL""",
    """ALTER TABLE "contact" ADD COLUMN "bond_drift" REAL""",
    """ALTER TABLE "contact" ADD COLUMN "interest_on" TEXT""",
    """ALTER TABLE "contact" ADD COLUMN "counted_for" INTEGER""",
    """ALTER TABLE "contact" ADD COLUMN "counted_on" TEXT""",
    """CREATE INDEX "contact_by_bond" ON "contact" ("bond_level", "id", "deleted_at") WHERE ("deleted_at" IS NULL)""",
    """CREATE INDEX "contact_by_interest" ON "contact" ("interest_on", "bond_level", "id") WHERE "interest_on" IS NOT NULL AND "deleted_at" IS NULL""",
    f"""CREATE TABLE "stage_evidence" ({ROWS}) WITHOUT ROWID""",
    # what was suggested until now follows from the rows themselves from now on; what was declined rests
    """ALTER TABLE "suggestion" ADD COLUMN "until" TEXT""",
    """UPDATE "suggestion" SET "until" = date("updated" / 1000, 'unixepoch', '+90 days') WHERE "state" = 'declined'""",
    """UPDATE "suggestion" SET "deleted_at" = "updated" WHERE "state" = 'open' AND "deleted_at" IS NULL""",
)


def up(migrator, db):
    for statement in STATEMENTS:
        db.execute_sql(statement)
