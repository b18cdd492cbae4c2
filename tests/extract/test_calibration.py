"""Calibration: what is learnt from judged claims, and what extraction makes of it."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.errors import InputError
from extract import calibration
from extract.calibration import Calibration
from extract.training.confidence import JudgedClaim, learn, read_judged, write

PRIORS = st.floats(0.02, 0.98)


def claims(rule: str, right: int, wrong: int, prior: float = 0.8) -> list[JudgedClaim]:
    return [JudgedClaim(rule, "enhances", prior, n < right) for n in range(right + wrong)]


@given(prior=PRIORS)
def test_without_a_file_the_prior_stays(prior: float) -> None:
    assert Calibration().probability("any", "any", prior) == pytest.approx(prior, abs=1e-9)


def test_a_rule_comes_near_its_share_of_right_claims() -> None:
    learnt = learn(claims("good", 95, 5) + claims("bad", 20, 80))
    assert learnt.probability("good", "enhances", 0.8) == pytest.approx(0.95, abs=0.04)
    assert learnt.probability("bad", "enhances", 0.8) == pytest.approx(0.20, abs=0.06)


def test_a_rule_with_one_claim_stays_near_the_mean() -> None:
    learnt = learn(claims("many", 80, 20) + claims("one", 0, 1))
    assert 0.5 < learnt.probability("one", "enhances", 0.8) < 0.8
    assert learnt.probability("never seen", "never seen", 0.8) > 0.6


@given(low=PRIORS, high=PRIORS)
def test_a_higher_prior_never_gives_a_lower_probability(low: float, high: float) -> None:
    learnt = learn(claims("good", 9, 1) + claims("bad", 3, 7, 0.6))
    low, high = sorted((low, high))
    first, second = (learnt.probability("good", "enhances", one) for one in (low, high))
    assert first <= second + 1e-12


def test_what_is_learnt_is_read_as_it_was_written(tmp_path: Path) -> None:
    judged = claims("good", 9, 1) + claims("bad", 3, 7)
    learnt = learn(judged)
    write(learnt, judged, tmp_path / "offsets.tsv")
    assert calibration.load(tmp_path / "offsets.tsv") == learnt
    assert "rule\tgood\t" in (tmp_path / "offsets.tsv").read_text()


def test_the_shipped_offsets_are_read() -> None:
    assert calibration.load().rules


def test_a_broken_table_is_named_with_its_line(tmp_path: Path) -> None:
    offsets = tmp_path / "offsets.tsv"
    offsets.write_text("kind\tname\toffset\nrule\tgood\tmuch\n")
    with pytest.raises(InputError, match="offset") as caught:
        calibration.load(offsets)
    assert caught.value.line == 2
    judged = tmp_path / "judged.tsv"
    judged.write_text("claim\trule\trelation\tprior\tverdict\na\tbuild\tenhances\t0.8\tmaybe\n")
    with pytest.raises(InputError, match="verdict"):
        read_judged(judged, 0.3)
    with pytest.raises(InputError, match="no judged claim"):
        learn([])
