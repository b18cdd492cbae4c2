"""Twenty minutes of mixed queries at a server whose workers are killed now and then."""

import http.client
import os
import random
import signal
import subprocess
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.soak

MINUTES = float(os.environ.get("SOAK_MINUTES", "20"))
CLIENTS = 6

COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
QUERIES = (
    COUNT,
    "ASK { ?s a ?class }",
    "SELECT ?s ?label { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?label } LIMIT 500",
    "SELECT * { ?s ?p ?o }",
    "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 2000",
    "SELECT ?s { ?s ?p ",
    ENDLESS,
)

#: What a query may be answered with: whole, not parsed, its worker died under it (which is how a
#: query looks that the engine cannot bear), turned away, cut off at its deadline.
STATUSES = {200, 400, 413, 503, 504}


def test_a_server_under_mixed_load_answers_rightly_and_loses_nothing(
    chance: random.Random,
    report: Callable[[random.Random], str],
    build: Callable[[Path, Path], str],
    start: Callable[..., subprocess.Popen[str]],
    tmp_path: Path,
) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "one.txt").write_text(report(chance), encoding="utf-8")
    build(corpus, tmp_path / "home")
    options = ("--port", 0, "--query-timeout", 2, "--corpus", corpus)
    process = start("serve", "--home", tmp_path / "home", *options)
    assert process.stderr is not None
    log = threading.Thread(target=process.stderr.read)
    try:
        line = next((line for line in process.stderr if line.startswith("Serving")), "")
        address = line.split(" at ")[1].strip()
        log.start()
        right = put(address, COUNT)
        assert right[0] == 200
        seen: Counter[int | str] = Counter()
        wrong: list[str] = []
        end = time.monotonic() + 60 * MINUTES

        def client(own: random.Random) -> None:
            while time.monotonic() < end:
                query = own.choice(QUERIES)
                status, body = put(address, query, hang_up=own.random() < 0.1)
                seen[status] += 1
                if isinstance(status, int) and status not in STATUSES:
                    wrong.append(f"{status} for {query}: {body[:200]!r}")
                if query == COUNT and status == 200 and body != right[1]:
                    wrong.append(f"another count: {body[:200]!r}")

        clients = [
            threading.Thread(target=client, args=(random.Random(chance.random()),))
            for _ in range(CLIENTS)
        ]
        for thread in clients:
            thread.start()
        while time.monotonic() < end:
            time.sleep(chance.uniform(1, 10))
            if below := descendants(process.pid):
                kill(chance.choice(below))
            assert process.poll() is None, "the server is gone"
        for thread in clients:
            thread.join(60)
        print(dict(seen))
        assert not wrong, wrong[:10]
        assert seen[200] > seen.total() / 10
        assert settled(address) == right
        below = descendants(process.pid)
        process.send_signal(signal.SIGTERM)
        assert process.wait(60) == 0
        deadline = time.monotonic() + 30
        while any(Path("/proc", str(pid)).exists() for pid in below):
            assert time.monotonic() < deadline, "a worker is left"
            time.sleep(0.1)
    finally:
        kill(process.pid)
        process.wait(60)
        if log.is_alive():
            log.join(60)
        process.stderr.close()


def put(address: str, query: str, hang_up: bool = False) -> tuple[int | str, bytes]:
    """Return status and body; a transfer that is broken off is ``broken``."""
    url = f"{address}sparql?{urllib.parse.urlencode({'query': query})}"
    request = urllib.request.Request(url, headers={"Accept": "text/csv, text/turtle;q=0.9"})
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, answer.read(10) if hang_up else answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()
    except (OSError, http.client.HTTPException) as error:
        return "broken", repr(error).encode()


def settled(address: str) -> tuple[int | str, bytes]:
    """Return the answer to the count once the server has replaced what was killed."""
    for _ in range(30):
        found = put(address, COUNT)
        if found[0] == 200:
            return found
        time.sleep(1)
    return found


def kill(pid: int) -> None:
    """Kill a process that may have ended already."""
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def descendants(pid: int) -> list[int]:
    """Return the processes below this one (Linux)."""
    children: list[int] = []
    for file in Path("/proc", str(pid), "task").glob("*/children"):
        try:
            found = list(map(int, file.read_text().split()))
        except OSError:
            continue
        for child in found:
            children += [child, *descendants(child)]
    return children
