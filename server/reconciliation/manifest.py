"""What the service is, and what it suggests while one types."""

from typing import Final

from graph.search import SearchIndex
from ontology import load, terms
from server.reconciliation.naming import property_of, type_of, types_of
from server.reconciliation.reading import Json, id_of

#: The classes whose members people have in tables.
TYPES: Final = (
    "State", "Organisation", "ArmedForce", "Crisis", "Engagement", "Place", "Actor", "Tool",
    "Challenge", "Effect", "ActorKind", "CrisisType", "Practice", "Indicator", "Period",
)  # fmt: skip


def manifest(root: str, version: str) -> Json:
    """Return what the service is and can do; ``root`` is the public address of the server."""
    here = f"{root}/reconcile"

    def service(path: str) -> Json:
        return {"service_url": here, "service_path": path}

    return {
        "versions": ["0.2"],
        "name": "Entente",
        "identifierSpace": terms.BASE,
        "schemaSpace": terms.ENT,
        "documentation": f"{root}/ontology",
        "serviceVersion": version,
        "logo": f"{root}/static/favicon.svg",
        "view": {"url": f"{root}/{{{{id}}}}"},
        "defaultTypes": [type_of(name) for name in TYPES],
        "preview": {"url": f"{here}/preview?id={{{{id}}}}", "width": 430, "height": 220},
        "suggest": {
            "entity": service("/suggest/entity")
            | {"flyout_service_url": here, "flyout_service_path": "/flyout?id=${id}"},
            "property": service("/suggest/property"),
            "type": service("/suggest/type"),
        },
        "extend": {"propose_properties": service("/properties"), "property_settings": []},
        "batchSize": 100,
    }


def suggest_entities(index: SearchIndex, prefix: str, limit: int) -> Json:
    """Return the things whose name begins so."""
    found = index.names(prefix, limit=limit, prefix=True)
    return {
        "result": [
            {
                "id": id_of(one.iri),
                "name": one.label,
                "notable": types_of(one),
                **({"description": f"also {one.other}"} if one.other else {}),
            }
            for one in found
        ]
    }


def suggest_types(prefix: str, limit: int) -> Json:
    """Return the classes whose name has a word that begins so."""
    schema = load.schema()
    found = [
        type_of(name) for name in schema.classes if _begins(prefix, schema.classes[name].label)
    ]
    return {"result": found[:limit]}


def suggest_properties(prefix: str, limit: int) -> Json:
    """Return the properties whose name has a word that begins so."""
    schema = load.schema()
    found = [p.iri for p in schema.properties.values() if _begins(prefix, p.label)]
    return {"result": [property_of(iri) for iri in found[:limit]]}


def _begins(prefix: str, label: str) -> bool:
    wanted, folded = prefix.casefold().strip(), label.casefold()
    return folded.startswith(wanted) or f" {wanted}" in folded
