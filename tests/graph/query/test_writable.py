"""A store that takes updates: whole or not at all, durable, seen at once, and never lost."""

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from claims.errors import (
    ContentError,
    DatasetTwice,
    Overloaded,
    QueryError,
    QueryRefused,
    QuerySyntaxError,
    QueryTimeout,
    QueryTooLarge,
    StoreError,
    UpdateFailed,
)
from graph.query import QueryEngine
from graph.query.folder import opened
from graph.query.writable import WritableStore

BASE = "http://example.org/data/"
#: Takes far longer than any deadline here.
ENDLESS = """INSERT { ?a ?b ?l } WHERE {
  ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o . ?p ?q ?r . ?s ?t ?u }"""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[WritableStore]:
    with WritableStore(tmp_path / "data", memory_mb=256) as made:
        yield made


def insert(store: WritableStore, number: int) -> None:
    store.update(f"INSERT DATA {{ <s{number}> <p> {number} }}", base=BASE)


def fill(store: WritableStore, size: int) -> None:
    triples = " . ".join(f"<s{number}> <p{number % 3}> {number}" for number in range(size))
    store.update(f"INSERT DATA {{ {triples} }}", base=BASE)


def count(store: WritableStore, pattern: str = "?s ?p ?o") -> int:
    query = f"SELECT (COUNT(*) AS ?n) {{ {pattern} }}"
    return int(store.engine().execute(query, "csv").read().split()[1])


def test_what_is_written_is_seen_at_once(store: WritableStore) -> None:
    for number in range(5):
        insert(store, number)
        assert count(store) == number + 1
    rows = store.engine().execute("SELECT ?s { ?s ?p 3 }", "csv").read().split()
    assert rows[1] == f"{BASE}s3".encode()


def test_what_is_written_is_there_again(tmp_path: Path) -> None:
    with WritableStore(tmp_path / "data") as store:
        insert(store, 1)
    with WritableStore(tmp_path / "data") as store:
        assert count(store) == 1
    with QueryEngine(opened(tmp_path / "data")) as engine:
        assert engine.ask("ASK { ?s ?p 1 }")


def test_a_writer_that_is_killed_loses_nothing_acknowledged(store: WritableStore) -> None:
    for number in range(10):
        insert(store, number)
        if number % 3 == 2:
            assert store._writer._process is not None
            os.kill(store._writer._process.pid, 9)
            store._writer._process.wait()
    assert count(store) == 10


def test_a_store_is_open_once(store: WritableStore) -> None:
    insert(store, 1)
    with pytest.raises(StoreError, match="cannot be opened"):
        WritableStore(store.path)
    assert count(store) == 1


def test_a_late_update_changes_nothing(store: WritableStore) -> None:
    fill(store, 50)
    with pytest.raises(QueryTimeout, match=r"0\.5 seconds"):
        store.update(ENDLESS, base=BASE, timeout=0.5)
    assert count(store) == 50
    insert(store, 99)
    assert count(store) == 51


def test_queries_go_on_while_an_update_runs(store: WritableStore) -> None:
    fill(store, 50)
    failures: list[Exception] = []

    def change() -> None:
        try:
            store.update(ENDLESS, base=BASE, timeout=2)
        except QueryError as error:
            failures.append(error)

    thread = threading.Thread(target=change)
    thread.start()
    time.sleep(0.3)
    started = time.monotonic()
    assert count(store) == 50
    assert time.monotonic() - started < 1.5, "the query waited for the update"
    assert thread.is_alive()
    thread.join(20)
    assert [type(error) for error in failures] == [QueryTimeout]


def test_several_operations_are_one_change(store: WritableStore) -> None:
    with pytest.raises(UpdateFailed, match="exists"):
        store.update(
            "INSERT DATA { <a> <b> 1 . GRAPH <g> { <a> <b> 1 } } ; CREATE GRAPH <g>", base=BASE
        )
    assert count(store) == 0


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("INSERT DATA { <a> <b> }", QuerySyntaxError),
        ("INSERT DATA { ex:a ex:b 1 }", QuerySyntaxError),
        ("SELECT * {}", QuerySyntaxError),
        ("LOAD <http://127.0.0.1:1/>", QueryRefused),
        ("LOAD <http://127.0.0.1:1/> INTO", QuerySyntaxError),
        ("DROP GRAPH <none>", UpdateFailed),
        ("INSERT DATA " + "{" * 5000 + "}" * 5000, QueryTooLarge),
        ("INSERT DATA { <a> <b> '" + "x" * 3_000_000 + "' }", QueryTooLarge),
    ],
    ids=["triple", "prefix", "query", "load", "load syntax", "graph", "depth", "length"],
)
def test_what_cannot_be_done_says_why(
    store: WritableStore, text: str, error: type[QueryError]
) -> None:
    with pytest.raises(error) as caught:
        store.update(text, base=BASE)
    assert caught.value.message
    insert(store, 1)
    assert count(store) == 1


def test_an_update_that_breaks_the_engine_harms_nothing(store: WritableStore) -> None:
    insert(store, 1)
    with pytest.raises((QueryTooLarge, QuerySyntaxError)):
        # Left joins nest, one in the other.
        store.update("INSERT { } WHERE { " + "OPTIONAL { ?a ?b ?c } " * 60_000 + "}", base=BASE)
    assert count(store) == 1


