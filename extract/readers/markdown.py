"""Markdown: the file's text as it is, its blocks where a CommonMark parser finds them."""

import re
from collections.abc import Iterator
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from claims.model import Block, BlockKind
from extract.readers.blocks import Page, first_heading, kind_of_paragraph, tidy

_LINE_END = re.compile(r"\r\n?|\n")
_FENCE = re.compile(r"---[ \t]*")
_FIELD = re.compile(r"([A-Za-z][\w .-]*?)[ \t]*:(?:[ \t]+(.*)|[ \t]*)")
_LIST_VALUE = re.compile(r"[ \t]*-[ \t]+(.+)")
#: A paragraph that is nothing but a line in bold stands for a heading below all others.
_BOLD = re.compile(r"(?:\*\*|__)([^*_\n]{1,120})(?:\*\*|__)")
LOWEST = 6
_IMAGE = re.compile(r"!\[([^\]]+)\]\([^)]*\)")
_MARKUP = re.compile(r"<!--.*?(?:-->|\Z)|<[^>]*(?:>|\Z)", re.DOTALL)


def read(text: str) -> Page:
    """Return the text as it is, with blocks, and what its front matter says as metadata.

    Code in fences is no block, nor is markup. The title is the front matter's, else the first
    heading.
    """
    starts = [0, *(match.end() for match in _LINE_END.finditer(text))]
    ends = [*(match.start() for match in _LINE_END.finditer(text)), len(text)]
    lines = [text[start:end] for start, end in zip(starts, ends, strict=True)]
    metadata, first = _front_matter(lines)
    # The parser turns a NUL into another character; offsets are safe since it stays one.
    tokens = _parser().parse("\n".join(lines[first:]))
    blocks = tidy(text, _blocks(tokens, lines, starts, first))
    title = next((value for key, value in metadata if key == "title"), "")
    return Page(text, blocks, title or first_heading(text, blocks), metadata)


@cache
def _parser() -> MarkdownIt:
    # Emphasis and links stay in the text, so only the blocks are parsed.
    return MarkdownIt("commonmark").enable("table").disable("inline")


def _front_matter(lines: list[str]) -> tuple[tuple[tuple[str, str], ...], int]:
    """Return keys and values between two --- lines, and the number of the line after them.

    A key with a list has one entry for each value. What does not look like front matter is text.
    """
    if not _FENCE.fullmatch(lines[0]):
        return (), 0
    found: list[tuple[str, str]] = []
    key = ""
    for number, line in enumerate(lines[1:], start=1):
        if _FENCE.fullmatch(line):
            return tuple(found), number + 1
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        field, item = _FIELD.fullmatch(line), _LIST_VALUE.fullmatch(line)
        if item and key:
            found.append((key, _unquoted(item[1])))
        elif field:
            key = field[1].lower()
            if field[2] and field[2].strip():
                found.append((key, _unquoted(field[2])))
        else:
            break
    return (), 0


def _unquoted(value: str) -> str:
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        return value[1:-1]
    return value


def _blocks(
    tokens: list[Token], lines: list[str], starts: list[int], first: int
) -> Iterator[Block]:
    depth = 0
    in_item = in_row = False
    heading = 0
    for token in tokens:
        where = [n + first for n in token.map] if token.map else None
        match token.type:
            case "bullet_list_open" | "ordered_list_open":
                depth += 1
            case "bullet_list_close" | "ordered_list_close":
                depth -= 1
            case "list_item_open":
                in_item = True
            case "heading_open":
                heading = int(token.tag[1])
            case "heading_close":
                heading = 0
            case "tr_open" if where:
                in_row = True
                yield _row(lines, starts, where[0])
            case "tr_close":
                in_row = False
            case "inline" if where and not in_row and token.content.strip():
                span = _span(token.content, lines, starts, where[0])
                if heading:
                    yield Block(BlockKind.HEADING, *span, heading)
                elif in_item:
                    yield Block(BlockKind.LIST_ITEM, *span, depth)
                    in_item = False
                else:
                    yield _paragraph(token.content, span)
            case "code_block" if where:
                for number in range(*where):
                    yield Block(
                        BlockKind.PARAGRAPH, starts[number], starts[number] + len(lines[number])
                    )
            case "html_block" if where:
                yield from _text_in_markup(lines, starts, where)


def _paragraph(content: str, span: tuple[int, int]) -> Block:
    image = _IMAGE.fullmatch(content.strip())
    if image:
        return Block(BlockKind.CAPTION, span[0] + image.start(1), span[0] + image.end(1))
    bold = _BOLD.fullmatch(content.strip())
    if bold:
        return Block(BlockKind.HEADING, span[0] + bold.start(1), span[0] + bold.end(1), LOWEST)
    return Block(kind_of_paragraph(content), *span)


def _span(content: str, lines: list[str], starts: list[int], number: int) -> tuple[int, int]:
    """Return the offsets of inline content, which may lack the markers at its lines' beginnings."""
    parts = content.split("\n")
    last = number + len(parts) - 1
    start = starts[number] + max(lines[number].rfind(parts[0].rstrip()), 0)
    tail = parts[-1].rstrip()
    end = starts[last] + max(lines[last].rfind(tail), 0) + len(tail)
    return start, end


def _row(lines: list[str], starts: list[int], number: int) -> Block:
    line = lines[number]
    kept = line.strip().removeprefix("|").removesuffix("|").strip() or line.strip()
    start = starts[number] + line.index(kept)
    return Block(BlockKind.TABLE_ROW, start, start + len(kept))


def _text_in_markup(lines: list[str], starts: list[int], where: list[int]) -> Iterator[Block]:
    """Yield the text between the tags of a block of HTML, line by line."""
    joined = "\n".join(lines[where[0] : where[1]])
    shown = _MARKUP.sub(lambda m: re.sub(r"[^\n]", "\0", m.group()), joined)
    for number, line in zip(range(*where), shown.split("\n"), strict=True):
        for run in re.finditer(r"[^\0]+", line):
            yield Block(
                BlockKind.PARAGRAPH, starts[number] + run.start(), starts[number] + run.end()
            )
