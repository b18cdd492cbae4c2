"""Pages of what the statements rest on: claims, evidence, runs, decisions and their authors."""

from typing import Any, Final

import pyoxigraph as ox
from flask import render_template

from graph.query import QueryEngine
from ontology import terms
from server import evidence, wording
from server.evidence import Found
from server.labels import labels
from server.pages import faults
from server.pages.common import common, name_of
from server.resources import Resource, missing

_CLAIM: Final = """
SELECT ?subject ?predicate ?object ?status ?confidence WHERE {
  ?x rdf:subject ?subject ; rdf:predicate ?predicate ; rdf:object ?object ;
     ent:status ?status ; ent:confidence ?confidence .
}
"""
_GRAPHS: Final = """
SELECT ?graph WHERE {
  VALUES ?graph { graph:published graph:qualified }
  ?x rdf:subject ?subject ; rdf:predicate ?predicate ; rdf:object ?object .
  GRAPH ?graph { ?subject ?predicate ?object }
}
"""
_DECISIONS: Final = """
SELECT ?decision ?sequence ?action ?author ?name ?time ?reason WHERE {
  GRAPH graph:decisions {
    ?decision ent:decidesOn ?x ; ent:sequence ?sequence ; ent:action ?action ;
              prov:wasAssociatedWith ?author ; prov:endedAtTime ?time .
    ?author rdfs:label ?name .
    OPTIONAL { ?decision ent:reason ?reason }
  }
}
ORDER BY ?sequence
"""
_OF_AGENT: Final = """
SELECT ?decision ?sequence ?action ?target ?time ?reason WHERE {
  GRAPH graph:decisions {
    ?decision prov:wasAssociatedWith ?x ; ent:sequence ?sequence ; ent:action ?action ;
              ent:decidesOn ?target ; prov:endedAtTime ?time .
    OPTIONAL { ?decision ent:reason ?reason }
  }
}
ORDER BY DESC(?sequence)
LIMIT 200
"""
_TRIPLES: Final = """
SELECT ?claim ?subject ?predicate ?object WHERE {{
  VALUES ?claim {{ {claims} }}
  ?claim rdf:subject ?subject ; rdf:predicate ?predicate ; rdf:object ?object .
}}
"""
_FACTS: Final = "SELECT ?p ?o WHERE { { ?x ?p ?o } UNION { GRAPH graph:decisions { ?x ?p ?o } } }"
_RULES: Final = """
SELECT ?rule (COUNT(?evidence) AS ?count) WHERE {
  ?evidence prov:wasGeneratedBy ?x ; ent:rule ?rule .
}
GROUP BY ?rule
ORDER BY DESC(?count) ?rule
"""


def claim_terms(engine: QueryEngine, iri: str) -> dict[str, Any]:
    """Return subject, predicate, object, status and confidence of a claim, and labels for them."""
    rows = engine.select(_CLAIM, {"x": ox.NamedNode(iri)})
    if not rows:
        raise missing(iri.removeprefix(terms.BASE))
    row = rows[0]
    iris = [row[name].value for name in ("subject", "object") if _is_iri(row[name])]
    return {
        "subject": row["subject"],
        "predicate": row["predicate"],
        "object": row["object"],
        "status": row["status"].value.removeprefix(terms.ENT),
        "confidence": float(row["confidence"].value),
        "labels": labels(engine, iris),
        "words": wording.property_label(row["predicate"].value),
    }


def claim(engine: QueryEngine, resource: Resource) -> str:
    """Return the page of a claim with every sentence that makes it."""
    said = claim_terms(engine, resource.iri)
    graphs = engine.select(_GRAPHS, {"x": resource.node})
    basis = sorted(row["graph"].value.removeprefix(terms.GRAPH) for row in graphs)
    found = evidence.of_claims(engine, [resource.iri]).get(resource.iri, [])
    periods = labels(engine, [item.during for item in found if item.during])
    return render_template(
        "claim.html",
        **common(resource, _in_words(said)),
        said=said,
        faults=faults.about(engine, resource),
        basis=basis[0] if basis else "",
        evidence=found,
        periods=periods,
        decisions=engine.select(_DECISIONS, {"x": resource.node}),
    )


