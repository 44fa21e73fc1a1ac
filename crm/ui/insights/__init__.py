"""The page of figures: what was earned, the long run, and the bill at month's end."""
