"""What records of talks and files that were written leave behind: who is called what, which messages are known."""

STATEMENTS = (
    """ALTER TABLE "conversation" ADD COLUMN "marks" TEXT NOT NULL DEFAULT '[]'""",
    """CREATE TABLE "speaker" ("id" INTEGER NOT NULL PRIMARY KEY, "uuid" TEXT NOT NULL, "created" INTEGER NOT NULL, "updated" INTEGER NOT NULL, "updated_by" TEXT NOT NULL, "version" INTEGER NOT NULL, "deleted_at" INTEGER, "contact_id" INTEGER NOT NULL, "platform" TEXT NOT NULL, "name" TEXT NOT NULL, FOREIGN KEY ("contact_id") REFERENCES "contact" ("id"))""",
    """CREATE UNIQUE INDEX "speaker_uuid" ON "speaker" ("uuid")""",
    """CREATE INDEX "speaker_contact_id" ON "speaker" ("contact_id")""",
    """CREATE INDEX "speaker_by_name" ON "speaker" ("name", "platform")""",
    """CREATE TABLE "export_log" ("id" INTEGER NOT NULL PRIMARY KEY, "uuid" TEXT NOT NULL, "created" INTEGER NOT NULL, "updated" INTEGER NOT NULL, "updated_by" TEXT NOT NULL, "version" INTEGER NOT NULL, "deleted_at" INTEGER, "contact_id" INTEGER, "at" INTEGER NOT NULL, "what" TEXT NOT NULL, "format" TEXT NOT NULL, "count" INTEGER NOT NULL, "columns" TEXT NOT NULL, "masked" INTEGER NOT NULL, "file" TEXT NOT NULL, FOREIGN KEY ("contact_id") REFERENCES "contact" ("id"))""",
    """CREATE UNIQUE INDEX "export_log_uuid" ON "export_log" ("uuid")""",
    """CREATE INDEX "export_log_contact_id" ON "export_log" ("contact_id")""",
    # 1 as long as the full-text indexes may still hold words of whoever was erased
    """ALTER TABLE "erased" ADD COLUMN "words" INTEGER NOT NULL DEFAULT 0""",
    # steps are taken back in the order in which they ended
    """ALTER TABLE "undo_step" ADD COLUMN "ended" INTEGER""",
    """UPDATE "undo_step" SET "ended" = "id" WHERE "state" <> 'open'""",
    """UPDATE "undo_now" SET "serial" = max("serial", (SELECT coalesce(max("id"), 0) FROM "undo_step"))""",
    "DROP INDEX undo_step_state",
    """CREATE INDEX "step_by_end" ON "undo_step" ("state", "ended")""",
)


def up(migrator, db):
    for statement in STATEMENTS:
        db.execute_sql(statement)
