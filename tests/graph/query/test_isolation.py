"""Queries that run away, die or are left, and revisions that change under them."""

import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from claims.errors import Overloaded, QueryError, QueryTimeout, QueryTooLarge
from graph.query import QueryEngine, Result

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n2 ?o }"
LONG = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
GREEDY = f"{LONG[:-1]} . ?j ?k ?l }} ORDER BY ?a"


def answers(engine: QueryEngine) -> bool:
    return engine.execute("ASK { ?s ?p ?o }", "json").read().endswith(b"true}")


def slowly(chunks: Iterator[bytes]) -> None:
    for _ in chunks:
        time.sleep(0.05)


def wait_until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


def test_a_late_query_is_stopped_and_its_worker_replaced(engine: QueryEngine) -> None:
    for _ in range(3):
        with pytest.raises(QueryTimeout, match=r"0\.2 seconds"):
            engine.execute(ENDLESS, "json", timeout=0.2)
    assert answers(engine)
    assert engine.stats()["queries_running"] == 0


def test_a_greedy_query_is_stopped(engine: QueryEngine) -> None:
    with pytest.raises(QueryTooLarge, match="256 MB"):
        engine.execute(GREEDY, "json").read()
    assert answers(engine)


def test_a_query_that_kills_its_worker_harms_no_other(
    engine: QueryEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.query.guard.MAX_DEPTH", 10**6)
    with pytest.raises(QueryTooLarge, match="broke down"):
        engine.execute("SELECT * " + "{" * 20_000 + "}" * 20_000, "json")
    assert answers(engine)


def test_a_worker_killed_from_outside_is_not_the_query_s_fault(engine: QueryEngine) -> None:
    result = engine.execute(LONG, "csv")
    worker = result.chunks._worker
    assert worker is not None
    os.kill(worker.pid, 9)
    with pytest.raises(Overloaded, match="from outside"):
        slowly(result.chunks)
    assert answers(engine)


def test_an_answer_that_fails_on_the_way_raises(engine: QueryEngine) -> None:
    result = engine.execute(LONG + " LIMIT 100000000", "csv", timeout=1)
    chunks = iter(result.chunks)
    assert next(chunks)
    with pytest.raises(QueryTimeout):
        slowly(chunks)
    assert list(chunks) == []
    assert answers(engine)


def test_leaving_an_answer_early_frees_the_worker(engine: QueryEngine) -> None:
    for _ in range(2 * engine._lane.size):
        result = engine.execute(LONG, "csv")
        next(result.chunks)
        result.chunks.close()
    assert answers(engine)
    assert engine.stats()["queries_running"] == 0


def test_an_answer_that_nobody_reads_frees_the_worker(engine: QueryEngine) -> None:
    result = engine.execute(LONG, "csv")
    del result
    assert engine.stats()["queries_running"] == 0


def test_a_client_that_leaves_frees_the_worker(engine: QueryEngine) -> None:
    left = threading.Event()
    threading.Timer(0.3, left.set).start()
    with pytest.raises(QueryTimeout, match="left"):
        engine.execute(ENDLESS, "json", cancelled=left.is_set)
    assert engine.stats()["queries_running"] == 0


def held(engine: QueryEngine, query: str) -> Result:
    """Return an answer under way that nobody takes, which has found its long place."""
    result = engine.execute(query, "csv")
    end = time.monotonic() + 20
    while engine._lane._held["quick"]:
        assert time.monotonic() < end
        next(result.chunks)
    return result


def test_the_queue_is_bounded(make_revision: Callable[..., Path]) -> None:
    with QueryEngine(make_revision(1, size=600), workers=1, queue=1) as engine:
        first = held(engine, LONG)
        failures: list[Exception] = []

        def wait() -> None:
            try:
                engine.execute(ENDLESS, "json", timeout=3)
            except QueryError as error:
                failures.append(error)

        waiting = threading.Thread(target=wait)
        waiting.start()
        wait_until(lambda: engine.stats()["queries_waiting"] == 1)
        with pytest.raises(Overloaded):
            engine.execute(ENDLESS, "json")
        assert answers(engine), "a short query waits for no long one"
        assert engine.select("SELECT ?s { ?s ?p ?o } LIMIT 1"), "pages have workers of their own"
        first.chunks.close()
        waiting.join(20)
        assert [type(error) for error in failures] == [QueryTimeout]
        assert engine.stats()["queries_running"] == 0


def test_a_long_query_begins_anew_in_a_long_place(make_revision: Callable[..., Path]) -> None:
    with QueryEngine(make_revision(1, size=600), workers=1) as engine:
        first = held(engine, LONG)
        counts: list[bytes] = []
        query = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER(?c != ?f || ?a = ?d) }"
        waiting = threading.Thread(
            target=lambda: counts.append(engine.execute(query, "csv").read())
        )
        waiting.start()
        wait_until(lambda: engine.stats()["queries_waiting"] == 1 or bool(counts))
        first.chunks.close()
        waiting.join(30)
        assert counts == [engine.execute(query, "csv").read()]


