"""What waits on disk for clients that read slowly, over all connections of one server."""

from typing import Any, Final, Protocol

#: Bytes that any client may leave untaken, however much the others do.
FAIR: Final = 1_000_000


class Channel(Protocol):
    """A connection of waitress."""

    total_outbufs_len: int


class Spool:
    """Tells which connection is too slow for a full spool."""

    def __init__(self, server: Any, size: int) -> None:
        self._server = server
        self._size = size

    def waiting(self) -> int:
        """Return the bytes that wait, all together."""
        channels = list(self._server.active_channels.values())
        return sum(channel.total_outbufs_len for channel in channels)

    def crowded_by(self, channel: Channel | None) -> bool:
        """Tell whether the spool is full and this connection takes more than its share of it."""
        if channel is None or channel.total_outbufs_len <= FAIR:
            return False
        return self.waiting() > self._size
