"""Backward search: from a statement to what it follows from, with the rules of the reasoner.

The search unfolds a hypergraph of facts and rule instances, level by level from the statement,
and takes the cheapest derivations from it by Knuth's generalisation of Dijkstra's algorithm
(Information Processing Letters 6, 1977). A fact never serves to derive itself.
"""

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from pyoxigraph import BlankNode

from graph.datalog import Atom, Rule, Term, Var, variables
from graph.proofs.facts import Fact, Facts
from graph.proofs.join import Binding, Schema, bound, differ, given, ground, unify
from graph.proofs.program import GIVEN, Program

#: Rule instances that one search takes up, and partial ones that it looks at.
MAX_EDGES: Final = 20_000
MAX_STEPS: Final = 400_000

#: Proofs looked for beyond those asked for, so that the shortest of many rules are found.
_ENOUGH: Final = 4

#: What a claim of no confidence at all adds to the size of a proof.
_DOUBT: Final = 0.1

_FREE: Final = 100


@dataclass(frozen=True, slots=True)
class Edge:
    """One instance of a rule: its premises, and the axioms of the schema it rests on."""

    rule: Rule
    premises: tuple[Atom, ...]
    axioms: frozenset[Fact]


class Search:
    """The search for proofs of one statement.

    With ``direct`` only rule instances are taken of which every premise but the last is stated:
    that follows a chain of a thousand places from one end to the other, where the whole search
    would look at every pair of them.
    """

    def __init__(
        self, facts: Facts, schema: Schema, program: Program, *, direct: bool = False
    ) -> None:
        self._facts = facts
        self._schema = schema
        self._program = program
        self._direct = direct
        self._fresh = 0
        self.edges: dict[Atom, list[Edge]] = {}
        self.leaves: dict[Atom, float] = {}
        self.count = 0
        self.steps = 0
        self.complete = True

    def explore(self, root: Atom, want: int, max_edges: int = MAX_EDGES) -> None:
        """Unfold the hypergraph until ``want`` shortest proofs are sure, or a bound is reached."""
        frontier = [root]
        self.edges[root] = []
        # Of these facts several derivations are wanted, of all others the shortest.
        several = {root}
        depth, looked = 0, 16
        while frontier:
            following: list[Atom] = []
            for atom in frontier:
                enough = _ENOUGH * want if atom in several else _ENOUGH
                for edge in self._expand(atom):
                    self.edges[atom].append(edge)
                    self.count += 1
                    for premise in edge.premises:
                        if premise not in self.edges and premise not in self.leaves:
                            if self.is_stated(premise):
                                self.leaves[premise] = self._size(premise)
                            else:
                                self.edges[premise] = []
                                following.append(premise)
                                if atom in several and premise.predicate != "triple":
                                    several.add(premise)
                    if self.count >= max_edges:
                        self.complete = False
                        return
                    if len(edge.premises) <= 2 and all(p in self.leaves for p in edge.premises):
                        # No other derivation is shorter.
                        enough -= 1
                        if not enough:
                            self.complete &= atom not in several
                            break
                if self.steps >= MAX_STEPS:
                    self.complete = False
                    return
            depth += 1
            frontier = following
            if self.count >= looked:
                # A proof that is not found yet has a fact this deep, and is longer than that.
                looked = self.count * 2
                found = sorted(cost for cost, _ in self.ways(root, self.costs(root)))
                sure = sum(int(cost) <= depth + 1 for cost in found)
                if sure >= want or (sure and self.count >= MAX_EDGES // 10):
                    self.complete = False
                    return

    def is_stated(self, atom: Atom) -> bool:
        """Tell whether the atom is a statement that is given."""
        return atom.predicate == "triple" and bool(self._facts.match(atom.terms, stated=True))  # type: ignore[arg-type]

    def _size(self, leaf: Atom) -> float:
        """Return 1 and a little for doubt, so that of proofs of one size the surest is taken."""
        claim = self._facts.claim(leaf.terms)  # type: ignore[arg-type]
        return 1.0 + (_DOUBT * (1.0 - claim.confidence) if claim else 0.0)

    def costs(self, root: Atom) -> dict[Atom, tuple[float, Edge | None]]:
        """Return the size of the smallest proof of each fact, and its last step, without root."""
        users: dict[Atom, list[tuple[Atom, Edge]]] = defaultdict(list)
        open_premises: dict[int, int] = {}
        for atom, edges in self.edges.items():
            if atom != root:
                for edge in edges:
                    premises = set(edge.premises)
                    open_premises[id(edge)] = len(premises)
                    for premise in premises:
                        users[premise].append((atom, edge))
        done: dict[Atom, tuple[float, Edge | None]] = {}
        # The number breaks ties, so that atoms need no order.
        heap: list[tuple[float, int, Atom, Edge | None]] = [
            (size, number, atom, None)
            for number, (atom, size) in enumerate(self.leaves.items())
            if atom != root
        ]
        number = len(heap)
        for atom, edges in self.edges.items():
            for edge in edges:
                if not edge.premises and atom != root:
                    number += 1
                    heap.append((1, number, atom, edge))
        heapq.heapify(heap)
        while heap:
            cost, _, atom, by = heapq.heappop(heap)
            if atom in done:
                continue
            done[atom] = cost, by
            for user, last in users.get(atom, ()):
                open_premises[id(last)] -= 1
                if not open_premises[id(last)] and user not in done:
                    number += 1
                    size = 1 + sum(done[premise][0] for premise in last.premises)
                    heapq.heappush(heap, (size, number, user, last))
        return done

    def ways(
        self, root: Atom, costs: dict[Atom, tuple[float, Edge | None]]
    ) -> Iterator[tuple[float, Edge]]:
        """Yield the derivable instances that end in the root, with the sizes of their proofs."""
        for edge in self.edges.get(root, ()):
            if all(premise in costs for premise in edge.premises):
                yield 1 + sum(costs[premise][0] for premise in edge.premises), edge

    def _expand(self, atom: Atom) -> Iterator[Edge]:
        seen: set[tuple[str, tuple[Atom, ...]]] = set()
        for rule in self._program.rules.get(atom.predicate, ()):
            start = unify(rule.head.terms, atom.terms, {})  # type: ignore[arg-type]
            if start is None:
                continue
            stated = self._stated_only(rule) if self._direct else frozenset()
            for binding, premises, schema in self._instances(rule.body, start, stated):
                if atom in premises or not differ(rule, binding):
                    continue
                if any(given(item, binding, self._facts) for item in rule.absent):
                    continue
                if (rule.name, premises) not in seen:
                    seen.add((rule.name, premises))
                    yield Edge(rule, premises, self._schema.axioms(schema, binding))

    def _stated_only(self, rule: Rule) -> frozenset[Atom]:
        """Return the premises of a rule that a direct search wants stated: all but the last."""
        schema = self._program.schema
        premises = [a for a in rule.body if a.predicate not in schema and a.predicate not in GIVEN]
        return frozenset(premises[:-1])

    def _instances(
        self, body: Iterable[Atom], start: Binding, stated: frozenset[Atom]
    ) -> Iterator[tuple[Binding, tuple[Atom, ...], tuple[Atom, ...]]]:
        """Yield the bindings of a body, with its premises and its atoms of the schema."""
        waiting: list[tuple[list[Atom], Binding, tuple[Atom, ...], tuple[Atom, ...]]] = [
            (list(body), start, (), ())
        ]
        while waiting and self.steps < MAX_STEPS:
            self.steps += 1
            atoms, binding, premises, schema = waiting.pop()
            if not atoms:
                made = tuple(ground(atom, binding) for atom in premises)
                yield binding, tuple(dict.fromkeys(made)), schema
                continue
            best = min(atoms, key=lambda atom: self._rank(atom, binding))
            rest = [atom for atom in atoms if atom is not best]
            if best.predicate in GIVEN:
                if given(best, binding, self._facts):
                    waiting.append((rest, binding, premises, schema))
            elif best.predicate in self._program.schema:
                for row in self._schema.rows(best, binding):
                    bind = unify(best.terms, row, binding)
                    if bind is not None:
                        waiting.append((rest, bind, premises, (*schema, best)))
            elif best.predicate == "triple":
                for row in self._facts_for(best, binding, stated=best in stated):
                    bind = unify(best.terms, row, binding)
                    if bind is not None:
                        waiting.append((rest, bind, (*premises, best), schema))
            elif None not in bound(best.terms, binding):
                waiting.append((rest, binding, (*premises, best), schema))
            else:
                for rule in self._program.rules.get(best.predicate, ()):
                    unfolded = self.unfold(rule, ground(best, binding))
                    if unfolded is not None:
                        more, bind = unfolded
                        waiting.append(([*rest, *more], {**binding, **bind}, premises, schema))

    def _rank(self, atom: Atom, binding: Binding) -> int:
        free = bound(atom.terms, binding).count(None)
        if atom.predicate in self._program.schema:
            return free if free < len(atom.terms) else 5
        if atom.predicate == "triple":
            return (1, 3, 6, _FREE)[free]
        if atom.predicate in GIVEN:
            return 0 if not free else _FREE
        return 8 if free else 9

    def _facts_for(self, atom: Atom, binding: Binding, *, stated: bool) -> Iterable[Fact]:
        pattern = bound(atom.terms, binding)
        found = self._facts.match(pattern, stated=stated)  # type: ignore[arg-type]
        if not found and None not in pattern and not stated and self._may_hide(pattern):
            return [pattern]  # type: ignore[list-item]
        return found

    def _may_hide(self, row: tuple[object, ...]) -> bool:
        """Tell whether a triple may hold though no graph has it: it is anonymous, or trivial."""
        if any(isinstance(term, BlankNode) for term in row):
            return True
        for rule in self._program.hidden:
            binding = unify(rule.head.terms, row, {})  # type: ignore[arg-type]
            if binding is None:
                continue
            others = [ground(atom, binding) for atom in rule.body]
            if all(a.terms == row or self._facts.match(a.terms) for a in others):  # type: ignore[arg-type]
                return True
        return False

    def unfold(self, rule: Rule, goal: Atom) -> tuple[list[Atom], Binding] | None:
        """Return the body of a rule whose head is the goal, and what the goal's variables are."""
        self._fresh += 1
        named: dict[Var, Term | Var] = {}
        binding: dict[Var, Term] = {}
        for term, wanted in zip(rule.head.terms, goal.terms, strict=True):
            if isinstance(term, Var):
                if named.setdefault(term, wanted) != wanted:
                    return None
            elif isinstance(wanted, Var):
                binding[wanted] = term
            elif term != wanted:
                return None
        for var in variables(rule.body):
            named.setdefault(var, Var(f"{var}.{self._fresh}"))
        body = [
            Atom(atom.predicate, tuple(named[t] if isinstance(t, Var) else t for t in atom.terms))
            for atom in rule.body
        ]
        return body, binding
