"""Where the program begins and ends: signals, exit codes, and one line instead of a traceback.

The questionnaire without options starts from here, past the command line and the library behind it: its first
screen is to be there at once.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from types import FrameType
from typing import NoReturn

from advisor.errors import AdvisorError, ExitCode


class Terminated(BaseException):
    """The process was asked to end; raised so that workers are ended and measurements kept."""


def main() -> NoReturn:
    """Runs the program and ends the process with its exit code."""
    signal.signal(signal.SIGTERM, _terminate)
    bare = len(sys.argv) == 1 and sys.stdin.isatty() and sys.stdout.isatty()
    sys.exit(_guarded(_questionnaire if bare else _command_line))


def _questionnaire() -> int:
    from advisor.paths import user_data_folder
    from advisor.tui.start import run

    return run(user_data_folder())


def _command_line() -> int:
    import click

    from advisor.cli import cli

    try:
        return int(cli.main(prog_name="advisor", standalone_mode=False) or 0)
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.ClickException as error:
        error.show()
        return ExitCode.USAGE
    except click.Abort:
        raise KeyboardInterrupt from None


def _guarded(run: Callable[[], int]) -> int:
    from advisor.diagnostics import note, show_fault, show_mistake

    try:
        return run()
    except AdvisorError as error:
        show_mistake(error)
        return error.exit_code
    except KeyboardInterrupt:
        note("interrupted; what was measured is kept")
        return ExitCode.INTERRUPTED
    except Terminated:
        note("terminated; what was measured is kept")
        return ExitCode.TERMINATED
    except BrokenPipeError:
        # The reader has seen enough; Python must not complain when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitCode.DONE
    except Exception as error:  # noqa: BLE001 - the last resort: one line instead of a traceback
        show_fault(error)
        return ExitCode.FAULT


def _terminate(_number: int, _frame: FrameType | None) -> NoReturn:
    raise Terminated
