"""The result as text, and the files it is written to."""

from __future__ import annotations

from pathlib import Path

from advisor.diagnostics import visible
from advisor.errors import AdvisorError
from advisor.interview.desk import Desk
from advisor.interview.entry import number_in
from advisor.interview.export import EXPORTS, ExportKind, file_name, rendered
from advisor.interview.spoken import without_frames
from advisor.output import check_writable
from advisor.plain.voice import Voice
from advisor.report.model import Report

_LONGEST_REASON = 200


def tell_result(desk: Desk, voice: Voice) -> None:
    """Tells the verdict on the answers, once the measuring is done or given up, and writes it to files.

    Raises:
        EndError: The user leaves.
    """
    _wait_for_measuring(desk, voice)
    report = desk.report()
    voice.say(without_frames(rendered("text", desk.needs, report)))
    kinds = tuple(EXPORTS)
    for number, kind in enumerate(kinds, 1):
        voice.say(f"{number}. {EXPORTS[kind][0]}")
    while typed := voice.line("Write one to a file? Number, or enter for none: "):
        chosen = number_in(typed, len(kinds))
        if chosen is None:
            voice.say(f"There is no such number; 1 to {len(kinds)} are possible")
        else:
            _write(desk, voice, kinds[chosen - 1], report)


def _wait_for_measuring(desk: Desk, voice: Voice) -> None:
    measuring = desk.measuring
    if measuring.standing.status in ("idle", "done"):
        return
    left = measuring.standing.left_s
    about = f", about {left:.0f} s more" if left is not None else ""
    voice.say(f"Both frameworks are still being measured{about}.")
    if voice.line("Enter waits for them, n goes on without: ").casefold() == "n":
        measuring.stop()
    measuring.wait()


def _write(desk: Desk, voice: Voice, kind: ExportKind, report: Report) -> None:
    own = file_name(desk.needs.project, kind)
    typed = voice.line(f"File [{own}]: ") or own
    try:
        path = Path(typed).expanduser()
        check_writable(path)
        if path.exists():
            answer = voice.line(f"{visible(str(path))} exists; replace it? y or n: ")
            if answer.casefold() not in ("y", "yes"):
                return
        not_kept = desk.export(kind, desk.needs, report, path)
    except AdvisorError as error:
        voice.tell(error)
    except (OSError, ValueError, RuntimeError) as error:  # a name that no file can have
        why = (error.strerror if isinstance(error, OSError) else None) or str(error)
        voice.say(f"error: no file can be called so: {visible(why[:_LONGEST_REASON])}")
    else:
        voice.say(f"Written: {visible(str(path))}")
        if not_kept:
            voice.say(f"warning: {visible(not_kept)}")
        if kind == "needs":
            voice.say(f"To repeat it: {visible(desk.command(file=path))}")
