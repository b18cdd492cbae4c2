"""Scores as text and as JSON."""

from typing import Any

from extract.scoring.score import Scores, Tally
from extract.scoring.traps import describe
from ontology import terms


def _share(value: float) -> str:
    return f"{value:.2f}"


def table(scores: Scores) -> str:
    """Return the scores as a table of plain text, per predicate where they are of two kinds."""
    lines = [f"{'':28}{'recall':>8}{'prec.':>8}{'F1':>8}{'modality':>10}{'gold':>7}"]
    for name, tally in _kinds(scores):
        gold = len(tally.found) + len(tally.missed)
        lines.append(
            f"{name:28}{_share(tally.recall):>8}{_share(tally.precision):>8}"
            f"{_share(tally.f1):>8}{_share(tally.modality):>10}{gold:>7}"
        )
    lines.append(f"{'traps kept':28}{scores.traps_kept:>8} of {len(scores.traps)}")
    gold_engagements = len(scores.matcher.gold.engagements)
    lines.append(
        f"{'engagements aligned':28}{len(scores.matcher.aligned):>8} of {gold_engagements}"
    )
    lines.append(f"{'unjudged predictions':28}{len(scores.matcher.unjudged):>8}")
    for name, tally in _kinds(scores):
        lines.append(f"\n{name}, per predicate: found of gold, wrong")
        for predicate, (found, gold, wrong) in tally.per_predicate().items():
            lines.append(f"  {predicate:26}{found:>4} of {gold:<4} {wrong:>4} wrong")
    return "\n".join(lines)


def errors(scores: Scores) -> str:
    """Return every miss, every wrong prediction and every trap fallen into, by sentence."""
    by_sentence: dict[str, list[str]] = {}
    names = {
        id(p): sentence
        for sentence, predictions in scores.matcher.by_sentence.items()
        for p in predictions
    }
    for kind, tally in _kinds(scores):
        for row in tally.missed:
            statement = " ".join(map(terms.shorten, (row.subject, row.predicate, row.object)))
            by_sentence.setdefault(row.sentence, []).append(f"- {kind}: {statement}")
        for item in tally.wrong:
            sentence = names.get(id(item), "elsewhere")
            by_sentence.setdefault(sentence, []).append(f"+ {kind}: {describe(item)}")
        for row, item in tally.modality_wrong:
            by_sentence.setdefault(row.sentence, []).append(
                f"~ {kind}: {describe(item)} should be {row.modality}"
            )
    for sentence, found in scores.traps:
        by_sentence.setdefault(sentence, []).extend(f"! trap: {text}" for text in found)
    lines = []
    for sentence in sorted(by_sentence, key=_sentence_order):
        if by_sentence[sentence]:
            lines.append(f"\n{sentence} {scores.matcher.gold.sentences.get(sentence, '')}")
            lines += [f"  {line}" for line in by_sentence[sentence]]
    return "\n".join(lines)


def as_json(scores: Scores) -> dict[str, Any]:
    """Return the figures of the table as a dictionary."""
    return {
        **{
            name: {
                "recall": round(tally.recall, 4),
                "precision": round(tally.precision, 4),
                "f1": round(tally.f1, 4),
                "modality": round(tally.modality, 4),
                "gold": len(tally.found) + len(tally.missed),
                "predicates": {
                    predicate: {"found": found, "gold": gold, "wrong": wrong}
                    for predicate, (found, gold, wrong) in tally.per_predicate().items()
                },
            }
            for name, tally in _kinds(scores)
        },
        "traps": {"kept": scores.traps_kept, "of": len(scores.traps)},
        "engagements": {
            "aligned": len(scores.matcher.aligned),
            "of": len(scores.matcher.gold.engagements),
        },
        "unjudged": len(scores.matcher.unjudged),
    }


def _kinds(scores: Scores) -> list[tuple[str, Tally]]:
    return [("facts", scores.facts), ("generic", scores.generic), ("types", scores.types)]


def _sentence_order(sentence: str) -> list[str | int]:
    prefix, _, place = sentence.partition(":L")
    line, _, number = place.partition(".")
    return [prefix, int(line or 0), int(number or 0)]
