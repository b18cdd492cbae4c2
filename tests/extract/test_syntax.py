"""The view of the parse, on sentences parsed by hand."""

from collections.abc import Callable

import pytest
from spacy.tokens import Doc, Token

from extract import syntax

Parse = Callable[[str], Doc]


def at(doc: Doc, word: str) -> Token:
    return next(token for token in doc if token.lower_ == word.lower())


def words(tokens: list[Token]) -> list[str]:
    return [token.text for token in tokens]


def rels(doc: Doc, word: str) -> list[tuple[str, str]]:
    return [(arc.rel, arc.child.text) for arc in syntax.arcs(at(doc, word))]


@pytest.fixture
def forces(parse: Parse) -> Doc:
    return parse("""
        Norwegian JJ 4 amod
        and CC 3 cc
        Danish JJ 1 conj
        forces/force NNS 5 nsubj
        trained/train VBD 0 root
        with IN 7 case
        engineers NNS 5 obl
        from IN 9 case
        Kenya NNP 7 nmod
        , , 11 punct
        Ghana NNP 9 conj
        and CC 13 cc
        Togo NNP 9 conj
        during IN 15 case
        floods NNS 5 obl
    """)


def test_prepositions_are_part_of_the_relation(forces: Doc) -> None:
    assert rels(forces, "trained") == [
        ("nsubj", "forces"),
        ("obl:with", "engineers"),
        ("obl:during", "floods"),
    ]
    assert [a.child.text for a in syntax.obliques(at(forces, "trained"), "during")] == ["floods"]


def test_every_conjunct_has_an_arc_of_its_own(forces: Doc) -> None:
    assert rels(forces, "engineers") == [
        ("nmod:from", "Kenya"),
        ("nmod:from", "Ghana"),
        ("nmod:from", "Togo"),
    ]
    assert syntax.head_arc(at(forces, "Togo")) == syntax.Arc(
        "nmod:from", at(forces, "engineers"), at(forces, "Togo")
    )
    assert rels(forces, "forces") == [("amod", "Norwegian"), ("amod", "Danish")]


def test_a_noun_phrase_holds_what_stands_before_its_head(forces: Doc) -> None:
    assert syntax.noun_phrase(at(forces, "forces")).text == "Norwegian and Danish forces"
    assert syntax.noun_phrase(at(forces, "Kenya")).text == "Kenya"


def test_a_path_climbs_and_goes_down(forces: Doc) -> None:
    arcs = syntax.path(at(forces, "Togo"), at(forces, "Danish"))
    assert [arc.rel for arc in arcs] == ["nmod:from", "obl:with", "nsubj", "amod"]
    assert syntax.path(at(forces, "Togo"), at(forces, "Togo")) == []


def test_a_passive_is_turned(parse: Parse) -> None:
    doc = parse("""
        Aid NN 3 nsubj:pass
        was AUX 3 aux:pass
        delivered/deliver VBN 0 root
        by IN 5 case
        Kenya NNP 3 obl:agent
        and CC 7 cc
        Togo NNP 5 conj
    """)
    verb = at(doc, "delivered")
    assert syntax.is_passive(verb)
    assert words(syntax.subjects(verb)) == ["Kenya", "Togo"]
    assert words(syntax.objects(verb)) == ["Aid"]


def test_a_passive_without_agent_has_no_subject(parse: Parse) -> None:
    doc = parse("""
        Aid NN 3 nsubj:pass
        was AUX 3 aux:pass
        delivered/deliver VBN 0 root
    """)
    assert syntax.subjects(at(doc, "delivered")) == []


def test_participles_and_their_nouns(parse: Parse) -> None:
    doc = parse("""
        the DT 2 det
        support NN 9 nsubj
        provided/provide VBN 2 acl
        by IN 5 case
        Norway NNP 3 obl
        to IN 7 case
        Mali NNP 3 obl
        has AUX 9 aux
        grown/grow VBN 0 root
    """)
    verb = at(doc, "provided")
    assert words(syntax.objects(verb)) == ["support"]
    assert words(syntax.subjects(verb)) == ["Norway"]
    assert [a.child.text for a in syntax.obliques(verb, "to")] == ["Mali"]
    assert not syntax.is_passive(at(doc, "grown"))
    doc = parse("""
        a DT 2 det
        pact NN 0 root
        involving/involve VBG 2 acl
        Norway NNP 3 obj
        and CC 6 cc
        Mali NNP 4 conj
    """)
    assert words(syntax.subjects(at(doc, "involving"))) == ["pact"]
    assert words(syntax.objects(at(doc, "involving"))) == ["Norway", "Mali"]


