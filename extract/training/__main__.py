"""Scores a pipeline: ``python -m extract.training data/pipeline TREEBANK.conllu``."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from claims.errors import EntenteError
from extract import pipeline
from extract.training.score import score, score_entities, score_relations


def main() -> None:
    """Print the scores on one corpus as JSON; a corpus that cannot be read ends with status 1."""
    parser = argparse.ArgumentParser("python -m extract.training", description=__doc__)
    parser.add_argument("pipeline", help="folder or name of a spaCy pipeline")
    parser.add_argument("corpus", type=Path, help="a treebank (.conllu) or entity corpus (.iob2)")
    parser.add_argument("--paragraphs", action="store_true", help="give paragraphs one by one")
    parser.add_argument("--relations", action="store_true", help="F score of each relation")
    chosen = parser.parse_args()
    try:
        nlp = pipeline.load(chosen.pipeline)
        if chosen.corpus.suffix != ".conllu":
            scores = score_entities(nlp, chosen.corpus)
        elif chosen.relations:
            scores = score_relations(nlp, chosen.corpus)
        else:
            scores = score(nlp, chosen.corpus, paragraphs=chosen.paragraphs)
    except EntenteError as error:
        parser.exit(1, f"{error}\n")
    print(json.dumps(scores, indent=2))


if __name__ == "__main__":
    main()
