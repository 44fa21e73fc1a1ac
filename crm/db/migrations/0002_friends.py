"""What a seller knows and says beyond the first form: own fields, former names, photos, smart lists, phrases, promises."""

STATEMENTS = (
    """CREATE TABLE "custom_field" ("id" INTEGER NOT NULL PRIMARY KEY, "uuid" TEXT NOT NULL, "created" INTEGER NOT NULL, "updated" INTEGER NOT NULL, "updated_by" TEXT NOT NULL, "version" INTEGER NOT NULL, "deleted_at" INTEGER, "name" TEXT NOT NULL, "kind" TEXT NOT NULL, "choices" TEXT NOT NULL, "position" INTEGER NOT NULL)""",
    """CREATE UNIQUE INDEX "custom_field_uuid" ON "custom_field" ("uuid")""",
    """CREATE TABLE "field_value" ("id" INTEGER NOT NULL PRIMARY KEY, "uuid" TEXT NOT NULL, "created" INTEGER NOT NULL, "updated" INTEGER NOT NULL, "updated_by" TEXT NOT NULL, "version" INTEGER NOT NULL, "deleted_at" INTEGER, "contact_id" INTEGER NOT NULL, "field_id" INTEGER NOT NULL, "value" TEXT NOT NULL, FOREIGN KEY ("contact_id") REFERENCES "contact" ("id"), FOREIGN KEY ("field_id") REFERENCES "custom_field" ("id"))""",
    """CREATE UNIQUE INDEX "field_value_uuid" ON "field_value" ("uuid")""",
    """CREATE INDEX "field_value_contact_id" ON "field_value" ("contact_id")""",
    """CREATE INDEX "field_value_field_id" ON "field_value" ("field_id")""",
    """CREATE INDEX "value_by_field" ON "field_value" ("field_id", "value", "contact_id")""",
    """CREATE TABLE "former_name" ("id" INTEGER NOT NULL PRIMARY KEY, "uuid" TEXT NOT NULL, "created" INTEGER NOT NULL, "updated" INTEGER NOT NULL, "updated_by" TEXT NOT NULL, "version" INTEGER NOT NULL, "deleted_at" INTEGER, "contact_id" INTEGER NOT NULL, "tie_id" INTEGER, "text" TEXT NOT NULL, "day" DATE NOT NULL, FOREIGN KEY ("contact_id") REFERENCES "contact" ("id"), FOREIGN KEY ("tie_id") REFERENCES "tie" ("id"))""",
    """CREATE UNIQUE INDEX "former_name_uuid" ON "former_name" ("uuid")""",
    """CREATE INDEX "former_name_contact_id" ON "former_name" ("contact_id")""",
    """CREATE TABLE "photo" ("id" INTEGER NOT NULL PRIMARY KEY, "uuid" TEXT NOT NULL, "created" INTEGER NOT NULL, "updated" INTEGER NOT NULL, "updated_by" TEXT NOT NULL, "version" INTEGER NOT NULL, "deleted_at" INTEGER, "contact_id" INTEGER NOT NULL, "data" TEXT NOT NULL, FOREIGN KEY ("contact_id") REFERENCES "contact" ("id"))""",
    """CREATE UNIQUE INDEX "photo_uuid" ON "photo" ("uuid")""",
    """CREATE INDEX "photo_contact_id" ON "photo" ("contact_id")""",
    """CREATE TABLE "not_same" ("id" INTEGER NOT NULL PRIMARY KEY, "uuid" TEXT NOT NULL, "created" INTEGER NOT NULL, "updated" INTEGER NOT NULL, "updated_by" TEXT NOT NULL, "version" INTEGER NOT NULL, "deleted_at" INTEGER, "contact_id" INTEGER NOT NULL, "other_id" INTEGER NOT NULL, FOREIGN KEY ("contact_id") REFERENCES "contact" ("id"), FOREIGN KEY ("other_id") REFERENCES "contact" ("id"))""",
    """CREATE UNIQUE INDEX "not_same_uuid" ON "not_same" ("uuid")""",
    """CREATE INDEX "not_same_other_id" ON "not_same" ("other_id")""",
    """CREATE UNIQUE INDEX "not_same_once" ON "not_same" ("contact_id", "other_id") WHERE ("deleted_at" IS NULL)""",
    """CREATE TABLE "smart_list" ("id" INTEGER NOT NULL PRIMARY KEY, "uuid" TEXT NOT NULL, "created" INTEGER NOT NULL, "updated" INTEGER NOT NULL, "updated_by" TEXT NOT NULL, "version" INTEGER NOT NULL, "deleted_at" INTEGER, "name" TEXT NOT NULL, "query" TEXT NOT NULL, "sort" TEXT NOT NULL, "descending" INTEGER NOT NULL, "position" INTEGER NOT NULL)""",
    """CREATE UNIQUE INDEX "smart_list_uuid" ON "smart_list" ("uuid")""",
    """CREATE TABLE "phrase" ("id" INTEGER NOT NULL PRIMARY KEY, "uuid" TEXT NOT NULL, "created" INTEGER NOT NULL, "updated" INTEGER NOT NULL, "updated_by" TEXT NOT NULL, "version" INTEGER NOT NULL, "deleted_at" INTEGER, "name" TEXT NOT NULL, "name_key" TEXT NOT NULL, "heading" TEXT NOT NULL, "text" TEXT NOT NULL, "uses" INTEGER NOT NULL, "position" INTEGER NOT NULL)""",
    """CREATE UNIQUE INDEX "phrase_uuid" ON "phrase" ("uuid")""",
    """ALTER TABLE "contact" ADD COLUMN "merged_into_id" INTEGER REFERENCES "contact" ("id")""",
    """CREATE INDEX "contact_merged" ON "contact" ("merged_into_id") WHERE "merged_into_id" IS NOT NULL""",
    """ALTER TABLE "contact" ADD COLUMN "binned" INTEGER NOT NULL DEFAULT 0""",
    # who was deleted lately lies in the bin, and its step takes them out of it and puts them back
    """UPDATE "undo_change" SET "before" = "before" || 'binned=0 ', "after" = "after" || 'binned=1 '
      WHERE "table_name" = 'contact' AND "before" IS NOT NULL AND ' ' || "after" LIKE '% deleted_at=_%' AND "after" NOT LIKE '%deleted_at=NULL %'
      AND "step_id" IN (SELECT "id" FROM "undo_step" WHERE "verb" = 'delete_contact')""",
    """UPDATE "contact" SET "binned" = 1 WHERE "deleted_at" > (strftime('%s', 'now') - 30 * 86400) * 1000
      AND "id" IN (SELECT c."row" FROM "undo_change" c JOIN "undo_step" s ON s."id" = c."step_id"
        WHERE c."table_name" = 'contact' AND s."verb" = 'delete_contact' AND s."state" = 'done')""",
    """CREATE INDEX "contact_binned" ON "contact" ("deleted_at") WHERE ("binned" = 1)""",
    """ALTER TABLE "contact" ADD COLUMN "channels" INTEGER NOT NULL DEFAULT 0""",
    """UPDATE "contact" SET "channels" = (SELECT count(DISTINCT platform) FROM "identity" WHERE contact_id = "contact"."id" AND deleted_at IS NULL)""",
    """ALTER TABLE "contact" ADD COLUMN "first_handle" TEXT NOT NULL DEFAULT ''""",
    """ALTER TABLE "contact" ADD COLUMN "first_tag" TEXT NOT NULL DEFAULT ''""",
    """ALTER TABLE "contact" ADD COLUMN "first_account" INTEGER""",
    """UPDATE "contact" SET
      "first_handle" = coalesce((SELECT handle_key FROM identity WHERE contact_id = contact.id AND deleted_at IS NULL AND handle_key <> '' ORDER BY id LIMIT 1), ''),
      "first_tag" = coalesce((SELECT t.name_key FROM contact_tag l JOIN tag t ON t.id = l.tag_id WHERE l.contact_id = contact.id AND l.deleted_at IS NULL AND t.deleted_at IS NULL ORDER BY l.id LIMIT 1), ''),
      "first_account" = (SELECT a.position FROM tie JOIN account a ON a.id = tie.account_id WHERE tie.contact_id = contact.id AND tie.deleted_at IS NULL AND a.deleted_at IS NULL ORDER BY tie.id LIMIT 1)""",
    """CREATE INDEX "contact_by_birthday" ON "contact" ("birthday_key", "id") WHERE "birthday_key" IS NOT NULL AND "deleted_at" IS NULL""",
    """ALTER TABLE "follow_up" ADD COLUMN "kind" TEXT NOT NULL DEFAULT 'plan'""",
    """DROP INDEX order_line_product_id""",
    """CREATE INDEX "line_by_product" ON "order_line" ("product_id", "order_id", "contact_id") WHERE ("deleted_at" IS NULL)""",
    """CREATE INDEX "line_by_contact" ON "order_line" ("contact_id")""",
    """CREATE INDEX "payment_by_contact" ON "payment" ("contact_id")""",
    """CREATE INDEX "order_cancelled" ON "shop_order" ("id") WHERE "cancelled_on" IS NOT NULL""",
    """CREATE TABLE "talk_stale" ("id" INTEGER NOT NULL PRIMARY KEY, "before" TEXT)""",
    """CREATE VIRTUAL TABLE "talk_fts" USING fts5(
    t, content='', columnsize=0, prefix='1', tokenize='unicode61')""",
    """CREATE INDEX "order_by_parcel" ON "shop_order" ("tracking", "number")""",
    """CREATE INDEX "order_by_tail" ON "shop_order" (substr("tracking", -4)) WHERE "tracking" <> ''""",
    """CREATE TABLE "erased" ("uuid" TEXT NOT NULL PRIMARY KEY, "at" INTEGER NOT NULL) WITHOUT ROWID""",
)


def up(migrator, db):
    for statement in STATEMENTS:
        db.execute_sql(statement)
