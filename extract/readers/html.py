"""HTML: the article of a page as trafilatura finds it, without menus and footers."""

import re
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from typing import TYPE_CHECKING, Any

from claims.model import Block, BlockKind
from extract.readers import plain
from extract.readers.blocks import Page, first_heading, kind_of_paragraph, tidy
from extract.readers.decoding import decode

if TYPE_CHECKING:
    from configparser import ConfigParser

_CHARSET = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([\w-]+)""", re.IGNORECASE)
_WHOLE = re.compile(r"<(?:html|body)\b", re.IGNORECASE)
_HEAD = 4096
#: Stands for a line break while a paragraph is put together; no page can hold it.
_BREAK = "\0"
#: An element of lxml, which has no types of its own.
_Element = Any
_METADATA = ("author", "date", "license", "sitename", "url", "description", "language")


def read(data: bytes | str) -> Page:
    """Return the article's text, one line per block, with its title and what the page says of it.

    Raises Undecodable as ``decode`` does; a page without text gives an empty one.
    """
    import trafilatura  # takes a third of a second, which a corpus without HTML need not spend

    if isinstance(data, bytes):
        declared = _CHARSET.search(data[:_HEAD])
        data = decode(data, declared[1].decode("ascii", "ignore") if declared else None)
    if not _WHOLE.search(data):
        data = f"<html><body>{data}</body></html>"
    found = trafilatura.bare_extraction(
        data,
        include_comments=False,
        include_tables=True,
        with_metadata=True,
        fast=True,
        favor_recall=True,
        date_extraction_params={"extensive_search": False, "original_date": True},
        config=_settings(),
    )
    body = getattr(found, "body", None)
    if body is None or not "".join(body.itertext()).strip():
        return plain.read(str(trafilatura.html2txt(data)))
    page = _page(body)
    title = str(getattr(found, "title", None) or "")
    return Page(page.text, page.blocks, title or page.title, _metadata(found))


@cache
def _settings() -> "ConfigParser":
    """Return trafilatura's settings without its least lengths, which drop short reports."""
    from trafilatura.settings import DEFAULT_CONFIG

    config: ConfigParser = deepcopy(DEFAULT_CONFIG)
    for name in ("extracted_size", "output_size", "output_comm_size", "extracted_comm_size"):
        config["DEFAULT"][f"min_{name}"] = "1"
    return config


def _metadata(found: Any) -> tuple[tuple[str, str], ...]:
    pairs = ((name, getattr(found, name, None)) for name in _METADATA)
    return tuple(
        ("licence" if name == "license" else name, " ".join(str(value).split()))
        for name, value in pairs
        if value
    )


def _page(body: _Element) -> Page:
    parts: list[str] = []
    blocks: list[Block] = []
    offset = 0
    for kind, level, text in _pieces(body, 0):
        text = " ".join(text.split())
        if not text:
            continue
        if kind is BlockKind.PARAGRAPH:
            kind = kind_of_paragraph(text)
        blocks.append(Block(kind, offset, offset + len(text), level))
        parts.append(text)
        offset += len(text) + 1
    whole = "\n".join(parts)
    tidied = tidy(whole, blocks)
    return Page(whole, tidied, first_heading(whole, tidied))


def _pieces(element: _Element, depth: int) -> Iterator[tuple[BlockKind, int, str]]:
    """Yield kind, level and text of each block below an element of trafilatura's tree."""
    if element.text and element.text.strip():
        yield BlockKind.PARAGRAPH, 0, element.text
    for child in element:
        match child.tag:
            case "head":
                rend = child.get("rend") or "h2"
                level = int(rend[1]) if re.fullmatch(r"h[1-6]", rend) else 2
                yield BlockKind.HEADING, level, _words(child)
            case "list":
                yield from _items(child, depth + 1)
            case "table":
                for row in child.iter("row"):
                    cells = (" ".join(_words(cell).split()) for cell in row.iter("cell"))
                    yield BlockKind.TABLE_ROW, 0, " | ".join(cell for cell in cells if cell)
            case "p" | "ab":
                for line in _words(child).split(_BREAK):
                    yield BlockKind.PARAGRAPH, 0, line
                yield from _nested(child, depth)
            case "graphic":
                yield BlockKind.CAPTION, 0, child.get("alt") or child.get("title") or ""
            case str():
                yield from _pieces(child, depth)
            case _:  # a comment or a processing instruction
                pass
        if child.tail and child.tail.strip():
            yield BlockKind.PARAGRAPH, 0, child.tail


def _items(element: _Element, depth: int) -> Iterator[tuple[BlockKind, int, str]]:
    for item in element.iterchildren("item"):
        yield BlockKind.LIST_ITEM, depth, _words(item)
        yield from _nested(item, depth)


def _nested(element: _Element, depth: int) -> Iterator[tuple[BlockKind, int, str]]:
    for inner in element.iterchildren("list"):
        yield from _items(inner, depth + 1)


def _words(element: _Element) -> str:
    """Return the text of an element without that of lists inside it; a line break stays one."""
    parts = [element.text or ""]
    for child in element:
        if child.tag == "lb":
            parts.append(_BREAK)
        elif child.tag != "list" and isinstance(child.tag, str):
            parts.append(_words(child))
        parts.append(child.tail or "")
    return "".join(parts)
