"""Closing a graph under the rules, with Nemo."""

import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain
from pathlib import Path

import nmo_python
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from claims.errors import ReasoningError
from graph import axioms
from graph.reasoning.rules import Rules, load_rules
from ontology import terms

#: Bounds that keep a mistake in the rules or the data from filling the machine.
MAX_STATED = 5_000_000
MAX_INFERRED = 5_000_000

_ONE = {"1", "+1", "01"}
_CARDINALITIES = {f"{terms.OWL}maxCardinality", f"{terms.OWL}maxQualifiedCardinality"}
_IMPORTS = """
@import stated :- ntriples{{resource="{folder}/stated.nt"}} .
@import literal :- csv{{resource="{folder}/literal.csv", format=(any)}} .
@import anonymous :- csv{{resource="{folder}/anonymous.csv", format=(any)}} .
@import one :- csv{{resource="{folder}/one.csv", format=(any)}} .
@export inferred :- csv{{}} .
@export clash :- csv{{}} .
"""

Term = NamedNode | BlankNode | Literal


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
    triples: Iterable[Triple],
    *,
    rules: Rules | None = None,
    max_stated: int = MAX_STATED,
    max_inferred: int = MAX_INFERRED,
) -> Inference:
    """Return the inference over exactly these triples, axioms included, and their clashes.

    Raises ReasoningError as ``infer`` does.
    """
    encoding = _Encoding(triples)
    if len(encoding.lines) > max_stated:
        raise ReasoningError(
            f"There are {len(encoding.lines):,} triples to reason over, more than the bound of "
            f"{max_stated:,}.",
            hint="Build from a smaller corpus, or raise the confidence threshold.",
        )
    program = (rules or _shipped()).text
    with tempfile.TemporaryDirectory(prefix="entente-reasoning-") as name:
        folder = Path(name)
        try:
            encoding.write(folder)
        except OSError as error:
            raise ReasoningError(f"The reasoner's input cannot be written: {error}.") from error
        inferred, clashes = _execute(program + _IMPORTS.format(folder=folder.as_posix()))
    if len(inferred) > max_inferred:
        raise ReasoningError(
            f"{len(inferred):,} triples follow from {len(encoding.lines):,}, more than the bound "
            f"of {max_inferred:,}.",
            hint="An axiom or a wrong claim with a transitive or functional property may be why.",
        )
    return Inference(
        frozenset(encoding.triple(row) for row in inferred),
        tuple(sorted({Clash(row[0].strip('"'), *map(encoding.show, row[1:])) for row in clashes})),
    )


@cache
def _shipped() -> Rules:
    return load_rules()


def _execute(program: str) -> tuple[list[Sequence[str]], list[Sequence[str]]]:
    """Return the rows of ``inferred`` and of ``clash``."""
    try:
        engine = nmo_python.NemoEngine(nmo_python.load_string(program))
        engine.reason()
        return list(engine.result("inferred")), list(engine.result("clash"))
    except Exception as error:
        # The class of Nemo's errors cannot be imported; anything else is not about the rules.
        if type(error).__name__ != "NemoError":
            raise
        raise ReasoningError(f"The reasoner stopped: {error}") from error


class _Encoding:
    """Triples as Nemo reads them: IRIs as they are, all other terms under names of our own.

    Nemo reads 001 as the number 1, and a literal would not come back as it went in.
    """

    def __init__(self, triples: Iterable[Triple]) -> None:
        self.terms: dict[str, Term] = {}
        self.literals: dict[Literal, str] = {}
        self.blanks: dict[BlankNode, str] = {}
        self.ones: set[str] = set()
        self.lines: set[str] = set()
        for triple in triples:
            self._add(triple)

    def _add(self, triple: Triple) -> None:
        subject, predicate, value = triple
        if isinstance(value, Triple):
            return
        name = self._name(value)
        self.lines.add(f"{self._name(subject)} {self._name(predicate)} {name} .\n")
        if predicate.value in _CARDINALITIES and isinstance(value, Literal) and value.value in _ONE:
            self.ones.add(name)

    def _name(self, term: Term) -> str:
        if isinstance(term, Literal):
            name = self.literals.get(term)
            if name is None:
                name = self.literals[term] = f"<literal:{len(self.literals)}>"
                self.terms[name] = term
        elif isinstance(term, BlankNode):
            name = self.blanks.get(term)
            if name is None:
                name = self.blanks[term] = f"<blank:{len(self.blanks)}>"
                self.terms[name] = term
        else:
            name = f"<{term.value}>"
            self.terms[name] = term
        return name

    def write(self, folder: Path) -> None:
        """Write the input of the reasoner."""
        files = {
            "stated.nt": self.lines,
            "literal.csv": (f"{name}\n" for name in self.literals.values()),
            "anonymous.csv": (f"{name}\n" for name in self.blanks.values()),
            "one.csv": (f"{name}\n" for name in self.ones),
        }
        for name, lines in files.items():
            (folder / name).write_text("".join(lines), encoding="utf-8")

    def triple(self, row: Sequence[str]) -> Triple:
        """Return the triple of a row of the reasoner's answer."""
        subject, predicate, value = (self._term(name) for name in row)
        return Triple(subject, predicate, value)  # type: ignore[arg-type]

    def show(self, name: str) -> str:
        """Return a term of a clash as N-Triples writes it."""
        return str(self._term(name))

    def _term(self, name: str) -> Term:
        return self.terms.get(name) or NamedNode(name[1:-1])
