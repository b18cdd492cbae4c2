"""The dataset that a request names for an update, written into each of its operations."""

from collections.abc import Iterator, Sequence

from claims.errors import DatasetTwice, QuerySyntaxError
from graph.query import lexer
from graph.query.lexer import Token


def with_dataset(text: str, default: Sequence[str], named: Sequence[str]) -> str:
    """Return the update with USING and USING NAMED in each operation that has a WHERE.

    >>> with_dataset("DELETE { ?s ?p 1 } WHERE { ?s ?p 1 }", ["a:g"], [])
    'DELETE { ?s ?p 1 } USING <a:g> WHERE { ?s ?p 1 }'

    Raises DatasetTwice where an operation has USING or WITH.
    """
    clause = "".join(f"USING <{iri}> " for iri in default)
    clause += "".join(f"USING NAMED <{iri}> " for iri in named)
    if not clause:
        return text
    inserts = [(place, pattern + clause) for place, pattern in _places(text)]
    for place, inserted in reversed(inserts):
        text = text[:place] + inserted + text[place:]
    return text


def _places(text: str) -> Iterator[tuple[int, str]]:
    """Yield where a WHERE begins, and the template that DELETE WHERE leaves out."""
    depth = 0
    previous = ""
    words = list(lexer.significant(text))
    for number, token in enumerate(words):
        if token.kind == "open":
            depth += 1
        elif token.kind == "close":
            depth -= 1
        elif depth:
            continue
        elif token.keyword in ("USING", "WITH"):
            line, column = lexer.position(text, token.start)
            raise DatasetTwice(
                f"The update names a dataset with {token.keyword} (line {line}, column {column}), "
                "and the request names one too.",
                hint="Use one of the two.",
            )
        elif token.keyword == "WHERE":
            yield token.start, _pattern(text, words[number + 1 :]) if previous == "DELETE" else ""
        previous = token.keyword


def _pattern(text: str, following: Sequence[Token]) -> str:
    """Return the group that follows, which is template and pattern at once."""
    depth = 0
    for token in following:
        depth += (token.kind == "open") - (token.kind == "close")
        if token.kind == "close" and depth == 0:
            return text[following[0].start : token.end] + " "
    raise QuerySyntaxError("The group after DELETE WHERE is not closed.")
