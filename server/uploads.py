"""Graphs that a client sends: the body, or the parts of a form."""

import zlib
from dataclasses import dataclass
from typing import Final

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge

from graph.query import formats
from graph.query.formats import Format
from server import negotiation
from server.errors import Problem

_BY_TYPE: Final = formats.offers(formats.GRAPHS)
_BY_EXTENSION: Final = {item.extension: item for item in formats.GRAPHS}
_QUADS: Final = frozenset({formats.TRIG.name, formats.NQUADS.name})
_GZIP: Final = 31


@dataclass(frozen=True, slots=True)
class Upload:
    """What was sent: bodies, each with the name of its format."""

    parts: tuple[tuple[bytes, str], ...]

    @property
    def quads(self) -> bool:
        """Tell whether all parts are in formats that name graphs."""
        return all(source in _QUADS for _, source in self.parts)

    def one(self) -> tuple[bytes, str]:
        """Return the only part; raises Problem (400) when there are several."""
        if len(self.parts) != 1:
            raise Problem(400, "A graph is put as one file.", code="upload-parts")
        return self.parts[0]


def read(limit: int) -> Upload:
    """Return what the request sends, at most ``limit`` bytes; raises Problem (400, 413, 415)."""
    request.max_content_length = limit
    request.max_form_memory_size = limit
    content_type = request.headers.get("Content-Type")
    media_type = negotiation.parse(content_type or "")
    if media_type is not None and (media_type.type, media_type.subtype) == _FORM:
        return _parts(limit)
    if media_type is None:
        raise _unknown(content_type)
    body = _unpacked(request.get_data(cache=False), limit)
    return Upload(((body, _format(media_type, content_type).name),))


def _parts(limit: int) -> Upload:
    parts: list[tuple[bytes, str]] = []
    for file in request.files.values():
        media_type = negotiation.parse(file.content_type or "")
        extension = (file.filename or "").rpartition(".")[2].lower()
        known = media_type is not None and _plain(media_type) in _BY_TYPE
        if media_type is not None and known:
            source = _format(media_type, file.content_type)
        elif extension in _BY_EXTENSION:
            source = _BY_EXTENSION[extension]
        else:
            raise _unknown(file.content_type)
        parts.append((file.read(), source.name))
    if not parts:
        raise Problem(
            400,
            "The form has no file.",
            code="upload-missing",
            hint="Send the graph as a file, for example: curl -F graph=@data.ttl",
        )
    return Upload(tuple(parts))


def _format(media_type: negotiation.MediaType, content_type: str | None) -> Format:
    found = _BY_TYPE.get(_plain(media_type))
    if found is None:
        raise _unknown(content_type)
    return found


def _plain(media_type: negotiation.MediaType) -> str:
    return f"{media_type.type}/{media_type.subtype}"


def _unpacked(body: bytes, limit: int) -> bytes:
    """Return the body without its content coding."""
    coding = request.headers.get("Content-Encoding", "identity").strip().lower()
    if coding in ("", "identity"):
        return body
    if coding not in ("gzip", "x-gzip"):
        raise Problem(
            415,
            f"The content coding {coding} is not read here.",
            code="unsupported-coding",
            hint="Send gzip or nothing.",
            headers={"Accept-Encoding": "gzip"},
        )
    unpacker = zlib.decompressobj(_GZIP)
    try:
        plain = unpacker.decompress(body, limit + 1)
    except zlib.error as error:
        raise Problem(400, f"The body is not gzip: {error}.", code="coding-broken") from error
    if len(plain) > limit:
        raise RequestEntityTooLarge
    if not unpacker.eof:
        raise Problem(400, "The gzip stream ends too early.", code="coding-broken")
    return plain


def _unknown(content_type: str | None) -> Problem:
    listed = ", ".join(item.media_type for item in formats.GRAPHS)
    return Problem(
        415,
        f"A graph cannot be read from {content_type}."
        if content_type
        else "The request has no Content-Type.",
        code="unsupported-media-type",
        hint=f"Send {listed}.",
        headers={"Accept-Post": listed},
    )


_FORM: Final = ("multipart", "form-data")
