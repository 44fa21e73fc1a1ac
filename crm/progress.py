"""How long work tells how far it is, and how it is told to stop."""

from collections.abc import Callable

Progress = Callable[[int, int], None]
"""`progress(done, total)`; total 0 means unknown. Raises `Cancelled` when the work should stop."""


class Cancelled(Exception):  # noqa: N818 - a person's choice, not an error
    """The person asked to stop; the batch at hand is taken back."""
