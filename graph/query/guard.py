"""What a text must pass before the engine sees it: length, depth, kind, no foreign server.

Nothing is parsed here, since a deeply nested text overflows the stack of the parser.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from claims.errors import QueryRefused, QuerySyntaxError, QueryTooLarge
from graph.query import federation, lexer, suggestions
from graph.query.federation import Fetch
from graph.query.lexer import Token

MAX_BYTES: Final = 200_000
MAX_DEPTH: Final = 200
MAX_OPERATORS: Final = 4_000

QUERIES: Final = {"SELECT": "select", "ASK": "ask", "CONSTRUCT": "graph", "DESCRIBE": "graph"}
_UPDATES: Final = frozenset(
    ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH")
)
# The type of a literal and the marks between triples add nothing to the depth of a tree.
_FLAT: Final = frozenset({".", ";", ",", "^^"})
_PROLOGUE: Final = frozenset({"BASE", "PREFIX", "VERSION"})


@dataclass(frozen=True, slots=True)
class Checked:
    """A query that may be given to a worker: its kind (select, ask, graph), whether it fetches.

    One with a ``refusal`` may be parsed, by a worker that reaches no network, and not be run.
    """

    text: str
    kind: str
    fetches: bool = False
    refusal: QueryRefused | None = None


def check(text: str, *, max_bytes: int = MAX_BYTES, hosts: Collection[str] = ()) -> Checked:
    """Return the query with its kind; ``hosts`` are those that SERVICE may ask.

    Raises QueryTooLarge over a bound, QueryRefused for an update, and QuerySyntaxError where
    there is no query.
    """
    decoded = _readable(text, max_bytes, "query_max_bytes")
    kind = _kind(decoded)
    try:
        fetches = _permitted(federation.services(decoded), decoded, hosts)
        if decoded != text:
            # The engine may decode escapes late: the text as it stands must be harmless too.
            _permitted(federation.services(text), text, hosts)
        if fetches:
            federation.agreed(decoded, fetches)
    except QueryRefused as refusal:
        return Checked(text, kind, refusal=refusal)
    return Checked(text, kind, bool(fetches))


def check_update(text: str, *, max_bytes: int, hosts: Collection[str] = ()) -> str:
    """Return the update that may be run; ``hosts`` are those that SERVICE and LOAD may ask.

    LOAD SILENT from another host does nothing, as where the address does not answer. Raises
    QueryTooLarge over a bound, QueryRefused for another SERVICE or LOAD.
    """
    decoded = _readable(text, max_bytes, "update_max_bytes")
    for fetch in federation.loads(decoded):
        if fetch.silent and not federation.permitted(fetch, hosts):
            decoded = _silenced(decoded, fetch)
    found = [*federation.services(decoded), *federation.loads(decoded)]
    if _permitted(found, decoded, hosts):
        federation.agreed(decoded, found, update=True)
    return decoded


def _readable(text: str, max_bytes: int, setting: str) -> str:
    """Return the text with its escapes decoded, when it is within the bounds."""
    if len(text.encode("utf-8", "surrogatepass")) > max_bytes:
        raise QueryTooLarge(
            f"The text is longer than {max_bytes:,} bytes.",
            hint=f"Send less at a time, or run a server with a higher {setting}.",
        )
    if (surrogate := re.search("[\ud800-\udfff]", text)) is not None:
        line, column = lexer.position(text, surrogate.start())
        raise QuerySyntaxError(
            "The text holds a lone surrogate, which is no character.", line=line, column=column
        )
    decoded = lexer.decode(text)
    _bound(text)
    if decoded != text:
        _bound(decoded)
    return decoded


def _permitted(found: list[Fetch], text: str, hosts: Collection[str]) -> list[Fetch]:
    for fetch in found:
        if not federation.permitted(fetch, hosts):
            raise federation.refused(fetch, text, hosts)
    return found


def _silenced(text: str, fetch: Fetch) -> str:
    """Return the text with an operation that does nothing in the place of this LOAD."""
    end = fetch.end
    rest = list(islice(lexer.significant(text[end:]), 3))
    if [token.keyword for token in rest[:2]] == ["INTO", "GRAPH"] and len(rest) == 3:
        end += rest[2].end
    lines = "\n" * text.count("\n", fetch.start, end)
    return text[: fetch.start] + ("INSERT DATA{}" + lines).ljust(end - fetch.start) + text[end:]


def kind_of(text: str) -> str:
    """Return select, ask or graph as :func:`check` does, "select" for what is no query."""
    try:
        return _kind(lexer.decode(text))
    except (QueryRefused, QuerySyntaxError):
        return "select"


def _bound(text: str) -> None:
    depth = operators = 0
    for token in lexer.significant(text):
        if token.kind == "open":
            depth += 1
            if depth > MAX_DEPTH:
                raise QueryTooLarge(
                    f"The query is nested more than {MAX_DEPTH} brackets deep.",
                    hint="Write it flatter: few patterns need a group of their own.",
                )
        elif token.kind == "close":
            depth = max(0, depth - 1)
        elif (token.kind == "operator" and token.text not in _FLAT) or token.keyword == "UNION":
            operators += 1
            if operators > MAX_OPERATORS:
                raise QueryTooLarge(
                    f"The query has more than {MAX_OPERATORS:,} operators.",
                    hint="List many terms with VALUES or IN.",
                )


def _kind(text: str) -> str:
    words = lexer.significant(text)
    for token in words:
        word = token.keyword
        if word in QUERIES:
            return QUERIES[word]
        if word in _UPDATES:
            raise QueryRefused(
                f"{word} belongs to an update, and queries are read only.",
                hint="The graph is built from the ledger: change a text, or decide on a claim. "
                "A writable dataset takes updates at its own address.",
            )
        if word in _PROLOGUE:
            _skip_declaration(word, words)
            continue
        line, column = lexer.position(text, token.start)
        raise QuerySyntaxError(
            f"A query cannot begin with {_shown(token.text)}.",
            line=line,
            column=column,
            token=token.text,
            hint=f"Did you mean {near}?"
            if token.kind == "word" and (near := suggestions.keyword(token.text))
            else "It begins with PREFIX lines, then SELECT, ASK, CONSTRUCT or DESCRIBE.",
        )
    raise QuerySyntaxError(
        "There is no query in the text.",
        line=1,
        column=1,
        hint="Begin with SELECT, ASK, CONSTRUCT or DESCRIBE.",
    )


def _skip_declaration(word: str, words: Iterator[Token]) -> None:
    for _ in range(2 if word == "PREFIX" else 1):
        next(words, None)


def _shown(text: str) -> str:
    return f"`{text}`" if len(text) <= 40 else f"`{text[:40]}…`"
