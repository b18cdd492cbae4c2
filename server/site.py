"""What the views of one server share: settings, the graph in force, and links."""

import hashlib
import logging
import threading
import time
from functools import cache, lru_cache
from importlib import metadata
from pathlib import Path
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from flask import current_app, request

from claims.errors import StoreError
from graph.query import QueryEngine
from graph.revisions import Revision
from graph.search import SearchIndex
from ontology import terms
from server.datasets import Datasets
from server.queries import Queries
from server.result_cache import ResultCache
from server.settings import Settings
from server.spool import Spool

log = logging.getLogger(__name__)

#: Seconds after which a revision that could not be read is looked at again.
LOOK_AGAIN: Final = 5.0

#: Paths under the base that the server maps to canonical IRIs.
LOCAL: Final = ("id/", "concept/", "graph/", "ontology")


class Site:
    """Holds the query engine of the revision in force and follows new revisions.

    One per app, at ``app.extensions["entente"]``; safe to use from several threads.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.queries = Queries()
        self.spool: Spool | None = None
        self.results = ResultCache(int(settings.result_cache_mb * 1_000_000))
        self.datasets = Datasets(settings)
        self._engine: QueryEngine | None = None
        self._lock = threading.Lock()
        self._looked_at: Path | None = None
        self._looked = 0.0
        self._problem: StoreError | None = None
        self._search: SearchIndex | None = None

    def look(self) -> None:
        """Take over a revision published since the last look.

        One that cannot be read leaves the present one in force and is looked at again later.
        """
        link = self.settings.home / "graph" / "current"
        try:
            path = link.parent / link.readlink()
        except OSError:
            return
        late = time.monotonic() - self._looked >= LOOK_AGAIN
        if path == self._looked_at and not (self._problem and late):
            return
        # Where there is something to serve, one request does the work and the others go on.
        if not self._lock.acquire(blocking=self._engine is None):
            return
        try:
            if path != self._looked_at or self._problem:
                self._take_over(path)
        finally:
            self._lock.release()

    def _take_over(self, path: Path) -> None:
        self._problem = None
        try:
            if self._engine is None:
                self._engine = self._open(path)
            else:
                self._engine.switch(path)
        except StoreError as error:
            log.error("the graph in %s is not served: %s", path, error)
            self._problem = error
        self._looked_at, self._looked = path, time.monotonic()

    def _open(self, path: Path) -> QueryEngine:
        return QueryEngine(
            path,
            workers=self.settings.query_workers,
            timeout=self.settings.query_timeout,
            memory_mb=self.settings.query_memory_mb,
            queue=self.settings.query_queue,
            max_bytes=self.settings.query_max_bytes,
            max_rows=self.settings.query_max_rows,
            max_answer_bytes=int(self.settings.query_max_answer_mb * 1_000_000),
            in_memory_bytes=int(self.settings.query_in_memory_mb * 1_048_576),
            hosts=frozenset(self.settings.fetch_hosts),
        )

    @property
    def revision(self) -> Revision | None:
        """Return the revision in force, None before the first build."""
        return self._engine.revision if self._engine else None

    @property
    def engine(self) -> QueryEngine:
        """Return the query engine; raises StoreError before the first build."""
        if self._engine is None and self._problem is not None:
            raise self._problem
        if self._engine is None:
            raise StoreError(
                f"There is no graph in {self.settings.home}.", hint="Run: entente build"
            )
        return self._engine

    @property
    def search(self) -> SearchIndex:
        """Return the search index of the revision in force; raises StoreError without one."""
        path = self.engine.revision.search
        found = self._search
        if found is None or found.path != path:
            found = self._search = SearchIndex(path)
        return found

    def close(self) -> None:
        """Stop the workers."""
        self.datasets.close()
        with self._lock:
            if self._engine is not None:
                self._engine.close()
                self._engine = None


def site() -> Site:
    """Return the site of the current app."""
    found = current_app.extensions["entente"]
    assert isinstance(found, Site)
    return found


@cache
def version() -> str:
    """Return the version of Entente that serves."""
    return metadata.version("entente")


def local_path(iri: str) -> str | None:
    """Return the path under which this server shows a canonical IRI, None for a foreign IRI.

    >>> local_path(terms.BASE + "id/nato")
    '/id/nato'
    """
    if not iri.startswith(terms.BASE):
        return None
    local, _, fragment = iri[len(terms.BASE) :].partition("#")
    if not local.startswith(LOCAL):
        return None
    path = "/" + quote(unquote(local), safe="/:@!$&'()*+,;=~-._")
    return f"{path}#{quote(fragment)}" if fragment else path


def absolute(path: str) -> str:
    """Return the address of a path for readers: the public URL, else that of the request."""
    root = site().settings.public_url or request.url_root
    return root.rstrip("/") + "/" + path.lstrip("/")


def short(iri: str) -> str:
    """Return a short name to show for an IRI: its prefixed name, else its last part."""
    name = terms.shorten(iri)
    if name != iri:
        return name
    parts = urlsplit(iri)
    tail = parts.fragment or parts.path.rstrip("/").rsplit("/", 1)[-1]
    return unquote(tail) or iri


@lru_cache(maxsize=64)
def fingerprint(file: Path) -> str:
    """Return a short hash of a static file, so that its address changes with its content."""
    return hashlib.sha256(file.read_bytes()).hexdigest()[:12]
