"""Which graph a claim is published in."""

import pytest

from claims.errors import SettingError
from claims.model import Claim, Evidence, Modality, Status
from claims.policy import Policy
from claims.state import ClaimState

CLAIM = Claim("id:s", "ent:p", "id:o")


def state(status: str = "proposed", confidence: float = 0.8, *modalities: str) -> ClaimState:
    evidence = tuple(
        Evidence(CLAIM, "d", "v", "text", 0, 4, n, Modality(modality), confidence, "r")
        for n, modality in enumerate(modalities or ("asserted",))
    )
    return ClaimState(CLAIM, Status(status), confidence, evidence)


@pytest.mark.parametrize(
    ("confidence", "graph"), [(0.49, None), (0.5, "published"), (0.99, "published")]
)
def test_an_undecided_claim_needs_the_threshold(confidence, graph):
    assert Policy(0.5).graph_of(state("proposed", confidence)) == graph


def test_an_accepted_claim_needs_none():
    assert Policy(0.5).graph_of(state("accepted", 0.01)) == "published"


@pytest.mark.parametrize("status", ["rejected", "disputed", "stale"])
def test_a_claim_that_does_not_stand_is_not_published(status):
    assert Policy(0.0).graph_of(state(status, 0.99)) is None


@pytest.mark.parametrize("status", ["proposed", "accepted"])
@pytest.mark.parametrize(
    ("modalities", "graph"),
    [
        (["asserted"], "published"),
        (["implicit"], "published"),
        (["hedged"], "qualified"),
        (["normative"], "qualified"),
        (["future"], "qualified"),
        (["hedged", "future"], "qualified"),
        (["hedged", "implicit"], "published"),
        (["negated"], None),
        (["negated", "negated"], None),
        (["negated", "hedged"], "qualified"),
        (["negated", "asserted"], "published"),
    ],
)
def test_the_modality_chooses_the_graph(status, modalities, graph):
    assert Policy().graph_of(state(status, 0.8, *modalities)) == graph


@pytest.mark.parametrize("threshold", [-0.1, 1.1, float("nan")])
def test_a_threshold_is_a_probability(threshold):
    with pytest.raises(SettingError, match="not a probability"):
        Policy(threshold)
