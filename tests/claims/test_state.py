"""Which findings count, and what the state is made of."""

from dataclasses import replace

import pytest

from claims.model import Run
from claims.state import State, of, version_key

OLD, NEW, TEN = (Run(version, "p", "k") for version in ("0.1.0", "0.9.0", "0.10.0"))


def found(ledger) -> set[str]:
    return {item.claim.object.rsplit("/", 1)[1] for item in ledger.state([]).claims}


def by(tiny, *tools: str):
    """Extractions of one text, by extractors that see one of its claims each."""
    whole = tiny.extraction("west", "\n".join(f"mali uses {tool}" for tool in tools))
    return [replace(whole, evidence=(item,)) for item in whole.evidence]


def test_without_a_present_run_the_highest_version_counts(ledger, tiny):
    old, ten, new = by(tiny, "old", "ten", "new")
    ledger.record(ten, TEN)
    ledger.record(old, OLD)
    ledger.record(new, NEW)
    assert found(ledger) == {"ten"}
    assert ledger.state([]).runs == (TEN,)


def test_a_present_run_counts_whatever_its_version(ledger, tiny):
    old, ten = by(tiny, "old", "ten")
    ledger.record(old, OLD)
    ledger.record(ten, TEN)
    state = ledger.state([OLD.id, "unknown"])
    assert state.runs == (OLD,)
    assert [item.evidence for item in state.claims] == [old.evidence]
    assert set(state.claims[0].run_of.values()) == {OLD.id}


def test_of_equal_versions_the_hash_decides(ledger, tiny):
    runs = [Run("0.1.0", "p", name) for name in ("k1", "k2", "k3")]
    for extraction, run in zip(by(tiny, "k1", "k2", "k3"), runs, strict=True):
        ledger.record(extraction, run)
    assert found(ledger) == {max(runs, key=lambda run: run.id).knowledge}


def test_findings_in_versions_that_are_not_current_do_not_count(ledger, tiny):
    ledger.record(tiny.extraction("west", "mali uses training"), TEN)
    ledger.record(tiny.extraction("west", "mali uses drones"), OLD)
    assert found(ledger) == {"drones"}
    assert ledger.state([]).runs == (OLD,)


def test_superseded_mentions_do_not_count(ledger, tiny):
    first = tiny.extraction("west", "mali uses training")
    ledger.record(first, OLD)
    ledger.record(replace(first, mentions=()), NEW)
    assert ledger.state([]).mentions == ()
    assert ledger.state([OLD.id]).mentions == first.mentions


def test_an_empty_ledger_has_the_empty_state(ledger):
    assert ledger.state([]) == State()


def test_extractions_have_the_state_of_a_ledger_that_holds_them(ledger, tiny):
    found = [
        tiny.extraction("west", "mali uses training\nmali uses training\nniger may uses drones"),
        tiny.extraction("east", "mali uses training"),
        tiny.extraction("north", ""),
    ]
    twice = (*found[0].evidence, replace(found[0].evidence[0], rule="other", confidence=0.9))
    found[0] = replace(found[0], evidence=twice, mentions=found[0].mentions * 2)
    for extraction in found:
        ledger.record(extraction, tiny.run)
    assert of(found, tiny.run) == ledger.state([tiny.run.id])
    assert of(found[::-1], tiny.run).digest() == ledger.state([tiny.run.id]).digest()
    assert of([], tiny.run) == State()


@pytest.mark.parametrize(
    ("lower", "higher"),
    [("0.9.0", "0.10.0"), ("0.1", "0.1.1"), ("1", "2"), ("rules-2", "rules-10"), ("a", "b")],
)
def test_versions_are_ordered_as_people_count(lower, higher):
    assert version_key(lower) < version_key(higher)


def test_the_digest_sees_every_part(ledger, tiny):
    ledger.record(tiny.extraction("west", "mali uses training"), tiny.run)
    state = ledger.state([])
    (claim,) = state.claims
    (item,) = claim.evidence
    doc = state.documents[0]

    def evidence(**change) -> State:
        changed = replace(item, **change)
        run_of = {changed.id: tiny.run.id}
        return replace(state, claims=(replace(claim, evidence=(changed,), run_of=run_of),))

    others = [
        replace(state, documents=()),
        replace(state, documents=(replace(doc, path="elsewhere"),)),
        replace(state, documents=(replace(doc, title="Other"),)),
        replace(state, runs=()),
        replace(state, mentions=()),
        replace(state, mentions=(replace(state.mentions[0], label="Malian"),)),
        replace(state, claims=()),
        replace(state, claims=(replace(claim, confidence=0.5),)),
        replace(state, claims=(replace(claim, run_of={}),)),
        evidence(start=5),
        evidence(confidence=0.5),
        evidence(rule="other"),
        evidence(subject_span=None),
        evidence(during="id:period"),
    ]
    digests = {state.digest(), *(other.digest() for other in others)}
    assert len(digests) == 1 + len(others)
