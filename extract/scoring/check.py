"""Whether a gold folder keeps the rules of its format: ``python -m extract.scoring.check GOLD...``.

``docs/evaluation.md`` says which rules. A folder that brings no documents along is named with
its corpus: ``GOLD=CORPUS``.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from claims.errors import EntenteError, InputError
from claims.model import Modality
from extract import readers, reference
from extract.reference import Reference
from extract.scoring import loading
from extract.scoring.gold import Gold, GoldStatement, GoldTerm, normalise
from extract.scoring.tables import rows
from ontology import load, terms
from ontology.schema import Schema

REFERENCE = Path(__file__).resolve().parents[2] / "data" / "reference"
MODALITIES = frozenset(map(str, Modality))
#: Keys of a trap, and of a pattern in it.
TRAP_KEYS = frozenset({"sentence", "forbid", "demand", "frame", "apart", "together", "one_entity"})
PATTERN_KEYS = frozenset(
    {
        "predicate",
        "modality",
        "subject",
        "object",
        "not_subject",
        "not_object",
        "subject_class",
    }
)


class Checker:
    """Finds what is wrong with one folder of gold, each error with its file and line."""

    def __init__(
        self, folder: Path, documents: dict[str, str], schema: Schema, known: Reference
    ) -> None:
        self.folder = folder
        self.gold: Gold = loading.load(folder, documents)
        self.schema = schema
        self.reference = {entity.iri: entity for entity in known.entities}
        self.classes = {row.subject: row.object for row in self.gold.facts if _is_type(row)}
        self.declared = self.gold.terms.keys() | {item.iri for item in self.gold.engagements}
        self.names = {
            (concept.cls, normalise(label)): iri
            for iri, concept in schema.concepts.items()
            for label in (concept.label, *concept.alt_labels)
        } | {
            (entity.cls, normalise(label)): iri
            for iri, entity in self.reference.items()
            for label in (entity.label, *entity.alt_labels)
        }

    def problems(self) -> list[InputError]:
        """Return every broken rule."""
        return [
            *self._documents(),
            *self._inventory(),
            *self._entities(),
            *self._statements("facts.tsv", self.gold.facts),
            *self._statements("generic.tsv", self.gold.generic),
            *self._engagements(),
            *self._traps(),
        ]

    def _at(self, name: str, line: int | None, message: str, hint: str = "") -> InputError:
        return InputError(message, path=self.folder / name, line=line, hint=hint)

    def _documents(self) -> Iterator[InputError]:
        absent = {
            name.split(":")[0] for name in self.gold.sentences if name not in self.gold.locations
        }
        for prefix in sorted(absent):
            yield self._at("sentences.tsv", None, f"No document's name begins with {prefix}.")

    def _inventory(self) -> Iterator[InputError]:
        for term in self.gold.terms.values():
            yield from self._term(term)
        first: dict[str, int] = {}
        for row in rows(self.folder / "inventory.tsv", ("iri",)):
            if row["iri"] in first:
                yield row.error(f"{row['iri']} is in line {first[row['iri']]} already.")
            first.setdefault(row["iri"], row.line)

    def _term(self, term: GoldTerm) -> Iterator[InputError]:
        name = terms.shorten(term.iri)
        if term.cls not in self.schema.classes:
            yield self._at("inventory.tsv", term.line, f"{term.cls!r} is no class of the ontology.")
            return
        present = self._class_of(term.iri)
        declared = term.known in ("ontology", "reference")
        if declared and present is None:
            yield self._at(
                "inventory.tsv",
                term.line,
                f"{name} is not known to the {term.known} data.",
                "Say new in the column known, or mend the IRI.",
            )
        elif declared and present != term.cls:
            message = f"{name} is known as {present}, not as {term.cls}."
            yield self._at("inventory.tsv", term.line, message)
        if term.known == "new" and present is None:
            twin = self.names.get((term.cls, normalise(term.label)))
            if twin is not None:
                message = f"{name} has the name of {terms.shorten(twin)}."
                yield self._at("inventory.tsv", term.line, message)
        scheme = _scheme(term.iri)
        if scheme is not None and terms.SCHEMES.get(scheme) != term.cls:
            message = f"{name} is in scheme {scheme}, which does not hold a {term.cls}."
            yield self._at("inventory.tsv", term.line, message)

    def _entities(self) -> Iterator[InputError]:
        end: dict[str, int] = {}
        for mention in self.gold.mentions:
            if mention.start < end.get(mention.document, 0):
                yield self._at(
                    "entities.tsv", mention.line, f"{mention.text!r} overlaps the mention before."
                )
            end[mention.document] = mention.end
            term = self.gold.terms.get(mention.iri)
            if term is None:
                message = f"{terms.shorten(mention.iri)} is not in the inventory."
                yield self._at("entities.tsv", mention.line, message)
            elif term.cls != mention.cls:
                message = (
                    f"{mention.text!r} is a {term.cls} in the inventory, a {mention.cls} here."
                )
                yield self._at("entities.tsv", mention.line, message)

    def _statements(self, name: str, rows: Iterable[GoldStatement]) -> Iterator[InputError]:
        ids: set[str] = set()
        said: set[tuple[str, ...]] = set()
        for row in rows:
            statement = (row.sentence, row.subject, row.predicate, row.object)
            if row.id in ids:
                yield self._at(name, row.line, f"{row.id} is here twice.")
            if statement in said:
                yield self._at(name, row.line, "The sentence has this statement already.")
            ids.add(row.id)
            said.add(statement)
            if row.modality not in MODALITIES:
                yield self._at(name, row.line, f"{row.modality!r} is no modality.")
            for iri in (row.subject, row.object):
                if iri.startswith((terms.ID, terms.CONCEPT)) and iri not in self.declared:
                    message = f"{terms.shorten(iri)} is not in the inventory."
                    yield self._at(name, row.line, message)
            yield from self._admitted(name, row)

    def _admitted(self, name: str, row: GoldStatement) -> Iterator[InputError]:
        subject = self._class(row.subject)
        if _is_type(row):
            if row.object.removeprefix(terms.ENT) not in self.schema.classes:
                yield self._at(name, row.line, f"{row.object!r} is no class of the ontology.")
            return
        predicate = terms.shorten(row.predicate).removeprefix("ent:")
        if predicate not in self.schema.properties:
            yield self._at(name, row.line, f"{predicate!r} is no property of the ontology.")
            return
        target = self._class(row.object) if "://" in row.object else None
        if subject and not self.schema.allows(predicate, subject, target):
            what = f"a {target}" if target else f"the value {row.object!r}"
            message = f"The ontology does not let a {subject} have {what} by {predicate}."
            yield self._at(name, row.line, message)

    def _engagements(self) -> Iterator[InputError]:
        declared = {item.iri: item for item in self.gold.engagements}
        for item in self.gold.engagements:
            for iri in filter(None, (*item.participants, item.crisis, *item.places)):
                if iri not in self.declared:
                    message = f"{terms.shorten(iri)} is not in the inventory."
                    yield self._at("engagements.tsv", item.line, message)
        for row in self.gold.facts:
            if row.engagement and row.engagement not in declared:
                message = f"{terms.shorten(row.engagement)} is not in engagements.tsv."
                yield self._at("facts.tsv", row.line, message)
            elif (
                row.engagement == row.subject != ""
                and row.sentence not in declared[row.engagement].sentences
            ):
                message = f"engagements.tsv does not name sentence {row.sentence} for it."
                yield self._at("facts.tsv", row.line, message)

    def _traps(self) -> Iterator[InputError]:
        path = self.folder / "traps.json"
        for number, trap in enumerate(self.gold.traps):
            for problem in _trap(trap):
                line = loading.line_of_trap(path, number)
                yield InputError(f"The trap of {trap['sentence']}: {problem}", path=path, line=line)

    def _class_of(self, iri: str) -> str | None:
        """Return the class that the ontology or the reference data gives a term."""
        if iri in self.schema.concepts:
            return self.schema.concepts[iri].cls
        entity = self.reference.get(iri)
        return None if entity is None else entity.cls

    def _class(self, iri: str) -> str:
        said = self.classes.get(iri, "").removeprefix(terms.ENT)
        term = self.gold.terms.get(iri)
        return said or (term.cls if term else "")


def _is_type(row: GoldStatement) -> bool:
    return row.predicate == terms.RDF_TYPE


def _scheme(iri: str) -> str | None:
    found = re.fullmatch(re.escape(terms.CONCEPT) + r"([\w-]+)/[\w-]+", iri)
    return found[1] if found else None


def _trap(trap: dict[str, Any]) -> Iterator[str]:
    if unknown := sorted(trap.keys() - TRAP_KEYS):
        yield f"unknown: {', '.join(unknown)}."
    if len(trap) < 2:
        yield "it forbids and demands nothing."
    for pattern in (*trap.get("forbid", ()), *trap.get("demand", ())):
        if unknown := sorted(pattern.keys() - PATTERN_KEYS):
            yield f"unknown in a pattern: {', '.join(unknown)}."
        for key, wanted in pattern.items():
            if key.removeprefix("not_") in ("subject", "object"):
                yield from filter(None, map(_bad_name, wanted))
    for name in trap.get("apart", ()):
        yield from filter(None, [_bad_name(name)])


def _bad_name(name: str) -> str | None:
    try:
        if name.startswith("/"):
            re.compile(name.strip("/"))
        else:
            terms.expand(name)
    except re.error as error:
        return f"{name} is no regular expression: {error}."
    except KeyError:
        return f"the prefix of {name!r} is unknown."
    return None


def check(folder: Path, corpus: Path | None, schema: Schema, known: Reference) -> list[InputError]:
    """Return what is wrong with a folder; what keeps it from being read comes alone."""
    corpus = corpus or loading.documents_of(folder)
    if corpus is None:
        message = "The folder brings no documents along."
        return [InputError(message, path=folder, hint="Name their corpus: GOLD=CORPUS.")]
    try:
        documents = {
            item.path: item.text
            for item in readers.read_corpus(corpus)
            if not isinstance(item, InputError)
        }
        return Checker(folder, documents, schema, known).problems()
    except InputError as error:
        return [error]


def main(arguments: list[str]) -> int:
    """Check folders and print what is wrong; return 1 when something is."""
    if not arguments:
        print("usage: python -m extract.scoring.check GOLD[=CORPUS]...", file=sys.stderr)
        return 2
    try:
        schema, known = load.schema(), reference.load(REFERENCE)
    except EntenteError as error:
        print(error, file=sys.stderr)
        return 2
    found = []
    for argument in arguments:
        folder, _, corpus = argument.partition("=")
        found += check(Path(folder), Path(corpus) if corpus else None, schema, known)
    for problem in found:
        print(problem, file=sys.stderr)
    if not found:
        print(f"{len(arguments)} folders keep the rules.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
