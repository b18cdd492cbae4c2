"""What a statement that does not hold would follow from: rules with premises that are absent."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from pyoxigraph import BlankNode

from graph.datalog import Atom, Term, Var, variables
from graph.proofs.facts import Fact, Facts
from graph.proofs.join import Binding, Schema, bound, ground, unify
from graph.proofs.program import Program
from graph.proofs.search import Search

#: Instances of one rule body that are looked at, and of one premise.
MAX_INSTANCES: Final = 2_000
MAX_MATCHES: Final = 200
#: How often one body may be unfolded through what only helps a rule.
_MAX_UNFOLDED: Final = 8
_MAX_STEPS: Final = 400
#: Nothing is missing that would follow if only two things were one.
_EQUALITY: Final = "equality.rls"


@dataclass(frozen=True, slots=True)
class Missing:
    """A way in which the statement would follow: the premises that hold and those that do not.

    A variable in an absent premise stands for anything. ``others`` is how many more instances of
    the same rule lack as much.
    """

    rule: str
    axioms: tuple[Fact, ...]
    present: tuple[Fact, ...]
    absent: tuple[Atom, ...]
    others: int = 0


@dataclass(frozen=True, slots=True)
class _Body:
    rule: str
    axioms: frozenset[Fact]
    atoms: tuple[Atom, ...]


def missing(
    facts: Facts, schema: Schema, program: Program, fact: Fact, want: int
) -> tuple[Missing, ...]:
    """Return up to ``want`` ways in which the statement would follow, the nearest first.

    The nearest lack the fewest premises; of those that lack the same the ones with more that
    hold come first.
    """
    search = Search(facts, schema, program)
    found: list[Missing] = []
    seen: set[object] = set()
    for body in _bodies(search, schema, program, Atom("triple", fact)):
        key = body.rule, body.atoms
        if key not in seen and Atom("triple", fact) not in body.atoms:
            seen.add(key)
            found.extend(_nearest(facts, body))
    found.sort(key=lambda item: (len(item.absent), _free(item.absent), -len(item.present)))
    return tuple(found[:want])


def _is_inner(atom: Atom, binding: Binding) -> bool:
    """Tell whether an atom only helps a rule, or is about a class without a name."""
    return atom.predicate != "triple" or isinstance(ground(atom, binding).terms[2], BlankNode)


def _free(atoms: Sequence[Atom]) -> int:
    return sum(isinstance(term, Var) for atom in atoms for term in atom.terms)


def _bodies(search: Search, schema: Schema, program: Program, goal: Atom) -> Iterator[_Body]:
    """Yield the rule bodies that would give the goal, as triples alone."""
    for rule in program.rules.get(goal.predicate, ()):
        start = unify(rule.head.terms, goal.terms, {})  # type: ignore[arg-type]
        if start is None or rule.file == _EQUALITY:
            continue
        waiting: list[tuple[str, list[Atom], Binding, tuple[Atom, ...], tuple[Atom, ...], int]]
        waiting = [(rule.name, list(rule.body), start, (), (), 0)]
        steps = 0
        while waiting and steps < _MAX_STEPS:
            steps += 1
            # In the order in which they were put: the bodies that are unfolded least come first.
            name, atoms, binding, triples, solved, depth = waiting.pop(0)
            atom = next((a for a in atoms if a.predicate in program.schema), None)
            if atom is not None:
                rest = [a for a in atoms if a is not atom]
                for row in schema.rows(atom, binding):
                    made = unify(atom.terms, row, binding)
                    if made is not None:
                        waiting.append((name, rest, made, triples, (*solved, atom), depth))
                continue
            helper = next((a for a in atoms if _is_inner(a, binding)), None)
            if helper is None:
                made_atoms = tuple(ground(a, binding) for a in (*triples, *atoms))
                yield _Body(name, schema.axioms(solved, binding), tuple(dict.fromkeys(made_atoms)))
            elif depth < _MAX_UNFOLDED:
                rest = [a for a in atoms if a is not helper]
                for below in program.rules.get(helper.predicate, ()):
                    unfolded = search.unfold(below, ground(helper, binding))
                    if unfolded is not None and below.file != _EQUALITY:
                        more, bind = unfolded
                        waiting.append(
                            (
                                name or below.name,
                                [*rest, *more],
                                {**binding, **bind},
                                triples,
                                solved,
                                depth + 1,
                            )
                        )


def _nearest(facts: Facts, body: _Body) -> Iterator[Missing]:
    """Yield, for each set of premises that may be absent, the instance that leaves least open."""
    best: dict[tuple[int, ...], tuple[int, tuple[Fact, ...], tuple[Atom, ...], int]] = {}
    for present, absent, places in islice(_instances(facts, body.atoms), MAX_INSTANCES):
        free = _free(absent)
        known = best.get(places)
        if known is None or free < known[0]:
            best[places] = free, present, absent, 0
        elif free == known[0]:
            best[places] = (*known[:3], known[3] + 1)
    fewest = min(map(len, best), default=0)
    axioms = tuple(
        sorted(
            (fact for fact in body.axioms if not _is_link(fact)),
            key=lambda fact: tuple(map(str, fact)),
        )
    )
    for places, (_, present, absent, others) in best.items():
        if places and len(places) == fewest:
            yield Missing(body.rule, axioms, present, absent, others)


def _is_link(fact: Fact) -> bool:
    return str(fact[1].value).endswith(("-ns#first", "-ns#rest"))


def _instances(
    facts: Facts, atoms: Sequence[Atom]
) -> Iterator[tuple[tuple[Fact, ...], tuple[Atom, ...], tuple[int, ...]]]:
    """Yield what of a body holds and what does not, for each way to begin with one premise.

    The last of each is the places of the absent premises in the body.
    """
    placed = list(enumerate(atoms))
    for place, first in placed:
        others = [item for item in placed if item[0] != place]
        for row in facts.match(_pattern(first, {}))[:MAX_MATCHES]:
            binding = unify(first.terms, row, {})
            if binding is not None:
                yield from _rest(facts, others, binding, (row,), ())
    yield (), tuple(atoms), tuple(range(len(atoms)))


def _rest(
    facts: Facts,
    atoms: Sequence[tuple[int, Atom]],
    binding: Binding,
    present: tuple[Fact, ...],
    absent: tuple[tuple[int, Atom], ...],
) -> Iterator[tuple[tuple[Fact, ...], tuple[Atom, ...], tuple[int, ...]]]:
    if not atoms:
        lacking = tuple(ground(atom, binding) for _, atom in absent)
        yield present, lacking, tuple(sorted(place for place, _ in absent))
        return
    item = min(atoms, key=lambda item: len(variables([ground(item[1], binding)])))
    others = [other for other in atoms if other is not item]
    rows = facts.match(_pattern(item[1], binding))[:MAX_MATCHES]
    for row in rows:
        made = unify(item[1].terms, row, binding)
        if made is not None:
            yield from _rest(facts, others, made, (*present, row), absent)
    if not rows:
        yield from _rest(facts, others, binding, present, (*absent, item))


def _pattern(atom: Atom, binding: Binding) -> tuple[Term | None, Term | None, Term | None]:
    subject, predicate, value = bound(atom.terms, binding)
    return subject, predicate, value
