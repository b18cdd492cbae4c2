import errno
import json
import shutil
from dataclasses import replace

import pytest
from pyoxigraph import CanonicalizationAlgorithm, Dataset, NamedNode, Store

from claims.errors import StoreError
from claims.ledger import Ledger
from claims.model import Extraction, Literal, Modality, Run
from claims.policy import Policy
from graph import publish as publishing
from graph.digest import digest
from graph.publish import DEFAULT_GRAPH, current, publish
from graph.store import DiskStore
from ontology import terms

POLICY = Policy(0.5)


def opened(revision) -> Store:
    return DiskStore.read_only(revision.store).oxigraph


def count(revision, query: str) -> int:
    (row,) = opened(revision).query(f"SELECT (COUNT(*) AS ?n) WHERE {{ {query} }}")
    return int(row["n"].value)


def test_published_graph_can_be_queried(relief, tmp_path):
    revision = publish(relief.state(), POLICY, tmp_path)
    rows = opened(revision).query(
        "PREFIX ent: <https://w3id.org/entente/ontology#>"
        "SELECT ?label { ?actor ent:activeIn ?place ; <http://www.w3.org/2000/01/rdf-schema#label>"
        " ?label . ?place <http://www.w3.org/2000/01/rdf-schema#label> 'Americas' }"
    )
    assert {row["label"].value for row in rows} == {"Canada", "Canadian navy"}
    assert current(tmp_path) == revision
    assert revision.path.name == f"1-{revision.digest[:8]}"


def test_default_graph_is_the_union_and_counts_nothing_twice(relief, tmp_path):
    relief.say("relief", "ent:hasParticipant", "canada", modality=Modality.HEDGED)
    revision = publish(relief.state(), POLICY, tmp_path)
    store = opened(revision)
    union = {
        quad.triple
        for name in DEFAULT_GRAPH
        for quad in store.quads_for_pattern(None, None, None, NamedNode(terms.graph(name)))
    }
    default = [quad.triple for quad in store.quads_for_pattern(None, None, None, None)
               if quad.graph_name.__class__.__name__ == "DefaultGraph"]  # fmt: skip
    assert set(default) == union
    assert len(default) == len(union) == revision.counts["triples"]
    assert count(revision, "?s ?p ?o") == len(union)
    assert count(revision, "?d a <https://w3id.org/entente/ontology#Decision>") == 0


def test_a_blank_node_is_one_however_many_parts_the_graph_is_loaded_in(
    relief, tmp_path, monkeypatch
):
    monkeypatch.setattr("graph.store._BATCH", 100)
    revision = publish(relief.state(), POLICY, tmp_path)
    shape = "?shape <{0}property> ?part . ?part <{0}path> ?path ; <{0}maxCount> ?most"
    asked = shape.format(terms.SH)
    inside = f"GRAPH <{terms.graph('ontology')}> {{ {asked} }}"
    assert count(revision, asked) == count(revision, inside) > 10
    assert count(revision, f"{asked} {inside}") == count(revision, asked)


def test_counts_are_those_of_the_store(relief, tmp_path):
    counts = publish(relief.state(), POLICY, tmp_path).counts
    revision = current(tmp_path)
    ent = terms.ENT
    assert counts["claims"] == count(revision, f"?c a <{ent}Claim>") == len(relief.claims)
    assert counts["evidence"] == count(revision, f"?e a <{ent}Evidence>")
    assert (counts["documents"], counts["reference"]) == (1, 1)
    for name in terms.GRAPHS:
        stored = count(revision, f"GRAPH <{terms.graph(name)}> {{ ?s ?p ?o }}")
        assert counts[f"graph/{name}"] == stored, name


def test_inferred_never_repeats_what_is_stated(relief, tmp_path):
    relief.say("relief", "ent:hasParticipant", "canada")
    revision = publish(relief.state(), POLICY, tmp_path)
    inferred, published = terms.graph("inferred"), terms.graph("published")
    assert count(revision, f"GRAPH <{inferred}> {{ ?s ?p ?o }}") > 0
    both = f"GRAPH <{inferred}> {{ ?s ?p ?o }} GRAPH <{published}> {{ ?s ?p ?o }}"
    assert count(revision, both) == 0


