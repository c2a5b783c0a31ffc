"""Starting the application, and ending all that it started."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from advisor.errors import InputError
from advisor.paths import configuration_file
from advisor.tui.app import AdvisorApp

if TYPE_CHECKING:
    from advisor.configuration import Configuration
    from advisor.interview.desk import Conduct
    from advisor.report.model import Report

_THEMES = {"dark": "textual-dark", "light": "textual-light", "high-contrast": "high-contrast"}


def run(folder: Path, conduct: Callable[[], Conduct] | None = None, *, opening: Report | None = None) -> int:
    """Runs the questionnaire on the terminal until the user leaves.

    Args:
        folder: The user's data folder.
        conduct: Says how the interview is led, asked once the first screen is painted; the usual way if left
            out.
        opening: An earlier result to begin with.

    Returns:
        The exit code.

    Raises:
        AdvisorError: The configuration or the rules are wrong.
    """
    return run_app(
        lambda keymap, theme: AdvisorApp(folder, conduct, keymap=keymap, theme=theme, opening=opening)
    )


def run_app(make: Callable[[dict[str, str], str], AdvisorApp]) -> int:
    """Runs an application on the terminal, with the user's keys and theme, until the user leaves.

    Args:
        make: Makes it, given the keys by binding id and the name of the theme.

    Returns:
        The exit code.

    Raises:
        AdvisorError: The configuration is wrong, or what ended the application.
    """
    keymap, theme = _own_settings()
    app = make(keymap, _THEMES[theme])
    try:
        app.run()
    finally:
        app.close()
    if app.trouble is not None:
        raise app.trouble
    return app.return_code or 0


def _own_settings() -> tuple[dict[str, str], str]:
    """The user's keys and theme; without a file nothing that reads one is loaded before the first screen."""
    if not configuration_file().exists():
        return {}, "dark"
    from advisor.configuration import read_configuration

    configuration = read_configuration()
    return keymap_of(configuration), configuration.theme


def keymap_of(configuration: Configuration) -> dict[str, str]:
    """The user's own keys.

    Raises:
        InputError: There are no such ids; each is named with its place.
    """
    if not configuration.keys:
        return {}
    from advisor.needs.problems import nearest
    from advisor.tui.key_ids import all_keys

    known = all_keys()
    strangers = [key_id for key_id in configuration.keys if key_id not in known]
    if strangers:
        from advisor.documents import read_document

        document = read_document(Path(configuration.source).read_bytes(), configuration.source)
        raise InputError(
            document.problem(
                ("keys", key_id),
                "nothing has this id",
                nearest(key_id, known) or "docs/questionnaire.md lists all ids",
                at_key=True,
            )
            for key_id in strangers
        )
    return dict(configuration.keys)
