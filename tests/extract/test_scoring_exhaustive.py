"""Scores where gold is exhaustive, on a folder made by hand whose figures can be counted."""

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.scoring import problems, report, score
from extract.scoring.gold import Gold
from extract.scoring.implied import with_implied
from extract.scoring.loading import load
from ontology import terms

#: A gold folder with one document of four sentences, from its fifth line on.
HANDMADE = Path(__file__).parent / "handmade"
NAME = "778_relief.md"
TEXT = (HANDMADE / "documents" / NAME).read_text(encoding="utf-8")
LINES = TEXT.splitlines()[4:]
IDS = [f"778:L{number}.1" for number in range(5, 9)]


@pytest.fixture(scope="module")
def gold() -> Gold:
    return load(HANDMADE, {NAME: TEXT})


def part(name: str, cls: str, label: str = "") -> dict[str, Any]:
    return {"iri": terms.expand(name), "label": label, "class": cls, "start": None}


RELIEF = part("id:relief-1", "Operation")
GUARD = part("id:orla-guard", "ArmedForce")
DRILL = part("tool:joint-exercise", "Tool")


def say(
    line: int, subject: dict[str, Any], predicate: str, target: dict[str, Any], **more: Any
) -> dict[str, Any]:
    start = TEXT.index(LINES[line], 70)
    return {
        "document": NAME,
        "start": start,
        "end": start + len(LINES[line]),
        "subject": subject,
        "predicate": predicate,
        "object": target,
        "modality": "asserted",
        "confidence": 0.9,
        "rule": "by-hand",
    } | more


def all_of_it() -> list[dict[str, Any]]:
    """Return everything that the gold requires."""
    flood = part("id:peru-flood-2011", "Crisis")
    return [
        say(0, RELIEF, "type", part("ent:Operation", "Class")),
        say(0, RELIEF, "hasParticipant", GUARD),
        say(0, flood, "crisisType", part("crisistype:flood", "CrisisType")),
        say(1, GUARD, "forceOf", part("id:norway", "State")),
        say(1, RELIEF, "usesTool", part("tool:airlift", "Tool")),
        say(2, DRILL, "enhances", part("effect:trust", "Effect", "trust")),
        say(2, DRILL, "enhances", part("effect:cost-mitigation", "Effect"), modality="hedged"),
        say(0, part("id:norway", "State"), "type", part("ent:State", "Class")),
        say(0, GUARD, "type", part("ent:ArmedForce", "Class")),
        say(0, part("id:peru", "State"), "type", part("ent:State", "Class")),
        say(0, flood, "type", part("ent:Crisis", "Class")),
    ]


def scored(gold: Gold, predictions: list[dict[str, Any]], **more: Any) -> score.Scores:
    return score.score(gold, predictions, {NAME: TEXT}, **more)


def figures(found: score.Scores) -> dict[str, Any]:
    return report.as_json(found)


def test_all_of_it_is_perfect(gold: Gold) -> None:
    found = scored(gold, all_of_it())
    for _, tally in found.kinds:
        assert (tally.recall, tally.precision, tally.f1, tally.modality) == (1, 1, 1, 1)
    assert found.facts.macro_f1 == 1
    assert found.traps_kept == 1


def test_what_exhaustive_gold_lacks_is_wrong_in_any_sentence(gold: Gold) -> None:
    extra = say(3, DRILL, "enhances", part("effect:trust", "Effect"))
    found = scored(gold, [*all_of_it(), extra])
    assert found.generic.wrong == [extra]
    assert found.generic.precision == pytest.approx(2 / 3)
    partial = scored(replace(gold, exhaustive=False), [*all_of_it(), extra])
    assert partial.generic.precision == 1


def test_an_optional_statement_is_neither_demanded_nor_wrong(gold: Gold) -> None:
    there = say(1, RELIEF, "occursIn", part("id:peru", "State"))
    found = scored(gold, [*all_of_it(), there])
    assert found.facts.spared == [there]
    assert (found.facts.recall, found.facts.precision) == (1, 1)


def test_a_standing_fact_may_be_said_again_and_another_may_not(gold: Gold) -> None:
    again = say(3, GUARD, "forceOf", part("id:norway", "State"))
    elsewhere = say(3, RELIEF, "usesTool", part("tool:airlift", "Tool"))
    found = scored(gold, [*all_of_it(), again, elsewhere])
    assert found.facts.spared == [again]
    assert found.facts.wrong == [elsewhere]


def test_a_class_for_what_is_no_entity_is_wrong(gold: Gold) -> None:
    extra = say(3, part("id:nothing", "Organisation"), "type", part("ent:Organisation", "Class"))
    found = scored(gold, [*all_of_it(), extra])
    assert found.types.precision == pytest.approx(4 / 5)


def test_a_demand_unmet_is_a_trap_fallen_into(gold: Gold) -> None:
    found = scored(gold, [item for item in all_of_it() if item["predicate"] != "enhances"])
    assert found.traps == ((IDS[2], ["missing: predicate enhances, object /trust/"]),)


def test_macro_is_the_mean_over_predicates(gold: Gold) -> None:
    found = scored(gold, all_of_it()[:2])
    assert found.facts.macro_f1 == pytest.approx(2 / 5)
    assert found.facts.f1 == pytest.approx(2 * 2 / 5 / (1 + 2 / 5))


def test_new_labels_agree_in_the_plural(gold: Gold) -> None:
    drills = part("tool:proposed", "Tool", label="Night drills")
    found = scored(gold, [say(2, drills, "enhances", part("effect:trust", "Effect"))])
    assert len(found.generic.spared) == 1


