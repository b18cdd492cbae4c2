"""What is refused before anything parses the query."""

import re

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from claims.errors import EntenteError, QueryRefused, QuerySyntaxError, QueryTooLarge
from graph.query import guard


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ("SELECT * {}", "select"),
        ("select*{}", "select"),
        ("PREFIX ask: <http://a/> CONSTRUCT WHERE {}", "graph"),
        ("BASE <http://select/> PREFIX : <x> DESCRIBE <y>", "graph"),
        ("# SELECT\nASK {}", "ask"),
        ("\\u0041SK {}", "ask"),
    ],
)
def test_kind_of_query(query: str, kind: str) -> None:
    assert guard.check(query).kind == kind


@pytest.mark.parametrize("query", ["", "   ", "# only a comment", "hello", "{}", "PREFIX a: <b>"])
def test_no_query_is_a_syntax_error(query: str) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        guard.check(query)
    assert caught.value.hint


@pytest.mark.parametrize(
    "word", ["INSERT DATA {}", "delete where {}", "LOAD <http://a/>", "DROP ALL"]
)
def test_update_is_refused(word: str) -> None:
    with pytest.raises(QueryRefused, match="read only"):
        guard.check(f"PREFIX a: <http://a/> {word}")


def test_length_counts_bytes() -> None:
    query = 'ASK { ?s ?p "' + "é" * 60 + '" }'
    assert guard.check(query, max_bytes=200)
    with pytest.raises(QueryTooLarge, match="100 bytes"):
        guard.check(query, max_bytes=100)


@pytest.mark.parametrize("pair", ["{}", "()", "[]"])
def test_depth_is_bounded(pair: str) -> None:
    deep = guard.MAX_DEPTH + 1
    with pytest.raises(QueryTooLarge, match="deep"):
        guard.check("SELECT * " + pair[0] * deep + pair[1] * deep)
    assert guard.check("SELECT * {" + "{}" * deep + "}")


def test_brackets_in_strings_comments_and_iris_have_no_depth() -> None:
    deep = "(" * (guard.MAX_DEPTH + 1)
    assert guard.check(f'SELECT * {{ ?s ?p "{deep}", <a:{deep}> }} # {deep}')


@pytest.mark.parametrize("operator", ["+", "||", "/", "!", "UNION{}"])
def test_operators_are_bounded(operator: str) -> None:
    with pytest.raises(QueryTooLarge, match="operators"):
        guard.check("SELECT * {" + f" 1 {operator}" * (guard.MAX_OPERATORS + 1) + "}")


def test_a_lone_surrogate_has_a_place() -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        guard.check("ASK {\n'\ud800' }")
    assert (caught.value.line, caught.value.column) == (2, 2)


@pytest.mark.parametrize(
    "clause",
    [
        "SERVICE <http://a/> {}",
        "service silent ?x {}",
        "\\u0053ERVICE <http://a/> {}",
        "SERVI\\u0043E <http://a/> {}",
        "SERVICE#\n<http://a/>{}",
        "SERVICEex:a{}",
        "service:a{}",
        "?s ?p 1SERVICE<http://a/>{}",
        "?s ?p trueSERVICE<http://a/>{}",
        "?s ?p ex:.SERVICE ex:a{}",
        "?s ?p ex:a.b.SERVICE ex:a{}",
        "FILTER(?s<?b)SERVICE#>\n ?x {}",
        'FILTER(?s<?b#>"""\n)SERVICE ?x {} #"""',
        "?s ?p '''#''' . SERVICE <http://a/> {}",
        "?s ?p <http://a/#> . SERVICE <http://a/> {}",
    ],
)
def test_service_is_refused_however_it_is_written(clause: str) -> None:
    with pytest.raises(QueryRefused, match="SERVICE"):
        guard.check(f"PREFIX ex: <http://a/> PREFIX : <http://b/> SELECT * {{ {clause} }}")


@pytest.mark.parametrize(
    "clause",
    [
        "?s ?p 'SERVICE <http://a/> {}'",
        '?s ?p """\nSERVICE <http://a/> {}"""',
        "# SERVICE <http://a/> {}\n",
        "?service ?p $SERVICE",
        "?s ex:service ex:militaryService",
        "?s <http://a/service/> ?o",
        "?s ?p 'service'@en FILTER(CONTAINS(?p, 'military service'))",
        "FILTER(?s = <http://a/service#x>)",
    ],
)
def test_the_word_service_is_harmless_elsewhere(clause: str) -> None:
    query = f"PREFIX ex: <http://a/> SELECT * {{ {clause} }}"
    assert guard.check(query).kind == "select"
    ox.Store().query(query)


_PIECES = """
SERVICE service SILENT . ; , { } ( ) < > <a:b> <http://x/y#z> # ' " \"\"\" ''' ?x $y ex: ex:a :
:b _: _:b @en 1 1. .5 1e3 true a - · é \\- %20 _ UNDEF FILTER ?x<?y OPTIONAL UNION || ! ^ / * + ?
[ ] BIND AS VALUES ^^ << >> ~ {| |} IN EXISTS MINUS GRAPH 'x' 'x'@en = &&
"""
_GLUE = st.lists(st.sampled_from([*_PIECES.split(), " ", "\n"]), max_size=5).map("".join)
_FRAMES = st.sampled_from(
    [
        "?s ?p {} SERVICE{}<a:b>{{}}",
        "?s ?p ?o FILTER(?o<{}) {} SERVICE ?x {{}}",
        "{}SERVICE{}?x{{}}",
        "?s ?p{}SERVICE{} ex:a{{}}",
        "BIND({} AS ?x){}SERVICE :b{{}}",
    ]
)


def _parses(query: str) -> bool:
    try:
        ox.Store().query(query)
    except SyntaxError:
        return False
    except (OSError, RuntimeError):
        pass
    return True


def _other_word(match: re.Match[str]) -> str:
    return match[0].translate(str.maketrans("cC", "xX"))


@settings(max_examples=600, deadline=None)
@given(_FRAMES, _GLUE, _GLUE)
def test_no_service_clause_of_the_engine_passes(frame: str, first: str, second: str) -> None:
    """A query that passes says the same without the word: the word was no keyword in it."""
    clause = frame.format(first, second)
    query = f"PREFIX ex: <a:> PREFIX : <b:> SELECT * {{ {clause} }}"
    try:
        guard.check(query)
    except EntenteError:
        return
    if _parses(query):
        assert _parses(re.sub("(?i)service", _other_word, query))
