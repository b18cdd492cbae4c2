"""What loading the ontology and the reference data adds to a build, in a fresh process each time.

    python -m bench.loading [--runs 5] [--hermit]

Seconds of the processor, which do not count waiting for others; the median of the runs.
``--hermit`` times the reasoner too, once and by the clock, since it is a process of its own.
"""

import argparse
import json
import statistics
import subprocess
import sys

STEPS = """
import json, time
begin = time.process_time()
from ontology import load
schema = load.schema()
ontology = time.process_time()
from graph import axioms
before = time.process_time()
axioms.terminology(), axioms.ontology(), axioms.concepts()
graphs = time.process_time()
from extract import reference
from server.building import REFERENCE
imported = time.process_time()
known = reference.load(REFERENCE, schema)
read = time.process_time()
from extract.knowledge import Knowledge
ready = time.process_time()
Knowledge(schema, known)
end = time.process_time()
print(json.dumps({
    "loading the ontology": ontology - begin,
    "the ontology as graphs": graphs - before,
    "loading the reference data": read - imported,
    "indexing names": end - ready,
    "rows": len(known.entities),
    "claims": sum(len(document.evidence) for document in known.documents),
}))
"""

HERMIT = """
import time
from extract import reference
from ontology import owl
from server import checking
from server.building import REFERENCE
rows = checking.rows(reference.load(REFERENCE))
for extra in (b"", b"".join(row.data for row in rows)):
    begin = time.perf_counter()
    assert owl.hermit(extra).consistent
    print(time.perf_counter() - begin)
"""


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--hermit", action="store_true")
    given = parser.parse_args()
    runs = []
    for _ in range(given.runs):
        run = subprocess.run([sys.executable, "-c", STEPS], check=True, capture_output=True)
        runs.append(json.loads(run.stdout))
    print(f"{runs[0]['rows']} entities, {runs[0]['claims']} pieces of evidence")
    total = 0.0
    for name in [name for name in runs[0] if " " in name]:
        seconds = statistics.median(run[name] for run in runs)
        total += seconds
        print(f"{name:34}{seconds:>10.2f} s")
    print(f"{'together':34}{total:>10.2f} s")
    if given.hermit:
        run = subprocess.run([sys.executable, "-c", HERMIT], check=True, capture_output=True)
        terms, whole = map(float, run.stdout.split())
        print(f"{'HermiT on terms and concepts':34}{terms:>10.2f} s")
        print(f"{'HermiT with the reference data':34}{whole:>10.2f} s")


if __name__ == "__main__":
    main()
