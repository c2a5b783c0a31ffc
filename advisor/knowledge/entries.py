"""Rules, and the libraries that become rules: from validated entries to the values that decide."""

from __future__ import annotations

from advisor.decision.rules import Case, Rule
from advisor.knowledge.base import Library, Path_
from advisor.knowledge.reading import Entry, Reading
from advisor.knowledge.salvage import check_words, salvage
from advisor.knowledge.shapes import LIBRARIES, RULES, CasesShape, LibraryShape, RuleShape


def add_libraries(reading: Reading) -> None:
    """A library that needs one framework becomes a rule that speaks of the question `libraries`."""
    for shape, entry in reading.entries("libraries.yaml", LIBRARIES, salvage("library")):
        entry.claim("library", shape.id)
        before = len(reading.problems)
        check_words(entry, {"needs": shape.needs})
        if len(reading.problems) > before:
            continue
        reading.libraries[shape.id] = Library(
            id=shape.id,
            needs=shape.needs,
            claim=shape.claim,
            source=shape.source,
            source_date=shape.source_date,
            verified=shape.verified,
            first_hand=shape.first_hand,
            review_by=shape.review_by,
            origin=reading.origin,
            place=entry.place,
        )
        if shape.needs in reading.frameworks:
            _add_rule(_rule_of(shape, reading.frameworks), entry)
        else:
            # A library that binds to no framework any more takes back what an earlier folder said of it.
            reading.rules.pop(f"library-{shape.id}", None)


def add_rules(name: str, reading: Reading) -> None:
    """The rules of a file."""
    for shape, entry in reading.entries(name, RULES, salvage("rule")):
        _add_rule(shape, entry)


def _rule_of(library: LibraryShape, frameworks: tuple[str, ...]) -> RuleShape:
    others = [framework for framework in frameworks if framework != library.needs]
    return RuleShape(
        id=f"library-{library.id}",
        concern="ecosystem",
        cause=f"library-{library.id}",
        favours=library.needs,
        strength=library.strength or "veto",
        vetoes=[] if library.strength else others,
        when={"libraries": {"has": library.id}},
        claim=library.claim,
        source=library.source,
        source_date=library.source_date,
        verified=library.verified,
        first_hand=library.first_hand,
        review_by=library.review_by,
        cases=CasesShape(fires={"libraries": [library.id]}, silent={"libraries": ["none"]}),
    )


def _add_rule(shape: RuleShape, entry: Entry) -> None:
    """Checks what a model alone cannot see, and adds the rule."""
    reading = entry.reading
    before = len(reading.problems)
    check_words(entry, {"concern": shape.concern, "favours": shape.favours, "vetoes": shape.vetoes})
    if (shape.strength == "veto") != bool(shape.vetoes):
        entry.problem(
            "vetoes" if shape.vetoes else "strength",
            "a veto names the frameworks that it removes, and only a veto does",
            "Write strength: veto with vetoes: [FRAMEWORK, …], or another strength without",
        )
    if shape.favours in shape.vetoes:
        entry.problem("vetoes", f"'{shape.favours}' cannot be favoured and removed", "Name others")
    if shape.review_by <= shape.source_date:
        entry.problem(
            "review_by", "the fact would have expired before its source was current", "Take a later day"
        )
    entry.claim("rule", shape.id)
    earlier = reading.rules.get(shape.id)
    when = entry.condition("when", shape.when)
    cases = _cases(shape.cases, entry)
    if when is None or len(reading.problems) > before:
        return
    if earlier is not None:
        reading.replaced[shape.id] = earlier.origin
    reading.rules[shape.id] = Rule(
        id=shape.id,
        concern=shape.concern,
        cause=shape.cause or shape.id,
        favours=shape.favours,
        strength=shape.strength,
        vetoes=tuple(shape.vetoes),
        when=when,
        claim=shape.claim,
        source=shape.source,
        source_date=shape.source_date,
        verified=shape.verified,
        first_hand=shape.first_hand,
        review_by=shape.review_by,
        fallback=shape.fallback,
        cases=cases,
        origin=reading.origin,
        place=entry.place,
    )


def _cases(shape: CasesShape, entry: Entry) -> tuple[Case, ...]:
    reading = entry.reading
    cases: list[Case] = []
    for kind, entries in (("fires", shape.fires), ("silent", shape.silent)):
        root: Path_ = (*entry.path, "cases", kind)
        places: list[tuple[Path_, object]] = [(root, entries)]
        if isinstance(entries, list):
            places = [((*root, place), answers) for place, answers in enumerate(entries)]
        for where, answers in places:
            known = reading.answers.read(answers, entry.document, where, reading.problems)
            if known is not None:
                cases.append(Case(kind == "fires", known))
    return tuple(cases)
