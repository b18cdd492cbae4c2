"""The hash of a graph, by which two builds are compared."""

import hashlib
from collections.abc import Iterable, Mapping

from pyoxigraph import Triple

from graph.describe import REIFIES
from ontology import terms


def digest(graphs: Mapping[str, Iterable[Triple]]) -> str:
    """Return the RDFC-1.0 hash (SHA-256) of the named graphs in their RDF 1.1 view.

    ``rdf:reifies`` is left out, which RDF 1.1 cannot say. The default graph is the union of named
    graphs and adds nothing. Blank nodes have their canonical names already (``graph.axioms``), so
    the canonical form is the sorted lines.
    """
    lines = sorted(
        f"{triple} <{terms.graph(name)}> .\n"
        for name, triples in graphs.items()
        for triple in triples
        if triple.predicate != REIFIES
    )
    hasher = hashlib.sha256()
    for line in lines:
        hasher.update(line.encode())
    return hasher.hexdigest()
