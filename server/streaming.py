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

from claims.errors import QueryError
from graph.query import Result

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
    stream = result.chunks
    head: list[bytes] = []
    held = 0
    for chunk in stream:
        head.append(chunk)
        held += len(chunk)
        if held >= HELD_BACK:
            break
    else:
        return Response(b"".join(head), content_type=content_type)
    if request.method == "HEAD":
        stream.close()
        return Response(content_type=content_type)
    if request.environ.get("SERVER_PROTOCOL") == "HTTP/1.0":
        return _whole(chain(head, stream), content_type)
    response = Response(_flow(head, stream), content_type=content_type, direct_passthrough=True)
    response.call_on_close(stream.close)
    return response


def _flow(head: list[bytes], stream: Iterator[bytes]) -> Iterator[bytes]:
    yield b"".join(head)
    head.clear()
    try:
        yield from stream
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
