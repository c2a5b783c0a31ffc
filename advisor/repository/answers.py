"""From what a repository shows to the answers that it supports, each with its evidence.

An answer is filled in where an engineer who knows the project would agree; whatever else was seen is told.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from packaging.utils import canonicalize_name

from advisor.needs.questions import Question, Questionnaire
from advisor.repository.finding import Finding, Standing
from advisor.repository.signs import Sign, package_of
from advisor.repository.support import Support
from advisor.repository.survey import Survey

#: Closed lists: leaving one out says that the project has none of it, so all that was seen is filled in or
#: nothing.
_CLOSED = {"model", "domain"}
#: An answer to `existing_code` that is found in so small a share beside another is told and not filled in.
_SELDOM = 0.1
#: The frameworks are existing code, and no library that must be used.
_FRAMEWORKS = {"torch", "tensorflow", "tensorflow-cpu", "tf-keras"}
#: So many files with one answer make a single file with another an incident.
_MANY = 5


@dataclass(frozen=True)
class Supported:
    """What a repository shows about one question.

    Attributes:
        words: The answer, or answers of a list; empty if the question stays open.
        evidence: A line for each, saying what was found where.
        seen: A line for each answer that was seen and not filled in, saying where and why.
    """

    words: tuple[str, ...]
    evidence: tuple[str, ...]
    seen: tuple[str, ...] = ()


def supported_answers(
    found: Survey, signs: Sequence[Sign], questionnaire: Questionnaire, libraries: Mapping[str, str]
) -> dict[str, Supported]:
    """What a repository shows, by question.

    Args:
        found: What it shows.
        signs: What speaks for what.
        questionnaire: The questions; a single answer is given where a question takes one only.
        libraries: Known libraries.
    """
    findings, sources = _weighed(found, signs)
    places: dict[str, dict[str, Support]] = {}
    alike: dict[tuple[str, str], list[Finding]] = {}
    for entry in findings:
        alike.setdefault((entry.kind, entry.what), []).append(entry)
    for sign in signs:
        heard = [entry for entries in alike.values() if sign.speaks_of(entries[0]) for entry in entries]
        if heard and _is_heard(sign, heard, places):
            support = places.setdefault(sign.question, {}).setdefault(sign.answer, Support())
            support.findings += heard
            support.much |= sign.much
            support.subject = sign.question == "domain"
            support.layers |= sign.question == "model" and all("." in name for name in sign.names)
    if used := _libraries(findings, libraries):
        places["libraries"] = used
    supported = {
        question: _supported(questionnaire.questions[question], by_answer, sources)
        for question, by_answer in places.items()
        if question in questionnaire.questions
    }
    if version := next((entry for entry in findings if _fixes_python(entry)), None):
        fixed = Support([version])
        supported["python"] = Supported((version.what,), (f"{version.what}: {fixed.places()}",))
    return supported


def _weighed(found: Survey, signs: Sequence[Sign]) -> tuple[list[Finding], int]:
    """The findings, and the number of sources that they are weighed against.

    Where no source of the project shows a framework, and more stands beside them than there are of them, what
    stands beside is the project: notebooks, or scripts.
    """
    code = [sign for sign in signs if sign.question == "existing_code"]
    names = [entry for entry in found.findings if entry.kind == "name"]
    beside = {entry.file for entry in names if entry.standing is Standing.ASIDE}
    if len(beside) < len(found.sources) or any(
        sign.speaks_of(entry) for entry in names if entry.standing is not Standing.ASIDE for sign in code
    ):
        return found.findings, len(found.sources)
    findings = [
        replace(entry, standing=Standing.FIRM) if entry.standing is Standing.ASIDE else entry
        for entry in found.findings
    ]
    return findings, len(found.sources | beside)


def _is_heard(sign: Sign, heard: Sequence[Finding], places: Mapping[str, Mapping[str, Support]]) -> bool:
    """Whether nothing speaks louder, and what must be seen beside it is seen."""
    if any(answer not in places.get(question, {}) for question, answer in sign.beside.items()):
        return False
    count = len(_files_of_code(Support(list(heard))))
    louder = (places.get(sign.question, {}).get(answer) for answer in sign.unless)
    return not any(other and len(_files_of_code(other)) >= _SELDOM * count for other in louder)


def _fixes_python(finding: Finding) -> bool:
    return finding.kind == "python" and finding.detail == "exact" and finding.standing is Standing.FIRM


def _supported(question: Question, by_answer: Mapping[str, Support], sources: int) -> Supported:
    why: dict[str, str] = {}
    if question.id == "existing_code":
        counts = {word: len(_files_of_code(support)) for word, support in by_answer.items()}
        most = max(counts.values())
        for word, count in counts.items():
            if count == 0 or count < _SELDOM * most or (count == 1 and most >= _MANY):
                why[word] = by_answer[word].why_not()
    else:
        why = {word: entry.why_not() for word, entry in by_answer.items() if not entry.is_fair(sources)}
    if question.id in _CLOSED and any(len(by_answer[word].files()) > 1 for word in why):
        why = {word: why.get(word, "with others that are less sure") for word in by_answer}
    words = [word for word in by_answer if word not in why]
    if question.kind == "choice":
        for word in words[1:]:
            why[word] = f"less than {words[0]}"
        words = words[:1]
    elif question.kind == "list":
        words.sort(key=question.words.index)
    names = question.kind != "open-list"
    return Supported(
        tuple(words),
        tuple(f"{word}: {by_answer[word].places(names)}" for word in words),
        tuple(f"{word}, {reason}: {by_answer[word].places(names)}" for word, reason in why.items()),
    )


def _files_of_code(support: Support) -> set[str]:
    """Files that are code or models of the project, with what every installation asks for."""
    return support.files(Standing.FIRM, Standing.PASSING)


def _libraries(findings: Iterable[Finding], libraries: Mapping[str, str]) -> dict[str, Support]:
    """Known libraries that the code imports or the project asks for; locks alone name what others pull in."""
    findings = list(findings)
    own = {canonicalize_name(entry.what) for entry in findings if entry.kind == "project"}
    used: dict[str, Support] = {}
    for entry in findings:
        if entry.kind not in ("name", "package"):
            continue
        name = package_of(entry.what) if entry.kind == "name" else entry.what
        if name in libraries and name not in own | _FRAMEWORKS:
            used.setdefault(name, Support(much=True)).findings.append(entry)
    return dict(sorted(used.items()))
