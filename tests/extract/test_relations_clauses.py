"""Sentences as chunks and clauses, whatever the tagger makes of a verb of the rules."""

from collections.abc import Callable

import pytest
from spacy.tokens import Doc

from extract.relations.chunks import chunk
from extract.relations.clauses import read
from extract.relations.lexicon import inflect, lexicon
from extract.relations.predicates import Clauses, Predicate
from extract.relations.words import Kind

Parse = Callable[[str], Doc]


def tagged(parse: Parse, text: str) -> Doc:
    """Return a Doc of ``word_TAG`` pairs; every word hangs on the first, as nothing reads heads."""
    rows = []
    for number, pair in enumerate(text.split()):
        word, _, tag = pair.rpartition("_")
        rows.append(f"{word} {tag} {0 if number == 0 else 1} {'root' if number == 0 else 'dep'}")
    return parse("\n".join(rows))


def clauses(parse: Parse, text: str) -> tuple[Doc, Clauses]:
    doc = tagged(parse, text)
    return doc, read(chunk(doc[:], [], lexicon()))


def verb(found: Clauses, lemma: str) -> Predicate:
    return next(one for one in found.predicates if one.lemma == lemma)


def words(doc: Doc, group: list) -> list[str]:  # type: ignore[type-arg]
    return [doc[one.start : one.end].text for one in group]


def test_a_verb_that_the_tagger_takes_for_a_noun_is_a_verb(parse: Parse) -> None:
    doc, found = clauses(parse, "Drills_NNS facilitate_NN swift_JJ deployment_NN ._.")
    assert words(doc, verb(found, "facilitate").doers()) == ["Drills"]
    assert words(doc, verb(found, "facilitate").objects) == ["swift deployment"]


def test_a_participle_before_its_noun_is_no_verb(parse: Parse) -> None:
    _, found = clauses(parse, "Enhanced_VBN coordination_NN improves_VBZ trust_NN ._.")
    assert [one.lemma for one in found.predicates] == ["improve"]


def test_a_gerund_after_a_preposition_shares_the_subject(parse: Parse) -> None:
    doc, found = clauses(
        parse, "Dialogue_NN plays_VBZ a_DT role_NN in_IN reducing_VBG delays_NNS ._."
    )
    reduce = verb(found, "reduce")
    assert reduce.kind == "gerund"
    assert reduce.prep == "in"
    assert words(doc, reduce.doers()) == ["Dialogue"]


def test_a_gerund_can_be_the_subject(parse: Parse) -> None:
    _, found = clauses(
        parse, "Establishing_VBG protocols_NNS and_CC procedures_NNS reduces_VBZ delays_NNS ._."
    )
    assert [one.lemma for one in verb(found, "reduce").gerund_doers()] == ["establish"]


def test_participles_after_a_comma_have_the_subject_of_the_clause(parse: Parse) -> None:
    doc, found = clauses(
        parse,
        "Drills_NNS foster_VBP trust_NN ,_, enabling_VBG rapid_JJ deployment_NN ._.",
    )
    assert words(doc, verb(found, "enable").doers()) == ["Drills"]
    assert verb(found, "enable").kind == "participle"


def test_coordinated_verbs_share_the_subject(parse: Parse) -> None:
    doc, found = clauses(
        parse,
        "Workshops_NNS not_RB only_RB deepen_VBP trust_NN but_CC also_RB improve_VBP "
        "readiness_NN ._.",
    )
    assert words(doc, verb(found, "improve").doers()) == ["Workshops"]
    assert verb(found, "deepen").chunk.words == ()


def test_a_passive_keeps_its_agent_apart(parse: Parse) -> None:
    doc, found = clauses(parse, "Trust_NN is_VBZ strengthened_VBN by_IN drills_NNS ._.")
    strengthen = verb(found, "strengthen")
    assert strengthen.chunk.passive
    assert words(doc, strengthen.doers()) == ["Trust"]
    assert [(prep, words(doc, group)) for prep, group in strengthen.pps] == [("by", ["drills"])]


def test_a_relative_clause_leaves_the_subject_to_the_main_verb(parse: Parse) -> None:
    doc, found = clauses(
        parse,
        "Programmes_NNS that_WDT focus_VBP on_IN courts_NNS play_VBP a_DT role_NN ._.",
    )
    assert words(doc, verb(found, "focus").doers()) == ["Programmes"]
    assert words(doc, verb(found, "play").doers()) == ["Programmes"]


def test_a_list_is_one_group_with_what_hangs_on_its_members(parse: Parse) -> None:
    doc, found = clauses(
        parse,
        "Lack_NN of_IN staff_NN ,_, poor_JJ roads_NNS and_CC delays_NNS hinder_VBP relief_NN ._.",
    )
    doers = verb(found, "hinder").doers()
    assert words(doc, doers) == ["Lack", "poor roads", "delays"]
    assert words(doc, found.of[id(doers[0])]) == ["staff"]


def test_examples_belong_to_their_noun(parse: Parse) -> None:
    doc, found = clauses(
        parse,
        "Threats_NNS ,_, such_JJ as_IN piracy_NN and_CC floods_NNS ,_, require_VBP trust_NN ._.",
    )
    threats = verb(found, "require").doers()
    assert words(doc, threats) == ["Threats"]
    assert words(doc, found.examples[id(threats[0])]) == ["piracy", "floods"]


def test_from_to_after_a_range_gives_examples(parse: Parse) -> None:
    doc, found = clauses(
        parse,
        "It_PRP covers_VBZ a_DT range_NN of_IN activities_NNS ,_, from_IN drills_NNS to_IN "
        "talks_NNS ._.",
    )
    (listed,) = found.examples.values()
    assert words(doc, listed) == ["drills", "talks"]


def test_it_is_vital_to_has_no_subject(parse: Parse) -> None:
    _, found = clauses(parse, "It_PRP is_VBZ vital_JJ to_TO improve_VB trust_NN ._.")
    assert verb(found, "improve").doers() == []


def test_that_clauses_have_their_own_subject(parse: Parse) -> None:
    doc, found = clauses(parse, "Drills_NNS ensure_VBP that_IN coordination_NN improves_VBZ ._.")
    assert verb(found, "improve").kind == "content"
    assert words(doc, verb(found, "improve").doers()) == ["coordination"]


def test_adjectives_between_a_linker_are_one_phrase(parse: Parse) -> None:
    doc, found = clauses(parse, "They_PRP support_VBP military_JJ and_CC civil_JJ efforts_NNS ._.")
    assert words(doc, verb(found, "support").objects) == ["military and civil efforts"]


@pytest.mark.parametrize(
    ("lemma", "forms"),
    [
        ("deter", {"deter", "deters", "deterring", "deterred"}),
        ("build", {"build", "builds", "building", "built"}),
        ("rely", {"rely", "relies", "relying", "relied"}),
        ("enhance", {"enhance", "enhances", "enhancing", "enhanced"}),
    ],
)
def test_verbs_are_inflected(lemma: str, forms: set[str]) -> None:
    found = inflect(lemma, {"build": ["built", "built"]}, frozenset({"deter"}))
    assert {word for _, word in found} == forms


def test_every_chunk_lies_in_the_sentence_and_none_overlap(parse: Parse) -> None:
    doc = tagged(parse, "By_IN sharing_VBG data_NNS ,_, allies_NNS can_MD reduce_VB delays_NNS ._.")
    chunks = chunk(doc[:], [], lexicon())
    ends = [0, *(one.end for one in chunks)]
    assert all(one.start >= end for one, end in zip(chunks, ends, strict=False))
    assert {one.kind for one in chunks} <= set(Kind)
