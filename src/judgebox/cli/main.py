"""The entry point: runs a command and makes sure that an error is a sentence, never a traceback."""

import os
import sys
import traceback
from collections.abc import Sequence
from typing import NoReturn

from judgebox.cli.app import Invocation, app
from judgebox.cli.status import ExitStatus, OutputClosedError, sentence_of
from judgebox.cli.termination import terminated_in_order


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command that the arguments (those of the process by default) ask for, and exit."""
    open_closed_streams()
    invocation = Invocation()
    try:
        with terminated_in_order():
            app(args=None if arguments is None else list(arguments), prog_name="judgebox", obj=invocation)
    except OutputClosedError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what is left goes nowhere when the interpreter ends
        sys.exit(ExitStatus.OUTPUT_CLOSED)
    except (Exception, KeyboardInterrupt, BaseExceptionGroup) as error:
        # The net of the command line. What is not foreseen is our fault, and said to be.
        if invocation.debug:
            traceback.print_exception(error)
        foreseen = sentence_of(error)
        status, sentence = foreseen or (ExitStatus.FAILED, _unforeseen(error))
        print(f"judgebox: {sentence}", file=sys.stderr)
        sys.exit(status)
    sys.exit(ExitStatus.OK)


def open_closed_streams() -> None:
    """Put /dev/null where the caller left us without input, output or error stream.

    Else the next file or socket that we open would be taken for it, and Python has None for the stream.
    """
    for number, name, mode in ((0, "stdin", "r"), (1, "stdout", "w"), (2, "stderr", "w")):
        if getattr(sys, name) is None:
            os.dup2(os.open(os.devnull, os.O_RDWR), number)
            setattr(sys, name, open(number, mode, closefd=False))  # noqa: SIM115


def _unforeseen(error: BaseException) -> str:
    return (
        f"failed in a way that was not foreseen ({type(error).__name__}: {error}); "
        "please report this, with what `judgebox --debug COMMAND` prints"
    )
