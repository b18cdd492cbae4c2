"""``entente evaluate``."""

import json
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from server import console
from server.options import with_settings
from server.settings import Settings

if TYPE_CHECKING:
    from server.evaluating import Evaluation

_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command("evaluate")
@click.argument("gold", nargs=-1, required=True, type=_FOLDER, metavar="GOLD...")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="Tables to read, or every figure as JSON.",
)
@click.option("--errors", is_flag=True, help="Print every miss and every error with its sentence.")
@click.option(
    "--html",
    "page",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Write figures and errors, words marked, as a page of its own to FILE.",
    metavar="FILE",
)
@click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder to keep the built graph in; without it the graph is removed.",
)
@with_settings("corpus", "publish_threshold", "spacy_model")
def command(
    settings: Settings,
    gold: tuple[Path, ...],
    form: str,
    errors: bool,
    page: Path | None,
    home: Path | None,
) -> int:
    """Read a corpus and score it against GOLD, a folder for the same documents.

    Scores entities, facts, generic statements, types, modality, traps and confidence, and, where
    the gold asks questions, the answers of the built graph. A gold folder that holds documents/
    needs no --corpus. Several folders are scored one after another.

    \b
    entente evaluate data/gold/dev --html report.html
    entente evaluate data/gold/train data/gold/dev --format json
    entente evaluate ../shared/gold --corpus ../shared/seeds --errors
    """
    if page and not page.absolute().parent.is_dir():
        raise click.BadParameter(f"The folder of {page} does not exist.", param_hint="--html")
    from extract.scoring.page import Part, html  # spaCy takes seconds to load
    from server.evaluating import evaluate

    found: list[Evaluation] = []
    for folder in gold:
        with tempfile.TemporaryDirectory(prefix="entente-") as temporary:
            chosen = replace(settings, home=home or Path(temporary))
            with console.progress() as news:
                found.append(evaluate(folder, chosen, news))
    if form == "json":
        figures = {str(item.folder): item.as_json() for item in found}
        print(json.dumps(figures if len(found) > 1 else found[0].as_json(), indent=2))
    else:
        for item in found:
            _print(item, errors, heading=len(found) > 1)
    if page:
        parts = [Part(str(item.folder), item.scores, item.documents) for item in found]
        page.write_text(html(parts), encoding="utf-8")
    problems = [problem for item in found for problem in item.problems]
    for problem in problems:
        console.error(str(problem))
    return 1 if problems else 0


def _print(found: "Evaluation", errors: bool, *, heading: bool) -> None:
    from extract.scoring import problems, report

    if heading:
        print(f"\n== {found.folder}\n")
    print(report.table(found.scores))
    if found.answers:
        print(f"\nquestions answered exactly  {found.exact} of {len(found.answers)}")
    for answer in found.answers:
        if not answer.exact:
            missing = ", ".join(sorted(answer.expected - answer.given)) or "-"
            extra = ", ".join(sorted(answer.given - answer.expected)) or "-"
            print(f"  {answer.id} {answer.question}\n    missing {missing}\n    extra   {extra}")
    if errors:
        print(problems.text(found.scores))
