"""Things that may be one: called alike, or told of alike, and of one class.

A hint for curators and nothing more: no claim is held back for it.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from itertools import combinations
from typing import Final

from pyoxigraph import Literal, NamedNode, Triple

from claims.state import State
from graph import selection
from graph.validation.model import INFO, LIKENESS, ValidationResult
from ontology import load, terms

#: A name that more things share says nothing about any two of them.
_CROWD: Final = 12
#: Words of a name that do not count for its initials or its set of words.
_SMALL: Final = frozenset({"a", "an", "and", "for", "in", "of", "on", "the", "to"})
_UPPER: Final = ("Actor", "Crisis", "Engagement", "Period", "Place")
_NAMES: Final = frozenset({terms.RDFS_LABEL, terms.SKOS_ALT_LABEL})
_RESPONDS, _PARTICIPANT = terms.ent("respondsTo"), terms.ent("hasParticipant")

Pair = tuple[str, str]


@dataclass(slots=True)
class _Thing:
    names: set[str] = field(default_factory=set)
    classes: set[str] = field(default_factory=set)
    crises: set[str] = field(default_factory=set)
    participants: set[str] = field(default_factory=set)
    others: set[str] = field(default_factory=set)


def find(state: State, graphs: Mapping[str, Set[Triple]]) -> list[ValidationResult]:
    """Return the pairs of things that may be one, in order, each with the first reason for it.

    Two things of the reference data are not one: it keeps them apart. Nor are things that a
    statement says are different or the same.
    """
    things = _things(graphs)
    curated = _curated(state)
    reasons: dict[Pair, str] = {}
    for pair, reason in (*_by_name(things), *_by_story(things)):
        one, other = (things[iri] for iri in pair)
        if (
            not (one.classes <= other.classes or other.classes <= one.classes)
            or curated.issuperset(pair)
            or pair[1] in one.others
            or pair[0] in other.others
        ):
            continue
        reasons.setdefault(pair, reason)
    return [
        ValidationResult(INFO, one, "", other, reason, LIKENESS)
        for (one, other), reason in sorted(reasons.items())
    ]


def _things(graphs: Mapping[str, Set[Triple]]) -> dict[str, _Thing]:
    schema = load.schema()
    uppers = {
        info.iri
        for name, info in schema.classes.items()
        if any(schema.is_a(name, u) for u in _UPPER)
    }
    found: dict[str, _Thing] = defaultdict(_Thing)
    told = {_RESPONDS: "crises", _PARTICIPANT: "participants"}
    told |= {f"{terms.OWL}{name}": "others" for name in ("sameAs", "differentFrom")}
    for name in ("published", "qualified", "inferred"):
        for subject, predicate, value in graphs.get(name, ()):
            if not isinstance(subject, NamedNode):
                continue
            path = predicate.value
            if path == terms.RDF_TYPE and isinstance(value, NamedNode) and value.value in uppers:
                found[subject.value].classes.add(value.value)
            elif path in _NAMES and isinstance(value, Literal):
                found[subject.value].names.add(value.value)
            elif path in told and isinstance(value, NamedNode) and name != "inferred":
                getattr(found[subject.value], told[path]).add(value.value)
    return {iri: thing for iri, thing in found.items() if thing.classes}


def _curated(state: State) -> set[str]:
    """Return the things that the reference data declares."""
    reference = selection.reference_slugs(state.documents)
    return {
        claim.claim.subject
        for claim in state.claims
        if claim.claim.predicate == terms.RDF_TYPE
        and any(evidence.document in reference for evidence in claim.evidence)
    }


def _by_name(things: Mapping[str, _Thing]) -> Iterator[tuple[Pair, str]]:
    """Yield the pairs with a name in common: the same words, the same set of them, an acronym."""
    same: dict[str, dict[str, str]] = defaultdict(dict)
    words: dict[frozenset[str], dict[str, str]] = defaultdict(dict)
    short: dict[str, dict[str, str]] = defaultdict(dict)
    long: dict[str, dict[str, str]] = defaultdict(dict)
    for iri, thing in sorted(things.items()):
        for name in sorted(thing.names):
            tokens = tokens_of(name)
            counted = [token for token in tokens if token not in _SMALL]
            same[" ".join(tokens)].setdefault(iri, name)
            if len(counted) > 1:
                words[frozenset(counted)].setdefault(iri, name)
                long["".join(token[0] for token in counted)].setdefault(iri, name)
            elif re.fullmatch(r"[A-Z][A-Z.&-]{1,9}", name):
                short["".join(tokens)].setdefault(iri, name)
    yield from _pairs(same, "Both are called “{0}”.")
    yield from _pairs(words, "“{0}” and “{1}” are the same words.")
    for initials, owners in sorted(short.items()):
        fitting = long.get(initials, {})
        if len(initials) > 2 and len(owners) + len(fitting) <= _CROWD:
            for iri, name in owners.items():
                for other, whole in fitting.items():
                    if other != iri:
                        yield _pair(iri, other), f"“{name}” may be short for “{whole}”."


def _by_story(things: Mapping[str, _Thing]) -> Iterator[tuple[Pair, str]]:
    """Yield the engagements that respond to one crisis with a participant in common."""
    responding: dict[str, list[str]] = defaultdict(list)
    for iri, thing in sorted(things.items()):
        for crisis in thing.crises:
            responding[crisis].append(iri)
    for _, engagements in sorted(responding.items()):
        if len(engagements) > _CROWD:
            continue
        for one, other in combinations(engagements, 2):
            shared = things[one].participants & things[other].participants
            if shared:
                yield (
                    _pair(one, other),
                    "Both respond to the same crisis with a participant in common.",
                )


def _pairs(
    owners: Mapping[str, dict[str, str]] | Mapping[frozenset[str], dict[str, str]], words: str
) -> Iterator[tuple[Pair, str]]:
    for group in owners.values():
        if 1 < len(group) <= _CROWD:
            for one, other in combinations(sorted(group), 2):
                yield _pair(one, other), words.format(group[one], group[other])


def _pair(one: str, other: str) -> Pair:
    return (one, other) if one < other else (other, one)


def tokens_of(name: str) -> list[str]:
    """Return the words of a name without case, accents, points and a leading article.

    >>> tokens_of("The U.S. Opération")
    ['us', 'operation']
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().casefold()
    found = re.findall(r"[a-z0-9]+", re.sub(r"['’.]", "", plain))
    return found[1:] if len(found) > 1 and found[0] == "the" else found
