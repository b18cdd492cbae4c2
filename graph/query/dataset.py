"""The dataset that a query names with FROM, read from its tokens."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urljoin

from graph.query import lexer
from graph.query.lexer import Token
from ontology import terms


@dataclass(frozen=True, slots=True)
class Dataset:
    """The graphs of the default graph and the named graphs, in their order, none twice."""

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


def of_query(text: str, prefixes: Mapping[str, str], base: str = terms.BASE) -> Dataset:
    """Return what FROM and FROM NAMED say, with ``prefixes`` declared beforehand.

    A name that cannot be resolved is left out: the parser will refuse the query.

    >>> of_query("SELECT * FROM <a:1> FROM NAMED <a:2> {}", {})
    Dataset(default=('a:1',), named=('a:2',))
    """
    if "\\" not in text and "from" not in text.lower():
        return Dataset()
    known = dict(prefixes)
    default: dict[str, None] = {}
    named: dict[str, None] = {}
    depth = 0
    words = lexer.significant(lexer.decode(text))
    for token in words:
        if token.kind == "open":
            depth += 1
        elif token.kind == "close":
            depth -= 1
        elif depth:
            continue
        elif token.keyword == "BASE":
            base = _iri(next(words, None), known, base) or base
        elif token.keyword == "PREFIX":
            _declare(words, known, base)
        elif token.keyword == "FROM":
            following = next(words, None)
            group = default
            if following is not None and following.keyword == "NAMED":
                group, following = named, next(words, None)
            if (iri := _iri(following, known, base)) is not None:
                group[iri] = None
    return Dataset(tuple(default), tuple(named))


def _declare(words: Iterator[Token], known: dict[str, str], base: str) -> None:
    name = next(words, None)
    iri = _iri(next(words, None), known, base)
    if name is not None and iri is not None:
        known[name.text.rstrip(":")] = iri


def _iri(token: Token | None, known: Mapping[str, str], base: str) -> str | None:
    if token is None:
        return None
    if token.kind == "iri":
        return urljoin(base, token.text[1:-1])
    prefix, _, local = token.text.partition(":")
    if token.kind == "pname" and prefix in known:
        return known[prefix] + local.replace("\\", "")
    return None
