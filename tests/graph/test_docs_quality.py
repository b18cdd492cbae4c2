"""The queries of docs/quality.md run and find something; its table has every shape."""

import re

import pytest

from claims.policy import Policy
from graph.publish import publish
from graph.settling import ROUNDS
from graph.store import DiskStore
from ontology import load, terms


@pytest.fixture
def text(root):
    return (root / "docs" / "quality.md").read_text(encoding="utf-8")


def test_every_query_finds_something(text, relief, tmp_path):
    relief.say("nato", "rdf:type", "ent:MilitaryAlliance", document="states")
    relief.say("quake", "ent:occursIn", "nato", confidence=0.6)
    revision = publish(relief.state(), Policy(0.5), tmp_path)
    store = DiskStore.read_only(revision.store).oxigraph
    queries = re.findall(r"```sparql\n(.*?)```", text, re.DOTALL)
    assert len(queries) == 2
    for query in queries:
        assert list(store.query(query)), query


def test_every_shape_is_told(text):
    shapes = {
        triple.subject.value.removeprefix(terms.ENT)
        for triple in load.module("shapes")
        if triple.predicate.value == terms.RDF_TYPE
        and getattr(triple.object, "value", "") == f"{terms.SH}NodeShape"
    }
    assert shapes - {"LikenessShape"} == set(re.findall(r"`(\w+Shape)`", text))


def test_the_number_of_rounds_is_that_of_the_code(text):
    assert f"at most {ROUNDS} times" in text
