"""How well a repository supports one answer: where the signs of it stand, and whether that is enough."""

from __future__ import annotations

from dataclasses import dataclass, field

from advisor.repository.finding import Finding, Standing
from advisor.repository.parts import trains

#: Places that are shown for an answer.
_SHOWN = 3
#: The share of the sources that is a fair one, however few they are.
_FAIR_SHARE = 0.2
#: Where an answer settles little, so many uses are enough beside that share.
_FAIR_FILES = 2
_LEAST_SHARE = 0.01
#: A field whose libraries fewer of the sources use is a side of the project, and says that it has no other.
_FIELD_SHARE = 0.1


@dataclass
class Support:
    """The findings that speak for an answer.

    Attributes:
        findings: All of them.
        much: Whether one use of many is not enough.
        layers: Whether they are parts of models that the sources build.
        subject: Whether they say what the project is about.
    """

    findings: list[Finding] = field(default_factory=list)
    much: bool = False
    layers: bool = False
    subject: bool = False

    def declared(self) -> bool:
        """Whether every installation asks for it, or the project ships it."""
        return any(
            entry.kind not in ("name", "defined") and entry.standing is Standing.FIRM
            for entry in self.findings
        )

    def extra(self) -> bool:
        """Whether it is asked for by some installations and not by all."""
        packages = {entry.standing for entry in self.findings if entry.kind == "package"}
        return Standing.OPTIONAL in packages and Standing.FIRM not in packages

    def files(self, *standings: Standing) -> set[str]:
        """The files in which it is seen, with one of these standings if any are named."""
        return {entry.file for entry in self.findings if entry.standing in (standings or Standing)}

    def is_fair(self, sources: int) -> bool:
        """Whether an engineer who knows the project would agree.

        Args:
            sources: How many sources the project has.
        """
        if self.subject:
            own = any(entry.kind == "project" for entry in self.findings)
            return own or len(self.files(Standing.FIRM)) >= max(1, _FIELD_SHARE * sources)
        if self.declared():
            return True
        if self.layers:
            return bool(self.files(Standing.FIRM))
        used = self.files(Standing.FIRM)
        if not used or (self.much and self.extra()):
            return False
        if len(used) >= _FAIR_SHARE * sources:
            return True
        if self.much:
            return False
        return any(trains(file) for file in used) or len(used) >= max(_FAIR_FILES, _LEAST_SHARE * sources)

    def why_not(self) -> str:
        """Why it is not enough."""
        standings = {entry.standing for entry in self.findings}
        if Standing.FIRM in standings:
            if self.much and self.extra():
                return Standing.OPTIONAL.value
            return "too seldom to count"
        return next(standing.value for standing in Standing if standing in standings)

    def places(self, names: bool = True) -> str:
        """A place in each of the first files, and how many more files there are.

        Args:
            names: Whether it is told what was found there.
        """
        order = list(Standing)
        told: dict[str, str] = {}
        for entry in sorted(self.findings, key=lambda entry: order.index(entry.standing)):
            told.setdefault(entry.file, _told(entry) if names else f"in {entry.place}")
        more = len(told) - _SHOWN
        files = f" and {more} more {'file' if more == 1 else 'files'}" if more > 0 else ""
        return ", ".join(list(told.values())[:_SHOWN]) + files


def _told(finding: Finding) -> str:
    what = {"file": "", "python": f"python {finding.detail} "}.get(finding.kind, f"{finding.what} ")
    return f"{what}in {finding.place}"
