"""`advisor team`: a decision that several people make, from files or live."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from advisor.errors import AdvisorError, ExitCode
from advisor.output import check_writable, deliver
from advisor.serve_cli import place_to_serve, serving_options

if TYPE_CHECKING:
    from advisor.evidence.records import ProbesFile
    from advisor.report.forms import Form
    from advisor.report.model import Report
    from advisor.team.records import Revealed, SessionEntry
    from advisor.team.sessions import Sessions

_PATH = click.Path(path_type=Path)
_LONGEST_NAME = 60


@click.group()
def team() -> None:
    """Decide with several people: each answers privately, then all see where they differ.

    \b
    Examples:
      advisor team host --project "Shelf scanner" --member Ana --member Ben
      advisor team join --name Ana
      advisor team list
      advisor team export 20261125 -o decision
      advisor team merge ana.yaml ben.yaml -o team.yaml
    """


@team.command()
@click.argument("session", required=False)
@click.option("--project", metavar="NAME", help="Of a new session: what is decided about.")
@click.option(
    "--member", "members", multiple=True, metavar="NAME", help="Somebody to invite; can be repeated."
)
@serving_options(most_sessions=40)
def host(
    session: str | None,
    project: str | None,
    members: tuple[str, ...],
    host: str | None,
    names: tuple[str, ...],
    port: int | None,
    max_sessions: int,
) -> None:
    """Open a team's session in the browser, a new one or SESSION, until Ctrl-C.

    Prints the facilitator's link, and one for each member who is invited. A link is a secret: whoever has
    it is that person. Everything is kept when the server ends; started again, it goes on where it was.
    SESSION is an id or the beginning of one.

    \b
    Examples:
      advisor team host --project "Shelf scanner" --member Ana --member Ben
      advisor team host 20261125
      advisor team host --host 192.168.1.20 --allow-host lab-server.local --member Ana
    """
    if session is not None and project is not None:
        raise click.UsageError("--project names a new session; leave it out to go on with an old one")
    place = place_to_serve(host, names)
    from advisor.team_hosting import host as run

    sessions = _sessions()
    with sessions.create(project or "Our project") if session is None else sessions.open(session) as store:
        try:
            code = run(store, members, place, port, max_sessions)
        except AdvisorError:
            # Nobody has got a link to it.
            if session is None:
                store.close()
                sessions.delete(store.id)
            raise
    raise click.exceptions.Exit(code)


@team.command(hidden=True)
@click.argument("session")
@click.argument("person")
@click.option("--links", default="", metavar="ADDRESS", help="What links for new participants begin with.")
def seat(session: str, person: str, links: str) -> None:
    """Run the application of one person of a session, as the server does for each tab.

    \b
    Example:
      advisor team seat 20261125 chair --links 'http://127.0.0.1:8123/?token='
    """
    from advisor.paths import user_data_folder
    from advisor.team.doors import CHAIR
    from advisor.tui.team.start import run_chair, run_seat

    folder = user_data_folder()
    code = run_chair(folder, session, links) if person == CHAIR else run_seat(folder, session, person)
    raise click.exceptions.Exit(code)


@team.command()
@click.argument("session", required=False)
@click.option("--name", metavar="NAME", help="Who you are; asked for without it.")
def join(session: str | None, name: str | None) -> None:
    """Answer in this terminal: as the member of that name, or as a new one.

    For sessions that you host yourself, on this machine; others come by their link. SESSION is an id or the
    beginning of one, and can be left out where only one session is open.

    \b
    Examples:
      advisor team join --name Ana
      advisor team join 20261125 --name Ana
    """
    if not sys.stdin.isatty() or not sys.stdout.isatty():
        raise AdvisorError("joining needs a terminal", "Run it in one, or open your link in a browser")
    from advisor.paths import user_data_folder
    from advisor.team.people import name_key, participant_name
    from advisor.team.roles import Chair
    from advisor.tui.team.start import run_seat

    sessions = _sessions()
    with sessions.open(session if session is not None else _only_open(sessions)) as store:
        chosen = participant_name(name if name is not None else click.prompt("Your name", type=str))
        members = store.state().members
        found = [member.id for member in members if name_key(member.name) == name_key(chosen)]
        member_id = found[0] if found else Chair(store).invite(chosen)[0].id
    code = run_seat(user_data_folder(), store.id, member_id)
    _say_how_to_go_on(sessions, store.id, member_id)
    raise click.exceptions.Exit(code)


@team.command("list")
def list_sessions() -> None:
    """List the sessions that are kept on this machine, the newest first.

    \b
    Example:
      advisor team list
    """
    entries = _sessions().entries()
    if not entries:
        from advisor.diagnostics import note

        note("no session is kept here; begin one with: advisor team host")
        return
    rows = [("session", "begun", "phase", "people", "project"), *(_row(entry) for entry in entries)]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = (
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[4]]).rstrip()
        for row in rows
    )
    deliver("".join(f"{line}\n" for line in lines), None)


@team.command()
@click.argument("needs", nargs=-1, required=True)
@click.option("-o", "output", type=_PATH, metavar="FILE", help="Write there instead of standard output.")
def merge(needs: tuple[str, ...], output: Path | None) -> None:
    """Merge a team's needs files into one, with who differs on what as comments in it.

    Importances become means by weight, facts are what most of the weight stands behind; a tie is left open.
    For advice that weighs the differences give all the files to advisor recommend.

    \b
    Example:
      advisor team merge ana.yaml ben.yaml cyd.yaml -o team.yaml
    """
    from advisor.diagnostics import note
    from advisor.needs.catalogue import load_questionnaire
    from advisor.needs.reading import read_needs_file
    from advisor.needs.team import merge_team
    from advisor.paths import rules_folder
    from advisor.team_merging import differing, merged_file

    check_writable(output)
    questionnaire = load_questionnaire(rules_folder())
    members = [read_needs_file(file, questionnaire, sys.stdin.buffer) for file in needs]
    merged = merge_team(members, questionnaire)
    deliver(merged_file(merged, questionnaire), output)
    keys = differing(merged, questionnaire)
    note(f"the members differ on {', '.join(keys)}" if keys else "the members differ on nothing")


@team.command()
@click.argument("session")
@click.option("--no-names", is_flag=True, help="Leave out names and roles.")
@click.option(
    "--format",
    "forms",
    type=click.Choice(["text", "json", "markdown", "html"]),
    multiple=True,
    help="Write the report too, in this form; can be repeated.",
)
@click.option("-o", "output", type=_PATH, required=True, metavar="FOLDER", help="Write there.")
def export(session: str, no_names: bool, forms: tuple[Form, ...], output: Path) -> None:
    """Write what was revealed: a needs file for each member, and the shared measurements.

    Before the reveal there is nothing to write.

    \b
    Examples:
      advisor team export 20261125 --format markdown --format html -o decision
      advisor team export 20261125 --no-names -o decision && advisor recommend decision/*.yaml
    """
    from datetime import UTC, date, datetime

    from advisor.adviser import Adviser, Occasion
    from advisor.knowledge.loading import load_knowledge
    from advisor.paths import rules_folder
    from advisor.pipeline import devices_at_hand
    from advisor.report.forms import check_drawable
    from advisor.team.handing import hand_out
    from advisor.team.outcome import outcome
    from advisor.team.roles import Chair

    for form in forms:
        check_drawable(form)
    knowledge = load_knowledge((rules_folder(),))

    def advise(revealed: Revealed, measured: tuple[ProbesFile, ...], command: str) -> Report:
        adviser = Adviser(knowledge, devices_at_hand(), date.today())  # noqa: DTZ011 - the user's day
        now = datetime.now(UTC).astimezone()
        return outcome(revealed, measured, adviser, Occasion(now, command, measures=False))

    with _sessions().open(session) as store:
        chair = Chair(store)
        revealed = chair.revealed(knowledge.questionnaire)
        measured, told = chair.measurements(), list(dict.fromkeys(forms))
        files = hand_out(revealed, measured, advise, output, told, names=not no_names)
    deliver("".join(f"{file}\n" for file in files), None)


@team.command()
@click.argument("session")
@click.option("--yes", is_flag=True, help="Do not ask.")
def delete(session: str, yes: bool) -> None:
    """Delete a session with all its answers, for good.

    \b
    Examples:
      advisor team delete 20261125
      advisor team delete 20261125 --yes
    """
    from advisor.diagnostics import note

    sessions = _sessions()
    entry = _entry(sessions, session)
    people = f"{entry.members} people" if entry.members != 1 else "1 person"
    what = f"{entry.id} ({_short(entry.project)}, {people})" if not entry.trouble else entry.id
    if not yes and not _confirmed(f"Delete the session {what} with every answer, for good?"):
        note("nothing was deleted")
        raise click.exceptions.Exit(ExitCode.CHECK_FAILED)
    sessions.delete(entry.id)
    note(f"deleted: {what}")


def _sessions() -> Sessions:
    from advisor.paths import user_data_folder
    from advisor.team.sessions import Sessions

    return Sessions(user_data_folder())


def _only_open(sessions: Sessions) -> str:
    found = [entry for entry in sessions.entries() if entry.phase not in (None, "ended")]
    if len(found) == 1:
        return found[0].id
    if not found:
        raise AdvisorError("no session is open on this machine", "Begin one with: advisor team host")
    listed = ", ".join(f"{entry.id} ({_short(entry.project)})" for entry in found)
    raise AdvisorError(
        f"several sessions are open: {listed}", f"Say which, as in: advisor team join {found[0].id}"
    )


def _say_how_to_go_on(sessions: Sessions, session_id: str, member_id: str) -> None:
    """Tells somebody who has left how to come back, if there is anything to come back to."""
    from advisor.diagnostics import note

    try:
        with sessions.open(session_id) as store:
            state = store.state()
    except AdvisorError:
        return
    name = next((member.name for member in state.members if member.id == member_id), "")
    if name and state.phase != "ended":
        note(f"go on with: advisor team join {session_id} --name {shlex.quote(name)}")


def _entry(sessions: Sessions, prefix: str) -> SessionEntry:
    """The session whose id begins so; unlike opening, this finds one that cannot be read."""
    entries = sessions.entries()
    found = [entry for entry in entries if entry.id == prefix] or [
        entry for entry in entries if prefix and entry.id.startswith(prefix)
    ]
    if len(found) == 1:
        return found[0]
    if not found:
        raise AdvisorError(f"there is no session {_short(prefix)!r}", "advisor team list shows all")
    raise AdvisorError(
        f"several sessions begin with {prefix}: {', '.join(entry.id for entry in found)}",
        "Give more of the id",
    )


def _confirmed(question: str) -> bool:
    try:
        return click.confirm(question, err=True)
    except click.Abort:
        click.echo(err=True)
        raise AdvisorError("nothing was deleted: that was neither yes nor no", "Add --yes") from None


def _row(entry: SessionEntry) -> tuple[str, str, str, str, str]:
    if entry.trouble:
        return entry.id, f"{entry.created:%Y-%m-%d}", "unreadable", "", _short(entry.trouble)
    project = _short(entry.project)
    return entry.id, f"{entry.created:%Y-%m-%d}", entry.phase or "", str(entry.members), project


def _short(text: str) -> str:
    from advisor.diagnostics import visible

    shown = visible(text)
    return shown if len(shown) <= _LONGEST_NAME else f"{shown[: _LONGEST_NAME - 1]}…"
