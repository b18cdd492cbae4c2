"""``entente calibrate``."""

from pathlib import Path

import click

from claims.errors import InputError
from server import console
from server.options import with_settings
from server.settings import Settings

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("calibrate")
@click.argument("gold", nargs=-1, required=True, type=_FOLDER, metavar="GOLD...")
@click.option("--judged", type=_FILE, help="Table of further claims with verdicts.", metavar="FILE")
@click.option(
    "--weight",
    type=click.FloatRange(0, 1),
    default=0.3,
    show_default=True,
    help="What a verdict of that table counts, beside one of GOLD.",
)
@click.option(
    "--output",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    required=True,
    help="File for the learnt offsets.",
)
@with_settings("spacy_model", "max_document_mb")
def command(
    settings: Settings,
    gold: tuple[Path, ...],
    judged: Path | None,
    weight: float,
    output: Path,
) -> int:
    """Learn from exhaustive GOLD how far the confidence of each rule and relation can be trusted.

    The output of the same input is the same. Extraction uses data/calibration/offsets.tsv.

    \b
    entente calibrate data/gold/train --judged data/calibration/judged.tsv \\
        --output data/calibration/offsets.tsv
    """
    from extract.scoring import loading  # spaCy takes seconds to load
    from extract.training import confidence
    from server.calibrating import judged as judged_by

    claims = []
    for folder in gold:
        if loading.documents_of(folder) is None:
            raise InputError("The gold folder holds no documents/.", path=folder)
        claims += list(judged_by(folder, settings))
    if judged is not None:
        claims += confidence.read_judged(judged, weight)
    learnt = confidence.learn(claims)
    confidence.write(learnt, claims, output)
    console.say(f"{len(claims)} judged claims, {sum(one.right for one in claims)} of them right")
    return 0
