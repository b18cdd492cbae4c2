"""What the pages of all resources have in common."""

from typing import Any, Final

from graph.query.formats import GRAPHS
from ontology import terms
from server.resources import Resource

Context = dict[str, Any]

#: Statuses of claims as the graph names them.
STATUSES: Final = ("proposed", "accepted", "rejected", "disputed", "stale")
MODALITIES: Final = ("asserted", "implicit", "hedged", "normative", "future", "negated")


def common(resource: Resource, title: str) -> Context:
    """Return the context for the head of a resource's page: title, IRI, downloads."""
    return {
        "resource": resource,
        "title": title,
        "downloads": [
            (item.title, item.media_type, resource.data(item.extension)) for item in GRAPHS
        ],
        "describe": _describe(resource),
    }


def _describe(resource: Resource) -> str:
    """Return the query that describes a resource; decisions are in a graph of their own."""
    apart = resource.kind in ("decision", "agent")
    return f"DESCRIBE <{resource.iri}>" + (f" FROM <{terms.graph('decisions')}>" if apart else "")


def name_of(iri: str, named: dict[str, str]) -> str:
    """Return the label of an IRI, its short name where it has none."""
    return named.get(iri) or terms.shorten(iri)
