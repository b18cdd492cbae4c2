"""What ``entente extract`` prints: claims and mentions of texts, without a ledger."""

import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from claims import jsonl
from claims.confidence import combine
from claims.errors import DocumentError, InputError
from claims.model import Claim, Document, Evidence, Extraction, Literal, Run, Status
from claims.policy import Policy
from claims.state import ClaimState, State
from extract import readers
from extract.reference import Reference
from graph import projection
from ontology import terms
from ontology.schema import Schema

STANDARD_INPUT = "-"


def documents(paths: Iterable[str], limit: int) -> tuple[list[Document], list[InputError]]:
    """Return the documents under the paths, and what cannot be read of them.

    ``limit`` is the size of the largest document, in bytes.
    """
    found: list[Document] = []
    problems: list[InputError] = []
    for path in paths:
        if path == STANDARD_INPUT:
            found.append(_standard_input())
            continue
        try:
            for item in readers.read_corpus(Path(path), limit=limit):
                (found if isinstance(item, Document) else problems).append(item)  # type: ignore[arg-type]
        except DocumentError as error:
            problems.append(error)
    return found, problems


def _standard_input() -> Document:
    data = sys.stdin.buffer.read()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DocumentError(
            "The text is not UTF-8.", path="standard input", hint="Convert it, or give a file."
        ) from error
    return readers.from_text(text, "stdin.txt")


class Names:
    """Labels and classes of IRIs: of the ontology, of the reference data, of what is claimed."""

    def __init__(self, schema: Schema, known: Reference, state: State) -> None:
        self.labels = {iri: concept.label for iri, concept in schema.concepts.items()}
        self.classes = {iri: concept.cls for iri, concept in schema.concepts.items()}
        self.labels |= {cls.iri: cls.label for cls in schema.classes.values()}
        for entity in known.entities:
            self.labels[entity.iri], self.classes[entity.iri] = entity.label, entity.cls
        for claim in (item.claim for item in state.claims):
            if claim.predicate == terms.RDFS_LABEL and isinstance(claim.object, Literal):
                self.labels.setdefault(claim.subject, claim.object.value)
            elif claim.predicate == terms.RDF_TYPE and isinstance(claim.object, str):
                self.classes.setdefault(claim.subject, claim.object.removeprefix(terms.ENT))


def state_of(found: Iterable[Extraction], run: Run) -> State:
    """Return the state that a ledger with nothing but these extractions would have."""
    extractions = list(found)
    by_claim: dict[Claim, list[Evidence]] = defaultdict(list)
    for extraction in extractions:
        for item in extraction.evidence:
            by_claim[item.claim].append(item)
    claims = (
        ClaimState(
            claim,
            Status.PROPOSED,
            combine(evidence),
            tuple(evidence),
            {item.id: run.id for item in evidence},
        )
        for claim, evidence in by_claim.items()
    )
    return State(
        documents=tuple(extraction.document for extraction in extractions),
        claims=tuple(sorted(claims, key=lambda state: state.claim.id)),
        runs=(run,),
        mentions=tuple(item for extraction in extractions for item in extraction.mentions),
    )


def records(state: State, names: Names, policy: Policy) -> list[dict[str, Any]]:
    """Return one JSON object per claim and piece of evidence, in the order of the texts.

    Evidence of the reference data is left out.
    """
    paths = {item.slug: item.path for item in state.documents if item.kind != "reference"}
    found = [
        (paths[item.document], item.start, item.end, claim.claim.id, item, claim)
        for claim in state.claims
        for item in claim.evidence
        if item.document in paths
    ]
    found.sort(key=lambda entry: entry[:4])
    return [
        jsonl.to_record(
            item, names.labels, names.classes, policy.graph_of(claim) is not None, path=path
        )
        for path, _, _, _, item, claim in found
    ]


def mentions(state: State) -> list[dict[str, Any]]:
    """Return one JSON object per mention, in the order of the texts."""
    paths = {item.slug: item.path for item in state.documents}
    return [jsonl.mention_record(item, path=paths[item.document]) for item in state.mentions]


def trig(state: State, policy: Policy) -> bytes:
    """Return the state as the graphs that a build would publish of it, in TriG."""
    return projection.to_trig(projection.project(state, policy))
