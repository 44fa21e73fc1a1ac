"""The page of suppliers."""
