"""``entente extract``."""

import json
import sys

import click

from claims import state as claims_state
from claims.policy import Policy
from ontology import load
from server import console
from server.options import with_settings
from server.settings import Settings


@click.command("extract")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option(
    "--format",
    "form",
    type=click.Choice(["jsonl", "trig"]),
    default="jsonl",
    show_default=True,
    help="One claim per line, or RDF with claims and evidence.",
)
@click.option("--entities", is_flag=True, help="Print mentions instead of claims.")
@click.option("--explain", is_flag=True, help="Show by sentence which words made which claim.")
@click.option(
    "--processes", type=click.IntRange(1, 64), default=1, show_default=True, help="How many to use."
)
@with_settings("publish_threshold", "spacy_model", "max_document_mb")
def command(
    settings: Settings,
    paths: tuple[str, ...],
    form: str,
    entities: bool,
    explain: bool,
    processes: int,
) -> int:
    """Print what the texts in PATH say: files or folders of .txt, .md, .html or .pdf, or -.

    Nothing is recorded. The output does not depend on the number of processes.

    \b
    entente extract report.pdf
    entente extract reports/ --format trig > claims.trig
    entente extract --explain memo.md | less -R
    entente extract --entities - < report.txt
    """
    if (entities or explain) and form == "trig":
        raise click.UsageError("Only claims are printed as trig.")
    if entities and explain:
        raise click.UsageError("--explain shows claims, --entities mentions: use one of them.")
    from extract import reference
    from server import building, extracting  # spaCy takes seconds to load

    documents, problems = extracting.documents(paths, int(settings.max_document_mb * 1_000_000))
    for problem in problems:
        console.error(str(problem))
    if not documents:
        return 2
    known = reference.load(building.REFERENCE)
    present = building.load_extractor(known, settings.spacy_model)
    with console.words() as count:
        found_all = []
        for done, found_one in enumerate(present.extract_all(documents, processes=processes), 1):
            found_all.append(found_one)
            count(done, len(documents), len(found_one.document.text.split()))
    state = claims_state.of(found_all, present.run)
    policy = Policy(settings.publish_threshold)
    if explain:
        names = extracting.Names(load.schema(), known, state)
        for text in extracting.explained(state, names, policy):
            console.stdout.print(text, soft_wrap=True)
    elif form == "trig":
        sys.stdout.buffer.write(extracting.trig(state, policy))
    else:
        names = extracting.Names(load.schema(), known, state)
        found = extracting.mentions(state) if entities else extracting.records(state, names, policy)
        for record in found:
            print(json.dumps(record, ensure_ascii=False))
    return 1 if problems else 0
