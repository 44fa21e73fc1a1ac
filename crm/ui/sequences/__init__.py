"""Sequences: the page, the sheet to write one, and the sheet that begins one with friends."""
