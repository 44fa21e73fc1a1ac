"""Small widgets that know nothing of friends or orders: they show what they are given."""
