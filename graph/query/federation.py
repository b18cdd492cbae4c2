"""Which other servers a text would have the engine ask: the clauses SERVICE and LOAD.

They are found among the tokens. The engine asks for no space around a keyword, so `1SERVICE<x>{}`
and `SERVICEex:a{}` are clauses; where it is not certain what the engine would read, the text is
refused. A text that may fetch is parsed as well, and both readings must name the same addresses.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from claims.errors import QueryRefused
from graph.query import lexer
from graph.query.lexer import Token

#: Characters of the longest text that is parsed by Python to be allowed a fetch.
PARSED: Final = 20_000

_HOST: Final = re.compile(r"[a-z0-9.-]+|[0-9a-f:.]+")
_PORTS: Final = {"http": 80, "https": 443}
_OPERANDS: Final = frozenset(
    {"iri", "string", "close", "variable", "blank", "pname", "language", "number", "word"}
)


@dataclass(frozen=True, slots=True)
class Fetch:
    """A clause that asks the server at ``iri``, and where it stands in the text."""

    word: str
    iri: str
    silent: bool
    start: int
    end: int


def services(text: str) -> list[Fetch]:
    """Return the SERVICE clauses of a query or update.

    Raises QueryRefused where the letters could be the keyword and the address is not plain.
    """
    return list(_clauses(text, "SERVICE")) if "service" in text.lower() else []


def loads(text: str) -> list[Fetch]:
    """Return the LOAD operations of an update; raises QueryRefused as :func:`services` does."""
    return list(_clauses(text, "LOAD")) if "load" in text.lower() else []


def permitted(fetch: Fetch, hosts: Iterable[str]) -> bool:
    """Tell whether the address is on a list of ``host`` (its usual port) and ``host:port``."""
    try:
        parts = urlsplit(fetch.iri)
        host, port = parts.hostname or "", parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return False
    if parts.scheme not in _PORTS or "@" in parts.netloc or not _HOST.fullmatch(host):
        return False
    shown = f"[{host}]" if ":" in host else host
    return f"{shown}:{port}" in hosts or (port == _PORTS[parts.scheme] and shown in hosts)


def refused(fetch: Fetch, text: str, hosts: Iterable[str]) -> QueryRefused:
    """Return the error for a clause whose host is not on the list."""
    line, column = lexer.position(text, fetch.start)
    listed = ", ".join(sorted(hosts))
    return QueryRefused(
        f"{fetch.word} <{fetch.iri}> (line {line}, column {column}) is refused: "
        + (f"only these hosts may be asked: {listed}." if listed else "no other server is asked."),
        hint="Ask the other server yourself and send what it says, for example with VALUES.",
    )


def agreed(text: str, fetches: Iterable[Fetch], *, update: bool = False) -> None:
    """Parse a text that may fetch; raises QueryRefused unless the parse names the same addresses.

    The parser is rdflib's; what it cannot read is refused.
    """
    from rdflib.plugins.sparql import algebra, parser

    expected = sorted((fetch.word, fetch.iri) for fetch in fetches)
    if len(text) > PARSED:
        raise QueryRefused(
            f"What asks another server may be {PARSED:,} characters long.", hint="Shorten it."
        )
    try:
        tree = (
            algebra.translateUpdate(parser.parseUpdate(text))
            if update
            else algebra.translateQuery(parser.parseQuery(text)).algebra
        )
    except Exception as error:
        raise QueryRefused(
            "It cannot be made sure which servers this would ask.",
            hint="Write it in SPARQL 1.1, with the SERVICE or LOAD in plain words.",
        ) from error
    if sorted(_parsed(tree)) != expected:
        raise QueryRefused("It is not certain which servers this would ask.", hint="Write it anew.")


def _parsed(node: Any) -> Iterator[tuple[str, str]]:
    name = getattr(node, "name", "")
    if name == "ServiceGraphPattern":
        yield "SERVICE", str(node.get("term"))
    elif name == "Load":
        yield "LOAD", str(node.get("iri"))
    if isinstance(node, Mapping):
        for value in node.values():
            yield from _parsed(value)
    elif isinstance(node, (list, tuple)):
        for value in node:
            yield from _parsed(value)
    elif hasattr(node, "algebra"):
        yield from _parsed(node.algebra)


def _clauses(text: str, word: str) -> Iterator[Fetch]:
    letters = word.lower()
    prefixes: dict[str, str] = {}
    brackets: list[str] = []
    previous = ""
    certain = True
    tokens = list(lexer.tokens(text))
    for place, token in enumerate(tokens):
        lowered = token.text.lower()
        if token.kind == "iri" and brackets[-1:] == ["("] and previous in _OPERANDS:
            # After an operand inside parentheses, <a#b> is an IRI, or "less than a" and a
            # comment; what follows may then be inside or outside of a string.
            certain = certain and not re.search(r"[#')]", token.text)
        if token.keyword == "PREFIX" and not brackets:
            _declare(tokens[place + 1 : place + 8], prefixes)
        if letters in lowered and not (certain and _harmless(token, letters, brackets)):
            found = _plain(tokens, place, word, prefixes) if certain else None
            if found is None:
                raise _unclear(text, token, word)
            yield found
        if token.kind == "open":
            brackets.append(token.text)
        elif token.kind == "close" and brackets:
            brackets.pop()
        if token.kind not in ("space", "comment"):
            previous = token.kind


def _harmless(token: Token, letters: str, brackets: list[str]) -> bool:
    """Tell whether the letters are certainly no keyword in this token."""
    lowered = token.text.lower()
    if letters == "load" and (brackets or not lowered.startswith(letters)):
        # An operation begins outside of brackets, after a semicolon or a declaration.
        return True
    if token.kind in ("pname", "blank"):
        # Before the colon it may be the keyword, and the engine may end a name at a dot.
        prefix, _, local = lowered.partition(":")
        return letters not in prefix and letters not in local.partition(".")[2]
    return token.kind in ("string", "comment", "variable", "iri", "language")


def _plain(tokens: list[Token], place: int, word: str, prefixes: dict[str, str]) -> Fetch | None:
    """Return the clause that begins at a token, None where it is not written plainly."""
    if tokens[place].keyword != word:
        return None
    following = [token for token in tokens[place + 1 : place + 9] if token.kind not in _BLANK]
    silent = bool(following) and following[0].keyword == "SILENT"
    named = following[1 if silent else 0 :][:1]
    iri = _named(named[0], prefixes) if named else None
    if iri is None:
        return None
    return Fetch(word, iri, silent, tokens[place].start, named[0].end)


def _declare(following: list[Token], prefixes: dict[str, str]) -> None:
    words = [token for token in following if token.kind not in _BLANK][:2]
    if len(words) == 2 and words[0].kind == "pname" and words[1].kind == "iri":
        prefixes[words[0].text.rstrip(":")] = words[1].text[1:-1]


def _named(token: Token, prefixes: dict[str, str]) -> str | None:
    if token.kind == "pname":
        prefix, _, local = token.text.partition(":")
        return prefixes[prefix] + local if prefix in prefixes and "\\" not in token.text else None
    # A relative one stays as it is, and no host is on the list for it.
    return token.text[1:-1] if token.kind == "iri" and "\\" not in token.text else None


def _unclear(text: str, token: Token, word: str) -> QueryRefused:
    line, column = lexer.position(text, token.start + token.text.lower().index(word.lower()))
    return QueryRefused(
        f"{word} (line {line}, column {column}) is refused: queries here ask no other server.",
        hint="Ask the other server yourself and join its answer with VALUES. "
        f"A prefix called `{word.lower()}` wants another name.",
    )


_BLANK: Final = frozenset({"space", "comment"})
