"""The Reconciliation Service API 0.2: names of a table matched against the graph.

The protocol is that of the W3C Entity Reconciliation Community Group. Nothing here knows Flask;
``server.reconcile`` puts it on the wire.
"""

from server.reconciliation.manifest import (
    manifest,
    suggest_entities,
    suggest_properties,
    suggest_types,
)
from server.reconciliation.matching import reconcile
from server.reconciliation.reading import Json, cls_iri, extension, id_of, iri_of, queries
from server.reconciliation.values import extend, propose

__all__ = [
    "Json",
    "cls_iri",
    "extend",
    "extension",
    "id_of",
    "iri_of",
    "manifest",
    "propose",
    "queries",
    "reconcile",
    "suggest_entities",
    "suggest_properties",
    "suggest_types",
]
