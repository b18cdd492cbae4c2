"""Score claims in JSON Lines against a gold folder: ``python -m extract.scoring GOLD CORPUS``."""

import json
import sys
from pathlib import Path

from extract.scoring import gold, report, score


def main() -> None:
    """Read claims from standard input and print the scores."""
    folder, corpus = Path(sys.argv[1]), Path(sys.argv[2])
    documents = {path.name: path.read_text(encoding="utf-8") for path in corpus.glob("*.txt")}
    predictions = [json.loads(line) for line in sys.stdin if line.strip()]
    found = score.score(gold.load(folder, documents), predictions, documents)
    print(report.table(found))
    if "--errors" in sys.argv:
        print(report.errors(found))


if __name__ == "__main__":
    main()
