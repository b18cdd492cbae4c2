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


def test_a_long_list_of_typed_literals_is_not_deep() -> None:
    values = " ".join(f'"{number}"^^<a:t>' for number in range(2 * guard.MAX_OPERATORS))
    assert guard.check(f"SELECT * {{ VALUES ?x {{ {values} }} }}")


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
    query = f"PREFIX ex: <http://a/> PREFIX : <http://b/> SELECT * {{ {clause} }}"
    for hosts in ((), ("other.example",)):
        checked = guard.check(query, hosts=hosts)
        assert checked.refusal is not None
        assert "SERVICE" in checked.refusal.message
        assert not checked.fetches


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
    checked = guard.check(query)
    assert (checked.kind, checked.refusal) == ("select", None)
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
        if guard.check(query).refusal is not None:
            return
    except EntenteError:
        return
    if _parses(query):
        assert _parses(re.sub("(?i)service", _other_word, query))


HOSTS = ("data.example", "other.example:8080", "[::1]:9")


@pytest.mark.parametrize(
    "clause",
    [
        "SERVICE <http://data.example/sparql> { ?s ?p ?o }",
        "SERVICE SILENT <https://data.example/sparql> { ?s ?p ?o }",
        "SERVICE ex:sparql { ?s ?p ?o }",
        "SERVICE <http://other.example:8080/> { ?s ?p ?o }",
        "{ SERVICE <http://data.example/a> {} } UNION { SERVICE <http://[::1]:9/b> {} }",
    ],
)
def test_hosts_on_the_list_may_be_asked(clause: str) -> None:
    checked = guard.check(f"PREFIX ex: <http://data.example/> SELECT * {{ {clause} }}", hosts=HOSTS)
    assert (checked.refusal, checked.fetches) == (None, True)


@pytest.mark.parametrize(
    "clause",
    [
        "SERVICE <http://evil.example/> {}",
        "SERVICE <http://data.example.evil.example/> {}",
        "SERVICE <http://data.example:81/> {}",
        "SERVICE <http://data.example@evil.example/> {}",
        "SERVICE <http://other.example/> {}",
        "SERVICE <http://2130706433/> {}",
        "SERVICE <http://0x7f.1/> {}",
        "SERVICE <file:///etc/passwd> {}",
        "SERVICE <sparql> {}",
        "SERVICE <//data.example/> {}",
        "SERVICE ?server {}",
        "SERVICE <http://data.example\\u002eevil.example/> {}",
        "SERVICE <http://data.example/> { ?s ?p ?o } SERVICE <http://evil.example/> {}",
        "BIND(<http://data.example/> AS ?server) SERVICE ?server {}",
    ],
)
def test_all_other_hosts_are_refused(clause: str) -> None:
    query = f"BASE <http://data.example/> SELECT * {{ {clause} }}"
    checked = guard.check(query, hosts=HOSTS)
    assert checked.refusal is not None
    assert not checked.fetches


def update(text: str, hosts: tuple[str, ...] = ()) -> str:
    return guard.check_update(text, max_bytes=10_000, hosts=hosts)


@pytest.mark.parametrize(
    "text",
    [
        "LOAD <http://a/>",
        "load <http://a/> INTO GRAPH <b:c>",
        "\\u004COAD <http://a/>",
        "LOADex:a",
        "CLEAR ALL;LOAD<http://a/>",
        "PREFIX a: <b:c>LOAD<http://a/>",
        "PREFIX : <http://a/> LOAD :x",
        "BASE <http://a/> LOAD <x>",
        "INSERT DATA { <a:b> <a:c> 'LOAD' } ; # LOAD\nLOAD <http://a/>",
        "INSERT { ?s ?p ?o } WHERE { SERVICE <http://a/> { ?s ?p ?o } }",
        "INSERT { ?s ?p ?o } WHERE { SERVICE SILENT <http://a/> { ?s ?p ?o } }",
    ],
)
def test_updates_that_fetch_are_refused(text: str) -> None:
    with pytest.raises(QueryRefused):
        update(text)
    with pytest.raises(QueryRefused):
        update(text, ("other.example",))


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <a:load> <a:b> 'LOAD <http://a/>' }",
        "PREFIX down: <a:> INSERT DATA { down:load down:b.c 1 }",
        "# LOAD <http://a/>\nCLEAR ALL",
    ],
)
def test_the_letters_of_load_are_harmless_elsewhere(text: str) -> None:
    assert update(text) == text
    ox.Store().update(text)


def test_load_from_a_host_on_the_list_passes() -> None:
    text = "LOAD <http://data.example/x.ttl> INTO GRAPH <a:b> ; CLEAR DEFAULT"
    assert update(text, HOSTS) == text


def test_load_silent_from_elsewhere_does_nothing() -> None:
    text = "LOAD SILENT <http://a/b>\n INTO GRAPH <a:b> ;\nINSERT DATA { <a:b> <a:b> <a:b> }"
    quiet = update(text)
    assert "LOAD" not in quiet
    assert (len(quiet), quiet.index("INSERT DATA {")) == (len(text), text.index("INSERT DATA {"))
    store = ox.Store()
    store.update(quiet)
    assert len(store) == 1


_OPERATIONS = st.sampled_from(
    [
        "{}LOAD{}<a:b>",
        "CLEAR ALL;{}LOAD{}ex:b",
        "INSERT DATA{{}};{}LOAD{}SILENT ex:b",
        "{}{}LOAD :b",
    ]
)


@settings(max_examples=400, deadline=None)
@given(_OPERATIONS, _GLUE, _GLUE)
def test_no_load_of_the_engine_passes(frame: str, first: str, second: str) -> None:
    text = "PREFIX ex: <http://127.0.0.1:1/> PREFIX : <b:> " + frame.format(first, second)
    try:
        passed = update(text)
    except EntenteError:
        return
    store = ox.Store()
    try:
        store.update(passed)
    except SyntaxError:
        return
    # What passes says the same without the word.
    ox.Store().update(re.sub("(?i)load", "lxxd", passed))
