"""What a path names: the resource behind ``/id/...``, ``/concept/...`` and ``/graph/...``."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

import pyoxigraph as ox

from graph.query import QueryEngine
from ontology import terms
from server.errors import Problem

#: Kinds of resource with one name after their reserved slug.
_NAMED: Final = frozenset({"claim", "evidence", "run", "decision", "agent"})

#: Where to look instead, for a reserved slug that stands alone.
_LISTINGS: Final = {"claim": "/claims", "document": "/documents"}

_KNOWN: Final = """
ASK {
  { ?resource ?p ?o } UNION { ?s ?p ?resource }
  UNION { GRAPH graph:decisions { ?resource ?p ?o } }
}
"""


@dataclass(frozen=True, slots=True)
class Resource:
    """One thing with an IRI: its kind, the path behind ``/page/`` and ``/data/``, its IRI.

    Kinds are entity, claim, evidence, document, version, run, decision, agent, concept, scheme
    and graph.
    """

    kind: str
    path: str

    @property
    def iri(self) -> str:
        """Return the canonical IRI, whatever host serves it."""
        return terms.BASE + self.path

    @property
    def node(self) -> ox.NamedNode:
        """Return the IRI as a term."""
        return ox.NamedNode(self.iri)

    @property
    def name(self) -> str:
        """Return the last part of the path."""
        return self.path.rpartition("/")[2]

    @property
    def page(self) -> str:
        """Return the path of its page."""
        return f"/page/{_quoted(self.path)}"

    def data(self, extension: str) -> str:
        """Return the path of its data in the format with this file ending."""
        return f"/data/{_quoted(self.path)}.{extension}"


def parse(path: str) -> Resource | None:
    """Return the resource a path names, None where no resource can have such a path.

    >>> parse("id/claim/9f2c").kind
    'claim'
    >>> parse("id/claim") is None
    True
    """
    kind = _kind(path.split("/"))
    if kind is None:
        return None
    try:
        ox.NamedNode(terms.BASE + path)
    except ValueError:
        return None
    return Resource(kind, path)


def _kind(parts: list[str]) -> str | None:
    if not all(parts):
        return None
    match parts:
        case ["id", slug] if slug not in terms.RESERVED_SLUGS:
            return "entity"
        case ["id", slug, _] if slug in _NAMED:
            return slug
        case ["id", "document", _]:
            return "document"
        case ["id", "document", _, _]:
            return "version"
        case ["concept", _]:
            return "scheme"
        case ["concept", _, _]:
            return "concept"
        case ["graph", name] if name in terms.GRAPHS:
            return "graph"
    return None


def find(engine: QueryEngine, path: str) -> Resource:
    """Return the resource of a path; raises a problem with status 404 when there is none."""
    resource = parse(path)
    if resource is None or not _exists(engine, resource):
        raise missing(path)
    return resource


def _exists(engine: QueryEngine, resource: Resource) -> bool:
    return resource.kind == "graph" or engine.ask(_KNOWN, {"resource": resource.node})


def missing(path: str) -> Problem:
    """Return the 404 for a path that names nothing in the graph."""
    reserved = _LISTINGS.get(path.removeprefix("id/"))
    if reserved:
        hint = f"{reserved} lists what there is."
    elif path.startswith("graph/"):
        hint = f"Graphs are {', '.join(terms.GRAPHS)}."
    else:
        hint = "Look for it by its label at /entities."
    return Problem(
        404,
        f"There is nothing called {path} in this revision of the graph.",
        code="not-found",
        title="Not found",
        hint=hint,
    )


def _quoted(path: str) -> str:
    return quote(path, safe="/:@!$&'()*+,;=~-._")
