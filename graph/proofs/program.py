"""The rules arranged for search: which predicates are the schema's, and what a rule may need."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from pyoxigraph import NamedNode

from graph import datalog
from graph.datalog import Atom, Rule, Var
from ontology import terms

FILES: Final = ("owl-rl", "equality")

TYPE: Final = NamedNode(terms.RDF_TYPE)
SAME: Final = NamedNode(f"{terms.OWL}sameAs")
_VOCABULARY: Final = (terms.RDF, terms.RDFS, terms.OWL)
#: What the reasoner is given beside the statements.
GIVEN: Final = frozenset(
    {"literal", "anonymous", "labelled", "zero", "one", "checked", "in_space", "ill_typed", "equal"}
)


@dataclass(frozen=True, slots=True)
class Program:
    """The rules by the predicate of their head.

    The predicates of ``schema`` hold of the axioms alone and are answered at once; what other
    predicates hold of is for a proof to show. ``hidden`` are patterns of what holds and is not
    published, as it is trivial.
    """

    rules: Mapping[str, tuple[Rule, ...]]
    schema: frozenset[str]
    hidden: tuple[Rule, ...]

    def order(self, name: str) -> list[list[str]]:
        """Return the predicates of the schema that one rests on, those first that come first.

        Predicates that need each other are in one group.
        """
        below = {other: self._below(other) for other in self._below(name) | {name}}
        groups = {
            tuple(sorted({other, *(b for b in found if other in below[b])}))
            for other, found in below.items()
        }
        return [list(group) for group in sorted(groups, key=lambda group: len(below[group[0]]))]

    def _below(self, name: str) -> set[str]:
        found: set[str] = set()
        waiting = [name]
        while waiting:
            for rule in self.rules[waiting.pop()]:
                for atom in rule.body:
                    if atom.predicate in self.schema and atom.predicate not in found:
                        found.add(atom.predicate)
                        waiting.append(atom.predicate)
        return found


@cache
def program() -> Program:
    """Return the program of the ontology's rules; raises ReasoningError as ``datalog.rules``."""
    by_head: dict[str, list[Rule]] = defaultdict(list)
    for rule in datalog.rules(*FILES):
        plain = replace(
            rule, head=_plain(rule.head), body=tuple(_plain(atom) for atom in rule.body)
        )
        if plain.head not in plain.body and not any(a.predicate == "stated" for a in plain.body):
            by_head[plain.head.predicate].append(plain)
    hidden = tuple(rule for rule in datalog.rules("publish") if rule.head.predicate == "trivial")
    rules = {name: tuple(found) for name, found in by_head.items()}
    return Program(rules, _schema(rules), hidden)


def _plain(atom: Atom) -> Atom:
    """Return ``type``, ``same`` and ``base`` as the triples that they are."""
    if atom.predicate == "base":
        return Atom("triple", atom.terms)
    if atom.predicate == "type":
        subject, value = atom.terms
        return Atom("triple", (subject, TYPE, value))
    if atom.predicate == "same":
        subject, value = atom.terms
        return Atom("triple", (subject, SAME, value))
    return atom


def _schema(rules: Mapping[str, tuple[Rule, ...]]) -> frozenset[str]:
    """Return the predicates all of whose rules look at nothing but axioms."""
    found: set[str] = set(rules) - {"triple"}
    while True:
        wrong = {
            name
            for name in found
            if not all(_is_axiom(atom, found) for rule in rules[name] for atom in rule.body)
        }
        if not wrong:
            return frozenset(found)
        found -= wrong


def _is_axiom(atom: Atom, schema: set[str]) -> bool:
    if atom.predicate != "triple":
        return atom.predicate in schema or atom.predicate in GIVEN
    _, predicate, value = atom.terms
    if isinstance(predicate, Var) or not predicate.value.startswith(_VOCABULARY):
        return False
    return predicate != SAME and (predicate != TYPE or not isinstance(value, Var))
