"""One argument of a relation: what words stand for, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass, replace

from claims.model import Span
from extract.candidates import Introduced
from extract.mentions import Found, Reading

#: What seeing through a noun, a pronoun or a verb costs in confidence.
COST = {"direct": 1.0, "through": 0.92, "anaphor": 0.85, "modifier": 0.85, "example": 0.92}


@dataclass(frozen=True, slots=True)
class Argument:
    """Readings of one argument, the words that stand for it, and how sure that is."""

    readings: tuple[Reading, ...]
    span: Span
    weight: float = 1.0
    engagement: Introduced | None = None
    found: Found | None = None

    def scaled(self, how: str) -> Argument:
        """Return the argument at the cost of a step."""
        return replace(self, weight=self.weight * COST[how])


def only(argument: Argument, classes: set[str]) -> bool:
    """Say whether every reading of an argument has one of the classes."""
    return bool(argument.readings) and all(one.cls in classes for one in argument.readings)
