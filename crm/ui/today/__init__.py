"""Today: the home page, where the day's friends are worked off by keyboard."""
