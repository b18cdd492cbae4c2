"""Answers that never look whole when they are not.

The start is held back until the status is certain. A longer answer is then streamed, and when
it fails on the way the transfer is broken off instead of being closed.
"""

import logging
import tempfile
from collections.abc import Callable, Iterator
from itertools import chain
from typing import IO, Final

from flask import Response, request

from claims.errors import Overloaded, QueryError
from graph.query import Result
from server import compression
from server.site import site
from server.spool import Channel, Spool

log = logging.getLogger(__name__)

#: Bytes held back before the status is sent.
HELD_BACK: Final = 256 * 1024

#: Bytes of an answer to an HTTP/1.0 client that are kept in memory rather than in a file.
_SPOOLED: Final = 8 * 1024 * 1024


def client_left() -> Callable[[], bool] | None:
    """Return a function that tells whether the client hung up, None where none can tell."""
    found = request.environ.get("waitress.client_disconnected")
    return found if callable(found) else None


def respond(result: Result, content_type: str) -> Response:
    """Return a response with the answer; raises QueryError when it fails within its start."""
    head, whole = begin(result)
    if whole:
        return Response(b"".join(head), content_type=content_type)
    return go_on(result, head, content_type)


def begin(result: Result) -> tuple[list[bytes], bool]:
    """Return the start of an answer, and whether it is all; raises QueryError when it fails."""
    head: list[bytes] = []
    held = 0
    for chunk in result.chunks:
        head.append(chunk)
        held += len(chunk)
        if held >= HELD_BACK:
            return head, False
    return head, True


def go_on(
    result: Result, head: list[bytes], content_type: str, *, packed: bool = False
) -> Response:
    """Return a response that sends the start of an answer and then the rest as it comes.

    ``packed`` sends it as gzip.
    """
    stream = result.chunks
    if request.method == "HEAD":
        stream.close()
        response = Response(content_type=content_type)
    elif request.environ.get("SERVER_PROTOCOL") == "HTTP/1.0":
        response = _whole(_packed(chain(head, stream), packed), content_type)
    else:
        # The function that tells whether a client left is one of its connection.
        channel = getattr(client_left(), "__self__", None)
        flow = _packed(_flow(head, stream, channel, site().spool), packed)
        response = Response(flow, content_type=content_type)
        response.call_on_close(stream.close)
    if packed:
        compression.mark(response)
    return response


def _packed(chunks: Iterator[bytes], packed: bool) -> Iterator[bytes]:
    return compression.stream(chunks) if packed else chunks


def _flow(
    head: list[bytes], stream: Iterator[bytes], channel: Channel | None, spool: Spool | None
) -> Iterator[bytes]:
    yield b"".join(head)
    head.clear()
    try:
        for chunk in stream:
            yield chunk
            if spool is not None and spool.crowded_by(channel):
                raise Overloaded("The client reads too slowly for a server this busy.")
    except QueryError as error:
        # Going on with the exception breaks the connection, so that the client sees the failure.
        log.warning("an answer was broken off: %s", error)
        raise


def _whole(chunks: Iterator[bytes], content_type: str) -> Response:
    """Return an answer of known length: HTTP/1.0 cannot tell a broken transfer from its end."""
    spool: IO[bytes] = tempfile.SpooledTemporaryFile(_SPOOLED)  # noqa: SIM115
    try:
        for chunk in chunks:
            spool.write(chunk)
        length = spool.tell()
        spool.seek(0)
    except BaseException:
        spool.close()
        raise
    response = Response(iter(lambda: spool.read(65_536), b""), content_type=content_type)
    response.content_length = length
    response.call_on_close(spool.close)
    return response
