"""Gathering very many objects without the garbage collector looking all of them through again and again."""

import gc
from collections.abc import Iterator, MutableSequence
from contextlib import contextmanager
from typing import Any


@contextmanager
def gathering() -> Iterator[None]:
    """While the block lasts nothing is collected, and what was made in it is not looked at later either.

    A plan for 200,000 friends is millions of objects. One look through them takes most of a second, in which the window
    stands still, and finds nothing: they do not refer to each other in circles, so they go when the plan goes.
    """
    gc.unfreeze()  # what was gathered before belongs to a plan that is gone, or soon will be
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


LOT = 500
"""Things that are thrown away before others have their turn."""


def let_go(*some: dict[Any, Any] | set[Any] | MutableSequence[Any]) -> None:
    """Empty what holds very many things, a few at a time: were they thrown away at once, everybody else would wait."""
    for one in some:
        if isinstance(one, MutableSequence):
            while one:
                del one[-LOT:]
        elif isinstance(one, set):
            while one:
                one.pop()
        else:
            while one:
                one.popitem()
