"""Scores of what Entente makes of a corpus, against gold for the same documents."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from claims import state as claims_state
from claims.errors import InputError
from claims.ledger import Ledger
from claims.policy import Policy
from claims.state import State
from extract import reference
from extract.reference import Reference
from extract.scoring import loading, questions, report, score
from extract.scoring.gold import Gold
from extract.scoring.implied import with_implied
from graph.query import QueryEngine
from ontology import load
from ontology.schema import Schema
from server import building, extracting
from server.console import Report, silent
from server.settings import Settings


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Scores of claims and mentions, and the answers of the built graph to the gold's questions."""

    folder: Path
    scores: score.Scores
    answers: list[questions.Answer]
    documents: dict[str, str]
    problems: tuple[InputError, ...]

    @property
    def exact(self) -> int:
        """How many questions are answered exactly."""
        return sum(answer.exact for answer in self.answers)

    def as_json(self) -> dict[str, Any]:
        """Return all figures as a dictionary."""
        return {
            **report.as_json(self.scores),
            "questions": {
                "exact": self.exact,
                "included": sum(answer.included for answer in self.answers),
                "of": len(self.answers),
                "wrong": {
                    answer.id: {
                        "missing": sorted(answer.expected - answer.given),
                        "extra": sorted(answer.given - answer.expected),
                    }
                    for answer in self.answers
                    if not answer.exact
                },
            },
        }


def evaluate(folder: Path, settings: Settings, report_: Report = silent) -> Evaluation:
    """Read the corpus of the settings, or the gold's own, and score it against a gold folder.

    Where the gold asks questions the graph is built in the home of the settings. Of the reference
    data only the labels of what the documents mention, and where places lie, take part in it.
    Raises InputError when the gold is broken or is of other documents.
    """
    own = loading.documents_of(folder)
    settings = replace(settings, corpus=settings.corpus or own or building.CORPUS)
    corpus = building.read_corpus(settings, report_)
    documents = {document.path: document.text for document in corpus.documents}
    truth = loading.load(folder, documents)
    named = {sentence.split(":")[0] for sentence in truth.sentences}
    if missing := sorted(named - {sentence.split(":")[0] for sentence in truth.locations}):
        raise InputError(
            f"The gold is of documents that the corpus lacks: {', '.join(missing)}.",
            path=folder,
            hint="Name their corpus with --corpus.",
        )
    known = reference.load(building.REFERENCE)
    schema = load.schema()
    if truth.exhaustive:
        truth = with_implied(truth, {iri: item.broader for iri, item in schema.concepts.items()})
    built = building.build(settings, scope="mentioned", report=report_) if truth.questions else None
    state = _ledger(settings, built) if built else _extracted(settings, corpus, known, report_)
    names = extracting.Names(schema, known, state)
    scores = score.score(
        truth,
        extracting.records(state, names, Policy(settings.publish_threshold)),
        documents,
        mentions=extracting.mentions(state),
        known=known_iris(schema, known),
    )
    answers = _answers(truth, scores, settings, built) if built else []
    problems = built.problems if built else (*known.problems, *corpus.problems)
    return Evaluation(folder, scores, answers, documents, problems)


def known_iris(schema: Schema, known: Reference) -> frozenset[str]:
    """Return the IRIs of the ontology's concepts and of the reference data."""
    return frozenset(schema.concepts) | {entity.iri for entity in known.entities}


def _ledger(settings: Settings, built: building.Built) -> State:
    with Ledger.open(building.ledger_path(settings.home)) as ledger:
        return ledger.state(built.runs)


def _extracted(
    settings: Settings, corpus: building.Corpus, known: Reference, report_: Report
) -> State:
    """Return what the extractor says of the corpus, without a ledger or a graph."""
    present = building.load_extractor(known, settings.spacy_model)
    found = []
    for done, extraction in enumerate(present.extract_all(corpus.documents), 1):
        found.append(extraction)
        report_("extract", done, len(corpus.documents))
    return claims_state.of(found, present.run)


def _answers(
    truth: Gold, scores: score.Scores, settings: Settings, built: building.Built
) -> list[questions.Answer]:
    with QueryEngine(built.revision.path, workers=1, timeout=settings.query_timeout) as engine:

        def ask(query: str) -> set[str]:
            rows = engine.table(query).rows
            return {str(getattr(row[0], "value", row[0])) for row in rows}

        return questions.put(truth, scores.matcher.aligned, ask)
