"""What somebody who mistyped a word probably meant: keywords, prefixes, terms of the ontology."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

import pyoxigraph as ox

from graph.query import lexer
from ontology import load, terms

#: How alike two words must be, from 0 to 1.
_ALIKE: Final = 0.75

_KEYWORDS: Final = """
SELECT CONSTRUCT ASK DESCRIBE WHERE FROM NAMED PREFIX BASE VERSION DISTINCT REDUCED AS
ORDER BY ASC DESC LIMIT OFFSET VALUES GROUP HAVING OPTIONAL UNION MINUS FILTER BIND GRAPH
SERVICE SILENT UNDEF NOT EXISTS IN TRUE FALSE A LATERAL
INSERT DELETE DATA USING WITH LOAD CLEAR DROP CREATE ADD MOVE COPY INTO TO DEFAULT ALL
COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT SEPARATOR
STR LANG LANGMATCHES LANGDIR HASLANG HASLANGDIR DATATYPE BOUND IRI URI BNODE RAND ABS CEIL
FLOOR ROUND CONCAT STRLEN UCASE LCASE ENCODE_FOR_URI CONTAINS STRSTARTS STRENDS STRBEFORE
STRAFTER YEAR MONTH DAY HOURS MINUTES SECONDS TIMEZONE TZ NOW UUID STRUUID MD5 SHA1 SHA256
SHA384 SHA512 COALESCE IF STRLANG STRLANGDIR STRDT SAMETERM ISIRI ISURI ISBLANK ISLITERAL
ISNUMERIC REGEX SUBSTR REPLACE TRIPLE SUBJECT PREDICATE OBJECT ISTRIPLE
"""
_WORDS: Final = frozenset(_KEYWORDS.split())


@dataclass(frozen=True, slots=True)
class Unknown:
    """A name in the namespace of the ontology that it lacks, and the nearest that it has."""

    name: str
    nearest: str


def keyword(word: str) -> str:
    """Return the keyword nearest to a word that is none, empty where none is near.

    >>> keyword("FLITER"), keyword("filter"), keyword("xyzzy")
    ('FILTER', '', '')
    """
    return "" if word.upper() in _WORDS else _nearest(word.upper(), sorted(_WORDS))


def prefix(name: str) -> str:
    """Return the shared prefix nearest to one that is not declared, empty where none is near."""
    return _nearest(name, terms.PREFIXES)


@lru_cache(maxsize=256)
def unknown_terms(text: str) -> tuple[Unknown, ...]:
    """Return the names of a query in the ontology's namespace that the ontology does not have.

    >>> unknown_terms("ASK { ?x <" + terms.ENT + "actsInn> ?y }")
    (Unknown(name='actsInn', nearest='actsIn'),)
    """
    spaces = {name for name, iri in terms.PREFIXES.items() if iri == terms.ENT}
    found: dict[str, Unknown] = {}
    words = list(lexer.significant(text))
    for token, following in zip(words, [*words[1:], None], strict=True):
        if token.keyword == "PREFIX" or following is None:
            continue
        if following.kind == "iri" and following.text[1:-1] == terms.ENT and token.kind == "pname":
            spaces.add(token.text.rstrip(":"))
    for token in words:
        name = ""
        if token.kind == "iri" and token.text.startswith(f"<{terms.ENT}"):
            name = token.text[1 + len(terms.ENT) : -1]
        elif token.kind == "pname" and token.text.partition(":")[0] in spaces:
            name = token.text.partition(":")[2]
        if name and name not in _declared() and name not in found:
            found[name] = Unknown(name, _nearest(name, _declared()))
    return tuple(found.values())


@cache
def _declared() -> frozenset[str]:
    """Return the local names that the ontology gives anything to say about."""
    modules = ("core", "evidence", "concepts", "alignments")
    return frozenset(
        triple.subject.value.removeprefix(terms.ENT)
        for name in modules
        for triple in load.module(name)
        if isinstance(triple.subject, ox.NamedNode) and triple.subject.value.startswith(terms.ENT)
    )


def _nearest(word: str, known: Iterable[str]) -> str:
    lowered = {name.lower(): name for name in sorted(known)}
    found = difflib.get_close_matches(word.lower(), lowered, 1, _ALIKE)
    return lowered[found[0]] if found else ""
