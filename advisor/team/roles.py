"""The only door for screens: what a participant may do, and what the facilitator may do."""

from __future__ import annotations

from advisor.team.chair import Chair
from advisor.team.seat import Seat

__all__ = ["Chair", "Seat"]
