"""A parser's complaint made into a message that says where, what, and what to do."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from claims.errors import QuerySyntaxError
from graph.query import lexer, suggestions
from graph.query.lexer import Token
from ontology import terms

_WHERE: Final = re.compile(r"error at (\d+):(\d+)")
_PAIRS: Final = {"{": "}", "(": ")", "[": "]"}


def syntax_error(
    text: str, complaint: str, prefixes: Iterable[str] = (), *, update: bool = False
) -> QuerySyntaxError:
    """Return the error for a query or update that the engine's parser refused with ``complaint``.

    ``prefixes`` are those declared beforehand.
    """
    what = "update" if update else "query"
    undeclared = _undeclared_prefix(text, prefixes)
    if undeclared is not None:
        return undeclared
    unclosed = _unclosed_string(text)
    if unclosed is not None:
        return unclosed
    match = _WHERE.search(complaint)
    if match is None:
        return QuerySyntaxError(f"The {what} does not parse: {_tidy(complaint)}")
    offset = lexer.offset_of(text, int(match[1]), int(match[2]))
    line, column = lexer.position(text, offset)
    token = _token_at(text, offset)
    problems = dict(_brackets(text))
    if "extra" in problems:
        token = problems["extra"]
    hint = _bracket_hint(text, problems)
    if token is None and hint:
        return QuerySyntaxError(f"The {what} ends too early.", line=line, column=column, hint=hint)
    if token is None:
        # The parser looks one token further than the one that it cannot use.
        token = list(lexer.significant(text))[-1]
    line, column = lexer.position(text, token.start)
    message = f"The {what} breaks at line {line}, column {column}: {_describe(token)}."
    reason = _reason(complaint)
    return QuerySyntaxError(
        f"{message} {reason}".strip(),
        line=line,
        column=column,
        token=token.text[:80],
        hint=_keyword_hint(text, token) or hint or _token_hint(token),
    )


def _undeclared_prefix(text: str, prefixes: Iterable[str]) -> QuerySyntaxError | None:
    declared = set(prefixes)
    previous = ""
    for token in lexer.significant(text):
        if token.kind == "pname":
            prefix = token.text.partition(":")[0]
            if previous == "PREFIX":
                declared.add(prefix)
            elif prefix not in declared:
                return _undeclared(text, token, prefix)
        previous = token.keyword
    return None


def _undeclared(text: str, token: Token, prefix: str) -> QuerySyntaxError:
    line, column = lexer.position(text, token.start)
    known = terms.PREFIXES.get(prefix)
    if known:
        hint = f"Add this line at the top: PREFIX {prefix}: <{known}>"
    elif near := suggestions.prefix(prefix):
        hint = f"Did you mean {near}:? Then add: PREFIX {near}: <{terms.PREFIXES[near]}>"
    else:
        hint = f"Add a line PREFIX {prefix}: <…> at the top, or write the IRI in full."
    return QuerySyntaxError(
        f"The prefix {prefix}: is not declared (line {line}, column {column}).",
        line=line,
        column=column,
        token=token.text[:80],
        hint=hint,
    )


def _unclosed_string(text: str) -> QuerySyntaxError | None:
    for token in lexer.significant(text):
        if token.kind == "operator" and token.text in ('"', "'"):
            line, column = lexer.position(text, token.start)
            return QuerySyntaxError(
                f"The string that begins at line {line}, column {column} is not closed.",
                line=line,
                column=column,
                token=token.text,
                hint="Close it with the same mark; one of several lines needs three at each end.",
            )
    return None


def _token_at(text: str, offset: int) -> Token | None:
    """Return the token that holds or follows the offset, None at the end of the text."""
    for token in lexer.significant(text):
        if token.end > offset:
            return token
    return None


def _brackets(text: str) -> Iterator[tuple[str, Token]]:
    stack: list[Token] = []
    for token in lexer.significant(text):
        if token.kind == "open":
            stack.append(token)
        elif token.kind == "close":
            if not stack:
                yield "extra", token
                return
            if _PAIRS[stack[-1].text] != token.text:
                yield "crossed", token
                yield "open", stack[-1]
                return
            stack.pop()
    if stack:
        yield "open", stack[-1]


def _bracket_hint(text: str, problems: dict[str, Token]) -> str:
    if "extra" in problems:
        token = problems["extra"]
        return f"The `{token.text}` closes nothing."
    if "open" in problems:
        token = problems["open"]
        line, column = lexer.position(text, token.start)
        return f"The `{token.text}` at line {line}, column {column} is not closed."
    return ""


def _describe(token: Token) -> str:
    shown = token.text if len(token.text) <= 40 else token.text[:40] + "…"
    return f"`{shown}` does not fit there"


def _token_hint(token: Token) -> str:
    if token.kind == "operator" and token.text == "<":
        return "An IRI in angle brackets holds no spaces, quotation marks or braces."
    if token.text == "}":
        return "A triple needs a subject, a predicate and an object."
    return ""


def _keyword_hint(text: str, broken: Token) -> str:
    """Return the keyword meant by the last word up to where the text breaks, if it is none."""
    for token in reversed([one for one in lexer.significant(text) if one.start <= broken.start]):
        if token.kind == "word" and (near := suggestions.keyword(token.text)):
            return f"Did you mean {near} instead of {token.text[:40]}?"
        if token.kind == "word":
            return ""
    return ""


def _reason(complaint: str) -> str:
    """Return what the parser says in words, without its list of characters."""
    expected = complaint.partition("expected ")[2]
    for item in re.split(r", |one of ", expected):
        words = item.strip()
        if re.fullmatch(r"[A-Z][a-z]+(?: [^\[\]{}|]+)+", words):
            return words.rstrip(".") + "."
    return ""


def _tidy(complaint: str) -> str:
    return " ".join(complaint.split())[:300]
