"""Judged claims for calibration: what gold says of the claims of its documents."""

from collections.abc import Iterator
from pathlib import Path

from claims import state as claims_state
from claims.policy import Policy
from extract import reference
from extract.calibration import Calibration
from extract.extractor import Extractor
from extract.knowledge import Knowledge
from extract.scoring import loading, score
from extract.scoring.implied import with_implied
from extract.training.confidence import JudgedClaim
from ontology import load
from server import building, extracting
from server.settings import Settings


def judged(folder: Path, settings: Settings) -> Iterator[JudgedClaim]:
    """Yield the claims that an exhaustive gold folder judges, with the priors of their rules."""
    known, schema = reference.load(building.REFERENCE), load.schema()
    corpus = building.read_corpus(
        Settings(corpus=loading.documents_of(folder), max_document_mb=settings.max_document_mb)
    )
    documents = {document.path: document.text for document in corpus.documents}
    truth = loading.load(folder, documents)
    truth = with_implied(truth, {iri: item.broader for iri, item in schema.concepts.items()})
    extractor = Extractor(
        Knowledge(schema, known), model=settings.spacy_model or None, calibration=Calibration()
    )
    state = claims_state.of(extractor.extract_all(corpus.documents), extractor.run)
    names = extracting.Names(schema, known, state)
    # Whatever its confidence a claim is judged; of negated ones gold judges the modality.
    records = [{**item, "published": True} for item in extracting.records(state, names, Policy(0))]
    scores = score.score(truth, records, documents)
    for _, tally in scores.kinds:
        for items, right in ((tally.right, True), (tally.wrong, False)):
            for item in items:
                yield JudgedClaim(
                    item["rule"], item["predicate"].rpartition(":")[2], item["confidence"], right
                )
