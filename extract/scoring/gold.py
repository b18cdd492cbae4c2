"""A folder of gold data, read into memory.

The folder holds ``sentences.tsv``, ``inventory.tsv``, ``facts.tsv``, ``generic.tsv``,
``engagements.tsv``, ``traps.json`` and ``questions.json``; sentence ids are
``<document prefix>:L<line>.<number>``, where the prefix begins the document's file name.
"""

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from claims.errors import InputError
from ontology import terms

#: The columns that scoring reads of each table.
COLUMNS = {
    "inventory.tsv": ("iri", "class", "canonical_label", "surface_forms(count)"),
    "facts.tsv": ("id", "sentence_id", "subject", "predicate", "object", "modality", "engagement"),
    "generic.tsv": ("id", "sentence_id", "subject", "relation", "object", "modality"),
    "engagements.tsv": ("iri", "class", "sentence_ids", "participants", "crisis", "places"),
}


@dataclass(frozen=True, slots=True)
class GoldTerm:
    """A term of the inventory; ``forms`` are the normalised words it is written in."""

    iri: str
    label: str
    cls: str
    forms: frozenset[str]


@dataclass(frozen=True, slots=True)
class GoldStatement:
    """One row of ``facts.tsv`` or ``generic.tsv``; ``object`` is an IRI or a plain value."""

    id: str
    sentence: str
    subject: str
    predicate: str
    object: str
    modality: str
    engagement: str = ""


@dataclass(frozen=True, slots=True)
class GoldEngagement:
    """One engagement with what identifies it in its document."""

    iri: str
    cls: str
    sentences: tuple[str, ...]
    participants: tuple[str, ...]
    crisis: str
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Location:
    """Where a gold sentence stands: code points of the named document."""

    document: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Gold:
    """All that is known about the documents of one folder."""

    terms: dict[str, GoldTerm]
    facts: tuple[GoldStatement, ...]
    generic: tuple[GoldStatement, ...]
    engagements: tuple[GoldEngagement, ...]
    traps: tuple[dict[str, Any], ...]
    questions: tuple[dict[str, Any], ...]
    prefixes: str
    sentences: dict[str, str]
    locations: dict[str, Location] = field(default_factory=dict)


def normalise(label: str) -> str:
    """Return the label in lower case, without articles, quotes, hyphens and punctuation.

    >>> normalise("The “Balikatan” exercises")
    'balikatan exercises'
    """
    words = re.findall(r"[^\W_]+", label.lower().replace("'s", "").replace("’s", ""))
    return " ".join(word for word in words if word not in {"the", "a", "an"})


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with _present(path).open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(
            csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE), 2
        ):
            missing = [name for name in COLUMNS[path.name] if row.get(name) is None]
            if missing:
                raise InputError(f"The row lacks {', '.join(missing)}.", path=path, line=number)
            yield row


def _json(path: Path) -> dict[str, Any]:
    try:
        data: dict[str, Any] = json.loads(_present(path).read_text(encoding="utf-8"))
    except ValueError as error:
        raise InputError(f"This file is no JSON: {error}.", path=path) from error
    return data


def _present(path: Path) -> Path:
    if not path.is_file():
        raise InputError("The gold folder lacks this file.", path=path, hint="Name another folder.")
    return path


def _term(name: str) -> str:
    """Return the IRI of a prefixed name, or the value of a plain or quoted one."""
    name = name.strip()
    if name.startswith('"'):
        return name.strip('"')
    return terms.expand(name) if re.match(r"(?:https?|[a-z]+):", name) else name


def _names(cell: str) -> tuple[str, ...]:
    return tuple(_term(name) for name in cell.split(";") if name.strip())


def _inventory(path: Path) -> dict[str, GoldTerm]:
    found: dict[str, GoldTerm] = {}
    for row in _rows(path):
        iri = _term(row["iri"])
        forms = re.sub(r"\s*\(\d+\)", "", row["surface_forms(count)"]).split(";")
        label = row["canonical_label"]
        forms += [label, re.sub(r"\s*\([^)]*\)", "", label)]
        known = found.get(iri)
        found[iri] = GoldTerm(
            iri,
            label if known is None else known.label,
            row["class"].removeprefix("ent:") if known is None else known.cls,
            frozenset(filter(None, map(normalise, forms)))
            | (known.forms if known else frozenset()),
        )
    return found


def _statements(path: Path, relation: str) -> tuple[GoldStatement, ...]:
    return tuple(
        GoldStatement(
            row["id"],
            row["sentence_id"],
            _term(row["subject"]),
            _term(row[relation]),
            _term(row["object"]),
            row["modality"],
            _term(row["engagement"]) if row.get("engagement") else "",
        )
        for row in _rows(path)
    )


def _locate(sentences: dict[str, str], documents: dict[str, str]) -> dict[str, Location]:
    """Return where each sentence stands; sentences of a document come in its order."""
    located: dict[str, Location] = {}
    position: dict[str, int] = {}
    for sentence_id, sentence in sentences.items():
        prefix = sentence_id.split(":")[0]
        name = next((name for name in documents if Path(name).name.startswith(prefix)), None)
        if name is None:
            continue
        words = r"\s+".join(map(re.escape, sentence.split()))
        match = re.compile(words).search(documents[name], position.get(name, 0))
        if match is None:
            raise InputError(
                f"Sentence {sentence_id} of the gold does not stand in this document.", path=name
            )
        position[name] = match.end()
        located[sentence_id] = Location(name, match.start(), match.end())
    return located


def load(folder: Path, documents: dict[str, str]) -> Gold:
    """Return the gold of a folder, located in ``documents`` (path to text).

    Raises InputError when a file is missing, or a sentence is not in its document.
    """
    lines = _present(folder / "sentences.tsv").read_text(encoding="utf-8").splitlines()
    sentences = dict(line.split("\t", 1) for line in lines if "\t" in line)
    traps = _json(folder / "traps.json").get("traps", [])
    questions = _json(folder / "questions.json")
    return Gold(
        _inventory(folder / "inventory.tsv"),
        _statements(folder / "facts.tsv", "predicate"),
        _statements(folder / "generic.tsv", "relation"),
        tuple(
            GoldEngagement(
                _term(row["iri"]),
                row["class"].removeprefix("ent:"),
                tuple(row["sentence_ids"].split(";")),
                _names(row["participants"]),
                _term(row["crisis"]) if row["crisis"] else "",
                _names(row["places"]),
            )
            for row in _rows(folder / "engagements.tsv")
        ),
        tuple(traps),
        tuple(questions.get("questions", [])),
        questions.get("prefixes", ""),
        sentences,
        _locate(sentences, documents),
    )
