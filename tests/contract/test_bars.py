"""What extraction reaches on the three articles: a floor under the figures of the docs."""

from dataclasses import replace
from pathlib import Path

import pytest

from server.evaluating import Evaluation, evaluate
from server.settings import Settings


@pytest.fixture(scope="module")
def found(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Evaluation:
    home = tmp_path_factory.mktemp("articles")
    return evaluate(shared / "gold", replace(Settings(), home=home, corpus=shared / "seeds"))


def test_facts(found: Evaluation) -> None:
    assert found.scores.facts.recall >= 0.85
    assert found.scores.facts.precision >= 0.85


def test_traps(found: Evaluation) -> None:
    assert found.scores.traps_kept >= 34


def test_questions(found: Evaluation) -> None:
    assert len(found.answers) == 35
    assert found.exact >= 30


def test_engagements_are_aligned_one_to_one(found: Evaluation) -> None:
    assert len(found.scores.matcher.aligned) == len(found.scores.matcher.gold.engagements)


def test_no_claim_denies_what_the_text_asserts(found: Evaluation) -> None:
    assert found.scores.facts.polarity_wrong == 0
    assert found.scores.generic.polarity_wrong == 0
