"""The file: tables, the one door for changes, undo records, derived columns, backups."""
