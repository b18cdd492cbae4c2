"""Plain text: a line is a paragraph, unless the file is wrapped to a narrow measure."""

import re
from dataclasses import dataclass
from itertools import pairwise

from claims.model import Block, BlockKind
from extract.readers.blocks import (
    LIST_MARKER,
    RULE,
    Page,
    first_heading,
    kind_of_paragraph,
    tidy,
    visible,
)

_LINE = re.compile(r"[^\n\r\v\f\x85\u2028\u2029]+")
_BREAK = re.compile(r"\r\n|[\n\r\v\f\x85\u2028\u2029]")
_WORD = re.compile(r"[^\W\d_][\w'’.-]*")
_TABLE = re.compile(r"\S[^\n]*\t+[^\n]*\S|[^|]*\|[^|]*\|")
_CLOSED = tuple(".!?;:,…")
_CLOSERS = "\"'”’)]»"
_LONGEST_HEADING = 120
_MOST_HEADING_WORDS = 16
#: Words that stay small in a title.
_SMALL = frozenset(
    ("a", "an", "and", "as", "at", "between", "but", "by", "during", "for", "from", "in", "into")
) | {"of", "on", "or", "over", "the", "to", "via", "with"}
#: A file is wrapped when no line is longer, and enough of its lines break inside a sentence.
_MEASURE = 100
_LEAST_WRAPPED = 40
_ENOUGH_WRAPPED = 0.3


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    start: int
    after_gap: bool

    @property
    def body(self) -> str:
        return self.text.strip()

    @property
    def indent(self) -> int:
        return len(self.text) - len(self.text.lstrip())

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def read(text: str) -> Page:
    """Return the text as it is, with its lines as headings, paragraphs, list items, table rows."""
    lines = _lines(text)
    blocks = tidy(text, _wrapped_blocks(lines) if _is_wrapped(lines) else _line_blocks(lines))
    return Page(text, blocks, first_heading(text, blocks))


def is_title_case(line: str) -> bool:
    """Say whether all words of a line but the small ones begin with a capital."""
    words = [word for word in _WORD.findall(line) if word.lower() not in _SMALL]
    return bool(words) and all(word[0].isupper() for word in words)


def looks_like_heading(line: str) -> bool:
    """Say whether a line is short, begins like a heading and does not end like a sentence."""
    return (
        len(line) <= _LONGEST_HEADING
        and len(line.split()) <= _MOST_HEADING_WORDS
        and not line.rstrip(_CLOSERS).endswith(_CLOSED)
        and (line[0].isupper() or line[0].isdigit() or line[0] in "\"'“‘(")
        and _WORD.search(line) is not None
    )


def _lines(text: str) -> list[_Line]:
    """Return the lines that are neither blank nor a drawn rule."""
    lines: list[_Line] = []
    reached = 0
    for match in _LINE.finditer(text):
        line = match.group()
        if not any(map(visible, line)) or RULE.fullmatch(line):
            continue
        breaks = sum(1 for _ in _BREAK.finditer(text, reached, match.start()))
        lines.append(_Line(line, match.start(), breaks != 1))
        reached = match.end()
    return lines


def _line_blocks(lines: list[_Line]) -> list[Block]:
    blocks: list[Block] = []
    indents: list[int] = []
    for index, line in enumerate(lines):
        marker = LIST_MARKER.match(line.body)
        if marker:
            blocks.append(_item(line, marker.end(), line.end, indents))
            continue
        indents.clear()
        following = lines[index + 1] if index + 1 < len(lines) else None
        kind = _kind(line, following)
        level = (1 if index == 0 else 2) if kind is BlockKind.HEADING else 0
        blocks.append(Block(kind, line.start, line.end, level))
    return blocks


def _item(line: _Line, marker: int, end: int, indents: list[int]) -> Block:
    """Return a list item without its marker; its level is how far the list is indented."""
    while indents and indents[-1] > line.indent:
        indents.pop()
    if not indents or indents[-1] < line.indent:
        indents.append(line.indent)
    return Block(BlockKind.LIST_ITEM, line.start + line.indent + marker, end, len(indents))


def _kind(line: _Line, following: _Line | None) -> BlockKind:
    body = line.body
    if _TABLE.match(body):
        return BlockKind.TABLE_ROW
    kind = kind_of_paragraph(body)
    if kind is BlockKind.CAPTION or not looks_like_heading(body):
        return kind
    if is_title_case(body) or (following is not None and _is_prose(following.body)):
        return BlockKind.HEADING
    return kind


def _is_prose(body: str) -> bool:
    """Say whether a line is text that a heading can stand over."""
    if LIST_MARKER.match(body) or _TABLE.match(body):
        return False
    return body.rstrip(_CLOSERS).endswith(_CLOSED) or len(body) > _LONGEST_HEADING


def _is_wrapped(lines: list[_Line]) -> bool:
    if max((len(line.text) for line in lines), default=0) > _MEASURE:
        return False
    pairs = [(a, b) for a, b in pairwise(lines) if not b.after_gap]
    inside = sum(
        len(a.body) >= _LEAST_WRAPPED
        and not a.body.rstrip(_CLOSERS).endswith((".", "!", "?", ":"))
        and b.body[0].islower()
        for a, b in pairs
    )
    return inside > 0 and inside >= _ENOUGH_WRAPPED * len(pairs)


def _wrapped_blocks(lines: list[_Line]) -> list[Block]:
    """Return blocks of wrapped text, where a gap or a marker parts them and a line end does not."""
    groups: list[list[_Line]] = []
    for line in lines:
        starts = line.after_gap or LIST_MARKER.match(line.body) or _TABLE.match(line.body)
        if starts or not groups or _TABLE.match(groups[-1][0].body):
            groups.append([line])
        else:
            groups[-1].append(line)
    blocks: list[Block] = []
    indents: list[int] = []
    for index, group in enumerate(groups):
        first, last = group[0], group[-1]
        marker = LIST_MARKER.match(first.body)
        if marker:
            blocks.append(_item(first, marker.end(), last.end, indents))
            continue
        indents.clear()
        if len(group) > 1:
            kind = kind_of_paragraph(first.body)
        else:
            kind = _kind(first, groups[index + 1][0] if index + 1 < len(groups) else None)
            if kind is not BlockKind.HEADING and index + 1 < len(groups):
                kind = _heading_over_group(first, groups[index + 1], kind)
        level = (1 if index == 0 else 2) if kind is BlockKind.HEADING else 0
        blocks.append(Block(kind, first.start, last.end, level))
    return blocks


def _heading_over_group(line: _Line, group: list[_Line], kind: BlockKind) -> BlockKind:
    """In wrapped text the first line of a paragraph does not end it, so its length tells."""
    over_text = len(group) > 1 and not LIST_MARKER.match(group[0].body)
    if kind is BlockKind.PARAGRAPH and over_text and looks_like_heading(line.body):
        return BlockKind.HEADING
    return kind
