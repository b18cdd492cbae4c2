"""The ledger's state as RDF: a pure function to triples by named graph."""

from collections.abc import Iterable, Set
from typing import Literal as Choice

from pyoxigraph import Triple

from claims.model import Status
from claims.policy import Policy
from claims.state import ClaimState, State
from graph import axioms, describe, labels, rdf, selection
from ontology import load

Reference = Choice["all", "mentioned"]
Graphs = dict[str, set[Triple]]


def project(
    state: State,
    policy: Policy,
    *,
    reference: Reference = "all",
    held: Set[str] = frozenset(),
) -> Graphs:
    """Return the triples of every named graph that needs no reasoning, by its local name.

    ``inferred``, ``validation`` and ``void`` follow from these and are made by ``graph.publish``.
    With ``reference="mentioned"`` only such reference data takes part as the corpus mentions.
    ``held`` has the ids of claims that are not published, whatever the policy says.
    Raises GraphError when the state holds what is no IRI.
    """
    if reference == "mentioned":
        state = selection.mentioned(state)
    holding: dict[str, list[ClaimState]] = {"published": [], "qualified": []}
    for claim in state.claims:
        graph = None if claim.claim.id in held else policy.graph_of(claim)
        if graph is not None:
            holding[graph].append(claim)
    names = labels.canonical(holding, selection.reference_slugs(state.documents))
    accepted = [c for claims in holding.values() for c in claims if c.status is Status.ACCEPTED]
    return {
        "ontology": set(axioms.ontology()),
        "concepts": set(axioms.concepts()),
        "documents": set(describe.documents(state.documents, state.mentions)),
        "claims": {
            *(triple for claim in state.claims for triple in describe.claim(claim)),
            *(triple for run in state.runs for triple in describe.run(run)),
        },
        "decisions": {
            triple for decision in state.decisions for triple in describe.decision(decision)
        },
        "published": _facts(holding["published"], names),
        "qualified": _facts(holding["qualified"], names),
        "reviewed": _facts(accepted, names),
    }


def _facts(claims: Iterable[ClaimState], names: labels.Names) -> set[Triple]:
    """Return what the claims say in today's terms, with one ``rdfs:label`` for every entity."""
    current = load.schema().current
    facts = set()
    for state in claims:
        claim = state.claim
        predicate = labels.published_as(claim, names)
        if predicate is not None:
            value = claim.object
            value = current(value) if isinstance(value, str) else value
            facts.add(
                Triple(rdf.node(claim.subject), rdf.node(current(predicate)), rdf.term(value))
            )
    return facts
