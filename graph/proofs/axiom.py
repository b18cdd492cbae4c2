"""Axioms and anonymous classes as text, in the manner of the Manchester syntax."""

from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode

from graph.datalog import Term
from graph.proofs.facts import Fact, Facts
from ontology import terms

_OWL: Final = terms.OWL
_FIRST, _REST, _NIL = (NamedNode(f"{terms.RDF}{name}") for name in ("first", "rest", "nil"))
_KINDS: Final = {
    f"{terms.RDFS}subClassOf": "SubClassOf",
    f"{terms.RDFS}subPropertyOf": "SubPropertyOf",
    f"{terms.RDFS}domain": "Domain",
    f"{terms.RDFS}range": "Range",
    f"{_OWL}equivalentClass": "EquivalentTo",
    f"{_OWL}equivalentProperty": "EquivalentTo",
    f"{_OWL}inverseOf": "InverseOf",
    f"{_OWL}disjointWith": "DisjointWith",
    f"{_OWL}propertyDisjointWith": "DisjointWith",
    f"{_OWL}hasKey": "HasKey",
}
_VALUES: Final = {"someValuesFrom": "some", "allValuesFrom": "only", "hasValue": "value"}
_LISTS: Final = {"intersectionOf": " and ", "unionOf": " or "}
#: Nested classes and list members that a text goes into.
_MAX_DEPTH: Final = 6
_MAX_MEMBERS: Final = 50


def kind(fact: Fact) -> str:
    """Return the kind of an axiom: SubClassOf, Chain, Transitive and so on.

    It is empty for a part of an anonymous class, which says nothing by itself.
    """
    subject, predicate, value = fact
    if predicate.value == f"{_OWL}propertyChainAxiom":
        return "Chain"
    if predicate.value == terms.RDF_TYPE and isinstance(value, NamedNode):
        return value.value.removeprefix(_OWL).removesuffix("Property")
    if isinstance(subject, BlankNode):
        return ""
    return _KINDS.get(str(predicate.value), terms.shorten(str(predicate.value)))


def parts(facts: Facts, fact: Fact) -> list[str]:
    """Return what an axiom relates: names and texts; a chain's properties come first."""
    subject, _, value = fact
    found = kind(fact)
    if found == "Chain":
        return [*(text(facts, item) for item in _members(facts, value)), text(facts, subject)]
    if fact[1].value == terms.RDF_TYPE:
        return [text(facts, subject)]
    if found == "HasKey":
        return [text(facts, subject), *(text(facts, item) for item in _members(facts, value))]
    return [text(facts, subject), text(facts, value)]


def statement(facts: Facts, fact: Fact) -> str:
    """Return an axiom as one line, such as ``ent:leads SubPropertyOf ent:memberOf``."""
    found, items = kind(fact), parts(facts, fact)
    if found == "Chain":
        return f"{' o '.join(items[:-1])} SubPropertyOf {items[-1]}"
    if fact[1].value == terms.RDF_TYPE:
        return f"{items[0]} {found}"
    return f"{items[0]} {found or 'is'} {', '.join(items[1:])}"


def text(facts: Facts, term: Term, depth: int = 0) -> str:
    """Return a term by its prefixed name, an anonymous class by what it says."""
    if isinstance(term, NamedNode):
        return terms.shorten(term.value)
    if isinstance(term, Literal):
        return str(term)
    if depth >= _MAX_DEPTH:
        return "..."
    found = {
        predicate.value.removeprefix(_OWL): value
        for _, predicate, value in facts.match((term, None, None))
        if isinstance(predicate, NamedNode)
    }
    for name, word in _VALUES.items():
        if name in found and "onProperty" in found:
            over = text(facts, found["onProperty"], depth + 1)
            return f"({over} {word} {text(facts, found[name], depth + 1)})"
    for name, word in _LISTS.items():
        if name in found:
            items = [text(facts, item, depth + 1) for item in _members(facts, found[name])]
            return f"({word.join(items)})"
    if "oneOf" in found:
        inside = ", ".join(text(facts, item, depth + 1) for item in _members(facts, found["oneOf"]))
        return f"{{{inside}}}"
    if "complementOf" in found:
        return f"(not {text(facts, found['complementOf'], depth + 1)})"
    return "a class without a name"


def _members(facts: Facts, head: Term) -> list[Term]:
    """Return the members of a list; a list that is too long, or goes in a circle, is cut."""
    found: list[Term] = []
    while head != _NIL and len(found) < _MAX_MEMBERS:
        first = facts.match((head, _FIRST, None), stated=True)
        rest = facts.match((head, _REST, None), stated=True)
        if not first:
            break
        found.append(first[0][2])
        if not rest:
            break
        head = rest[0][2]
    return found
