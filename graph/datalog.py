"""The rules as data: what ``ontology/rules/*.rls`` say, read for proofs.

Only the part of Nemo's language that the rules use is read: atoms, ``~`` and ``!=``.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode

from claims.errors import ReasoningError
from ontology import terms

FOLDER: Final = Path(__file__).parents[1] / "ontology" / "rules"

_TOKEN: Final = re.compile(
    r'\s*(?:%.*)?(\?\w+|"[^"]*"|<[^>\s]*>|[A-Za-z][\w-]*:[\w-]+|\w+|:-|!=|[~(),.])'
)
_NAME: Final = re.compile(r'#\[name\("([^"]*)"\)\]')

Term = NamedNode | BlankNode | Literal


class Var(str):
    """A variable of a rule: its name. A string of its own kind, since it is hashed very often."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Atom:
    """A predicate with its terms; one without variables is a fact."""

    predicate: str
    terms: tuple[Term | Var, ...]


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: its head holds when its body does, no atom of ``absent`` does, and terms differ.

    ``name`` is that of the W3C rule it is a part of, or empty; ``line`` is in ``file``.
    """

    name: str
    head: Atom
    body: tuple[Atom, ...]
    absent: tuple[Atom, ...]
    unequal: tuple[tuple[Term | Var, Term | Var], ...]
    file: str
    line: int


def statements(text: str) -> Iterator[tuple[int, str]]:
    """Yield every statement with the line it starts on; a full stop at a line's end ends one."""
    begun: list[str] = []
    start = 1
    for number, line in enumerate(text.splitlines(), start=1):
        if not begun:
            if not line.strip() or line.lstrip().startswith("%"):
                continue
            start = number
        begun.append(line)
        if re.search(r"\.\s*(%.*)?$", line):
            yield start, "\n".join(begun)
            begun = []
    if begun:
        yield start, "\n".join(begun)


@cache
def rules(*files: str) -> tuple[Rule, ...]:
    """Return the rules of these files of the ontology in their order.

    Raises ReasoningError with file and line for one that cannot be read.
    """
    found: list[Rule] = []
    for name in files:
        path = FOLDER / f"{name}.rls"
        try:
            text = path.read_text(encoding="utf-8")
        except OSError as error:
            raise ReasoningError(f"The rule file {path} cannot be read: {error}.") from error
        for line, statement in statements(text):
            try:
                found.extend(_read(statement, path.name, line))
            except (ValueError, KeyError, StopIteration) as error:
                raise ReasoningError(f"{path}:{line}: this is no rule: {error}.") from error
    return tuple(found)


def _read(statement: str, file: str, line: int) -> Iterator[Rule]:
    named = _NAME.search(statement)
    tokens = list(_tokens(_NAME.sub("", statement)))
    if not tokens or tokens[0].startswith("@"):
        return
    stream = iter(tokens)
    head = _atom(next(stream), stream)
    body: list[Atom] = []
    absent: list[Atom] = []
    unequal: list[tuple[Term | Var, Term | Var]] = []
    for token in stream:
        if token in (":-", ",", "."):
            continue
        if token == "~":
            absent.append(_atom(next(stream), stream))
        elif token.startswith("?"):
            if next(stream) != "!=":
                raise ValueError(f"after {token} comes !=")
            unequal.append((_term(token), _term(next(stream))))
        else:
            body.append(_atom(token, stream))
    yield Rule(
        named[1] if named else "", head, tuple(body), tuple(absent), tuple(unequal), file, line
    )


def _tokens(text: str) -> Iterator[str]:
    position = 0
    text = text.rstrip()
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise ValueError(f"{text[position : position + 20]!r} is not understood")
        yield match[1]
        position = match.end()


def _atom(predicate: str, stream: Iterator[str]) -> Atom:
    if next(stream) != "(":
        raise ValueError(f"after {predicate} comes an opening bracket")
    found = []
    for token in stream:
        if token == ")":
            break
        if token != ",":
            found.append(_term(token))
    return Atom(predicate, tuple(found))


def _term(token: str) -> Term | Var:
    if token.startswith("?"):
        return Var(token[1:])
    if token.startswith('"'):
        return Literal(token[1:-1])
    if token.startswith("<"):
        return NamedNode(token[1:-1])
    prefix, _, local = token.partition(":")
    return NamedNode(terms.PREFIXES[prefix] + local)


def variables(atoms: Iterable[Atom]) -> set[Var]:
    """Return the variables of the atoms."""
    return {term for atom in atoms for term in atom.terms if isinstance(term, Var)}
