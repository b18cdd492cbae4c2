"""Proofs of a statement as trees: each leaf a claim, a concept or an axiom."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, product
from math import prod
from typing import Final

from claims.errors import ReasoningError
from graph.datalog import Atom
from graph.proofs.facts import Claim, Fact, Facts
from graph.proofs.join import Schema
from graph.proofs.program import Program
from graph.proofs.search import Edge, Search

#: Steps from a statement down to its last leaf, after chains are drawn as one step.
MAX_DEPTH: Final = 200

#: No number of proofs makes a statement certain.
CEILING: Final = 0.99

#: Rules that only pass something on: a proof shows a row of them as one step.
_ASSOCIATIVE: Final = frozenset({"prp-trp", "eq-trans"})


@dataclass(frozen=True, slots=True)
class Proof:
    """A statement and what it follows from.

    A leaf has a ``source`` (published, qualified, concepts, ontology) and, where it is published
    or qualified, the ``claim`` it comes from. A step has the name of its ``rule``, the
    ``axioms`` of the ontology, and ``premises``.
    """

    fact: Fact
    source: str = ""
    claim: Claim | None = None
    rule: str = ""
    axioms: tuple[Fact, ...] = ()
    premises: tuple["Proof", ...] = field(default=())

    def leaves(self) -> Iterator["Proof"]:
        """Yield the leaves from left to right."""
        waiting = [self]
        while waiting:
            proof = waiting.pop()
            if proof.source:
                yield proof
            waiting.extend(reversed(proof.premises))

    @property
    def size(self) -> int:
        """Return the number of statements in the tree."""
        waiting, number = [self], 0
        while waiting:
            number += 1
            waiting.extend(waiting.pop().premises)
        return number

    @property
    def claims(self) -> dict[str, Claim]:
        """Return the claims the proof rests on by their IRIs."""
        return {leaf.claim.iri: leaf.claim for leaf in self.leaves() if leaf.claim}

    @property
    def confidence(self) -> float:
        """Return the product of the confidences of the claims, each counted once."""
        return prod((claim.confidence for claim in self.claims.values()), start=1.0)

    @property
    def unreviewed(self) -> int:
        """Return how many of the claims nobody has accepted."""
        return sum(claim.status != "accepted" for claim in self.claims.values())


def confidence(proofs: Sequence[Proof]) -> float:
    """Return how sure a statement with these proofs is, from 0 to 1.

    Proofs that share a claim stand or fall together, so of these only the surest counts; what is
    left is independent, and one of them suffices: 1 minus the product of the doubts.
    """
    used: set[str] = set()
    doubt = 1.0
    for proof in sorted(proofs, key=lambda proof: -proof.confidence):
        claims = proof.claims.keys()
        if not claims:
            return 1.0
        if not used & claims:
            used |= claims
            doubt *= 1.0 - proof.confidence
    return round(min(1.0 - doubt, CEILING), 4)


@dataclass(frozen=True, slots=True)
class Proofs:
    """The proofs of a statement, shortest first; ``complete`` tells that there are no others."""

    fact: Fact
    proofs: tuple[Proof, ...]
    complete: bool


def prove(facts: Facts, schema: Schema, program: Program, fact: Fact, want: int) -> Proofs:
    """Return up to ``want`` proofs of a statement, none where it does not hold.

    Raises ReasoningError when a proof is too deep to be shown.
    """
    root = Atom("triple", fact)
    search = Search(facts, schema, program)
    search.explore(root, want + 1)
    found = list(islice(_Builder(facts, search, root).proofs(want + 1), want + 1))
    complete = search.complete
    if not complete and not any(proof.rule for proof in found):
        direct = Search(facts, schema, program, direct=True)
        direct.explore(root, want + 1)
        found = list(islice(_Builder(facts, direct, root).proofs(want + 1), want + 1))
    return Proofs(fact, tuple(found[:want]), complete and len(found) <= want)


class _Builder:
    """Trees from a hypergraph that was searched."""

    def __init__(self, facts: Facts, search: Search, root: Atom) -> None:
        self._facts = facts
        self._search = search
        self._root = root
        self._costs = search.costs(root)

    def proofs(self, want: int) -> Iterator[Proof]:
        """Yield proofs of the root, the shortest first, no two with the same leaves."""
        if self._search.is_stated(self._root):
            yield self._leaf(self._root)
        seen: set[tuple[object, ...]] = set()
        options = self._options(self._root, want * 4)
        for _, rule, axioms, premises in sorted(options, key=lambda option: option[0]):
            proof = self._step(self._root, rule, axioms, premises)
            key = (frozenset(leaf.fact for leaf in proof.leaves()), proof.axioms)
            if key not in seen:
                seen.add(key)
                yield proof

    def _options(
        self, atom: Atom, want: int
    ) -> list[tuple[float, str, tuple[Fact, ...], tuple[Atom, ...]]]:
        """Return ways to derive an atom from statements: size, rule, axioms, premises.

        What only helps a rule, such as the end of a chain, is replaced by its own premises.
        """
        found = []
        ways = sorted(self._search.ways(atom, self._costs), key=lambda way: way[0])
        for cost, edge in ways[:want]:
            choices: list[list[tuple[float, str, tuple[Fact, ...], tuple[Atom, ...]]]] = []
            for premise in edge.premises:
                if premise.predicate == "triple":
                    choices.append([(self._costs[premise][0], "", (), (premise,))])
                else:
                    choices.append(self._options(premise, want))
            for chosen in islice(product(*choices), want):
                premises = tuple(dict.fromkeys(a for option in chosen for a in option[3]))
                axioms = tuple(
                    dict.fromkeys((*_ordered(edge.axioms), *(a for o in chosen for a in o[2])))
                )
                name = edge.rule.name or next((o[1] for o in chosen if o[1]), "")
                size = 1 + sum(option[0] for option in chosen) if choices else cost
                found.append((size, name, axioms, premises))
        found.sort(key=lambda option: option[0])
        return found[:want]

    def _step(
        self, atom: Atom, rule: str, axioms: tuple[Fact, ...], premises: tuple[Atom, ...]
    ) -> Proof:
        made = tuple(self._best(premise, 1) for premise in premises)
        return _flat(Proof(atom.terms, rule=rule, axioms=axioms, premises=made))  # type: ignore[arg-type]

    def _best(self, atom: Atom, depth: int) -> Proof:
        """Return the shortest proof of a fact; a row of one rule is gone through in a loop."""
        _, edge = self._costs[atom]
        if edge is None:
            return self._leaf(atom)
        if depth > MAX_DEPTH:
            raise ReasoningError(
                f"The proof is deeper than {MAX_DEPTH} steps and is not shown.",
                hint="Ask for one of the statements it rests on.",
            )
        premises = []
        waiting = list(reversed(self._premises(edge)))
        while waiting:
            premise = waiting.pop()
            _, below = self._costs[premise]
            if (
                edge.rule.name in _ASSOCIATIVE
                and below is not None
                and below.rule is edge.rule
                and below.axioms == edge.axioms
            ):
                waiting.extend(reversed(self._premises(below)))
            else:
                premises.append(self._best(premise, depth + 1))
        axioms = _ordered(edge.axioms)
        name = edge.rule.name
        for helper in self._helpers(edge):
            axioms = (*axioms, *_ordered(helper.axioms))
            name = name or helper.rule.name
        return Proof(
            atom.terms,  # type: ignore[arg-type]
            rule=name,
            axioms=tuple(dict.fromkeys(axioms)),
            premises=tuple(premises),
        )

    def _premises(self, edge: Edge) -> list[Atom]:
        """Return the statements an instance rests on, through what only helps."""
        found: list[Atom] = []
        for premise in edge.premises:
            below = self._costs[premise][1]
            if premise.predicate == "triple" or below is None:
                found.append(premise)
            else:
                found.extend(self._premises(below))
        return list(dict.fromkeys(found))

    def _helpers(self, edge: Edge) -> Iterator[Edge]:
        for premise in edge.premises:
            below = self._costs[premise][1]
            if premise.predicate != "triple" and below is not None:
                yield below
                yield from self._helpers(below)

    def _leaf(self, atom: Atom) -> Proof:
        fact: Fact = atom.terms  # type: ignore[assignment]
        source = self._facts.source(fact)
        claim = self._facts.claim(fact) if source in ("published", "qualified") else None
        return Proof(fact, source=source, claim=claim)


def _flat(proof: Proof) -> Proof:
    """Return the proof with a row of one associative rule as one step."""
    if proof.rule not in _ASSOCIATIVE:
        return proof
    premises: list[Proof] = []
    for premise in proof.premises:
        same = premise.rule == proof.rule and premise.axioms == proof.axioms
        premises.extend(premise.premises if same else (premise,))
    return replace(proof, premises=tuple(premises))


def _ordered(axioms: Iterable[Fact]) -> tuple[Fact, ...]:
    """Return the axioms in a fixed order, without the links of lists."""
    kept = (fact for fact in axioms if fact[1].value not in _LINKS)
    return tuple(sorted(kept, key=lambda fact: tuple(map(str, fact))))


_LINKS: Final = frozenset(
    f"http://www.w3.org/1999/02/22-rdf-syntax-ns#{name}" for name in ("first", "rest")
)
