"""`advisor team host`: a session and the server through which its people reach it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from urllib.parse import urlsplit

import click

from advisor.diagnostics import note, visible
from advisor.errors import AdvisorError
from advisor.serve_cli import APPLICATION
from advisor.serving.doors import Door
from advisor.serving.listening import is_free
from advisor.serving.place import Place
from advisor.serving.running import serve
from advisor.serving.server import Settings
from advisor.team import doors as team_doors
from advisor.team import people
from advisor.team.records import Member
from advisor.team.refusals import GoneError
from advisor.team.roles import Chair
from advisor.team.store import SessionStore
from advisor.team.tokens import new_token

TABS_PER_PERSON = 3
_SHOWN = 60  # characters of a name that is no good


class SessionDoors:
    """A session's doors, as the server asks for them: with the command of each person's application.

    Args:
        doors: The session's.

    Attributes:
        links: What every link begins with, once the server answers; the facilitator makes links of it.
    """

    def __init__(self, doors: team_doors.Doors) -> None:
        self._doors = doors
        self._told_gone = False
        self.links = ""

    def by_token(self, token: str, /) -> Door | None:
        """Whose link this is."""
        try:
            return self._door(self._doors.by_token(token))
        except GoneError as error:
            self._tell_gone(error)
            return None

    def by_cookie(self, cookie: str, /) -> Door | None:
        """Whose browser this is."""
        try:
            return self._door(self._doors.by_cookie(cookie))
        except GoneError as error:
            self._tell_gone(error)
            return None

    def new_cookie(self, door: Door, /) -> str:
        """Makes a cookie that outlives the server."""
        return self._doors.new_cookie(door)

    def _door(self, found: team_doors.Door | None) -> Door | None:
        if found is None:
            return None
        links = ("--links", self.links) if found.person == team_doors.CHAIR else ()
        return Door(found.person, ("team", "seat", *links, *found.argv))

    def _tell_gone(self, error: GoneError) -> None:
        """A session that was deleted lets nobody in, and nobody stay."""
        if not self._told_gone:
            self._told_gone = True
            note(f"nobody is let in any more: {error.what}; Ctrl-C ends the server", "warning")


def host(
    store: SessionStore, members: Sequence[str], place: Place, port: int | None, most_sessions: int
) -> int:
    """Serves a session until Ctrl-C.

    Args:
        store: The session.
        members: Names of people to invite.
        place: Where to listen.
        port: The port; the one that the session had last, or a free one, if left out.
        most_sessions: How many tabs may be open at once.

    Returns:
        The exit code.

    Raises:
        AdvisorError: The port cannot be opened, or somebody cannot be invited; nobody was, then.
    """
    last, chair_token = store.port, new_token()
    entrance = SessionDoors(team_doors.Doors(store, chair_token))

    def announce(links: str) -> None:
        entrance.links = links
        invited = _invite(Chair(store), members)
        _keep_port(store, last, urlsplit(links).port)
        click.echo(f"Facilitator: {links}{chair_token}")
        for name, token in invited:
            click.echo(f"{visible(name)}: {links}{token}")
        sys.stdout.flush()
        _advise(store, place)

    return serve(
        Settings(
            command=APPLICATION,
            address=place.address,
            port=port or (last if last is not None and is_free(place.address, last) else 0),
            names=place.names,
            most_sessions=most_sessions,
            most_per_person=TABS_PER_PERSON,
        ),
        entrance,
        announce,
    )


def _invite(chair: Chair, names: Sequence[str]) -> list[tuple[str, str]]:
    """Invites all or nobody: a link that is not told now never could be."""
    invited: list[tuple[Member, str]] = []
    for name in names:
        try:
            invited.append(chair.invite(people.participant_name(name)))
        except AdvisorError as error:
            for member, _ in invited:
                chair.remove(member.id)
            raise AdvisorError(f"--member {visible(name[:_SHOWN])}: {error.what}", error.remedy) from None
    return [(member.name, token) for member, token in invited]


def _keep_port(store: SessionStore, last: int | None, port: int | None) -> None:
    if port is None or port == last:
        return
    store.keep_port(port)
    if last is not None:
        note(
            f"this session was served on port {last} before and is on {port} now: links that were given out "
            f"earlier lead nowhere. Free that port and start with --port {last}, or give out new links",
            "warning",
        )


def _advise(store: SessionStore, place: Place) -> None:
    if place.others_can_reach:
        note("the connection is not encrypted: who listens on the network can read and answer", "warning")
    else:
        note("these links work on this machine alone; --host and --allow-host let others in")
    note("whoever has a link is that person: send each one to its person alone", "warning")
    note("invite more people on the facilitator's page; its link is new at each start, all others stay valid")
    note(f"Ctrl-C ends the server, nothing is lost; go on with: advisor team host {store.id}")
