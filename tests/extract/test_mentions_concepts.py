"""Concepts in all their forms, over a small schema."""

from collections.abc import Callable

import pytest
from spacy.tokens import Doc

from extract.mentions import Found
from extract.mentions.concepts import find_concepts
from extract.mentions.index import ConceptIndex
from extract.mentions.words import fold, label_variants, parts
from ontology.schema import ConceptInfo

Parse = Callable[[str], Doc]


def concept(
    slug: str,
    label: str,
    *alt: str,
    cls: str = "Tool",
    broader: tuple[str, ...] = (),
    hidden: tuple[str, ...] = (),
) -> ConceptInfo:
    return ConceptInfo(slug, cls.lower(), cls, label, alt, broader, hidden)


@pytest.fixture(scope="module")
def index() -> ConceptIndex:
    return ConceptIndex(
        [
            concept("tool/sharing", "intelligence sharing"),
            concept("tool/exercise", "joint exercise"),
            concept("tool/bilateral", "bilateral talks"),
            concept("tool/multilateral", "multilateral talks"),
            concept("tool/delivery", "aid delivery"),
            concept("tool/building", "capacity building"),
            concept("tool/deployment", "deployment of peacekeeping forces"),
            concept("tool/pooling", "resource pooling"),
            concept("effect/pooling", "resource pooling", cls="Effect"),
            concept("tool/counter", "counter-terrorism training"),
            concept("tool/rules", "rules of engagement"),
            concept("tool/defence", "cyber defence programme"),
            concept("tool/mediation", "mediation"),
            concept("effect/trust", "trust", cls="Effect"),
            concept("effect/coordination", "coordination", cls="Effect"),
            concept("challenge/no-trust", "lack of trust", cls="Challenge"),
            concept("challenge/differences", "cultural and political differences", cls="Challenge"),
            concept("tool/both", "joint package", "joint exercise and bilateral talks"),
            concept("practice/invest", "invest in joint exercises", "investing in joint exercise",
                    cls="Practice"),
            concept("effect/prevention", "conflict prevention", cls="Effect",
                    hidden=("avert conflict",)),
            concept("kind/forces", "peacekeeping force", cls="ActorKind"),
        ]
    )  # fmt: skip


def names(found: list[Found]) -> list[str]:
    return [one.iri for one in found]


@pytest.mark.parametrize(
    ("rows", "iri", "head"),
    [
        ("Intelligence NN 2 compound\nsharing NN 0 root", "tool/sharing", "sharing"),
        ("the DT 2 det\nsharing NN 0 root\nof IN 4 case\nintelligence NN 2 nmod",
         "tool/sharing", "sharing"),
        ("states NNS 2 nsubj\nshare/share VBP 0 root\nsensitive JJ 4 amod\nintelligence NN 2 obj",
         "tool/sharing", "share"),
        ("joint JJ 3 amod\nnaval JJ 3 amod\nexercises NNS 0 root", "tool/exercise", "exercises"),
        ("the DT 2 det\ndelivery NN 0 root\nof IN 4 case\naid NN 2 nmod",
         "tool/delivery", "delivery"),
        ("they PRP 2 nsubj\ndelivered/deliver VBD 0 root\nfood NN 4 compound\naid NN 2 obj",
         "tool/delivery", "delivered"),
        ("capacity NN 3 compound\n- HYPH 3 punct\nbuilding NN 4 compound\nefforts NNS 0 root",
         "tool/building", "efforts"),
        ("peacekeeping NN 2 compound\nforces/force NNS 0 root\ndeployed/deploy VBN 2 acl",
         "tool/deployment", "deployed"),
        ("counter NN 3 compound\n- HYPH 3 punct\nterrorism NN 4 compound\ntraining NN 0 root",
         "tool/counter", "training"),
        ("counterterrorism NN 2 compound\ntraining NN 0 root", "tool/counter", "training"),
        ("cyber NN 3 compound\ndefense NN 3 compound\nprograms NNS 0 root",
         "tool/defence", "programs"),
        ("Rules NNS 0 root\nof IN 3 case\nengagement NN 1 nmod", "tool/rules", "Rules"),
        ("they PRP 2 nsubj\nmediate/mediate VBP 0 root", "tool/mediation", "mediate"),
        ("to TO 2 mark\navert/avert VB 0 root\nnew JJ 4 amod\nconflicts NNS 2 obj",
         "effect/prevention", "avert"),
    ],
)  # fmt: skip
def test_a_concept_has_many_forms(
    rows: str, iri: str, head: str, parse: Parse, index: ConceptIndex
) -> None:
    found = [one for one in find_concepts(parse(rows), index) if one.iri == iri]
    assert [one.head.text for one in found] == [head]


