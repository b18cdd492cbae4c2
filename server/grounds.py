"""The triples of the graph behind a row of an answer, so that one can ask why they hold.

The patterns of the query are read off rdflib's algebra (SPARQL 1.1, section 18.2) and filled
with the values of the row. A pattern that the row fills whole is a triple behind it.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import pyoxigraph as ox
from rdflib import URIRef, Variable
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue

from graph.query import Term, lexer
from ontology import terms

Triple = tuple[str, str, str]
Pattern = tuple[str | Variable, str | Variable, str | Variable]

#: The pattern of an answer that is a graph: each row is a triple.
ROW: Final[Pattern] = (Variable("subject"), Variable("predicate"), Variable("object"))

#: rdflib's parser is recursive and slow: beyond these bounds rows go without their triples.
MAX_CHARACTERS: Final = 5_000
MAX_DEPTH: Final = 12

#: What the record of claims says of itself has its sentence beside it and needs no proof.
_RECORD: Final = tuple(
    f"{terms.ID}{kind}/" for kind in ("claim", "evidence", "document", "run", "decision", "agent")
)
_NAMING: Final = (terms.RDF_TYPE, terms.RDFS_LABEL, f"{terms.SKOS}")


def patterns(query: str) -> tuple[Pattern, ...]:
    """Return the triple patterns that every solution must fit, or may fit with OPTIONAL.

    Empty for what cannot be read within the bounds, and for patterns of MINUS, UNION and
    FILTER, which a solution need not fit. Paths have no single triple and are left out.

    >>> patterns("SELECT * { ?x <urn:p> <urn:o> }")
    ((rdflib.term.Variable('x'), 'urn:p', 'urn:o'),)
    """
    if len(query) > MAX_CHARACTERS or _depth(query) > MAX_DEPTH:
        return ()
    try:
        algebra = translateQuery(parseQuery(query)).algebra
    except Exception:  # noqa: BLE001  rdflib reads less of SPARQL than the engine, each in its way
        return ()
    return tuple(dict.fromkeys(_patterns(algebra)))


def behind(found: Sequence[Pattern], row: Mapping[str, Term | None]) -> tuple[Triple, ...]:
    """Return the triples that the row fills whole, what is most worth asking about first."""
    filled = [tuple(_filled(term, row) for term in pattern) for pattern in found]
    triples = [(s, p, o) for s, p, o in filled if s and p and o]
    kept = [triple for triple in dict.fromkeys(triples) if not triple[0].startswith(_RECORD)]
    return tuple(sorted(kept, key=lambda triple: triple[1].startswith(_NAMING)))


def _patterns(node: Any) -> Iterator[Pattern]:
    if not isinstance(node, CompValue) or node.name in ("Union", "Builtin_EXISTS"):
        return
    if node.name == "BGP":
        for subject, predicate, value in node.triples or ():
            terms_ = [_term(term) for term in (subject, predicate, value)]
            if all(term is not None for term in terms_):
                yield tuple(terms_)  # type: ignore[misc]
        return
    if node.name == "Minus":
        yield from _patterns(node.p1)
        return
    seen: set[str] | None = {str(v) for v in node.PV} if node.name == "Project" else None
    for part in (node.p, node.p1, node.p2):
        for pattern in _patterns(part):
            # A variable that a subquery keeps to itself is another one outside.
            if seen is None or all(str(t) in seen for t in pattern if isinstance(t, Variable)):
                yield pattern


def _term(term: Any) -> str | Variable | None:
    if isinstance(term, Variable):
        return term
    return str(term) if isinstance(term, URIRef) else None


def _filled(term: str | Variable, row: Mapping[str, Term | None]) -> str | None:
    if not isinstance(term, Variable):
        return term
    value = row.get(str(term))
    return value.value if isinstance(value, ox.NamedNode) else None


def _depth(query: str) -> int:
    depth = deepest = 0
    for token in lexer.significant(query):
        depth += {"open": 1, "close": -1}.get(token.kind, 0)
        deepest = max(deepest, depth)
    return deepest
