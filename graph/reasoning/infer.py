"""Closing a graph under the rules."""

import csv
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Final

import pyoxigraph as ox
from pyoxigraph import NamedNode, Triple

from claims.errors import ReasoningError
from graph import axioms
from graph.reasoning import nemo
from graph.reasoning.encoding import FACTS, Encoding, Term
from graph.reasoning.equality import Names
from graph.reasoning.rules import Rules, load_rules
from ontology import terms


@dataclass(frozen=True, slots=True)
class Bounds:
    """What keeps a mistake in the rules or the data from filling the machine.

    Triples in, triples out, seconds and megabytes of one run of the reasoner.
    """

    stated: int = 5_000_000
    inferred: int = 5_000_000
    seconds: float = 300.0
    memory_mb: int = 4096


BOUNDS: Final = Bounds()

_SAME: Final = NamedNode(f"{terms.OWL}sameAs")


@dataclass(frozen=True, slots=True, order=True)
class Clash:
    """What contradicts the axioms: ``subject`` breaks ``term`` (property or class) with ``other``.

    The three are written as in N-Triples.
    """

    reason: str
    subject: str
    term: str
    other: str


@dataclass(frozen=True, slots=True)
class Inference:
    """What follows from a graph, and what in it contradicts the axioms."""

    triples: frozenset[Triple]
    clashes: tuple[Clash, ...]


@dataclass(frozen=True, slots=True)
class _Goal:
    """Rule files and the predicate they fill: in one go, or before and after names are merged."""

    files: tuple[str, ...]
    result: str
    merged_files: tuple[str, ...]
    merged_result: str
    names_files: tuple[str, ...]
    names_result: str


_NEWS: Final = _Goal(
    ("owl-rl", "publish"), "inferred", ("owl-rl",), "triple", ("names", "publish"), "inferred"
)
_WHOLE: Final = _Goal(
    ("owl-rl", "entailment"), "whole", ("owl-rl", "entailment"), "whole", ("names",), "triple"
)


def infer(triples: Iterable[Triple]) -> set[Triple]:
    """Return what follows from the triples under the ontology and its concepts, and is news.

    Nothing stated comes back, nor axioms, nor triples with blank nodes, nor what is trivial.
    Raises ReasoningError when the rules are broken or a bound is reached.
    """
    return set(close(triples).triples)


def close(triples: Iterable[Triple]) -> Inference:
    """Return what follows from the triples as ``infer`` does, and what contradicts the axioms.

    Raises ReasoningError as ``infer`` does.
    """
    return run(chain(axioms.terminology(), axioms.concepts(), triples))


def run(
    triples: Iterable[Triple], *, rules: Rules | None = None, bounds: Bounds = BOUNDS
) -> Inference:
    """Return the inference over exactly these triples, axioms included, and their clashes.

    Raises ReasoningError as ``infer`` does.
    """
    return _Run(triples, rules or shipped(), bounds).reach(_NEWS)


def entail(
    triples: Iterable[Triple], *, rules: Rules | None = None, bounds: Bounds = BOUNDS
) -> Inference:
    """Return the whole closure of exactly these triples, themselves included.

    What follows for the axioms is in it, and so is what is trivial. Raises ReasoningError as
    ``infer`` does.
    """
    return _Run(triples, rules or shipped(), bounds).reach(_WHOLE)


@cache
def shipped() -> Rules:
    """Return the rules of the ontology."""
    return load_rules()


