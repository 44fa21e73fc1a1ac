"""How long work reports and is called off: a plain function and one exception."""

from collections.abc import Callable

Progress = Callable[[int, int], None]
"""Called as `progress(done, total)`, total 0 when unknown; it raises `Cancelled` to call the work off."""


class Cancelled(Exception):  # noqa: N818 - not an error: the seller asked for it
    """The seller called the work off; whoever was working leaves nothing half-done."""


def unheard(done: int, total: int) -> None:
    """Nobody is listening."""
