"""One thing that was found in a repository, and where."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Standing(StrEnum):
    """How much a finding says about the project itself.

    Its text is what a person reads of a finding that alone fills in no answer.
    """

    #: Imported by the project's own sources whenever they run, or asked for with every installation.
    FIRM = ""
    #: Imported by its sources in a function, a condition or an attempt only.
    PASSING = "imported only where it is needed"
    #: Asked for by an extra, or for development.
    OPTIONAL = "asked for by some installations only"
    #: In examples, tools, converters or notebooks.
    ASIDE = "only in examples, tools or notebooks"


@dataclass(frozen=True)
class Finding:
    """A sign in a file.

    Attributes:
        kind: `name` (an imported module or a name used from it, dotted), `defined` (a class or function of
            the project), `package` (a distribution that is asked for), `python` (a version that is asked
            for), `file` (a kind of model or data file), `image` (the base of a container), `project` (the
            project's own name or one of its modules) or `includes` (another list of requirements, relative
            to this one).
        what: The name, such as `torch.nn.Conv2d` or `tensorflow`.
        place: `path:line`, or the path of a file that has no lines.
        detail: More of it, such as the versions that a package may have; `class` for a class.
        standing: How much it says about the project itself.
    """

    kind: str
    what: str
    place: str
    detail: str = ""
    standing: Standing = Standing.FIRM

    @property
    def file(self) -> str:
        """The path without the line."""
        path, colon, line = self.place.rpartition(":")
        return path if colon and (line.isdigit() or line.startswith("cell ")) else self.place