def test_an_answer_that_flows_goes_on_in_a_long_place(make_revision: Callable[..., Path]) -> None:
    with QueryEngine(make_revision(1, size=600), workers=1) as engine:
        first = held(engine, LONG)
        bodies: list[bytes] = []
        query = "SELECT ?a ?d { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } LIMIT 2000000"
        waiting = threading.Thread(
            target=lambda: bodies.append(engine.execute(query, "tsv").read())
        )
        waiting.start()
        wait_until(lambda: engine.stats()["queries_waiting"] == 1)
        first.chunks.close()
        waiting.join(30)
        assert bodies[0].count(b"\n") == 2_000_001


def test_many_threads_get_their_own_answers(engine: QueryEngine) -> None:
    wrong: list[int] = []

    def ask(number: int) -> None:
        for _ in range(10):
            query = f"SELECT ?n {{ VALUES ?n {{ {number} }} }}"
            if engine.execute(query, "csv").read() != f"n\r\n{number}\r\n".encode():
                wrong.append(number)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert wrong == []


def test_no_request_fails_while_the_revision_changes(make_revision: Callable[..., Path]) -> None:
    failures: list[Exception] = []
    seen: set[int] = set()
    stop = threading.Event()
    paths = [make_revision(number, size=number * 10) for number in (1, 2, 3)]

    with QueryEngine(paths[0]) as engine:

        def ask() -> None:
            while not stop.is_set():
                try:
                    result = engine.execute("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", "csv")
                    rows = int(result.read().split()[1])
                    seen.add(rows)
                    if rows != result.revision.number * 10 + 1:
                        raise QueryError(f"{rows} rows from revision {result.revision.number}")
                except QueryError as error:
                    failures.append(error)

        threads = [threading.Thread(target=ask) for _ in range(3)]
        for thread in threads:
            thread.start()
        wait_until(lambda: 11 in seen)
        for number, path in enumerate(paths[1:], 2):
            assert engine.switch(path).number == number
            wait_until(lambda: engine.revision.number * 10 + 1 in seen)
        stop.set()
        for thread in threads:
            thread.join(60)
    assert failures == []
    assert seen == {11, 21, 31}


def test_a_larger_graph_answers_from_disk_until_it_is_in_memory(
    make_revision: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.query.keeper.QUICK_BYTES", 0)
    with QueryEngine(make_revision(1, size=2000)) as engine:
        modes = {engine.mode}
        while engine.mode == "disk":
            assert answers(engine)
        modes.add(engine.mode)
        assert modes == {"disk", "memory"}
        assert answers(engine)
        engine.switch(make_revision(2, size=10))
        assert len(engine.select("SELECT * { ?s ?p ?o }")) == 11
        wait_until(lambda: engine.mode == "memory")
        assert engine.revision.number == 2


def test_an_engine_can_be_closed_while_it_reads_the_graph(
    make_revision: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graph.query.keeper.QUICK_BYTES", 0)
    monkeypatch.setattr("graph.query.keeper.WARM_AFTER", 0.01)
    engine = QueryEngine(make_revision(1, size=20_000))
    wait_until(lambda: len(engine._keeper._nurseries) == 2)
    nurseries = list(engine._keeper._nurseries)
    assert answers(engine)
    engine.close()
    assert not any(nursery.alive for nursery in nurseries)


def test_an_answer_under_way_survives_a_switch(make_revision: Callable[..., Path]) -> None:
    with QueryEngine(make_revision(1, size=400)) as engine:
        query = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
        result = engine.execute(query, "csv")
        next(result.chunks)
        engine.switch(make_revision(2, size=1))
        rest = b"".join(result.chunks)
        assert rest.count(b"\r\n") > 100_000
        assert result.revision.number == 1


def test_a_nursery_that_dies_is_replaced(engine: QueryEngine) -> None:
    assert answers(engine)
    os.kill(engine.snapshot.nursery._process.pid, 9)
    engine.snapshot.nursery._process.wait()
    engine._lane.clear()
    assert answers(engine)


def test_a_worker_reaches_no_network(make_revision: Callable[..., Path]) -> None:
    """The second wall: even a SERVICE that passed the guard opens no connection."""
    with socket.create_server(("127.0.0.1", 0)) as listener, QueryEngine(make_revision()) as engine:
        listener.settimeout(0.5)
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        channel = engine._lane.take(engine.snapshot)
        query = f"SELECT * {{ SERVICE <{address}> {{ ?s ?p ?o }} }}"
        channel.send(
            {
                "query": query,
                "format": "csv",
                "timeout": 10,
                "default_graphs": [],
                "named_graphs": [],
                "prefixes": False,
                "limit": None,
                "base": engine.base,
                "refusal": None,
                "declared": {},
                **engine._settled,
            }
        )
        kind, body = channel.frame(time.monotonic() + 10, time.monotonic() + 10, None)
        while kind not in (b"X", b"E"):
            kind, body = channel.frame(time.monotonic() + 10, time.monotonic() + 10, None)
        assert kind == b"X", body
        with pytest.raises(TimeoutError):
            listener.accept()
        channel.kill()