class _Run:
    """One closure, in as many runs of the reasoner as it takes to know which things are one."""

    def __init__(self, triples: Iterable[Triple], rules: Rules, bounds: Bounds) -> None:
        self.rules = rules
        self.bounds = bounds
        self.encoding = Encoding(triples)
        self.stated = len(self.encoding.triples)
        if self.stated > bounds.stated:
            raise ReasoningError(
                f"There are {self.stated:,} triples to reason over, more than the bound of "
                f"{bounds.stated:,}.",
                hint="Build from a smaller corpus, or raise the confidence threshold.",
            )

    def reach(self, goal: _Goal) -> Inference:
        """Return the triples of the goal and the clashes."""
        names = Names()
        names.join(
            (t.subject, t.object)
            for t in self.encoding.triples
            if t.predicate == _SAME
            and isinstance(t.subject, (NamedNode, ox.BlankNode))
            and isinstance(t.object, (NamedNode, ox.BlankNode))
        )
        while True:
            with tempfile.TemporaryDirectory(prefix="entente-reasoning-") as folder:
                found = self._close(Path(folder), goal, names)
                if found is not None:
                    return found

    def _close(self, folder: Path, goal: _Goal, names: Names) -> Inference | None:
        """Return the inference, None when it showed that more things are one."""
        stands_for = names.stands_for()
        files, result = goal.files, goal.result
        if stands_for:
            files, result = goal.merged_files, goal.merged_result
        self._execute(folder, files, (result, "clash", "same"), stands_for)
        same = ((self.encoding.term(a), self.encoding.term(b)) for a, b in _rows(folder, "same"))
        if names.join(same):
            return None
        clashes = tuple(
            sorted(
                {
                    Clash(row[0].strip('"'), *map(self._show, row[1:]))
                    for row in _rows(folder, "clash")
                }
            )
        )
        if stands_for:
            self._expand(folder, goal, stands_for, result)
            result = goal.names_result
        return Inference(frozenset(self._result(folder, result)), clashes)

    def _expand(
        self, folder: Path, goal: _Goal, stands_for: Mapping[Term, Term], result: str
    ) -> None:
        """Write the names of what was merged back into the closed graph."""
        sizes: dict[Term, int] = {}
        for top in stands_for.values():
            sizes[top] = sizes.get(top, 1) + 1
        pairs = sum(size * size for size in sizes.values())
        if pairs > self.bounds.inferred:
            top, size = max(sizes.items(), key=lambda item: item[1])
            raise ReasoningError(
                f"{size:,} things are said to be the same as {top}: {pairs:,} pairs, more than "
                f"the bound of {self.bounds.inferred:,}.",
                hint="Merge them in the ledger, or look for a wrong owl:sameAs, key or functional "
                "property.",
            )
        (folder / f"{result}.nt").rename(folder / "closed.nt")
        with (folder / "name.csv").open("w", encoding="utf-8") as file:
            for term, top in stands_for.items():
                file.write(f'"{self.encoding.encoded(top)}","{self.encoding.encoded(term)}"\n')
        self._execute(
            folder,
            goal.names_files,
            (goal.names_result,),
            {},
            _triples(folder, "closed") + _facts(folder, "name", 2),
        )

    def _execute(
        self,
        folder: Path,
        files: tuple[str, ...],
        results: tuple[str, ...],
        stands_for: Mapping[Term, Term],
        more: str = "",
    ) -> None:
        program = self.rules.program(*files) + "\n" + _triples(folder, "stated") + more
        program += "".join(_facts(folder, name, arity) for name, arity in FACTS.items())
        for result in results:
            form = "csv" if result in ("clash", "same") else "ntriples"
            program += f"@export {result} :- {form}{{}} .\n"
        try:
            self.encoding.write(folder, stands_for)
            (folder / "program.rls").write_text(program, encoding="utf-8")
        except OSError as error:
            raise ReasoningError(f"The reasoner's input cannot be written: {error}.") from error
        try:
            nemo.run(folder, results, seconds=self.bounds.seconds, memory_mb=self.bounds.memory_mb)
        except nemo.Stopped as stopped:
            raise self._stopped(stopped.why) from stopped

    def _stopped(self, why: str) -> ReasoningError:
        bound = {
            "time": f"{self.bounds.seconds:g} seconds",
            "memory": f"{self.bounds.memory_mb:,} MB of memory",
        }.get(why)
        if bound is None:
            return ReasoningError(f"The reasoner stopped: {why}")
        return ReasoningError(
            f"What follows from {self.stated:,} triples needs more than {bound}.",
            hint="An axiom or a wrong claim with a transitive or functional property may be why.",
        )

    def _result(self, folder: Path, result: str) -> Iterator[Triple]:
        path = folder / f"{result}.nt"
        with path.open("rb") as file:
            number = sum(part.count(b"\n") for part in iter(lambda: file.read(1 << 20), b""))
        if number > self.bounds.inferred:
            raise ReasoningError(
                f"{number:,} triples follow from {self.stated:,}, more than the bound of "
                f"{self.bounds.inferred:,}.",
                hint="An axiom or a wrong claim with a transitive or functional property may be "
                "why.",
            )
        for quad in ox.parse(path=str(path), format=ox.RdfFormat.N_TRIPLES):
            triple = self.encoding.decoded(quad.triple)
            if triple is not None:
                yield triple

    def _show(self, name: str) -> str:
        return str(self.encoding.term(name))


def _triples(folder: Path, name: str) -> str:
    return f'@import {name} :- ntriples{{resource="{folder.as_posix()}/{name}.nt"}} .\n'


def _facts(folder: Path, name: str, arity: int) -> str:
    form = ", ".join(["any"] * arity)
    file = f"{folder.as_posix()}/{name}.csv"
    return f'@import {name} :- csv{{resource="{file}", format=({form})}} .\n'


def _rows(folder: Path, result: str) -> Iterator[list[str]]:
    with (folder / f"{result}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.reader(file)
