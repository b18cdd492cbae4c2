"""Names and nouns that stand for an engagement."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from claims.model import Modality
from extract import syntax
from extract.engagements import roles
from extract.engagements.anchor import Anchor
from extract.engagements.lexicon import Lexicon
from extract.engagements.listing import unique
from extract.engagements.mood import mood
from extract.engagements.scene import Scene
from extract.mentions import Found

CLOSE = frozenset({"compound", "appos", "flat", "nmod:of", "amod"})
#: Prepositions after which a verb names what it is done in.
WITHIN = ("in", "to", "as", "under", "with", "during", "through", "within", "as_part_of")
#: Nouns of which a place alone makes no particular undertaking.
MASS = frozenset({"relief", "rescue"})
#: Modalities of a clause that tells of a particular undertaking, done or to come.
TOLD = frozenset({Modality.ASSERTED, Modality.FUTURE, Modality.HEDGED})


def named(scene: Scene, one: Found, words: Lexicon) -> Anchor:
    """Return the anchor of a named engagement."""
    anchor = Anchor(one.head, one.cls, "engagement-named", named=one)
    tokens = [one.head, *_called(scene, one, words)]
    for token in tokens:
        roles.of_noun(anchor, scene, token, words)
    _done(anchor, scene, tokens, words)
    if len(scene.named_engagements) == 1:
        anchor.add(roles.leaders(scene, one.end_token, scene.sentence.end, words))
        anchor.add(places=scene.setting(words.prepositions["setting"]))
    return anchor


def is_definite(noun: Token, words: Lexicon) -> bool:
    """Tell whether a noun can take up an engagement: *the mission*, *this partnership*."""
    phrase = syntax.noun_phrase(noun)
    lemma, first = noun.lemma_.lower(), phrase[0].lower_
    if noun.pos_ == "PROPN" and len(phrase) > 2:
        return False  # the World Food Programme
    if lemma not in words.anaphoric_nouns or first not in words.determiners:
        return False
    return first != "the" or lemma in words.definite


def taken_up(scene: Scene, token: Token, words: Lexicon) -> Anchor:
    """Return what is told of an engagement by a token that takes it up: *It involved X*."""
    anchor = Anchor(token, "Engagement", "engagement-noun")
    if token.pos_ != "PRON":
        roles.of_noun(anchor, scene, token, words)
    _done(anchor, scene, [token], words)
    return anchor


def _called(scene: Scene, one: Found, words: Lexicon) -> list[Token]:
    """Return the nouns that say what a name stands for.

    *the "Shield" exercises*, *Exercise Shield*, *the mission Shield*, *Shield is an exercise*,
    *Shield, an exercise*.
    """
    nouns = [below.child for below in syntax.arcs(one.head) if below.rel == "appos"]
    arc = syntax.head_arc(one.head)
    if arc is not None:
        copular = arc.rel == "nsubj" and syntax.copula(arc.head) is not None
        if arc.rel in CLOSE or copular:
            nouns.append(arc.head)
    doc, after = scene.block.doc, one.end_token
    before = one.start_token - 1
    if before >= scene.sentence.start and doc[before].tag_ == "NN":
        nouns.append(doc[before])
    if after < scene.sentence.end and doc[after].text == ",":
        for token in doc[after + 1 : min(after + 9, scene.sentence.end)]:
            if token.text == "," or token.tag_ in {"VBD", "VBZ", "VBP", "MD"}:
                break
            if token.lemma_.lower() in words.nouns and token.pos_ == "NOUN":
                nouns.append(token)
                break
    kinds = {*words.nouns, "force"}
    return [token for token in dict.fromkeys(nouns) if token.lemma_.lower() in kinds]


def nominal(scene: Scene, words: Lexicon) -> Iterator[Anchor]:
    """Yield the nouns of a sentence that speak of one undertaking, not of a kind of them."""
    for token in scene.sentence:
        cls = words.nouns.get(token.lemma_.lower())
        if cls is None or token.pos_ not in {"NOUN", "PROPN"} or _is_adverbial(token):
            continue
        if any(scene.is_a(one, "Actor") for one in scene.at(token)):
            continue
        anchor = Anchor(token, cls, "engagement-noun")
        roles.of_noun(anchor, scene, token, words)
        arc = syntax.head_arc(token)
        name = arc is not None and arc.rel in CLOSE and arc.head.pos_ == "PROPN"
        tokens = [token, arc.head] if arc is not None and name else [token]
        told = _done(anchor, scene, tokens, words)
        if told is None:
            continue
        example = _is_example(token, words)
        if not anchor.places and (example or told or anchor.participants):
            anchor.add(places=scene.setting(words.prepositions["setting"]))
        shown = example and (anchor.places or anchor.crises)
        single = told and anchor.individuals and cls != "Partnership"
        if _particular(anchor) or shown or single:
            yield anchor
        elif anchor.participants and is_definite(token, words):
            anchor.dependent = True
            yield anchor


def _is_adverbial(noun: Token) -> bool:
    """Tell whether a noun only ties its sentence to the one before: *In response, ...*."""
    doc = noun.doc
    after = doc[noun.i + 1].text if noun.i + 1 < len(doc) else "."
    return noun.i > 0 and doc[noun.i - 1].lower_ == "in" and after in {",", "."}


def _done(anchor: Anchor, scene: Scene, tokens: list[Token], words: Lexicon) -> bool | None:
    """Add who leads, joins, conducts or hosts what stands at the tokens.

    Tell whether a verb says that it took place; None where one says that it did not or should.
    """
    wanted = {token.i for token in tokens}
    told = False
    anchor.add(_takers(scene, wanted, words))
    for verb in scene.verbs():
        lemma = verb.lemma_.lower()
        done_to = {token.i for token in scene.undergoers(verb)}
        if lemma in words.unmade and anchor.named is None and wanted & done_to:
            return None
        if lemma in roles.UNITING or lemma == "have":
            _members(anchor, scene, verb, wanted, words)
        within = anchor.named is not None and lemma in words.verbs
        helps = anchor.named is not None and lemma in words.helping and mood(verb) in TOLD
        if helps and wanted & {token.i for token in syntax.subjects(verb)}:
            anchor.add(beneficiaries=scene.actors(syntax.objects(verb)))
        if lemma in words.outside or not (lemma in words.participation or within):
            continue
        if lemma in words.moving and wanted & {token.i for token in scene.doers(verb)}:
            anchor.add(places=[*roles.where(scene, verb, words), *scene.setting({"to"})])
        reached = {token.i for token in scene.undergoers(verb)}
        reached |= {arc.child.i for arc in syntax.obliques(verb, *WITHIN)}
        for token in syntax.objects(verb):
            # take part in, contribute ships to
            reached |= {arc.child.i for arc in syntax.obliques(token, "in", "to", "for")}
            if token.lemma_.lower() in words.portions:
                reached |= {arc.child.i for arc in syntax.obliques(token, "of")}
        if not reached & wanted and not _goes_into(scene, verb, anchor.named):
            continue
        grade = mood(verb)
        if grade in TOLD:
            anchor.modality = grade if grade is not None else anchor.modality
            roles.of_verb(anchor, scene, verb, words)
            told = told or (lemma in words.doing and _is_told(scene, verb, grade))
        elif anchor.named is None:
            return None
        elif grade is Modality.NEGATED:
            anchor.absent = unique([*anchor.absent, *roles.doers(scene, verb, words)])
    return told


def _goes_into(scene: Scene, verb: Token, one: Found | None) -> bool:
    """Tell whether a verb is the last before *to*, *in* or *under* and a name.

    At the start of the sentence, *During Shield, ...*, it is the first after the name.
    """
    before = scene.before(one) if one is not None else None
    if one is None or before is None or before.lower_ not in {"in", "to", "under", "during"}:
        return False
    if before.i == scene.sentence.start:
        later = [token for token in scene.verbs() if token.i >= one.end_token]
        return bool(later) and later[0] == verb
    earlier = [token for token in scene.verbs() if token.i < before.i]
    return bool(earlier) and earlier[-1] == verb


def _takers(scene: Scene, wanted: set[int], words: Lexicon) -> Iterator[Found]:
    """Yield who is called a contributor to what stands at the tokens."""
    for token in scene.sentence:
        lemma = token.lemma_.lower()
        if lemma not in words.takers | words.taking:
            continue
        if not {arc.child.i for arc in syntax.obliques(token, "to", "in", "of")} & wanted:
            continue
        if lemma in words.taking:
            whose = [arc.child for arc in syntax.arcs(token) if arc.rel == "nmod:poss"]
            whose += [arc.child for arc in syntax.obliques(token, "of", "by", "from")]
            yield from scene.spread(scene.actors(whose))
            continue
        arc = syntax.head_arc(token)
        part = arc is not None and arc.rel == "nmod:of"
        called = arc.head if arc is not None and part else token  # one of the contributors
        yield from scene.spread(scene.actors(syntax.subjects(called)))
        for below in syntax.arcs(called):
            if below.rel.startswith("nsubj"):
                yield from scene.spread(scene.actors([below.child]))


def _members(anchor: Anchor, scene: Scene, verb: Token, wanted: set[int], words: Lexicon) -> None:
    """Add who is listed as taking part: *Participants in the exercise included A and B*."""
    for token in scene.doers(verb):
        reached = {arc.child.i for arc in syntax.obliques(token, "in", "of", "to")}
        objects = scene.undergoers(verb)
        if verb.lemma_.lower() == "have":  # has soldiers from Italy
            anchor.add(roles.sent(scene, objects) if token.i in wanted else ())
        elif token.i in wanted or (token.lemma_.lower() in words.bare and reached & wanted):
            anchor.add([*scene.spread(scene.actors(objects)), *roles.sent(scene, objects)])


def _is_told(scene: Scene, verb: Token, grade: Modality | None) -> bool:
    participle = verb.tag_ == "VBN" and syntax.relation(verb).startswith("acl")
    return grade is not Modality.ASSERTED or participle or scene.is_past(verb)


def _is_example(noun: Token, words: Lexicon) -> bool:
    """Tell whether a sentence offers a noun as an example: *X is, or provides, a key example*."""
    for member in syntax.conjuncts(noun):
        arc = syntax.head_arc(member)
        if arc is None or not arc.rel.startswith("nsubj"):
            continue
        if arc.head.lemma_.lower() in words.examples:
            return True
        if any(token.lemma_.lower() in words.examples for token in syntax.objects(arc.head)):
            return True
    return False


def _particular(anchor: Anchor) -> bool:
    """Tell whether a noun speaks of one undertaking, not of a kind of undertaking."""
    actors, where = len(anchor.participants), bool(anchor.crises or anchor.places)
    if actors >= 2:
        return anchor.individuals > 0
    if actors == 1:
        return where or bool(anchor.beneficiaries)
    if anchor.token.lemma_.lower() in MASS:
        # "Relief in the Pacific" alone is what is done there year by year.
        where = bool(anchor.crises)
    return where and anchor.cls in {"Operation", "Exercise"}