def test_relative_pronouns_stand_for_their_nouns(parse: Parse) -> None:
    doc = parse("""
        drills NNS 6 nsubj:pass
        that WDT 3 nsubj
        build/build VBP 1 acl:relcl
        trust NN 3 obj
        are AUX 6 aux:pass
        repeated/repeat VBN 0 root
    """)
    assert words(syntax.subjects(at(doc, "build"))) == ["drills"]
    assert syntax.antecedent(at(doc, "that")).text == "drills"
    assert syntax.antecedent(at(doc, "trust")).text == "trust"
    doc = parse("""
        drills NNS 0 root
        which WDT 4 obj
        states NNS 4 nsubj
        repeat/repeat VBP 1 acl:relcl
    """)
    assert words(syntax.subjects(at(doc, "repeat"))) == ["states"]
    assert words(syntax.objects(at(doc, "repeat"))) == ["drills"]


def test_raising_verbs_pass_their_subject_on(parse: Parse) -> None:
    doc = parse("""
        Troops NNS 2 nsubj
        helped/help VBD 0 root
        restore/restore VB 2 xcomp
        order NN 3 obj
        and CC 6 cc
        rebuild/rebuild VB 3 conj
        roads NNS 6 obj
    """)
    assert words(syntax.subjects(at(doc, "restore"))) == ["Troops"]
    assert words(syntax.subjects(at(doc, "rebuild"))) == ["Troops"]
    assert words(syntax.objects(at(doc, "rebuild"))) == ["roads"]
    assert words(syntax.verb_chain(at(doc, "helped"))) == ["helped", "restore"]
    assert syntax.main_verb(at(doc, "helped")).text == "restore"


def test_an_object_controls_the_infinitive(parse: Parse) -> None:
    doc = parse("""
        This DT 2 nsubj
        enabled/enable VBD 0 root
        states NNS 2 obj
        to TO 5 mark
        pool/pool VB 2 xcomp
        funds NNS 5 obj
    """)
    assert words(syntax.subjects(at(doc, "pool"))) == ["states"]


def test_gerunds_take_the_subject_of_the_clause(parse: Parse) -> None:
    doc = parse("""
        Norway NNP 2 nsubj
        helps/help VBZ 0 root
        by IN 4 mark
        sharing/share VBG 2 advcl
        intelligence NN 4 obj
    """)
    assert words(syntax.subjects(at(doc, "sharing"))) == ["Norway"]
    assert rels(doc, "helps")[-1] == ("advcl:by", "sharing")


def test_coordinated_verbs_share_an_object(parse: Parse) -> None:
    doc = parse("""
        They PRP 2 nsubj
        strengthen/strengthen VBP 0 root
        and CC 4 cc
        sustain/sustain VBP 2 conj
        trust NN 4 obj
    """)
    assert words(syntax.objects(at(doc, "strengthen"))) == ["trust"]
    assert words(syntax.subjects(at(doc, "sustain"))) == ["They"]


@pytest.mark.parametrize("marker", ["such as", "including", "like"])
def test_examples_hang_on_what_they_exemplify(marker: str, parse: Parse) -> None:
    first, *rest = marker.split()
    fixed = f"{rest[0]} IN 4 fixed" if rest else ""
    shift = len(rest)
    doc = parse(
        f"""
        Blocs NNS {7 + shift} nsubj
        , , {4 + shift} punct
        {first} IN {4 + shift} case
        {fixed}
        Alpha NNP 1 nmod
        and CC {6 + shift} cc
        Beta NNP {4 + shift} conj
        grew/grow VBD 0 root
    """.replace("\n        \n", "\n").replace("4 fixed", "3 fixed")
    )
    assert words(syntax.examples(at(doc, "blocs"))) == ["Alpha", "Beta"]


def test_examples_read_as_part_of_the_clause_are_moved(parse: Parse) -> None:
    doc = parse("""
        Threats NNS 2 nsubj
        grew/grow VBD 0 root
        , , 4 punct
        including/include VBG 2 advcl
        terrorism NN 4 obj
        and CC 7 cc
        floods NNS 5 conj
    """)
    assert words(syntax.examples(at(doc, "threats"))) == ["terrorism", "floods"]
    doc = parse("""
        We PRP 2 nsubj
        face/face VBP 0 root
        threats NNS 2 obj
        , , 5 punct
        including/include VBG 2 advcl
        terrorism NN 5 obj
        and CC 8 cc
        floods NNS 6 conj
    """)
    assert words(syntax.examples(at(doc, "threats"))) == ["terrorism", "floods"]


def test_the_middle_of_a_list_is_no_apposition(parse: Parse) -> None:
    doc = parse("""
        They PRP 2 nsubj
        shared/share VBD 0 root
        food NN 2 obj
        , , 5 punct
        water NN 3 appos
        , , 8 punct
        and CC 8 cc
        fuel NN 3 conj
    """)
    assert words(syntax.objects(at(doc, "shared"))) == ["food", "water", "fuel"]
    assert words(syntax.conjuncts(at(doc, "fuel"))) == ["food", "water", "fuel"]


