"""The queries under way by their ids, so that whoever knows the id can end one."""

import re
import secrets
import threading
import time
from collections.abc import Callable
from typing import Final

from claims.errors import QueryCancelled
from server.errors import Problem

_ID: Final = re.compile(r"[A-Za-z0-9._~-]{8,64}")


class Ticket:
    """One query under way; call it to ask whether its client has left."""

    def __init__(self, queries: "Queries", name: str, left: Callable[[], bool] | None) -> None:
        self.name = name
        self.started = time.monotonic()
        self._queries = queries
        self._left = left
        self._cancelled = threading.Event()

    def __call__(self) -> bool:
        """Tell whether the client has left; raises QueryCancelled when the query was."""
        if self._cancelled.is_set():
            raise QueryCancelled("The query was cancelled by its id.")
        return self._left is not None and self._left()

    def cancel(self) -> None:
        """Have the query end when it next looks."""
        self._cancelled.set()

    def close(self) -> None:
        """Forget the query, which has ended."""
        self._queries.forget(self)


class Queries:
    """The queries of one server by their ids."""

    def __init__(self) -> None:
        self._tickets: dict[str, Ticket] = {}
        self._lock = threading.Lock()

    def enter(self, name: str | None, left: Callable[[], bool] | None) -> Ticket:
        """Return the ticket of a query that begins, under the id its client chose or a new one.

        Raises Problem for an id that is malformed (400) or in use (409).
        """
        if name is not None and not _ID.fullmatch(name):
            raise Problem(
                400,
                "X-Query-Id is malformed.",
                code="query-id",
                hint="Choose 8 to 64 letters, digits, dots, hyphens or underscores.",
            )
        ticket = Ticket(self, name or secrets.token_urlsafe(12), left)
        with self._lock:
            if ticket.name in self._tickets:
                raise Problem(
                    409,
                    f"A query with the id {ticket.name} is under way.",
                    code="query-id-taken",
                    hint="Choose an id that nobody else would choose.",
                )
            self._tickets[ticket.name] = ticket
        return ticket

    def find(self, name: str) -> Ticket | None:
        """Return the query with this id, None when there is none under way."""
        with self._lock:
            return self._tickets.get(name)

    def forget(self, ticket: Ticket) -> None:
        """Take a query off the list."""
        with self._lock:
            if self._tickets.get(ticket.name) is ticket:
                del self._tickets[ticket.name]