def test_a_greedy_update_is_stopped(store: WritableStore) -> None:
    fill(store, 300)
    with pytest.raises((QueryTooLarge, QueryTimeout)):
        store.update(
            "INSERT { ?a ?d ?f . ?d ?a ?c } WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
            base=BASE,
            timeout=20,
        )
    assert count(store) == 300


def test_graphs_are_put_added_to_and_deleted(store: WritableStore) -> None:
    assert store.put("http://e.org/g", b"<a> <b> 1 , 2 .", "turtle", base=BASE)
    assert not store.put("http://e.org/g", b"<a> <b> 3 .", "turtle", base=BASE)
    assert not store.post("http://e.org/g", b"<a> <b> 4 .", "turtle", base=BASE)
    assert count(store, "GRAPH <http://e.org/g> { ?s ?p ?o }") == 2
    assert not store.put(None, b"<a> <b> 5 .", "turtle", base=BASE)
    assert count(store) == 1
    assert store.post("http://e.org/h", b"", "turtle", base=BASE)
    assert store.engine().ask("ASK { GRAPH <http://e.org/h> {} }"), "an empty graph is one"
    quads = b"<a:s> <a:p> <a:o> <http://e.org/k> ."
    store.post(None, quads, "nquads", base=BASE, quads=True)
    assert count(store, "GRAPH <http://e.org/k> { ?s ?p ?o }") == 1
    assert store.delete("http://e.org/g")
    assert not store.delete("http://e.org/g")


def test_content_that_does_not_parse_changes_nothing(store: WritableStore) -> None:
    store.put("http://e.org/g", b"<a> <b> 1 .", "turtle", base=BASE)
    for write in (store.put, store.post):
        with pytest.raises(ContentError) as caught:
            write("http://e.org/g", b"<a> <b> 2 .\n<a> <b> .", "turtle", base=BASE)
        assert caught.value.line == 2
        with pytest.raises(ContentError, match="names the graph"):
            write("http://e.org/g", b"<a:s> <a:p> <a:o> <a:g> .", "nquads", base=BASE)
    assert count(store, "GRAPH <http://e.org/g> { ?s ?p ?o }") == 1


def test_a_request_names_the_dataset_of_an_update(store: WritableStore) -> None:
    store.put("http://e.org/g", b"<a> <b> 1 .", "turtle", base=BASE)
    using = ["http://e.org/g"]
    store.update("INSERT { ?s <c> ?o } WHERE { ?s <b> ?o }", base=BASE, default_graphs=using)
    assert count(store, "?s <" + BASE + "c> ?o") == 1
    text = "DELETE WHERE { GRAPH ?g { ?s <b> ?o } }"
    store.update(text, base=BASE, named_graphs=["http://e.org/none"])
    assert count(store, "GRAPH ?g { ?s ?p ?o }") == 1
    store.update(text, base=BASE, named_graphs=using)
    assert count(store, "GRAPH ?g { ?s ?p ?o }") == 0
    for twice in (
        "WITH <a:g> DELETE { ?s ?p 1 } WHERE { ?s ?p 1 }",
        "INSERT {} USING <a:g> WHERE {}",
    ):
        with pytest.raises(DatasetTwice):
            store.update(twice, base=BASE, default_graphs=using)


def test_updates_wait_in_a_bounded_queue(tmp_path: Path) -> None:
    with WritableStore(tmp_path / "data", queue=1) as store:
        fill(store, 50)
        outcomes: list[type] = []

        def change() -> None:
            try:
                store.update(ENDLESS, base=BASE, timeout=2)
            except QueryError as error:
                outcomes.append(type(error))

        threads = [threading.Thread(target=change) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
        assert outcomes.count(QueryTimeout) >= 1
        assert outcomes.count(Overloaded) >= 2
        insert(store, 99)


def test_snapshots_go_when_nobody_reads_them(store: WritableStore) -> None:
    fill(store, 300)
    reading = store.engine().execute("SELECT * { ?a ?b ?c . ?d ?e ?f }", "csv")
    next(reading.chunks)
    for number in range(5):
        insert(store, 1000 + number)
        count(store)
    assert len(list((store.path / "snapshots").iterdir())) == 2
    assert b"".join(reading.chunks).count(b"\n") > 80_000
    end = time.monotonic() + 10
    while len(list((store.path / "snapshots").iterdir())) > 1:
        assert time.monotonic() < end, "a snapshot is left"
        time.sleep(0.02)


def test_what_a_killed_server_left_is_cleared(tmp_path: Path) -> None:
    left = tmp_path / "data" / "snapshots" / "7"
    left.mkdir(parents=True)
    with WritableStore(tmp_path / "data") as store:
        assert not left.exists()
        insert(store, 1)


def test_a_folder_without_a_store_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no dataset"):
        opened(tmp_path)
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError, match="cannot be used"):
        WritableStore(tmp_path / "file")


def test_a_closed_store_makes_no_change(tmp_path: Path) -> None:
    store = WritableStore(tmp_path / "data")
    store.close()
    with pytest.raises(StoreError, match="closed"):
        insert(store, 1)
    assert store._writer._process is None