def evidence_page(engine: QueryEngine, resource: Resource) -> str:
    """Return the page of one piece of evidence."""
    item = evidence.one(engine, resource.iri)
    if item is None:
        raise missing(resource.path)
    said = claim_terms(engine, item.claim)
    return render_template(
        "evidence.html",
        **common(resource, f"Evidence: {_in_words(said)}"),
        item=item,
        said=said,
        periods=labels(engine, [item.during] if item.during else []),
        explained=_explained(item),
    )


def _explained(item: Found) -> str:
    """Return what the modality of a sentence means, in words."""
    return {
        "asserted": "The sentence says so plainly.",
        "implicit": "The sentence implies it.",
        "hedged": "The sentence says it with reserve: can, may, often.",
        "normative": "The sentence demands or recommends it.",
        "future": "The sentence expects it.",
        "negated": "The sentence denies it.",
    }.get(item.modality, "")


def _in_words(said: dict[str, Any]) -> str:
    subject = name_of(said["subject"].value, said["labels"])
    value = said["object"]
    told = name_of(value.value, said["labels"]) if _is_iri(value) else wording.value(value.value)
    return f"{subject} {said['words']} {told}"


def _facts(engine: QueryEngine, resource: Resource) -> dict[str, str]:
    rows = engine.select(_FACTS, {"x": resource.node})
    return {terms.shorten(row["p"].value): row["o"].value for row in rows}


def run(engine: QueryEngine, resource: Resource) -> str:
    """Return the page of a run of the extractor."""
    facts = _facts(engine, resource)
    if "ent:extractorVersion" not in facts:
        raise missing(resource.path)
    rules = [
        (row["rule"].value, int(row["count"].value))
        for row in engine.select(_RULES, {"x": resource.node})
    ]
    return render_template(
        "run.html",
        **common(resource, f"Run {resource.name}"),
        facts=facts,
        rules=rules,
        total=sum(count for _, count in rules),
    )


def decision(engine: QueryEngine, resource: Resource) -> str:
    """Return the page of a decision."""
    facts = _facts(engine, resource)
    target = facts.get("ent:decidesOn")
    if target is None:
        raise missing(resource.path)
    said = None
    if target.startswith(f"{terms.ID}claim/"):
        said = claim_terms(engine, target)
    author = facts.get("prov:wasAssociatedWith", "")
    name = engine.select(
        "SELECT ?name WHERE { GRAPH graph:decisions { ?x rdfs:label ?name } }",
        {"x": ox.NamedNode(author)},
    )
    return render_template(
        "decision.html",
        **common(resource, f"Decision {resource.name}"),
        facts=facts,
        target=target,
        said=said,
        author=author,
        author_name=name[0]["name"].value if name else "",
    )


def agent(engine: QueryEngine, resource: Resource) -> str:
    """Return the page of a curator, with what they decided last."""
    facts = _facts(engine, resource)
    if not facts:
        raise missing(resource.path)
    decisions = engine.select(_OF_AGENT, {"x": resource.node})
    return render_template(
        "agent.html",
        **common(resource, facts.get("rdfs:label", resource.name)),
        decisions=decisions,
        words=_words(engine, {row["target"].value for row in decisions}),
    )


def _words(engine: QueryEngine, iris: set[str]) -> dict[str, str]:
    """Return the claims among the IRIs in words."""
    claims = " ".join(str(ox.NamedNode(iri)) for iri in sorted(iris))
    rows = engine.select(_TRIPLES.format(claims=claims))
    ends = [row[name] for row in rows for name in ("subject", "object")]
    named = labels(engine, (end.value for end in ends if _is_iri(end)))
    return {
        row["claim"].value: _in_words(
            {**row, "labels": named, "words": wording.property_label(row["predicate"].value)}
        )
        for row in rows
    }


def _is_iri(term: object) -> bool:
    return isinstance(term, ox.NamedNode)
