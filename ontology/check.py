"""Checks on the ontology itself: a titled query per rule in ``checks/``, questions, HermiT."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pyoxigraph as ox

from ontology import load, questions, reading, terms
from ontology.errors import OntologyError

if TYPE_CHECKING:
    from ontology.owl import HermitReport

FOLDER: Final = load.FOLDER / "checks"

_NAMES: Final = terms.PREFIXES | terms.EXTERNAL


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """A breach of a rule: ``subject`` is the prefixed name of the term that breaks it.

    ``where`` is the file, relative to the ontology's folder, and the line where the term stands.
    """

    where: str
    subject: str
    rule: str
    severity: str
    message: str

    def __str__(self) -> str:
        where = f"{self.where}: " if self.where else ""
        return f"{self.severity}: {where}{self.subject}: {self.message} [{self.rule}]"


@dataclass(frozen=True, slots=True)
class Rule:
    """A query that selects ``?term`` and ``?detail`` for each breach of what its title says.

    Its severity is ``error`` or ``warning``.
    """

    name: str
    title: str
    severity: str
    query: str


def rules() -> list[Rule]:
    """Return the rules in order of name; raises OntologyError for a query without a title."""
    return [_rule(path) for path in sorted(FOLDER.glob("*.rq"))]


@cache
def texts() -> Mapping[str, bytes]:
    """Return the Turtle files of the ontology by their path below its folder."""
    paths = (path for name in load.MODULES for path in load.files(name))
    return {path.relative_to(load.FOLDER).as_posix(): path.read_bytes() for path in paths}


def run(
    files: Mapping[str, bytes] | None = None, only: Collection[str] | None = None
) -> list[Finding]:
    """Return what breaks a rule in the files, those of the ontology if none are given, in order.

    ``only`` names the rules to hold them against, all if None. The competency questions are the
    rule ``competency-question``: they use declared terms, and every class and property is used.
    Raises OntologyError when a file of the ontology, or a rule, cannot be read.
    """
    files = texts() if files is None else files
    triples = {name: load.parse(data, name) for name, data in files.items()}
    store = ox.Store()
    for found in triples.values():
        store.extend(ox.Quad(t.subject, t.predicate, t.object) for t in found)
    where = _Places(files, triples)
    wanted = [rule for rule in rules() if only is None or rule.name in only]
    findings = [finding for rule in wanted for finding in _findings(store, rule, where)]
    if only is None or questions.RULE in only:
        schema = reading.schema(triple for found in triples.values() for triple in found)
        findings += [
            Finding(questions.FILE.name, subject, questions.RULE, "error", f"{fault}.")
            for subject, fault in questions.findings(schema, where.declared)
        ]
    return sorted(findings)


@dataclass(frozen=True, slots=True)
class Matches:
    """How many concepts there are, how many have a match elsewhere, and matches by vocabulary."""

    concepts: int
    linked: int
    by_vocabulary: Mapping[str, int]


def matches() -> Matches:
    """Return the count of concepts that are linked to other schemes; raises OntologyError."""
    concepts = load.schema().concepts
    found = [
        (triple.subject.value, triple.object.value)
        for triple in load.module("matches")
        if isinstance(triple.subject, ox.NamedNode)
        and isinstance(triple.object, ox.NamedNode)
        and triple.predicate.value.startswith(terms.SKOS)
    ]
    linked = {concept for concept, _ in found} & concepts.keys()
    names = Counter(terms.shorten(match, _NAMES).partition(":")[0] for _, match in found)
    return Matches(len(concepts), len(linked), dict(sorted(names.items())))


def hermit(extra: bytes = b"") -> "HermitReport":
    """Return what HermiT says of terms, concepts and ``extra``; see ``ontology.owl.hermit``."""
    # owlready2 takes a second to import, which the queries need not wait for.
    from ontology import owl

    return owl.hermit(extra)


class _Places:
    """Knows in which file and line a term stands: where it is typed, a subject, or just named."""

    def __init__(self, files: Mapping[str, bytes], triples: Mapping[str, list[ox.Triple]]) -> None:
        self._files = files
        self.declared: dict[str, str] = {}
        self._told: dict[str, str] = {}
        self._named: dict[str, str] = {}
        for name, found in triples.items():
            for subject, predicate, value in found:
                for term in (subject, predicate, value):
                    if isinstance(term, ox.NamedNode):
                        self._named.setdefault(term.value, name)
                if isinstance(subject, ox.NamedNode):
                    self._told.setdefault(subject.value, name)
                    if predicate.value == terms.RDF_TYPE:
                        self.declared.setdefault(subject.value, name)

    def of(self, iri: str) -> str:
        name = self.declared.get(iri) or self._told.get(iri) or self._named.get(iri)
        if name is None:
            return ""
        written = {f"<{iri.replace(terms.BASE, load.WRITTEN_BASE)}>", terms.shorten(iri, _NAMES)}
        lines = [text.split() for text in self._files[name].decode("utf-8").splitlines()]
        first = (number for number, words in enumerate(lines, 1) if written & set(words[:1]))
        later = (number for number, words in enumerate(lines, 1) if written & set(words))
        line = next(first, None) or next(later, None)
        return f"{name}:{line}" if line else name


def _rule(path: Path) -> Rule:
    text = path.read_text(encoding="utf-8").replace(load.WRITTEN_BASE, terms.BASE)
    header = dict(
        line[1:].strip().split(": ", 1) for line in text.splitlines() if line.startswith("# ")
    )
    if not {"title", "severity"} <= header.keys():
        raise OntologyError(
            f"{path} has no title or no severity.",
            hint="Begin it with the lines '# title: ...' and '# severity: error'.",
        )
    return Rule(path.stem, header["title"], header["severity"], text)


def _findings(store: ox.Store, rule: Rule, where: _Places) -> Iterator[Finding]:
    try:
        solutions = store.query(rule.query)
    except SyntaxError as error:
        raise OntologyError(f"The check {rule.name} is no valid SPARQL: {error}.") from error
    if not isinstance(solutions, ox.QuerySolutions):
        raise OntologyError(f"The check {rule.name} is no SELECT query.")
    for solution in solutions:
        term, detail = solution["term"], solution["detail"]
        if term is None:
            continue
        is_iri = isinstance(term, ox.NamedNode)
        text = detail.value if isinstance(detail, ox.Literal) else ""
        yield Finding(
            where.of(term.value) if is_iri else "",
            terms.shorten(term.value, _NAMES) if is_iri else str(term),
            rule.name,
            rule.severity,
            f"{rule.title}: {text}.",
        )
