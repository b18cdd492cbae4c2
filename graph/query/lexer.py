"""Tokens of a SPARQL text, without parsing it: linear in its length, safe for any input.

Enough to bound a query before anything parses it, to see what kind it is, to put values in
place of variables, and to say in words where it breaks.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final, NamedTuple

_WORD_START: Final = r"A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff" + (
    r"\u200c-\u200d\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd"
    r"\U00010000-\U000effff"
)
_WORD: Final = _WORD_START + r"_0-9\u00b7\u0300-\u036f\u203f-\u2040"

_LOCAL_START: Final = _WORD_START + "_0-9:%"

_TOKEN: Final = re.compile(
    rf"""
    (?P<space>[ \t\r\n]+)
  | (?P<comment>\#[^\r\n]*)
  | (?P<iri><(?:[^<>"{{}}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{{4}}|\\U[0-9A-Fa-f]{{8}})*+>)
  | (?P<string>\"\"\"(?:[^"\\]|\\.|"(?!""))*+\"\"\"
              |'''(?:[^'\\]|\\.|'(?!''))*+'''
              |"(?:[^"\\\r\n]|\\.)*+"
              |'(?:[^'\\\r\n]|\\.)*+')
  | (?P<open>[\[({{])
  | (?P<close>[\])}}])
  | (?P<variable>[?$][{_WORD}]+)
  | (?P<blank>_:[{_WORD}](?:[{_WORD}.-]*[{_WORD}-])?)
  | (?P<pname>(?:[{_WORD_START}](?:[{_WORD}.-]*[{_WORD}-])?)?:
              (?:(?:[{_LOCAL_START}]|\\.)(?:[{_WORD}:%-]|\\.|\.(?=[{_WORD}:%.\\-]))*)?)
  | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
  | (?P<number>(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
  | (?P<word>[A-Za-z][A-Za-z0-9_]*)
  | (?P<operator>\^\^|&&|\|\||[<>!]=|.)
    """,
    re.VERBOSE | re.DOTALL,
)

#: Characters of a text whose tokens are remembered.
_REMEMBERED: Final = 4096

_ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


class Token(NamedTuple):
    """A piece of the text: its kind (a group of the pattern), its characters, where it begins."""

    kind: str
    text: str
    start: int

    @property
    def end(self) -> int:
        """Return the offset after the last character."""
        return self.start + len(self.text)

    @property
    def keyword(self) -> str:
        """Return the word in capitals, empty for what is not a word."""
        return self.text.upper() if self.kind == "word" else ""


def tokens(text: str) -> Iterator[Token]:
    """Yield every token, white space and comments too; together they are the text.

    >>> [token.text for token in tokens("ASK{?s a <x>}")]
    ['ASK', '{', '?s', ' ', 'a', ' ', '<x>', '}']
    """
    return iter(_remembered(text)) if len(text) <= _REMEMBERED else _scan(text)


def _scan(text: str) -> Iterator[Token]:
    for match in _TOKEN.finditer(text):
        yield Token(match.lastgroup or "operator", match[0], match.start())


@lru_cache(maxsize=64)
def _remembered(text: str) -> tuple[Token, ...]:
    """Return the tokens of a short text, which several parts of one request ask for."""
    return tuple(_scan(text))


def significant(text: str) -> Iterator[Token]:
    """Yield the tokens without white space and comments."""
    return (token for token in tokens(text) if token.kind not in ("space", "comment"))


def decode(text: str) -> str:
    """Return the text with its codepoint escapes decoded, as the standard does before tokens.

    >>> decode("\\\\u0041SK {}")
    'ASK {}'
    """

    def character(match: re.Match[str]) -> str:
        number = int(match[1] or match[2], 16)
        return chr(number) if number <= 0x10FFFF else match[0]

    return _ESCAPE.sub(character, text) if "\\" in text else text


def position(text: str, offset: int) -> tuple[int, int]:
    """Return line and column of an offset, both counted from 1, the column in characters."""
    before = text[:offset]
    return before.count("\n") + 1, offset - (before.rfind("\n") + 1) + 1


def offset_of(text: str, line: int, column: int) -> int:
    """Return the offset of a line and column, at most the length of the text."""
    start = 0
    for _ in range(line - 1):
        found = text.find("\n", start)
        if found < 0:
            return len(text)
        start = found + 1
    return min(start + column - 1, len(text))


def substitute(text: str, values: dict[str, str]) -> str:
    """Return the text with each variable named in ``values`` replaced by its value.

    >>> substitute("ASK { ?x ?p '?x' }", {"x": "<a:b>"})
    "ASK { <a:b> ?p '?x' }"
    """
    return "".join(
        values.get(token.text[1:], token.text) if token.kind == "variable" else token.text
        for token in tokens(text)
    )
