"""`advisor serve`: the application in the browser."""

from __future__ import annotations

import sys

import click

from advisor.errors import AdvisorError


@click.command()
@click.option(
    "--host", metavar="ADDRESS", help="Another address to listen on; needs --allow-host.  [127.0.0.1]"
)
@click.option(
    "--allow-host",
    "names",
    multiple=True,
    metavar="NAME",
    help="Host name or address that others open; can be repeated.",
)
@click.option("--port", type=click.IntRange(1, 65535), help="Port to listen on; a free one without it.")
@click.option(
    "--max-sessions",
    type=click.IntRange(1, 1000),
    default=8,
    show_default=True,
    help="How many tabs may be open at once.",
)
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
    from importlib.util import find_spec

    if find_spec("textual_serve") is None:
        raise AdvisorError(
            "serving needs a package that is not installed", "Run: pip install 'advisor[serve]'"
        )
    from advisor.diagnostics import note
    from advisor.serving.place import choose_place
    from advisor.serving.running import serve as run
    from advisor.serving.server import Settings

    place = choose_place(host, names)
    if place.others_can_reach:
        note("the connection is not encrypted, and anybody who gets the address can use it", "warning")

    def announce(url: str) -> None:
        click.echo(url)
        sys.stdout.flush()
        note("open this address in a browser; Ctrl-C ends the server and all sessions")

    code = run(
        Settings(
            # -P: a file of the folder one happens to stand in is never taken for a module.
            command=(sys.executable, "-P", "-m", "advisor"),
            address=place.address,
            port=port or 0,
            names=place.names,
            most_sessions=max_sessions,
        ),
        announce,
    )
    raise click.exceptions.Exit(code)
