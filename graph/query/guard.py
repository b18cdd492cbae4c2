"""What a query must pass before a worker sees it: length, depth, kind, and no federation.

Nothing is parsed here, since a deeply nested text overflows the stack of the parser.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from claims.errors import QueryRefused, QuerySyntaxError, QueryTooLarge
from graph.query import lexer
from graph.query.lexer import Token

MAX_BYTES: Final = 200_000
MAX_DEPTH: Final = 200
MAX_OPERATORS: Final = 4_000

QUERIES: Final = {"SELECT": "select", "ASK": "ask", "CONSTRUCT": "graph", "DESCRIBE": "graph"}
_UPDATES: Final = frozenset(
    ("INSERT", "DELETE", "LOAD", "CLEAR", "DROP", "CREATE", "ADD", "MOVE", "COPY", "WITH")
)
_PROLOGUE: Final = frozenset({"BASE", "PREFIX", "VERSION"})


@dataclass(frozen=True, slots=True)
class Checked:
    """A query that may be given to a worker; ``kind`` is select, ask or graph."""

    text: str
    kind: str


def check(text: str, *, max_bytes: int = MAX_BYTES) -> Checked:
    """Return the query with its kind.

    Raises QueryTooLarge over a bound, QueryRefused for an update or for SERVICE, and
    QuerySyntaxError where there is no query.
    """
    if len(text.encode("utf-8", "surrogatepass")) > max_bytes:
        raise QueryTooLarge(
            f"The query is longer than {max_bytes:,} bytes.",
            hint="Ask for less at a time, or run a server with a higher query_max_bytes.",
        )
    if (surrogate := re.search("[\ud800-\udfff]", text)) is not None:
        line, column = lexer.position(text, surrogate.start())
        raise QuerySyntaxError(
            "The query holds a lone surrogate, which is no character.", line=line, column=column
        )
    decoded = lexer.decode(text)
    _bound(text)
    if decoded != text:
        _bound(decoded)
    kind = _kind(decoded)
    for reading in {text, decoded}:
        _refuse_service(reading)
    return Checked(text, kind)


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
        elif (token.kind == "operator" and token.text not in ".;,") or token.keyword == "UNION":
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
                f"{word} belongs to an update, and the graph is read only.",
                hint="It is built from the ledger: change a text, or decide on a claim.",
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
            hint="It begins with PREFIX lines, then SELECT, ASK, CONSTRUCT or DESCRIBE.",
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


def _refuse_service(text: str) -> None:
    """Refuse a text in which the engine could read the keyword SERVICE.

    The engine asks for no space around a keyword, so `1SERVICE<x>{}` and `SERVICEex:a{}` are
    clauses. The letters are harmless in a string or comment, in a variable, in the local part
    of a name and in an IRI, as long as it is certain that they are in one.
    """
    if "service" not in text.lower():
        return
    brackets: list[str] = []
    previous = ""
    certain = True
    for token in lexer.tokens(text):
        lowered = token.text.lower()
        if token.kind == "iri" and brackets[-1:] == ["("] and previous in _OPERANDS:
            # After an operand inside parentheses, <a#b> is an IRI, or "less than a" and a
            # comment; what follows may then be inside or outside of a string.
            certain = certain and not re.search(r"[#')]", token.text)
        if "service" in lowered and not (certain and _harmless(token.kind, lowered)):
            line, column = lexer.position(text, token.start + lowered.index("service"))
            raise QueryRefused(
                f"SERVICE (line {line}, column {column}) is refused: "
                "queries here ask no other server.",
                hint="Ask the other server yourself and join its answer with VALUES. "
                "A prefix called `service` wants another name.",
            )
        if token.kind == "open":
            brackets.append(token.text)
        elif token.kind == "close" and brackets:
            brackets.pop()
        if token.kind not in ("space", "comment"):
            previous = token.kind


def _harmless(kind: str, lowered: str) -> bool:
    if kind in ("pname", "blank"):
        # Before the colon it may be the keyword, and the engine may end a name at a dot.
        prefix, _, local = lowered.partition(":")
        return "service" not in prefix and "service" not in local.partition(".")[2]
    return kind in ("string", "comment", "variable", "iri", "language")


_OPERANDS: Final = frozenset(
    {"iri", "string", "close", "variable", "blank", "pname", "language", "number", "word"}
)


def _shown(text: str) -> str:
    return f"`{text}`" if len(text) <= 40 else f"`{text[:40]}…`"
