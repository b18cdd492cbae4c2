"""Evidence for pages: the sentences of claims, cut where subject and object stand."""

import itertools
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

import pyoxigraph as ox

from graph.query import QueryEngine
from ontology import terms

_BATCH: Final = 200
# Patterns of two triples inside OPTIONAL are joined over the whole graph: one in each is looked up.
_FIELDS: Final = """
  ?evidence ent:modality ?modality ; ent:confidence ?confidence ; ent:rule ?rule ;
            oa:hasTarget ?target .
  ?target oa:hasSource ?version ; oa:hasSelector ?quote , ?position .
  ?quote oa:exact ?sentence .
  ?position oa:start ?start ; oa:end ?end .
  ?version dcterms:title ?title ; ent:documentKind ?kind .
  OPTIONAL { ?evidence prov:wasGeneratedBy ?run }
  OPTIONAL { ?evidence ent:duringPeriod ?during }
  OPTIONAL { ?evidence ent:subjectStart ?subjectStart }
  OPTIONAL { ?evidence ent:subjectEnd ?subjectEnd }
  OPTIONAL { ?evidence ent:objectStart ?objectStart }
  OPTIONAL { ?evidence ent:objectEnd ?objectEnd }
"""
_OF_CLAIMS: Final = f"""
SELECT * WHERE {{{{
  VALUES ?claim {{{{ {{claims}} }}}}
  ?claim ent:supportedBy ?evidence .
  {_FIELDS.replace("{", "{{").replace("}", "}}")}
}}}}
"""
_OF_VERSION: Final = f"""
SELECT * WHERE {{
  ?target oa:hasSource $version_ .
  ?evidence oa:hasTarget ?target .
  ?claim ent:supportedBy ?evidence ; rdf:subject ?subject ; rdf:predicate ?predicate ;
         rdf:object ?object ; ent:status ?status .
  {_FIELDS}
}}
"""
_ONE: Final = f"""
SELECT * WHERE {{
  BIND($evidence_ AS ?evidence)
  ?claim ent:supportedBy ?evidence .
  {_FIELDS}
}}
"""


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, with the classes that say what it is: subject, object."""

    text: str
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """One piece of evidence as a page shows it; offsets are code points of the document."""

    iri: str
    claim: str
    sentence: str
    start: int
    end: int
    pieces: tuple[Piece, ...]
    subject: tuple[int, int] | None
    object: tuple[int, int] | None
    modality: str
    confidence: float
    rule: str
    run: str
    during: str
    version: str
    document: str
    title: str
    kind: str

    @property
    def id(self) -> str:
        """Return the hash at the end of its IRI."""
        return self.iri.rpartition("/")[2]

    @property
    def href(self) -> str:
        """Return the address of the document's page at this very place."""
        path = quote(self.version.removeprefix(terms.BASE), safe="/:")
        return f"/page/{path}?evidence={self.id}#here"


def of_claims(engine: QueryEngine, claims: Iterable[str]) -> dict[str, list[Found]]:
    """Return the evidence of each claim, in the order of documents and places in them."""
    wanted = sorted(set(claims))
    found: dict[str, list[Found]] = defaultdict(list)
    for start in range(0, len(wanted), _BATCH):
        names = " ".join(str(ox.NamedNode(iri)) for iri in wanted[start : start + _BATCH])
        for row in engine.select(_OF_CLAIMS.format(claims=names)):
            item = _found(row)
            found[item.claim].append(item)
    for items in found.values():
        items.sort(key=_order)
    return found


def one(engine: QueryEngine, iri: str) -> Found | None:
    """Return a piece of evidence by its IRI."""
    rows = engine.select(_ONE, {"evidence_": ox.NamedNode(iri)})
    return _found(rows[0]) if rows else None


def of_version(engine: QueryEngine, iri: str) -> list[tuple[Found, Mapping[str, Any]]]:
    """Return the evidence in a version of a document in the order of the text, with the claim.

    The second of each pair has the claim's subject, predicate, object and status as terms.
    """
    rows = engine.select(_OF_VERSION, {"version_": ox.NamedNode(iri)})
    pairs = [(_found({**row, "version": ox.NamedNode(iri)}), row) for row in rows]
    return sorted(pairs, key=lambda pair: _order(pair[0]))


def _order(item: Found) -> tuple[bool, str, int, int, str]:
    # Reports before reference data.
    return item.kind == "reference", item.version, item.start, item.end, item.iri


def _found(row: Mapping[str, Any]) -> Found:
    def text(name: str) -> str:
        return row[name].value if name in row else ""

    start, sentence = int(text("start")), text("sentence")
    subject, object_ = _span(row, "subject"), _span(row, "object")
    return Found(
        iri=text("evidence"),
        claim=text("claim"),
        sentence=sentence,
        start=start,
        end=int(text("end")),
        pieces=cut(sentence, start, {"subject": subject, "object": object_}),
        subject=subject,
        object=object_,
        modality=text("modality").rpartition("/")[2],
        confidence=float(text("confidence")),
        rule=text("rule"),
        run=text("run"),
        during=text("during"),
        version=text("version"),
        document=text("version").rpartition("/")[0],
        title=text("title"),
        kind=text("kind"),
    )


def _span(row: Mapping[str, Any], name: str) -> tuple[int, int] | None:
    if f"{name}Start" not in row or f"{name}End" not in row:
        return None
    return int(row[f"{name}Start"].value), int(row[f"{name}End"].value)


def cut(text: str, start: int, spans: Mapping[str, tuple[int, int] | None]) -> tuple[Piece, ...]:
    """Return the text, which begins at ``start``, in pieces with the names of spans over them.

    Joined, the pieces are the text; what of a span lies outside of it is left out.

    >>> [piece.text for piece in cut("Chad leads it.", 100, {"subject": (100, 104)})]
    ['Chad', ' leads it.']
    """
    length = len(text)
    inside = {
        name: (max(span[0] - start, 0), min(span[1] - start, length))
        for name, span in spans.items()
        if span is not None
    }
    inside = {name: span for name, span in inside.items() if span[0] < span[1]}
    edges = sorted({0, length, *(edge for span in inside.values() for edge in span)})
    return tuple(
        Piece(
            text[left:right],
            tuple(name for name, span in inside.items() if span[0] <= left and right <= span[1]),
        )
        for left, right in itertools.pairwise(edges)
    )
