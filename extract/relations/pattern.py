"""What the finders of patterns share: the matcher of a document and its arguments."""

from __future__ import annotations

from extract.relations.match import Matcher
from extract.relations.rules import Rule


class Pattern:
    """A finder of statements that no verb of a rule makes."""

    def __init__(self, matcher: Matcher) -> None:
        self.matcher = matcher
        self.arguments = matcher.arguments
        self.parsed = matcher.parsed
        self.book = matcher.book

    def rules(self, trigger: str) -> tuple[Rule, ...]:
        """Return the rules of a trigger."""
        return self.book.by_trigger.get(trigger, ())
