"""What the ledger holds: documents, mentions, claims, evidence, runs, decisions."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from claims import identity
from ontology import terms


class Modality(StrEnum):
    """How a sentence puts a claim."""

    ASSERTED = "asserted"
    HEDGED = "hedged"
    NORMATIVE = "normative"
    FUTURE = "future"
    IMPLICIT = "implicit"
    NEGATED = "negated"


class Status(StrEnum):
    """Where a claim stands with the curators."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    DISPUTED = "disputed"
    STALE = "stale"


class BlockKind(StrEnum):
    """What a stretch of a document is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list-item"
    TABLE_ROW = "table-row"
    CAPTION = "caption"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Code points of a text, ``end`` exclusive."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of a document: ``level`` counts headings from 1, nested list items from 1."""

    kind: BlockKind
    start: int
    end: int
    level: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """One version of a text. ``version`` is the hash of its text and description."""

    slug: str
    path: str
    text: str
    blocks: tuple[Block, ...] = ()
    title: str = ""
    media_type: str = "text/plain"
    kind: str = "corpus"
    metadata: tuple[tuple[str, str], ...] = ()

    @property
    def version(self) -> str:
        """Hash of everything that extraction or a page can see of the document."""
        blocks = [f"{b.kind}:{b.start}:{b.end}:{b.level}" for b in self.blocks]
        meta = [f"{key}={value}" for key, value in self.metadata]
        return identity.digest(self.kind, self.media_type, self.title, self.text, *blocks, *meta)

    @property
    def iri(self) -> str:
        """IRI of the document, whatever its version."""
        return f"{terms.ID}document/{self.slug}"

    @property
    def version_iri(self) -> str:
        """IRI of this version of the document."""
        return f"{self.iri}/{self.version}"


@dataclass(frozen=True, slots=True, order=True)
class Literal:
    """A value with its datatype (an IRI) or its language tag, which fixes the datatype."""

    value: str
    datatype: str = terms.XSD + "string"
    language: str | None = None

    def __post_init__(self) -> None:
        if self.language is not None:
            object.__setattr__(self, "datatype", terms.RDF + "langString")


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement, whoever makes it. ``subject`` and ``predicate`` are IRIs."""

    subject: str
    predicate: str
    object: str | Literal

    @property
    def id(self) -> str:
        """Hash of subject, predicate and object, and of nothing else."""
        return identity.claim_id(self.subject, self.predicate, identity.term_key(self.object))

    @property
    def iri(self) -> str:
        """IRI of the claim."""
        return f"{terms.ID}claim/{self.id}"


@dataclass(frozen=True, slots=True)
class Mention:
    """Words of a document that name something. ``type`` is a local name of the ontology.

    ``confidence`` is how probable it is that the words name this and nothing else.
    """

    document: str
    start: int
    end: int
    text: str
    type: str
    iri: str
    label: str
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """One sentence of one document that makes a claim.

    ``document`` is a slug, ``version`` the version of it that the offsets hold for, ``sentence``
    the exact text from ``start`` to ``end``, ``occurrence`` which of the document's equal
    sentences it is (from 0), ``during`` the IRI of a period.
    """

    claim: Claim
    document: str
    version: str
    sentence: str
    start: int
    end: int
    occurrence: int
    modality: Modality
    confidence: float
    rule: str
    subject_span: Span | None = None
    object_span: Span | None = None
    during: str | None = None

    @property
    def id(self) -> str:
        """Hash of document, normalised sentence, its occurrence, and the claim."""
        return identity.evidence_id(self.document, self.sentence, self.occurrence, self.claim.id)

    @property
    def iri(self) -> str:
        """IRI of the evidence."""
        return f"{terms.ID}evidence/{self.id}"


@dataclass(frozen=True, slots=True)
class Run:
    """One version of the extractor; ``pipeline`` and ``knowledge`` are digests or names."""

    extractor: str
    pipeline: str
    knowledge: str

    @property
    def id(self) -> str:
        """Hash of extractor version, pipeline, and ontology with reference data."""
        return identity.digest(self.extractor, self.pipeline, self.knowledge)

    @property
    def iri(self) -> str:
        """IRI of the run."""
        return f"{terms.ID}run/{self.id}"


class Action(StrEnum):
    """What a decision does."""

    ACCEPT = "accept"
    REJECT = "reject"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided on a claim; ``target`` is a claim's id, or a decision's for undo."""

    action: Action
    target: str
    author: str
    time: datetime
    reason: str = ""
    seen: tuple[str, ...] = ()
    batch: str = ""
    sequence: int = 0


@dataclass(frozen=True, slots=True)
class Extraction:
    """What one run found in one document."""

    document: Document
    mentions: tuple[Mention, ...] = ()
    evidence: tuple[Evidence, ...] = field(default=())
