"""`advisor serve`: the application in the browser. And what every command that serves has in common."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

from advisor.errors import AdvisorError

if TYPE_CHECKING:
    from advisor.serving.place import Place

_Command = TypeVar("_Command", bound=Callable[..., Any])

#: -P: a file of the folder one happens to stand in is never taken for a module.
APPLICATION = (sys.executable, "-P", "-m", "advisor")


def serving_options(most_sessions: int) -> Callable[[_Command], _Command]:
    """Where a server listens, under which names, and for how many tabs.

    Args:
        most_sessions: How many tabs may be open at once where nothing is said.
    """
    options = (
        click.option(
            "--host", metavar="ADDRESS", help="Another address to listen on; needs --allow-host.  [127.0.0.1]"
        ),
        click.option(
            "--allow-host",
            "names",
            multiple=True,
            metavar="NAME",
            help="Host name or address that others open; can be repeated.",
        ),
        click.option(
            "--port", type=click.IntRange(1, 65535), help="Port to listen on; a free one without it."
        ),
        click.option(
            "--max-sessions",
            type=click.IntRange(1, 1000),
            default=most_sessions,
            show_default=True,
            help="How many tabs may be open at once.",
        ),
    )

    def decorate(command: _Command) -> _Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


def place_to_serve(host: str | None, names: tuple[str, ...]) -> Place:
    """Where to listen.

    Raises:
        AdvisorError: The extra `serve` is not installed, or an option is malformed or missing.
    """
    from importlib.util import find_spec

    if find_spec("textual_serve") is None:
        raise AdvisorError(
            "serving needs a package that is not installed", "Run: pip install 'advisor[serve]'"
        )
    from advisor.serving.place import choose_place

    return choose_place(host, names)


@click.command()
@serving_options(most_sessions=8)
def serve(host: str | None, names: tuple[str, ...], port: int | None, max_sessions: int) -> None:
    """Serve the questionnaire to browsers on this machine, until Ctrl-C.

    Prints the address to open; it holds a token, so give it only to people who may use this program
    in your name. Closing a tab ends its session; the answers are saved.

    \b
    Examples:
      advisor serve
      advisor serve --port 8123
      advisor serve --host 192.168.1.20 --allow-host lab-server.local
    """
    place = place_to_serve(host, names)
    from advisor.diagnostics import note
    from advisor.serving.doors import OneDoor
    from advisor.serving.running import serve as run
    from advisor.serving.server import Settings

    if place.others_can_reach:
        note("the connection is not encrypted, and anybody who gets the address can use it", "warning")
    door = OneDoor()

    def announce(links: str) -> None:
        click.echo(links + door.token)
        sys.stdout.flush()
        note("open this address in a browser; Ctrl-C ends the server and all sessions")

    code = run(
        Settings(
            command=APPLICATION,
            address=place.address,
            port=port or 0,
            names=place.names,
            most_sessions=max_sessions,
        ),
        door,
        announce,
    )
    raise click.exceptions.Exit(code)
