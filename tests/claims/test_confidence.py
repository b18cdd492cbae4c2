"""How pieces of evidence add up."""

import itertools

import pytest

from claims.confidence import combine
from claims.model import Claim, Evidence, Modality


def evidence(
    confidence: float, document: str = "d", sentence: str = "s", modality: str = "asserted"
) -> Evidence:
    claim = Claim("id:s", "ent:p", "id:o")
    return Evidence(claim, document, "v", sentence, 0, 1, 0, Modality(modality), confidence, "rule")


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        ([], 0.0),
        ([evidence(0.8)], 0.8),
        ([evidence(0.8), evidence(0.5, sentence="t")], 0.9),
        ([evidence(0.8), evidence(0.5, document="e")], 0.9),
        ([evidence(0.5), evidence(0.8)], 0.8),
        ([evidence(0.5, sentence="a  b"), evidence(0.8, sentence="a\nb")], 0.8),
        ([evidence(0.8), evidence(0.9, sentence="t", modality="negated")], 0.8),
        ([evidence(0.9, modality="negated")], 0.0),
        ([evidence(0.4, modality="hedged")], 0.4),
        ([evidence(1.0)], 0.99),
        ([evidence(0.9, sentence=str(number)) for number in range(9)], 0.99),
        ([evidence(0.333)], 0.33),
    ],
)
def test_every_sentence_lessens_the_doubt_once(pieces, expected):
    assert combine(pieces) == expected


def test_the_order_does_not_matter():
    # 0.775, which floats round up or down depending on which factor comes first
    pieces = [evidence(value, sentence=str(n)) for n, value in enumerate((0.6, 0.25, 0.25))]
    assert len({combine(order) for order in itertools.permutations(pieces)}) == 1
