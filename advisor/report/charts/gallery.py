"""All the pictures of a report."""

from __future__ import annotations

from dataclasses import dataclass

from advisor.report.charts.break_even import break_even
from advisor.report.charts.canvas import require_drawing
from advisor.report.charts.contributions import contributions
from advisor.report.charts.importance import importance
from advisor.report.charts.lead import lead
from advisor.report.charts.member_leads import member_leads
from advisor.report.charts.picture import Picture
from advisor.report.charts.ratios import ratios
from advisor.report.charts.spread import spread
from advisor.report.model import Report


@dataclass(frozen=True)
class Gallery:
    """What could be drawn of a report; a picture without data is None."""

    contributions: Picture | None
    ratios: dict[str, Picture]
    lead: Picture | None
    importance: Picture | None
    break_even: Picture | None
    spread: Picture | None
    member_leads: Picture | None

    @property
    def all(self) -> tuple[Picture, ...]:
        """Those that could be drawn."""
        single = (
            self.contributions,
            self.lead,
            self.importance,
            self.break_even,
            self.member_leads,
            self.spread,
        )
        return (*filter(None, single), *self.ratios.values())


def gallery(report: Report) -> Gallery:
    """Draws all that the report has the data for.

    Raises:
        AdvisorError: The library that draws is not installed.
    """
    require_drawing()
    others = dict.fromkeys(row.other for row in report.measurements)
    measured = {other: ratios(report, other, place) for place, other in enumerate(others, 1)}
    return Gallery(
        contributions=contributions(report),
        ratios={other: picture for other, picture in measured.items() if picture is not None},
        lead=lead(report),
        importance=importance(report),
        break_even=break_even(report),
        spread=spread(report),
        member_leads=member_leads(report),
    )
