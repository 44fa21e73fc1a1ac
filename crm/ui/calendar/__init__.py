"""The page of what is coming: weeks and months, and moving what was planned."""
