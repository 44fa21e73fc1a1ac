"""The command line's words, answered by the process that owns the folder."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from crm.ui.jobs import Jobs
from crm.workspace import Workspace


def answer(
    jobs: Jobs, workspace: Workspace, words: list[str], cwd: Path, reply: Callable[[dict[str, Any]], None]
) -> None:
    """Do what the words say beside the window, and give back what the command line would have printed."""
    from crm import cli  # the window has no command line of its own until it is asked for one

    jobs.run(
        lambda progress: cli.answered(words, workspace, cwd, progress),
        done=lambda said: reply({"code": said.code, "out": said.out, "err": said.err}),
        failed=lambda error: reply({"code": 1, "out": "", "err": type(error).__name__}),
    )
