"""Figures as a table and as JSON."""

import math
from dataclasses import dataclass
from typing import Any

from extract.scoring.bootstrap import Interval
from extract.scoring.calibration import Calibration, Figure, calibration
from extract.scoring.entities import Pairs
from extract.scoring.novelty import Novelty
from extract.scoring.score import Scores
from extract.scoring.tally import Counts, Tally


@dataclass(frozen=True, slots=True)
class Line:
    """One line of figures; None where a figure does not apply."""

    name: str
    counts: Counts | Pairs
    macro: float | None = None
    modality: float | None = None
    interval: Interval | None = None


def lines(scores: Scores) -> list[Line]:
    """Return the figures of each kind, whole."""
    found = []
    if scores.entities:
        found.append(Line("entities, exact", scores.entities.exact))
        interval = scores.entities.interval()
        found.append(Line("entities, overlap", scores.entities.overlap, interval=interval))
    for name, tally in scores.kinds:
        intervals = None if name == "types" else tally.interval(scores.matcher)
        macro = None if name == "types" else tally.macro_f1
        found.append(Line(name, tally.counts, macro, tally.modality, intervals))
    return found


def novelty(scores: Scores) -> list[Line]:
    """Return the figures of what is seen in the reference data or the ontology, and of the rest."""
    found = []
    for unseen, word in ((False, "seen"), (True, "unseen")):
        if scores.entities:
            exact, overlap = scores.entities.novel(unseen)
            found.append(Line(f"entities {word}, exact", exact))
            found.append(Line(f"entities {word}, overlap", overlap))
        for name, tally in (("facts", scores.facts), ("generic", scores.generic)):
            found.append(Line(f"{name} {word}", _novel(tally, scores.novelty, unseen)))
    return found


def _novel(tally: Tally, novelty: Novelty, unseen: bool) -> Counts:
    return tally.among(
        lambda row: novelty.of_row(row) == unseen,
        lambda prediction: novelty.of_prediction(prediction) == unseen,
    )


def parts(scores: Scores) -> dict[str, list[Line]]:
    """Return the figures of each class of entity and of each predicate, by kind."""
    found = {}
    if scores.entities:
        found["entities by class, overlap"] = [
            Line(cls, overlap) for cls, (_, overlap) in scores.entities.per_class().items()
        ]
    for name, tally in scores.kinds:
        found[f"{name} by predicate"] = [
            Line(predicate, counts) for predicate, counts in tally.per_predicate().items()
        ]
    return found


def table(scores: Scores) -> str:
    """Return the scores as a table of plain text."""
    heads = f"{'prec.':>7}{'recall':>8}{'F1':>7}"
    text = [f"{'':30}{heads}{'95 %':>14}{'macro':>8}{'modality':>10}{'gold':>7}"]
    text += [
        f"{_row(line)}{_range(line.interval):>14}{_share(line.macro):>8}"
        f"{_share(line.modality):>10}{line.counts.gold:>7}"
        for line in lines(scores)
    ]
    if scores.entities:
        right, known = scores.entities.linked
        text.append(f"{'entities linked':30}{right:>7} of {known}")
    text.append(f"{'traps kept':30}{scores.traps_kept:>7} of {len(scores.traps)}")
    engagements = scores.matcher.gold.engagements
    text.append(f"{'engagements aligned':30}{len(scores.matcher.aligned):>7} of {len(engagements)}")
    text.append(f"{'predictions not judged':30}{len(scores.matcher.unjudged):>7}")
    text += _confidence(calibration(scores.judged))
    for title, some in {"seen and unseen": novelty(scores), **parts(scores)}.items():
        text.append(f"\n{title:30}{heads}{'gold':>7}{'wrong':>7}")
        text += [
            f"{_row(line, indent=2)}{line.counts.gold:>7}{_wrong(line.counts):>7}" for line in some
        ]
    return "\n".join(text)


