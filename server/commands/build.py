"""``entente build``."""

from typing import Any

import click

from server import building, console
from server.options import with_settings
from server.settings import Settings


@click.command("build")
@click.option(
    "--reference",
    "scope",
    type=click.Choice(["all", "mentioned"]),
    default="all",
    show_default=True,
    help="How much of the reference data enters the graph: all of it, or only the labels of what "
    "the documents mention and where places lie.",
)
@with_settings("home", "corpus", "publish_threshold", "spacy_model", "max_document_mb")
def command(settings: Settings, scope: Any) -> int:
    """Build the graph: read the corpus, extract, record, reason, validate, publish.

    What has not changed is not read again, and an interrupted build goes on where it ended.
    Documents that cannot be used are named, the others are built, and the exit status is 1.

    \b
    entente build                                   the corpus shipped with Entente
    entente build --corpus reports/ --home state/   your own
    """
    built = run(settings, scope)
    return 1 if built.problems else 0


def run(settings: Settings, scope: Any = "all") -> building.Built:
    """Build with progress on standard error, say what was done, and return it."""
    try:
        with console.progress() as report:
            built = building.build(settings, scope=scope, report=report)
    except KeyboardInterrupt:
        console.say("What was finished is kept; the next build goes on from there.")
        raise
    for problem in built.problems:
        console.error(str(problem))
    counts = built.revision.counts
    console.say(
        f"{counts['documents']} documents ({built.extracted} read anew, {built.unchanged} "
        f"unchanged, {built.withdrawn} gone, {len(built.problems)} with problems), "
        f"{counts['claims']} claims, {counts['evidence']} pieces of evidence, "
        f"{counts['triples']} triples, {counts['inferred']} of them inferred."
    )
    console.say(f"Revision {built.revision.number} ({built.revision.digest[:8]}).")
    if counts["violations"]:
        console.warn(
            f"{counts['violations']} violations of the shapes and axioms, {counts['held']} claims "
            "held back for them: `entente check` names them."
        )
    return built
