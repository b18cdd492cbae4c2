"""The scores of one or more gold folders as one HTML page that needs nothing else."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from extract.scoring import problems, report
from extract.scoring.calibration import Calibration, calibration
from extract.scoring.problems import Problem
from extract.scoring.score import Scores

#: The reliability diagram: width and height in pixels of its square, and the margin around it.
SIDE, MARGIN = 320, 44
#: What a mark of an error is called in the page, and which of two on the same words is shown.
KINDS = {"-": "missed", "+": "wrong", "~": "modality", "!": "trap"}


@dataclass(frozen=True, slots=True)
class Part:
    """The scores of one gold folder over its documents (path to text)."""

    name: str
    scores: Scores
    documents: Mapping[str, str]


def html(parts: Iterable[Part]) -> str:
    """Return the page: figures, reliability diagrams, and every error in its sentence."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    template = environment.get_template("page.html")
    return template.render(parts=[_shown(part) for part in parts], kinds=KINDS)


def _shown(part: Part) -> dict[str, Any]:
    scores = part.scores
    found = calibration(scores.judged)
    return {
        "name": part.name,
        "scores": scores,
        "lines": report.lines(scores),
        "parts": {"seen and unseen": report.novelty(scores), **report.parts(scores)},
        "confidence": report.confidence_lines(found),
        "diagram": diagram(found) if found else "",
        "sentences": [
            {
                "name": name,
                "document": place.document if (place := _place(scores, name)) else "",
                "text": _marked(part, name, some),
                "problems": some,
            }
            for name, some in problems.of(scores).items()
        ],
    }


def _place(scores: Scores, name: str) -> Any:
    return scores.matcher.gold.locations.get(name)


def _marked(part: Part, name: str, found: list[Problem]) -> Markup:
    """Return a sentence with the words of its errors marked, the first error's mark on top."""
    place = _place(part.scores, name)
    if place is None:
        return Markup("(in no sentence of the gold)")
    text = part.documents[place.document][place.start : place.end]
    marks = [""] * len(text)
    for problem in found:
        for start, end in problem.spans:
            for at in range(max(start - place.start, 0), min(end - place.start, len(text))):
                marks[at] = marks[at] or problem.mark
    pieces = []
    start = 0
    for end in range(1, len(text) + 1):
        if end == len(text) or marks[end] != marks[start]:
            piece = escape(text[start:end])
            if marks[start]:
                piece = Markup('<mark class="{}">{}</mark>').format(KINDS[marks[start]], piece)
            pieces.append(piece)
            start = end
    return Markup("").join(pieces)


def diagram(found: Calibration) -> Markup:
    """Return the reliability diagram as SVG: of each bin the share of right claims by confidence.

    What is calibrated lies on the diagonal.
    """
    size = SIDE + 2 * MARGIN

    def at(x: float, y: float) -> tuple[str, str]:
        return f"{MARGIN + x * SIDE:.1f}", f"{MARGIN + (1 - y) * SIDE:.1f}"

    def line(x1: float, y1: float, x2: float, y2: float, cls: str) -> Markup:
        (a, b), (c, d) = at(x1, y1), at(x2, y2)
        return Markup('<line x1="{}" y1="{}" x2="{}" y2="{}" class="{}"/>').format(a, b, c, d, cls)

    pieces = [
        Markup(
            '<svg viewBox="0 0 {0} {0}" width="{0}" height="{0}" role="img" '
            'aria-label="Reliability diagram: share of right claims by confidence">'
        ).format(size)
    ]
    for tenth in range(0, 11, 2):
        value = tenth / 10
        pieces += [line(value, 0, value, 1, "grid"), line(0, value, 1, value, "grid")]
        x, y = at(value, 0)
        pieces.append(
            Markup('<text x="{}" y="{}" text-anchor="middle">{}</text>').format(
                x, float(y) + 16, value
            )
        )
        x, y = at(0, value)
        pieces.append(
            Markup('<text x="{}" y="{}" text-anchor="end">{}</text>').format(
                float(x) - 6, float(y) + 4, value
            )
        )
    pieces.append(line(0, 0, 1, 1, "ideal"))
    points = [at(item.confidence, item.right) for item in found.bins]
    pieces.append(
        Markup('<polyline points="{}" class="curve"/>').format(" ".join(map(",".join, points)))
    )
    for item, (x, y) in zip(found.bins, points, strict=True):
        pieces.append(
            Markup(
                '<circle cx="{}" cy="{}" r="4"><title>{:.0f} claims: confidence {:.2f}, '
                "right {:.2f}</title></circle>"
            ).format(x, y, item.claims, item.confidence, item.right)
        )
    middle = size / 2
    pieces.append(
        Markup(
            '<text x="{0}" y="{1}" text-anchor="middle">confidence</text>'
            '<text x="12" y="{0}" text-anchor="middle" transform="rotate(-90 12 {0})">'
            "share of right claims</text></svg>"
        ).format(middle, size - 8)
    )
    return Markup("").join(pieces)
