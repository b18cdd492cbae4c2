"""The words of ``rules/engagements.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ontology import terms

FILE = Path(__file__).resolve().parents[1] / "rules" / "engagements.toml"


@dataclass(frozen=True)
class Lexicon:
    """What makes an engagement and what is said of it; lemmas are in lower case."""

    nouns: Mapping[str, str]
    verbs: Mapping[str, str]
    participation: frozenset[str]
    outside: frozenset[str]
    benefit: frozenset[str]
    giving: frozenset[str]
    helping: frozenset[str]
    supplying: frozenset[str]
    moving: frozenset[str]
    doing: frozenset[str]
    elliptic: frozenset[str]
    takers: frozenset[str]
    taking: frozenset[str]
    unmade: frozenset[str]
    roaming: frozenset[str]
    assets: frozenset[str]
    led: frozenset[str]
    opposition: frozenset[str]
    membership: frozenset[str]
    portions: frozenset[str]
    another: frozenset[str]
    examples: frozenset[str]
    prepositions: Mapping[str, frozenset[str]]
    frequency: Mapping[str, str]
    class_tools: Mapping[str, str]
    verb_tools: Mapping[str, str]
    general_crises: frozenset[str]
    bare_concepts: frozenset[str]
    anaphoric_nouns: frozenset[str]
    determiners: frozenset[str]
    definite: frozenset[str]
    pronouns: frozenset[str]
    bare: frozenset[str]
    praise: frozenset[str]
    share: frozenset[str]
    effect_verbs: frozenset[str]
    effect_prepositions: frozenset[str]
    objective_verbs: frozenset[str]
    objective_nouns: frozenset[str]
    illustrating: frozenset[str]
    challenge_verbs: frozenset[str]
    begin_verbs: frozenset[str]
    activities: frozenset[str]
    confidence: Mapping[str, float]


@cache
def lexicon() -> Lexicon:
    """Return the words of the shipped rules."""
    with FILE.open("rb") as file:
        data = tomllib.load(file)
    anaphors, roles = data["anaphors"], data["participation"]
    return Lexicon(
        nouns={word: cls for cls, words in data["nouns"].items() for word in words},
        verbs={word: cls for cls, words in data["verbs"].items() for word in words},
        participation=frozenset(roles["verbs"]),
        outside=frozenset(roles["outside"]),
        benefit=frozenset(roles["benefit"]),
        giving=frozenset(roles["giving"]),
        helping=frozenset(roles["helping"]),
        supplying=frozenset(roles["supplying"]),
        moving=frozenset(roles["moving"]),
        doing=frozenset(roles["doing"]),
        elliptic=frozenset(roles["elliptic"]),
        taking=frozenset(roles["taking"]),
        unmade=frozenset(roles["unmade"]),
        takers=frozenset(roles["takers"]),
        roaming=frozenset(roles["roaming"]),
        assets=frozenset(roles["assets"]),
        led=frozenset(roles["led"]),
        opposition=frozenset(roles["opposition"]),
        membership=frozenset(roles["membership"]),
        portions=frozenset(roles["portions"]),
        another=frozenset(roles["another"]),
        examples=frozenset(data["examples"]["nouns"]),
        prepositions={role: frozenset(words) for role, words in data["prepositions"].items()},
        frequency=data["frequency"],
        class_tools={cls: terms.expand(name) for cls, name in data["class_tools"].items()},
        verb_tools={verb: terms.expand(name) for verb, name in data["verb_tools"].items()},
        general_crises=frozenset(terms.expand(n) for n in data["general_crises"]["iris"]),
        bare_concepts=frozenset(terms.expand(name) for name in data["bare_concepts"]["iris"]),
        anaphoric_nouns=frozenset(anaphors["nouns"]),
        determiners=frozenset(anaphors["determiners"]),
        definite=frozenset(anaphors["definite_only"]),
        pronouns=frozenset(anaphors["pronouns"]),
        bare=frozenset(anaphors["bare"]),
        praise=frozenset(data["light"]["praise"]),
        share=frozenset(data["light"]["share"]),
        effect_verbs=frozenset(data["effects"]["verbs"]),
        effect_prepositions=frozenset(data["effects"]["prepositions"]),
        objective_verbs=frozenset(data["objectives"]["verbs"]),
        objective_nouns=frozenset(data["objectives"]["nouns"]),
        illustrating=frozenset(data["illustrates"]["verbs"]),
        challenge_verbs=frozenset(data["challenges"]["verbs"]),
        begin_verbs=frozenset(data["begins"]["verbs"]),
        activities=frozenset(data["activities"]["nouns"]),
        confidence=data["confidence"],
    )
