"""``entente train``."""

import json
from pathlib import Path

import click

from server import console

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command("train")
@click.option("--treebanks", type=FOLDER, required=True, help="Folder with ewt/, gum/ and pud/.")
@click.option(
    "--entities", type=FOLDER, required=True, help="Folder with the named-entity corpora."
)
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    required=True,
    help="Folder for the trained pipeline.",
)
@click.option("--size", type=click.Choice(["draft", "full"]), default="full", show_default=True)
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of the random numbers.")
@click.option("--max-steps", type=click.IntRange(1), help="Stop after this many steps.")
def command(
    treebanks: Path, entities: Path, output: Path, size: str, seed: int, max_steps: int | None
) -> None:
    """Train the English pipeline from treebanks, and print its scores.

    The same input and seed give the same pipeline.

    \b
    entente train --treebanks ../shared/treebanks --entities ../shared/entities --output new/
    ENTENTE_SPACY_MODEL=new/ entente build
    """
    from extract import training

    scores = training.train(
        treebanks,
        entities,
        output,
        size=size,
        seed=seed,
        max_steps=max_steps,
        progress=lambda news: console.say(json.dumps(news)),
    )
    print(json.dumps(scores, indent=2))
