"""What a talk contains that could be kept: phones, addresses, promises, orders."""
