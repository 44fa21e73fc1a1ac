"""The file: tables, the one door for changes, undo records, derived columns, backups. Nothing above knows the driver."""
