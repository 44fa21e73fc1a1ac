"""The window: everything Qt lives in this package, and nothing of Qt lives outside it."""
