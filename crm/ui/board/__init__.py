"""The board: five columns along the path of trust, and cards that move from one to the next."""
