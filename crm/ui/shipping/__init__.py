"""The page of parcels: what to ship, the numbers back, and telling the buyers."""
