"""The ontology loads as a schema, as graphs and as a digest, and bad files are named."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from rdflib import RDF, RDFS, Graph, URIRef

from ontology import load, terms
from ontology.errors import OntologyError


def test_the_schema_holds_what_the_graph_holds() -> None:
    graph, schema = load.graph(), load.schema()
    owl = terms.OWL
    classes = {c for c in graph.subjects(RDF.type, URIRef(owl + "Class")) if terms.ENT in str(c)}
    assert {info.iri for info in schema.classes.values()} == {str(c) for c in classes}
    concepts = set(graph.subjects(URIRef(terms.SKOS + "inScheme")))
    assert {str(c) for c in concepts} == {
        info.iri for info in (*schema.concepts.values(), *schema.modalities.values())
    }
    assert set(schema.modalities) == {
        "asserted", "hedged", "normative", "future", "implicit", "negated",
    }  # fmt: skip


def test_a_graph_is_the_callers_own() -> None:
    first = load.graph()
    before = len(first)
    first.remove((None, RDFS.label, None))
    assert len(load.graph()) == before


def test_modules_add_up_to_the_graph_with_shapes() -> None:
    modules = load.modules()
    assert set(modules) == set(load.MODULES)
    assert all(len(graph) for graph in modules.values())
    named = sum(
        1 for graph in modules.values() for s, _, o in graph if isinstance(s, URIRef)
        and isinstance(o, URIRef)
    )  # fmt: skip
    whole = load.graph(shapes=True)
    assert named == sum(1 for s, _, o in whole if isinstance(s, URIRef) and isinstance(o, URIRef))


def test_loading_the_schema_does_not_import_rdflib() -> None:
    code = "import sys; from ontology import load; load.schema(); print('rdflib' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_a_deployments_base_takes_the_place_of_ours() -> None:
    code = (
        "from ontology import load, check; s = load.schema();"
        "print(s.classes['Actor'].iri, s.properties['leads'].domain, len(s.concepts));"
        "print(check.run());"
        "new = b'@base <https://w3id.org/entente/> . <concept/tool/new> a <ontology#No> .';"
        "found = check.run({**check.texts(), 'new.ttl': new});"
        "print(sorted({f.subject for f in found}), sorted({f.rule for f in found}))"
    )
    environment = os.environ | {"ENTENTE_BASE": "https://kg.example.org/"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment
    )
    first, second, third = done.stdout.splitlines()
    assert first == f"https://kg.example.org/ontology#Actor Actor {len(load.schema().concepts)}"
    assert second == "[]"
    assert third == "['ent:No', 'tool:new'] ['concept-declared', 'declared']"


def test_a_syntax_error_names_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "broken.ttl"
    path.write_text("@prefix ent: <urn:x#> .\n\nent:a ent:b ent:c\nent:d ent:e .\n")
    with pytest.raises(OntologyError, match=r"broken\.ttl, line 4"):
        load.read(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(OntologyError, match=r"gone\.ttl cannot be read"):
        load.read(tmp_path / "gone.ttl")


def test_text_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    path = tmp_path / "latin.ttl"
    path.write_bytes('<urn:a> <urn:b> "caf\xe9" .'.encode("latin-1"))
    with pytest.raises(OntologyError, match=r"latin\.ttl"):
        load.read(path)


def test_the_digest_follows_the_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "core.ttl").write_text("<urn:a> <urn:b> 1 .")
    monkeypatch.setattr(load, "FOLDER", tmp_path)
    load.digest.cache_clear()
    first = load.digest()
    (tmp_path / "core.ttl").write_text("<urn:a> <urn:b> 2 .")
    load.digest.cache_clear()
    second = load.digest()
    load.digest.cache_clear()
    assert first != second
    assert len(first) == 16


def test_every_file_is_read_by_a_module() -> None:
    read = {path for module in load.MODULES for path in load.files(module)}
    assert read == set(load.FOLDER.rglob("*.ttl"))


def test_the_labels_of_a_graph_keep_their_language() -> None:
    graph: Graph = load.modules()["core"]
    label = graph.value(URIRef(terms.ent("Actor")), RDFS.label)
    assert label is not None
    assert label.n3() == '"actor"@en'
