"""How the server and its workers speak: requests as JSON, answers as frames.

A request is its length (4 bytes) and JSON. A frame is one byte of kind, its length and its
body. A blocking send is the back pressure: a worker waits until its answer is taken.
"""

import io
import json
import socket
import struct
from collections.abc import Callable
from typing import Any, Final

HEADER: Final = b"H"
DATA: Final = b"D"
END: Final = b"E"
ERROR: Final = b"X"

#: Body of the end frame of a worker that holds too much memory to go on.
SPENT: Final = b"spent"

CHUNK: Final = 65_536
_LENGTH: Final = struct.Struct("!I")
_FRAME: Final = struct.Struct("!cI")


def receive(channel: socket.socket, length: int) -> bytes:
    """Return exactly ``length`` bytes; raises EOFError when the other end closes before."""
    parts = bytearray()
    while len(parts) < length:
        part = channel.recv(min(length - len(parts), 1 << 20))
        if not part:
            raise EOFError
        parts += part
    return bytes(parts)


def send_request(channel: socket.socket, request: dict[str, Any]) -> None:
    """Send one request."""
    body = json.dumps(request).encode()
    channel.sendall(_LENGTH.pack(len(body)) + body)


def receive_request(channel: socket.socket) -> dict[str, Any]:
    """Return the next request; raises EOFError when there will be none."""
    (length,) = _LENGTH.unpack(receive(channel, _LENGTH.size))
    request = json.loads(receive(channel, length))
    assert isinstance(request, dict)
    return request


class FrameSender:
    """Sends frames; small ones go together, when one asks for it or when there are enough."""

    def __init__(self, channel: socket.socket) -> None:
        self._channel = channel
        self._waiting = bytearray()

    def send(self, kind: bytes, body: bytes = b"", *, last: bool = False) -> None:
        """Send one frame, waiting until it is taken; ``last`` sends what waits at once."""
        self._waiting += _FRAME.pack(kind, len(body))
        self._waiting += body
        if last or len(self._waiting) >= CHUNK:
            waiting, self._waiting = self._waiting, bytearray()
            self._channel.sendall(waiting)


class FrameReader:
    """Reads frames, as many at once as have come."""

    def __init__(self, channel: socket.socket) -> None:
        self._channel = channel
        self._come = bytearray()

    @property
    def ready(self) -> bool:
        """Tell whether a whole frame has come already."""
        if len(self._come) < _FRAME.size:
            return False
        _, length = _FRAME.unpack_from(self._come)
        return len(self._come) >= _FRAME.size + int(length)

    def next(self) -> tuple[bytes, bytes]:
        """Return kind and body of the next frame; raises EOFError when the other end is gone."""
        self._fill(_FRAME.size)
        kind, length = _FRAME.unpack_from(self._come)
        end = _FRAME.size + length
        self._fill(end)
        body = bytes(self._come[_FRAME.size : end])
        del self._come[:end]
        return kind, body

    def _fill(self, size: int) -> None:
        while len(self._come) < size:
            part = self._channel.recv(262_144)
            if not part:
                raise EOFError
            self._come += part


class FrameWriter(io.RawIOBase):
    """A file whose writes become data frames; wrap it in a BufferedWriter."""

    def __init__(self, sender: FrameSender, meter: Callable[[bytes], None] | None = None) -> None:
        """``meter`` sees every frame before it is sent and may refuse it with an exception."""
        self._sender = sender
        self._meter = meter

    def writable(self) -> bool:
        """Return True."""
        return True

    def write(self, data: Any, /) -> int:
        """Send ``data`` as one frame and return its length."""
        body = bytes(data)
        if self._meter is not None:
            self._meter(body)
        self._sender.send(DATA, body)
        return len(body)
