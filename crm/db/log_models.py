"""The tables of the log that undo reads; see `crm.db.log`."""

from peewee import AutoField, BooleanField, ForeignKeyField, IntegerField, Model, TextField

from crm.db.row import MomentField


class UndoStep(Model):
    """One action of the seller's, as Ctrl+Z counts them; `ended` is its place among those that have ended."""

    id = AutoField()
    verb = TextField()
    contact = IntegerField(null=True)
    detail = TextField(default="")
    count = IntegerField(default=1)
    topics = IntegerField()
    at = MomentField()
    state = TextField()
    ended = IntegerField(null=True)

    class Meta:
        legacy_table_names = False


class UndoChange(Model):
    """One row's values before and after a step (JSON by column; before is empty for a new row)."""

    id = AutoField()
    step = ForeignKeyField(UndoStep, backref="changes")
    table_name = TextField()
    row = IntegerField()
    contact = IntegerField(null=True, index=True)
    before = TextField(null=True)
    after = TextField(null=True)

    class Meta:
        legacy_table_names = False


class UndoRange(Model):
    """Rows that a long step made (or put into the bin) in one stretch of numbers, without an image of each."""

    id = AutoField()
    step = ForeignKeyField(UndoStep, backref="ranges")
    table_name = TextField()
    first = IntegerField()
    last = IntegerField()
    binned = BooleanField(default=False)
    stamp = MomentField(null=True)

    class Meta:
        legacy_table_names = False


UndoStep.add_index(UndoStep.index(UndoStep.state, UndoStep.ended, name="step_by_end"))
LOG_TABLES: tuple[type[Model], ...] = (UndoStep, UndoChange, UndoRange)
