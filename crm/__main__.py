"""The start: a verb goes to the command line, everything else opens the window."""

import gc
import multiprocessing
import sys
from collections.abc import Sequence

READ_ONE_FILE = "--read-one-file"
"""What `crm.transfer.child` calls the packed program with."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program. Returns its exit code: 0 done, 1 could not, 2 wrong usage."""
    multiprocessing.freeze_support()
    words = list(sys.argv[1:] if argv is None else argv)
    if words[:1] == [READ_ONE_FILE]:  # the packed program, which has no interpreter to call, as the reader of a file
        from crm.transfer import child

        return child.main()
    from crm import cli

    try:
        asked = cli.parse(words)
        if asked.verb is None:
            gc.disable()  # a start makes much and throws nothing away; `crm.ui.app` looks after it from there
            from crm.ui.app import run

            return run(asked.data, demo=asked.demo, smoke=asked.smoke, stay=asked.stay, hidden=asked.hidden)
        return cli.command(asked, words)
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        sys.stderr.close()  # whoever read our answer has seen enough
        return 1


if __name__ == "__main__":
    sys.exit(main())
