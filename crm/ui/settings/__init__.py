"""Settings: how Shuke looks and speaks here, and how the shop works."""
