"""Documents, claims with their evidence, and decisions as triples."""

from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode, Triple

from claims.model import Decision, Document, Evidence, Mention, Run
from claims.state import ClaimState
from graph import rdf
from ontology import terms

_TYPE = NamedNode(terms.RDF_TYPE)
_LABEL = NamedNode(terms.RDFS_LABEL)


def _ent(name: str) -> NamedNode:
    return NamedNode(terms.ent(name))


_DOCUMENT, _DOCUMENT_VERSION = _ent("Document"), _ent("DocumentVersion")
_DOCUMENT_KIND, _MENTIONS = _ent("documentKind"), _ent("mentions")
_CLAIM, _STATUS, _CONFIDENCE, _SUPPORTED_BY = map(
    _ent, ("Claim", "status", "confidence", "supportedBy")
)
_EVIDENCE, _MODALITY, _RULE, _OCCURRENCE = map(_ent, ("Evidence", "modality", "rule", "occurrence"))
_SPANS = {
    "subject": (_ent("subjectStart"), _ent("subjectEnd")),
    "object": (_ent("objectStart"), _ent("objectEnd")),
}
_DURING = _ent("duringPeriod")
_RUN, _EXTRACTOR, _PIPELINE, _KNOWLEDGE = map(
    _ent, ("Run", "extractorVersion", "pipeline", "knowledge")
)
_DECISION, _ACTION, _DECIDES_ON, _SAW, _REASON, _BATCH, _SEQUENCE = map(
    _ent, ("Decision", "action", "decidesOn", "saw", "reason", "batch", "sequence")
)

_RDF_SUBJECT, _RDF_PREDICATE, _RDF_OBJECT, REIFIES = (
    NamedNode(terms.RDF + name) for name in ("subject", "predicate", "object", "reifies")
)
_AGENT, _GENERATED_BY, _ASSOCIATED_WITH, _ENDED_AT = (
    NamedNode(terms.PROV + name)
    for name in ("Agent", "wasGeneratedBy", "wasAssociatedWith", "endedAtTime")
)
_HAS_TARGET, _HAS_SOURCE, _HAS_SELECTOR, _EXACT, _START, _END = (
    NamedNode(terms.OA + name)
    for name in ("hasTarget", "hasSource", "hasSelector", "exact", "start", "end")
)
_QUOTE, _POSITION = (
    NamedNode(terms.OA + name) for name in ("TextQuoteSelector", "TextPositionSelector")
)
_TITLE, _FORMAT, _IDENTIFIER, _HAS_VERSION, _IS_VERSION_OF, _DATE, _LANGUAGE = (
    NamedNode(terms.DCTERMS + name)
    for name in (
        "title", "format", "identifier", "hasVersion", "isVersionOf", "date", "language"
    )
)  # fmt: skip
#: What a document may say of itself, by the key in its metadata: text or a web address.
_METADATA = {
    "author": NamedNode(f"{terms.DCTERMS}creator"),
    "creator": NamedNode(f"{terms.DCTERMS}creator"),
    "publisher": NamedNode(f"{terms.DCTERMS}publisher"),
    "license": NamedNode(f"{terms.DCTERMS}license"),
    "licence": NamedNode(f"{terms.DCTERMS}license"),
    "source": NamedNode(f"{terms.DCTERMS}source"),
    "sources": NamedNode(f"{terms.DCTERMS}source"),
    "description": NamedNode(f"{terms.DCTERMS}description"),
    "url": NamedNode(f"{terms.DCTERMS}source"),
}


def documents(found: Iterable[Document], mentions: Iterable[Mention]) -> Iterator[Triple]:
    """Yield every document, its current version, and what the version mentions."""
    versions = {}
    for document in found:
        work, version = rdf.node(document.iri), rdf.node(document.version_iri)
        versions[document.slug] = version
        yield Triple(work, _TYPE, _DOCUMENT)
        yield Triple(work, _HAS_VERSION, version)
        yield Triple(work, _IDENTIFIER, Literal(document.path))
        yield Triple(version, _TYPE, _DOCUMENT_VERSION)
        yield Triple(version, _IS_VERSION_OF, work)
        for resource in (work, version):
            yield Triple(resource, _TITLE, Literal(document.title or document.slug))
            yield Triple(resource, _FORMAT, Literal(document.media_type))
            yield Triple(resource, _DOCUMENT_KIND, Literal(document.kind))
        for key, value in document.metadata:
            name = key.lower()
            if not value.strip():
                continue
            if name == "date":
                yield Triple(work, _DATE, rdf.date_or_text(value.strip()))
            elif name in ("language", "lang"):
                yield Triple(work, _LANGUAGE, Literal(value.strip()))
            elif name in _METADATA:
                yield Triple(work, _METADATA[name], rdf.reference(value.strip()))
    for mention in mentions:
        if mention.document in versions:
            yield Triple(versions[mention.document], _MENTIONS, rdf.node(mention.iri))


