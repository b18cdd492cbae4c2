"""Figures of confidence, each against a count by hand."""

import math
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extract.scoring import bootstrap
from extract.scoring.calibration import BINS, Calibration, Judged, calibration


def judged(*pairs: tuple[float, bool]) -> list[Judged]:
    return [Judged(confidence, right, str(n)) for n, (confidence, right) in enumerate(pairs)]


def figures(*pairs: tuple[float, bool]) -> Calibration:
    found = calibration(judged(*pairs))
    assert found is not None
    return found


def test_no_claims_have_no_figures() -> None:
    assert calibration([]) is None


def test_four_claims_by_hand() -> None:
    found = figures((0.9, True), (0.8, False), (0.6, True), (0.3, False))
    # Pairs of right and wrong: .9>.8, .9>.3, .6<.8, .6>.3.
    assert found.auroc.value == pytest.approx(3 / 4)
    assert found.brier.value == pytest.approx((0.01 + 0.64 + 0.16 + 0.09) / 4)
    assert (found.base_rate, found.base_brier) == (0.5, 0.25)


def test_ten_claims_are_each_a_bin_of_their_own() -> None:
    pairs = [(n / 10, n % 2 == 0) for n in range(10)]
    gaps = [abs(confidence - right) for confidence, right in pairs]
    assert figures(*pairs).error.value == pytest.approx(sum(gaps) / 10)


def test_claims_on_a_border_are_shared_by_their_bins() -> None:
    # Eleven of 0.5 and nine of 0.9: the sixth bin holds one of the first and one of the second.
    found = figures(*[(0.5, n < 3) for n in range(11)], *[(0.9, True)] * 9)
    assert found.bins[5].confidence == pytest.approx(0.7)
    assert found.bins[5].right == pytest.approx((3 / 11 + 1) / 2)


def test_a_perfect_confidence() -> None:
    found = figures(*[(1.0, True)] * 5, *[(0.0, False)] * 5)
    assert (found.error.value, found.auroc.value, found.brier.value) == (0, 1, 0)


def test_one_confidence_for_all_ranks_nothing_and_is_calibrated() -> None:
    found = figures(*[(0.75, n % 4 != 0) for n in range(40)])
    assert found.error.value == pytest.approx(0)
    assert found.auroc.value == pytest.approx(0.5)
    assert found.brier.value == pytest.approx(found.base_brier)


def test_bins_are_of_equal_mass() -> None:
    found = figures(*[(n / 100, n % 3 == 0) for n in range(95)])
    assert len(found.bins) == BINS
    assert [item.claims for item in found.bins] == pytest.approx([9.5] * BINS)
    assert [item.confidence for item in found.bins] == sorted(b.confidence for b in found.bins)


def test_only_right_claims_leave_auroc_undetermined() -> None:
    found = figures((0.9, True), (0.4, True))
    assert math.isnan(found.auroc.value)
    assert found.auroc.interval is None


def test_intervals_draw_sentences_not_claims() -> None:
    pairs = [(0.5 + n / 100, n % 2 == 0) for n in range(40)]
    apart = calibration(judged(*pairs))
    together = calibration([Judged(c, right, str(n % 4)) for n, (c, right) in enumerate(pairs)])
    one = calibration([Judged(c, right, "same") for c, right in pairs])
    assert apart is not None
    assert together is not None
    assert one is not None
    assert apart.brier.value == together.brier.value == one.brier.value
    assert apart.brier.interval != together.brier.interval
    assert one.brier.interval is None


def test_the_interval_of_a_share_is_that_of_the_binomial() -> None:
    counts = np.array([[n < 80] for n in range(100)], dtype=float)
    found = bootstrap.interval(counts, lambda sums: sums[:, 0] / 100)
    assert found is not None
    assert found == pytest.approx((0.72, 0.88), abs=0.02)


@given(
    st.lists(st.tuples(st.integers(0, 20).map(lambda n: n / 20), st.booleans()), min_size=1),
    st.randoms(use_true_random=False),
)
def test_figures_are_shares_and_do_not_depend_on_the_order(
    pairs: list[tuple[float, bool]], chance: random.Random
) -> None:
    found = figures(*pairs)
    assert 0 <= found.error.value <= 1
    assert 0 <= found.brier.value <= 1
    assert sum(item.claims for item in found.bins) == pytest.approx(len(pairs))
    shuffled = pairs.copy()
    chance.shuffle(shuffled)
    again = figures(*shuffled)
    for one, other in zip(again.bins, found.bins, strict=True):
        assert one.confidence == pytest.approx(other.confidence)
        assert one.right == pytest.approx(other.right)
    assert again.error.value == pytest.approx(found.error.value)
