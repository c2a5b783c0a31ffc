"""What goes with a verdict: the parts of the stack, who is better served elsewhere, and whole scenarios."""

from __future__ import annotations

from advisor.decision.outside import Outsider
from advisor.decision.rules import Scenario
from advisor.decision.stack import StackEntry
from advisor.knowledge.reading import Entry, Reading
from advisor.knowledge.salvage import check_words, salvage
from advisor.knowledge.shapes import OUTSIDERS, SCENARIOS, STACKS, ScenarioShape
from advisor.needs.problems import listed, nearest


def add_stack(reading: Reading) -> None:
    """The parts of the stack; those of a later folder come first, or replace the earlier of their id."""
    mine: dict[str, StackEntry] = {}
    for shape, entry in reading.entries("stacks.yaml", STACKS, salvage("part")):
        entry.claim("part", shape.id)
        check_words(entry, {"with": shape.with_})
        when = entry.condition("when", shape.when)
        if shape.when is not None and when is None:
            continue
        mine[shape.id] = StackEntry(
            id=shape.id,
            role=shape.role,
            purpose=shape.for_ or "",
            verdicts=tuple(shape.with_ or ()),
            when=when,
            choice=shape.choice,
            why=shape.why,
            caveat=shape.caveat,
            source=shape.source,
            source_date=shape.source_date,
            verified=shape.verified,
            review_by=shape.review_by,
            origin=reading.origin,
            place=entry.place,
        )
    reading.stack = {**mine, **{id_: old for id_, old in reading.stack.items() if id_ not in mine}}


def add_outsiders(reading: Reading) -> None:
    """Projects for which neither framework is the right tool."""
    for shape, entry in reading.entries("outside.yaml", OUTSIDERS, salvage("outsider")):
        entry.claim("outsider", shape.id)
        when = entry.condition("when", shape.when)
        if when is not None:
            reading.outsiders[shape.id] = Outsider(
                id=shape.id,
                when=when,
                unless=entry.condition("unless", shape.unless),
                claim=shape.claim,
                instead=shape.instead,
                source=shape.source,
                source_date=shape.source_date,
                verified=shape.verified,
                review_by=shape.review_by,
                place=entry.place,
            )


def add_scenarios(reading: Reading) -> None:
    """Whole projects with the verdict that is expected of them."""
    for path in sorted((reading.folder / "cases").glob("*.yaml")):
        for shape, entry in reading.entries(f"cases/{path.name}", SCENARIOS, salvage("scenario")):
            entry.claim("scenario", shape.id)
            scenario = _scenario(shape, entry)
            if scenario is not None:
                reading.scenarios[shape.id] = scenario


def _scenario(shape: ScenarioShape, entry: Entry) -> Scenario | None:
    reading = entry.reading
    answers = reading.answers.read(shape.answers, entry.document, (*entry.path, "answers"), reading.problems)
    for key in shape.importance:
        if key not in reading.questionnaire.concerns:
            concerns = tuple(reading.questionnaire.concerns)
            what = f"'{key}' is no concern; expected some of {listed(concerns)}"
            entry.problem(f"importance.{key}", what, nearest(key, concerns))
    expect = shape.expect
    known = (*reading.frameworks, "none")
    for name in expect.framework:
        if name not in known:
            what = f"'{name}' is not compared; expected one of {listed(known)}"
            entry.problem("expect.framework", what, nearest(name, known))
    if answers is None:
        return None
    return Scenario(
        id=shape.id,
        about=shape.about,
        answers=answers,
        importance=dict(shape.importance),
        kinds=expect.kind,
        frameworks=tuple(None if name == "none" else name for name in expect.framework),
        outside=tuple(expect.outside),
        because={side: tuple(ids) for side, ids in shape.because.items()},
        place=entry.place,
    )
