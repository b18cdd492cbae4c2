"""``entente evaluate``."""

import json
import tempfile
from dataclasses import replace
from pathlib import Path

import click

from server import console
from server.options import with_settings
from server.settings import Settings


@click.command("evaluate")
@click.argument("gold", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the figures as JSON.")
@click.option("--errors", is_flag=True, help="Print every miss and every error with its sentence.")
@click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder to keep the built graph in; without it the graph is removed.",
)
@with_settings("corpus", "publish_threshold", "spacy_model")
def command(settings: Settings, gold: Path, as_json: bool, errors: bool, home: Path | None) -> int:
    """Build a corpus and score it against the GOLD folder for the same documents.

    Scores facts, generic statements, types, modality, traps, and competency questions answered
    from the built graph.

    \b
    entente evaluate ../shared/gold --corpus ../shared/seeds
    """
    from extract.scoring import report
    from server.evaluating import evaluate  # spaCy takes seconds to load

    with tempfile.TemporaryDirectory(prefix="entente-") as folder:
        settings = replace(settings, home=home or Path(folder))
        with console.progress() as news:
            found = evaluate(gold, settings, news)
    if as_json:
        print(json.dumps(found.as_json(), indent=2))
    else:
        print(report.table(found.scores))
        print(f"\nquestions answered exactly  {found.exact} of {len(found.answers)}")
        for answer in found.answers:
            if not answer.exact:
                missing = ", ".join(sorted(answer.expected - answer.given)) or "-"
                extra = ", ".join(sorted(answer.given - answer.expected)) or "-"
                print(
                    f"  {answer.id} {answer.question}\n    missing {missing}\n    extra   {extra}"
                )
    if errors:
        print(report.errors(found.scores))
    for problem in found.built.problems:
        console.error(str(problem))
    return 1 if found.built.problems else 0
