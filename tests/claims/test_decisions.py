"""Decisions: what they come to, and that they hold."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from claims.decisions import in_effect, verdicts
from claims.errors import LedgerError
from claims.model import Action, Decision, Run, Status

NOON = datetime(2026, 5, 1, 12, 0, 0, 250, tzinfo=UTC)


def decision(action: str, target: str, author: str = "ana", **more) -> Decision:
    return Decision(Action(action), target, author, more.pop("time", NOON), **more)


@pytest.fixture
def west(ledger, tiny):
    """A ledger with one document, its one claim, and a function that asks for its status."""
    ledger.record(tiny.extraction("west", "mali uses training"), tiny.run)
    claim_id = tiny.claim("mali uses training").id

    def status() -> Status | None:
        states = {item.claim.id: item for item in ledger.state([]).claims}
        return states[claim_id].status if claim_id in states else None

    return ledger, claim_id, status


def test_a_decision_comes_back_numbered_and_in_full(west):
    ledger, claim_id, _ = west
    summer = timezone(timedelta(hours=2))
    given = decision(
        "reject",
        claim_id,
        time=NOON.astimezone(summer),
        reason="wrong object",
        seen=("e1", "e2"),
        batch="b7",
    )
    kept = ledger.decide(given)
    assert kept.sequence == 1
    assert ledger.decisions() == [kept]
    assert ledger.decide(decision("accept", claim_id)).sequence == 2
    assert ledger.state([]).decisions == tuple(ledger.decisions())


def test_nobody_has_decided_at_first(west):
    assert west[2]() is Status.PROPOSED


@pytest.mark.parametrize(
    ("history", "status"),
    [
        ([("accept", "ana")], Status.ACCEPTED),
        ([("reject", "ana")], Status.REJECTED),
        ([("accept", "ana"), ("accept", "ben")], Status.ACCEPTED),
        ([("accept", "ana"), ("reject", "ben")], Status.DISPUTED),
        ([("accept", "ana"), ("reject", "ben"), ("accept", "ben")], Status.ACCEPTED),
        ([("accept", "ana"), ("reject", "ana")], Status.REJECTED),
        ([("accept", "ana"), ("undo 1", "ana")], Status.PROPOSED),
        ([("accept", "ana"), ("reject", "ana"), ("undo 2", "ana")], Status.ACCEPTED),
        ([("accept", "ana"), ("reject", "ana"), ("undo 1", "ben")], Status.REJECTED),
        ([("accept", "ana"), ("reject", "ben"), ("undo 2", "ana")], Status.ACCEPTED),
        ([("accept", "ana"), ("undo 1", "ana"), ("undo 2", "ana")], Status.ACCEPTED),
        ([("accept", "ana"), ("undo 1", "ana"), ("reject", "ana")], Status.REJECTED),
        (
            [("accept", "ana"), ("undo 1", "ana"), ("undo 2", "ana"), ("undo 1", "ana")],
            Status.PROPOSED,
        ),
    ],
)
def test_the_latest_decision_in_effect_of_each_author_counts(west, history, status):
    ledger, claim_id, current = west
    for what, author in history:
        verb, _, number = what.partition(" ")
        ledger.decide(decision(verb, number or claim_id, author))
    assert current() is status


def test_a_rejected_claim_stays_rejected_whatever_is_extracted(west, tiny):
    ledger, claim_id, current = west
    ledger.decide(decision("reject", claim_id))
    for number, text in enumerate(["mali uses training\nniger uses drones", "x uses y", ""]):
        ledger.record(tiny.extraction("west", text), Run(f"{number}.5", "p", "k"))
        assert current() is Status.REJECTED
    ledger.record(tiny.extraction("east", "mali uses training"), tiny.run)
    assert current() is Status.REJECTED


def test_an_accepted_claim_is_stale_while_its_text_is_gone(west, tiny):
    ledger, claim_id, current = west
    ledger.decide(decision("accept", claim_id))
    ledger.record(tiny.extraction("west", "niger uses drones"), tiny.run)
    (stale,) = (item for item in ledger.state([]).claims if item.claim.id == claim_id)
    assert (stale.status, stale.evidence, stale.confidence) == (Status.STALE, (), 0.0)
    ledger.record(tiny.extraction("west", "a new line\nmali uses training"), tiny.run)
    assert current() is Status.ACCEPTED


def test_an_undecided_claim_goes_with_its_text(west, tiny):
    ledger, claim_id, current = west
    kept = ledger.decide(decision("accept", claim_id))
    ledger.withdraw(["west"])
    assert current() is Status.STALE
    ledger.decide(decision("undo", str(kept.sequence)))
    assert current() is None


def test_a_typo_mended_elsewhere_keeps_the_evidence(west, tiny):
    ledger, claim_id, _ = west
    (before,) = ledger.state([]).claims[0].evidence
    ledger.decide(decision("accept", claim_id, seen=(before.id,)))
    ledger.record(tiny.extraction("west", "niger uses drones\nmali uses training"), tiny.run)
    (state,) = (item for item in ledger.state([]).claims if item.claim.id == claim_id)
    assert state.status is Status.ACCEPTED
    assert [item.id for item in state.evidence] == [before.id]
    assert state.evidence[0].start != before.start


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (decision("accept", "0" * 16), "holds no claim"),
        (decision("reject", ""), "holds no claim"),
        (decision("undo", "7"), "no decision '7'"),
        (decision("undo", "one"), "no decision 'one'"),
        (decision("undo", "01"), "no decision '01'"),
        (decision("accept", "0" * 16, author=" "), "author"),
        (decision("accept", "0" * 16, time=datetime(2026, 5, 1)), "time zone"),
    ],
)
def test_a_decision_on_nothing_is_refused(west, given, message):
    ledger, claim_id, _ = west
    ledger.decide(decision("accept", claim_id))
    with pytest.raises(LedgerError, match=message):
        ledger.decide(given)
    assert len(ledger.decisions()) == 1


def test_a_decision_is_undone_only_once(west):
    ledger, claim_id, _ = west
    ledger.decide(decision("accept", claim_id))
    ledger.decide(decision("undo", "1"))
    with pytest.raises(LedgerError, match="Decision 1 is undone already"):
        ledger.decide(decision("undo", "1"))


def test_the_order_of_the_list_does_not_matter():
    history = [
        decision("accept", "c", sequence=1),
        decision("reject", "c", sequence=2),
        decision("undo", "2", sequence=3),
    ]
    assert in_effect(history[::-1]) == [history[0], history[2]]
    assert verdicts(history[::-1]) == {"c": Status.ACCEPTED}
