"""Conditions over answers, with three truth values."""

from __future__ import annotations


class Condition:
    """Replaced by the full condition language."""
