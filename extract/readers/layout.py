"""Lines of pages as headings and paragraphs: rejoined over line ends, hyphens and page ends."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from claims.model import BlockKind
from extract.readers.blocks import LIST_MARKER, kind_of_paragraph
from extract.readers.plain import looks_like_heading

#: How many lines at the top and at the bottom of a page may be a running head or foot.
_MARGIN_LINES = 3
#: How many pages an outermost line must repeat on to be one.
_RUNNING = 3
_PAGE_NUMBER = re.compile(
    r"(?:page\s*)?[-–—|]?\s*(?:\d{1,4}|[ivxl]{1,6})\s*(?:(?:of|/)\s*\d{1,4})?\s*[-–—|]?",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+")
_SENTENCE_END = re.compile(r"[.!?:]['\"”’)\]]*$")
_HYPHEN = re.compile(r"(\w+)[-\u2010\u00ad]$")
_COMPOUND = re.compile(r"\w+-\w+")
#: Type this much larger than the body's is a heading's.
_HEADING_SCALE = 1.12
#: A gap this much larger than the usual one parts paragraphs.
_GAP_SCALE = 1.35
#: A line this much shorter than the page's widest ends its paragraph.
_SHORT_LINE = 0.85


@dataclass(slots=True)
class Line:
    """A line of a page: its text, where it stands, the size and weight of its type."""

    page: int
    text: str
    x: float
    y: float
    size: float
    bold: bool = False

    def add(self, text: str, x: float, y: float, size: float, bold: bool) -> None:
        """Append text; place and type of the line are those of its first visible piece."""
        if text.strip() and not self.text.strip():
            self.x, self.y, self.size, self.bold = x, y, size, bold
        elif text.strip():
            self.bold = self.bold and bold
        self.text += text


@dataclass(frozen=True, slots=True)
class Draft:
    """A paragraph put together; ``skip`` counts the code points of its list marker."""

    kind: BlockKind
    text: str
    skip: int = 0
    level: int = 0


@dataclass(frozen=True, slots=True)
class _Measure:
    """What is usual in a document: size of type, distance of lines, length of full lines."""

    size: float
    gap: float
    length: int
    heading_sizes: tuple[float, ...]
    compounds: frozenset[str]


def paragraphs(pages: list[list[Line]]) -> Iterator[Draft]:
    """Yield headings, paragraphs and list items of a document in reading order."""
    kept = _without_margins(pages)
    lines = [line for page in kept for line in page]
    if not lines:
        return
    measure = _measure(lines)
    group: list[Line] = []
    for line in lines:
        if group and _parts(group, line, measure):
            yield _draft(group, measure)
            group = []
        group.append(line)
    yield _draft(group, measure)


def _without_margins(pages: list[list[Line]]) -> list[list[Line]]:
    """Drop page numbers, and lines that repeat at the edge of most pages but for their digits."""
    near = Counter(key for page in pages for key in {_key(line) for line in _edges(page)})
    outer = Counter(key for page in pages for key in {_key(line) for line in _edges(page, 1)})
    most = max(2, round(0.5 * len(pages)))
    running = {key for key, count in near.items() if count >= most}
    # A chapter's running head stands on few pages, but always outermost.
    running |= {key for key, count in outer.items() if count >= _RUNNING}
    kept = []
    for page in pages:
        edges = {id(line) for line in _edges(page)}
        kept.append(
            [
                line
                for line in page
                if id(line) not in edges
                or not (_key(line) in running or _PAGE_NUMBER.fullmatch(line.text))
            ]
        )
    # A document whose every line repeats is no book of running heads.
    return kept if any(kept) else pages


def _edges(page: list[Line], count: int = _MARGIN_LINES) -> list[Line]:
    by_height = sorted(page, key=lambda line: -line.y)
    return [*by_height[:count], *by_height[-count:]]


def _key(line: Line) -> str:
    return _DIGITS.sub("#", line.text.casefold())


def _measure(lines: list[Line]) -> _Measure:
    sizes: Counter[float] = Counter()
    for line in lines:
        sizes[line.size] += len(line.text)
    size = sizes.most_common(1)[0][0]
    gaps = [a.y - b.y for a, b in pairwise(lines) if a.page == b.page and a.y > b.y]
    close = [gap for gap in gaps if gap < 3 * size] or [1.2 * size]
    body = [len(line.text) for line in lines if line.size == size]
    return _Measure(
        size,
        median(close),
        max(body, default=0),
        tuple(sorted({s for s in sizes if s >= _HEADING_SCALE * size}, reverse=True)),
        frozenset(m.group().casefold() for ln in lines for m in _COMPOUND.finditer(ln.text)),
    )


def _is_heading(line: Line, measure: _Measure) -> bool:
    larger = line.size >= _HEADING_SCALE * measure.size
    return larger or (line.bold and looks_like_heading(line.text))


def _parts(group: list[Line], line: Line, measure: _Measure) -> bool:
    """Say whether a line begins a new paragraph after those of the group."""
    last = group[-1]
    if LIST_MARKER.match(line.text):
        return True
    heading, was_heading = _is_heading(line, measure), _is_heading(last, measure)
    if heading or was_heading:
        same = heading and was_heading and line.size == last.size and line.bold == last.bold
        return not same or line.page != last.page or _gap(last, line) > 2 * line.size
    ended = _SENTENCE_END.search(last.text) is not None
    if line.page != last.page or line.y > last.y:  # a new page or a new column
        return ended and (
            len(last.text) < _SHORT_LINE * measure.length or not line.text[0].islower()
        )
    if _gap(last, line) > _GAP_SCALE * measure.gap:
        return True
    return ended and len(last.text) < _SHORT_LINE * measure.length


def _gap(above: Line, below: Line) -> float:
    return above.y - below.y


def _draft(group: list[Line], measure: _Measure) -> Draft:
    text = group[0].text
    for line in group[1:]:
        text = _joined(text, line.text, measure.compounds)
    text = text.replace("\u00ad", "")
    first = group[0]
    if _is_heading(first, measure):
        sizes = measure.heading_sizes
        level = sizes.index(first.size) + 1 if first.size in sizes else len(sizes) + 1
        return Draft(BlockKind.HEADING, text, level=min(level, 6))
    marker = LIST_MARKER.match(text)
    if marker:
        return Draft(BlockKind.LIST_ITEM, text, skip=marker.end(), level=1)
    return Draft(kind_of_paragraph(text), text)


def _joined(text: str, following: str, compounds: frozenset[str]) -> str:
    """Return two lines as one; a hyphen at the end goes unless the word is written with it."""
    broken = _HYPHEN.search(text)
    if not broken or not following[0].isalpha():
        return f"{text} {following}"
    head = text[: broken.end(1)]
    tail = re.match(r"\w+", following)
    compound = f"{broken[1]}-{tail[0] if tail else ''}".casefold()
    keeps = compound in compounds or not following[0].islower()
    return f"{head}{'-' if keeps else ''}{following}"
