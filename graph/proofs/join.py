"""Matching rule bodies: bindings of variables, and the schema closed once per store."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pyoxigraph import Literal

from graph.datalog import Atom, Rule, Term, Var
from graph.proofs.facts import Fact, Facts
from graph.proofs.program import GIVEN, Program

Binding = Mapping[Var, Term]
Row = tuple[Term, ...]

_ZERO = {"0", "+0", "-0", "00"}
_ONE = {"1", "+1", "01"}


def bound(terms: Sequence[Term | Var], binding: Binding) -> tuple[Term | None, ...]:
    """Return the terms with bound variables replaced, None for the others."""
    return tuple(binding.get(t) if isinstance(t, Var) else t for t in terms)


def ground(atom: Atom, binding: Binding) -> Atom:
    """Return the atom with its bound variables replaced."""
    return Atom(
        atom.predicate,
        tuple(binding.get(t, t) if isinstance(t, Var) else t for t in atom.terms),
    )


def unify(terms: Sequence[Term | Var], row: Sequence[Term], binding: Binding) -> Binding | None:
    """Return the binding with which the terms are the row, None where there is none."""
    made = dict(binding)
    for term, value in zip(terms, row, strict=True):
        if not isinstance(term, Var):
            if term != value:
                return None
        elif made.setdefault(term, value) != value:
            return None
    return made


def given(atom: Atom, binding: Binding, facts: Facts) -> bool:
    """Tell whether a fact that the reasoner is given beside the statements holds."""
    term = bound(atom.terms, binding)[0]
    if atom.predicate == "labelled":
        return term is not None and facts.is_labelled(term)
    if not isinstance(term, Literal):
        return False
    if atom.predicate == "literal":
        return True
    if atom.predicate in ("zero", "one"):
        return term.value in (_ZERO if atom.predicate == "zero" else _ONE)
    return False


def differ(rule: Rule, binding: Binding) -> bool:
    """Tell whether the terms that a rule wants different are."""
    for pair in rule.unequal:
        one, other = bound(pair, binding)
        if one is not None and one == other:
            return False
    return True


def solve(
    atoms: Sequence[Atom], binding: Binding, rows: Callable[[Atom, Binding], Iterable[Row]]
) -> Iterator[Binding]:
    """Yield the bindings under which every atom has a row, the most bound atom first."""
    if not atoms:
        yield binding
        return
    best = min(atoms, key=lambda atom: bound(atom.terms, binding).count(None))
    rest = [atom for atom in atoms if atom is not best]
    for row in rows(best, binding):
        made = unify(best.terms, row, binding)
        if made is not None:
            yield from solve(rest, made, rows)


@dataclass
class Relation:
    """The rows of one predicate of the schema, each with the axioms it rests on."""

    rows: dict[Row, frozenset[Fact]] = field(default_factory=dict)
    index: dict[tuple[int, Term], list[Row]] = field(default_factory=lambda: defaultdict(list))

    def add(self, row: Row, axioms: frozenset[Fact]) -> bool:
        """Add a row and tell whether it is new."""
        if row in self.rows:
            return False
        self.rows[row] = axioms
        for position, term in enumerate(row):
            self.index[position, term].append(row)
        return True

    def find(self, pattern: tuple[Term | None, ...]) -> Sequence[Row]:
        """Return rows that may fit the pattern, by its rarest term."""
        if None not in pattern:
            return [pattern] if pattern in self.rows else []  # type: ignore[list-item]
        lists = [
            self.index.get((position, term), [])
            for position, term in enumerate(pattern)
            if term is not None
        ]
        return min(lists, key=len) if lists else list(self.rows)


class Schema:
    """What the axioms of a revision say, closed under the rules that look at axioms alone."""

    def __init__(self, facts: Facts, program: Program) -> None:
        self._facts = facts
        self._program = program
        self._relations: dict[str, Relation] = {}

    def relation(self, name: str) -> Relation:
        """Return the relation of a predicate of the schema, closed when first asked for."""
        if name not in self._relations:
            for group in self._program.order(name):
                if group[0] not in self._relations:
                    self._close(group)
        return self._relations[name]

    def _close(self, group: Sequence[str]) -> None:
        """Close predicates that need each other and nothing else that is not closed."""
        self._relations.update((name, Relation()) for name in group)
        rules = [rule for name in group for rule in self._program.rules[name]]
        grew = True
        while grew:
            grew = False
            for rule in rules:
                relation = self._relations[rule.head.predicate]
                for binding in list(solve(rule.body, {}, self._rows)):
                    row = bound(rule.head.terms, binding)
                    if row not in relation.rows and differ(rule, binding):
                        axioms = self.axioms(rule.body, binding)
                        grew |= relation.add(row, axioms)  # type: ignore[arg-type]
            grew &= len(group) > 1 or any(a.predicate in group for r in rules for a in r.body)

    def _rows(self, atom: Atom, binding: Binding) -> Iterable[Row]:
        if atom.predicate in GIVEN:
            row = bound(atom.terms, binding)
            return [row] if given(atom, binding, self._facts) else []  # type: ignore[list-item]
        return self.rows(atom, binding)

    def rows(self, atom: Atom, binding: Binding) -> Iterable[Row]:
        """Return the rows that may fit an atom of the schema, or a triple of the axioms."""
        pattern = bound(atom.terms, binding)
        if atom.predicate == "triple":
            return self._facts.match(pattern)  # type: ignore[arg-type]
        return self.relation(atom.predicate).find(pattern)

    def axioms(self, atoms: Iterable[Atom], binding: Binding) -> frozenset[Fact]:
        """Return the stated axioms that these atoms rest on, when all are bound."""
        found: set[Fact] = set()
        for atom in atoms:
            row = bound(atom.terms, binding)
            if atom.predicate == "triple":
                found.add(row)  # type: ignore[arg-type]
            elif atom.predicate in self._program.schema:
                found |= self.relation(atom.predicate).rows[row]  # type: ignore[index]
        return frozenset(found)
