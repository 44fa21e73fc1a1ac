"""Sequences: steps to take with a friend one after the other, and who is in which."""

ROW = """"id" INTEGER NOT NULL PRIMARY KEY, "uuid" TEXT NOT NULL, "created" INTEGER NOT NULL, "updated" INTEGER NOT NULL, "updated_by" TEXT NOT NULL, "version" INTEGER NOT NULL, "deleted_at" INTEGER"""
STATEMENTS = (
    f"""CREATE TABLE "sequence" ({ROW}, "name" TEXT NOT NULL, "starts" TEXT NOT NULL, "after_days" INTEGER NOT NULL, "since" TEXT, "tag_id" INTEGER, "until_answer" INTEGER NOT NULL, "until_order" INTEGER NOT NULL, "position" INTEGER NOT NULL, FOREIGN KEY ("tag_id") REFERENCES "tag" ("id"))""",
    """CREATE UNIQUE INDEX "sequence_uuid" ON "sequence" ("uuid")""",
    f"""CREATE TABLE "sequence_step" ({ROW}, "sequence_id" INTEGER NOT NULL, "days" INTEGER NOT NULL, "text" TEXT NOT NULL, FOREIGN KEY ("sequence_id") REFERENCES "sequence" ("id"))""",
    """CREATE UNIQUE INDEX "sequence_step_uuid" ON "sequence_step" ("uuid")""",
    """CREATE INDEX "sequence_step_sequence_id" ON "sequence_step" ("sequence_id")""",
    f"""CREATE TABLE "sequence_run" ({ROW}, "contact_id" INTEGER NOT NULL, "sequence_id" INTEGER NOT NULL, "started_at" INTEGER NOT NULL, "started_on" TEXT NOT NULL, "taken" INTEGER NOT NULL, "due" TEXT, "state" TEXT NOT NULL, "why" TEXT NOT NULL, "halted" TEXT NOT NULL, FOREIGN KEY ("contact_id") REFERENCES "contact" ("id"), FOREIGN KEY ("sequence_id") REFERENCES "sequence" ("id"))""",
    """CREATE UNIQUE INDEX "sequence_run_uuid" ON "sequence_run" ("uuid")""",
    """CREATE INDEX "sequence_run_contact_id" ON "sequence_run" ("contact_id")""",
    """CREATE INDEX "run_by_sequence" ON "sequence_run" ("sequence_id", "state", "due")""",
    """CREATE INDEX "order_received" ON "shop_order" ("received_on") WHERE "received_on" IS NOT NULL""",
)


def up(migrator, db):
    for statement in STATEMENTS:
        db.execute_sql(statement)
