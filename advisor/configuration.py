"""The user's own configuration: a YAML file that is read if it is there.

```yaml
environments:            # searched for frameworks after the current and the active ones
  - ~/envs/torch         # a virtual or conda environment, or an interpreter
  - /opt/tf/bin/python
theme: high-contrast     # of the questionnaire on the screen: dark, light or high-contrast
keys:                    # other keys for it, by the ids that docs/questionnaire.md lists
  question.next: ctrl+n
```
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from advisor.documents import Document, read_document
from advisor.errors import AdvisorError, InputError, Problem
from advisor.needs.answers import Strict, Text
from advisor.needs.locating import problems_of
from advisor.paths import configuration_file


class _Shape(Strict):
    environments: Annotated[list[Text], Field(max_length=50, default_factory=list)]
    theme: Literal["dark", "light", "high-contrast"] = "dark"
    keys: Annotated[dict[Text, Text], Field(max_length=200, default_factory=dict)]


@dataclass(frozen=True)
class Configuration:
    """What the user set.

    Attributes:
        environments: Interpreters to look into for frameworks.
        theme: Of the questionnaire on the screen.
        keys: Other keys for it, by the ids of what they do.
        source: The file.
    """

    environments: tuple[str, ...] = ()
    theme: str = "dark"
    keys: Mapping[str, str] = field(default_factory=dict)
    source: str = ""


def read_configuration(path: Path | None = None) -> Configuration:
    """Reads the configuration; without a file it is empty.

    Args:
        path: The file; the user's own if left out.

    Raises:
        AdvisorError: The file cannot be read.
        InputError: It is wrong; every mistake is named with its place.
    """
    path = path or configuration_file()
    try:
        source = path.read_bytes()
    except FileNotFoundError:
        return Configuration()
    except OSError as error:
        raise AdvisorError(f"{path} cannot be read: {error.strerror}", "Mend it or move it away") from None
    document = read_document(source, str(path))
    try:
        shape = _Shape.model_validate(document.data)
    except ValidationError as error:
        raise InputError(problems_of(error, document, _Shape)) from None
    problems: list[Problem] = []
    found = tuple(
        place
        for number, entry in enumerate(shape.environments)
        if (place := _interpreter(entry, number, document, problems))
    )
    if problems:
        raise InputError(problems)
    return Configuration(found, shape.theme, shape.keys, str(path))


def interpreter_in(environment: Path) -> Path:
    """Where the interpreter of a virtual or conda environment lies."""
    for tail in (("Scripts", "python.exe"), ("python.exe",)) if sys.platform == "win32" else ():
        if environment.joinpath(*tail).is_file():
            return environment.joinpath(*tail)
    return environment / "bin" / "python"


def _interpreter(entry: str, number: int, document: Document, problems: list[Problem]) -> str:
    place = Path(entry).expanduser()
    if place.is_dir():
        place = interpreter_in(place)
    if place.is_absolute() and place.is_file() and os.access(place, os.X_OK):
        return str(place)
    what = f"{entry} is neither an environment nor an interpreter"
    remedy = "Name its folder or its python by a whole path, such as ~/envs/torch"
    problems.append(document.problem(("environments", number), what, remedy))
    return ""
