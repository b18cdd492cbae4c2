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


def test_a_prefix_in_a_text_is_not_declared() -> None:
    text = (
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n"
        '<urn:a> skos:example "Partnerships: `id:a ent:b id:c` and \\"tool:d\\"." .'
    )
    assert [line for line in layout.rewrite(text).splitlines() if line.startswith("@")] == [
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> ."
    ]


UNTIDY = "<urn:b> <urn:p> 2, 1 . <urn:a> a <urn:T> ."
TIDY = "<urn:a>\n    a <urn:T> .\n\n<urn:b>\n    <urn:p> 1 ,\n        2 .\n"


def test_the_command_rewrites_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "new.ttl"
    path.write_text(UNTIDY)
    assert layout.main([str(path)]) == 0
    assert path.read_text() == TIDY
    assert "rewritten" in capsys.readouterr().out
    assert layout.main([str(path)]) == 0
    assert capsys.readouterr().out == ""


def test_the_command_names_an_untidy_file_and_leaves_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "new.ttl"
    path.write_text(UNTIDY)
    assert layout.main(["--check", str(path)]) == 1
    assert path.read_text() == UNTIDY
    assert str(path) in capsys.readouterr().out


def test_texts_stand_before_links(tmp_path: Path) -> None:
    text = (
        "@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n<urn:a> skos:closeMatch <urn:m> ;"
        ' skos:related <urn:r> ; skos:broader <urn:b> ; skos:example "E." ; skos:definition "D." ;'
        ' skos:scopeNote "N." ; skos:prefLabel "L" .'
    )
    names = [line.split()[0] for line in layout.rewrite(text).splitlines()[3:]]
    assert names == [
        "skos:prefLabel", "skos:definition", "skos:scopeNote", "skos:example", "skos:broader",
        "skos:related", "skos:closeMatch",
    ]  # fmt: skip
