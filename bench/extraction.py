"""Speed and memory of extraction, beside the bare spaCy pipeline on the same text.

    python -m bench.extraction [--words 1000000] [CORPUS]

Without CORPUS it reads the corpus shipped with Entente. Speeds are of fresh processes, after
loading, on one core each; the ratio is that of the two speeds. Memory is the resident size while
documents made of the corpus's sentences in random order stream through, in megabytes.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

from server.building import CORPUS

SPEED = """
import json, os, sys, time
from pathlib import Path
from extract import readers, reference
from server import building
path, mode, cores = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
os.sched_setaffinity(0, set(sorted(os.sched_getaffinity(0))[:cores]))
extractor = building.load_extractor(reference.load(building.REFERENCE), "")
documents = list(readers.read_corpus(path)) * 5
words = sum(len(document.text.split()) for document in documents)
extractor.extract(documents[0])
best = 0.0
for _ in range(3):
    begin = time.perf_counter()
    if mode == "bare":
        for document in documents:
            texts = (document.text[b.start:b.end] for b in document.blocks)
            for _ in extractor.nlp.pipe(texts, batch_size=32):
                pass
    else:
        for _ in extractor.extract_all(documents, processes=cores):
            pass
    best = max(best, words / (time.perf_counter() - begin))
print(json.dumps(best))
"""

MEMORY = """
import json, os, random, sys
from pathlib import Path
from extract import readers, reference
from extract.readers import from_text
from server import building
os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
extractor = building.load_extractor(reference.load(building.REFERENCE), "")
sentences = [
    s.strip() + "."
    for document in readers.read_corpus(Path(sys.argv[1]))
    for s in document.text.replace("\\n", " ").split(". ")
    if 5 < len(s.split()) < 60
]
chance, total, read, sizes = random.Random(0), int(sys.argv[2]), 0, []
def resident():
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
def documents():
    number = 0
    while True:
        number += 1
        text = "\\n\\n".join(" ".join(chance.sample(sentences, 6)) for _ in range(10))
        yield from_text(text, f"made-{number}.txt")
for extraction in extractor.extract_all(documents()):
    read += len(extraction.document.text.split())
    if read >= total * (len(sizes) + 1) / 10:
        sizes.append(round(resident()))
    if read >= total:
        break
print(json.dumps(sizes))
"""


def run(code: str, *arguments: str) -> str:
    """Return what a program prints; each numeric library has one thread."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    )
    return done.stdout


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", nargs="?", type=Path, default=CORPUS)
    parser.add_argument("--words", type=int, default=1_000_000, help="how many to stream")
    chosen = parser.parse_args()
    corpus = str(chosen.corpus)
    bare = json.loads(run(SPEED, corpus, "bare", "1"))
    whole = json.loads(run(SPEED, corpus, "whole", "1"))
    print(f"{'bare spaCy pipeline':34}{bare:>12,.0f} words/s")
    print(f"{'extraction':34}{whole:>12,.0f} words/s")
    print(f"{'ratio':34}{whole / bare:>12.2f}")
    if len(os.sched_getaffinity(0)) > 1:
        two = json.loads(run(SPEED, corpus, "whole", "2"))
        print(f"{'extraction, two processes':34}{two:>12,.0f} words/s")
        print(f"{'gain of the second process':34}{two / whole:>12.2f}")
    if chosen.words:
        sizes = json.loads(run(MEMORY, corpus, str(chosen.words)))
        shown = " ".join(str(size) for size in sizes)
        print(f"{'resident memory, ten times':34}{shown} MB")


if __name__ == "__main__":
    main()
