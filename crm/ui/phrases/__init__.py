"""Phrases: the page, the sheet to write one, and the picker on the card."""
