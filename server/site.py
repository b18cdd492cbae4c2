"""What the views of one server share: settings, the graph in force, and links."""

import hashlib
import threading
import time
from functools import lru_cache
from pathlib import Path
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from flask import current_app, request

from claims.errors import StoreError
from graph.query import QueryEngine, RevisionInfo
from ontology import terms
from server.settings import Settings

#: Seconds between two looks at whether a new revision was published.
LOOK_EVERY: Final = 1.0

#: Paths under the base that the server maps to canonical IRIs.
LOCAL: Final = ("id/", "concept/", "graph/", "ontology")


class Site:
    """Holds the query engine of the revision in force and follows new revisions.

    One per app, at ``app.extensions["entente"]``; safe to use from several threads.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._engine: QueryEngine | None = None
        self._lock = threading.Lock()
        self._looked = float("-inf")

    def look(self) -> None:
        """Take over a revision published since the last look; keep the present one on failure."""
        if time.monotonic() - self._looked < LOOK_EVERY or not self._lock.acquire(blocking=False):
            return
        try:
            self._looked = time.monotonic()
            path = self.settings.home / "graph" / "current"
            if not path.exists():
                return
            path = path.resolve()
            if self._engine is None:
                self._engine = QueryEngine(
                    path,
                    workers=self.settings.query_workers,
                    timeout=self.settings.query_timeout,
                    memory_mb=self.settings.query_memory_mb,
                    queue=self.settings.query_queue,
                    max_bytes=self.settings.query_max_bytes,
                )
            elif self._engine.revision.path != path:
                self._engine.switch(path)
        finally:
            self._lock.release()

    @property
    def revision(self) -> RevisionInfo | None:
        """Return the revision in force, None before the first build."""
        return self._engine.revision if self._engine else None

    @property
    def engine(self) -> QueryEngine:
        """Return the query engine; raises StoreError before the first build."""
        if self._engine is None:
            raise StoreError(
                f"There is no graph in {self.settings.home}.", hint="Run: entente build"
            )
        return self._engine

    def close(self) -> None:
        """Stop the workers."""
        with self._lock:
            if self._engine is not None:
                self._engine.close()
                self._engine = None


def site() -> Site:
    """Return the site of the current app."""
    found = current_app.extensions["entente"]
    assert isinstance(found, Site)
    return found


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


def canonical_iri(path: str) -> str:
    """Return the canonical IRI of a path of this server, for example ``/id/nato``."""
    return terms.BASE + path.lstrip("/")


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
