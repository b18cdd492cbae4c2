"""What all readers share: drafts of blocks, their tidying, and the marks of lists and captions."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from claims.model import Block, BlockKind

#: No block is longer, so that the parser's memory stays bounded whatever a file holds.
LONGEST = 20_000

LIST_MARKER = re.compile(
    r"""(?: [-*•‣◦▪·–—] | \(?\d{1,3}[.)] | \(?[a-z]\) ) [ \t\u00a0]+""", re.VERBOSE
)
CAPTION = re.compile(r"(?:Figure|Fig\.|Table|Map|Chart|Photo|Box)\s+\d{1,3}\b", re.IGNORECASE)
RULE = re.compile(r"[\s\-=_*~.|:+#]+")

_SENTENCE_END = re.compile(r"[.!?]['\"”’)]*\s+")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Page:
    """What a reader makes of a file: the text it returns, its blocks, title and description."""

    text: str
    blocks: tuple[Block, ...]
    title: str = ""
    metadata: tuple[tuple[str, str], ...] = ()


def tidy(text: str, blocks: Iterable[Block]) -> tuple[Block, ...]:
    """Return the blocks without white space at their ends, without blank ones, none too long.

    Blocks come in the order of the text and do not overlap; what they overlapped is cut off the
    later one.
    """
    result: list[Block] = []
    reached = 0
    for block in sorted(blocks, key=lambda b: (b.start, b.end)):
        start, end = max(block.start, reached), block.end
        while start < end and not visible(text[start]):
            start += 1
        while end > start and not visible(text[end - 1]):
            end -= 1
        if start < end:
            result += _split(text, replace(block, start=start, end=end))
            reached = end
    return tuple(result)


def visible(character: str) -> bool:
    """Say whether a character leaves a mark: neither white space nor a control character."""
    return character.isprintable() and not character.isspace()


def first_heading(text: str, blocks: Iterable[Block]) -> str:
    """Return the text of the first heading with its white space folded, or nothing."""
    for block in blocks:
        if block.kind is BlockKind.HEADING:
            return " ".join(text[block.start : block.end].split())
    return ""


def kind_of_paragraph(text: str) -> BlockKind:
    """Return what running text is: a caption when it begins like one."""
    return BlockKind.CAPTION if CAPTION.match(text) else BlockKind.PARAGRAPH


def _split(text: str, block: Block) -> Iterator[Block]:
    """Yield a block in pieces of bounded length, cut at sentence ends where there are any."""
    start = block.start
    while block.end - start > LONGEST:
        cut = _last_cut(text, start)
        end = cut
        while end > start and not visible(text[end - 1]):
            end -= 1
        yield replace(block, start=start, end=end)
        start = cut
        while start < block.end and not visible(text[start]):
            start += 1
    if start < block.end:
        yield replace(block, start=start)


def _last_cut(text: str, start: int) -> int:
    """Return where to cut the text within the longest length after ``start``."""
    limit = start + LONGEST
    for pattern in (_SENTENCE_END, _SPACE):
        cut = max((m.end() for m in pattern.finditer(text, start + LONGEST // 2, limit)), default=0)
        if cut:
            return cut
    return limit
