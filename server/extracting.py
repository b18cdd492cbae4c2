"""What ``entente extract`` prints: claims and mentions of texts, without a ledger."""

import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any

from pyoxigraph import NamedNode, Quad, RdfFormat, serialize
from rich.text import Text

from claims import identity, jsonl
from claims.errors import DocumentError, InputError
from claims.model import Document, Evidence, Literal
from claims.policy import Policy
from claims.state import State
from extract import explaining, readers
from extract.readers.decoding import Undecodable, decode
from extract.reference import Reference
from graph import projection
from ontology import terms
from ontology.schema import Schema
from server import building

STANDARD_INPUT = "-"

#: The graphs that hold what documents say.
PRINTED = ("documents", "claims", "published", "qualified")


def documents(paths: Iterable[str], limit: int) -> tuple[list[Document], list[InputError]]:
    """Return the documents under the paths, and what cannot be read of them.

    ``limit`` is the size of the largest document, in bytes.
    """
    found: list[Document] = []
    problems: list[InputError] = []
    for path in dict.fromkeys(paths):
        try:
            if path == STANDARD_INPUT:
                found.append(_standard_input(limit))
                continue
            for item in building.read(Path(path), limit):
                if isinstance(item, Document):
                    found.append(_apart(item, path, {one.slug for one in found}))
                else:
                    problems.append(item)
        except DocumentError as error:
            problems.append(error)
    return found, problems


def _apart(document: Document, path: str, taken: set[str]) -> Document:
    """Return the document under a slug of its own: two folders may hold the same name."""
    if document.slug not in taken:
        return document
    return replace(document, slug=f"{document.slug}-{identity.digest(path)[:8]}")


def _standard_input(limit: int) -> Document:
    """Return what is given as input, read as a .txt file would be."""
    name = "standard input"
    data = sys.stdin.buffer.read(limit + 1)
    if len(data) > limit:
        raise DocumentError(f"The text has more than {limit:,} bytes.", path=name)
    try:
        return readers.from_text(decode(data), "stdin.txt")
    except Undecodable as error:
        raise DocumentError(str(error), path=name, hint=error.hint) from error


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

    def label(self, iri: str) -> str:
        """Return the label of an IRI, or its last part."""
        return self.labels.get(iri) or iri.rpartition("/")[2].rpartition("#")[2]


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


def explained(state: State, names: Names, policy: Policy) -> Iterator[Text]:
    """Yield each sentence that makes claims, and each claim with its rule and its words.

    Words of the subject, of the object and of the rule are set apart in the sentence.
    """
    paths = {item.slug: item.path for item in state.documents}
    found = [
        (item.document, item.start, item.end, claim.claim.id, item, policy.graph_of(claim))
        for claim in state.claims
        for item in claim.evidence
    ]
    found.sort(key=lambda entry: entry[:4])
    for (document, start, _), group in groupby(found, key=lambda entry: entry[:3]):
        entries = list(group)
        yield _sentence(f"{paths[document]}:{start}", [entry[4] for entry in entries])
        for *_, item, graph in entries:
            yield _why(item, names, graph)


def _sentence(place: str, items: list[Evidence]) -> Text:
    first = items[0]
    text = Text.assemble(("\n" + place + " ", "dim"), first.sentence)
    shift = len(text) - len(first.sentence) - first.start
    for item in items:
        for span in explaining.words(item):
            text.stylize("bold yellow", span.start + shift, span.end + shift)
        for part in (item.subject_span, item.object_span):
            if part is not None:
                text.stylize("underline", part.start + shift, part.end + shift)
    return text


def _why(item: Evidence, names: Names, graph: str | None) -> Text:
    claim = item.claim
    object_ = claim.object.value if isinstance(claim.object, Literal) else names.label(claim.object)
    said = [("subject", item.subject_span), ("object", item.object_span)]
    said += [("rule", span) for span in explaining.words(item)]
    quoted = [
        f"{name} “{item.sentence[span.start - item.start : span.end - item.start]}”"
        for name, span in said
        if span is not None
    ]
    return Text.assemble(
        ("  " + names.label(claim.subject), "bold"),
        f" {terms.shorten(claim.predicate)} ",
        (object_, "bold"),
        f"\n      {item.modality} {item.confidence:.2f}, {graph or 'not published'}, "
        f"by {item.rule}: {', '.join(quoted) or 'the sentence as a whole'}",
    )


def mentions(state: State) -> list[dict[str, Any]]:
    """Return one JSON object per mention, in the order of the texts."""
    paths = {item.slug: item.path for item in state.documents}
    return [jsonl.mention_record(item, path=paths[item.document]) for item in state.mentions]


def trig(state: State, policy: Policy) -> bytes:
    """Return what the documents say as the graphs that a build would publish of it, in TriG."""
    graphs = projection.project(state, policy)
    quads = (
        Quad(triple.subject, triple.predicate, triple.object, NamedNode(terms.graph(name)))
        for name in PRINTED
        for triple in sorted(graphs[name], key=str)
    )
    return serialize(quads, format=RdfFormat.TRIG, prefixes=terms.PREFIXES) or b""
