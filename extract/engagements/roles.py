"""Who takes part, who is helped and where: what hangs on a noun or a verb."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from extract import syntax
from extract.engagements.anchor import Anchor
from extract.engagements.lexicon import Lexicon, lexicon
from extract.engagements.listing import unique
from extract.engagements.scene import Scene
from extract.mentions import Found

UNITING = frozenset(
    {"involve", "unite", "include", "bring", "combine", "comprise", "tie", "link", "group"}
)
#: Prepositions that only actors follow, after a noun for an engagement.
LISTING = frozenset({"between", "among", "amongst", "by", "involving", "alongside"})
PLURAL = frozenset({"NNS", "NNPS"})
COMPANY = ("with", "alongside", "together_with")


def of_noun(anchor: Anchor, scene: Scene, noun: Token, words: Lexicon) -> None:
    """Add to an anchor the actors, crises and places that hang on a noun."""
    roles = words.prepositions
    moving = noun.lemma_.lower() in words.moving
    participants: list[Found] = []
    beneficiaries: list[Found] = []
    places = where(scene, noun, words)
    for arc in syntax.obliques(noun):
        prep = arc.rel.partition(":")[2]
        members = syntax.conjuncts(arc.child)
        if prep in roles["participants"] or prep in roles["of"]:
            participants += scene.actors(members)
        elif moving and prep == "to":
            places += scene.places(members)
        elif prep in roles["beneficiaries"]:
            beneficiaries += scene.actors(members)
    for arc in syntax.arcs(noun):
        if arc.rel == "nmod:poss":
            participants += scene.actors(syntax.conjuncts(arc.child))
        elif arc.rel.startswith("acl"):
            participants += _participle(scene, arc.child, words)
            for inner in syntax.obliques(arc.child, *roles["beneficiaries"]):
                members = syntax.conjuncts(inner.child)
                if arc.child.lemma_.lower() in words.moving:
                    places += scene.places(members)
                else:
                    beneficiaries += scene.actors(members)
    for token in _after(noun):
        of = token.i == noun.i + 1 and token.lower_ == "of"
        company = token.lower_ == "with" and any(p.end_token == token.i for p in participants)
        if of or company or token.lower_ in LISTING or token.lemma_.lower() in UNITING:
            participants += scene.list_after(token.i)
        elif token.lower_ in roles["beneficiaries"] and noun.lemma_.lower() in words.giving:
            beneficiaries += scene.list_after(token.i)
    participants += _modifiers(scene, noun, words)
    below = syntax.subtree(noun)
    crises = [one for one in scene.crises if one.head in below]
    anchor.add(participants, beneficiaries, places, crises)


def of_verb(anchor: Anchor, scene: Scene, verb: Token, words: Lexicon) -> None:
    """Add to an anchor who does what a verb says, with whom, to whom and where."""
    lemma = verb.lemma_.lower()
    objects = scene.undergoers(verb)
    participants = doers(scene, verb, words)
    acting = {one.iri for one in participants}
    beneficiaries: list[Found] = []
    places = where(scene, verb, words)
    if lemma in words.moving:
        participants += sent(scene, objects)
    if lemma in words.membership:
        joined = scene.actors(objects)
        participants += [one for one in joined if not scene.is_a(one, "Organisation")]
    elif lemma in words.helping:
        beneficiaries += [one for one in scene.actors(objects) if one.iri not in acting]
    for arc in syntax.obliques(verb, *COMPANY):
        members = syntax.conjuncts(arc.child)
        own = scene.actors(members)
        if not own:  # with support from Spain
            sources = (inner for one in members for inner in syntax.obliques(one, "from", "of"))
            own = scene.actors(one for arc in sources for one in syntax.conjuncts(arc.child))
        participants += scene.spread(own)
    for arc in syntax.obliques(verb, "through"):
        through = [arc.child, *syntax.examples(arc.child)]
        bodies = [*scene.actors(through), *_exemplified(scene, arc.child)]
        participants += [one for one in bodies if scene.is_a(one, "Organisation")]
    if lemma in words.roaming:
        places += scene.places(objects)
    gift = lemma in words.supplying and (
        lemma not in words.moving or any(is_gift(scene, token, words) for token in objects)
    )
    if gift:
        beneficiaries += _receivers(scene, verb, objects, words)
    elif lemma in words.moving:
        places += scene.setting({"to"})
    anchor.add(participants, beneficiaries, places)


def _exemplified(scene: Scene, noun: Token) -> list[Found]:
    """Return the actors right after a noun and *such as* or *like*, whatever they hang on."""
    after = noun.doc[noun.i + 1 : min(noun.i + 3, noun.sent.end)]
    marks = [token for token in after if token.lower_ in {"as", "including", "like"}]
    return scene.list_after(marks[0].i) if marks else []


def doers(scene: Scene, verb: Token, words: Lexicon) -> list[Found]:
    """Return who does what a verb says: actors, or whose ships and soldiers do it."""
    subjects = scene.doers(verb)
    actors = scene.actors(subjects)
    for token in subjects:
        if token.lemma_.lower() in words.assets:
            for arc in syntax.obliques(token, "from", "of"):
                actors += scene.actors(syntax.conjuncts(arc.child))
            # the SANDF crews
            before = scene.block.doc[syntax.noun_phrase(token).start : token.i]
            actors += [one for word in before for one in scene.actors([word])]
    return scene.spread(actors) or scene.clause_opener(verb)


def sent(scene: Scene, tokens: list[Token]) -> list[Found]:
    """Return whose troops or ships are sent: *the Legion*, *peacekeepers from Rwanda*."""
    found = []
    for token in tokens:
        for one in scene.actors([token]):
            if scene.is_a(one, "ArmedForce") or one.head.i == token.i >= one.end_token:
                found.append(one)
        owned = token.lemma_.lower() in lexicon().assets
        for arc in syntax.obliques(token, *(("from", "of") if owned else ("from",))):
            found += scene.spread(scene.actors(syntax.conjuncts(arc.child)))
    return found


def is_gift(scene: Scene, token: Token, words: Lexicon) -> bool:
    """Tell whether a noun names what is given to somebody: *supplies*, *airlift support*."""
    if token.lemma_.lower() in words.giving:
        return True
    return any(one.reading("Tool") for one in scene.at(token))


def _receivers(scene: Scene, verb: Token, objects: list[Token], words: Lexicon) -> Iterator[Found]:
    """Yield whom something is given to: after *to* or *for*, whatever that hangs on."""
    for token in (verb, *objects):
        for arc in syntax.obliques(token, *words.prepositions["beneficiaries"]):
            yield from scene.actors(syntax.conjuncts(arc.child))
    for token in _after(verb):
        if token.lower_ in {"to", "for"}:
            yield from scene.list_after(token.i)


def where(scene: Scene, token: Token, words: Lexicon) -> list[Found]:
    """Return the places that hang on a token."""
    children = (
        member
        for arc in syntax.obliques(token, *words.prepositions["place"])
        for member in syntax.conjuncts(arc.child)
    )
    return [one for one in scene.places(children) if not scene.is_a(one, "Organisation")]


def _after(token: Token) -> Iterator[Token]:
    """Yield the tokens after one up to the next verb of its sentence, whatever they hang on."""
    for one in token.doc[token.i + 1 : token.sent.end]:
        if one.pos_ == "AUX" or one.tag_ in {"VBD", "VBZ", "VBP", "MD"}:
            return
        if one.text in {";", ":"} or _transitive(one):
            return
        yield one


def _transitive(token: Token) -> bool:
    """Whether what the tagger takes for a participle has an object, and so is the verb."""
    after = token.doc[token.i + 1] if token.i + 1 < len(token.doc) else None
    return (
        token.tag_ == "VBN"
        and after is not None
        and after.pos_ in {"DET", "NOUN", "PROPN"}
        and token.i > 0
        and token.nbor(-1).pos_ in {"NOUN", "PROPN"}
    )


def _participle(scene: Scene, verb: Token, words: Lexicon) -> list[Found]:
    """Return the actors of *provided by X*, *involving X and Y*, *that X leads*."""
    lemma = verb.lemma_.lower()
    if lemma in words.outside:
        return []
    actors = scene.actors(syntax.subjects(verb))
    if lemma in UNITING:
        actors += scene.actors(syntax.objects(verb))
    return scene.spread(actors)


def _modifiers(scene: Scene, noun: Token, words: Lexicon) -> list[Found]:
    """Return the actors before a noun: *the NATO mission*, *a NATO-led force*.

    *NATO and Warsaw Pact exercises* are exercises of each, so that no one of them has both.
    """
    actors = scene.actors(
        member
        for arc in syntax.arcs(noun)
        if arc.rel in {"compound", "amod", "nmod"}
        for member in syntax.conjuncts(arc.child)
    )
    actors = [] if len(actors) > 1 and noun.tag_ in PLURAL else actors
    phrase = syntax.noun_phrase(noun)
    return [*actors, *leaders(scene, phrase.start, noun.i, words)]


def leaders(scene: Scene, start: int, end: int, words: Lexicon) -> list[Found]:
    """Return the actors before *-led* between two tokens."""
    doc = scene.block.doc
    found = []
    for index in range(start + 1, end):
        if doc[index].lower_ in words.led and doc[index - 1].text == "-":
            found += [one for one in scene.found if one.end_token in {index - 1, index}]
    return [one for one in found if scene.is_a(one, "Actor")]


def called_takers(scene: Scene, words: Lexicon) -> list[Found]:
    """Return who is said to be among those who take part: *Fiji was one of the contributors*."""
    for token in scene.sentence:
        if token.lemma_.lower() not in words.takers or syntax.obliques(token, "to", "in", "of"):
            continue
        after = [one for one in scene.sentence if one.i > token.i and one.pos_ == "VERB"]
        opening = scene.sentence[0] if not after else None
        group = next((g for g in scene.lists if opening and g[0].start_token <= opening.i + 1), [])
        between = scene.block.doc[group[-1].end_token : token.i] if group else ()
        if group and any(one.lemma_.lower() == "be" for one in between):
            return unique(group)
    return []
