"""Why a statement holds, or what it lacks: proofs by the rules that made the closure.

``answer`` runs where the store is, in a worker process, and returns what JSON can carry.
"""

from typing import Any, Final

import pyoxigraph as ox
from pyoxigraph import BlankNode, Literal, NamedNode

from claims.errors import ReasoningError
from graph.datalog import Atom, Term, Var
from graph.proofs import axiom
from graph.proofs.facts import Fact, Facts
from graph.proofs.join import Schema
from graph.proofs.missing import Missing, missing
from graph.proofs.program import program
from graph.proofs.proof import Proof, confidence, prove

__all__ = ["Term", "answer", "json_of", "prepare", "term_of"]

#: Proofs that are searched for at most, and leaves that are written of one.
MAX_PROOFS: Final = 20
MAX_LEAVES: Final = 2_000
#: Ways in which a statement would follow that are told at least.
_WAYS: Final = 6

# The axioms of a revision never change, and a worker answers many questions on one store.
_last: list[tuple[ox.Store, Schema]] = []


def prepare() -> None:
    """Read the rules now: a worker of a store in memory can open no file later."""
    program()


def answer(store: ox.Store, request: dict[str, Any]) -> dict[str, Any]:
    """Return why the triple of the request holds, or what it lacks, as JSON.

    The request has ``subject``, ``predicate`` and ``object`` as terms (see ``term_of``) and
    ``proofs``, how many are wanted. Raises ReasoningError when a proof is too large to show.
    """
    fact: Fact = tuple(term_of(request[name]) for name in ("subject", "predicate", "object"))  # type: ignore[assignment]
    want = max(1, min(int(request.get("proofs", 5)), MAX_PROOFS))
    facts = Facts(store)
    rules = program()
    schema = _schema(store)
    found = prove(facts, schema, rules, fact, want)
    body: dict[str, Any] = {
        "triple": [_term(facts, part) for part in fact],
        "known": [facts.knows(part) for part in fact],
        "holds": bool(found.proofs),
        "source": facts.source(fact),
        "complete": found.complete,
        "confidence": confidence(found.proofs) if found.proofs else None,
        "proofs": [_proof(facts, proof) for proof in found.proofs],
        "missing": [],
    }
    if not found.proofs:
        ways = missing(facts, schema, rules, fact, max(want, _WAYS))
        body["missing"] = [_missing(facts, way) for way in ways]
    return body


def _schema(store: ox.Store) -> Schema:
    if not _last or _last[0][0] is not store:
        _last[:] = [(store, Schema(Facts(store), program()))]
    return _last[0][1]


def term_of(value: dict[str, str]) -> Term:
    """Return a term from the form that SPARQL results in JSON have; raises ValueError."""
    if value["type"] == "uri":
        return NamedNode(value["value"])
    if value["type"] == "bnode":
        return BlankNode(value["value"])
    if language := value.get("xml:lang"):
        return Literal(value["value"], language=language)
    datatype = value.get("datatype")
    return Literal(value["value"], datatype=NamedNode(datatype) if datatype else None)


def json_of(term: Term) -> dict[str, str]:
    """Return a term in the form that SPARQL results in JSON have."""
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    if term.language:
        return {"type": "literal", "value": term.value, "xml:lang": term.language}
    return {"type": "literal", "value": term.value, "datatype": term.datatype.value}


def _term(facts: Facts, term: Term | Var) -> dict[str, str]:
    if isinstance(term, Var):
        return {"type": "variable", "value": term.partition(".")[0]}
    body = json_of(term)
    if isinstance(term, BlankNode):
        body["text"] = axiom.text(facts, term)
    return body


def _triple(facts: Facts, fact: Fact | tuple[Term | Var, ...]) -> list[dict[str, str]]:
    return [_term(facts, part) for part in fact]


def _proof(facts: Facts, proof: Proof) -> dict[str, Any]:
    leaves = sum(1 for _ in proof.leaves())
    if leaves > MAX_LEAVES:
        raise ReasoningError(
            f"The proof rests on {leaves:,} statements, more than the bound of {MAX_LEAVES:,}.",
            hint="Ask for one of the statements on the way.",
        )
    body: dict[str, Any] = _node(facts, proof)
    body["confidence"] = round(proof.confidence, 4)
    body["statements"] = proof.size
    body["claims"] = len(proof.claims)
    body["unreviewed"] = proof.unreviewed
    return body


def _node(facts: Facts, proof: Proof) -> dict[str, Any]:
    body: dict[str, Any] = {"triple": _triple(facts, proof.fact)}
    if proof.source:
        body["source"] = proof.source
        if proof.claim:
            body["claim"] = {
                "iri": proof.claim.iri,
                "status": proof.claim.status,
                "confidence": proof.claim.confidence,
            }
        return body
    body["rule"] = proof.rule
    body["axioms"] = _axioms(facts, proof.axioms)
    body["premises"] = [_node(facts, premise) for premise in proof.premises]
    return body


def _axioms(facts: Facts, axioms: tuple[Fact, ...]) -> list[dict[str, Any]]:
    return [
        {
            "kind": axiom.kind(fact),
            "text": axiom.statement(facts, fact),
            "parts": axiom.parts(facts, fact),
        }
        for fact in axioms
        if axiom.kind(fact)
    ]


def _missing(facts: Facts, way: Missing) -> dict[str, Any]:
    def atoms(found: tuple[Atom, ...]) -> list[list[dict[str, str]]]:
        return [_triple(facts, atom.terms) for atom in found]

    return {
        "rule": way.rule,
        "axioms": _axioms(facts, way.axioms),
        "present": [_triple(facts, fact) for fact in way.present],
        "absent": atoms(way.absent),
        "others": way.others,
    }
