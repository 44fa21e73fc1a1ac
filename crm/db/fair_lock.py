"""A lock that serves in the order of asking."""

import threading
from collections import deque


class FairLock:
    """A lock that serves in the order of asking, so that the hand at the window waits for one batch of a job at most.

    The thread that holds it may take it again.
    """

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._queue: deque[threading.Event] = deque()
        self._owner: int | None = None
        self._depth = 0

    @property
    def mine(self) -> bool:
        """Whether this thread holds it."""
        return self._owner == threading.get_ident()

    def __enter__(self) -> None:
        if self.mine:
            self._depth += 1
            return
        with self._guard:
            free = self._owner is None and not self._queue
            turn = threading.Event()
            if free:
                self._owner = threading.get_ident()
            else:
                self._queue.append(turn)
        if not free:
            turn.wait()
            self._owner = threading.get_ident()
        self._depth = 1

    def __exit__(self, *_: object) -> None:
        self._depth -= 1
        if self._depth:
            return
        with self._guard:
            self._owner = None
            if self._queue:
                self._owner = -1  # promised to the next in line, so that nobody slips in
                self._queue.popleft().set()

    def give_way(self) -> None:
        """Let everybody who waits go first. Only for whoever holds it once."""
        assert self._depth == 1
        self.__exit__()
        self.__enter__()
