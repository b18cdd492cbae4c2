"""Pages of documents: the text with the sentences that claims rest on."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import pyoxigraph as ox
from flask import render_template, request

from graph.query import QueryEngine
from ontology import terms
from server import evidence, reading, wording
from server.evidence import Found
from server.labels import labels
from server.pages.common import common, name_of
from server.resources import Resource, missing
from server.site import site

_FACTS: Final = """
SELECT ?p ?o WHERE { ?x ?p ?o . FILTER(?p NOT IN (ent:mentions, dcterms:hasVersion)) }
"""
_VERSION: Final = "SELECT ?version WHERE { ?x dcterms:hasVersion ?version }"
_MENTIONS: Final = "SELECT ?entity WHERE { ?x ent:mentions ?entity }"

_NAMING: Final = (terms.RDF_TYPE, terms.RDFS_LABEL, terms.SKOS_ALT_LABEL)

#: Licences by the names that documents use.
_LICENCES: Final = {
    "CC-BY-4.0": ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
    "CC-BY-SA-4.0": ("CC BY-SA 4.0", "https://creativecommons.org/licenses/by-sa/4.0/"),
    "CC0-1.0": ("CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
}


@dataclass(frozen=True, slots=True)
class Note:
    """A claim beside the text: in words, and where its sentence is."""

    found: Found
    subject: str
    subject_label: str
    predicate: str
    words: str
    object: ox.NamedNode | ox.Literal
    object_label: str
    status: str

    @property
    def names_only(self) -> bool:
        """Tell whether the claim only says what something is or is called."""
        return self.predicate in _NAMING


def document(engine: QueryEngine, resource: Resource) -> str:
    """Return the page of a document: the text of its current version."""
    rows = engine.select(_VERSION, {"x": resource.node})
    if not rows:
        raise missing(resource.path)
    return _page(engine, resource, rows[0]["version"].value)


def version(engine: QueryEngine, resource: Resource) -> str:
    """Return the page of one version of a document."""
    return _page(engine, resource, resource.iri)


def _page(engine: QueryEngine, resource: Resource, version_iri: str) -> str:
    work = version_iri.rpartition("/")[0]
    slug, digest = work.rpartition("/")[2], version_iri.rpartition("/")[2]
    facts: dict[str, list[str]] = {}
    for row in engine.select(_FACTS, {"x": ox.NamedNode(work)}):
        facts.setdefault(terms.shorten(row["p"].value), []).append(row["o"].value)
    if not facts:
        raise missing(resource.path)
    text = reading.document(site().settings.home, slug, digest)
    is_table = "reference" in facts.get("ent:documentKind", ())
    context = common(resource, facts.get("dcterms:title", [slug])[0])
    context |= {
        "facts": {name: sorted(values) for name, values in facts.items()},
        "licences": _LICENCES,
        "slug": slug,
        "version_iri": version_iri,
        "text": text,
    }
    asked = request.args.get("evidence", "")
    focus = None
    if asked and asked.isalnum():
        focus = evidence.one(engine, f"{terms.ID}evidence/{asked}")
        if focus is not None and focus.version != version_iri:
            focus = None
    if is_table:
        shown = reading.table(text, focus) if text else None
        return render_template("table.html", **context, table=shown, focus=focus)
    notes = _notes(engine, version_iri)
    return _reading(engine, context, notes, focus)


def _reading(
    engine: QueryEngine, context: dict[str, Any], notes: list[Note], focus: Found | None
) -> str:
    counts = Counter(note.predicate for note in notes)
    wanted = request.args.get("predicate", "")
    kept = [note for note in notes if wanted in ("", terms.shorten(note.predicate))]
    marked = reading.passages(note.found for note in kept)
    by_claim = {note.found.iri: note for note in kept}
    text = context["text"]
    return render_template(
        "document.html",
        **context,
        notes=[note for note in kept if wanted or not note.names_only],
        naming=[note for note in kept if note.names_only and not wanted],
        quiet={
            passage
            for passage in marked
            if all(by_claim[item.iri].names_only for item in passage.evidence)
        },
        total=len(notes),
        note_of=by_claim,
        passages=marked,
        anchors={item.iri: passage for passage in marked for item in passage.evidence},
        parts=reading.parts(text, marked, focus) if text else (),
        focus=focus,
        wanted=wanted,
        filters=[
            (terms.shorten(iri), wording.property_label(iri), counts[iri])
            for iri in sorted(counts, key=wording.rank)
        ],
        mentions=_mentions(engine, context["version_iri"]),
    )


def _notes(engine: QueryEngine, version_iri: str) -> list[Note]:
    pairs = evidence.of_version(engine, version_iri)
    iris = {
        row[name].value
        for _, row in pairs
        for name in ("subject", "object")
        if isinstance(row[name], ox.NamedNode)
    }
    named = labels(engine, iris)
    return [_note(found, row, named) for found, row in pairs]


def _note(found: Found, row: Mapping[str, Any], named: dict[str, str]) -> Note:
    value = row["object"]
    if isinstance(value, ox.NamedNode):
        told = named.get(value.value) or wording.class_label(value.value)
    else:
        told = wording.value(value.value)
    return Note(
        found=found,
        subject=row["subject"].value,
        subject_label=name_of(row["subject"].value, named),
        predicate=row["predicate"].value,
        words=wording.property_label(row["predicate"].value),
        object=value,
        object_label=told,
        status=row["status"].value.removeprefix(terms.ENT),
    )


def _mentions(engine: QueryEngine, version_iri: str) -> list[tuple[str, str]]:
    rows = engine.select(_MENTIONS, {"x": ox.NamedNode(version_iri)})
    named = labels(engine, (row["entity"].value for row in rows))
    return sorted(((iri, label) for iri, label in named.items()), key=lambda item: item[1].lower())
