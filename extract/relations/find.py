"""Finds the statements between concepts, and the stand-alone facts of actors, of a document."""

from __future__ import annotations

from extract.candidates import Candidate, ParsedDocument
from extract.relations.arguments import Arguments
from extract.relations.match import Matcher
from extract.relations.patterns import Patterns
from extract.relations.rules import RuleBook, load
from extract.relations.sentences import reading


def find(parsed: ParsedDocument, book: RuleBook | None = None) -> list[Candidate]:
    """Return the candidates of a document in the order of its text."""
    book = book or load()
    arguments = Arguments(parsed)
    matcher = Matcher(parsed, book, arguments)
    patterns = Patterns(matcher)
    found: list[Candidate] = []
    for sentence in reading(parsed):
        found += matcher.sentence(sentence)
        found += patterns.sentence(sentence)
    return found