def test_coordinated_modifiers_are_two_concepts(parse: Parse, index: ConceptIndex) -> None:
    doc = parse("bilateral JJ 4 amod\nand CC 3 cc\nmultilateral JJ 1 conj\ntalks NNS 0 root")
    found = find_concepts(doc, index)
    assert names(found) == ["tool/bilateral", "tool/multilateral"]
    assert [one.head.text for one in found] == ["talks", "talks"]
    assert [one.text for one in found] == ["bilateral", "multilateral talks"]
    assert found[0].tokens == (0, 3)


def test_a_coordinated_concept_stays_whole(parse: Parse, index: ConceptIndex) -> None:
    doc = parse("Cultural JJ 4 amod\nand CC 3 cc\npolitical JJ 1 conj\ndifferences NNS 0 root")
    assert names(find_concepts(doc, index)) == ["challenge/differences"]


def test_a_second_label_that_only_lists_concepts_gives_way(
    parse: Parse, index: ConceptIndex
) -> None:
    doc = parse("""
        joint JJ 2 amod
        exercises NNS 0 root
        and CC 5 cc
        bilateral JJ 5 amod
        talks NNS 2 conj
    """)
    assert names(find_concepts(doc, index)) == ["tool/exercise", "tool/bilateral"]


def test_the_longer_concept_wins_and_holds_the_shorter(parse: Parse, index: ConceptIndex) -> None:
    doc = parse("a DT 2 det\nlack NN 0 root\nof IN 4 case\ntrust NN 2 nmod")
    (found,) = find_concepts(doc, index)
    assert found.iri == "challenge/no-trust"
    assert names(list(found.inner)) == []
    doc = parse("deployment NN 0 root\nof IN 4 case\npeacekeeping NN 4 compound\nforces NNS 1 nmod")
    (found,) = find_concepts(doc, index)
    assert found.iri == "tool/deployment"
    assert names(list(found.inner)) == ["kind/forces"]


@pytest.mark.parametrize(
    "rows",
    [
        "poor JJ 2 amod\ncoordination NN 0 root",
        "a DT 2 det\nshortage NN 0 root\nof IN 4 case\ntrust NN 2 nmod",
        "no DT 2 det\ncoordination NN 0 root",
        "the DT 3 det\ntrust NN 3 compound\nfund NN 0 root",
    ],
)
def test_what_is_missing_or_something_else_is_no_mention(
    rows: str, parse: Parse, index: ConceptIndex
) -> None:
    heads = [one for one in find_concepts(parse(rows), index) if one.head.dep_ == "ROOT"]
    assert heads == []
    blocked = [one for one in find_concepts(parse(rows), index) if one.head.dep_ != "compound"]
    assert blocked == []


def test_schemes_share_a_surface_form(parse: Parse, index: ConceptIndex) -> None:
    doc = parse("resource NN 2 compound\npooling NN 0 root")
    (found,) = find_concepts(doc, index)
    assert [one.iri for one in found.readings] == ["tool/pooling", "effect/pooling"]
    effect = found.reading("Effect")
    assert effect is not None
    assert effect.iri == "effect/pooling"
    assert found.reading("Challenge") is None


def test_a_practice_stands_beside_the_tool_inside(parse: Parse, index: ConceptIndex) -> None:
    doc = parse("""
        Investing/invest VBG 5 csubj
        in IN 4 case
        joint JJ 4 amod
        exercises NNS 1 obl
        helps/help VBZ 0 root
    """)
    found = find_concepts(doc, index)
    assert names(found) == ["practice/invest", "tool/exercise"]
    assert names(list(found[0].inner)) == ["tool/exercise"]


def test_words_are_compared_without_number_and_spelling() -> None:
    assert fold("organisations") == fold("organization")
    assert fold("defences") == fold("defense")
    assert fold("centres") == fold("center")
    assert fold("labour") == fold("labor")
    assert fold("crisis") == fold("crises")
    assert fold("bus") == "bus"
    assert parts("multi-national") == parts("multinational")
    assert label_variants("memorandum of understanding (MoU)") == [
        "memorandum of understanding",
        "memorandum of understanding MoU",
        "MoU",
    ]
