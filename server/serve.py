"""The web server in front of the app: waitress.

It passes two tests that others fail: a stream broken off by an exception makes the client's
transfer fail, and a client that hangs up before the first byte frees its worker.
"""

import logging
import os
import signal
import socket
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any, Final

from flask import Flask
from waitress.server import create_server  # type: ignore[import-untyped]
from waitress.task import ThreadedTaskDispatcher  # type: ignore[import-untyped]

from claims.errors import QueryError, SettingError
from graph.query.lanes import QUICK_QUEUE
from server.app import create_app
from server.settings import Settings
from server.site import Site
from server.spool import Spool

#: Threads beyond those that wait for queries, so that pages and health are answered meanwhile.
_SPARE_THREADS: Final = 16

#: Longest head of a request, in bytes: a query travels in the address.
_MAX_HEADER: Final = 1_048_576

#: Clients connected at the same time, most of them idle.
_MAX_CONNECTIONS: Final = 1000

#: Seconds that answers may still take once the server is told to end.
_LAST_SECONDS: Final = 0.5


class _Dispatcher(ThreadedTaskDispatcher):  # type: ignore[misc]
    """The threads that answer; they end at once, since the queries they wait for end first."""

    def __init__(self, site: Site, threads: int) -> None:
        super().__init__()
        self._site = site
        self.set_thread_count(threads)

    def shutdown(self, cancel_pending: bool = True, timeout: float = _LAST_SECONDS) -> bool:
        """End queries and threads; tell whether those that wait were let go."""
        self._site.close()
        return bool(super().shutdown(cancel_pending, timeout))


def make_server(app: Flask, settings: Settings) -> Any:
    """Return a waitress server bound to host and port, not yet running.

    Raises SettingError when the address cannot be had.
    """
    threads = settings.query_workers + settings.query_queue + QUICK_QUEUE + _SPARE_THREADS
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    logging.getLogger("waitress").addFilter(_unknown)
    server = create_server(
        app,
        sockets=[_listen(settings)],
        _dispatcher=_Dispatcher(app.extensions["entente"], min(threads, 128)),
        # Reading on while a request runs is how a hang-up is noticed.
        channel_request_lookahead=1,
        max_request_header_size=_MAX_HEADER,
        # The app refuses long bodies in its own words; this only bounds what is stored.
        max_request_body_size=max(
            8 * app.config["MAX_CONTENT_LENGTH"], int(settings.upload_max_mb * 1_100_000)
        ),
        # A long answer waits on disk for a slow client, so that its query and its thread end.
        outbuf_overflow=256 * 1024,
        outbuf_high_watermark=int(settings.answer_spool_mb * 1_000_000),
        connection_limit=_MAX_CONNECTIONS,
        asyncore_use_poll=True,
        ident=None,
        clear_untrusted_proxy_headers=True,
    )
    app.extensions["entente"].spool = Spool(server, int(settings.answer_spool_mb * 1_000_000))
    return server


def _listen(settings: Settings) -> socket.socket:
    """Return a socket that listens on host and port; raises SettingError when it cannot be had."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=1024)
    except OSError as error:
        # Python adds the address to what the system says, but not to what the resolver says.
        resolver = isinstance(error, socket.gaierror)
        reason = error.strerror if resolver else os.strerror(error.errno or 0)
        raise SettingError(
            f"The address {settings.host}:{settings.port} cannot be used: {reason}.",
            hint="Stop what uses it, or choose another with --port.",
        ) from error


def _unknown(record: logging.LogRecord) -> bool:
    """Keep the traceback of an answer that was broken off out of the log: it is logged already."""
    return not (record.exc_info and isinstance(record.exc_info[1], QueryError))


def serve(settings: Settings, *, ready: Callable[[str], None] | None = None) -> None:
    """Serve until Ctrl-C, SIGTERM or SIGHUP; ``ready`` is told the address once it answers."""
    app = create_app(settings)
    site = app.extensions["entente"]
    assert isinstance(site, Site)
    server = make_server(app, settings)

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise SystemExit(0)

    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, stop)
        if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # as under nohup
            signal.signal(signal.SIGHUP, stop)
    try:
        site.look()
        if ready is not None:
            ready(address(server, settings))
        server.run()
    finally:
        site.close()
        server.close()


def address(server: Any, settings: Settings) -> str:
    """Return the address that the server answers on, for example ``http://127.0.0.1:8080/``."""
    host = "127.0.0.1" if settings.host in ("", "0.0.0.0", "::") else settings.host
    port = server.effective_port
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
