"""Tokens, positions, and values put in place of variables."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.query import dataset, lexer


@given(st.text(alphabet=st.sampled_from("aA1 ?$:_<>\"'#\\.{}()@^|&\n\té"), max_size=60))
def test_the_tokens_are_the_text(text: str) -> None:
    assert "".join(token.text for token in lexer.tokens(text)) == text


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("ex:a.b ex:c.", "pname pname operator"),
        ("<a> < <b c>", "iri operator operator word word operator"),
        ('"a\\"b" \'c\' """d"e"""', "string string string"),
        ("'open", "operator word"),
        ("?x $y _:b @en-GB", "variable variable blank language"),
        ("1 1.5 .5 2e3", "number number number number"),
        ("^^ && || != <=", "operator operator operator operator operator"),
    ],
)
def test_kinds(text: str, kinds: str) -> None:
    assert " ".join(token.kind for token in lexer.significant(text)) == kinds


def test_positions_and_offsets_are_inverse() -> None:
    text = "ab\ncd\n\nef"
    for offset in range(len(text) + 1):
        assert lexer.offset_of(text, *lexer.position(text, offset)) == offset


def test_a_value_replaces_variables_only() -> None:
    query = "SELECT ?o { ?x ?p ?o . ?xx ?p '?x' } # ?x"
    assert lexer.substitute(query, {"x": "<a:b>"}) == (
        "SELECT ?o { <a:b> ?p ?o . ?xx ?p '?x' } # ?x"
    )


@pytest.mark.parametrize(
    ("query", "default", "named"),
    [
        ("SELECT * {}", (), ()),
        ("SELECT * FROM <a:1> FROM NAMED <a:2> FROM <a:3> FROM <a:1> {}", ("a:1", "a:3"), ("a:2",)),
        ("PREFIX g: <a:> SELECT * FROM g:1 FROM x:2 {}", ("a:1",), ()),
        ("BASE <http://a/> ASK FROM <1> {}", ("http://a/1",), ()),
        ("ASK { ?from ?p ' FROM <a:1>' } # FROM <a:2>", (), ()),
        ("CONSTRUCT { <from> <from> <from> } FROM <a:1> WHERE {}", ("a:1",), ()),
    ],
)
def test_dataset(query: str, default: tuple[str, ...], named: tuple[str, ...]) -> None:
    assert dataset.of_query(query, {}) == dataset.Dataset(default, named)
