"""Traps: sentences that a careless reader gets wrong, with what must not come out of them."""

import re
from typing import Any

from extract.scoring.match import ENGAGEMENT_CLASSES, Matcher, Prediction, Term
from ontology import terms


def kept(trap: dict[str, Any], matcher: Matcher) -> bool:
    """Tell whether no prediction falls into the trap."""
    return not violations(trap, matcher)


def violations(trap: dict[str, Any], matcher: Matcher) -> list[str]:
    """Return, in words, each way in which the predictions fall into the trap."""
    here = matcher.by_sentence.get(trap["sentence"], [])
    found = [
        f"forbidden: {describe(prediction)}"
        for prediction in here
        for pattern in trap.get("forbid", ())
        if _meets(pattern, prediction, matcher)
    ]
    found += [
        f"missing: {_words(pattern)}"
        for pattern in trap.get("demand", ())
        if not any(_meets(pattern, prediction, matcher) for prediction in here)
    ]
    if "frame" in trap:
        before = {p["subject"]["iri"] for p in matcher.by_sentence.get(trap["frame"], [])}
        found += [
            f"subject from nowhere: {describe(prediction)}"
            for prediction in here
            if prediction["subject"].get("class") in ENGAGEMENT_CLASSES
            and prediction["subject"]["iri"] not in before
        ]
    if "apart" in trap:
        found += _together_wrongly(trap["apart"], matcher)
    if "together" in trap:
        found += _torn_apart(trap["together"], here, matcher)
    if "one_entity" in trap:
        found += _other_entity(trap["one_entity"], here, matcher)
    return found


def describe(prediction: Prediction) -> str:
    """Return a prediction as one short line."""
    target = prediction["object"]
    name = target.get("label") or target.get("iri") or target.get("value")
    subject = prediction["subject"]
    return (
        f"{subject.get('label') or subject['iri']} {prediction['predicate']} {name}"
        f" [{prediction['modality']}, {prediction['rule']}]"
    )


def _words(pattern: dict[str, Any]) -> str:
    return ", ".join(f"{key} {' or '.join(wanted)}" for key, wanted in pattern.items())


def _is(pattern: str, term: Term) -> bool:
    if pattern.startswith("/"):
        expression = re.compile(pattern.strip("/"), re.IGNORECASE)
        return any(map(expression.search, (term.label, term.words, term.value or "")))
    return term.iri == terms.expand(pattern)


def _any(patterns: list[str], term: Term) -> bool:
    return any(_is(pattern, term) for pattern in patterns)


def _meets(pattern: dict[str, Any], prediction: Prediction, matcher: Matcher) -> bool:
    subject, target = matcher.subject(prediction), matcher.object(prediction)
    tests = {
        "predicate": lambda wanted: prediction["predicate"] in wanted,
        "modality": lambda wanted: prediction["modality"] in wanted,
        "subject": lambda wanted: _any(wanted, subject),
        "object": lambda wanted: _any(wanted, target),
        "not_subject": lambda wanted: not _any(wanted, subject),
        "not_object": lambda wanted: not _any(wanted, target),
        "subject_class": lambda wanted: subject.cls in wanted,
    }
    return all(tests[key](wanted) for key, wanted in pattern.items())


def _together_wrongly(actors: list[str], matcher: Matcher) -> list[str]:
    apart = {terms.expand(actor) for actor in actors}
    members: dict[str, set[str]] = {}
    for prediction in matcher.predictions:
        if prediction["predicate"] == "hasParticipant":
            subject = prediction["subject"]["iri"]
            members.setdefault(subject, set()).add(prediction["object"].get("iri", ""))
    return [f"both take part in {iri}" for iri, actors in members.items() if apart <= actors]


def _torn_apart(pattern: dict[str, Any], here: list[Prediction], matcher: Matcher) -> list[str]:
    subjects = {terms.expand(name) for name in pattern["subjects"]}
    said = {
        prediction["subject"]["iri"]
        for prediction in here
        if prediction["predicate"] in pattern["predicate"]
        and _any(pattern["object"], matcher.object(prediction))
    } & subjects
    return [] if said in (set(), subjects) else [f"said only of {', '.join(sorted(said))}"]


def _other_entity(pattern: dict[str, Any], here: list[Prediction], matcher: Matcher) -> list[str]:
    wanted = terms.expand(pattern["iri"])
    return [
        f"{term.words!r} became {term.iri}"
        for prediction in here
        for term in (matcher.subject(prediction), matcher.object(prediction))
        if term.iri and re.search(pattern["words"], term.words) and term.iri != wanted
    ]
