"""What loading the ontology and the reference data adds to a build, in a fresh process each time.

    python -m bench.loading [--runs 5]

Seconds of the processor, which do not count waiting for others; the median of the runs.
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
    "loading the reference data": read - imported,
    "indexing names": end - ready,
    "rows": len(known.entities),
    "claims": sum(len(document.evidence) for document in known.documents),
}))
"""


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    runs = []
    for _ in range(parser.parse_args().runs):
        run = subprocess.run([sys.executable, "-c", STEPS], check=True, capture_output=True)
        runs.append(json.loads(run.stdout))
    print(f"{runs[0]['rows']} entities, {runs[0]['claims']} pieces of evidence")
    total = 0.0
    for name in [name for name in runs[0] if " " in name]:
        seconds = statistics.median(run[name] for run in runs)
        total += seconds
        print(f"{name:34}{seconds:>10.2f} s")
    print(f"{'together':34}{total:>10.2f} s")


if __name__ == "__main__":
    main()