def claim(state: ClaimState) -> Iterator[Triple]:
    """Yield one claim as RDF 1.1 reification and RDF 1.2 reifier, with all its evidence."""
    said = state.claim
    name = rdf.node(said.iri)
    subject, predicate = rdf.node(said.subject), rdf.node(said.predicate)
    value = rdf.term(said.object)
    yield Triple(name, _TYPE, _CLAIM)
    yield Triple(name, _RDF_SUBJECT, subject)
    yield Triple(name, _RDF_PREDICATE, predicate)
    yield Triple(name, _RDF_OBJECT, value)
    yield Triple(name, REIFIES, Triple(subject, predicate, value))
    yield Triple(name, _STATUS, _ent(str(state.status)))
    yield Triple(name, _CONFIDENCE, rdf.decimal(state.confidence))
    for evidence in state.evidence:
        yield Triple(name, _SUPPORTED_BY, rdf.node(evidence.iri))
        run = state.run_of.get(evidence.id)
        yield from _evidence(evidence, run)


def _evidence(evidence: Evidence, run: str | None) -> Iterator[Triple]:
    iri = evidence.iri
    name, target = rdf.node(iri), rdf.node(f"{iri}#target")
    quote, position = rdf.node(f"{iri}#quote"), rdf.node(f"{iri}#position")
    source = rdf.node(f"{terms.ID}document/{evidence.document}/{evidence.version}")
    yield Triple(name, _TYPE, _EVIDENCE)
    yield Triple(name, _MODALITY, rdf.node(terms.concept("modality", evidence.modality)))
    yield Triple(name, _CONFIDENCE, rdf.decimal(evidence.confidence))
    yield Triple(name, _RULE, Literal(evidence.rule))
    yield Triple(name, _OCCURRENCE, rdf.integer(evidence.occurrence))
    if run is not None:
        yield Triple(name, _GENERATED_BY, rdf.node(f"{terms.ID}run/{run}"))
    if evidence.during is not None:
        yield Triple(name, _DURING, rdf.node(evidence.during))
    for part, span in (("subject", evidence.subject_span), ("object", evidence.object_span)):
        if span is not None:
            start, end = _SPANS[part]
            yield Triple(name, start, rdf.integer(span.start))
            yield Triple(name, end, rdf.integer(span.end))
    yield Triple(name, _HAS_TARGET, target)
    yield Triple(target, _HAS_SOURCE, source)
    yield Triple(target, _HAS_SELECTOR, quote)
    yield Triple(target, _HAS_SELECTOR, position)
    yield Triple(quote, _TYPE, _QUOTE)
    yield Triple(quote, _EXACT, Literal(evidence.sentence))
    yield Triple(position, _TYPE, _POSITION)
    yield Triple(position, _START, rdf.integer(evidence.start))
    yield Triple(position, _END, rdf.integer(evidence.end))


def run(made: Run) -> Iterator[Triple]:
    """Yield one version of the extractor."""
    name = rdf.node(made.iri)
    yield Triple(name, _TYPE, _RUN)
    yield Triple(name, _EXTRACTOR, Literal(made.extractor))
    yield Triple(name, _PIPELINE, Literal(made.pipeline))
    yield Triple(name, _KNOWLEDGE, Literal(made.knowledge))


def decision(made: Decision) -> Iterator[Triple]:
    """Yield one decision with its author, time and reason."""
    name = rdf.node(f"{terms.ID}decision/{made.sequence}")
    agent = rdf.node(f"{terms.ID}agent/{terms.slugify(made.author) or 'unknown'}")
    kind = "decision" if made.action == "undo" else "claim"
    yield Triple(name, _TYPE, _DECISION)
    yield Triple(name, _SEQUENCE, rdf.integer(made.sequence))
    yield Triple(name, _ACTION, Literal(str(made.action)))
    yield Triple(name, _DECIDES_ON, rdf.node(f"{terms.ID}{kind}/{made.target}"))
    yield Triple(name, _ASSOCIATED_WITH, agent)
    yield Triple(name, _ENDED_AT, rdf.moment(made.time))
    yield Triple(agent, _TYPE, _AGENT)
    yield Triple(agent, _LABEL, Literal(made.author))
    if made.reason:
        yield Triple(name, _REASON, Literal(made.reason))
    if made.batch:
        yield Triple(name, _BATCH, Literal(made.batch))
    for evidence in made.seen:
        yield Triple(name, _SAW, rdf.node(f"{terms.ID}evidence/{evidence}"))