def test_a_noun_beside_a_verb_goes_back_to_its_list(parse: Parse) -> None:
    doc = parse("""
        They PRP 2 nsubj
        held/hold VBD 0 root
        drills NNS 2 obj
        , , 6 punct
        joint JJ 6 amod
        patrols NNS 2 conj
        , , 9 punct
        and CC 9 cc
        visits NNS 2 conj
    """)
    assert words(syntax.objects(at(doc, "held"))) == ["drills", "patrols", "visits"]


def test_a_verb_beside_a_noun_goes_back_to_its_verb(parse: Parse) -> None:
    doc = parse("""
        They PRP 2 nsubj
        build/build VBP 0 root
        trust NN 2 obj
        and CC 5 cc
        deepen/deepen VBP 3 conj
        ties NNS 5 obj
    """)
    assert words(syntax.objects(at(doc, "build"))) == ["trust"]
    assert words(syntax.subjects(at(doc, "deepen"))) == ["They"]


def test_a_noun_governs_the_adjectives_before_it(parse: Parse) -> None:
    doc = parse("""
        Old JJ 5 nsubj
        and CC 3 cc
        new JJ 1 conj
        members NNS 1 conj
        met/meet VBD 0 root
    """)
    assert words(syntax.subjects(at(doc, "met"))) == ["members"]
    assert syntax.noun_phrase(at(doc, "members")).text == "Old and new members"


def test_negation_and_what_only_looks_like_it(parse: Parse) -> None:
    doc = parse("""
        They PRP 4 nsubj
        did AUX 4 aux
        not RB 4 advmod
        train/train VB 0 root
    """)
    assert syntax.is_negated(at(doc, "train"))
    doc = parse("""
        They PRP 4 nsubj
        not RB 4 advmod
        only RB 2 advmod
        train/train VBP 0 root
        troops NNS 4 obj
        but CC 8 cc
        also RB 8 advmod
        build/build VBP 4 conj
    """)
    assert not syntax.is_negated(at(doc, "train"))


def test_predicates_with_be(parse: Parse) -> None:
    doc = parse("""
        Norway NNP 4 nsubj
        is AUX 4 cop
        a DT 4 det
        member NN 0 root
        of IN 6 case
        NATO NNP 4 nmod
    """)
    member = at(doc, "member")
    copula = syntax.copula(member)
    assert copula is not None
    assert copula.text == "is"
    assert words(syntax.subjects(member)) == ["Norway"]
    assert syntax.governing_verb(at(doc, "NATO")) == member


def test_clearnlp_labels_give_the_same_view(parse: Parse) -> None:
    doc = parse("""
        Aid NN 3 nsubjpass
        was VBD 3 auxpass
        delivered/deliver VBN 0 root
        by IN 3 agent
        Kenya NNP 4 pobj
        and CC 5 cc
        Togo NNP 5 conj
        , , 7 punct
        Mali NNP 7 conj
        during IN 3 prep
        floods NNS 10 pobj
        in IN 11 prep
        Chad NNP 12 pobj
    """)
    verb = at(doc, "delivered")
    assert words(syntax.subjects(verb)) == ["Kenya", "Togo", "Mali"]
    assert words(syntax.objects(verb)) == ["Aid"]
    assert rels(doc, "floods") == [("nmod:in", "Chad")]
    assert rels(doc, "delivered")[-1] == ("obl:during", "floods")


def test_clearnlp_predicates(parse: Parse) -> None:
    doc = parse("""
        Norway NNP 2 nsubj
        is/be VBZ 0 root
        a DT 4 det
        member NN 2 attr
        of IN 4 prep
        NATO NNP 5 pobj
    """)
    assert words(syntax.subjects(at(doc, "member"))) == ["Norway"]
    assert rels(doc, "member")[-1] == ("nmod:of", "NATO")
    assert syntax.copula(at(doc, "member")) == at(doc, "is")


def test_clearnlp_gerunds_and_examples(parse: Parse) -> None:
    doc = parse("""
        Norway NNP 2 nsubj
        helps/help VBZ 0 root
        by IN 2 prep
        sharing/share VBG 3 pcomp
        tools NNS 4 dobj
        such JJ 7 amod
        as IN 5 prep
        radar NN 7 pobj
    """)
    assert words(syntax.subjects(at(doc, "sharing"))) == ["Norway"]
    assert words(syntax.examples(at(doc, "tools"))) == ["radar"]


def test_a_verb_with_a_tense_is_no_modifier_of_a_noun(parse: Parse) -> None:
    doc = parse("""
        The DT 4 det
        drill NN 3 compound
        uses/use VBZ 4 compound
        simulations NNS 0 root
        , , 6 punct
        boats NNS 4 conj
        . . 4 punct
    """)
    verb = at(doc, "uses")
    assert words(syntax.subjects(verb)) == ["drill"]
    assert words(syntax.objects(verb)) == ["simulations", "boats"]
