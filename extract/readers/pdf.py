"""PDF: lines where the file places them, put together again as headings and paragraphs."""

import io
import logging
import struct
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from claims.model import Block
from extract.readers.blocks import Page, first_heading, tidy
from extract.readers.layout import Line, paragraphs

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

#: What pypdf lets through from files whose structure is broken.
_BROKEN = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)
#: Lines whose baselines differ by less than this share of the type's size are one line.
_SAME_LINE = 0.4
_DEFAULT_SIZE = 10.0


class UnreadablePdf(ValueError):
    """The file is no PDF that can be read; ``hint`` says what to do."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


def read(data: bytes) -> Page:
    """Return the text of a PDF, one line per block, without running heads and page numbers.

    Raises UnreadablePdf when the file is broken, locked by a password or only scanned.
    """
    # pypdf reports every flaw of a file to its log; what matters comes as an exception.
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, PyPdfError

    try:
        reader = PdfReader(io.BytesIO(data), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadablePdf(
                "The PDF is locked by a password.", "Save it without the password and try again."
            )
        pages = [list(_lines(page, number)) for number, page in enumerate(reader.pages)]
        title = _title(reader)
    except UnreadablePdf:
        raise
    except DependencyError as error:
        raise UnreadablePdf(
            "The PDF is encrypted in a way that cannot be read here.",
            "Save it without encryption and try again.",
        ) from error
    except (PyPdfError, *_BROKEN) as error:
        raise UnreadablePdf(
            f"The PDF is broken ({type(error).__name__}: {error}).",
            "Open it in a PDF viewer and save or print it to a new PDF.",
        ) from error
    if not any(pages):
        raise UnreadablePdf(
            "The PDF has no text, only pictures of pages.", "Run text recognition (OCR) on it."
        )
    return _page(pages, title)


def _page(pages: list[list[Line]], title: str) -> Page:
    parts: list[str] = []
    blocks: list[Block] = []
    offset = 0
    for draft in paragraphs(pages):
        end = offset + len(draft.text)
        blocks.append(Block(draft.kind, offset + draft.skip, end, draft.level))
        parts.append(draft.text)
        offset = end + 1
    text = "\n".join(parts)
    tidied = tidy(text, blocks)
    return Page(text, tidied, title or first_heading(text, tidied))


def _title(reader: "PdfReader") -> str:
    """Return the title in the file's description, unless it is the name of some other file."""
    metadata = reader.metadata
    title = " ".join(str((metadata and metadata.title) or "").split())
    office = title.startswith("Microsoft Word") or title.lower() in ("untitled", "title")
    return "" if office or title.lower().endswith((".doc", ".docx", ".indd", ".pdf")) else title


def _lines(page: "PageObject", number: int) -> Iterator[Line]:
    """Yield the lines of a page in the order in which it draws them."""
    drawn: list[Line] = []

    def visit(text: str, cm: list[float], tm: list[float], font: object, size: float) -> None:
        for index, piece in enumerate(text.split("\n")):
            if index or not drawn:
                drawn.append(Line(number, "", 0.0, 0.0, 0.0))
            if not piece:
                continue
            height = _height(cm, tm, size)
            x, y = _place(cm, tm)
            last = drawn[-1]
            if last.text.strip() and abs(last.y - y) > _SAME_LINE * max(last.size, height):
                last = Line(number, "", 0.0, 0.0, 0.0)
                drawn.append(last)
            bold = isinstance(font, dict) and "bold" in str(font.get("/BaseFont")).lower()
            last.add(piece, x, y, height, bold)

    page.extract_text(visitor_text=visit)
    for line in drawn:
        line.text = _clean(line.text)
        if line.text:
            yield line


def _clean(text: str) -> str:
    """Fold white space and drop what no text is made of."""
    kept = "".join(c if c.isprintable() or c == "\u00ad" else " " for c in text)
    return " ".join(kept.split())


def _height(cm: list[float], tm: list[float], size: float) -> float:
    """Return the size of the type on the page: its size in the font's space, scaled."""
    scale = abs(tm[3] * cm[3]) or abs(tm[1] * cm[2])
    return round(abs(size) * scale, 1) if scale and size else _DEFAULT_SIZE


def _place(cm: list[float], tm: list[float]) -> tuple[float, float]:
    x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
    y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
    return x, y
