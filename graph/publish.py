"""Publishing a revision: project, reason, validate, store, and make it current."""

import gc
import hashlib
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Set
from contextlib import contextmanager
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Triple

from claims.errors import StoreError
from claims.policy import Policy
from claims.state import State
from graph import projection, revisions, search, settling, void
from graph.digest import digest
from graph.revisions import Revision, current
from graph.store import DiskStore, failure
from graph.validation import report, sound
from graph.validation.model import CONSISTENCY, VIOLATION, WARNING
from ontology import load, terms

__all__ = ["DEFAULT_GRAPH", "Revision", "current", "publish"]

#: The named graphs whose union is the default graph.
DEFAULT_GRAPH = (
    "ontology",
    "concepts",
    "documents",
    "claims",
    "published",
    "qualified",
    "inferred",
    "void",
)

#: The file of a revision with the keys of the claims whose record was found sound.
SOUND = "sound.txt"

_TYPE = NamedNode(terms.RDF_TYPE)
_DOCUMENT = NamedNode(terms.ent("Document"))

#: Is told what begins: "project", "reason", "validate", "store".
Progress = Callable[[str], None]


def publish(
    state: State,
    policy: Policy,
    home: Path,
    *,
    reference: projection.Reference = "all",
    progress: Progress | None = None,
) -> Revision:
    """Return the current revision for the state, made if there is none like it.

    A graph equal to the current one leaves it as it is. When anything fails, the old revision
    stays current. Raises StoreError (disk full, folder not writable, another build at work),
    ReasoningError, and GraphError where the state holds what is no IRI.
    """
    tell = progress or (lambda stage: None)
    inputs = _inputs(state, policy, reference)
    with revisions.lock(home), _no_collector():
        known = _known(home)
        if known is not None and known.inputs == inputs:
            return known
        before = sound.read(known.path / SOUND, _code()) if known is not None else frozenset()
        settled = settling.settle(state, policy, reference=reference, known=before, tell=tell)
        graphs = settled.graphs
        graphs["validation"] = set(report.describe(settled.findings))
        default: set[Triple] = set().union(*(graphs.get(name, ()) for name in DEFAULT_GRAPH))
        graphs["void"] = void.describe(graphs, default)
        default |= graphs["void"]
        name = digest(graphs)
        if known is not None and known.digest == name:
            return known
        counts = {**_counts(graphs), **_faults(settled), "triples": len(default)}
        tell("store")
        try:
            made = Revision(0, name, home, counts, inputs)
            return _write(home, graphs, default, made, settled.sound)
        except OSError as error:
            raise failure("written", revisions.folder(home), error) from error


def _write(
    home: Path,
    graphs: projection.Graphs,
    default: set[Triple],
    made: Revision,
    found_sound: Set[str],
) -> Revision:
    """Return the revision, written beside the current one and put in its place when whole."""
    number = revisions.next_number(home)
    building = revisions.partial(home)
    try:
        store = DiskStore.create(building / "store")
        named = ((terms.graph(graph), triples) for graph, triples in graphs.items())
        store.load([*named, (None, default)])
        store.finish()
        del store  # closes it: the folder is moved below
        search.build(building / "search.sqlite", graphs)
        sound.write(building / SOUND, _code(), found_sound)
        revisions.describe(Revision(number, made.digest, building, made.counts, made.inputs))
        path = revisions.make_current(home, building, f"{number}-{made.digest[:8]}")
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise
    revisions.clean(home)
    return Revision(number, made.digest, path, made.counts, made.inputs)


@contextmanager
def _no_collector() -> Iterator[None]:
    """Keep Python's cycle collector off: it would walk millions of terms, which have no cycles."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.enable()


def _known(home: Path) -> Revision | None:
    """Return the current revision; a damaged one counts as none and is replaced."""
    try:
        known = current(home)
        return known if known is not None and _is_whole(known) else None
    except StoreError:
        return None


def _is_whole(revision: Revision) -> bool:
    """Tell whether index and store are there with as many quads as were written.

    Raises StoreError for a store that cannot be read.
    """
    if not revision.search.is_file():
        return False
    counts = revision.counts
    written = sum(number for name, number in counts.items() if name.startswith("graph/"))
    return len(DiskStore.read_only(revision.store)) == written + counts.get("triples", 0)


def _inputs(state: State, policy: Policy, reference: str) -> str:
    """Return a hash of all that the graph is made from, the code that makes it included."""
    hasher = hashlib.sha256()
    for part in (state.digest(), _code(), repr(policy), reference):
        hasher.update(part.encode() + b"\n")
    return hasher.hexdigest()


def _code() -> str:
    """Return a hash of the ontology, its shapes and rules, and of the code that makes the graph."""
    hasher = hashlib.sha256(load.digest().encode())
    here = Path(__file__).parent
    folders = (here, here / "reasoning", here / "search", here / "validation")
    for path in sorted(path for folder in folders for path in folder.glob("*.py")):
        hasher.update(path.read_bytes())
    return hasher.hexdigest()


def _faults(settled: settling.Settled) -> dict[str, int]:
    """Return how much is wrong, by severity, and how much of it no claim is held back for."""
    results = [finding.result for finding in settled.findings]
    return {
        "violations": sum(result.severity == VIOLATION for result in results),
        "warnings": sum(result.severity == WARNING for result in results),
        "clashes": sum(result.shape == CONSISTENCY for result in results),
        "held": len(settled.held),
        "unlisted": settled.unlisted,
    }


def _counts(graphs: projection.Graphs) -> dict[str, int]:
    kinds = Counter(
        triple.object.value
        for triple in graphs["documents"]
        if triple.predicate.value == terms.ent("documentKind")
        and Triple(triple.subject, _TYPE, _DOCUMENT) in graphs["documents"]
        and isinstance(triple.object, Literal)
    )
    types = Counter(
        triple.object.value
        for name in ("claims", "decisions")
        for triple in graphs[name]
        if triple.predicate == _TYPE and isinstance(triple.object, NamedNode)
    )
    return {
        "documents": kinds.total() - kinds["reference"],
        "reference": kinds["reference"],
        "claims": types[terms.ent("Claim")],
        "evidence": types[terms.ent("Evidence")],
        "decisions": types[terms.ent("Decision")],
        "inferred": len(graphs["inferred"]),
        **{f"graph/{name}": len(triples) for name, triples in graphs.items()},
    }
