"""Whatever happened, in whatever order: the same texts and decisions make the same state."""

from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claims.errors import LedgerError
from claims.ledger import Ledger
from claims.model import Action, Decision, Run, Status

LINES = [
    "mali uses training",
    "mali may uses training",
    "mali not uses drones",
    "niger uses drones",
    "mali uses drones",
]
NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
PRESENT = Run("0.2.0", "p", "k")
RUNS = [PRESENT, Run("0.1.0", "p", "k"), Run("0.10.0", "p", "k")]

texts = st.lists(st.sampled_from(LINES), max_size=4).map("\n".join)
corpora = st.dictionaries(st.sampled_from(["east", "north", "west"]), texts)
orders = st.randoms(use_true_random=False)
builds = st.tuples(st.just("build"), corpora, st.sampled_from(RUNS))
choices = st.tuples(
    st.sampled_from(["accept", "reject", "undo"]), st.integers(0, 30), st.sampled_from("abc")
)
quietly = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    """A function that gives an empty ledger, a copy of one that is migrated."""
    folder = tmp_path_factory.mktemp("histories")
    empty = folder / "empty.sqlite"
    Ledger.open(empty).close()
    content = empty.read_bytes()

    @contextmanager
    def give(name: str):
        path = folder / f"{name}.sqlite"
        for suffix in ("-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        path.write_bytes(content)
        with Ledger.open(path) as ledger:
            yield ledger

    return give


def build(ledger: Ledger, tiny: SimpleNamespace, corpus: dict[str, str], run: Run, order) -> None:
    """What a build does: read what is new, note what is there, withdraw what is gone."""
    slugs = sorted(corpus)
    order.shuffle(slugs)
    gone = ledger.current().keys() - corpus.keys()
    if order.random() < 0.5:
        ledger.withdraw(gone)
    for slug in slugs:
        found = tiny.extraction(slug, corpus[slug])
        if ledger.has_extraction(found.document.version, slug, run.id) and order.random() < 0.7:
            ledger.set_current(found.document)
        else:
            evidence = list(found.evidence)
            order.shuffle(evidence)
            ledger.record(replace(found, evidence=tuple(evidence)), run)
    ledger.withdraw(gone)


def decide(ledger: Ledger, claims: list[str], choice: tuple[str, int, str]) -> None:
    """Decide as a curator would who picks at random, nonsense included."""
    verb, number, author = choice
    made = len(ledger.decisions())
    if verb != "undo" and not claims:
        return
    target = str(number % (made + 1)) if verb == "undo" else claims[number % len(claims)]
    time = NOON + timedelta(minutes=made)
    try:
        ledger.decide(Decision(Action(verb), target, author, time))
    except LedgerError:
        assert verb == "undo"


@given(st.lists(builds, max_size=4), corpora, orders)
@quietly
def test_building_again_and_again_equals_building_once(fresh, tiny, history, corpus, order):
    with fresh("long") as long, fresh("short") as short:
        for _, earlier, run in history:
            build(long, tiny, earlier, run, order)
        build(long, tiny, corpus, PRESENT, order)
        build(short, tiny, corpus, PRESENT, order)
        assert long.state([PRESENT.id]) == short.state([PRESENT.id])
        assert long.state([PRESENT.id]).digest() == short.state([PRESENT.id]).digest()


@given(st.lists(builds | choices, max_size=12), corpora, orders)
@quietly
def test_decisions_hold_through_any_history(fresh, tiny, history, corpus, order):
    known: dict[str, str] = {}
    seen: list[dict[str, str]] = []
    with fresh("long") as long, fresh("short") as short:
        for step in history:
            if step[0] == "build":
                build(long, tiny, step[1], step[2], order)
                seen.append(step[1])
                lines = {line for text in step[1].values() for line in text.split("\n") if line}
                known |= {tiny.claim(line).id: line for line in lines}
            else:
                decide(long, sorted(known), step)
        build(long, tiny, corpus, PRESENT, order)
        # The same in another order: all texts first, then all decisions, then the last corpus.
        order.shuffle(seen)
        for earlier in seen:
            build(short, tiny, earlier, PRESENT, order)
        for made in long.decisions():
            assert short.decide(made) == made
        build(short, tiny, corpus, PRESENT, order)
        state = long.state([PRESENT.id])
        assert state == short.state([PRESENT.id])
        assert state.digest() == short.state([PRESENT.id]).digest()
        assert {c.claim.id: c.status for c in state.claims} == expected(
            tiny, corpus, long.decisions()
        )


def expected(tiny, corpus: dict[str, str], decisions: list[Decision]) -> dict[str, Status]:
    """The statuses by the plainest reading of the rules."""
    lines = {line for text in corpus.values() for line in text.split("\n") if line}
    there = {tiny.claim(line).id for line in lines}
    undone = set()
    for item in reversed(decisions):
        if item.action is Action.UNDO and item.sequence not in undone:
            undone.add(int(item.target))
    voices: dict[str, dict[str, Action]] = {}
    for item in decisions:
        if item.action is not Action.UNDO and item.sequence not in undone:
            voices.setdefault(item.target, {})[item.author] = item.action
    result = dict.fromkeys(there, Status.PROPOSED)
    for claim_id, by_author in voices.items():
        actions = set(by_author.values())
        if actions == {Action.ACCEPT}:
            result[claim_id] = Status.ACCEPTED if claim_id in there else Status.STALE
        else:
            result[claim_id] = Status.REJECTED if len(actions) == 1 else Status.DISPUTED
    return result
