"""When an engagement takes place, and how often."""

from __future__ import annotations

from spacy.tokens import Token

from claims.model import Literal, Modality
from extract import syntax
from extract.engagements.frame import Frame
from extract.engagements.lexicon import Lexicon
from extract.engagements.scene import Scene
from extract.mentions import Found, Kind
from ontology import terms


def recurrence(frame: Frame, scene: Scene, words: Lexicon, start: int, end: int) -> None:
    """Say how often an exercise recurs: *the annual exercises*, *held annually*."""
    doc = scene.block.doc
    for token in doc[max(scene.sentence.start, start - 4) : scene.sentence.end]:
        for length in (3, 2, 1):
            often = words.frequency.get(doc[token.i : token.i + length].text.lower())
            if often is not None:
                break
        else:
            continue
        noun = any(one.lemma_.lower() in words.nouns for one in doc[token.i + 1 : token.i + 3])
        if token.i < end or length > 1 or token.pos_ == "ADV" or noun:
            frame.say(
                scene,
                f"{terms.SCHEMA}repeatFrequency",
                Literal(often, terms.XSD + "duration"),
                "engagement-frequency",
                words.confidence["frequency"],
                Modality.ASSERTED,
                scene.block.span(token.i, token.i + length),
            )
            return


def beginning(frame: Frame, scene: Scene, words: Lexicon, token: Token) -> None:
    """Say the year in which an engagement begins: *launched in 2008*."""
    verbs = [arc.child for arc in syntax.arcs(token) if arc.rel.startswith("acl")]
    above = syntax.governing_verb(token)
    verbs += [above] if above is not None else []
    for verb in verbs:
        if verb.lemma_.lower() not in words.begin_verbs:
            continue
        if verb is above and token not in [*syntax.objects(verb), *syntax.subjects(verb)]:
            continue
        for arc in syntax.obliques(verb, "in", "since", "from"):
            year = arc.child.text
            if len(year) == 4 and year.isdecimal():
                frame.say(
                    scene,
                    "year",
                    Literal(year, terms.XSD + "integer"),
                    "engagement-year",
                    words.confidence["year"],
                    Modality.ASSERTED,
                    scene.block.span(arc.child.i, arc.child.i + 1),
                )


def period(frame: Frame, scene: Scene, words: Lexicon) -> None:
    """Say in which named period an engagement took place: *During the Cold War, ...*."""
    one = scene.period
    if one is not None and not _digits(one):
        frame.say(scene, "duringPeriod", one, "engagement-period", words.confidence["period"])


def years(scene: Scene) -> set[str]:
    """Return the IRIs of the years that a sentence names by themselves."""
    return {one.iri for one in scene.found if one.kind is Kind.PERIOD and _digits(one)}


def _digits(one: Found) -> bool:
    return any(letter.isdecimal() for letter in one.iri.rpartition("/")[2])
