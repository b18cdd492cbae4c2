"""Answers as gzip, for clients that accept it."""

import re
import zlib
from collections.abc import Iterator
from typing import Final

from flask import Response

#: Bytes below which compressing is not worth it.
SMALLEST: Final = 1024

_CODING: Final = re.compile(
    r"\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+)\s*(?:;\s*q=([01](?:\.\d{0,3})?)\s*)?"
)
_GZIP: Final = 31


def accepted(header: str | None) -> bool:
    """Tell whether an Accept-Encoding header welcomes gzip.

    >>> accepted("br, gzip;q=0.8"), accepted("gzip;q=0"), accepted(None)
    (True, False, False)
    """
    welcome: dict[str, float] = {}
    for member in (header or "").split(","):
        if (match := _CODING.fullmatch(member)) is not None:
            welcome[match[1].lower()] = float(match[2] or 1)
    return welcome.get("gzip", welcome.get("*", 0.0)) > 0


def stream(chunks: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the chunks as one gzip stream; what has come is sent on, not held back."""
    packer = zlib.compressobj(6, zlib.DEFLATED, _GZIP)
    for chunk in chunks:
        yield packer.compress(chunk) + packer.flush(zlib.Z_SYNC_FLUSH)
    yield packer.flush()


def mark(response: Response) -> None:
    """Say in the headers that the body is gzip."""
    response.headers["Content-Encoding"] = "gzip"
