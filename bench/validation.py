"""What validation costs: the whole graph, and a build after which a hundred claims are new.

    python -m bench.validation

It measures the graph of the reference data shipped with Entente. Times are processor seconds of
one process, the median of three runs.
"""

import gc
import statistics
import time
from collections.abc import Callable
from typing import Any

from claims import state
from claims.model import Run
from claims.policy import Policy
from extract import reference
from graph import projection, reasoning, validation
from graph.validation import likeness, sound
from server.building import REFERENCE

NEW = 100
RUNS = 3


def seconds(work: Callable[[], Any]) -> float:
    """Return the processor time of some work, the median of several runs."""
    taken = []
    for _ in range(RUNS):
        begin = time.process_time()
        work()
        taken.append(time.process_time() - begin)
    return statistics.median(taken)


def main() -> None:
    """Measure and print a table."""
    known = reference.load(REFERENCE)
    whole = state.of(known.documents, Run("reference", "", ""))
    graphs = projection.project(whole, Policy())
    inference = reasoning.close([*graphs["published"], *graphs["qualified"]])
    graphs["inferred"] = set(inference.triples)
    keyed = sound.keys(whole)
    before = frozenset(sorted(keyed.values())[NEW:])
    gc.disable()  # as a build does

    def again() -> None:
        record = sound.record(whole, sound.keys(whole), before)
        validation.validate({**graphs, "claims": record}, inference.clashes)

    rows = [
        ("triples", f"{sum(map(len, graphs.values())):,}"),
        ("claims", f"{len(whole.claims):,}"),
        ("all of it", f"{seconds(lambda: validation.validate(graphs, inference.clashes)):.1f} s"),
        (f"with {NEW} new claims", f"{seconds(again):.1f} s"),
        ("likely duplicates", f"{seconds(lambda: likeness.find(whole, graphs)):.1f} s"),
    ]
    for name, value in rows:
        print(f"{name:34}{value:>12}")


if __name__ == "__main__":
    main()
