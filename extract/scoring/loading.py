"""A folder of gold data, read from its files.

The folder holds ``sentences.tsv``, ``inventory.tsv``, ``facts.tsv``, ``generic.tsv``,
``engagements.tsv`` and ``traps.json``; it may hold ``entities.tsv`` (mentions), ``questions.json``
and ``gold.json`` (whether the annotation is exhaustive). Sentence ids are
``<document prefix>:L<line>.<number>``, where the prefix begins the document's file name.
"""

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from claims.errors import InputError
from extract.scoring.gold import (
    Gold,
    GoldEngagement,
    GoldMention,
    GoldStatement,
    GoldTerm,
    Location,
    normalise,
)
from extract.scoring.tables import Row, read, rows

#: The columns that scoring reads of each table.
COLUMNS = {
    "inventory.tsv": ("iri", "class", "canonical_label", "surface_forms(count)"),
    "entities.tsv": ("sentence_id", "start", "end", "text", "class", "iri"),
    "facts.tsv": ("id", "sentence_id", "subject", "predicate", "object", "modality", "engagement"),
    "generic.tsv": ("id", "sentence_id", "subject", "relation", "object", "modality"),
    "engagements.tsv": ("iri", "class", "sentence_ids", "participants", "crisis", "places"),
}
_SENTENCE_ID = re.compile(r"[^\s:]+:L\d+\.\d+")


def _table(folder: Path, name: str) -> Iterable[Row]:
    return rows(folder / name, COLUMNS[name])


def _json(path: Path) -> dict[str, Any]:
    try:
        data = json.loads(read(path))
    except json.JSONDecodeError as error:
        message = f"This file is no JSON: {error.msg}."
        raise InputError(message, path=path, line=error.lineno) from error
    if not isinstance(data, dict):
        raise InputError("This file holds no object.", path=path)
    return data


def _json_if_there(path: Path) -> dict[str, Any]:
    return _json(path) if path.exists() else {}


def _inventory(folder: Path) -> dict[str, GoldTerm]:
    found: dict[str, GoldTerm] = {}
    for row in _table(folder, "inventory.tsv"):
        iri = row.name("iri")
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
            row.get("known"),
            row.line,
        )
    return found


def _statements(
    folder: Path, name: str, relation: str, sentences: dict[str, str]
) -> tuple[GoldStatement, ...]:
    return tuple(
        GoldStatement(
            row["id"],
            _sentence_of(row, sentences),
            row.name("subject"),
            row.name(relation),
            row.name("object"),
            row["modality"],
            row.name("engagement") if row.get("engagement") else "",
            _optional(row),
            row.line,
        )
        for row in _table(folder, name)
    )


def _optional(row: Row) -> bool:
    value = row.get("optional").strip()
    if value not in ("", "yes"):
        raise row.error(f"In the column optional stands {value!r}, which is neither yes nor empty.")
    return value == "yes"


def _sentence_of(row: Row, sentences: dict[str, str]) -> str:
    sentence = row["sentence_id"]
    if sentence not in sentences:
        raise row.error(f"Sentence {sentence!r} is not in sentences.tsv.")
    return sentence


