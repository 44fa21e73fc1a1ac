"""The sheet that looks back on the day."""
