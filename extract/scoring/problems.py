"""Every error of a set of predictions, by the sentence it is in."""

import re
from dataclasses import dataclass

from extract.scoring.match import Prediction
from extract.scoring.score import Scores
from extract.scoring.traps import describe
from ontology import terms


@dataclass(frozen=True, slots=True)
class Problem:
    """One error: what, in words, of which kind, and the spans of the words it is about.

    ``mark`` is -, + or ~: missed, wrong, of the wrong modality; ! is a trap fallen into.
    """

    mark: str
    kind: str
    text: str
    spans: tuple[tuple[int, int], ...] = ()

    def __str__(self) -> str:
        return f"{self.mark} {self.kind}: {self.text}"


def of(scores: Scores) -> dict[str, list[Problem]]:
    """Return every error by the sentence it is in, in the order of the texts."""
    found: dict[str, list[Problem]] = {name: [] for name in scores.matcher.gold.sentences}
    where = scores.matcher.where
    if scores.entities:
        for mention in scores.entities.overlap.missed:
            text = f"{mention.text} is {mention.cls} {terms.shorten(mention.iri)}"
            span = (mention.start, mention.end)
            found[mention.sentence].append(Problem("-", "entities", text, (span,)))
        for record in scores.entities.overlap.wrong:
            text = f"{record['text']} as {record['class']} {terms.shorten(record['iri'])}"
            span = (record["start"], record["end"])
            found[record["sentence"]].append(Problem("+", "entities", text, (span,)))
    for kind, tally in scores.kinds:
        for row in tally.missed:
            text = " ".join(map(terms.shorten, (row.subject, row.predicate, row.object)))
            text += "" if row.modality == "asserted" else f" [{row.modality}]"
            found.setdefault(row.sentence, []).append(
                Problem("-", kind, text, _spans_of(row.sentence, (row.subject, row.object), scores))
            )
        for item in tally.wrong:
            found.setdefault(where.get(id(item), ""), []).append(
                Problem("+", kind, describe(item), _spans(item))
            )
        for row, item in tally.modality_wrong:
            text = f"{describe(item)} should be {row.modality}"
            found[row.sentence].append(Problem("~", kind, text, _spans(item)))
    for sentence, violated in scores.traps:
        found[sentence] += [Problem("!", "trap", text) for text in violated]
    return {name: some for name, some in found.items() if some}


def _spans(prediction: Prediction) -> tuple[tuple[int, int], ...]:
    return tuple(
        (part["start"], part["end"])
        for part in (prediction["subject"], prediction["object"])
        if part.get("start") is not None
    )


def _spans_of(sentence: str, iris: tuple[str, ...], scores: Scores) -> tuple[tuple[int, int], ...]:
    """Return where the terms of a missed statement stand in its sentence.

    That is where they are mentioned, or where words of the inventory are.
    """
    gold = scores.matcher.gold
    place = gold.locations.get(sentence)
    if place is None:
        return ()
    found = [
        (item.start, item.end)
        for item in gold.mentions
        if item.sentence == sentence and item.iri in iris
    ]
    text = scores.matcher.documents[place.document][place.start : place.end]
    for iri in iris:
        forms = gold.terms[iri].forms if iri in gold.terms else ()
        for form in sorted(forms, key=len, reverse=True):
            words = r"[\W_]+".join(map(re.escape, form.split()))
            if match := re.search(rf"\b{words}(?:e?s)?\b", text, re.IGNORECASE):
                found.append((place.start + match.start(), place.start + match.end()))
                break
    return tuple(found)


def text(scores: Scores) -> str:
    """Return every miss, every wrong prediction and every trap fallen into, by sentence."""
    lines = []
    for sentence, some in of(scores).items():
        words = scores.matcher.gold.sentences.get(sentence, "(in no sentence of the gold)")
        lines.append(f"\n{sentence} {words}".replace("\n ", "\n"))
        lines += [f"  {problem}" for problem in some]
    return "\n".join(lines)
