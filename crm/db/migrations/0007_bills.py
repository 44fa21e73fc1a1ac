"""Bills and figures: by what a payment of a bill is known again, and a month's gifts, refunds and friends are summed."""

STATEMENTS = (
    """CREATE INDEX "line_gift" ON "order_line" ("order_id", "quantity", "unit_cost") WHERE "gift" AND "deleted_at" IS NULL""",
    """CREATE INDEX "payment_back" ON "payment" ("order_id", "amount") WHERE "amount" < 0 AND "deleted_at" IS NULL""",
    """CREATE INDEX "order_by_friend" ON "shop_order" ("contact_id", "day", "paid") WHERE "cancelled_on" IS NULL AND "deleted_at" IS NULL""",
    """CREATE INDEX "payment_by_receipt" ON "payment" ("receipt") WHERE "receipt" <> ''""",
)


def up(migrator, db):
    for statement in STATEMENTS:
        db.execute_sql(statement)
