"""What loading the ontology and the reference data adds to a build, and what HermiT takes.

    python -m bench.knowledge [--hermit]

Each figure is the median of five fresh processes, in seconds, without the import of libraries.
``--hermit`` times the reasoner too, once.
"""

import argparse
import json
import statistics
import subprocess
import sys

LOAD = """
import json, time
import pyoxigraph
from extract import reference
from graph import axioms
from ontology import load
from server.building import REFERENCE
times = [time.perf_counter()]
schema = load.schema()
times.append(time.perf_counter())
axioms.terminology(), axioms.ontology(), axioms.concepts(), load.digest()
times.append(time.perf_counter())
known = reference.load(REFERENCE)
times.append(time.perf_counter())
print(json.dumps({
    "classes": len(schema.classes), "properties": len(schema.properties),
    "concepts": len(schema.concepts), "entities": len(known.entities),
    "triples": sum(len(load.module(name)) for name in load.MODULES),
    "times": [b - a for a, b in zip(times, times[1:])],
}))
"""
HERMIT = """
import time
from extract import reference
from ontology import check
from server import checking
from server.building import REFERENCE
data = b"".join(row.data for row in checking.rows(reference.load(REFERENCE)))
import ontology.owl
for extra in (b"", data):
    begin = time.perf_counter()
    report = check.hermit(extra)
    print(f"{time.perf_counter() - begin:.1f} {report.message}")
"""


def run(code: str) -> str:
    """Return what a fresh Python prints."""
    return subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hermit", action="store_true")
    hermit = parser.parse_args().hermit
    found = [json.loads(run(LOAD)) for _ in range(5)]
    schema, graphs, rows = (
        statistics.median(one["times"][part] for one in found) for part in range(3)
    )
    for name in ("classes", "properties", "concepts", "triples", "entities"):
        print(f"{name:40} {found[0][name]:,}")
    print(f"{'ontology as schema':40} {schema:.2f} s")
    print(f"{'ontology as graphs':40} {graphs:.2f} s")
    print(f"{'reference data':40} {rows:.2f} s")
    print(f"{'together':40} {schema + graphs + rows:.2f} s")
    if hermit:
        terms, whole = run(HERMIT).splitlines()
        print(f"{'HermiT on terms and concepts':40} {terms.partition(' ')[0]} s")
        print(f"{'HermiT with the reference data':40} {whole.partition(' ')[0]} s")


if __name__ == "__main__":
    main()