def test_digest_is_that_of_rdfc_over_the_store(relief, tmp_path):
    revision = publish(relief.state(), POLICY, tmp_path)
    reifies = f"{terms.RDF}reifies"
    quads = [
        quad
        for quad in opened(revision)
        if isinstance(quad.graph_name, NamedNode) and quad.predicate.value != reifies
    ]
    dataset = Dataset(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    graphs: dict[str, set] = {}
    for quad in dataset:
        graphs.setdefault(quad.graph_name.value.rpartition("/")[2], set()).add(quad.triple)
    assert digest(graphs) == revision.digest


def test_same_state_leaves_the_revision_untouched(relief, tmp_path):
    first = publish(relief.state(), POLICY, tmp_path)
    stamp = (first.path / "revision.json").stat().st_mtime_ns
    stages = []
    assert publish(relief.state(), POLICY, tmp_path, progress=stages.append) == first
    assert stages == []
    assert (first.path / "revision.json").stat().st_mtime_ns == stamp


def test_another_policy_that_changes_nothing_is_the_same_graph(relief, tmp_path):
    first = publish(relief.state(), Policy(0.5), tmp_path)
    assert publish(relief.state(), Policy(0.6), tmp_path).number == first.number
    assert publish(relief.state(), Policy(0.95), tmp_path).number == first.number + 1


def test_order_of_claims_and_documents_does_not_matter(relief, tmp_path):
    state = relief.state()
    turned = replace(state, documents=state.documents[::-1], claims=state.claims[::-1])
    first = publish(state, POLICY, tmp_path / "a")
    assert publish(turned, POLICY, tmp_path / "b").digest == first.digest


def test_only_the_last_two_revisions_stay(report, tmp_path):
    for number in range(4):
        report.say(f"a{number}", "ent:memberOf", "b")
        last = publish(report.state(), POLICY, tmp_path)
        opened(last)
    names = {path.name for path in (tmp_path / "graph").iterdir()}
    assert {name.partition("-")[0] for name in names} == {"3", "4", "current", "lock"}
    assert current(tmp_path).number == 4


class DiskFull(DiskStore):
    def finish(self):
        raise OSError(errno.ENOSPC, "No space left on device")


class Interrupted(DiskStore):
    def finish(self):
        raise KeyboardInterrupt


def test_failed_publish_leaves_the_old_revision_current(report, tmp_path, monkeypatch):
    report.say("a", "ent:memberOf", "b")
    first = publish(report.state(), POLICY, tmp_path)
    report.say("c", "ent:memberOf", "b")
    monkeypatch.setattr(publishing, "DiskStore", DiskFull)
    with pytest.raises(StoreError, match="No space left"):
        publish(report.state(), POLICY, tmp_path)
    monkeypatch.setattr(publishing, "DiskStore", Interrupted)
    with pytest.raises(KeyboardInterrupt):
        publish(report.state(), POLICY, tmp_path)
    assert current(tmp_path) == first
    assert not list((tmp_path / "graph").glob("*partial*"))
    monkeypatch.undo()
    assert publish(report.state(), POLICY, tmp_path).number == first.number + 1


def test_what_a_killed_publish_left_is_cleared(report, tmp_path):
    left = tmp_path / "graph" / "next.partial"
    left.mkdir(parents=True)
    (left / "store").write_text("half")
    report.say("a", "ent:memberOf", "b")
    publish(report.state(), POLICY, tmp_path)
    assert not left.exists()


def test_two_builds_do_not_write_at_once(report, tmp_path):
    report.say("a", "ent:memberOf", "b")
    with publishing.revisions.lock(tmp_path), pytest.raises(StoreError, match="Another build"):
        publish(report.state(), POLICY, tmp_path)


def test_damaged_description_is_said_and_mended(report, tmp_path):
    report.say("a", "ent:memberOf", "b")
    revision = publish(report.state(), POLICY, tmp_path)
    (revision.path / "revision.json").write_text("{")
    with pytest.raises(StoreError, match=r"revision\.json is damaged"):
        current(tmp_path)
    assert publish(report.state(), POLICY, tmp_path).digest == revision.digest
    assert current(tmp_path).number == 2


def test_missing_store_is_built_again(report, tmp_path):
    report.say("a", "ent:memberOf", "b")
    revision = publish(report.state(), POLICY, tmp_path)
    shutil.rmtree(revision.store)
    again = publish(report.state(), POLICY, tmp_path)
    assert again.digest == revision.digest
    assert count(again, "?s ?p ?o") == revision.counts["triples"]


def test_damaged_store_is_said_and_mended(report, tmp_path):
    report.say("a", "ent:memberOf", "b")
    revision = publish(report.state(), POLICY, tmp_path)
    for file in revision.store.glob("*.sst"):
        file.write_bytes(b"\0" * file.stat().st_size)
    with pytest.raises(StoreError, match="Corruption") as caught:
        len(DiskStore.read_only(revision.store))
    assert "entente build" in caught.value.hint
    again = publish(report.state(), POLICY, tmp_path)
    assert (again.number, again.digest) == (2, revision.digest)
    assert count(again, "?s ?p ?o") == revision.counts["triples"]


def test_store_that_lost_triples_is_mended(report, tmp_path):
    report.say("a", "ent:memberOf", "b")
    revision = publish(report.state(), POLICY, tmp_path)
    store = Store(str(revision.store))
    store.remove(next(iter(store)))
    store.flush()
    del store
    assert publish(report.state(), POLICY, tmp_path).number == 2


def test_description_missing_or_unreadable_is_said_so(report, tmp_path):
    report.say("a", "ent:memberOf", "b")
    revision = publish(report.state(), POLICY, tmp_path)
    file = revision.path / "revision.json"
    file.unlink()
    with pytest.raises(StoreError, match=r"revision\.json is missing") as caught:
        current(tmp_path)
    assert "entente build" in caught.value.hint
    file.mkdir()
    with pytest.raises(StoreError, match=r"revision\.json cannot be read: Is a directory"):
        current(tmp_path)
    assert publish(report.state(), POLICY, tmp_path).number == 2


def test_home_that_cannot_be_read(tmp_path):
    (tmp_path / "graph").symlink_to("graph")
    with pytest.raises(StoreError, match="cannot be read"):
        current(tmp_path)


def test_nothing_published_yet(tmp_path):
    assert current(tmp_path) is None
    with pytest.raises(StoreError, match="no graph"):
        DiskStore.read_only(tmp_path / "store")


def test_home_that_is_a_file(report, tmp_path):
    (tmp_path / "home").write_text("")
    with pytest.raises(StoreError, match="cannot be written"):
        publish(report.state(), POLICY, tmp_path / "home")


def test_reference_mentioned_is_another_graph(relief, tmp_path):
    relief.label("mali", "Mali", document="states")
    whole = publish(relief.state(), POLICY, tmp_path)
    part = publish(relief.state(), POLICY, tmp_path, reference="mentioned")
    assert part.number == whole.number + 1
    assert part.counts["claims"] < whole.counts["claims"]


def test_void_describes_every_graph(relief, tmp_path):
    revision = publish(relief.state(), POLICY, tmp_path)
    rows = opened(revision).query(
        "PREFIX void: <http://rdfs.org/ns/void#>"
        f"SELECT ?part ?n {{ GRAPH <{terms.graph('void')}> {{"
        f" <{terms.BASE}void#dataset> void:subset ?part . ?part void:triples ?n }}"
        f" FILTER(STRSTARTS(STR(?part), '{terms.GRAPH}')) }}"
    )
    found = {row["part"].value.rpartition("/")[2]: int(row["n"].value) for row in rows}
    assert found == {name: revision.counts[f"graph/{name}"] for name in terms.GRAPHS[:-1]}


def test_description_holds_no_time(report, tmp_path):
    report.say("a", "ent:memberOf", "b")
    revision = publish(report.state(), POLICY, tmp_path)
    data = json.loads((revision.path / "revision.json").read_text())
    assert set(data) == {"number", "digest", "inputs", "counts"}


# ---- through a real ledger


def extraction(tools, slug: str, *facts: str, **more) -> Extraction:
    """What a run finds in a document of these facts."""
    builder = tools.builder()
    text = "\n".join(facts)
    builder.document(slug, text=text, **more)
    start = 0
    for fact in facts:
        subject, predicate, value = fact.split(maxsplit=2)
        obj = Literal(value[1:-1]) if value.startswith('"') else value
        builder.say(subject, predicate, obj, document=slug, sentence=fact)
        (*_, evidence) = builder.found[list(builder.found)[-1]]
        builder.found[evidence.claim.id][-1] = replace(
            evidence, start=start, end=start + len(fact), subject_span=None
        )
        start += len(fact) + 1
    found = tuple(item for items in builder.found.values() for item in items)
    return Extraction(builder.documents[slug], (), found)


RUN = Run("1.0", "pipeline", "knowledge")


def test_incremental_build_equals_a_rebuild(tools, tmp_path):
    first = extraction(tools, "a", 'op rdfs:label "the operation"', "op rdf:type ent:Operation")
    second = extraction(tools, "b", 'op rdfs:label "operation"', "op ent:hasParticipant navy")
    changed = extraction(tools, "b", 'op rdfs:label "big operation"', "op ent:hasParticipant army")
    third = extraction(tools, "c", "navy ent:forceOf canada", "army ent:forceOf canada")
    with Ledger.open(tmp_path / "grown.sqlite") as ledger:
        digests = []
        for item in (first, second, third, changed):
            ledger.record(item, RUN)
            digests.append(publish(ledger.state([RUN.id]), POLICY, tmp_path / "grown").digest)
        ledger.withdraw(["a"])
        shrunk = publish(ledger.state([RUN.id]), POLICY, tmp_path / "grown").digest
    assert len(set(digests)) == 4
    with Ledger.open(tmp_path / "new.sqlite") as ledger:
        for item in (changed, third, first):
            ledger.record(item, RUN)
        assert publish(ledger.state([RUN.id]), POLICY, tmp_path / "new").digest == digests[-1]
    with Ledger.open(tmp_path / "less.sqlite") as ledger:
        for item in (third, changed):
            ledger.record(item, RUN)
        assert publish(ledger.state([RUN.id]), POLICY, tmp_path / "less").digest == shrunk
