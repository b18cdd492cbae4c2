"""From a corpus to a published graph: read, extract, record, publish.

Each document is recorded in one transaction, so an interrupted build leaves a consistent ledger
and the next build goes on from there.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from claims.errors import DocumentError, InputError, LedgerError
from claims.ledger import Ledger
from claims.model import Document, Run
from claims.policy import Policy
from extract import readers, reference
from graph import publish
from graph.projection import Reference as ReferenceScope
from graph.revisions import Revision
from ontology import load
from server.console import Report, silent
from server.settings import Settings

if TYPE_CHECKING:
    from extract.extractor import Extractor

#: Changes when the same row of the reference data gives other claims.
REFERENCE_LOADER = "reference-1"
DATA = Path(__file__).resolve().parents[1] / "data"
CORPUS = DATA / "corpus"
REFERENCE = DATA / "reference"


@dataclass(frozen=True, slots=True)
class Built:
    """What a build did; ``problems`` names the documents and rows that could not be used."""

    revision: Revision
    extracted: int
    unchanged: int
    withdrawn: int
    problems: tuple[InputError, ...]
    runs: frozenset[str]


@dataclass(slots=True)
class Corpus:
    """The documents under a path, and those that cannot be read."""

    documents: list[Document] = field(default_factory=list)
    problems: list[InputError] = field(default_factory=list)


def ledger_path(home: Path) -> Path:
    """Return where the ledger of a home lies."""
    return home / "ledger.sqlite"


def build(settings: Settings, *, scope: ReferenceScope = "all", report: Report = silent) -> Built:
    """Build the graph of the corpus and return what was done.

    What the ledger knows of a document that cannot be read now stays as it was. Raises
    DocumentError when the corpus does not exist, LedgerError when another build is at work in
    the same home.
    """
    corpus = read_corpus(settings, report)
    with _alone(settings.home), Ledger.open(ledger_path(settings.home)) as ledger:
        known = reference.load(REFERENCE)
        keep = {document.slug for document in corpus.documents}
        keep |= {extraction.document.slug for extraction in known.documents}
        keep |= _unreadable(settings.corpus or CORPUS, corpus)
        gone = ledger.current().keys() - keep
        rows = Run(REFERENCE_LOADER, "", load.digest())
        for extraction in known.documents:
            ledger.record(extraction, rows)
        present = load_extractor(known, settings.spacy_model)
        fresh = [item for item in corpus.documents if not _keep(ledger, item, present.run)]
        for done, extraction in enumerate(present.extract_all(fresh), 1):
            ledger.record(extraction, present.run)
            report("extract", done, len(fresh))
        ledger.withdraw(gone)
        runs = frozenset({present.run.id, rows.id})
        policy = Policy(settings.publish_threshold)
        revision = publish.publish(
            ledger.state(runs),
            policy,
            settings.home,
            reference=scope,
            progress=lambda stage: report(stage, 0, 0),
        )
    problems = (*known.problems, *corpus.problems)
    unchanged = len(corpus.documents) - len(fresh)
    return Built(revision, len(fresh), unchanged, len(gone), problems, runs)


def load_extractor(known: reference.Reference, spacy_model: str) -> "Extractor":
    """Return the extractor with the ontology, the reference data and the language pipeline.

    Raises PipelineError when the pipeline is missing or unfit.
    """
    from extract.extractor import Extractor  # spaCy takes seconds to load
    from extract.knowledge import Knowledge

    return Extractor(Knowledge(load.schema(), known), model=spacy_model or None)


def read_corpus(settings: Settings, report: Report = silent) -> Corpus:
    """Read every document under the corpus setting; raises DocumentError when it is missing."""
    corpus = Corpus()
    for item in read(settings.corpus or CORPUS, int(settings.max_document_mb * 1_000_000)):
        if isinstance(item, Document):
            corpus.documents.append(item)
        else:
            corpus.problems.append(item)
        report("read", len(corpus.documents) + len(corpus.problems), 0)
    return corpus


def read(path: Path, limit: int) -> Iterator[Document | DocumentError]:
    """Yield each document of at most ``limit`` bytes under a path, or what is wrong with it."""
    empty = True
    for item in readers.read_corpus(path, limit=limit):
        empty = False
        yield item
    if empty:
        yield DocumentError(
            "There are no documents in this folder.",
            path=path,
            hint=f"Files that end in {', '.join(readers.MEDIA_TYPES)} are read.",
        )


def _keep(ledger: Ledger, document: Document, run: Run) -> bool:
    """Make the document current if this run has read it before, and tell whether it has."""
    if not ledger.has_extraction(document.version, document.slug, run.id):
        return False
    ledger.set_current(document)
    return True


def _unreadable(root: Path, corpus: Corpus) -> set[str]:
    """Return the slugs of the documents that are there and cannot be read."""
    slugs = readers.slugs(readers.find(root), root)
    return {slugs.get(Path(problem.path), "") for problem in corpus.problems}


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """Keep other builds out of the home; raises LedgerError when one is at work."""
    try:
        home.mkdir(parents=True, exist_ok=True)
        stream = (home / "build.lock").open("w")
    except OSError as error:
        raise LedgerError(
            f"The home folder {home} cannot be written: {error.strerror}.",
            hint="Name another with --home.",
        ) from error
    with stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise LedgerError(
                f"Another build is at work in {home}.", hint="Wait until it has ended."
            ) from error
        yield
