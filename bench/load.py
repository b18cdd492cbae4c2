"""A load generator: one thread, many connections, little work for each answer."""

import re
import select
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)


@dataclass(frozen=True)
class Load:
    """What came of a run: answers per second, seconds at percentiles, answers that were no 200."""

    rate: float
    median: float
    p99: float
    failures: int


def run(address: tuple[str, int], requests: Sequence[bytes], clients: int, seconds: float) -> Load:
    """Send the requests in turn over ``clients`` connections, each waiting for its answer."""
    poll = select.epoll()
    sockets: dict[int, socket.socket] = {}
    sent: dict[int, float] = {}
    buffers: dict[int, bytearray] = {}
    times: list[float] = []
    failures = place = 0
    begin = time.perf_counter()
    end = begin + seconds

    def send(number: int) -> None:
        nonlocal place
        sent[number] = time.perf_counter()
        buffers[number].clear()
        sockets[number].sendall(requests[place % len(requests)])
        place += 1

    for _ in range(clients):
        client = socket.create_connection(address)
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sockets[client.fileno()] = client
        buffers[client.fileno()] = bytearray()
        poll.register(client, select.EPOLLIN)
        send(client.fileno())
    while time.perf_counter() < end:
        for number, _ in poll.poll(0.1):
            buffer = buffers[number]
            buffer += sockets[number].recv(262_144)
            if (size := _size(buffer)) is None or len(buffer) < size:
                continue
            times.append(time.perf_counter() - sent[number])
            failures += not buffer.startswith(b"HTTP/1.1 200")
            send(number)
    elapsed = time.perf_counter() - begin
    for client in sockets.values():
        client.close()
    times.sort()
    return Load(
        len(times) / elapsed, times[len(times) // 2], times[len(times) * 99 // 100], failures
    )


def _size(buffer: bytearray) -> int | None:
    """Return how long the whole answer is, None before its head has come."""
    end = buffer.find(b"\r\n\r\n")
    if end < 0:
        return None
    match = _LENGTH.search(buffer, 0, end)
    if match is None:
        # Chunked, and short enough to come in one piece with its end.
        return len(buffer) if buffer.endswith(b"0\r\n\r\n") else None
    return end + 4 + int(match[1])
