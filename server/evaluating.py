"""Scores of what Entente makes of a corpus, against gold for the same documents."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from claims.errors import InputError
from claims.ledger import Ledger
from claims.policy import Policy
from extract import reference
from extract.scoring import gold, questions, report, score
from graph.query import QueryEngine
from ontology import load
from server import building, extracting
from server.console import Report, silent
from server.settings import Settings


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Scores of claims, and the answers of the built graph."""

    scores: score.Scores
    answers: list[questions.Answer]
    built: building.Built

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
    """Build the corpus in the home of the settings and score it against a gold folder.

    Of the reference data only the labels of what the documents mention, and where places lie,
    take part. Raises InputError when the gold is incomplete or is of other documents.
    """
    settings = replace(settings, corpus=settings.corpus or building.CORPUS)
    corpus = building.read_corpus(settings)
    documents = {document.path: document.text for document in corpus.documents}
    truth = gold.load(folder, documents)
    named = {sentence.split(":")[0] for sentence in truth.sentences}
    if missing := sorted(named - {sentence.split(":")[0] for sentence in truth.locations}):
        raise InputError(
            f"The gold is of documents that the corpus lacks: {', '.join(missing)}.",
            path=folder,
            hint="Name their corpus with --corpus.",
        )
    built = building.build(settings, scope="mentioned", report=report_)
    scores = score.score(truth, predictions(settings, built), documents)
    with QueryEngine(built.revision.path, workers=1, timeout=settings.query_timeout) as engine:

        def ask(query: str) -> set[str]:
            rows = engine.table(query).rows
            return {str(getattr(row[0], "value", row[0])) for row in rows}

        answers = questions.put(truth, scores.matcher.aligned, ask)
    return Evaluation(scores, answers, built)


def predictions(settings: Settings, built: building.Built) -> list[dict[str, Any]]:
    """Return the claims of the corpus as the ledger has them, one record per evidence."""
    with Ledger.open(building.ledger_path(settings.home)) as ledger:
        state = ledger.state(built.runs)
    names = extracting.Names(load.schema(), reference.load(building.REFERENCE), state)
    return extracting.records(state, names, Policy(settings.publish_threshold))