def _row(line: Line, indent: int = 0) -> str:
    counts = line.counts
    return (
        f"{' ' * indent + line.name:30}"
        f"{counts.precision:>7.2f}{counts.recall:>8.2f}{counts.f1:>7.2f}"
    )


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _range(interval: Interval | None) -> str:
    return "" if interval is None else f"{interval[0]:.2f} to {interval[1]:.2f}"


def _wrong(counts: Counts | Pairs) -> int:
    return len(counts.wrong) if isinstance(counts, Pairs) else counts.wrong


def confidence_lines(found: Calibration | None) -> list[tuple[str, str, str]]:
    """Return name, value and interval of each figure of confidence."""
    if found is None:
        return []

    def line(name: str, figure: Figure) -> tuple[str, str, str]:
        value = "undetermined" if math.isnan(figure.value) else f"{figure.value:.3f}"
        ends = figure.interval
        return name, value, "" if ends is None else f"{ends[0]:.3f} to {ends[1]:.3f}"

    return [
        ("claims judged", str(found.claims), ""),
        ("share of right claims", f"{found.base_rate:.3f}", ""),
        line("expected calibration error", found.error),
        line("AUROC", found.auroc),
        line("Brier score", found.brier),
        ("Brier score of the base rate", f"{found.base_brier:.3f}", ""),
    ]


def _confidence(found: Calibration | None) -> list[str]:
    if found is None:
        return []
    return [
        f"\n{'confidence':30}{'':>13}{'95 %':>18}",
        *(f"  {name:28}{value:>13}{ends:>18}" for name, value, ends in confidence_lines(found)),
    ]


def as_json(scores: Scores) -> dict[str, Any]:
    """Return the figures of the table as a dictionary."""
    found: dict[str, Any] = {}
    if scores.entities:
        right, known = scores.entities.linked
        found["entities"] = {
            "exact": _figures(scores.entities.exact),
            "overlap": _figures(scores.entities.overlap)
            | {"interval": _ends(scores.entities.interval())},
            "linked": {"right": right, "of": known},
            "classes": {
                cls: {"exact": _figures(exact), "overlap": _figures(overlap)}
                for cls, (exact, overlap) in scores.entities.per_class().items()
            },
        }
    for name, tally in scores.kinds:
        found[name] = _figures(tally.counts) | {
            "macro_f1": round(tally.macro_f1, 4),
            "modality": round(tally.modality, 4),
            "polarity_wrong": tally.polarity_wrong,
            "predicates": {
                predicate: _figures(counts) for predicate, counts in tally.per_predicate().items()
            },
        }
        if name != "types":
            found[name]["interval"] = _ends(tally.interval(scores.matcher))
    found["novelty"] = {line.name: _figures(line.counts) for line in novelty(scores)}
    found["traps"] = {"kept": scores.traps_kept, "of": len(scores.traps)}
    found["engagements"] = {
        "aligned": len(scores.matcher.aligned),
        "of": len(scores.matcher.gold.engagements),
    }
    found["unjudged"] = len(scores.matcher.unjudged)
    found["confidence"] = _confidence_json(calibration(scores.judged))
    return found


def _figures(counts: Counts | Pairs) -> dict[str, Any]:
    return {
        "precision": round(counts.precision, 4),
        "recall": round(counts.recall, 4),
        "f1": round(counts.f1, 4),
        "gold": counts.gold,
        "wrong": _wrong(counts),
    }


def _ends(interval: Interval | None) -> list[float] | None:
    return None if interval is None else [round(end, 4) for end in interval]


def _confidence_json(found: Calibration | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "claims": found.claims,
        "base_rate": round(found.base_rate, 4),
        **{
            name: {
                "value": None if math.isnan(figure.value) else round(figure.value, 4),
                "interval": _ends(figure.interval),
            }
            for name, figure in (
                ("calibration_error", found.error),
                ("auroc", found.auroc),
                ("brier", found.brier),
            )
        },
        "base_brier": round(found.base_brier, 4),
        "bins": [
            {
                "confidence": round(item.confidence, 4),
                "right": round(item.right, 4),
                "claims": round(item.claims, 1),
            }
            for item in found.bins
        ],
    }
