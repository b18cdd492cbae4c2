"""The graph to take home: whole, in parts, with checksums, and downloads that go on."""

import gzip
import hashlib
import json
from typing import Any

import pyoxigraph as ox
import pytest

from graph.store import DiskStore
from ontology import terms

REVISION = "/dump/{}/{}"


def fetched(small: Any, name: str) -> bytes:
    answer = small.get(f"/dump/{name}")
    assert answer.status == 302
    there = small.get(answer.headers["Location"])
    assert there.status == 200
    body: bytes = there.body
    return body


def stored(small: Any) -> set[ox.Quad]:
    store = DiskStore.read_only((small.home / "graph" / "current").resolve() / "store")
    return {quad for quad in store.oxigraph if not isinstance(quad.graph_name, ox.DefaultGraph)}


@pytest.mark.parametrize(
    ("ending", "kind"), [("nq", ox.RdfFormat.N_QUADS), ("trig", ox.RdfFormat.TRIG)]
)
def test_the_whole_dump_is_the_whole_graph(small: Any, ending: str, kind: ox.RdfFormat) -> None:
    text = gzip.decompress(fetched(small, f"entente.{ending}.gz"))
    assert set(ox.parse(text, format=kind)) == stored(small)


def test_a_part_is_one_named_graph(small: Any) -> None:
    text = gzip.decompress(fetched(small, "published.nq.gz"))
    quads = set(ox.parse(text, format=ox.RdfFormat.N_QUADS))
    published = ox.NamedNode(terms.graph("published"))
    assert quads == {quad for quad in stored(small) if quad.graph_name == published}


def test_the_checksum_is_that_of_the_file(small: Any) -> None:
    where = small.get("/dump/claims.nq.gz").headers["Location"]
    file = small.get(where)
    told = small.get(f"{where}.sha256").text.split()
    assert told == [hashlib.sha256(file.body).hexdigest(), "claims.nq.gz"]
    assert file.headers["ETag"] == f'"{told[0]}"'
    assert file.headers["Repr-Digest"].startswith("sha-256=:")


def test_a_broken_download_goes_on(small: Any) -> None:
    where = small.get("/dump/claims.nq.gz").headers["Location"]
    whole = small.get(where)
    first = small.get(where, Range="bytes=0-99")
    rest = small.get(where, Range="bytes=100-", If_Range=whole.headers["ETag"])
    assert (first.status, rest.status) == (206, 206)
    assert first.body + rest.body == whole.body
    changed = small.get(where, Range="bytes=100-", If_Range='"another"')
    assert changed.status == 200, "what has changed is sent whole"


def test_the_same_graph_is_the_same_file(small: Any) -> None:
    first = fetched(small, "concepts.trig.gz")
    for file in (small.home / "dumps").rglob("concepts.trig.gz"):
        file.unlink()
    assert fetched(small, "concepts.trig.gz") == first


def test_what_there_is_is_listed(small: Any) -> None:
    told = json.loads(small.get("/dump?format=json").body)
    names = {file["url"].rpartition("/")[2] for file in told["files"]}
    assert {"entente.nq.gz", "entente.trig.gz", "published.nq.gz"} <= names
    assert all(
        small.get(f["checksum"].removeprefix(small.url)).status == 200 for f in told["files"]
    )
    assert "entente.nq.gz" in small.page("/dump")


@pytest.mark.parametrize(
    "name", ["nothing.nq.gz", "entente.ttl.gz", "1-0/entente.nq.gz", "../ledger.sqlite"]
)
def test_what_there_is_not_is_said(small: Any, name: str) -> None:
    answer = small.get(f"/dump/{name}")
    assert answer.status in (404, 410)
    assert json.loads(answer.body)["status"] == answer.status
