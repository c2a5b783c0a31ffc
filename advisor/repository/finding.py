"""One thing that was found in a repository, and where."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Finding:
    """A sign in a file.

    Attributes:
        kind: `name` (an imported module or a name used from it, dotted), `package` (a distribution that is
            asked for), `python` (a version that is asked for), `file` (a kind of model or data file) or
            `image` (the base of a container).
        what: The name, such as `torch.nn.Conv2d` or `tensorflow`.
        place: `path:line`, or the path of a file that has no lines.
        detail: More of it, such as the versions that a package may have.
    """

    kind: str
    what: str
    place: str
    detail: str = ""
