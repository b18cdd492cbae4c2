"""Finds the statements between concepts, and the stand-alone facts of actors, of a document."""

from __future__ import annotations

from extract.candidates import Candidate, ParsedDocument
from extract.relations.advice import Advice
from extract.relations.arguments import Arguments
from extract.relations.examples import Examples
from extract.relations.lists import Lists
from extract.relations.match import Matcher
from extract.relations.periods import Periods
from extract.relations.rules import RuleBook, load
from extract.relations.sentences import reading
from extract.relations.tables import Tables


def find(parsed: ParsedDocument, book: RuleBook | None = None) -> list[Candidate]:
    """Return the candidates of a document in the order of its text."""
    book = book or load()
    matcher = Matcher(parsed, book, Arguments(parsed))
    examples, advice = Examples(matcher), Advice(matcher)
    periods, lists, tables = Periods(matcher), Lists(matcher), Tables(matcher)
    found: list[Candidate] = []
    for sentence in reading(parsed):
        stated = list(matcher.sentence(sentence))
        found += stated
        found += matcher.described(stated)
        found += examples.listed(sentence)
        found += examples.under_heading(sentence)
        for predicate in sentence.clauses.predicates:
            found += examples.categories(sentence, predicate)
            found += advice.advice(sentence, predicate)
            found += examples.kinds(sentence, predicate)
            found += examples.defined(sentence, predicate)
            found += examples.worked(sentence, predicate)
        found += advice.developments(sentence)
        found += periods.periods(sentence)
        found += lists.items(sentence)
        found += tables.rows(sentence)
    return found
