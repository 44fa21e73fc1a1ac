"""The page of orders and the sheets that go with it."""
