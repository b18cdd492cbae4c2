"""The one place where IRIs are named: namespaces, base, and how identifiers are minted.

A deployment may set its own base with ``ENTENTE_BASE``; everything that mints or
recognises an IRI asks this module.
"""

import os
import re
import unicodedata
from collections.abc import Mapping
from typing import Final

BASE: Final = os.environ.get("ENTENTE_BASE", "https://w3id.org/entente/").rstrip("/") + "/"

ENT: Final = f"{BASE}ontology#"
ID: Final = f"{BASE}id/"
CONCEPT: Final = f"{BASE}concept/"
GRAPH: Final = f"{BASE}graph/"

RDF: Final = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
OWL: Final = "http://www.w3.org/2002/07/owl#"
XSD: Final = "http://www.w3.org/2001/XMLSchema#"
SKOS: Final = "http://www.w3.org/2004/02/skos/core#"
PROV: Final = "http://www.w3.org/ns/prov#"
OA: Final = "http://www.w3.org/ns/oa#"
DCTERMS: Final = "http://purl.org/dc/terms/"
SCHEMA: Final = "https://schema.org/"
SH: Final = "http://www.w3.org/ns/shacl#"
VOID: Final = "http://rdfs.org/ns/void#"
DCAT: Final = "http://www.w3.org/ns/dcat#"

#: The licence of ontology, corpus, reference data and so of the graph.
LICENCE: Final = "https://creativecommons.org/licenses/by/4.0/"
VS: Final = "http://www.w3.org/2003/06/sw-vocab-status/ns#"

RDF_TYPE: Final = f"{RDF}type"
RDFS_LABEL: Final = f"{RDFS}label"
SKOS_ALT_LABEL: Final = f"{SKOS}altLabel"

#: Scheme folder under ``concept/`` to the class its concepts belong to.
SCHEMES: Final[dict[str, str]] = {
    "crisis-type": "CrisisType",
    "tool": "Tool",
    "challenge": "Challenge",
    "effect": "Effect",
    "actor-kind": "ActorKind",
    "practice": "Practice",
    "indicator": "Indicator",
    "trend": "DomainConcept",
}

#: Named graphs of a published revision, by local name.
GRAPHS: Final = (
    "ontology",
    "concepts",
    "documents",
    "claims",
    "decisions",
    "published",
    "qualified",
    "reviewed",
    "inferred",
    "validation",
    "void",
)

#: The prefixes every query, page and serialisation shares.
PREFIXES: Final[dict[str, str]] = {
    "ent": ENT,
    "id": ID,
    "tool": f"{CONCEPT}tool/",
    "challenge": f"{CONCEPT}challenge/",
    "effect": f"{CONCEPT}effect/",
    "kind": f"{CONCEPT}actor-kind/",
    "practice": f"{CONCEPT}practice/",
    "indicator": f"{CONCEPT}indicator/",
    "trend": f"{CONCEPT}trend/",
    "crisistype": f"{CONCEPT}crisis-type/",
    "modality": f"{CONCEPT}modality/",
    "graph": GRAPH,
    "rdf": RDF,
    "rdfs": RDFS,
    "owl": OWL,
    "xsd": XSD,
    "skos": SKOS,
    "prov": PROV,
    "oa": OA,
    "dcterms": DCTERMS,
    "schema": SCHEMA,
    "sh": SH,
    "void": VOID,
    "dcat": DCAT,
}

#: Prefixes of the vocabularies that the ontology is aligned and matched with, and of its own files.
EXTERNAL: Final[dict[str, str]] = {
    "cco": "https://www.commoncoreontologies.org/",
    "dul": "http://www.ontologydesignpatterns.org/ont/dul/DUL.owl#",
    "eurovoc": "http://eurovoc.europa.eu/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "gist": "https://w3id.org/semanticarts/ns/ontology/gist/",
    "hips": "https://www.undrr.org/terms/hips/",
    "medtop": "http://cv.iptc.org/newscodes/mediatopic/",
    "org": "http://www.w3.org/ns/org#",
    "sem": "http://semanticweb.cs.vu.nl/2009/11/sem/",
    "time": "http://www.w3.org/2006/time#",
    "unbis": "http://metadata.un.org/thesaurus/",
    "vann": "http://purl.org/vocab/vann/",
    "vs": VS,
    "wd": "http://www.wikidata.org/entity/",
}

#: First path segments under ``id/`` that no entity may be called.
RESERVED_SLUGS: Final = frozenset({"claim", "evidence", "document", "run", "decision", "agent"})


def ent(local_name: str) -> str:
    """Return the IRI of a class or property of the ontology."""
    return ENT + local_name


def concept(scheme: str, slug: str) -> str:
    """Return the IRI of a concept, for example ``concept("tool", "joint-exercise")``."""
    return f"{CONCEPT}{scheme}/{slug}"


def graph(name: str) -> str:
    """Return the IRI of a named graph; raises KeyError for an unknown name."""
    if name not in GRAPHS:
        raise KeyError(name)
    return GRAPH + name


def slugify(label: str) -> str:
    """Return the label as lower-case ASCII words joined by hyphens.

    >>> slugify("Opération Barkhane (2014)")
    'operation-barkhane-2014'
    """
    ascii_text = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", ascii_text.lower()).strip("-")


def expand(name: str) -> str:
    """Return the IRI of a prefixed name; an IRI in full is returned as it is.

    >>> expand("ent:usesTool").removeprefix(BASE)
    'ontology#usesTool'

    Raises KeyError when the prefix is unknown.
    """
    if name.startswith(("http://", "https://")):
        return name
    prefix, _, local = name.partition(":")
    return PREFIXES[prefix] + local


def shorten(iri: str, prefixes: Mapping[str, str] = PREFIXES) -> str:
    """Return the prefixed name of an IRI, or the IRI where no prefix fits."""
    best = max(
        (item for item in prefixes.items() if iri.startswith(item[1])),
        key=lambda item: len(item[1]),
        default=None,
    )
    if best is None:
        return iri
    local = iri[len(best[1]) :]
    return f"{best[0]}:{local}" if re.fullmatch(r"[\w.-]*", local) else iri
