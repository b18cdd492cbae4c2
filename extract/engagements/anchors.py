"""Finds the words of a sentence that stand for an engagement, and who and what hangs on them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from spacy.tokens import Token

from extract import syntax
from extract.engagements.lexicon import Lexicon
from extract.engagements.mood import is_past, mood
from extract.engagements.scene import Scene, unique
from extract.mentions import Found

UNITING = frozenset({"involve", "unite", "include", "bring", "combine", "comprise"})
#: Prepositions that only actors follow, after a noun for an engagement.
LISTING = frozenset({"between", "among", "amongst", "by", "involving", "alongside"})
PLURAL = frozenset({"NNS", "NNPS"})


@dataclass(eq=False)
class Anchor:
    """Words for an engagement: a name, a noun or a verb, with the roles that hang on them."""

    token: Token
    cls: str
    rule: str
    named: Found | None = None
    participants: list[Found] = field(default_factory=list)
    beneficiaries: list[Found] = field(default_factory=list)
    crises: list[Found] = field(default_factory=list)
    places: list[Found] = field(default_factory=list)
    nouns: list[Token] = field(default_factory=list)

    @property
    def span(self) -> tuple[int, int]:
        """The tokens that stand for it."""
        if self.named is not None:
            return self.named.start_token, self.named.end_token
        if self.token.pos_ == "VERB":
            return self.token.i, self.token.i + 1
        phrase = syntax.noun_phrase(self.token)
        return phrase.start, phrase.end

    @property
    def weight(self) -> tuple[int, int, int]:
        """How much is known of it: the best anchor of a sentence has most."""
        named = self.named is not None
        return (
            named,
            2 * len(self.participants) + 2 * len(self.crises) + len(self.places),
            -self.token.i,
        )


def anchors(scene: Scene, words: Lexicon, crisis_before: bool) -> list[Anchor]:
    """Return the engagements that a sentence introduces: every named one, else the best one.

    ``crisis_before`` tells whether the paragraph has spoken of a particular crisis.
    """
    named = [_named(scene, one, words) for one in scene.named_engagements]
    others = [
        anchor
        for anchor in (*_nominal(scene, words), *_verbal(scene, words, crisis_before))
        if not any(_inside(anchor.token, one.named) for one in named)
    ]
    if named:
        for other in others:
            _merge(named[0], other)
        return named
    if not others:
        return []
    best = max(others, key=lambda anchor: anchor.weight)
    for other in others:
        if other is not best:
            _merge(best, other)
    return [best]


def _merge(best: Anchor, other: Anchor) -> None:
    """Add what another anchor of the sentence knows, where it speaks of the same thing."""
    mine = {one.iri for one in best.participants}
    theirs = {one.iri for one in other.participants}
    within = other.token in syntax.subtree(best.token) or best.token in syntax.subtree(other.token)
    if theirs and mine and not mine & theirs and not within:
        return
    if other.token.pos_ != "VERB":
        best.nouns.append(other.token)
    best.participants = unique([*best.participants, *other.participants])
    outside = {one.iri for one in best.participants}
    best.beneficiaries = unique(
        one for one in [*best.beneficiaries, *other.beneficiaries] if one.iri not in outside
    )
    best.crises = unique([*best.crises, *other.crises])
    best.places = unique([*best.places, *other.places])


def _inside(token: Token, named: Found | None) -> bool:
    return named is not None and named.start_token <= token.i < named.end_token


def _named(scene: Scene, one: Found, words: Lexicon) -> Anchor:
    anchor = Anchor(one.head, one.cls, "engagement-named", named=one)
    tokens = [one.head]
    arc = syntax.head_arc(one.head)
    close = arc is not None and arc.rel in {"compound", "appos", "flat", "nmod:of", "amod"}
    if arc is not None and close and arc.head.lemma_.lower() in words.nouns:
        tokens.append(arc.head)  # the "Shield" exercises; Exercise Shield
    for token in tokens:
        _hang(anchor, scene, token, words)
    anchor.participants = unique([*anchor.participants, *_doers(scene, tokens, words)])
    anchor.participants = [p for p in anchor.participants if p.iri != one.iri]
    return anchor


def _doers(scene: Scene, tokens: list[Token], words: Lexicon) -> Iterator[Found]:
    """Yield who leads, joins, conducts or hosts what stands at the tokens."""
    wanted = {token.i for token in tokens}
    for verb in scene.verbs():
        lemma = verb.lemma_.lower()
        if lemma not in words.participation or lemma in words.outside:
            continue
        reached = {token.i for token in syntax.objects(verb)}
        reached |= {arc.child.i for arc in syntax.obliques(verb, "in", "to", "as", "under", "with")}
        if reached & wanted and mood(verb) is not None:
            yield from scene.spread(scene.actors(syntax.subjects(verb)))


def _nominal(scene: Scene, words: Lexicon) -> Iterator[Anchor]:
    for token in scene.sentence:
        cls = words.nouns.get(token.lemma_.lower())
        if cls is None or token.pos_ not in {"NOUN", "PROPN"}:
            continue
        if any(scene.is_a(one, "Actor") for one in scene.at(token)):
            continue
        anchor = Anchor(token, cls, "engagement-noun")
        _hang(anchor, scene, token, words)
        example = _is_example(token, words)
        if example and not anchor.places:
            anchor.places = scene.setting()
        if _particular(anchor) or (example and (anchor.places or anchor.crises)):
            yield anchor


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
        return True
    if actors == 1:
        return where or bool(anchor.beneficiaries)
    return where and anchor.cls in {"Operation", "Exercise"}


def _hang(anchor: Anchor, scene: Scene, noun: Token, words: Lexicon) -> None:
    """Add the actors, crises and places that hang on a noun."""
    roles = words.prepositions
    participants: list[Found] = []
    beneficiaries: list[Found] = []
    for arc in syntax.obliques(noun):
        prep = arc.rel.partition(":")[2]
        actors = scene.actors(syntax.conjuncts(arc.child))
        if prep in roles["participants"] or prep in roles["of"]:
            participants += actors
        elif prep in roles["beneficiaries"]:
            beneficiaries += actors
    for arc in syntax.arcs(noun):
        if arc.rel == "nmod:poss":
            participants += scene.actors(syntax.conjuncts(arc.child))
        elif arc.rel.startswith("acl"):
            participants += _participle(scene, arc.child, words)
            for inner in syntax.obliques(arc.child, *roles["beneficiaries"]):
                beneficiaries += scene.actors(syntax.conjuncts(inner.child))
    for token in _after(noun):
        if token.lower_ in LISTING or token.lemma_.lower() in UNITING:
            participants += scene.list_after(token.i)
        elif token.lower_ in roles["beneficiaries"] and noun.lemma_.lower() in words.giving:
            beneficiaries += scene.list_after(token.i)
    participants += _modifiers(scene, noun)
    anchor.participants = unique([*anchor.participants, *participants])
    inside = {one.iri for one in anchor.participants}
    anchor.beneficiaries = unique(
        one for one in [*anchor.beneficiaries, *beneficiaries] if one.iri not in inside
    )
    below = syntax.subtree(noun)
    anchor.crises = unique([*anchor.crises, *(one for one in scene.crises if one.head in below)])
    anchor.places = unique([*anchor.places, *_where(scene, noun, words)])


def _after(noun: Token) -> Iterator[Token]:
    """Yield the tokens after a noun up to the verb of its sentence, whatever they hang on."""
    sentence = noun.sent
    for token in noun.doc[noun.i + 1 : sentence.end]:
        if token.pos_ == "AUX" or token.tag_ in {"VBD", "VBZ", "VBP", "MD"}:
            return
        if token.text in {";", ":"}:
            return
        yield token


def _participle(scene: Scene, verb: Token, words: Lexicon) -> list[Found]:
    """Return the actors of *provided by X*, *involving X and Y*, *that X leads*."""
    lemma = verb.lemma_.lower()
    if lemma in words.outside:
        return []
    actors = scene.actors(syntax.subjects(verb))
    if lemma in UNITING:
        actors += scene.actors(syntax.objects(verb))
    return scene.spread(actors)


def _modifiers(scene: Scene, noun: Token) -> list[Found]:
    """Return the actors before a noun: *the NATO mission*.

    *NATO and Warsaw Pact exercises* are exercises of each, so that no one of them has both.
    """
    actors = scene.actors(
        member
        for arc in syntax.arcs(noun)
        if arc.rel in {"compound", "amod", "nmod"}
        for member in syntax.conjuncts(arc.child)
    )
    return [] if len(actors) > 1 and noun.tag_ in PLURAL else actors


def _where(scene: Scene, token: Token, words: Lexicon) -> list[Found]:
    children: Iterable[Token] = (
        member
        for arc in syntax.obliques(token, *words.prepositions["place"])
        for member in syntax.conjuncts(arc.child)
    )
    return [one for one in scene.places(children) if not scene.is_a(one, "Organisation")]


def _verbal(scene: Scene, words: Lexicon, crisis_before: bool) -> Iterator[Anchor]:
    for verb in scene.verbs():
        lemma = verb.lemma_.lower()
        if lemma in words.benefit:
            yield from _benefit(scene, verb, words)
        if lemma not in words.verbs or mood(verb) is None or lemma in words.outside:
            continue
        participants = scene.spread(scene.actors(syntax.subjects(verb)))
        if syntax.is_passive(verb):
            forces = scene.actors(syntax.objects(verb))
            participants += [one for one in forces if scene.is_a(one, "ArmedForce")]
        if not participants:
            continue
        for arc in syntax.obliques(verb, "with", "alongside", "together_with"):
            participants += scene.spread(scene.actors(syntax.conjuncts(arc.child)))
        for arc in syntax.obliques(verb, "through"):
            through = [arc.child, *syntax.examples(arc.child)]
            participants += [
                one for one in scene.actors(through) if scene.is_a(one, "Organisation")
            ]
        anchor = Anchor(
            verb,
            words.verbs[lemma],
            "engagement-verb",
            participants=unique(participants),
            crises=scene.crises,
            places=_where(scene, verb, words) or scene.setting(),
        )
        acting = {one.iri for one in anchor.participants}
        anchor.places = [one for one in anchor.places if one.iri not in acting]
        together = len(anchor.participants) >= 2 and is_past(verb)
        if anchor.crises or anchor.places or together or (crisis_before and is_past(verb)):
            yield anchor


def _benefit(scene: Scene, verb: Token, words: Lexicon) -> Iterator[Anchor]:
    """Yield the engagement of *X benefited from a partnership in the fight against Y*."""
    for arc in syntax.obliques(verb, "from"):
        cls = words.nouns.get(arc.child.lemma_.lower())
        helped = scene.actors(syntax.subjects(verb))
        if cls is not None and helped and scene.crises:
            yield Anchor(
                arc.child,
                cls,
                "engagement-benefit",
                beneficiaries=helped,
                crises=scene.crises,
                places=_where(scene, verb, words),
            )