def test_what_follows_from_gold_is_not_wrong(gold: Gold) -> None:
    disaster, state = part("crisistype:natural-disaster", "CrisisType"), part("id:norway", "State")
    derived = [
        say(0, part("id:peru-flood-2011", "Crisis"), "crisisType", disaster),
        say(0, RELIEF, "hasParticipant", state),
    ]
    above = terms.expand("crisistype:natural-disaster")
    whole = with_implied(gold, {terms.expand("crisistype:flood"): (above,), above: ()})
    assert len(scored(gold, [*all_of_it(), *derived]).facts.wrong) == 2
    found = scored(whole, [*all_of_it(), *derived])
    assert found.facts.wrong == []
    assert found.facts.counts.gold == 5


def test_seen_and_unseen_are_told_apart(gold: Gold) -> None:
    known = frozenset(map(terms.expand, ("id:norway", "id:peru", "tool:airlift")))
    known |= {terms.expand("crisistype:flood")}
    wrong = say(3, RELIEF, "hasParticipant", part("id:nobody", "Organisation"))
    found = scored(gold, [all_of_it()[0], all_of_it()[4], wrong], known=known)
    figure = figures(found)["novelty"]
    # Seen are the type and the tool of the relief; its guard and the flood are new.
    assert (figure["facts seen"]["gold"], figure["facts seen"]["recall"]) == (2, 1)
    assert (figure["facts unseen"]["gold"], figure["facts unseen"]["recall"]) == (3, 0)
    assert (figure["facts seen"]["wrong"], figure["facts unseen"]["wrong"]) == (0, 1)


def mention(line: int, words: str, cls: str, iri: str) -> dict[str, Any]:
    start = TEXT.index(words, TEXT.index(LINES[line], 70))
    return {
        "document": NAME,
        "start": start,
        "end": start + len(words),
        "text": words,
        "class": cls,
        "iri": terms.expand(iri),
    }


def test_mentions_are_exact_or_overlap_and_of_the_right_class(gold: Gold) -> None:
    mentions = [
        mention(0, "Norway", "State", "id:norway"),
        mention(0, "the Orla Guard", "ArmedForce", "id:orla-guard"),
        mention(0, "2011 flood in Peru", "Operation", "id:peru-flood-2011"),
        mention(1, "Orla Guard", "ArmedForce", "id:guard"),
        mention(1, "Orla", "ArmedForce", "id:guard"),
        mention(2, "trust", "Effect", "effect:trust"),
    ]
    known = frozenset({terms.expand("id:norway")})
    found = scored(gold, [], mentions=mentions, known=known).entities
    assert found is not None
    assert (len(found.exact.found), len(found.exact.missed), len(found.exact.wrong)) == (2, 3, 3)
    assert (len(found.overlap.found), len(found.overlap.wrong)) == (3, 2)
    assert found.overlap.f1 == pytest.approx(2 * 3 / (5 + 5))
    assert found.linked == (1, 1)
    exact, overlap = found.per_class()["ArmedForce"]
    assert (exact.recall, exact.precision) == (1 / 2, 1 / 3)
    assert (overlap.recall, overlap.precision) == (1, 2 / 3)
    _, unseen = found.novel(unseen=True)
    assert (unseen.gold, len(unseen.found)) == (4, 2)


def test_mentions_without_gold_are_not_scored(gold: Gold) -> None:
    assert scored(replace(gold, mentions=()), [], mentions=[]).entities is None


def test_confidence_counts_judged_claims_and_the_unpublished_too(gold: Gold) -> None:
    wrong = say(3, DRILL, "enhances", part("effect:trust", "Effect"), published=False)
    spared = say(1, RELIEF, "occursIn", part("id:peru", "State"))
    denied = [item | {"modality": "negated"} for item in all_of_it()[5:6]]
    found = scored(gold, [*denied, wrong, spared])
    assert sorted(item.right for item in found.judged) == [False, False]
    assert len(scored(gold, all_of_it()).judged) == len(all_of_it())


def test_intervals_are_the_same_again_and_hold_the_figure(gold: Gold) -> None:
    found = scored(gold, [*all_of_it()[:4], say(3, RELIEF, "usesTool", DRILL)])
    interval = found.facts.interval(found.matcher)
    assert interval == found.facts.interval(found.matcher)
    assert interval is not None
    assert interval[0] <= found.facts.f1 <= interval[1]


@given(st.integers(0, len(all_of_it()) - 1))
def test_dropping_a_claim_lowers_recall_and_nothing_rises(gold: Gold, which: int) -> None:
    whole = all_of_it()
    less = scored(gold, whole[:which] + whole[which + 1 :])
    recalls = [tally.recall for _, tally in less.kinds]
    assert min(recalls) < 1
    assert all(tally.precision == 1 for _, tally in less.kinds if tally.right)


@settings(max_examples=20, deadline=None)
@given(st.randoms(use_true_random=False), st.lists(st.integers(0, 10), max_size=8))
def test_the_order_of_predictions_does_not_matter(
    gold: Gold, chance: random.Random, kept: list[int]
) -> None:
    wrong = say(3, DRILL, "enhances", part("effect:trust", "Effect"), confidence=0.4)
    predictions = [item for n, item in enumerate(all_of_it()) if n in kept] + [wrong]
    before = figures(scored(gold, predictions))
    chance.shuffle(predictions)
    assert figures(scored(gold, predictions)) == before


@pytest.mark.parametrize("render", [report.table, problems.text])
def test_reports_of_nothing_predicted_can_be_made(
    gold: Gold, render: Callable[[score.Scores], str]
) -> None:
    text = render(scored(gold, [], mentions=[]))
    assert "ent:usesTool" in text