def _sentences(path: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for number, line in enumerate(read(path).splitlines(), 1):
        name, tab, text = line.partition("\t")
        if not tab or not _SENTENCE_ID.fullmatch(name):
            message = "The line does not begin with a sentence's id and a tab."
            raise InputError(message, path=path, line=number, hint="An id is like 301:L12.1.")
        if name in found:
            raise InputError(f"Sentence {name} is here twice.", path=path, line=number)
        found[name] = text.split("\t")[0]
    return found


def _locate(
    sentences: dict[str, str], documents: dict[str, str], path: Path
) -> dict[str, Location]:
    """Return where each sentence stands: on the line that its id names, in the order of the text.

    Sentences of documents that are not there have no place.
    """
    located: dict[str, Location] = {}
    position: dict[str, int] = {}
    lines = {name: _line_starts(text) for name, text in documents.items()}
    for number, (sentence_id, sentence) in enumerate(sentences.items(), 1):
        prefix, _, place = sentence_id.partition(":L")
        name = next((name for name in documents if Path(name).name.startswith(prefix)), None)
        if name is None:
            continue
        starts, line = lines[name], int(place.partition(".")[0])
        words = re.compile(r"\s+".join(map(re.escape, sentence.split())))
        match = None
        if 0 < line < len(starts):
            match = words.search(documents[name], max(position.get(name, 0), starts[line - 1]))
        if match is None or match.start() >= starts[line]:
            raise InputError(
                f"Sentence {sentence_id} does not stand in line {line} of {name}.",
                path=path,
                line=number,
            )
        position[name] = match.end()
        located[sentence_id] = Location(name, match.start(), match.end())
    return located


def _line_starts(text: str) -> list[int]:
    """Return where each line starts, and one past the end of the text."""
    return [0, *(match.end() for match in re.finditer(r"\r\n?|\n", text)), len(text) + 1]


def _mentions(
    folder: Path,
    sentences: dict[str, str],
    locations: dict[str, Location],
    documents: dict[str, str],
) -> tuple[GoldMention, ...]:
    """Return the mentions of located sentences; each must quote its document truly."""
    if not (folder / "entities.tsv").exists():
        return ()
    found = []
    for row in _table(folder, "entities.tsv"):
        place = locations.get(_sentence_of(row, sentences))
        if place is None:
            continue
        start, end = row.number("start"), row.number("end")
        if not place.start <= start < end <= place.end:
            raise row.error(f"{start} to {end} is not within sentence {row['sentence_id']}.")
        if (text := documents[place.document][start:end]) != row["text"]:
            raise row.error(f"At {start} to {end} stands {text!r}, not {row['text']!r}.")
        cls = row["class"].removeprefix("ent:")
        found.append(
            GoldMention(
                place.document,
                row["sentence_id"],
                start,
                end,
                text,
                cls,
                row.name("iri"),
                row.line,
            )
        )
    return tuple(found)


def _engagements(folder: Path, sentences: dict[str, str]) -> tuple[GoldEngagement, ...]:
    found = []
    for row in _table(folder, "engagements.tsv"):
        ids = tuple(row["sentence_ids"].split(";"))
        if unknown := [name for name in ids if name not in sentences]:
            raise row.error(f"Not in sentences.tsv: {', '.join(unknown)}.")
        found.append(
            GoldEngagement(
                row.name("iri"),
                row["class"].removeprefix("ent:"),
                ids,
                row.names("participants"),
                row.name("crisis") if row["crisis"] else "",
                row.names("places"),
                row.line,
            )
        )
    return tuple(found)


def _traps(path: Path, sentences: dict[str, str]) -> tuple[dict[str, Any], ...]:
    traps = _json(path).get("traps", [])
    for number, trap in enumerate(traps):
        for name in (trap.get("sentence"), trap.get("frame", trap.get("sentence"))):
            if name not in sentences:
                raise InputError(
                    f"The trap is about sentence {name!r}, which is not in sentences.tsv.",
                    path=path,
                    line=line_of_trap(path, number),
                )
    return tuple(traps)


def line_of_trap(path: Path, number: int) -> int | None:
    """Return the line of a trap, counted from 0, in a file with a line for each."""
    lines = [n for n, line in enumerate(read(path).splitlines(), 1) if '"sentence"' in line]
    return lines[number] if number < len(lines) else None


def load(folder: Path, documents: dict[str, str]) -> Gold:
    """Return the gold of a folder, located in ``documents`` (path to text).

    Raises InputError with file and line when a file is missing, a table is broken, or a sentence
    or a mention is not where it should be.
    """
    sentences = _sentences(folder / "sentences.tsv")
    locations = _locate(sentences, documents, folder / "sentences.tsv")
    questions = _json_if_there(folder / "questions.json")
    return Gold(
        _inventory(folder),
        _statements(folder, "facts.tsv", "predicate", sentences),
        _statements(folder, "generic.tsv", "relation", sentences),
        _engagements(folder, sentences),
        _traps(folder / "traps.json", sentences),
        tuple(questions.get("questions", [])),
        questions.get("prefixes", ""),
        sentences,
        locations,
        _mentions(folder, sentences, locations, documents),
        bool(_json_if_there(folder / "gold.json").get("exhaustive")),
    )


def documents_of(folder: Path) -> Path | None:
    """Return the folder of the documents that the gold brings along, None where it has none."""
    path = folder / "documents"
    return path if path.is_dir() else None
