"""The Turtle files stand in the one layout, and the layout keeps every triple."""

from pathlib import Path

import pytest
from rdflib import Graph
from rdflib.compare import isomorphic

from ontology import layout, load

FILES = sorted(load.FOLDER.rglob("*.ttl"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_is_in_the_layout(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert layout.rewrite(text) == text, f"run python -m ontology.layout {path.name}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_the_layout_keeps_every_triple(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    before = Graph().parse(data=text, format="turtle")
    after = Graph().parse(data=layout.rewrite(text), format="turtle")
    if len(before) < 1000:
        assert isomorphic(before, after)
    else:
        assert set(before) == set(after)


def test_literals_survive() -> None:
    text = (
        '<urn:a> <urn:p> "a \\"b\\" \\\\ c"@en , "line\\nline" , 1.5 , true ,'
        ' "2014"^^<http://www.w3.org/2001/XMLSchema#gYear> , "O\'Neill" .'
    )
    graph = Graph().parse(data=text, format="turtle")
    assert isomorphic(graph, Graph().parse(data=layout.render(graph), format="turtle"))


def test_the_first_comment_stays() -> None:
    text = "# What this is for.\n\n<urn:a>\n    <urn:p> 1 .\n"
    assert layout.rewrite(text) == text


def test_the_command_rewrites_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "new.ttl"
    path.write_text("<urn:b> <urn:p> 2, 1 . <urn:a> a <urn:T> .")
    layout.main([str(path)])
    assert path.read_text() == "<urn:a>\n    a <urn:T> .\n\n<urn:b>\n    <urn:p> 1 ,\n        2 .\n"
    assert "rewritten" in capsys.readouterr().out
    layout.main([str(path)])
    assert capsys.readouterr().out == ""
