"""`advisor rules`: looking into the knowledge."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from advisor.errors import ExitCode
from advisor.output import deliver


@click.group()
def rules() -> None:
    """Look into the knowledge: check, test, list, show.

    \b
    Examples:
      advisor rules list
      advisor rules show tflm-active
    """


def _own_rules(command: Any) -> Any:  # a click decorator
    return click.option(
        "--rules",
        "folders",
        multiple=True,
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="Rules of your own.",
    )(command)


@rules.command("check")
@_own_rules
def rules_check(folders: tuple[Path, ...]) -> None:
    """Check the files of rules: cases, conditions that cannot hold, contradictions, ages, balance.

    \b
    Example:
      advisor rules check --rules our-policy/
    """
    _rules_command("check", folders)


@rules.command("test")
@_own_rules
def rules_test(folders: tuple[Path, ...]) -> None:
    """Run every rule's cases, and whole scenarios with the verdict expected of them.

    \b
    Example:
      advisor rules test --rules our-policy/
    """
    _rules_command("test", folders)


@rules.command("list")
@_own_rules
def rules_list(folders: tuple[Path, ...]) -> None:
    """List all rules, by concern.

    \b
    Example:
      advisor rules list | grep veto
    """
    _rules_command("list", folders)


@rules.command("show")
@click.argument("rule")
@_own_rules
def rules_show(rule: str, folders: tuple[Path, ...]) -> None:
    """Show one rule with its source.

    \b
    Example:
      advisor rules show tflm-active
    """
    _rules_command("show", folders, rule)


def _rules_command(what: str, folders: tuple[Path, ...], rule: str = "") -> None:
    from datetime import UTC, datetime

    from advisor.knowledge.catalogue import list_rules, show_rule
    from advisor.knowledge.checking import check_rules, test_rules
    from advisor.knowledge.loading import load_knowledge, read_knowledge
    from advisor.paths import rules_folder

    today = datetime.now(UTC).date()
    if what == "check":
        # What loading refuses is no reason to keep silent about the rest.
        _tell(*check_rules(*read_knowledge((rules_folder(), *folders)), today=today))
        return
    knowledge = load_knowledge((rules_folder(), *folders))
    if what == "show":
        deliver(show_rule(knowledge, rule, today), None)
        return
    if what == "list":
        deliver(list_rules(knowledge, today), None)
        return
    _tell(*test_rules(knowledge, today))


def _tell(text: str, good: bool) -> None:
    deliver(text, None)
    if not good:
        raise click.exceptions.Exit(ExitCode.CHECK_FAILED)
