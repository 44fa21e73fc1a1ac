"""Today: whom to write to, why, and with which words."""
