"""Friends in the window: the list, the card, and the sheets that add and change."""
