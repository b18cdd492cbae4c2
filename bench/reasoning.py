"""Speed and memory of inference and of proofs, beside owlrl and reasonable.

    python -m bench.reasoning [SECTION ...] [--home HOME]

Sections are shipped, decision, why, peers, million, chain, cycle and same; without any, all are
run. The first three want a built graph in HOME; without it the shipped corpus is built first.
Every section is a fresh process. Times are wall-clock seconds, memory is the peak resident size
in megabytes of the process and of the largest that it started.
"""

import argparse
import json
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

import pyoxigraph as ox

from bench.generated import published
from claims.errors import ReasoningError
from graph import axioms, rdflib_view, reasoning
from graph.reasoning import Bounds
from graph.revisions import current
from ontology import terms

Row = tuple[str, str]


def seconds(work: Callable[[], object]) -> tuple[float, object]:
    begin = time.perf_counter()
    made = work()
    return time.perf_counter() - begin, made


def memory() -> str:
    """Return the peak of this process and of the largest child, in MB."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return f"{own / 1024:.0f} + {child / 1024:.0f} MB"


def cpu() -> float:
    """Return the processor seconds of this process and of those it started."""
    own = resource.getrusage(resource.RUSAGE_SELF)
    child = resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + child.ru_utime + child.ru_stime


def node(name: str) -> ox.NamedNode:
    return ox.NamedNode(f"{terms.ID}{name}")


def store_of(home: Path) -> ox.Store:
    revision = current(home)
    assert revision is not None
    return ox.Store.read_only(str(revision.store))


def graph_of(store: ox.Store, name: str) -> set[ox.Triple]:
    graph = ox.NamedNode(terms.graph(name))
    return {quad.triple for quad in store.quads_for_pattern(None, None, None, graph)}


def shipped(home: Path) -> list[Row]:
    store = store_of(home)
    stated = graph_of(store, "published") | graph_of(store, "qualified")
    axioms.terminology(), axioms.concepts()
    times = [seconds(lambda: reasoning.close(stated))[0] for _ in range(5)]
    inferred = len(reasoning.infer(stated))
    return [
        ("shipped graph, published triples", f"{len(stated):,}"),
        ("shipped graph, inferred triples", f"{inferred:,}"),
        ("closure of the shipped graph (best, median of 5)",
         f"{min(times):.2f}, {statistics.median(times):.2f} s"),
    ]  # fmt: skip


def decision(home: Path) -> list[Row]:
    from claims.ledger import Ledger
    from claims.model import Action, Decision
    from claims.policy import Policy
    from graph.publish import publish

    with tempfile.TemporaryDirectory(prefix="entente-bench-") as name:
        copy = Path(name) / "home"
        shutil.copytree(home, copy, symlinks=True)
        with Ledger.open(copy / "ledger.sqlite") as ledger:
            # The runs that count are those the revision was made from: every run of this home.
            import sqlalchemy as sa

            from claims import schema

            engine = sa.create_engine(f"sqlite:///{copy / 'ledger.sqlite'}")
            with engine.connect() as connection:
                runs = {row[0] for row in connection.execute(sa.select(schema.runs.c.id))}
            engine.dispose()
            policy = Policy(0.5)
            publish(ledger.state(runs), policy, copy)
            participates = terms.ent("hasParticipant")
            claim = next(
                c.claim for c in ledger.state(runs).claims if c.claim.predicate == participates
            )
            begin, busy = time.perf_counter(), cpu()
            ledger.decide(Decision(Action.REJECT, claim.id, "Bench", datetime.now(UTC)))
            state = ledger.state(runs)
            stages = [("read the ledger", time.perf_counter())]
            publish(
                state, policy, copy,
                progress=lambda stage: stages.append((stage, time.perf_counter())),
            )  # fmt: skip
            end, busy = time.perf_counter(), cpu() - busy
    edges = [*(at for _, at in stages), end]
    told = [f"{stage} {edges[i + 1] - at:.2f}" for i, (stage, at) in enumerate(stages)]
    return [
        ("from a decision to its consequences published", f"{end - begin:.2f} s"),
        ("   of which", ", ".join(told)),
        ("   processor time", f"{busy:.2f} s"),
    ]


def why(home: Path) -> list[Row]:
    from graph.query import QueryEngine
    from server.why import dress

    revision = current(home)
    assert revision is not None
    inferred = sorted(graph_of(store_of(home), "inferred"), key=str)
    sample = random.Random(1).sample(inferred, min(300, len(inferred)))
    times, whole = [], []
    with QueryEngine(revision.path, workers=1) as engine:
        for triple in sample[:20]:  # until both workers know the axioms
            engine.why((triple.subject, triple.predicate, triple.object))
        for triple in sample:
            begin = time.perf_counter()
            body = engine.why((triple.subject, triple.predicate, triple.object))
            times.append(time.perf_counter() - begin)
            assert body["holds"]
            dress(engine, body)
            whole.append(time.perf_counter() - begin)
    rows = []
    for name, found in (("proofs", times), ("proofs with labels and sentences", whole)):
        found.sort()
        rows.append(
            (f"why, {len(found)} inferred statements, {name} (median, 95 %, longest)",
             f"{found[len(found) // 2] * 1000:.0f}, {found[int(len(found) * 0.95)] * 1000:.0f}, "
             f"{found[-1] * 1000:.0f} ms")
        )  # fmt: skip
    return rows


def peers(home: Path) -> list[Row]:
    stated = set(published(20_000))
    every = {*axioms.terminology(), *axioms.concepts(), *stated}
    ours, inference = seconds(lambda: reasoning.run(every))
    rows = [
        ("20,000 published triples, Entente", f"{ours:.2f} s"),
        ("   inferred", f"{len(inference.triples):,}"),  # type: ignore[attr-defined]
    ]
    closed = {*every, *inference.triples}  # type: ignore[attr-defined]
    rows += _reasonable(every, closed, ours)
    try:
        from owlrl import DeductiveClosure, OWLRL_Semantics
        from rdflib import Graph
    except ImportError:
        return [*rows, ("owlrl", "not installed")]
    graph = Graph()
    rdflib_view.add(graph, every)
    theirs, _ = seconds(lambda: DeductiveClosure(OWLRL_Semantics).expand(graph))
    return [
        *rows,
        ("20,000 published triples, owlrl", f"{theirs:.1f} s"),
        ("   ratio", f"{theirs / ours:.0f} times as long"),
    ]


def _reasonable(every: set[ox.Triple], closed: set[ox.Triple], ours: float) -> list[Row]:
    try:
        import reasonable
    except ImportError:
        return [("reasonable", "not installed (pip install reasonable)")]
    with tempfile.NamedTemporaryFile(suffix=".ttl") as file:
        ox.serialize(every, file.name, ox.RdfFormat.TURTLE)

        def work() -> set[tuple[str, ...]]:
            reasoner = reasonable.PyReasoner()
            reasoner.load_file(file.name)
            return {tuple(map(str, triple)) for triple in reasoner.reason()}

        theirs, found = seconds(work)
    named = {
        (t.subject.value, t.predicate.value, t.object.value)
        for t in closed
        if isinstance(t.object, ox.NamedNode) and isinstance(t.subject, ox.NamedNode)
    }
    left = named - found  # type: ignore[operator]
    kinds = sorted({terms.shorten(p) for _, p, _ in left})
    return [
        ("20,000 published triples, reasonable", f"{theirs:.2f} s"),
        ("   ratio", f"{theirs / ours:.2f} times as long"),
        ("   of our closure it lacks", f"{len(left):,} of {len(named):,}: {', '.join(kinds)}"),
    ]


def million(home: Path) -> list[Row]:
    stated = set(published(1_000_000))
    took, inferred = seconds(lambda: reasoning.infer(stated))
    return [
        ("published triples, generated", f"{len(stated):,}"),
        ("   inferred", f"{len(inferred):,}"),  # type: ignore[arg-type]
        ("   closure", f"{took:.1f} s"),
        ("   peak memory, process and reasoner", memory()),
    ]


def _located(pairs: list[tuple[int, int]]) -> set[ox.Triple]:
    within = ox.NamedNode(terms.ent("locatedIn"))
    return {ox.Triple(node(f"p{a}"), within, node(f"p{b}")) for a, b in pairs}


def chain_of_places(home: Path) -> list[Row]:
    stated = _located([(n, n + 1) for n in range(1000)])
    took, inferred = seconds(lambda: reasoning.infer(stated))
    return [
        ("1,000 nested places, closure", f"{took:.1f} s, {len(inferred):,} triples"),  # type: ignore[arg-type]
        ("   peak memory, process and reasoner", memory()),
    ]


def cycle(home: Path) -> list[Row]:
    stated = _located([(n, (n + 1) % 300) for n in range(300)])
    took, inferred = seconds(lambda: reasoning.infer(stated))
    return [
        ("300 places in a circle, closure", f"{took:.1f} s, {len(inferred):,} triples"),  # type: ignore[arg-type]
        ("   peak memory, process and reasoner", memory()),
    ]


def same(home: Path) -> list[Row]:
    alike = ox.NamedNode(f"{terms.OWL}sameAs")
    stated = {ox.Triple(node(f"p{n}"), alike, node(f"p{n + 1}")) for n in range(1000)}
    took, inferred = seconds(lambda: reasoning.infer(stated))
    more = {ox.Triple(node(f"p{n}"), alike, node(f"p{n + 1}")) for n in range(5000)}
    try:
        reasoning.run(chain(axioms.terminology(), more), bounds=Bounds())
        told = "no bound was reached"
    except ReasoningError as error:
        told = error.message
    return [
        ("1,000 sameAs in a row, closure", f"{took:.1f} s, {len(inferred):,} triples"),  # type: ignore[arg-type]
        ("   peak memory, process and reasoner", memory()),
        ("5,000 sameAs in a row", told),
    ]


SECTIONS = {
    "shipped": shipped,
    "decision": decision,
    "why": why,
    "peers": peers,
    "million": million,
    "chain": chain_of_places,
    "cycle": cycle,
    "same": same,
}
_BUILT = {"shipped", "decision", "why"}


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sections", nargs="*", choices=[*SECTIONS, []], metavar="SECTION")
    parser.add_argument("--home", type=Path)
    parser.add_argument("--json", action="store_true", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.json:
        print(json.dumps(SECTIONS[given.sections[0]](given.home)))
        return
    wanted = given.sections or list(SECTIONS)
    with tempfile.TemporaryDirectory(prefix="entente-bench-") as folder:
        home = given.home or Path(folder)
        if given.home is None and _BUILT & set(wanted):
            command = [sys.executable, "-m", "server.cli", "build", "--home", str(home)]
            subprocess.run(command, check=True)
        for section in wanted:
            command = [sys.executable, "-m", "bench.reasoning", section, "--json", "--home", home]
            done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
            for name, value in json.loads(done.stdout):
                print(f"{name:72}{value}", flush=True)


if __name__ == "__main__":
    main()
