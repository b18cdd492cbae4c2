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


def send_frame(channel: socket.socket, kind: bytes, body: bytes = b"") -> None:
    """Send one frame, waiting until it is taken."""
    channel.sendall(_FRAME.pack(kind, len(body)))
    if body:
        channel.sendall(body)


def receive_frame(channel: socket.socket) -> tuple[bytes, bytes]:
    """Return kind and body of the next frame; raises EOFError when the other end is gone."""
    kind, length = _FRAME.unpack(receive(channel, _FRAME.size))
    return kind, receive(channel, length)


class FrameWriter(io.RawIOBase):
    """A file whose writes become data frames; wrap it in a BufferedWriter."""

    def __init__(
        self, channel: socket.socket, meter: Callable[[bytes], None] | None = None
    ) -> None:
        """``meter`` sees every frame before it is sent and may refuse it with an exception."""
        self._channel = channel
        self._meter = meter

    def writable(self) -> bool:
        """Return True."""
        return True

    def write(self, data: Any, /) -> int:
        """Send ``data`` as one frame and return its length."""
        body = bytes(data)
        if self._meter is not None:
            self._meter(body)
        send_frame(self._channel, DATA, body)
        return len(body)
