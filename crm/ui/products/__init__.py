"""The page of products."""
