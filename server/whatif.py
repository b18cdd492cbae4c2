"""What would come and go in the closure if a claim were accepted or rejected."""

from typing import Any, Final

import pyoxigraph as ox

from claims.errors import TermError
from graph import reasoning
from graph.proofs import json_of
from graph.query import QueryEngine
from ontology import terms
from server.labels import labels
from server.resources import missing
from server.why import Explained

#: Statements that a question is closed over while somebody waits.
MAX_STATEMENTS: Final = 50_000

DECISIONS: Final = ("accept", "reject")

_CLAIM: Final = """
SELECT ?subject ?predicate ?object ?status ?modality WHERE {
  ?claim rdf:subject ?subject ; rdf:predicate ?predicate ; rdf:object ?object ;
         ent:status ?status .
  OPTIONAL { ?claim ent:supportedBy ?evidence . ?evidence ent:modality ?modality }
}
"""
_GRAPH: Final = "CONSTRUCT {{ ?s ?p ?o }} WHERE {{ GRAPH graph:{name} {{ ?s ?p ?o }} }}"
_LABELS: Final = (terms.RDFS_LABEL, terms.SKOS_ALT_LABEL)


def what_if(engine: QueryEngine, claim: str, decision: str) -> dict[str, Any]:
    """Return the statements that would come and go by a decision on a claim, as JSON.

    ``claim`` is an IRI, a prefixed name or a hash; ``decision`` is accept or reject. Raises
    TermError for another, or where the graph is too large to close while somebody waits,
    a problem with 404 for an unknown claim, and ReasoningError.
    """
    if decision not in DECISIONS:
        raise TermError(
            f"{decision!r} is no decision.", hint=f"Decisions are {', '.join(DECISIONS)}."
        )
    iri = _iri(claim)
    rows = engine.select(_CLAIM, {"claim": ox.NamedNode(iri)})
    if not rows:
        raise missing(iri.removeprefix(terms.BASE))
    triple = ox.Triple(rows[0]["subject"], rows[0]["predicate"], rows[0]["object"])
    modalities = {row["modality"].value.rpartition("/")[2] for row in rows if "modality" in row}
    counts = engine.revision.counts
    size = sum(counts.get(f"graph/{name}", 0) for name in ("published", "qualified"))
    if size > MAX_STATEMENTS:
        raise TermError(
            f"The graph has {size:,} statements, more than the {MAX_STATEMENTS:,} that are thought "
            "through while you wait.",
            hint="Decide, and see what the next revision has.",
        )
    published, qualified, inferred = (
        set(engine.construct(_GRAPH.format(name=name)))
        for name in ("published", "qualified", "inferred")
    )
    stated = published | qualified
    before = stated | inferred
    if decision == "reject":
        changed = stated - {triple}
    else:
        changed = stated | ({triple} if modalities - {"negated"} else set())
    if changed == stated or triple.predicate.value in _LABELS:
        after = before if changed == stated else (before - stated) | changed
    else:
        after = changed | reasoning.infer(changed)
    return _body(engine, iri, decision, triple, before, after)


def _body(
    engine: QueryEngine,
    iri: str,
    decision: str,
    triple: ox.Triple,
    before: set[ox.Triple],
    after: set[ox.Triple],
) -> dict[str, Any]:
    comes, goes = sorted(after - before, key=str), sorted(before - after, key=str)
    named = labels(
        engine,
        {
            part.value
            for item in (triple, *comes, *goes)
            for part in (item.subject, item.object)
            if isinstance(part, ox.NamedNode)
        },
    )
    told = Explained({}, named)

    def rows(items: list[ox.Triple]) -> list[dict[str, Any]]:
        made = []
        for item in items:
            parts = [json_of(part) for part in (item.subject, item.predicate, item.object)]  # type: ignore[arg-type]
            made.append({"triple": parts, "words": f"{told.say(parts)}."})
        return made

    return {
        "claim": iri,
        "decision": decision,
        "words": rows([triple])[0]["words"],
        "comes": rows(comes),
        "goes": rows(goes),
        "revision": engine.revision.name,
    }


def _iri(claim: str) -> str:
    text = claim.strip().strip("<>")
    if text.startswith(("http://", "https://")):
        found = text
    else:
        found = f"{terms.ID}claim/{text.rpartition('/')[2].removeprefix('id:')}"
    try:
        return ox.NamedNode(found).value
    except ValueError as error:
        raise TermError(f"{claim!r} names no claim: {error}.") from error
