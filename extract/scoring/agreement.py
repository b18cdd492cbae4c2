"""How far a second annotation agrees with the first: ``python -m extract.scoring.agreement``.

Arguments: a table with the columns ``sentence_id``, ``subject``, ``predicate``, ``object`` and
``modality``, and the gold folders that hold the documents it is about. The second annotation is
scored as if it were predicted; F1 is the same whichever of the two is called gold, but for
optional statements, which only the first annotation tells apart.
"""

import sys
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from claims.errors import EntenteError
from extract.scoring import loading, score
from extract.scoring.gold import Gold
from extract.scoring.match import Prediction
from extract.scoring.tables import Row, rows
from extract.scoring.tally import Counts
from ontology import load, terms
from ontology.schema import Schema

COLUMNS = ("sentence_id", "subject", "predicate", "object", "modality")


def agreement(second: Iterable[Row], folder: Path, schema: Schema) -> list[tuple[str, Counts, int]]:
    """Return kind, counts, and how many found statements differ in modality, of one folder.

    Only the documents that the second annotation is about take part.
    """
    own = loading.documents_of(folder) or folder
    documents = {path.name: path.read_text(encoding="utf-8") for path in own.iterdir()}
    whole = loading.load(folder, documents)
    here = [row for row in second if row["sentence_id"] in whole.sentences]
    about = {whole.locations[row["sentence_id"]].document for row in here}
    first = _only(whole, about)
    found = score.score(first, [_prediction(row, first, schema) for row in here], documents)
    return [
        (kind, tally.counts, len(tally.modality_wrong))
        for kind, tally in found.kinds
        if kind != "types"
    ]


def _only(gold: Gold, documents: set[str]) -> Gold:
    locations = {
        name: place for name, place in gold.locations.items() if place.document in documents
    }
    return replace(gold, locations=locations)


def _prediction(row: Row, gold: Gold, schema: Schema) -> Prediction:
    place = gold.locations[row["sentence_id"]]
    predicate = row.name("predicate")
    return {
        "document": place.document,
        "start": place.start,
        "end": place.end,
        "subject": _part(row.name("subject"), gold, schema),
        "predicate": "type" if predicate == terms.RDF_TYPE else predicate.removeprefix(terms.ENT),
        "object": _part(row.name("object"), gold, schema),
        "modality": row["modality"],
        "rule": "second",
    }


def _part(iri: str, gold: Gold, schema: Schema) -> dict[str, Any]:
    if "://" not in iri:
        return {"value": iri}
    engagement = next((item.cls for item in gold.engagements if item.iri == iri), "")
    term = gold.terms.get(iri)
    concept = schema.concepts.get(iri)
    cls = engagement or (term.cls if term else concept.cls if concept else _scheme_class(iri))
    return {"iri": iri, "label": term.label if term else "", "class": cls, "start": None}


def _scheme_class(iri: str) -> str:
    """Return the class of a concept that neither the gold nor the ontology has."""
    return terms.SCHEMES.get(iri.removeprefix(terms.CONCEPT).split("/")[0], "Thing")


def main(arguments: list[str]) -> int:
    """Print the agreement over all folders, by kind of statement."""
    if len(arguments) < 2:
        print("usage: python -m extract.scoring.agreement SECOND GOLD...", file=sys.stderr)
        return 2
    sums: dict[str, list[int]] = {}
    try:
        second = list(rows(Path(arguments[0]), COLUMNS))
        schema = load.schema()
        for folder in arguments[1:]:
            for kind, counts, modality in agreement(second, Path(folder), schema):
                of_kind = sums.setdefault(kind, [0] * 5)
                values = (counts.found, counts.missed, counts.right, counts.wrong, modality)
                sums[kind] = [a + b for a, b in zip(of_kind, values, strict=True)]
    except EntenteError as error:
        print(error, file=sys.stderr)
        return 2
    for kind, (found, missed, right, wrong, modality) in sums.items():
        counts = Counts(found, missed, right, wrong)
        print(
            f"{kind:10} F1 {counts.f1:.2f}  first {counts.gold}, second {right + wrong}, "
            f"in both {found}, of these {modality} with another modality"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
