"""The entry point: runs a command and makes sure that an error is a sentence, never a traceback."""

import sys
import traceback
from collections.abc import Sequence
from typing import NoReturn

from judgebox.cli.app import Invocation, app
from judgebox.cli.status import ExitStatus, sentence_of


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command that the arguments (those of the process by default) ask for, and exit."""
    invocation = Invocation()
    try:
        app(args=None if arguments is None else list(arguments), prog_name="judgebox", obj=invocation)
    except (Exception, KeyboardInterrupt, BaseExceptionGroup) as error:
        # The net of the command line. What is not foreseen is our fault, and said to be.
        if invocation.debug:
            traceback.print_exception(error)
        foreseen = sentence_of(error)
        status, sentence = foreseen or (ExitStatus.FAILED, _unforeseen(error))
        print(f"judgebox: {sentence}", file=sys.stderr)
        sys.exit(status)
    sys.exit(ExitStatus.OK)


def _unforeseen(error: BaseException) -> str:
    return (
        f"failed in a way that was not foreseen ({type(error).__name__}: {error}); "
        "please report this, with what `judgebox --debug COMMAND` prints"
    )
