"""From what a repository shows to the answers that it supports, each with its evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from packaging.utils import canonicalize_name
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from advisor.documents import RULES_LIMITS, read_document
from advisor.needs.questions import Question, Questionnaire
from advisor.repository.finding import Finding
from advisor.repository.survey import Survey

#: Places that are shown for an answer.
_SHOWN = 3
#: Of these questions, an answer that is found in few files beside another is told and not filled in.
_MAINLY = {"existing_code", "model", "domain"}
_SELDOM = 0.1
#: Modules whose package has another name than they.
_PACKAGES = {
    "pyro": "pyro-ppl",
    "whisper": "openai-whisper",
    "open_clip": "open-clip-torch",
    "ignite": "pytorch-ignite",
    "nemo": "nemo-toolkit",
    "sonnet": "dm-sonnet",
    "sklearn": "scikit-learn",
}


class Sign(BaseModel):
    """What speaks for an answer.

    Attributes:
        question: The question's id.
        answer: One of its answers.
        names: Modules, or names below them.
        packages: Distributions that are asked for.
        files: Kinds of files.
        images: Beginnings of the names of container images.
        unless: Answers to the same question that speak louder.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    question: str
    answer: str
    names: list[str] = Field(default_factory=list)
    packages: list[str] = Field(default_factory=list)
    files: list[str] = Field(default_factory=list)
    images: list[str] = Field(default_factory=list)
    unless: list[str] = Field(default_factory=list)

    def speaks_of(self, finding: Finding) -> bool:
        """Whether a finding is such a sign."""
        match finding.kind:
            case "name":
                return any(finding.what == name or finding.what.startswith(f"{name}.") for name in self.names)
            case "package":
                return finding.what in self.packages
            case "file":
                return finding.what in self.files
            case "image":
                return any(finding.what.startswith(image) for image in self.images)
        return False


@dataclass(frozen=True)
class Supported:
    """An answer that a repository supports.

    Attributes:
        words: The answer, or answers of a list.
        evidence: A line for each, saying what was found where.
    """

    words: tuple[str, ...]
    evidence: tuple[str, ...]


def read_signs(folder: Path) -> list[Sign]:
    """The signs that `signs.yaml` of a folder of rules declares."""
    path = folder / "signs.yaml"
    document = read_document(path.read_bytes(), str(path), RULES_LIMITS)
    return TypeAdapter(list[Sign]).validate_python(document.data)


def supported_answers(
    found: Survey, signs: Sequence[Sign], questionnaire: Questionnaire, libraries: Mapping[str, str]
) -> dict[str, Supported]:
    """The answers that a repository supports, by question.

    Args:
        found: What it shows.
        signs: What speaks for what.
        questionnaire: The questions; a single answer is given where a question takes one only.
        libraries: Known libraries.
    """
    places: dict[str, dict[str, list[str]]] = {}
    for sign in signs:
        if any(louder in places.get(sign.question, {}) for louder in sign.unless):
            continue
        if where := [_told(entry) for entry in found.findings if sign.speaks_of(entry)]:
            places.setdefault(sign.question, {}).setdefault(sign.answer, []).extend(where)
    if used := _libraries(found.findings, libraries):
        places["libraries"] = used
    if version := next(
        (entry for entry in found.findings if entry.kind == "python" and entry.detail == "exact"), None
    ):
        places["python"] = {version.what: [_told(version)]}
    return {
        question: _supported(questionnaire.questions[question], by_answer)
        for question, by_answer in places.items()
        if question in questionnaire.questions
    }


def _supported(question: Question, by_answer: Mapping[str, Sequence[str]]) -> Supported:
    files = {word: len({_file(place) for place in where}) for word, where in by_answer.items()}
    most = max(files.values())
    seldom = {word for word, count in files.items() if question.id in _MAINLY and count < _SELDOM * most}
    words = [word for word in by_answer if word not in seldom]
    if question.kind in ("choice", "version"):
        words = words[:1]
    elif question.kind == "list":
        words.sort(key=question.words.index)
    told = [f"{word}: {_places(by_answer[word])}" for word in words]
    told += [f"{word}, too seldom to count: {_places(by_answer[word])}" for word in sorted(seldom)]
    return Supported(tuple(words), tuple(told))


def _file(place: str) -> str:
    """The file of a told place."""
    return place.rpartition(" in ")[2].rpartition(":")[0]


def _places(where: Sequence[str]) -> str:
    distinct = sorted(set(where))
    more = f" and {len(distinct) - _SHOWN} more" if len(distinct) > _SHOWN else ""
    return ", ".join(distinct[:_SHOWN]) + more


def _told(finding: Finding) -> str:
    what = {"file": "", "python": f"python {finding.detail} "}.get(finding.kind, f"{finding.what} ")
    return f"{what}in {finding.place}"


def _libraries(findings: Iterable[Finding], libraries: Mapping[str, str]) -> dict[str, list[str]]:
    """Known libraries that the code imports or the project asks for; locks alone name what others pull in."""
    used: dict[str, list[str]] = {}
    for entry in findings:
        if entry.kind == "name":
            module = entry.what.partition(".")[0]
            name = _PACKAGES.get(module, canonicalize_name(module))
        elif entry.kind == "package":
            name = entry.what
        else:
            continue
        if name in libraries:
            used.setdefault(name, []).append(f"in {entry.place}")
    return dict(sorted(used.items()))
